/** What a person sees: the consent page, LinkedIn's refusal and stand-ins for the developer portal. */

import { escaped } from '../screen/sanitize.ts';
import type { Scenario, SimulatedApp } from './scenario.ts';
import { type Minted, type Token, writeToken } from './tokens.ts';

/** As the consent page and the token generator word them (OWOX's screenshots of 2025). */
const descriptions: Readonly<Record<string, string>> = {
  r_ads: 'Retrieve your advertising accounts',
  rw_ads: 'Manage your advertising accounts',
  r_ads_reporting: 'Retrieve reporting for your advertising accounts',
  rw_conversions: 'Manage your conversions',
};

export function consentPage({ app, member }: Scenario, scopes: readonly string[]): string {
  const bullets = scopes.map((scope) => descriptions[scope] ?? scope);
  return pageLayout(
    `${app.name} would like to:`,
    `${list(bullets.map(escaped))}
<p class="quiet">Signed in as ${escaped(member.name)}. <span class="link">Not you?</span></p>
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

// --- the developer portal ------------------------------------------------------------------------

const myApps = '<a href="/developers/apps">My apps</a>';
const createApp = '<a href="/developers/apps/new">Create app</a>';
const tokenGenerator = '<a href="/developers/tools/oauth/token-generator">OAuth 2.0 tools</a>';

export function appsPage(app: SimulatedApp): string {
  const asked =
    app.request === 'denied'
      ? 'Advertising API: Access Denied: Business verification failed'
      : 'Advertising API is in review';
  const product = app.scopes.length > 0 ? 'Advertising API' : `None yet; ${asked}`;
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
<p>In a rehearsal there is nothing to fill in: <strong>${escaped(app.name)}</strong> exists already.</p>
<nav>${myApps}</nav>`,
  );
}

export function tokensPage({ access, refresh }: Minted): string {
  return pageLayout(
    'Token details',
    `<dl>
${entry('Access token', tokenOf(access))}
${entry('Refresh token', refresh === undefined ? 'This app gets none.' : tokenOf(refresh))}
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
  return `<code>${escaped(text)}</code>`;
}

function tokenOf(token: Token): string {
  const { expiresAt } = token;
  const day = new Date(expiresAt * 1000).toISOString().slice(0, 10);
  return `${code(writeToken(token))}<br><span class="quiet">Expires: ${day} (${expiresAt} UTC)</span>`;
}

// --- layout ----------------------------------------------------------------------------------------

/** One box in the middle of an empty page: no script, nothing from elsewhere, light or dark. */
const style = `
:root {
  color-scheme: light dark;
  --ground: #f4f4f1; --box: #fff; --ink: #1d1d1b; --quiet: #63635e;
  --line: #dededa; --field: #f4f4f1; --main: #1f5f4a; --on-main: #fff; --note: #8a4b00; --note-ground: #fdf1dd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #161615; --box: #212120; --ink: #ececea; --quiet: #a3a39d;
    --line: #3a3a37; --field: #191918; --main: #7cc7aa; --on-main: #10261d; --note: #f0c274; --note-ground: #352913;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.25rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main {
  width: 100%; max-width: 30rem; padding: 2rem; background: var(--box);
  border: 1px solid var(--line); border-radius: 0.875rem;
}
main > :last-child { margin-bottom: 0; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.3; overflow-wrap: anywhere; }
p, ul, dl { margin: 0 0 1rem; }
ul { padding-left: 1.25rem; }
li + li { margin-top: 0.25rem; }
.label {
  margin: -2rem -2rem 1.5rem; padding: 0.5rem 2rem; border-radius: 0.8125rem 0.8125rem 0 0;
  background: var(--note-ground); color: var(--note); font-size: 0.875rem;
}
.quiet { color: var(--quiet); font-size: 0.875rem; }
.link, a { color: var(--main); text-decoration: underline; text-underline-offset: 0.15em; }
dt { color: var(--quiet); font-size: 0.875rem; }
dd { margin: 0.125rem 0 1rem; }
dd ul { margin: 0; padding: 0; list-style: none; }
code {
  display: inline-block; max-width: 100%; padding: 0.125rem 0.5rem; border-radius: 0.375rem;
  background: var(--field); font: 0.875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  overflow-wrap: anywhere; user-select: all;
}
nav { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; }
.choice { display: flex; gap: 0.75rem; justify-content: flex-end; }
button {
  min-width: 7rem; padding: 0.625rem 1.25rem; border: 1px solid var(--line); border-radius: 2rem;
  background: none; color: inherit; font: inherit; cursor: pointer;
}
button.main { border-color: var(--main); background: var(--main); color: var(--on-main); font-weight: 600; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
@media (max-width: 26rem) {
  main { padding: 1.5rem; }
  .label { margin: -1.5rem -1.5rem 1.25rem; padding: 0.5rem 1.5rem; }
  button { flex: 1; min-width: 0; }
}
`;

/** `content` is HTML already; the title is text. */
function pageLayout(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)} · rehearsal</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<p class="label">Rehearsal page. This is not LinkedIn.</p>
<h1>${escaped(title)}</h1>
${content}
</main>
</body>
</html>
`;
}
