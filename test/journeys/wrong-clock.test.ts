/** A machine whose clock is a year off: LinkedIn's own clock says what is over, and the machine's is warned of. */

import { describe, expect, it } from 'vitest';
import { appKeys, envText, minted } from '../support/credentials.ts';
import { openTestWorld, type Run, type TestWorld } from '../support/world.ts';

/** LinkedIn's clock is so far ahead of the machine's. */
async function signedInWith(ahead: number, startTime: string): Promise<TestWorld> {
  const world = await openTestWorld({ ahead, startTime });
  await world.put(envText(minted(world)));
  return world;
}

const mints = ({ requests }: Run) => requests.filter(({ path }) => path.endsWith('/accessToken'));

const day = 86_400_000;

describe.each([
  ['a year ahead', -365 * day, '2027-11-26T10:00:00Z', "machine's clock is 365 days ahead"],
  ['a year behind', 365 * day, '2025-11-26T10:00:00Z', "machine's clock is 365 days behind"],
  ['400 days ahead', -400 * day, '2027-12-31T10:00:00Z', "machine's clock is 400 days ahead"],
])('a clock %s', (_, ahead, startTime, words) => {
  it('leaves the verdict right', async () => {
    const world = await signedInWith(ahead, startTime);
    const before = await world.text();
    const run = await world.run(['verify', '--json']);

    const report = JSON.parse(run.stdout);
    expect(report).toMatchObject({
      outcome: 'ready',
      exitCode: 0,
      accessToken: { daysLeft: 60 },
      refreshToken: { daysLeft: 365 },
    });
    const access = report.checks.find(({ id }: { id: string }) => id === 'access-token');
    expect(access).toMatchObject({
      verdict: 'warn',
      detail: expect.stringContaining(words),
      fix: [{ say: expect.stringMatching(/^Set the clock of this machine right: /) }],
    });
    expect(report.checks.at(-1).detail).toContain('last 7 days: €');
    expect(mints(run)).toEqual([]);
    expect(await world.text()).toBe(before);
  });

  it('mints no token at each call, and says what is wrong', async () => {
    const world = await signedInWith(ahead, startTime);
    const before = await world.text();
    const [first, second] = [await world.run(['token']), await world.run(['token'])];

    for (const run of [first, second]) {
      expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^AQX\S+\n$/) });
      expect(run.stderrAsOneLine).toContain(words);
      expect(run.stderrAsOneLine).toContain('Set the clock of this machine right');
      expect(mints(run)).toEqual([]);
    }
    expect(await world.text()).toBe(before);
  });

  it('reads the accounts without a renewal', async () => {
    const world = await signedInWith(ahead, startTime);
    const run = await world.run(['accounts']);
    expect(run.exitCode).toBe(0);
    expect(mints(run)).toEqual([]);
  });

  it('does not call a sign-in due', async () => {
    const world = await signedInWith(ahead, startTime);
    const run = await world.run(['setup', '--no-input']);
    expect(run).toMatchObject({ exitCode: 0, opened: [] });
    expect(run.stderrAsOneLine).not.toContain('Time to sign in again');
  });

  it('gets a token that is really over renewed', async () => {
    const world = await signedInWith(ahead, startTime);
    world.passDays(61);
    const run = await world.run(['token']);
    expect(run.exitCode).toBe(0);
    expect(mints(run)).toHaveLength(1);
    const again = await world.run(['token']);
    expect(again.stdout).toBe(run.stdout);
    expect(mints(again)).toEqual([]);
  });

  it('waits for a token that LinkedIn has just minted', async () => {
    const world = await openTestWorld({ ahead, startTime, files: { '.env': envText(appKeys) } });
    world.changeScenario((scenario) => ({
      ...scenario,
      tokens: { ...scenario.tokens, propagationSeconds: 10 },
    }));
    const run = await world.run(['setup', '--no-input', '--ad-account', '512345678']);
    expect(run.exitCode).toBe(0);
  });

  it('is warned of by a report, whose days it counts', async () => {
    const world = await signedInWith(ahead, startTime);
    const run = await world.run(['report', '--format', 'csv', '--from', '7d']);
    expect(run.stderrAsOneLine).toContain(words);
    expect(run.stderrAsOneLine).not.toContain('really are zero');
  });
});

it('what LinkedIn itself calls over is over', async () => {
  const world = await signedInWith(-365 * day, '2027-11-26T10:00:00Z');
  world.passDays(366);
  const run = await world.run(['verify']);
  expect(run.exitCode).toBe(4);
  expect(run.stderrAsOneLine).toContain('(refresh-token-rejected, exit 4');
});

it('without a refresh token LinkedIn is asked before the token is called over', async () => {
  const world = await openTestWorld({ ahead: -365 * day, startTime: '2027-11-26T10:00:00Z' });
  const {
    LINKEDIN_REFRESH_TOKEN: _,
    LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: __,
    ...rest
  } = minted(world);
  await world.put(envText(rest));
  expect(await world.run(['token'])).toMatchObject({ exitCode: 0 });
  expect(await world.run(['verify'])).toMatchObject({ exitCode: 0 });
});
