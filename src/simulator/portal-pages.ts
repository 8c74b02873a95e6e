/** Stand-ins for the developer portal; tabs and buttons are named as LinkedIn labels them. */

import { escaped } from '../screen/sanitize.ts';
import { code, entry, list, pageLayout } from './page-layout.ts';
import { obstacleTo, type PortalApp, type RequestState } from './portal-app.ts';
import { type Product, productNames } from './products.ts';
import type { SimulatedAccount, SimulatedApp } from './scenario.ts';

const app = '/developers/apps/225000001';

/** The portal's addresses; `verification` is for a super admin of the Page. */
export const paths = {
  apps: '/developers/apps',
  newApp: '/developers/apps/new',
  settings: `${app}/settings`,
  auth: `${app}/auth`,
  products: `${app}/products`,
  request: `${app}/products/request`,
  adAccounts: `${app}/ad-accounts`,
  tokens: '/developers/tools/oauth/token-generator',
  verification: '/developers/apps/verification/5d2f1c1e-8a55-4c5e-9c0b-2f6f3a7d1e42',
} as const;

const link = (path: string, text: string) => `<a href="${path}">${text}</a>`;

const navigation = `<nav>${[
  link(paths.apps, 'My apps'),
  link(paths.newApp, 'Create app'),
  link(paths.settings, 'Settings'),
  link(paths.auth, 'Auth'),
  link(paths.products, 'Products'),
  link(paths.tokens, 'OAuth 2.0 tools'),
].join('\n')}</nav>`;

/** What goes wrong in a form stands above it. */
function portalPage(title: string, content: string, complaint?: string): string {
  const wrong = complaint === undefined ? '' : `<p class="wrong">${escaped(complaint)}</p>\n`;
  return pageLayout(title, `${wrong}${content}\n${navigation}`);
}

function form(content: string, button: string): string {
  return `<form method="post" class="fields">\n${content}\n<button class="main">${button}</button>\n</form>`;
}

function field(label: string, name: string, value = ''): string {
  return `<label>${label}<input type="text" name="${name}" value="${escaped(value)}" autocomplete="off"></label>`;
}

const madeUp = '<p class="quiet">Made up for rehearsals: these keys open nothing at LinkedIn.</p>';

// --- the app, its Page and its keys ----------------------------------------------------------------

export function appsPage(portal: PortalApp, { clientId, clientSecret }: SimulatedApp): string {
  return pageLayout(
    portal.name,
    `<dl>
${entry('Client ID', code(clientId))}
${entry('Primary Client Secret', code(clientSecret))}
${entry('Authorized redirect URLs for your app', redirectList(portal))}
${entry('Added products', addedText(portal))}
</dl>
${madeUp}
${navigation}`,
  );
}

function redirectList({ redirectUris }: PortalApp): string {
  return redirectUris.length === 0 ? 'None yet' : list(redirectUris.map(code));
}

function addedText({ requests }: PortalApp): string {
  const named = (wanted: RequestState) =>
    [...requests].filter(([, state]) => state === wanted).map(([product]) => product);
  const lines = [
    ...named('added'),
    ...named('in-review').map((product) => `None yet; ${product} is in review`),
    ...named('denied').map((product) => `None yet; ${product}: ${denial}`),
  ];
  return lines.length === 0 ? 'None yet' : list(lines);
}

export function newAppPage(ready: string, complaint?: string): string {
  const fields = [
    field('App name', 'name', 'Pectus Marketing'),
    field('LinkedIn Page', 'page', 'Acme'),
    field('Privacy policy URL', 'privacy'),
    '<p class="quiet">App logo: none is needed in a rehearsal.</p>',
    '<label><input type="checkbox" name="terms"> I have read and agree to these terms</label>',
  ];
  return portalPage(
    'Create an app',
    `${form(fields.join('\n'), 'Create app')}
<p class="quiet">In a hurry? Leave this page: <strong>${escaped(ready)}</strong> is there already. An app that you create takes its place, with the same keys, and has to be taken through every step.</p>`,
    complaint,
  );
}

/** `expires` is the day on which a verification address ends. */
export function settingsPage({ name, page }: PortalApp, expires: string): string {
  const texts: Readonly<Record<PortalApp['page'], string>> = {
    unverified: `<p>This app is not verified as being associated with this company.</p>
${form('<p class="quiet">Verify: makes an address for a super admin of the Page.</p>', 'Generate URL')}`,
    asked: `<p>This app is not verified as being associated with this company.</p>
<dl>${entry('Verification URL', link(paths.verification, paths.verification))}</dl>
<p>This URL expires on ${expires}. Send it to a super admin of the Page. In a rehearsal, that is you.</p>`,
    verified: '<p>Verified: a super admin of the Page has confirmed this app.</p>',
  };
  return portalPage('Settings', `<h2>LinkedIn Page of ${escaped(name)}</h2>\n${texts[page]}`);
}

export function verificationPage({ name }: PortalApp, member: string): string {
  const text = `<p>${escaped(member)} asks to connect <strong>${escaped(name)}</strong> to your Page. You are its super admin here.</p>`;
  return portalPage('Verify app', form(text, 'Verify'));
}

export function authPage(
  { redirectUris }: PortalApp,
  { clientId, clientSecret }: SimulatedApp,
  complaint?: string,
): string {
  const fields = [...redirectUris, '', ''].map((uri, index) =>
    field(`Redirect URL ${index + 1}`, 'redirect', uri),
  );
  return portalPage(
    'Auth',
    `<h2>Application credentials</h2>
<dl>
${entry('Client ID', code(clientId))}
${entry('Primary Client Secret', code(clientSecret))}
</dl>
${madeUp}
<h2>OAuth 2.0 settings</h2>
<p class="quiet">Authorized redirect URLs for your app. An empty line is left out.</p>
${form(fields.join('\n'), 'Update')}`,
    complaint,
  );
}

// --- products ----------------------------------------------------------------------------------------

const denial = 'Access Denied: Business verification failed';

export function productsPage(portal: PortalApp): string {
  const isAdded = (product: Product) => portal.requests.get(product) === 'added';
  const added = productNames.filter(isAdded).map(addedProduct);
  const available = productNames.filter((product) => !isAdded(product));
  return portalPage(
    'Products',
    `<h2>Added products</h2>
${added.length === 0 ? '<p>None yet</p>' : list(added)}
<h2>Available products</h2>
${list(available.map((product) => `<strong>${product}</strong> ${availableText(product, portal)}`))}`,
  );
}

function addedProduct(product: Product): string {
  const accounts = ` ${link(paths.adAccounts, 'View Ad Accounts')}`;
  return `<strong>${product}</strong>${product === 'Advertising API' ? accounts : ''}`;
}

function availableText(product: Product, portal: PortalApp): string {
  switch (portal.requests.get(product)) {
    case 'in-review':
      return `is in review.${verdictForm(product)}`;
    case 'denied':
      return `<p class="wrong">We are unable to grant you Development Tier access. ${denial}.</p>`;
    default:
      return requestText(product, portal);
  }
}

function requestText(product: Product, portal: PortalApp): string {
  switch (obstacleTo(product, portal)) {
    case 'page':
      return '<p class="quiet">Cannot be requested: the Page has not verified this app.</p>';
    case 'other-product':
      return '<p class="quiet">Cannot be requested: Community Management API must be the only product of its app.</p>';
    default:
      return link(`${paths.request}?product=${encodeURIComponent(product)}`, 'Request access');
  }
}

/** Weeks pass in a rehearsal at the press of a button. */
function verdictForm(product: Product): string {
  return `<form method="post" class="aside">
<p>You play LinkedIn's reviewer here. Decide, or leave it in review.</p>
<input type="hidden" name="product" value="${product}">
<p class="choice"><button name="verdict" value="denied">Deny</button>
<button name="verdict" value="added" class="main">Approve</button></p>
</form>`;
}

export function requestPage(product: Product, complaint?: string): string {
  const fields = [
    field('Business e-mail', 'email'),
    field('Legal name of the organization', 'organization', 'Acme'),
    '<label>Use case<textarea name="use" rows="4"></textarea></label>',
  ];
  return portalPage(`Access to ${product}`, form(fields.join('\n'), 'Request access'), complaint);
}

/** The ones that the app lists, and those that the member could add. */
export function adAccountsPage(
  { mappedAccounts }: PortalApp,
  accounts: readonly SimulatedAccount[],
  complaint?: string,
): string {
  const listed = mappedAccounts.map((id) => code(String(id)));
  const others = accounts.filter(({ id }) => !mappedAccounts.includes(id)).slice(0, 10);
  const known = others.map(({ id, name }) => `${escaped(name)}: ${code(String(id))}`);
  return portalPage(
    'Ad accounts',
    `<h2>Account Management list</h2>
${listed.length === 0 ? '<p>None yet</p>' : list(listed)}
<h2>Add Ad Account</h2>
${form(field('Account ID', 'account'), 'Save')}
<p class="quiet">In Campaign Manager the number is under the name of the account:</p>
${list(known)}`,
    complaint,
  );
}
