/** Texts of strangers on a real terminal and in a pipe: names, files, the environment, flags. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { buildOnce } from '../support/build.ts';
import { appKeys } from '../support/credentials.ts';
import { openProcessWorld } from '../support/process.ts';
import { describeWithPty, type Screen } from '../support/pty.ts';
import { storedCredentials } from '../support/stored-credentials.ts';

beforeAll(buildOnce);

const evil =
  'Acme\u001b[2J\u001b]0;title\u0007\u009b31m\u202e\u2066\u200b\u{e0041}\u2028\rReady.\u0008';

const [europe, ...others] = scenarios.ready.accounts;
if (europe === undefined) throw new Error('an account is needed');
const scenario = {
  ...scenarios.ready,
  accounts: [{ ...europe, name: evil, currency: 'E\u009bR' }, ...others],
};

/** Everything of the program's own: colours, the cursor at a question, the line that is redrawn. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const ownSequences = /\u001b\[(?:[\d;]*m|\d*[A-HJKhl]|\?\d+[hl])/g;
const unsafe =
  /(?![\r\n])[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u;

function strange(screen: Screen): string | undefined {
  return unsafe.exec(screen.raw().replace(ownSequences, '').replaceAll('\r\n', '\n'))?.[0];
}

describeWithPty('a screen', () => {
  it.each([
    [['accounts']],
    [['accounts', '--json']],
    [['verify']],
    [['verify', '--json']],
    [['report', '--from', '2d', '--by', 'account']],
    [['report', '--from', '2d', '--format', 'csv']],
    [['report', '--from', '2d', '--format', 'json']],
    [['status', '--debug']],
    [['report', '--campaign', evil]],
    [[`--${evil}`]],
  ])('is not moved, coloured or turned by what strangers named: %j', async (args) => {
    const world = await openProcessWorld({ scenario, env: storedCredentials() });
    const screen = world.screen(args, { environment: { NO_COLOR: '1' } });
    await screen.exited;
    expect(strange(screen)).toBeUndefined();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
    expect(screen.raw()).not.toMatch(/\u001b\[2J|\u001b\[31m/);
  });

  it('shows JSON that says the same', async () => {
    const world = await openProcessWorld({ env: storedCredentials(), scenario });
    const screen = world.screen(['accounts', '--json'], { columns: 1000 });
    await screen.exited;
    const piped = await world.run(['accounts', '--json']);
    expect(JSON.parse(screen.text())).toEqual(JSON.parse(piped.stdout));
  });

  it.each([
    'LINKEDIN_REDIRECT_URI',
    'LINKEDIN_AD_ACCOUNT_ID',
    'LINKEDIN_API_VERSION',
    'LINKEDIN_SCOPES',
    'LINKEDIN_ACCESS_TOKEN_EXPIRES_AT',
  ])('is left alone by a planted %s', async (name) => {
    const world = await openProcessWorld();
    const planted = { ...appKeys, [name]: evil };
    const lines = Object.entries(planted).map(([key, value]) => `${key}='${value}'\n`);
    await writeFile(join(world.folder, '.env'), lines.join(''));
    for (const args of [
      ['setup', '--no-input', '--timeout', '1'],
      ['verify'],
      ['status'],
      ['accounts', '--debug'],
    ]) {
      const screen = world.screen(args, { environment: { NO_COLOR: '1' } });
      await screen.exited;
      expect(strange(screen)).toBeUndefined();
    }
  });

  it.each([0, 1, 10_000])('may say that it has %i columns', async (columns) => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const program = ['-c', `stty cols ${columns}; exec "$@"`, 'sh', process.execPath];
    const { openScreen } = await import('../support/pty.ts');
    const { bin } = await import('../support/piped-program.ts');
    const screen = openScreen('/bin/sh', [...program, bin, 'verify'], {
      cwd: world.folder,
      env: world.environment,
    });
    expect(await screen.exited).toEqual({ exitCode: 0 });
    expect(screen.text()).toContain('Ready.');
  });

  it.each([
    '',
    'unknown',
    'no-such-terminal',
    '../../etc/passwd',
  ])('may call itself "%s"', async (TERM) => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const screen = world.screen(['verify'], { environment: { TERM } });
    expect(await screen.exited).toEqual({ exitCode: 0 });
    expect(screen.text()).toContain('Ready.');
  });
});

describe('a program that reads', () => {
  const named = { ...scenarios.ready, accounts: [{ ...europe, name: 'Müller – Süd › 5 € ·' }] };

  it.each([
    'C',
    'POSIX',
    'de_DE.ISO-8859-1',
  ])('gets names as they are with LANG=%s', async (LANG) => {
    const world = await openProcessWorld({ scenario: named, env: storedCredentials() });
    const { stdout } = await world.run(['accounts', '--json'], { environment: { LANG } });
    expect(stdout).toContain('Müller – Süd › 5 € ·');
  });

  it('gets paths as they are with LANG=C', async () => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const args = ['remind', '--output', 'süd–€.ics'];
    const { stdout } = await world.run(args, { environment: { LANG: 'C' } });
    expect(stdout).toBe('süd–€.ics\n');
  });
});
