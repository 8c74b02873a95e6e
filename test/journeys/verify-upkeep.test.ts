/** `verify` keeps the access token alive: renewed when it is dead, waited for when it is too young. */

import { describe, expect, it, test } from 'vitest';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { envText, minted } from '../support/credentials.ts';
import { complete, completeWithoutMember } from '../support/first-answers.ts';
import { openSignedIn, type SignedIn } from '../support/signed-in.ts';
import { openTestWorld, type Run } from '../support/world.ts';

function checkIn({ stdout }: Run, wanted: string): unknown {
  const { checks } = JSON.parse(stdout) as { checks: readonly { readonly id: string }[] };
  return checks.find(({ id }) => id === wanted);
}

// --- renewed -----------------------------------------------------------------------------------------

describe('an access token that has expired', () => {
  const renewed = {
    ...completeWithoutMember,
    LINKEDIN_ACCESS_TOKEN: 'access token of 2027-01-31T10:00:00Z',
    LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-04-01T09:59:59Z',
  };

  it('is renewed and saved, and said so', async () => {
    const world = await openSignedIn({ daysAgo: 70 });
    const run = await world.run(['verify']);

    expect(run).toMatchObject({ exitCode: 0, stderr: '', asked: [] });
    expect(run.stdout).toMatch(
      /✓ Access token +active, 60 days left; renewed and saved to\s+\.env\n/,
    );
    expect(await world.env()).toEqual(renewed);
    expect(await world.names()).toEqual(['.env']);
  });

  it('is not renewed a second time', async () => {
    const world = await openSignedIn({ daysAgo: 70 });
    await world.run(['verify']);
    const before = await world.text();
    const run = await world.run(['verify']);

    expect(run.exitCode).toBe(0);
    expect(run.requests.filter(({ path }) => path.endsWith('/accessToken'))).toEqual([]);
    expect(run.stdout).not.toContain('renewed');
    expect(await world.text()).toBe(before);
  });

  it('is renewed when only LinkedIn knows that it is dead', async () => {
    const world = await openSignedIn({ scenario: scenarios['access-token-revoked'], daysAgo: 1 });
    const run = await world.run(['verify']);

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('renewed and saved');
    expect(await world.env()).toMatchObject({
      LINKEDIN_ACCESS_TOKEN: 'access token of 2026-11-23T10:00:00Z',
    });
  });

  it('is renewed when the file holds none at all', async () => {
    const world = await openTestWorld();
    const { LINKEDIN_ACCESS_TOKEN: _, LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: __, ...rest } = complete;
    const { LINKEDIN_REFRESH_TOKEN = '' } = minted(world);
    await world.put(envText({ ...rest, LINKEDIN_REFRESH_TOKEN }));
    const run = await world.run(['verify']);

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await world.env()).toEqual(complete);
  });
});

describe('a renewal that fails is the outcome, with nothing written', () => {
  const { ready } = scenarios;
  const tokens = { ...ready.tokens, earlierAccess: 'expired' as const };

  it.each<[string, SignedIn, string, string]>([
    [
      'a refresh token that has expired',
      { startTime: '2026-06-01T10:00:00Z', daysAgo: 366 },
      'refresh-token-rejected',
      'The refresh token expired on 1 Jun 2027;',
    ],
    [
      'a refresh token that was revoked',
      { scenario: { ...ready, tokens: { ...tokens, earlierRefresh: 'revoked' } }, daysAgo: 1 },
      'refresh-token-rejected',
      'LinkedIn refuses the refresh token: it was revoked,',
    ],
    [
      'no refresh token',
      { scenario: scenarios['no-refresh-token'], daysAgo: 61 },
      'access-token-rejected',
      'LinkedIn refuses the access token: it has expired. There is no refresh token',
    ],
  ])('%s', async (_, setting, code, sentence) => {
    const world = await openSignedIn(setting);
    const before = await world.text();
    const run = await world.run(['verify']);
    const json = await world.run(['verify', '--json']);

    expect(run).toMatchObject({ exitCode: 4, asked: [] });
    expect(run.stderrAsOneLine).toContain(sentence);
    expect(run.stderrAsOneLine).toMatch(
      new RegExp(`pectus-linkedin setup --from consent More: \\S+ \\(${code}, exit 4\\b.*\\) $`),
    );
    expect(JSON.parse(json.stdout)).toMatchObject({ outcome: code, exitCode: 4 });
    expect(checkIn(json, 'access-token')).toMatchObject({ verdict: 'fail', code });
    expect(await world.text()).toBe(before);
    expect(await world.names()).toEqual(['.env']);
  });
});

// --- too young ---------------------------------------------------------------------------------------

describe('an access token that not all of LinkedIn knows yet', () => {
  const { ready } = scenarios;
  const propagating = (propagationSeconds: number, getsRefreshTokens = true): Scenario => ({
    ...ready,
    app: { ...ready.app, getsRefreshTokens },
    tokens: { ...ready.tokens, propagationSeconds },
  });

  async function waited(scenario: Scenario, age = 0) {
    const world = await openTestWorld({ setting: 'memory', scenario });
    world.files.put('.env', envText(minted(world)));
    world.clock.pass(age * 1000);
    const start = world.now();
    const { exitCode } = await world.run(['verify']);
    const seconds = (world.now().getTime() - start.getTime()) / 1000;
    return { exitCode, seconds, words: world.progress().filter((line) => /new token/.test(line)) };
  }

  it('is waited for, in short steps that count down', async () => {
    const { exitCode, seconds, words } = await waited(scenarios['access-token-fresh']);
    expect({ exitCode, seconds }).toEqual({ exitCode: 0, seconds: 12 });
    expect(words.map((line) => /\d+ s/.exec(line)?.[0])).toEqual(['45 s', '42 s', '39 s', '36 s']);
  });

  it('is waited for up to 45 seconds', async () => {
    const { exitCode, seconds } = await waited(propagating(120, false));
    expect({ exitCode, seconds }).toEqual({ exitCode: 5, seconds: 45 });
  });

  it('is not waited for when it is older than a minute', async () => {
    const { exitCode, seconds, words } = await waited(propagating(120, false), 61);
    expect({ exitCode, seconds, words }).toEqual({ exitCode: 5, seconds: 0, words: [] });
  });

  it('is told as what it is when the wait is over, and not renewed once more', async () => {
    const world = await openSignedIn({ scenario: propagating(120) });
    const run = await world.run(['verify']);

    expect(run).toMatchObject({ exitCode: 5, asked: [] });
    expect(run.stderrAsOneLine).toContain('That can take ten minutes.');
    expect(run.stderrAsOneLine).not.toContain('Sign in again');
    expect(run.requests.filter(({ path }) => path.endsWith('/accessToken'))).toEqual([]);
  });

  it('is dead after ten minutes', async () => {
    const { exitCode, seconds } = await waited(propagating(1_200, false), 601);
    expect({ exitCode, seconds }).toEqual({ exitCode: 4, seconds: 0 });
  });

  it('is waited for after a renewal, too', async () => {
    const { exitCode, seconds } = await waited(propagating(10), 70 * 86_400);
    expect({ exitCode, seconds }).toEqual({ exitCode: 0, seconds: 12 });
  });
});

// --- where the values come from ----------------------------------------------------------------------

describe('with the environment alone', () => {
  it('works, and writes nothing', async () => {
    const world = await openTestWorld();
    const run = await world.run(['verify'], { env: minted(world) });

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('no .env; the environment has the values');
    expect(await world.names()).toEqual([]);
  });

  it('renews an expired access token in memory, and says what would have been written', async () => {
    const world = await openTestWorld();
    const env = minted(world);
    world.passDays(70);
    const run = await world.run(['verify'], { env });

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/renewed, and not saved:[\s\S]*LINKEDIN_ACCESS_TOKEN/);
    expect(run.stdout).not.toContain('AQX');
    expect(await world.names()).toEqual([]);
  });

  it('does as well with an --env-file that is not there', async () => {
    const world = await openTestWorld();
    const run = await world.run(['verify', '--env-file', 'other.env'], { env: minted(world) });

    expect(run.exitCode).toBe(0);
    expect(await world.names()).toEqual([]);
  });
});

test('a variable of the environment that shadows the file wins, and is named', async () => {
  const world = await openSignedIn();
  const env = { LINKEDIN_AD_ACCOUNT_ID: '509876543' };
  const run = await world.run(['verify', '--json'], { env });

  expect(JSON.parse(run.stdout)).toMatchObject({ outcome: 'ready', account: { id: '509876543' } });
  expect(checkIn(run, 'env-file')).toMatchObject({
    verdict: 'warn',
    detail: 'the environment sets a different LINKEDIN_AD_ACCOUNT_ID, which overrides the file',
    fix: [{ command: 'unset LINKEDIN_AD_ACCOUNT_ID' }],
  });
});

test.each([
  [['--env-file', 'other.env']],
  [[]],
])('without a file and without the environment, %o is env-file-missing, and nobody is asked', async (flags) => {
  const world = await openTestWorld();
  const run = await world.run(['verify', ...flags]);

  expect(run).toMatchObject({ exitCode: 4, requests: [], asked: [] });
  expect(run.stderrAsOneLine).toContain(
    `There is no ${flags[1] ?? '.env'}, and no LINKEDIN_ variable`,
  );
  expect(run.stderrAsOneLine).toContain('(env-file-missing, exit 4)');
  expect(await world.names()).toEqual([]);
});

// --- time --------------------------------------------------------------------------------------------

test.each([
  [['--within', '30'], 0, 'Ready.'],
  [['--within', '400'], 6, 'Ready, but not for another 400 days.'],
])('%o ends with %i', async (flags, exitCode, last) => {
  const world = await openSignedIn();
  const run = await world.run(['verify', ...flags]);
  const json = await world.run(['verify', '--json', ...flags]);

  expect(run).toMatchObject({ exitCode, stderr: '' });
  expect(run.stdout.trim().split('\n').at(-1)).toBe(`  ${last}`);
  expect(json.exitCode).toBe(exitCode);
  expect(JSON.parse(json.stdout)).toMatchObject({ outcome: 'ready', exitCode });
});

test('--within does not hide what is wrong today', async () => {
  const world = await openSignedIn({ scenario: scenarios['no-role'] });
  expect((await world.run(['verify', '--within', '400'])).exitCode).toBe(3);
});

describe("LinkedIn's clock", () => {
  const minute = 60_000;
  it.each<[string, number, string, string | undefined]>([
    ['five minutes ahead is a warning', 5, 'warn', "this machine's clock is 5 min behind"],
    ['five minutes behind is a warning', -5, 'warn', "this machine's clock is 5 min ahead"],
    ['half a minute ahead is none', 0.5, 'pass', undefined],
  ])('%s', async (_, ahead, verdict, words) => {
    const world = await openTestWorld({ ahead: ahead * minute });
    await world.put(envText(minted(world)));
    const run = await world.run(['verify', '--json']);

    expect(run.exitCode).toBe(0);
    expect(checkIn(run, 'access-token')).toMatchObject({
      verdict,
      detail: words === undefined ? 'active, 60 days left' : expect.stringContaining(words),
    });
  });
});
