/** What a person sees: the consent page, LinkedIn's refusal and stand-ins for the developer portal. */

import type { Minted } from './grants.ts';
import { escapeHtml, pageLayout } from './page-layout.ts';
import type { SimulatedApp } from './scenario.ts';
import type { Token } from './tokens.ts';

/** As the consent page and the token generator word them (OWOX's screenshots of 2025). */
const descriptions: Readonly<Record<string, string>> = {
  r_ads: 'Retrieve your advertising accounts',
  rw_ads: 'Manage your advertising accounts',
  r_ads_reporting: 'Retrieve reporting for your advertising accounts',
};

export function consentPage(view: {
  readonly app: string;
  readonly member: string;
  readonly scopes: readonly string[];
}): string {
  const bullets = view.scopes.map((scope) => descriptions[scope] ?? scope);
  return pageLayout(
    `${view.app} would like to:`,
    `${list(bullets.map(escapeHtml))}
<p class="quiet">Signed in as ${escapeHtml(view.member)}. <span class="link">Not you?</span></p>
<form method="post" class="choice">
<button name="decision" value="cancel">Cancel</button>
<button name="decision" value="allow" class="main">Allow</button>
</form>`,
  );
}

/** LinkedIn keeps the person on its own page; the app's listener hears nothing. */
export function refusalPage(sentence: string): string {
  return pageLayout('Bummer, something went wrong.', `<p>${escapeHtml(sentence)}</p>`);
}

// --- the developer portal ------------------------------------------------------------------------

const myApps = '<a href="/developers/apps">My apps</a>';
const createApp = '<a href="/developers/apps/new">Create app</a>';
const tokenGenerator = '<a href="/developers/tools/oauth/token-generator">OAuth 2.0 tools</a>';

export function appsPage(app: SimulatedApp): string {
  const product =
    app.scopes.length > 0 ? 'Advertising API' : 'None yet; Advertising API is in review';
  return pageLayout(
    app.name,
    `<dl>
${entry('Client ID', code(app.clientId))}
${entry('Primary Client Secret', code(app.clientSecret))}
${entry('Authorized redirect URLs for your app', list(app.redirectUris.map(code)))}
${entry('Added products', product)}
</dl>
<p class="quiet">Made up for rehearsals: these keys open nothing at LinkedIn.</p>
<nav>${createApp} ${tokenGenerator}</nav>`,
  );
}

export function newAppPage(app: SimulatedApp): string {
  return pageLayout(
    'Create an app',
    `<p>On LinkedIn's page you fill in App name, LinkedIn Page, Privacy policy URL and App logo, agree to the terms and choose Create app.</p>
<p>In a rehearsal there is nothing to fill in: <strong>${escapeHtml(app.name)}</strong> exists already.</p>
<nav>${myApps}</nav>`,
  );
}

export function tokensPage({ access, accessToken, refresh, refreshToken }: Minted): string {
  const refreshEntry =
    refresh === undefined || refreshToken === undefined
      ? entry('Refresh token', 'This app gets none.')
      : entry('Refresh token', tokenOf(refresh, refreshToken));
  return pageLayout(
    'Token details',
    `<dl>
${entry('Access token', tokenOf(access, accessToken))}
${refreshEntry}
${entry('Scopes', access.scopes.map(code).join(' '))}
</dl>
<p class="quiet">Made up for rehearsals: these tokens open nothing at LinkedIn.</p>
<nav>${myApps}</nav>`,
  );
}

/** Without an approved product the generator has nothing to offer. */
export function noScopesPage(): string {
  return pageLayout(
    'Create OAuth 2.0 access token',
    `<p>There aren't any scopes available for this app. Select another app or visit your app's product settings to request API access.</p>
<nav>${myApps}</nav>`,
  );
}

function entry(name: string, html: string): string {
  return `<dt>${name}</dt><dd>${html}</dd>`;
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

function tokenOf({ expiresAt }: Token, text: string): string {
  const day = new Date(expiresAt * 1000).toISOString().slice(0, 10);
  return `${code(text)}<br><span class="quiet">Expires: ${day} (${expiresAt} UTC)</span>`;
}
