/** `status`: what is set and how long it lives, without a single request. */

import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { appKeys, envText, minted } from '../support/credentials.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { openTestWorld, type Run, type Script, type TestWorld } from '../support/world.ts';

/** Any request fails the run. */
async function status(
  world: TestWorld,
  flags: readonly string[] = [],
  script: Script = {},
): Promise<Run> {
  return await world.run(['status', ...flags], {
    browser: 'zero',
    fetch: async ({ url }) => {
      throw new Error(`status asks ${url}`);
    },
    ...script,
  });
}

function rowsOf({ stdout }: Run): readonly string[] {
  return stdout.trimEnd().split('\n');
}

// --- for people --------------------------------------------------------------------------------------

const here = String.raw`\d+ \w{3} 20\d\d, \d\d:\d\d`;

test('at 80 columns each fact has its row, and the columns line up', async () => {
  const world = await openSignedIn();
  const before = await world.text();
  const run = await status(world);

  expect(run).toMatchObject({ exitCode: 0, stderr: '', asked: [] });
  expect(rowsOf(run)).toEqual([
    '     App keys           set',
    expect.stringMatching(
      new RegExp(`^ {5}Access token {8}60 days left {4}until ${here} \\(09:59 UTC\\)$`),
    ),
    expect.stringMatching(
      new RegExp(`^ {5}Refresh token {6}365 days left {4}until ${here} \\(10:00 UTC\\)$`),
    ),
    '     Scopes             r_ads, r_ads_reporting',
    '     Ad account         512345678',
    '     .env               readable by you alone, ignored by git',
    '     Sign in again      before 22 Nov 2027',
  ]);
  expect(await world.text()).toBe(before);
  expect(await world.names()).toEqual(['.env']);
});

test('at 40 columns the second column moves under the first', async () => {
  const run = await status(await openSignedIn(), [], { columns: 40 });

  expect(rowsOf(run)).toEqual([
    'App keys',
    '  set',
    'Access token',
    '  60 days left',
    expect.stringMatching(new RegExp(`^ {2}until ${here} \\(09:59 UTC\\)$`)),
    'Refresh token',
    '  365 days left',
    expect.stringMatching(new RegExp(`^ {2}until ${here} \\(10:00 UTC\\)$`)),
    'Scopes',
    '  r_ads, r_ads_reporting',
    'Ad account',
    '  512345678',
    '.env',
    '  readable by you alone, ignored by git',
    'Sign in again',
    '  before 22 Nov 2027',
  ]);
});

describe('no row is wider than the terminal', () => {
  const shadowing = {
    LINKEDIN_CLIENT_SECRET: 'another-one',
    LINKEDIN_ACCESS_TOKEN: 'AQXanother',
    LINKEDIN_REFRESH_TOKEN: 'AQVanother',
  };
  it.each([80, 40])('at %i columns, with much to say', async (columns) => {
    const world = await openTestWorld({ git: 'not-ignored' });
    const { LINKEDIN_CLIENT_ID: _, ...rest } = minted(world);
    await world.put(envText(rest));
    const run = await status(world, [], { columns, env: shadowing });

    expect(run.stdout).toContain('LINKEDIN_CLIENT_ID');
    expect(rowsOf(run).filter((row) => row.length > columns)).toEqual([]);
  });
});

test('what is not set is said', async () => {
  const world = await openTestWorld({ files: { '.env': envText(appKeys) } });
  const run = await status(world);

  expect(rowsOf(run)).toEqual([
    '     App keys           set',
    '     Access token       not set',
    '     Refresh token      not set',
    '     Scopes             not known',
    '     Ad account         not set',
    '     .env               readable by you alone, ignored by git',
  ]);
});

test('no secret is shown, in words or in JSON', async () => {
  const world = await openSignedIn();
  const shown = await Promise.all([status(world), status(world, ['--json'])]);
  const secrets = Object.entries(minted(world)).filter(([name]) => /SECRET|TOKEN$/.test(name));
  const stored = (await world.text()) ?? '';

  for (const { stdout } of shown) {
    for (const [name] of secrets) {
      const [, value = ''] = new RegExp(`^${name}=(.+)$`, 'm').exec(stored) ?? [];
      expect(value).not.toBe('');
      expect(stdout).not.toContain(value.slice(0, 12));
    }
  }
});

describe('of the file it says', () => {
  it('that others may read it', async () => {
    const world = await openSignedIn();
    await chmod(join(world.folder, '.env'), 0o644);
    expect((await status(world)).stdout).toContain('open to others (0644), ignored by git');
  });

  it.each([
    ['not-ignored', 'readable by you alone, NOT ignored by git'],
    ['tracked', 'readable by you alone, TRACKED by git'],
    ['no-repository', 'readable by you alone\n'],
  ] as const)('what git does: %s', async (git, words) => {
    const world = await openTestWorld({ git });
    await world.put(envText(minted(world)));
    expect((await status(world)).stdout).toContain(words);
  });

  it('what the environment shadows', async () => {
    const env = { LINKEDIN_AD_ACCOUNT_ID: '509876543' };
    const { stdout } = await status(await openSignedIn(), [], { env });
    expect(stdout).toContain('Environment        overrides LINKEDIN_AD_ACCOUNT_ID');
    expect(stdout).toContain('Ad account         509876543');
  });
});

// --- for scripts -------------------------------------------------------------------------------------

test('--json prints one object with all of it, and nothing else', async () => {
  const run = await status(await openSignedIn(), ['--json']);

  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(run.stdout)).toEqual({
    outcome: 'ok',
    exitCode: 0,
    envFile: '.env',
    missing: [],
    accessToken: { expiresAt: '2027-01-21T09:59:59Z', daysLeft: 60 },
    refreshToken: { expiresAt: '2027-11-22T10:00:00Z', daysLeft: 365 },
    scopes: ['r_ads', 'r_ads_reporting'],
    adAccountId: '512345678',
    signInAgainBefore: '2027-11-22T10:00:00Z',
    file: { mode: '0600', git: 'ignored', duplicates: [] },
    shadowed: [],
  });
});

test('--json leaves out what is not known', async () => {
  const world = await openTestWorld();
  const { LINKEDIN_CLIENT_ID = '' } = appKeys;
  const run = await status(world, ['--json'], { env: { LINKEDIN_CLIENT_ID } });

  expect(run).toMatchObject({ exitCode: 4, stderr: '' });
  expect(JSON.parse(run.stdout)).toEqual({
    outcome: 'credentials-incomplete',
    exitCode: 4,
    envFile: '.env',
    missing: [
      'LINKEDIN_CLIENT_SECRET',
      'LINKEDIN_REFRESH_TOKEN',
      'LINKEDIN_ACCESS_TOKEN',
      'LINKEDIN_AD_ACCOUNT_ID',
    ],
    shadowed: [],
  });
});

describe('the exit code', () => {
  it.each<[string, number, readonly string[], number]>([
    ['everything lives', 0, [], 0],
    ['only the access token is dead', 70, [], 0],
    ['the refresh token is dead, too', 366, [], 4],
    ['--within 30, and it lives longer', 0, ['--within', '30'], 0],
    ['--within 400, and it does not', 0, ['--within', '400'], 6],
    ['--within 30, nine days before the end', 356, ['--within', '30'], 6],
    ['--within, and it is dead already', 366, ['--within', '400'], 4],
  ])('%s', async (_, daysAgo, flags, exitCode) => {
    const world = await openSignedIn({ daysAgo });
    const words = await status(world, flags);
    const json = await status(world, [...flags, '--json']);

    expect([words.exitCode, json.exitCode]).toEqual([exitCode, exitCode]);
    expect(JSON.parse(json.stdout)).toMatchObject({ exitCode });
    expect(words.stderr).toBe('');
  });

  it('without a refresh token goes by the access token', async () => {
    const world = await openTestWorld();
    const {
      LINKEDIN_REFRESH_TOKEN: _,
      LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: __,
      ...rest
    } = minted(world);
    await world.put(envText(rest));
    const codes = [await status(world), await status(world, ['--within', '70'])];
    world.passDays(61);

    expect([...codes, await status(world)].map(({ exitCode }) => exitCode)).toEqual([0, 6, 4]);
  });

  it('without an ad account is 4, as setup is needed', async () => {
    const world = await openTestWorld();
    const { LINKEDIN_AD_ACCOUNT_ID: _, ...rest } = minted(world);
    await world.put(envText(rest));
    expect((await status(world)).exitCode).toBe(4);
  });

  it.each([
    [[]],
    [['--json']],
  ])('without file and environment is env-file-missing, with %o', async (flags) => {
    const world = await openTestWorld();
    const run = await status(world, flags);

    expect(run.exitCode).toBe(4);
    expect(run.stdout + run.stderr).toContain('env-file-missing');
    expect(await world.names()).toEqual([]);
  });
});
