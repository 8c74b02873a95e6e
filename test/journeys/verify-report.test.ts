/** `verify`: one wave of calls, and one object that a host can rely on. */

import { describe, expect, it, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import type { LoggedRequest } from '../../src/simulator/simulator.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

// --- waves -------------------------------------------------------------------------------------------

/** A wave ends where a request arrives that could have waited for an answer. */
function wavesOf(requests: readonly LoggedRequest[]): readonly (readonly string[])[] {
  const waves: { paths: string[]; answered: number }[] = [];
  for (const { method, path, arrived, answered } of byArrival(requests)) {
    const last = waves.at(-1);
    if (last !== undefined && arrived < last.answered) {
      last.paths.push(`${method} ${path}`);
      last.answered = Math.min(last.answered, answered);
    } else waves.push({ paths: [`${method} ${path}`], answered });
  }
  return waves.map(({ paths }) => paths.sort());
}

function byArrival(requests: readonly LoggedRequest[]): readonly LoggedRequest[] {
  return requests.toSorted((one, other) => one.arrived - other.arrived);
}

const everything = [
  'GET /rest/adAccountUsers',
  'GET /rest/adAccounts',
  'GET /rest/adAccounts/512345678',
  'GET /rest/adAnalytics',
  'POST /oauth/v2/introspectToken',
  'POST /oauth/v2/introspectToken',
];

describe('with answers that take their time', () => {
  const { slow } = scenarios;

  it('a living token is proven in one wave', async () => {
    const world = await openSignedIn({ scenario: slow });
    const run = await world.run(['verify']);

    expect(run.exitCode).toBe(0);
    expect(wavesOf(run.requests)).toEqual([everything]);
    expect(world.now()).toEqual(new Date('2026-11-22T10:00:03Z'));
  });

  it('a dead token is renewed first, then proven in one wave', async () => {
    const world = await openSignedIn({ scenario: slow, daysAgo: 70 });
    const run = await world.run(['verify']);

    expect(run.exitCode).toBe(0);
    expect(wavesOf(run.requests)).toEqual([['POST /oauth/v2/accessToken'], everything]);
    expect(run.requests[0]?.grantType).toBe('refresh_token');
  });
});

// --- the object --------------------------------------------------------------------------------------

const pass = (id: string, title: string, detail: string) => ({
  id,
  verdict: 'pass',
  title,
  detail,
});

const beforeScopes = [
  pass('env-file', 'Environment file', '.env, readable by you alone, ignored by git'),
  pass('credentials', 'Credentials', 'all five set'),
  pass('api-version', 'API version', '202609, until 15 Sep 2027'),
  pass('access-token', 'Access token', 'active, 60 days left'),
];
const betweenScopesAndNumbers = [
  pass('refresh-token', 'Refresh token', '365 days left, until 22 Nov 2027'),
  pass('ad-account', 'Ad account', 'Acme Europe (512345678), EUR, active'),
  pass('account-role', 'Your role', 'account manager'),
];
const known = {
  envFile: '.env',
  account: {
    id: '512345678',
    name: 'Acme Europe',
    currency: 'EUR',
    status: 'ACTIVE',
    type: 'BUSINESS',
    role: 'ACCOUNT_MANAGER',
  },
  refreshToken: { expiresAt: '2027-11-22T10:00:00Z', daysLeft: 365 },
  apiVersion: { version: '202609', endsAt: '2027-09-15', daysLeft: 297 },
};

test('--json says of a ready account all that is known, and nothing else', async () => {
  const world = await openSignedIn();
  const run = await world.run(['verify', '--json']);

  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(run.stdout)).toEqual({
    ...known,
    outcome: 'ready',
    exitCode: 0,
    checks: [
      ...beforeScopes,
      pass('scopes', 'Consented scopes', 'r_ads, r_ads_reporting'),
      ...betweenScopesAndNumbers,
      pass(
        'reporting',
        'Reporting',
        expect.stringMatching(
          /^last 7 days: €[\d,]+\.\d\d, [\d,]+ impressions, \d+ clicks, \d+ leads$/,
        ),
      ),
    ],
    accessToken: {
      expiresAt: '2027-01-21T09:59:59Z',
      daysLeft: 60,
      scopes: ['r_ads', 'r_ads_reporting'],
    },
  });
});

test('--json says of a missing scope what is missing, and what to do', async () => {
  const world = await openSignedIn({ scopes: ['r_ads'] });
  const run = await world.run(['verify', '--json']);

  expect(run).toMatchObject({ exitCode: 3, stderr: '' });
  expect(JSON.parse(run.stdout)).toEqual({
    ...known,
    outcome: 'scope-missing',
    exitCode: 3,
    checks: [
      ...beforeScopes,
      {
        id: 'scopes',
        verdict: 'fail',
        title: 'Consented scopes',
        detail: 'r_ads only; r_ads_reporting is missing',
        code: 'scope-missing',
        fix: [
          {
            say: 'Choose your app, then Products. Advertising API must be under "Added products"',
            run: { open: 'https://www.linkedin.com/developers/apps' },
          },
          {
            say: 'Sign in again, so that LinkedIn grants the missing scope',
            run: { program: 'pectus-linkedin', args: ['setup', '--from', 'consent'] },
            command: 'pectus-linkedin setup --from consent',
          },
        ],
        docs: 'https://learn.microsoft.com/en-us/linkedin/marketing/increasing-access',
      },
      ...betweenScopesAndNumbers,
      {
        id: 'reporting',
        verdict: 'skip',
        title: 'Reporting',
        detail: expect.stringContaining('needs'),
      },
    ],
    error: {
      code: 'scope-missing',
      message: expect.stringContaining('r_ads_reporting is missing'),
      fix: expect.any(Array),
      docs: expect.stringMatching(/^https:/),
    },
    accessToken: { expiresAt: '2027-01-21T09:59:59Z', daysLeft: 60, scopes: ['r_ads'] },
  });
});

test('every failed check carries code, fixes and documents', async () => {
  const world = await openSignedIn({ scenario: scenarios['account-not-visible'] });
  const { checks } = JSON.parse((await world.run(['verify', '--json'])).stdout);
  const failed = checks.filter(({ verdict }: { verdict: string }) => verdict === 'fail');

  expect(failed).toEqual([
    {
      id: 'ad-account',
      verdict: 'fail',
      title: 'Ad account',
      detail: expect.any(String),
      code: 'account-not-visible',
      fix: expect.arrayContaining([
        expect.objectContaining({ command: expect.stringContaining('pectus-linkedin') }),
      ]),
      docs: expect.stringMatching(/^https:/),
    },
  ]);
});

describe('what is not known is left out of the object', () => {
  const parts = ['account', 'accessToken', 'refreshToken', 'apiVersion'];
  const partsOf = async (world: TestWorld, env = {}) => {
    const report = JSON.parse((await world.run(['verify', '--json'], { env })).stdout);
    expect(JSON.stringify(report)).not.toContain('null');
    return parts.filter((part) => part in report);
  };

  it('the account that cannot be seen', async () => {
    const world = await openSignedIn({ scenario: scenarios['account-not-visible'] });
    expect(await partsOf(world)).toEqual(['accessToken', 'refreshToken', 'apiVersion']);
  });

  it('the refresh token that was not granted', async () => {
    const world = await openSignedIn({ scenario: scenarios['no-refresh-token'] });
    expect(await partsOf(world)).toEqual(['account', 'accessToken', 'apiVersion']);
  });

  it('everything about credentials that are not there', async () => {
    expect(await partsOf(await openTestWorld())).toEqual(['apiVersion']);
  });

  it('the end of a version that has none announced', async () => {
    const world = await openSignedIn();
    const env = { LINKEDIN_API_VERSION: '202703' };
    const report = JSON.parse((await world.run(['verify', '--json'], { env })).stdout);
    expect(report).toMatchObject({ outcome: 'api-version-ended', exitCode: 3 });
    expect(report.apiVersion).toEqual({ version: '202703' });
  });

  it('the role that nobody has', async () => {
    const world = await openSignedIn({ scenario: scenarios['no-role'] });
    const report = JSON.parse((await world.run(['verify', '--json'])).stdout);
    const { role: _, ...account } = known.account;
    expect(report.account).toEqual(account);
  });
});

test('setup --json that fails at the proof prints the object of verify --json', async () => {
  const world = await openSignedIn({ scenario: scenarios['reporting-denied'] });
  const verify = await world.run(['verify', '--json']);
  const setup = await world.run(['setup', '--no-input', '--json']);

  expect(setup.exitCode).toBe(3);
  // A fix keeps the flags of the command that was run.
  const object = setup.stdout
    .replaceAll(/\s*"--(no-input|json)",/g, '')
    .replaceAll(' --no-input --json', '');
  // Each call has a number of its own at LinkedIn.
  const without = (text: string) => text.replaceAll(/"requestId": "[^"]*"/g, '"requestId": ""');
  expect(JSON.parse(without(object))).toEqual(JSON.parse(without(verify.stdout)));
});

test('for people there is one line per check on stdout, and the verdict below', async () => {
  const world = await openSignedIn();
  const run = await world.run(['verify']);

  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const titles = [...run.stdout.matchAll(/^ {5}✓ (\S.*?) {2,}/gm)].map(([, title]) => title);
  expect(titles).toEqual([
    'Environment file',
    'Credentials',
    'API version',
    'Access token',
    'Consented scopes',
    'Refresh token',
    'Ad account',
    'Your role',
    'Reporting',
  ]);
  expect(run.stdout).toMatch(/\n {2}Ready\.\n$/);
});

test('for people a failure ends with its reason, the fixes and the code', async () => {
  const world = await openSignedIn({ scopes: ['r_ads'] });
  const run = await world.run(['verify']);

  expect(run.exitCode).toBe(3);
  expect(run.stdout).toMatch(/✗ Consented scopes +r_ads only; r_ads_reporting is missing/);
  expect(run.stdout).toMatch(/– Reporting +/);
  expect(run.stderrAsOneLine).toMatch(
    /The consent covers r_ads only; .* 1\. Choose .* 2\. Sign in again.* More: https:.*\(scope-missing, exit 3\) $/,
  );
});
