/** `token`: an access token that works for the next hour, alone on stdout. */

import { describe, expect, it, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { readToken } from '../../src/simulator/tokens.ts';
import { appKeys, envText, minted } from '../support/credentials.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { openTestWorld, type Run } from '../support/world.ts';

const offline = async () => {
  throw new Error('nothing has to be asked');
};

/** When the one token on stdout was minted. */
function printed({ stdout }: Run): string | undefined {
  const createdAt = /^AQX\S+\n$/.test(stdout) ? readToken(stdout.trim())?.createdAt : undefined;
  return createdAt === undefined ? undefined : new Date(createdAt * 1000).toISOString();
}

describe('a token that lives for more than an hour', () => {
  it('is printed alone, without a request', async () => {
    const world = await openSignedIn({ daysAgo: 30 });
    const before = await world.text();
    const run = await world.run(['token'], { fetch: offline });
    const [, token] = /^LINKEDIN_ACCESS_TOKEN=(.+)$/m.exec(before ?? '') ?? [];

    expect(run).toMatchObject({ exitCode: 0, stdout: `${token}\n`, stderr: '', asked: [] });
    expect(await world.text()).toBe(before);
    expect(await world.names()).toEqual(['.env']);
  });

  it('is in one object with --json, with its end', async () => {
    const world = await openSignedIn({ daysAgo: 30 });
    const run = await world.run(['token', '--json'], { fetch: offline });
    const [, token] = /^LINKEDIN_ACCESS_TOKEN=(.+)$/m.exec((await world.text()) ?? '') ?? [];

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toEqual({
      outcome: 'ok',
      exitCode: 0,
      accessToken: token,
      expiresAt: '2027-01-21T09:59:59Z',
    });
  });

  it('comes from the environment as well', async () => {
    const world = await openTestWorld();
    const env = minted(world);
    const run = await world.run(['token'], { env, fetch: offline });
    expect(run).toMatchObject({ exitCode: 0, stdout: `${env['LINKEDIN_ACCESS_TOKEN']}\n` });
  });

  it('is printed with a word of warning on stderr when a screen shows it', async () => {
    const world = await openTestWorld({ setting: 'memory' });
    world.files.put('.env', envText(minted(world)));
    const terminal = { resultIsShown: true };
    const run = await world.run(['token'], { fetch: offline, terminal });

    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^AQX\S+\n$/) });
    expect(run.stderr).toMatch(/^\s+This is a secret on your screen\. [^\n]+\n$/);
  });
});

describe('a token with less than an hour left', () => {
  /** Sixty days and a second after the consent it is dead. */
  const almost = 60 - 0.5 / 24;

  it.each([
    ['half an hour', almost],
    ['nothing', 70],
  ])('with %s left is renewed and saved, and the new one is printed', async (_, daysAgo) => {
    const world = await openSignedIn({ daysAgo });
    const run = await world.run(['token']);
    const now = world.now().toISOString();

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(printed(run)).toBe(now);
    expect(await world.env()).toMatchObject({
      LINKEDIN_ACCESS_TOKEN: `access token of ${now.replace('.000Z', 'Z')}`,
      LINKEDIN_REFRESH_TOKEN: 'refresh token of 2026-11-22T10:00:00Z',
    });
    expect(run.requests).toHaveLength(1);
  });

  it('with an hour and a bit left is not', async () => {
    const world = await openSignedIn({ daysAgo: 60 - 1.1 / 24 });
    expect(await world.run(['token'], { fetch: offline })).toMatchObject({ exitCode: 0 });
  });

  it('is renewed and not saved where there is no file, which is said', async () => {
    const world = await openTestWorld();
    const env = minted(world);
    world.passDays(70);
    const run = await world.run(['token'], { env });

    expect(printed(run)).toBe(world.now().toISOString());
    expect(run.stderrAsOneLine).toContain('Renewed, and not saved: there is no .env.');
    expect(await world.names()).toEqual([]);
  });

  it('is never printed dead, although the environment shadows the file with it', async () => {
    const world = await openSignedIn();
    const old = minted(world);
    world.passDays(70);
    const env = { LINKEDIN_ACCESS_TOKEN: old['LINKEDIN_ACCESS_TOKEN'] };
    await world.put(envText({ ...old, LINKEDIN_ACCESS_TOKEN: 'AQXanotherDeadOne' }));
    const run = await world.run(['token'], { env });

    expect(run.stdout).not.toContain(old['LINKEDIN_ACCESS_TOKEN']);
  });

  it('that shadows the file is renewed once, and then the one in the file is printed', async () => {
    const world = await openSignedIn();
    const old = minted(world);
    world.passDays(70);
    const env = { LINKEDIN_ACCESS_TOKEN: old['LINKEDIN_ACCESS_TOKEN'] };
    const renewing = await world.run(['token'], { env });
    const next = await world.run(['token'], { env, fetch: offline });

    expect(renewing.requests).toHaveLength(1);
    expect(next).toMatchObject({ exitCode: 0, stdout: renewing.stdout });
    expect(next.stderrAsOneLine).toContain(
      'The environment sets a different LINKEDIN_ACCESS_TOKEN than .env.',
    );
  });

  it('is told of when the year leaves it no more', async () => {
    const world = await openSignedIn({ daysAgo: 365 - 0.5 / 24 });
    const run = await world.run(['token']);

    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^AQX\S+\n$/) });
    expect(run.stderrAsOneLine).toContain('It expires with the refresh token: 30 minutes left.');
    expect(run.stderrAsOneLine).toContain('Sign in again: pectus-linkedin setup');
  });
});

describe('where no token can be had, stdout stays empty', () => {
  it.each<[string, Readonly<Record<string, string>> | undefined, string]>([
    ['without a file', undefined, 'env-file-missing'],
    ['without a token', appKeys, 'credentials-incomplete'],
  ])('%s', async (_, values, code) => {
    const files = values === undefined ? {} : { '.env': envText(values) };
    const world = await openTestWorld({ files });
    const run = await world.run(['token'], { fetch: offline });

    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderrAsOneLine).toContain(`(${code}, exit 4)`);
  });

  it.each([
    ['the year is over', 366, 'refresh-token-rejected', 4],
    ['LinkedIn is down', 70, 'linkedin-unavailable', 5],
  ] as const)('%s', async (_, daysAgo, code, exitCode) => {
    const world = await openSignedIn({ daysAgo });
    if (exitCode === 5) world.setScenario(scenarios.unavailable);
    const before = await world.text();
    const run = await world.run(['token']);

    expect(run).toMatchObject({ exitCode, stdout: '' });
    expect(run.stderrAsOneLine).toContain(`(${code}, exit ${exitCode})`);
    expect(await world.text()).toBe(before);
  });
});

test('without a date and without a refresh token there is nothing better to be had', async () => {
  const files = { '.env': envText({ ...appKeys, LINKEDIN_ACCESS_TOKEN: 'AQXundated' }) };
  const world = await openTestWorld({ files });
  const run = await world.run(['token'], { fetch: offline });
  expect(run).toMatchObject({ exitCode: 0, stdout: 'AQXundated\n', stderr: '' });
});
