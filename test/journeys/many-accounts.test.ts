/** One login, many accounts: `verify` and `report` about other ad accounts than the one of the file. */

import { describe, expect, it } from 'vitest';
import { withSpaces } from '../../src/screen/text-lines.ts';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { openSignedIn } from '../support/signed-in.ts';
import type { Run } from '../support/world.ts';

const { ready } = scenarios;
const conversions = ['r_ads', 'rw_conversions'];

const paths = ({ requests }: Run, end: string) =>
  requests.filter(({ path }) => path.endsWith(end)).length;

/** As the file's account, and the person has no role on it. */
const withoutRole: Scenario = {
  ...ready,
  accounts: ready.accounts.map((account, index) => {
    const { role: _, ...rest } = account;
    return index === 1 ? { ...rest, delivering: false } : account;
  }),
};

describe('verify --ad-account', () => {
  it.each([
    '509876543',
    'urn:li:sponsoredAccount:509876543',
    'https://www.linkedin.com/campaignmanager/accounts/509876543/campaigns',
    '509,876,543',
  ])('checks %s instead of the account of the file', async (id) => {
    const world = await openSignedIn();
    const before = await world.text();
    const run = await world.run(['verify', '--ad-account', id, '--json']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const report = JSON.parse(run.stdout);
    expect(report).toMatchObject({ outcome: 'ready', account: { id: '509876543' } });
    expect(report.accounts).toBeUndefined();
    expect(run.requests).toHaveLength(6);
    expect(JSON.stringify(run.requests)).not.toContain('512345678');
    expect(await world.text()).toBe(before);
  });

  it('is about the same account after a renewal, and where the file names none', async () => {
    const world = await openSignedIn({ account: '' });
    world.passDays(70);
    const run = await world.run(['verify', '--ad-account', '509876543']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('Acme US (509876543)');
    expect(await world.text()).toMatch(/^LINKEDIN_AD_ACCOUNT_ID=$/m);
  });

  it.each([['Acme'], ['act_123'], ['']])('refuses "%s", which is no id', async (id) => {
    const world = await openSignedIn();
    for (const command of ['verify', 'report']) {
      const run = await world.run([command, '--ad-account', id]);
      expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
      expect(run.stderrAsOneLine).toContain('(account-id-malformed, exit 2)');
    }
  });

  it('has a row for each of several, each asked about once', async () => {
    const world = await openSignedIn({ scenario: withoutRole });
    const given = ['509876543', '512345678', '599999999', '512345678'];
    const flags = given.flatMap((id) => ['--ad-account', id]);
    const run = await world.run(['verify', ...flags], { columns: 100 });
    expect(run).toMatchObject({ exitCode: 3, stderr: '', asked: [] });
    expect(withSpaces(run.stdout)).toMatchInlineSnapshot(`
      "     ✓ Environment file   .env, readable by you alone, ignored by git
           ✓ Credentials        all five set
           ✓ API version        202609, until 15 Sep 2027
           ✓ Access token       active, 60 days left
           ✓ Consented scopes   r_ads, r_ads_reporting
           ✓ Refresh token      365 days left, until 22 Nov 2027

           ✗ Acme US      509876543                   Your role: none on Acme US (509876543)
           ✓ Acme Europe  512345678  account manager  last 7 days: €1,093.89, 29,718 impressions, 368
                                                      clicks, 3 leads
           ✗              599999999                   Ad account: 599999999 is not visible to the person
                                                      who signed in

        The person who signed in has no role on Acme US (509876543), so LinkedIn answers with empty
        reports.
           In Campaign Manager, have an account manager add them, at least as a viewer, under Account
           settings › Manage access.
           Then run it again:
                pectus-linkedin verify --ad-account 509876543 --ad-account 512345678 --ad-account 599999999 --ad-account 512345678

        The person who signed in cannot see ad account 599999999. They can see Acme Europe (512345678),
        Acme US (509876543) and Acme (old) (501112223).
        LinkedIn: Not Found (NOT_FOUND, HTTP 404)
           Wrong person? Sign in as someone who can see it:
                pectus-linkedin setup --from consent
           Right person? In Campaign Manager, have an account manager add that person, at least as a
           viewer, under Account settings › Manage access.
           Wrong ad account? Choose another one:
                pectus-linkedin setup --from account

        1 of 3 ad accounts is ready.
      "
    `);
    expect(paths(run, 'introspectToken')).toBe(2);
    expect(paths(run, 'adAnalytics')).toBe(3);
  });
});

describe('verify --all-accounts', () => {
  it('has a row for each account that the sign-in sees', async () => {
    const world = await openSignedIn({ account: '' });
    const run = await world.run(['verify', '--all-accounts']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '', asked: [] });
    expect(withSpaces(run.stdout)).toMatchInlineSnapshot(`
      "     ✓ Environment file   .env, readable by you alone, ignored by git
           ✓ Credentials        all five set
           ✓ API version        202609, until 15 Sep 2027
           ✓ Access token       active, 60 days left
           ✓ Consented scopes   r_ads, r_ads_reporting
           ✓ Refresh token      365 days left, until 22 Nov 2027

           ✓ Acme Europe  512345678  account manager  last 7 days: €1,093.89, 29,718
                                                      impressions, 368 clicks, 3
                                                      leads
           ✓ Acme US      509876543  viewer           last 7 days: $1,041.13, 29,693
                                                      impressions, 359 clicks, 8
                                                      leads
           ! Acme (old)   501112223  viewer           allowed; no activity in the
                                                      last 7 days; Ad account: Acme
                                                      (old) (501112223), USD, active,
                                                      on billing hold: past numbers
                                                      can be read

        Ad account: Acme (old) (501112223), USD, active, on billing hold: past
        numbers can be read.
           See why:
                https://www.linkedin.com/campaignmanager/accounts/501112223

        3 of 3 ad accounts are ready.
      "
    `);
  });

  it('puts the rest under the name on a narrow terminal', async () => {
    const world = await openSignedIn();
    const run = await world.run(['verify', '--all-accounts'], { columns: 40 });
    const [, rows] = withSpaces(run.stdout).split('\n\n');
    expect(rows).toMatchInlineSnapshot(`
      "     ✓ Acme Europe
               512345678  account manager
               last 7 days: €1,093.89, 29,718
               impressions, 368 clicks, 3
               leads
           ✓ Acme US
               509876543  viewer
               last 7 days: $1,041.13, 29,693
               impressions, 359 clicks, 8
               leads
           ! Acme (old)
               501112223  viewer
               allowed; no activity in the
               last 7 days; Ad account: Acme
               (old) (501112223), USD,
               active, on billing hold: past
               numbers can be read"
    `);
  });

  it('prints one object with --json, whose exit code is that of the worst', async () => {
    const scenario = { ...scenarios['conversions-only'], accounts: ready.accounts };
    const world = await openSignedIn({ scenario, scopes: conversions, account: '512345678' });
    const run = await world.run(['verify', '--all-accounts', '--json']);
    const { accounts, ...report } = JSON.parse(run.stdout);
    expect(run).toMatchObject({ exitCode: 3, stderr: '' });
    expect(report).toMatchObject({ outcome: 'account-role-missing', exitCode: 3, envFile: '.env' });
    expect(Object.keys(report)).not.toContain('error');
    expect(report.checks.map(({ id }: { id: string }) => id)).toEqual([
      ...['env-file', 'credentials', 'api-version', 'access-token', 'scopes', 'refresh-token'],
    ]);
    expect(accounts[0]).toMatchObject({
      outcome: 'ready',
      exitCode: 0,
      id: '512345678',
      name: 'Acme Europe',
      role: 'ACCOUNT_MANAGER',
      checks: [{ id: 'ad-account' }, { id: 'account-role' }, { id: 'conversions' }],
    });
    expect(accounts[1]).toMatchObject({
      outcome: 'account-role-missing',
      exitCode: 3,
      id: '509876543',
      role: 'VIEWER',
      error: { code: 'account-role-missing' },
    });
  });

  it('asks about all of 1,200 accounts eight at a time, and of each only for its proof', async () => {
    const world = await openSignedIn({ scenario: scenarios['many-accounts'] });
    const run = await world.run(['verify', '--all-accounts', '--json']);
    const { accounts, outcome } = JSON.parse(run.stdout);
    expect([outcome, accounts.length]).toEqual(['ready', 1200]);
    expect(paths(run, 'adAnalytics')).toBe(1200);
    expect(run.requests.length).toBeLessThan(1220);
    const open = run.requests.map(({ arrived, answered }) => answered - arrived);
    expect(Math.max(...open)).toBeLessThan(20);
  });

  it('says what is wrong with the sign-in as verify does, and of no account', async () => {
    const world = await openSignedIn({ scopes: ['r_ads'] });
    const run = await world.run(['verify', '--all-accounts', '--json']);
    expect(run.exitCode).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({
      outcome: 'scope-missing',
      exitCode: 3,
      error: { code: 'scope-missing' },
      accounts: [],
    });
    const table = await world.run(['verify', '--all-accounts']);
    expect(table.stdout).toContain('✗ Consented scopes');
    expect(table.stdout).not.toContain('512345678');
    expect(table.stderrAsOneLine).toContain('(scope-missing, exit 3)');
    const gone = await openSignedIn({ daysAgo: 366 });
    const words = await gone.run(['verify', '--all-accounts']);
    expect(words).toMatchObject({ exitCode: 4, stdout: '' });
    expect(words.stderrAsOneLine).toContain('(refresh-token-rejected, exit 4)');
  });

  it('tells of a sign-in that ends within the days asked', async () => {
    const world = await openSignedIn();
    const run = await world.run(['verify', '--all-accounts', '--within', '366']);
    expect(run.exitCode).toBe(6);
    expect(run.stdout).toContain('The sign-in: the sign-in ends on 22 Nov 2027');
    expect(run.stdout).toContain('3 of 3 ad accounts are ready.');
  });

  it.each([
    [['--all-accounts', '--ad-account', '512345678']],
    [['--all-accounts', 'a.env', 'b.env']],
    [['--ad-account', '512345678', 'a.env', 'b.env']],
  ])('refuses %j', async (flags) => {
    const run = await (await openSignedIn()).run(['verify', ...flags]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
  });
});

describe('report --ad-account', () => {
  it('is about that account instead of the one of the file', async () => {
    const world = await openSignedIn();
    const flags = ['--from', '7d', '--json', '--ad-account', 'urn:li:sponsoredAccount:509876543'];
    const run = await world.run(['report', ...flags]);
    expect(run.exitCode).toBe(0);
    expect(JSON.parse(run.stdout).head).toMatchObject({ account_id: '509876543', currency: 'USD' });
    const none = await openSignedIn({ account: '' });
    expect((await none.run(['report', ...flags])).exitCode).toBe(0);
  });
});
