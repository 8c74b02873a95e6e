/** The two settings that `verify` and all other commands obey: the API version and the pace of the calls. */

import { describe, expect, it } from 'vitest';
import { envText, minted } from '../support/credentials.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

async function signedIn(settings: Readonly<Record<string, string>> = {}): Promise<TestWorld> {
  const world = await openTestWorld();
  await world.put(envText({ ...minted(world), ...settings }));
  return world;
}

describe('LINKEDIN_API_VERSION', () => {
  it.each([
    ['202602', 'pass', '202602, until 15 Feb 2027'],
    ['202601', 'warn', '202601 ends in 54 days, on 15 Jan 2027'],
  ])('of %s works and is a %s', async (version, verdict, detail) => {
    const world = await signedIn();
    const env = { LINKEDIN_API_VERSION: version };
    const run = await world.run(['verify', '--json'], { env });
    const report = JSON.parse(run.stdout);

    expect(report).toMatchObject({ outcome: 'ready', exitCode: 0, apiVersion: { version } });
    expect(report.checks[2]).toMatchObject({ id: 'api-version', verdict, detail });
    expect(run.exitCode).toBe(0);
  });

  it.each(['202511', '202611'])('of %s is one that LinkedIn refuses', async (version) => {
    const world = await signedIn();
    const before = await world.text();
    const run = await world.run(['verify'], { env: { LINKEDIN_API_VERSION: version } });

    expect(run).toMatchObject({ exitCode: 3, asked: [] });
    expect(run.stderrAsOneLine).toContain(`API version ${version}`);
    expect(run.stderrAsOneLine).toContain('LINKEDIN_API_VERSION=202609 pectus-linkedin verify');
    expect(run.stderrAsOneLine).toMatch(/\(api-version-ended, exit 3\b/);
    expect(await world.text()).toBe(before);
  });

  it('of a month to come is not said to have ended', async () => {
    const world = await signedIn();
    const run = await world.run(['verify'], { env: { LINKEDIN_API_VERSION: '202611' } });
    expect(run.stderrAsOneLine).not.toContain('LinkedIn has ended API version 202611');
  });

  it.each([
    '202699',
    '2026',
    'latest',
    '2026-01',
    'v202601',
    '202512',
  ])('of %s is malformed, and nothing is asked', async (given) => {
    const world = await signedIn();
    const run = await world.run(['verify'], { env: { LINKEDIN_API_VERSION: given } });

    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toContain(`LINKEDIN_API_VERSION is "${given}", but it must be`);
    expect(run.stderrAsOneLine).toContain('(setting-malformed, exit 2)');
  });

  it('counts in the .env as well', async () => {
    const world = await signedIn({ LINKEDIN_API_VERSION: '202601' });
    const { stdout } = await world.run(['verify', '--json']);
    expect(JSON.parse(stdout).apiVersion).toEqual({
      version: '202601',
      endsAt: '2027-01-15',
      daysLeft: 54,
    });
  });
});

describe('LINKEDIN_RATE_LIMIT_RPS', () => {
  it.each([
    ['2', 2.5],
    ['0.5', 10],
    ['', 0],
  ])('of "%s" spreads the six calls over %d seconds', async (rate, seconds) => {
    const world = await signedIn();
    const start = world.now().getTime();
    const run = await world.run(['verify'], { env: { LINKEDIN_RATE_LIMIT_RPS: rate } });

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.requests).toHaveLength(6);
    expect((world.now().getTime() - start) / 1000).toBe(seconds);
  });

  it('counts in the .env as well, and for the renewal', async () => {
    const world = await signedIn({ LINKEDIN_RATE_LIMIT_RPS: '1' });
    world.passDays(70);
    const start = world.now().getTime();
    const run = await world.run(['verify']);

    expect(run.requests).toHaveLength(7);
    expect((world.now().getTime() - start) / 1000).toBe(6);
  });

  it.each([
    'fast',
    '0',
    '-1',
    'Infinity',
    '1e-10',
    '0.09',
    '5/s',
    '5,5',
    '0x10',
  ])('of %s is malformed, and nothing is asked', async (given) => {
    const world = await signedIn();
    const run = await world.run(['verify'], { env: { LINKEDIN_RATE_LIMIT_RPS: given } });

    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toContain(`LINKEDIN_RATE_LIMIT_RPS is "${given}", but it must be`);
    expect(run.stderrAsOneLine).toContain('(setting-malformed, exit 2)');
  });
});
