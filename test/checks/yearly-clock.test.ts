/** One consent and the year after it: what the upkeep commands say, print and exit with as both tokens grow old. */

import { parse } from 'dotenv';
import { describe, expect, it, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { openSignedIn } from '../support/signed-in.ts';
import type { Run, TestWorld } from '../support/world.ts';

/** Early enough for the API version of today to be alive a year later. */
const consentDay = '2026-06-01T10:00:00Z';
const signInEnd = '2027-06-01T10:00:00Z';

/** Signed in on day 0, and not touched until this day. */
async function onDay(day: number, scenario = scenarios.ready): Promise<TestWorld> {
  return await openSignedIn({ startTime: consentDay, scenario, daysAgo: day });
}

const signIn = {
  say: 'Sign in again',
  run: { program: 'pectus-linkedin', args: ['setup'] },
  command: 'pectus-linkedin setup',
};

function grants({ requests }: Run): readonly (string | undefined)[] {
  return requests.map(({ grantType }) => grantType);
}

describe('status', () => {
  it.each([
    [0, '60 days left', '365 days left', 0, 0],
    [30, '30 days left', '335 days left', 0, 0],
    [59, '24 hours left', '306 days left', 0, 0],
    [61, 'expired 24 hours ago', '304 days left', 0, 0],
    [334, 'expired 274 days ago', '31 days left', 0, 0],
    [335, 'expired 275 days ago', '30 days left', 0, 6],
    [364, 'expired 304 days ago', '24 hours left', 0, 6],
    [366, 'expired 306 days ago', 'expired 24 hours ago', 4, 4],
  ])('on day %i: access token %s, refresh token %s', async (day, access, refresh, exit, within) => {
    const world = await onDay(day);
    const before = await world.text();
    const run = await world.run(['status']);
    const warned = await world.run(['status', '--within', '30']);

    expect(run).toMatchObject({ exitCode: exit, stderr: '', requests: [] });
    expect(warned).toMatchObject({ exitCode: within, requests: [] });
    expect(warned.stdout.startsWith(run.stdout)).toBe(true);
    expect(warned.stdout !== run.stdout).toBe(within === 6);
    expect(run.stdout).toMatch(new RegExp(`^ +Access token +${access}`, 'm'));
    expect(run.stdout).toMatch(new RegExp(`^ +Refresh token +${refresh}`, 'm'));
    expect(run.stdout).toMatch(
      exit === 4
        ? /^ +Sign in again now:\n +pectus-linkedin\ssetup$/m
        : /^ +Sign in again +before 1 Jun 2027$/m,
    );
    expect(await world.text()).toBe(before);
  });

  it.each([0, 61, 366])('on day %i keeps its columns apart', async (day) => {
    const { stdout } = await (await onDay(day)).run(['status']);
    const rows = stdout.split('\n').filter((row) => /^ +(Access|Refresh) token /.test(row));
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toMatch(/ {4}(until|on) \d/);
  });

  it('tells a program the same in numbers', async () => {
    const { stdout } = await (await onDay(61)).run(['status', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      outcome: 'ok',
      exitCode: 0,
      envFile: '.env',
      missing: [],
      accessToken: { expiresAt: '2026-07-31T09:59:59Z', daysLeft: 0 },
      refreshToken: { expiresAt: signInEnd, daysLeft: 304 },
      scopes: ['r_ads', 'r_ads_reporting'],
      adAccountId: '512345678',
      signInAgainBefore: signInEnd,
      file: { mode: '0600', git: 'ignored', duplicates: [] },
      shadowed: [],
    });
  });
});

describe('verify', () => {
  const renewed = '; renewed and saved to .env';

  it.each([
    [0, 'active, 60 days left', 'pass', '365 days left', 0],
    [30, 'active, 30 days left', 'pass', '335 days left', 0],
    [59, 'active, 24 hours left', 'pass', '306 days left', 0],
    [61, `active, 60 days left${renewed}`, 'pass', '304 days left', 0],
    [334, `active, 31 days left${renewed}`, 'pass', '31 days left', 0],
    [335, `active, 30 days left${renewed}`, 'warn', '30 days left', 6],
    [364, `active, 24 hours left${renewed}`, 'warn', '24 hours left', 6],
  ])('on day %i: %s, and a %s for the refresh token, %s', async (day, access, verdict, refresh, within) => {
    const world = await onDay(day);
    const run = await world.run(['verify', '--json']);
    const { outcome, exitCode, checks } = JSON.parse(run.stdout);

    expect({ outcome, exitCode, ended: run.exitCode }).toEqual({
      outcome: 'ready',
      exitCode: 0,
      ended: 0,
    });
    expect(checks).toContainEqual({
      id: 'access-token',
      verdict: 'pass',
      title: 'Access token',
      detail: access,
    });
    expect(checks).toContainEqual({
      id: 'refresh-token',
      verdict,
      title: 'Refresh token',
      detail: `${refresh}, until 1 Jun 2027`,
      ...(verdict === 'warn' && { fix: [signIn] }),
    });
    expect((await world.run(['verify', '--within', '30'])).exitCode).toBe(within);
  });

  it('within thirty days of the end says so in its last line', async () => {
    const { stdout } = await (await onDay(335)).run(['verify', '--within', '30']);
    expect(stdout).toContain('! Refresh token      30 days left, until 1 Jun 2027\n');
    expect(stdout).toMatch(/\n {2}Ready, but not for another 30 days\.\n$/);
  });
});

describe('token', () => {
  it.each([0, 30, 59])('on day %i prints the one in the file, unasked', async (day) => {
    const world = await onDay(day);
    const before = (await world.text()) ?? '';
    const run = await world.run(['token']);

    const stdout = `${parse(before)['LINKEDIN_ACCESS_TOKEN']}\n`;
    expect(run).toMatchObject({ exitCode: 0, stdout, stderr: '', requests: [] });
    expect(await world.text()).toBe(before);
  });

  it.each([
    ['with more than an hour left is kept', 59.95, 0],
    ['with less than an hour left is renewed', 59.97, 1],
    ['that is dead is renewed', 61, 1],
  ])('%s', async (_, day, renewals) => {
    const world = await onDay(day);
    const run = await world.run(['token']);
    expect(grants(run)).toEqual(Array(renewals).fill('refresh_token'));
    const { LINKEDIN_ACCESS_TOKEN: token } = parse((await world.text()) ?? '');
    expect(run).toMatchObject({ exitCode: 0, stdout: `${token}\n`, stderr: '' });
  });

  it.each([
    [61, '2026-08-01T10:00:00Z', '2026-09-30T09:59:59Z'],
    [335, '2027-05-02T10:00:00Z', signInEnd],
    [364, '2027-05-31T10:00:00Z', signInEnd],
  ])('renewed on day %i dies with the refresh token at the latest', async (day, born, end) => {
    const world = await onDay(day);
    const before = await world.env();
    expect((await world.run(['token'])).exitCode).toBe(0);
    expect(await world.env()).toEqual({
      ...before,
      LINKEDIN_ACCESS_TOKEN: `access token of ${born}`,
      LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: end,
    });
  });

  it('in the last hour of the year says when it dies, and what to do', async () => {
    const run = await (await onDay(364.99)).run(['token']);
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^AQX\S+\n$/) });
    expect(run.stderrAsOneLine).toContain(
      'It expires with the refresh token: 14 minutes left. Sign in again: pectus-linkedin setup',
    );
  });

  it('used all year long never outlives the refresh token, which never changes', async () => {
    const world = await onDay(0);
    const { LINKEDIN_REFRESH_TOKEN: refreshToken } = parse((await world.text()) ?? '');
    const ends: (string | undefined)[] = [];
    for (let day = 0; day < 365; day += 30) {
      expect((await world.run(['token'])).exitCode).toBe(0);
      const values = parse((await world.text()) ?? '');
      expect(values).toMatchObject({
        LINKEDIN_REFRESH_TOKEN: refreshToken,
        LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: signInEnd,
      });
      ends.push(values['LINKEDIN_ACCESS_TOKEN_EXPIRES_AT']);
      world.passDays(30);
    }
    expect([...new Set(ends)]).toEqual([
      '2026-07-31T09:59:59Z',
      '2026-09-29T09:59:59Z',
      '2026-11-28T09:59:59Z',
      '2027-01-27T09:59:59Z',
      '2027-03-28T09:59:59Z',
      '2027-05-27T09:59:59Z',
      signInEnd,
    ]);
  });
});

describe('refresh', () => {
  it.each([
    [0, '31 Jul 2026'],
    [30, '30 Aug 2026'],
    [59, '28 Sep 2026'],
    [61, '30 Sep 2026'],
    [335, '1 Jun 2027'],
    [364, '1 Jun 2027'],
  ])('on day %i mints a token until %s, and says when to sign in again', async (day, until) => {
    const world = await onDay(day);
    const before = await world.env();
    const run = await world.run(['refresh']);

    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(grants(run)).toEqual(['refresh_token']);
    expect(run.stderrAsOneLine).toContain(
      `Access token renewed, until ${until}. Saved to .env. Sign in again before 1 Jun 2027.`,
    );
    expect(await world.env()).toEqual({
      ...before,
      LINKEDIN_ACCESS_TOKEN: `access token of ${world.now().toISOString().replace('.000', '')}`,
      LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: expect.any(String),
    });
  });
});

describe('on day 366', () => {
  it.each([
    'verify',
    'token',
    'refresh',
    'accounts',
  ])('%s says since when, exits with 4, and changes nothing', async (command) => {
    const world = await onDay(366);
    const before = await world.text();
    const run = await world.run([command]);

    expect(run.exitCode).toBe(4);
    expect(run.stderrAsOneLine).toMatch(
      /The refresh token expired on 1 Jun 2027; it lasts 365 days from consent\. LinkedIn: .* 1\. Sign in again: pectus-linkedin setup --from consent/,
    );
    expect(run.stderrAsOneLine).toContain('(refresh-token-rejected, exit 4)');
    if (command !== 'verify') expect(run.stdout).toBe('');
    expect(await world.text()).toBe(before);
    expect(await world.names()).toEqual(['.env']);
  });
});

describe('without a refresh token', () => {
  const scenario = scenarios['no-refresh-token'];

  it.each([
    [0, 0, 0],
    [29, 0, 0],
    [30, 0, 6],
    [59, 0, 6],
    [61, 4, 4],
  ])('the sixty days count: on day %i status is %i, within thirty days %i', async (...row) => {
    const [day, exit, within] = row;
    const world = await onDay(day, scenario);
    const run = await world.run(['status']);
    expect(run.exitCode).toBe(exit);
    expect(run.stdout).toMatch(/^ +Refresh token +not set$/m);
    expect(run.stdout).toMatch(
      exit === 4
        ? /^ +Sign in again now:\n +pectus-linkedin\ssetup$/m
        : /^ +Sign in again +before 31 Jul 2026$/m,
    );
    expect((await world.run(['status', '--within', '30'])).exitCode).toBe(within);
  });

  test('a dead access token is the end: exit 4, and the file as it was', async () => {
    const world = await onDay(61, scenario);
    const before = await world.text();
    for (const command of ['token', 'refresh', 'verify']) {
      const run = await world.run([command]);
      expect(run.exitCode).toBe(4);
      expect(run.stderrAsOneLine).toContain('There is no refresh token to mint a new one.');
      expect(run.stderrAsOneLine).toContain('(access-token-rejected, exit 4');
    }
    expect(await world.text()).toBe(before);
  });
});
