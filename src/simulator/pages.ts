/** What a person sees of a sign-in: the consent page, LinkedIn's refusals, and the token generator. */

import { escaped } from '../screen/sanitize.ts';
import { code, entry, list, pageLayout } from './page-layout.ts';
import type { SimulatorState } from './state.ts';
import { type Minted, type Token, writeToken } from './tokens.ts';

/** As the consent page and the token generator word them (OWOX's screenshots of 2025). */
const descriptions: Readonly<Record<string, string>> = {
  r_ads: 'Retrieve your advertising accounts',
  rw_ads: 'Manage your advertising accounts',
  r_ads_reporting: 'Retrieve reporting for your advertising accounts',
  rw_conversions: 'Manage your conversions',
  openid: 'Use your name and photo',
  profile: 'Use your name and photo',
  email: 'Use the primary email address associated with your LinkedIn account',
};

export function consentPage({ scenario, memory }: SimulatorState, scopes: readonly string[]) {
  const bullets = [...new Set(scopes.map((scope) => descriptions[scope] ?? scope))];
  return pageLayout(
    `${memory.app.name} would like to:`,
    `${list(bullets.map(escaped))}
<p class="quiet">Signed in as ${escaped(scenario.member.name)}. <span class="link">Not you?</span></p>
<form method="post" class="choice">
<button name="decision" value="cancel">Cancel</button>
<button name="decision" value="allow" class="main">Allow</button>
</form>`,
  );
}

/** LinkedIn keeps the person on its own page; the app's listener hears nothing. */
export function refusalPage(sentence = ''): string {
  return pageLayout('Bummer, something went wrong.', `<p>${escaped(sentence)}</p>`);
}

export function disabledPage(): string {
  return pageLayout('The application is disabled', '');
}

// --- the token generator ---------------------------------------------------------------------------

const myApps = '<nav><a href="/developers/apps">My apps</a></nav>';

export function tokensPage({ access, refresh }: Minted): string {
  return pageLayout(
    'Token details',
    `<dl>
${entry('Access token', tokenOf(access))}
${entry('Refresh token', refresh === undefined ? 'This app gets none.' : tokenOf(refresh))}
${entry('Scopes', access.scopes.map(code).join(' '))}
</dl>
<p class="quiet">Made up for rehearsals: these tokens open nothing at LinkedIn.</p>
${myApps}`,
  );
}

/** Without an approved product the generator has nothing to offer. */
export function noScopesPage(): string {
  return pageLayout(
    'Create OAuth 2.0 access token',
    `<p>There aren't any scopes available for this app. Select another app or visit your app's product settings to request API access.</p>
${myApps}`,
  );
}

function tokenOf(token: Token): string {
  const { expiresAt } = token;
  const day = new Date(expiresAt * 1000).toISOString().slice(0, 10);
  return `${code(writeToken(token))}<br><span class="quiet">Expires: ${day} (${expiresAt} UTC)</span>`;
}
