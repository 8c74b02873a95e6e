/** The stand-in portal: an app is created, verified, approved or denied, and told where to send people back to. */

import { describe, expect, it } from 'vitest';
import { paths } from '../../src/simulator/portal-pages.ts';
import { ready, type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { createClient, destination } from './simulator-client.ts';

const search = '/adAccounts?q=search';
const created = { name: 'Acme Ads', page: 'Acme', terms: 'on' };
const asked = { email: 'robin@acme.example', organization: 'Acme', use: 'Our own numbers.' };

function openPortal(scenario: Scenario = ready) {
  const client = createClient(scenario);
  const read = async (path: string) => await (await client.send(path)).text();
  /** Where the form leads; the text of the page that refuses it. */
  const submit = async (path: string, fields: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams(fields);
    const answer = await client.send(path, { method: 'POST', body });
    return answer.headers.get('location') ?? `${answer.status}: ${await answer.text()}`;
  };
  const request = (product: string) =>
    submit(`${paths.request}?product=${encodeURIComponent(product)}`, asked);
  const decide = (product: string, verdict: string) => submit(paths.products, { product, verdict });
  /** The error of a sign-in, the code that it brings, or the status of LinkedIn's own page. */
  const signIn = async (changes: Record<string, string> = {}) => {
    const answer = await client.decide('allow', changes);
    if (!answer.headers.has('location')) return answer.status;
    return destination(answer).searchParams.get('error') ?? 'code';
  };
  return { ...client, read, submit, request, decide, signIn };
}

async function openNewApp() {
  const portal = openPortal();
  expect(await portal.submit(paths.newApp, created)).toBe(paths.settings);
  return portal;
}

async function openVerifiedApp() {
  const portal = await openNewApp();
  await portal.submit(paths.settings, {});
  await portal.submit(paths.verification, {});
  return portal;
}

describe('a new app', () => {
  it('has its name and nothing that has to be asked for', async () => {
    const portal = await openNewApp();
    expect(await portal.read(paths.apps)).toContain('<h1>Acme Ads</h1>');
    expect(await portal.read(paths.settings)).toContain('This app is not verified');
    expect(await portal.read(paths.products)).not.toContain('Request access');
    expect(await portal.read(paths.tokens)).toContain("There aren't any scopes available");
    expect(await portal.signIn()).toBe(401);
  });

  it.each(['name', 'page', 'terms'])('is not created without its %s', async (missing) => {
    const portal = openPortal();
    const answer = await portal.submit(paths.newApp, { ...created, [missing]: ' ' });
    expect(answer).toMatch(/^400: [\s\S]*are needed\./);
    expect(await portal.signIn()).toBe('code');
  });

  it('goes all the way to an account that it may read', async () => {
    const portal = await openNewApp();
    await portal.submit(paths.settings, {});
    expect(await portal.read(paths.settings)).toContain(`<a href="${paths.verification}">`);
    expect(await portal.read(paths.settings)).toContain('expires on 2026-12-22');
    await portal.submit(paths.verification, {});
    expect(await portal.read(paths.settings)).toContain('Verified:');
    await portal.request('Advertising API');
    await portal.submit(paths.auth, { redirect: 'http://localhost:27365/callback' });
    expect(await portal.signIn()).toBe('unauthorized_scope_error');
    await portal.decide('Advertising API', 'added');
    expect(await portal.signIn()).toBe('code');
    expect(await portal.read(paths.apps)).toContain('<li>Advertising API</li>');
  });
});

describe('the Page', () => {
  it('confirms nothing before there is an address for it', async () => {
    const portal = await openNewApp();
    expect(await portal.submit(paths.verification, {})).toBe(paths.settings);
    expect(await portal.read(paths.settings)).toContain('This app is not verified');
  });
});

describe('a product', () => {
  it('cannot be asked for before the Page is verified', async () => {
    const portal = await openNewApp();
    expect(await portal.read(paths.products)).toContain('the Page has not verified this app');
    expect(await portal.request('Advertising API')).toMatch(/^400: /);
  });

  it('that is denied says so with LinkedIn’s words, and brings nothing', async () => {
    const portal = await openVerifiedApp();
    await portal.request('Advertising API');
    await portal.decide('Advertising API', 'denied');
    const page = await portal.read(paths.products);
    expect(page).toContain('unable to grant you Development Tier access');
    expect(page).toContain('Access Denied: Business verification failed');
    await portal.submit(paths.auth, { redirect: 'http://localhost:27365/callback' });
    expect(await portal.signIn()).toBe('unauthorized_scope_error');
  });

  it('that is in review stays so until somebody decides', async () => {
    const portal = openPortal(scenarios['approval-pending']);
    expect(await portal.read(paths.products)).toContain('is in review.');
    expect(await portal.signIn()).toBe('unauthorized_scope_error');
    await portal.decide('Advertising API', 'added');
    expect(await portal.signIn()).toBe('code');
  });

  it('brings its own scopes and no others', async () => {
    const portal = await openVerifiedApp();
    await portal.submit(paths.auth, { redirect: 'http://localhost:27365/callback' });
    await portal.request('Conversions API');
    await portal.decide('Conversions API', 'added');
    expect(await portal.signIn()).toBe('unauthorized_scope_error');
    expect(await portal.signIn({ scope: 'r_ads rw_conversions' })).toBe('code');
  });

  it('cannot be decided on unless it is in review', async () => {
    const portal = await openVerifiedApp();
    expect(await portal.decide('Advertising API', 'added')).toMatch(/^400: /);
    expect(await portal.decide('Nonsense', 'added')).toMatch(/^400: /);
  });

  it.each([
    ['Community Management API', 'Advertising API'],
    ['Advertising API', 'Community Management API'],
  ])('%s keeps %s out of the same app', async (first, second) => {
    const portal = await openVerifiedApp();
    await portal.request(first);
    expect(await portal.read(paths.products)).toContain('must be the only product of its app');
    expect(await portal.request(second)).toMatch(/^400: /);
  });

  it.each(Object.keys(asked))('is not asked for without the line "%s"', async (missing) => {
    const portal = await openVerifiedApp();
    const path = `${paths.request}?product=Advertising%20API`;
    expect(await portal.submit(path, { ...asked, [missing]: '' })).toMatch(/^400: /);
    expect(await portal.read(paths.products)).toContain('Request access');
  });
});

describe('redirect addresses', () => {
  it('are those that were typed, without a query string', async () => {
    const portal = openPortal();
    const body = new URLSearchParams([
      ['redirect', ' http://localhost:9999/callback?id=1 '],
      ['redirect', ''],
      ['redirect', 'https://acme.example/back'],
    ]);
    await portal.send(paths.auth, { method: 'POST', body });
    expect(await portal.signIn()).toBe(401);
    expect(await portal.signIn({ redirect_uri: 'http://localhost:9999/callback' })).toBe('code');
    expect(await portal.read(paths.auth)).toContain('value="https://acme.example/back"');
  });

  it.each([
    '/callback',
    'localhost:27365',
    'http://localhost:27365/callback#here',
    'ftp://a/b',
  ])('cannot be %s', async (redirect) => {
    const portal = openPortal();
    expect(await portal.submit(paths.auth, { redirect })).toMatch(/^400: /);
    expect(await portal.signIn()).toBe('code');
  });
});

describe('ad accounts', () => {
  it.each([
    'app-not-mapped',
    'app-not-mapped-to-reporting',
    'app-not-mapped-in-lists',
  ] as const)('are opened by adding their number: %s', async (name) => {
    const portal = openPortal(scenarios[name]);
    const path =
      name === 'app-not-mapped-to-reporting'
        ? '/adAnalytics?q=analytics&pivot=CAMPAIGN&timeGranularity=ALL&dateRange=(start:(year:2026,month:11,day:1))&accounts=List(urn%3Ali%3AsponsoredAccount%3A512345678)'
        : '/adAccounts/512345678';
    const before = (await portal.rest(path)).status;
    expect(await portal.submit(paths.adAccounts, { account: '512345678' })).toBe(paths.adAccounts);
    expect(await portal.read(paths.adAccounts)).toContain('<li><code>512345678</code></li>');
    expect([before >= 403, (await portal.rest(path)).status]).toEqual([true, 200]);
    expect((await portal.rest('/adAccounts/509876543')).status).not.toBe(
      name === 'app-not-mapped-to-reporting' ? 403 : 200,
    );
  });

  it('are numbers', async () => {
    const portal = openPortal(scenarios['app-not-mapped']);
    expect(await portal.submit(paths.adAccounts, { account: 'Acme' })).toMatch(/^400: /);
    expect((await portal.rest(search)).status).toBe(403);
  });
});

it('nothing that is typed brings markup into a page, or goes from one simulator to the next', async () => {
  const portal = openPortal();
  await portal.submit(paths.newApp, { ...created, name: '<b>"\'>' });
  for (const path of [paths.apps, paths.newApp, paths.settings]) {
    expect(await portal.read(path)).not.toContain('<b>');
  }
  expect(await portal.submit(paths.auth, { redirect: '"><b>' })).not.toContain('<b>');
  expect(await openPortal().read(paths.apps)).toContain('<h1>Pectus Marketing</h1>');
});
