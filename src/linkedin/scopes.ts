/** OAuth scopes as LinkedIn writes them: space-separated in a request, comma-separated in replies. */

/** What this tool cannot do without. Asking for one scope that the app lacks fails the whole consent. */
export const minimumScopes: readonly string[] = ['r_ads', 'r_ads_reporting'];

/** The words for the consent step and the browser page; a scope without words stands for itself. */
const purposes: Readonly<Record<string, string>> = {
  r_ads: 'see ad accounts',
  r_ads_reporting: 'see their numbers',
  rw_ads: 'manage ad accounts',
  r_basicprofile: 'see your name and headline',
  r_organization_social: "read your Page's posts",
  w_organization_social: "write your Page's posts",
  r_organization_admin: "see your Page's numbers",
  rw_organization_admin: 'manage your Page',
  w_member_social: 'post in your name',
  r_marketing_leadgen_automation: 'read Lead Gen Form answers',
  rw_conversions: 'manage conversions',
};

export function purposeOf(scope: string): string | undefined {
  return purposes[scope];
}

/**
 * LinkedIn's documents say spaces, its replies have commas, both of them escaped at times; in a file there
 * may be quotes and brackets, too. All of LinkedIn's names are in small letters.
 */
export function parseScopes(text: string): readonly string[] {
  const plain = text.replace(/%(?:25)*([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return [...new Set(plain.toLowerCase().match(/[a-z][\w.:/-]*/g))];
}

export function missingScopes(
  wanted: readonly string[],
  granted: readonly string[],
): readonly string[] {
  // rw_ads contains r_ads (increasing-access page, "Scopes").
  const has = (scope: string) =>
    granted.includes(scope) || (scope === 'r_ads' && granted.includes('rw_ads'));
  return wanted.filter((scope) => !has(scope));
}

/** Asking for another set ends the member's earlier tokens of this app, so sets are compared whole. */
export function sameScopes(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((scope) => other.includes(scope));
}
