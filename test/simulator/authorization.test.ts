/** The consent page and the way back from it, against what LinkedIn documents and what was seen live. */

import { describe, expect, it } from 'vitest';
import { ready, type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { createClient, destination, redirectUri, withDisputed } from './simulator-client.ts';

const queryOf = (response: Response) => [...destination(response).searchParams];

describe('a request that LinkedIn accepts', () => {
  it('shows the app, what it asks for, and both buttons', async () => {
    const response = await createClient().visit();
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html).toContain('<h1>Pectus Marketing would like to:</h1>');
    expect(html).toContain('<li>Retrieve your advertising accounts</li>');
    expect(html).toContain('<li>Retrieve reporting for your advertising accounts</li>');
    expect(html).toContain('Not you?');
    expect(html).toContain('<button name="decision" value="cancel">Cancel</button>');
    expect(html).toContain('<button name="decision" value="allow" class="main">Allow</button>');
  });

  it('is sent back with a code and its own state when Allow is pressed', async () => {
    const response = await createClient().decide('allow');
    expect(response.status).toBe(302);
    expect(destination(response).href.startsWith(`${redirectUri}?`)).toBe(true);
    expect(queryOf(response)).toEqual([
      ['state', 'xyz'],
      ['code', expect.stringMatching(/^AQT[\w-]{100,200}$/)],
    ]);
  });

  it('gets no state back when it brought none', async () => {
    const response = await createClient().decide('allow', { state: undefined });
    expect(queryOf(response)).toEqual([['code', expect.any(String)]]);
  });

  it('is sent back without a page when the same scopes were granted before', async () => {
    const { visit, decide } = createClient();
    await decide('allow');
    const repeated = await visit();
    expect([repeated.status, destination(repeated).searchParams.has('code')]).toEqual([302, true]);
  });

  it('shows the page again for other scopes', async () => {
    const { visit, decide } = createClient();
    await decide('allow');
    expect((await visit({ scope: 'r_ads' })).status).toBe(200);
  });

  it('shows the page again after a year', async () => {
    const { visit, decide, pass } = createClient();
    await decide('allow');
    pass(ready.tokens.refreshSeconds - 1);
    const before = await visit({ scope: 'r_ads r_ads_reporting' });
    pass(ready.tokens.refreshSeconds);
    expect([before.status, (await visit()).status]).toEqual([302, 200]);
  });

  it('shows the page each time where the scenario says so', async () => {
    const consent = { ...ready.consent, skippedWhenRepeated: false };
    const { visit, decide } = createClient({ ...ready, consent });
    await decide('allow');
    expect((await visit()).status).toBe(200);
  });
});

describe('a request that is sent back with an error', () => {
  it('says so when Cancel is pressed', async () => {
    expect(queryOf(await createClient().decide('cancel'))).toEqual([
      ['state', 'xyz'],
      ['error', 'user_cancelled_authorize'],
      ['error_description', 'The user cancelled the authorization'],
    ]);
  });

  it('names the first scope that the app lacks, escaped for HTML inside the encoding', async () => {
    const response = await createClient().visit({ scope: 'r_ads r_liteprofile r_emailaddress' });
    expect(response.headers.get('location')).toBe(
      `${redirectUri}?state=xyz&error=unauthorized_scope_error&error_description=Scope+%26quot%3Br_liteprofile%26quot%3B+is+not+authorized+for+your+application`,
    );
  });

  it('takes scopes joined by commas for one scope where only spaces separate them', async () => {
    const commas = { scope: 'r_ads,r_ads_reporting' };
    const strict = await createClient(withDisputed({ requestedScopes: 'spaces' })).visit(commas);
    expect(destination(strict).searchParams.get('error')).toBe('unauthorized_scope_error');
    expect((await createClient().visit(commas)).status).toBe(200);
  });
});

describe('a scope that the app lacks', () => {
  it.each([
    ['escaped', 'Scope &quot;openid&quot; is not authorized for your application'],
    ['quoted', 'Scope "openid" is not authorized for your application'],
    ['bare', 'Scope openid is not authorized for your application'],
    ['unknown', 'Unknown'],
  ] as const)('is described as in other reports: %s', async (refusedScope, description) => {
    const { visit } = createClient(withDisputed({ refusedScope }));
    const { searchParams } = destination(await visit({ scope: 'r_ads openid profile' }));
    expect(searchParams.get('error')).toBe('unauthorized_scope_error');
    expect(searchParams.get('error_description')).toBe(description);
  });

  it('does not hold an error page up where all are there', async () => {
    const { visit } = createClient(withDisputed({ errorPageFirst: true }));
    const page = await visit();
    expect([page.status, page.headers.has('refresh')]).toEqual([200, false]);
  });
});

describe('a request that ends on LinkedIn’s own page', () => {
  const mismatch = 'The redirect_uri does not match the registered value';

  it.each([
    ['an unregistered address', { redirect_uri: 'http://localhost:9999/callback' }, mismatch],
    ['a slash at the end', { redirect_uri: `${redirectUri}/` }, mismatch],
    ['https for http', { redirect_uri: 'https://localhost:27365/callback' }, mismatch],
    ['127.0.0.1 for localhost', { redirect_uri: 'http://127.0.0.1:27365/callback' }, mismatch],
    ['a query string', { redirect_uri: `${redirectUri}?id=1` }, mismatch],
    ['no address', { redirect_uri: undefined }, mismatch],
    ['an unknown app', { client_id: 'elsewhere' }, 'Client_id doesn&#39;t match'],
    ['another response type', { response_type: 'token' }, 'parameter &quot;response_type&quot;'],
    ['no scope', { scope: undefined }, 'parameter &quot;scope&quot; is missing'],
  ])('%s', async (_, changes, sentence) => {
    const response = await createClient().visit(changes);
    expect([response.status, response.headers.get('location')]).toEqual([401, null]);
    const html = await response.text();
    expect(html).toContain('Bummer, something went wrong.');
    expect(html).toContain(sentence);
  });

  it('grants nothing to a form that was posted for an unregistered address', async () => {
    const response = await createClient().decide('allow', { redirect_uri: 'http://evil.example/' });
    expect([response.status, response.headers.get('location')]).toEqual([401, null]);
  });

  it('a registered address counts without its query string', async () => {
    const app = { ...ready.app, redirectUris: [`${redirectUri}?id=1`] };
    expect((await createClient({ ...ready, app }).visit()).status).toBe(200);
  });
});

it.each<[string, Scenario, Record<string, string | undefined>, number]>([
  ['400 for its own page', withDisputed({ authorizationRefusal: 400 }), { client_id: 'x' }, 400],
  ['303 for the redirect', withDisputed({ redirect: 303 }), { scope: 'x' }, 303],
  [
    'a state that has to be there',
    withDisputed({ stateRequired: true }),
    { state: undefined },
    401,
  ],
])('where sources disagree (14, 15), it can take the other side: %s', async (...row) => {
  const [, scenario, changes, status] = row;
  expect((await createClient(scenario).visit(changes)).status).toBe(status);
});

it.each([
  [scenarios['consent-cancelled'], 'user_cancelled_authorize'],
  [scenarios['login-cancelled'], 'user_cancelled_login'],
])('$title', async (scenario, error) => {
  const { searchParams } = destination(await createClient(scenario).visit());
  expect([searchParams.get('error'), searchParams.get('state')]).toEqual([error, 'xyz']);
});

it('names of apps, members and scopes cannot bring markup into the page', async () => {
  const app = { ...ready.app, name: '<b>App</b>', scopes: ['<i>'] };
  const member = { ...ready.member, name: '<u>Robin</u>' };
  const html = await (await createClient({ ...ready, app, member }).visit({ scope: '<i>' })).text();
  expect(html).not.toMatch(/<[biu]>/);
});
