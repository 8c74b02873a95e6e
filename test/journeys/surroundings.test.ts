/** The program where it does not expect to be: without a terminal, into a closed pipe, in unusual places. */

import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'dotenv';
import { beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { version } from '../../src/version.ts';
import { decide } from '../support/browser.ts';
import { buildOnce } from '../support/build.ts';
import { appKeys } from '../support/credentials.ts';

import { bin } from '../support/piped-program.ts';
import { openProcessWorld, type ProcessWorld } from '../support/process.ts';
import { storedCredentials } from '../support/stored-credentials.ts';

const run = promisify(execFile);

beforeAll(buildOnce);

/** The program before a pipe whose reader goes away; its exit code stands in brackets. */
async function pipedInto(world: ProcessWorld, reader: string, args: string) {
  return await shell(world, `$PROGRAM ${args} | ${reader}; echo "[\${PIPESTATUS[0]}]"`);
}

/** A line for bash in the world's folder; `$PROGRAM` is the program. */
async function shell(world: ProcessWorld, line: string) {
  const env = { ...world.environment, PROGRAM: `${process.execPath} ${bin}` };
  return await run('/bin/bash', ['-c', line], { cwd: world.folder, env });
}

describe('without a terminal', () => {
  it('a question is exit 2 and names what answers it', async () => {
    const world = await openProcessWorld();
    const { exitCode, stdout, stderr } = await world.run(world.setup, { input: 'y\n' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('LINKEDIN_CLIENT_ID');
    expect(stderr).toMatch(/\(input-needed, exit 2\)\n$/);
    expect(stderr).not.toMatch(escapeSequence);
  });

  it('with the keys and the account given, setup needs only somebody who opens the address', async () => {
    const world = await openProcessWorld();
    const args = [...world.setup, '--no-input', '--no-browser', '--ad-account', '512345678'];
    const child = world.start(args, { environment: appKeys });
    const [address = ''] = await child.saidOnStderr(/^http:.*\/authorization\?.*$/m);
    expect((await decide(new URL(address), 'allow')).text).toContain('signed in');
    const { exitCode, stdout, stderr } = await child.ended;
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).not.toMatch(escapeSequence);
    expect(await world.visits()).toEqual([]);
    expect(parse((await world.text()) ?? '')).toMatchObject({
      ...appKeys,
      LINKEDIN_AD_ACCOUNT_ID: '512345678',
    });
  });

  it('with --json stdout holds the verdict and nothing else', async () => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const { exitCode, stdout } = await world.run([...world.setup, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'ready', exitCode: 0 });
  });
});

describe('a reader that goes away', () => {
  it('ends a long list without a word', async () => {
    const scenario = scenarios['many-accounts'];
    const env = { ...storedCredentials(), LINKEDIN_AD_ACCOUNT_ID: '520000001' };
    const world = await openProcessWorld({ scenario, env });
    const { stdout, stderr } = await pipedInto(world, 'head -1', 'accounts');
    expect(stdout).toMatch(/^\* Acme 0001 .*\n\[0\]\n$/);
    expect(stderr).toBe('');
  });

  it.each([
    '--help',
    '--version',
    'help setup',
    'status',
    'verify --json',
  ])('is no failure of %s', async (args) => {
    const world = await openProcessWorld({ env: storedCredentials() });
    expect(await pipedInto(world, 'true', args)).toEqual({ stdout: '[0]\n', stderr: '' });
  });

  it('is no failure when nobody reads the talk either', async () => {
    const world = await openProcessWorld({ env: appKeys });
    expect(await pipedInto(world, 'true', 'status 2>&1')).toEqual({ stdout: '[4]\n', stderr: '' });
  });
});

describe('an unusual place', () => {
  it('without HOME, TERM and the rest of the environment is as good', async () => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const names = ['HOME', 'TERM', 'LANG', 'PATH', 'DISPLAY', 'BROWSER'];
    const bare = Object.fromEntries(names.map((name) => [name, undefined]));
    const { exitCode, stderr } = await world.run(['verify'], { environment: bare });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('a working folder that was deleted is told as what it is', async () => {
    const world = await openProcessWorld();
    await mkdir(join(world.folder, 'gone'));
    const line = 'cd gone && rmdir ../gone && $PROGRAM status; echo "[$?]"';
    const { stdout, stderr } = await shell(world, line);
    expect(stderr).not.toMatch(/bug|^\s+at /m);
    expect(stdout).not.toBe('[1]\n');
  });

  it.each(['24', '28', '32', '40'])('room for %s open files only is told', async (most) => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const line = `ulimit -n ${most}; $PROGRAM verify; echo "[$?]"`;
    const { stdout, stderr } = await shell(world, line);
    expect(stderr).not.toMatch(/bug|^\s+at /m);
    expect(stdout).not.toContain('[1]');
  });

  it('a link to the program runs it, as package managers make them', async () => {
    const world = await openProcessWorld();
    const link = join(world.folder, 'bin/pectus-linkedin');
    await mkdir(dirname(link));
    await symlink(bin, link);
    expect(await shell(world, './bin/pectus-linkedin --version')).toEqual({
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  it('a folder of git that tracks the .env is warned about', async () => {
    const world = await openProcessWorld({ env: storedCredentials() });
    await shell(world, 'git init -q && git add -f .env');
    const { exitCode, stdout } = await world.run(['verify', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).checks[0]).toMatchObject({
      id: 'env-file',
      verdict: 'warn',
      detail: expect.stringContaining('git tracks it'),
    });
  });

  it('a proxy in the environment is passed by on the way to this machine', async () => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const proxy = 'http://127.0.0.1:9';
    const environment = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy };
    expect((await world.run(['verify'], { environment })).exitCode).toBe(0);
  });

  it('a .env cannot lead the program elsewhere', async () => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const planted = 'PECTUS_LINKEDIN_API_URL=http://127.0.0.1:9/rest\n';
    await writeFile(join(world.folder, '.env'), `${await world.text()}${planted}`);
    expect((await world.run(['verify'])).exitCode).toBe(0);
    await rm(join(world.folder, '.env'));
  });
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is the control character.
const escapeSequence = /\u001b/;
