/** Every command of the built program on Windows, from the sign-in of a script to its end. */

import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportNames } from '../../src/credentials/export-formats.ts';
import { type ScenarioName, scenarios } from '../../src/simulator/scenarios.ts';
import { version } from '../../src/version.ts';
import { decide } from '../support/browser.ts';
import { buildOnce } from '../support/build.ts';
import { appKeys } from '../support/credentials.ts';
import { storedCredentials } from '../support/stored-credentials.ts';
import { openWindowsWorld } from './windows-world.ts';

beforeAll(buildOnce);

const env = storedCredentials();

/** These need to know the server that they start. */
const asksForServer: readonly string[] = ['mcp', 'vscode'];

describe('with credentials', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['--version', ['--version'], new RegExp(`^${version.replaceAll('.', '\\.')}\\s*$`)],
    ['--help', ['--help'], /^Usage: pectus-linkedin/],
    ['verify', ['verify', '--json'], /"outcome": ?"ready"/],
    ['status', ['status', '--json'], /"exitCode": ?0/],
    ['token', ['token'], /^AQX\S+\s*$/],
    ['accounts', ['accounts', '--json'], /"512345678"/],
    ['report', ['report', '--format', 'csv'], /^date,campaign_id,.*\r\n\d{4}-/],
  ])('%s answers on stdout', async (_, args, expected) => {
    const world = await openWindowsWorld({ env });
    const { exitCode, stdout } = await world.run(args);
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(expected)]);
  });

  it('report writes into a file, and replaces it with --force', async () => {
    const world = await openWindowsWorld({ env });
    const args = ['report', '--format', 'csv', '--output', 'out.csv'];
    expect((await world.run(args)).exitCode).toBe(0);
    expect((await world.run(args)).exitCode).toBe(2);
    expect((await world.run([...args, '--force'])).exitCode).toBe(0);
    expect((await readdir(world.folder)).sort()).toEqual(['.env', 'out.csv']);
  });

  it('remind writes a calendar entry', async () => {
    const world = await openWindowsWorld({ env });
    const { exitCode, stdout } = await world.run(['remind']);
    expect(exitCode).toBe(0);
    expect(await world.text(stdout.trim())).toMatch(/^BEGIN:VCALENDAR\r\n/);
  });

  it('revoke ends both tokens, and takes them out of the file', async () => {
    const world = await openWindowsWorld({ env });
    expect(await world.run(['revoke', '--yes'])).toMatchObject({ exitCode: 0 });
    const left = Object.keys(await world.values());
    expect(left).toEqual([
      'LINKEDIN_CLIENT_ID',
      'LINKEDIN_CLIENT_SECRET',
      'LINKEDIN_AD_ACCOUNT_ID',
    ]);
  });

  it.each(
    exportNames.filter((name) => !asksForServer.includes(name)),
  )('export --format %s writes a file', async (format) => {
    const world = await openWindowsWorld({ env });
    const args = ['export', '--format', format, '--output', 'exported'];
    expect(await world.run(args)).toMatchObject({ exitCode: 0, stdout: '' });
    expect(await world.text('exported')).toMatch(/\S/);
  });
});

it('setup is completed by a script that opens the address', async () => {
  const world = await openWindowsWorld({ env: appKeys });
  const run = world.start([
    ...world.setup,
    '--no-input',
    '--no-browser',
    '--ad-account',
    '512345678',
  ]);
  const [address] = await run.saidOnStderr(/^http\S+authorization\S+$/m);
  await decide(new URL(address.trim()), 'allow');
  expect(await run.ended).toMatchObject({ exitCode: 0 });
  expect(await world.values()).toMatchObject({ LINKEDIN_ACCESS_TOKEN: expect.any(String) });
});

it('without credentials, names the cure as the shell takes it', async () => {
  const world = await openWindowsWorld();
  const { exitCode, stderr } = await world.run(['verify']);
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(/node Z:\\\S+\\pectus-linkedin\.js setup$/m);
});

const exits: Readonly<Partial<Record<ScenarioName, number>>> = {
  ready: 0,
  yearly: 0,
  'access-token-expired': 0,
  'refresh-token-expired': 0,
  'no-refresh-token': 0,
  'many-accounts': 0,
  'conversions-only': 3,
  'approval-pending': 3,
  'consent-cancelled': 4,
  'redirect-unregistered': 3,
  'wrong-secret': 3,
  'only-r-ads': 3,
  'account-not-visible': 3,
  'api-version-ended': 3,
  unavailable: 5,
  'html-error-page': 5,
};

it.each(Object.entries(exits))('the rehearsal of %s ends with %i', async (name, exitCode) => {
  expect(Object.keys(scenarios)).toContain(name);
  const world = await openWindowsWorld();
  const environment = { PECTUS_LINKEDIN_OAUTH_URL: undefined, PECTUS_LINKEDIN_API_URL: undefined };
  const run = await world.run([...world.setup, '--rehearse', name], { environment });
  expect(run, run.stderr).toMatchObject({ exitCode });
  expect(await world.text()).toBeUndefined();
});
