/** What the browser of a person does: presses Allow, and is sent back. */
export async function allow(address) {
  const body = new URLSearchParams({ decision: 'allow' });
  const response = await fetch(address, { method: 'POST', body, redirect: 'manual' });
  const location = response.headers.get('location');
  if (location === null)
    throw new Error(`no way back: ${response.status} ${await response.text()}`);
  return new URL(location);
}

/** The ad accounts that a token shows, by number. */
export async function adAccounts(token, origin) {
  const headers = {
    authorization: `Bearer ${token}`,
    'linkedin-version': '202609',
    'x-restli-protocol-version': '2.0.0',
  };
  const response = await fetch(`${origin}/rest/adAccounts?q=search&fields=id`, { headers });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()).elements.map(({ id }) => id);
}

/** Where the simulator is, and the app in it. */
export function given() {
  const { ORIGIN: origin, REDIRECT_URI: redirectUri } = process.env;
  const { LINKEDIN_CLIENT_ID: clientId, LINKEDIN_CLIENT_SECRET: clientSecret } = process.env;
  return { origin, redirectUri, clientId, clientSecret };
}

export const scopes = ['r_ads', 'r_ads_reporting'];
export const account = 512345678;
