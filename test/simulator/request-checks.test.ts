/** Version, token, limits and scopes of every REST call, against what LinkedIn documents and what was seen live. */

import { describe, expect, it } from 'vitest';
import { ready, type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { createClient, withDisputed } from './simulator-client.ts';

const accounts = '/adAccounts?q=search';
const analytics =
  '/adAnalytics?q=analytics&pivot=CAMPAIGN&timeGranularity=ALL&dateRange=(start:(year:2026,month:11,day:1))&accounts=List(urn%3Ali%3AsponsoredAccount%3A512345678)';

describe('the version header', () => {
  it('has to be there', async () => {
    expect(await createClient().rest(accounts, { without: ['linkedin-version'] })).toEqual({
      status: 400,
      body: {
        status: 400,
        code: 'VERSION_MISSING',
        message:
          'A version must be present. Please specify a version by adding the Linkedin-Version header.',
      },
    });
  });

  it.each([
    '202512',
    '202511',
    '202610',
    '209901',
    'latest',
    '__proto__',
  ])('%s is not active', async (version) => {
    const { status, body } = await createClient().rest(accounts, {
      headers: { 'linkedin-version': version },
    });
    expect([status, body]).toEqual([
      426,
      {
        status: 426,
        code: 'NONEXISTENT_VERSION',
        message: `Requested version ${version}01 is not active`,
      },
    ]);
  });

  it.each(['202601', '202602', '202609', '202609.01'])('%s is active', async (version) => {
    const headers = { 'linkedin-version': version };
    expect((await createClient().rest(accounts, { headers })).status).toBe(200);
  });

  it('ends on the day of the table', async () => {
    const linkedin = createClient();
    const headers = { 'linkedin-version': '202601' };
    const untilSunset = (Date.UTC(2027, 0, 15) - Date.UTC(2026, 10, 22, 12)) / 1000;
    linkedin.pass(untilSunset - 1);
    const before = await linkedin.rest(accounts, { headers });
    linkedin.pass(1);
    const after = await linkedin.rest(accounts, { headers });
    expect([before.status, after.status]).toEqual([200, 426]);
  });

  it('of unknown existence can be made to exist', async () => {
    const apiVersions = { ...ready.apiVersions, '202611': '2027-11-16' };
    const headers = { 'linkedin-version': '202611' };
    expect((await createClient({ ...ready, apiVersions }).rest(accounts, { headers })).status).toBe(
      200,
    );
  });

  it('is told of before the token, or after it where the scenario says so', async () => {
    const wrong = { token: 'made-up', without: ['linkedin-version'] };
    const first = await createClient().rest(accounts, wrong);
    const second = await createClient(withDisputed({ checkedFirst: 'token' })).rest(
      accounts,
      wrong,
    );
    expect([first.status, second.status]).toEqual([400, 401]);
  });
});

describe('the token', () => {
  const refusal = (serviceErrorCode: number, code: string, message: string) => ({
    status: 401,
    body: { status: 401, serviceErrorCode, code, message },
  });
  const revoked = refusal(
    65601,
    'REVOKED_ACCESS_TOKEN',
    'The token used in the request has been revoked by the user',
  );

  it('missing', async () => {
    expect(await createClient().rest(accounts, { without: ['authorization'] })).toEqual({
      status: 401,
      body: { status: 401, serviceErrorCode: 401, message: 'Empty oauth2_access_token' },
    });
  });

  it('missing, in the words of the marketing pages', async () => {
    const { rest } = createClient(withDisputed({ emptyToken: 'marketing' }));
    expect(await rest(accounts, { without: ['authorization'] })).toEqual({
      status: 401,
      body: {
        status: 401,
        code: 'EMPTY_ACCESS_TOKEN',
        message: 'Empty or missing OAuth2 access token',
      },
    });
  });

  it('made up', async () => {
    expect(await createClient().rest(accounts, { token: 'AQXmadeup' })).toEqual(
      refusal(65600, 'INVALID_ACCESS_TOKEN', 'Invalid access token'),
    );
  });

  it('expired', async () => {
    const linkedin = createClient();
    const { accessToken } = linkedin.simulator.issueTokens();
    linkedin.pass(5_183_999);
    expect(await linkedin.rest(accounts, { token: accessToken })).toEqual(
      refusal(65602, 'EXPIRED_ACCESS_TOKEN', 'The token used in the request has expired'),
    );
  });

  it('revoked', async () => {
    const linkedin = createClient();
    const { accessToken } = linkedin.simulator.issueTokens();
    await linkedin.post('revoke', { token: accessToken });
    expect(await linkedin.rest(accounts, { token: accessToken })).toEqual(revoked);
  });

  it('of a restricted member', async () => {
    expect(await createClient(scenarios['member-restricted']).rest(accounts)).toEqual(
      refusal(65608, 'RESTRICTED_MEMBER', 'Member is restricted'),
    );
  });

  it('too fresh, for as long as the scenario says', async () => {
    const linkedin = createClient(scenarios['access-token-fresh']);
    const { accessToken: token } = linkedin.simulator.issueTokens();
    expect(await linkedin.rest(accounts, { token })).toEqual(revoked);
    linkedin.pass(9);
    expect((await linkedin.rest(accounts, { token })).status).toBe(401);
    linkedin.pass(1);
    expect((await linkedin.rest(accounts, { token })).status).toBe(200);
  });
});

describe('scopes', () => {
  const denied = (operation: string) => ({
    status: 403,
    body: {
      status: 403,
      serviceErrorCode: 100,
      code: 'ACCESS_DENIED',
      message: `Not enough permissions to access: ${operation}.20260901`,
    },
  });

  it.each([
    ['adAnalytics.FINDER-analytics', ['r_ads'], analytics],
    ['adAccounts.FINDER-search', ['r_ads_reporting'], accounts],
    ['adAccounts.GET', ['r_ads_reporting'], '/adAccounts/512345678'],
    [
      'adAccountUsers.FINDER-authenticatedUser',
      ['r_ads_reporting'],
      '/adAccountUsers?q=authenticatedUser',
    ],
  ])('%s is denied to %o alone', async (operation, scopes, path) => {
    const { simulator, rest } = createClient();
    const { accessToken } = simulator.issueTokens(scopes);
    expect(await rest(path, { token: accessToken })).toEqual(denied(operation));
  });

  it('rw_ads includes r_ads', async () => {
    const { simulator, rest } = createClient();
    const { accessToken } = simulator.issueTokens(['rw_ads']);
    expect((await rest(accounts, { token: accessToken })).status).toBe(200);
  });

  it('a resource can be denied in spite of them', async () => {
    expect(await createClient(scenarios['reporting-denied']).rest(analytics)).toEqual(
      denied('adAnalytics.FINDER-analytics'),
    );
  });
});

describe('throttling', () => {
  const throttled = (window: string, retryAfterSeconds?: number): Scenario => ({
    ...ready,
    outage: {
      kind: 'throttled',
      window: window === 'DAY' ? 'DAY' : 'MINUTE',
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    },
  });

  it.each(['MINUTE', 'DAY'])('tells of the %s that is over', async (window) => {
    expect(await createClient(throttled(window)).rest(accounts)).toEqual({
      status: 429,
      body: {
        status: 429,
        serviceErrorCode: 101,
        code: 'TOO_MANY_REQUESTS',
        message: `Resource level throttle APPLICATION_AND_MEMBER ${window} limit for calls to this resource is reached.`,
      },
    });
  });

  it.each([
    [undefined, null],
    [30, '30'],
  ])('with a wait of %s it says Retry-After: %s', async (seconds, header) => {
    const { simulator, send } = createClient(throttled('MINUTE', seconds));
    const response = await send(`/rest${accounts}`, {
      headers: {
        authorization: `Bearer ${simulator.issueTokens().accessToken}`,
        'linkedin-version': '202609',
        'x-restli-protocol-version': '2.0.0',
      },
    });
    expect(response.headers.get('retry-after')).toBe(header);
  });
});

it('of Rest.li there are two versions', async () => {
  const headers = { 'x-restli-protocol-version': '3.0.0' };
  expect((await createClient().rest(accounts, { headers })).status).toBe(400);
});

describe('the token in the address', () => {
  const withToken = (token: string) => `${accounts}&oauth2_access_token=${token}`;

  it('is taken in the place of the header, and told in no log', async () => {
    const { simulator, rest } = createClient();
    const { accessToken } = simulator.issueTokens();
    const without = ['authorization'];
    expect((await rest(withToken(accessToken), { without })).status).toBe(200);
    expect((await rest(withToken('AQXmadeup'), { without })).status).toBe(401);
    expect(JSON.stringify(simulator.log)).not.toContain(accessToken);
  });

  it('counts for nothing where the scenario says so', async () => {
    const { simulator, rest } = createClient(withDisputed({ tokenInQuery: false }));
    const address = withToken(simulator.issueTokens().accessToken);
    expect((await rest(address, { without: ['authorization'] })).status).toBe(401);
  });
});
