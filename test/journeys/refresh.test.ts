/** `refresh`: a new access token, saved; or the file as it was, byte for byte. */

import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { appKeys, describe as describeText, envText, minted } from '../support/credentials.ts';
import { completeWithoutMember } from '../support/first-answers.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

const { ready } = scenarios;

async function signedIn(scenario: Scenario = ready, daysAgo = 30): Promise<TestWorld> {
  const world = await openTestWorld({ scenario });
  await world.put(`# of the host\r\nOTHER='1'\r\n${envText(minted(world))}`);
  world.passDays(daysAgo);
  return world;
}

const renewed = {
  OTHER: '1',
  ...completeWithoutMember,
  LINKEDIN_ACCESS_TOKEN: 'access token of 2026-12-22T10:00:00Z',
  LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-02-20T09:59:59Z',
};

describe('a refresh', () => {
  it('saves the new token with its date, and leaves the year where it ends', async () => {
    const world = await signedIn();
    const run = await world.run(['refresh'], { browser: 'zero' });

    expect(run).toMatchObject({ exitCode: 0, stdout: '', asked: [] });
    expect(run.stderrAsOneLine).toContain(
      'Access token renewed, until 20 Feb 2027. Saved to .env.',
    );
    expect(run.stderrAsOneLine).toContain('Sign in again before 22 Nov 2027.');
    expect(run.requests.map(({ path, grantType }) => [path, grantType])).toEqual([
      ['/oauth/v2/accessToken', 'refresh_token'],
    ]);
    expect(await world.env()).toEqual(renewed);
    expect((await world.text())?.startsWith("# of the host\r\nOTHER='1'\r\n")).toBe(true);
    expect(await world.names()).toEqual(['.env']);
  });

  it('prints one object with --json', async () => {
    const world = await signedIn();
    const run = await world.run(['refresh', '--json']);

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toEqual({
      outcome: 'ok',
      exitCode: 0,
      envFile: '.env',
      renewed: true,
      saved: true,
      accessToken: { expiresAt: '2027-02-20T09:59:59Z' },
      refreshToken: { expiresAt: '2027-11-22T10:00:00Z' },
    });
  });

  it('never gives an access token more life than the year has left', async () => {
    const world = await signedIn(ready, 350);
    await world.run(['refresh']);
    expect(await world.env()).toMatchObject({
      LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-11-22T10:00:00Z',
    });
  });

  it('is one request when two processes want it at once', async () => {
    // On the disk, the clock of a test would run ahead of it; real processes are in checks/processes.test.ts.
    const world = await openSignedIn({ setting: 'memory', daysAgo: 30 });
    const runs = await Promise.all([world.run(['refresh']), world.run(['refresh'])]);
    const words = runs.map(({ stderrAsOneLine: told }) => told).join();

    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(world.simulator().log).toHaveLength(1);
    expect(words).toContain('Access token renewed');
    expect(words).toContain('Another process has just renewed it');
    expect((await world.env())?.['LINKEDIN_ACCESS_TOKEN']).toMatch(/^access token of 2026-12-22/);
    expect(await world.names()).toEqual(['.env']);
  });

  it('creates the file that --file names, whole, from what the environment holds', async () => {
    const world = await openTestWorld();
    const env = { ...minted(world), LINKEDIN_API_VERSION: '202609' };
    world.passDays(30);
    const run = await world.run(['refresh', '--file', 'new.env'], { env });

    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(run.stderrAsOneLine).toContain('until 20 Feb 2027. Saved to new.env.');
    const { OTHER: _, ...values } = renewed;
    const text = (await world.text('new.env')) ?? '';
    expect(describeText(text)).toEqual({ ...values, LINKEDIN_API_VERSION: '202609' });
    expect((await stat(join(world.folder, 'new.env'))).mode & 0o777).toBe(0o600);
    expect(await world.names()).toEqual(['new.env']);
    const verified = await world.run(['verify', '--file', 'new.env']);
    expect(verified.exitCode).toBe(0);
  });

  it('says the new date, although the environment shadows it with the old one', async () => {
    const world = await openTestWorld();
    const env = minted(world);
    world.passDays(30);
    const run = await world.run(['refresh', '--file', 'new.env', '--json'], { env });
    expect(JSON.parse(run.stdout)).toMatchObject({
      saved: true,
      accessToken: { expiresAt: '2027-02-20T09:59:59Z' },
    });
  });

  it('mints nothing that has no place: no file is named, and there is none', async () => {
    const world = await openTestWorld();
    const run = await world.run(['refresh'], { env: minted(world) });

    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toContain('There is no .env to save a new token in');
    expect(run.stderrAsOneLine).toContain('pectus-linkedin refresh --file linkedin.env');
    expect(run.stderrAsOneLine).toContain('pectus-linkedin token');
    expect(run.stderrAsOneLine).toContain('(input-needed, exit 2)');
    expect(await world.names()).toEqual([]);
  });

  it('mints nothing for a file in a folder that is not there', async () => {
    const world = await openTestWorld();
    const run = await world.run(['refresh', '--file', 'no/new.env'], { env: minted(world) });
    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toContain('(env-file-unwritable, exit 2)');
  });

  it("tells of a clock that is wrong, because the dates are LinkedIn's", async () => {
    const world = await openTestWorld({ ahead: 600_000 });
    await world.put(envText(minted(world)));
    const run = await world.run(['refresh']);

    expect(run.stderrAsOneLine).toContain("this machine's clock is 10 min behind");
    expect(await world.env()).toMatchObject({
      LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-01-21T10:09:59Z',
    });
  });
});

const tokens = { ...ready.tokens, earlierRefresh: 'revoked' as const };

describe('a refresh that fails leaves every byte', () => {
  it.each<[string, Scenario, number, number, string]>([
    ['keys that are refused', scenarios['wrong-secret'], 30, 3, 'client-rejected'],
    ['a year that is over', ready, 366, 4, 'refresh-token-rejected'],
    ['a consent that was withdrawn', { ...ready, tokens }, 30, 4, 'refresh-token-rejected'],
    ['an outage', scenarios.unavailable, 30, 5, 'linkedin-unavailable'],
    ['a page instead of data', scenarios['html-error-page'], 30, 5, 'linkedin-unavailable'],
    ['a reply that is cut', scenarios['reply-cut-short'], 30, 5, 'linkedin-unavailable'],
  ])('%s', async (_, scenario, daysAgo, exitCode, code) => {
    const world = await signedIn(scenario, daysAgo);
    const before = await world.text();
    const run = await world.run(['refresh']);
    const json = await world.run(['refresh', '--json']);

    expect(run).toMatchObject({ exitCode, stdout: '', asked: [] });
    expect(run.stderrAsOneLine).toContain(`(${code}, exit ${exitCode})`);
    expect(JSON.parse(json.stdout)).toMatchObject({ outcome: code, exitCode });
    expect(await world.text()).toBe(before);
    expect(await world.names()).toEqual(['.env']);
  });

  it('no network', async () => {
    const world = await signedIn();
    const before = await world.text();
    const cause = Object.assign(new Error('made to fail'), { code: 'ENOTFOUND' });
    const run = await world.run(['refresh'], {
      fetch: async () => {
        throw new TypeError('fetch failed', { cause });
      },
    });

    expect(run).toMatchObject({ exitCode: 5, stdout: '' });
    expect(run.stderrAsOneLine).toContain('(network-unreachable, exit 5)');
    expect(await world.text()).toBe(before);
    expect(await world.names()).toEqual(['.env']);
  });

  it('a file that cannot be written, which is said before anything is fetched', async () => {
    const world = await signedIn();
    const before = await world.text();
    await chmod(join(world.folder, '.env'), 0o400);
    const run = await world.run(['refresh']);

    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toContain(
      '.env cannot be written: it is read-only. It is unchanged.',
    );
    expect(run.stderrAsOneLine).toContain('(env-file-unwritable, exit 2)');
    expect(await world.text()).toBe(before);
    expect(await world.names()).toEqual(['.env']);
  });
});

describe('without what it takes', () => {
  it.each<[string, Readonly<Record<string, string>> | undefined, string, string]>([
    ['a file', undefined, 'env-file-missing', 'There is no .env,'],
    ['any token', appKeys, 'credentials-incomplete', 'LINKEDIN_REFRESH_TOKEN'],
  ])('%s, it says what is missing', async (_, values, code, words) => {
    const files = values === undefined ? {} : { '.env': envText(values) };
    const world = await openTestWorld({ files });
    const run = await world.run(['refresh']);

    expect(run).toMatchObject({ exitCode: 4, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toContain(words);
    expect(run.stderrAsOneLine).toContain(`(${code}, exit 4)`);
  });

  it('the secret, it names the secret', async () => {
    const world = await openTestWorld();
    const { LINKEDIN_CLIENT_SECRET: _, ...rest } = minted(world);
    await world.put(envText(rest));
    const run = await world.run(['refresh']);

    expect(run).toMatchObject({ exitCode: 4, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toContain('LINKEDIN_CLIENT_SECRET is not set');
    expect(run.stderrAsOneLine).toContain('(credentials-incomplete, exit 4)');
  });

  it('a refresh token, it does not call a living access token dead', async () => {
    const world = await signedIn(scenarios['no-refresh-token']);
    const before = await world.text();
    const run = await world.run(['refresh']);

    expect(run).toMatchObject({ exitCode: 4, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).not.toContain('it has expired');
    expect(await world.text()).toBe(before);
  });
});

test('the scopes of the consent stay, although the reply does not name them', async () => {
  const world = await openTestWorld();
  const scopes = ['r_ads', 'r_ads_reporting', 'r_basicprofile'];
  await world.put(envText(minted(world, { scopes })));
  await world.run(['refresh']);
  expect(await world.env()).toMatchObject({ LINKEDIN_SCOPES: scopes.join(',') });
});

test('a token that was read in the middle of a save is read again', async () => {
  const world = await openSignedIn({ daysAgo: 61 });
  const whole = (await world.text()) ?? '';
  await world.put(whole.replace(/(LINKEDIN_REFRESH_TOKEN=.{20}).*/, '$1'));
  const run = await world.run(['refresh'], {
    fetch: async (request: Request) => {
      const response = await world.linkedin(request);
      if (response.status === 400) await world.put(whole);
      return response;
    },
  });

  expect(run.exitCode).toBe(0);
  expect(await world.text()).toContain('LINKEDIN_REFRESH_TOKEN=');
  expect(whole).toContain(
    /LINKEDIN_REFRESH_TOKEN=(.*)/.exec((await world.text()) ?? '')?.[1] ?? '-',
  );
});
