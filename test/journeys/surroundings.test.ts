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
import { openStage, type Stage } from '../support/stage.ts';
import { storedCredentials } from '../support/stored-credentials.ts';

const run = promisify(execFile);

beforeAll(buildOnce);

/** The program before a pipe whose reader goes away; its exit code stands in brackets. */
async function pipedInto(stage: Stage, reader: string, args: string) {
  return await shell(stage, `$PROGRAM ${args} | ${reader}; echo "[\${PIPESTATUS[0]}]"`);
}

/** A line for bash in the stage's folder; `$PROGRAM` is the program. */
async function shell(stage: Stage, line: string) {
  const env = { ...stage.environment, PROGRAM: `${process.execPath} ${bin}` };
  return await run('/bin/bash', ['-c', line], { cwd: stage.folder, env });
}

describe('without a terminal', () => {
  it('a question is exit 2 and names what answers it', async () => {
    const stage = await openStage();
    const { exitCode, stdout, stderr } = await stage.run(stage.setup, { input: 'y\n' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('LINKEDIN_CLIENT_ID');
    expect(stderr).toMatch(/\(input-needed, exit 2\)\n$/);
    expect(stderr).not.toMatch(escapeSequence);
  });

  it('with the keys and the account given, setup needs only somebody who opens the address', async () => {
    const stage = await openStage();
    const args = [...stage.setup, '--no-input', '--no-browser', '--ad-account', '512345678'];
    const child = stage.start(args, { environment: appKeys });
    const [address = ''] = await child.saidOnStderr(/^http:.*\/authorization\?.*$/m);
    expect((await decide(new URL(address), 'allow')).text).toContain('signed in');
    const { exitCode, stdout, stderr } = await child.ended;
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).not.toMatch(escapeSequence);
    expect(await stage.visits()).toEqual([]);
    expect(parse((await stage.file()) ?? '')).toMatchObject({
      ...appKeys,
      LINKEDIN_AD_ACCOUNT_ID: '512345678',
    });
  });

  it('with --json stdout holds the verdict and nothing else', async () => {
    const stage = await openStage({ env: storedCredentials() });
    const { exitCode, stdout } = await stage.run([...stage.setup, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'ready', exitCode: 0 });
  });
});

describe('a reader that goes away', () => {
  it('ends a long list without a word', async () => {
    const scenario = scenarios['many-accounts'];
    const env = { ...storedCredentials(), LINKEDIN_AD_ACCOUNT_ID: '520000001' };
    const stage = await openStage({ scenario, env });
    const { stdout, stderr } = await pipedInto(stage, 'head -1', 'accounts');
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
    const stage = await openStage({ env: storedCredentials() });
    expect(await pipedInto(stage, 'true', args)).toEqual({ stdout: '[0]\n', stderr: '' });
  });

  it('is no failure when nobody reads the talk either', async () => {
    const stage = await openStage({ env: appKeys });
    expect(await pipedInto(stage, 'true', 'status 2>&1')).toEqual({ stdout: '[4]\n', stderr: '' });
  });
});

describe('an unusual place', () => {
  it('without HOME, TERM and the rest of the environment is as good', async () => {
    const stage = await openStage({ env: storedCredentials() });
    const names = ['HOME', 'TERM', 'LANG', 'PATH', 'DISPLAY', 'BROWSER'];
    const bare = Object.fromEntries(names.map((name) => [name, undefined]));
    const { exitCode, stderr } = await stage.run(['verify'], { environment: bare });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('a working folder that was deleted is told as what it is', async () => {
    const stage = await openStage();
    await mkdir(join(stage.folder, 'gone'));
    const line = 'cd gone && rmdir ../gone && $PROGRAM status; echo "[$?]"';
    const { stdout, stderr } = await shell(stage, line);
    expect(stderr).not.toMatch(/bug|^\s+at /m);
    expect(stdout).not.toBe('[1]\n');
  });

  it.each(['24', '28', '32', '40'])('room for %s open files only is told', async (most) => {
    const stage = await openStage({ env: storedCredentials() });
    const line = `ulimit -n ${most}; $PROGRAM verify; echo "[$?]"`;
    const { stdout, stderr } = await shell(stage, line);
    expect(stderr).not.toMatch(/bug|^\s+at /m);
    expect(stdout).not.toContain('[1]');
  });

  it('a link to the program runs it, as package managers make them', async () => {
    const stage = await openStage();
    const link = join(stage.folder, 'bin/pectus-linkedin');
    await mkdir(dirname(link));
    await symlink(bin, link);
    expect(await shell(stage, './bin/pectus-linkedin --version')).toEqual({
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  it('a folder of git that tracks the .env is warned about', async () => {
    const stage = await openStage({ env: storedCredentials() });
    await shell(stage, 'git init -q && git add -f .env');
    const { exitCode, stdout } = await stage.run(['verify', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).checks[0]).toMatchObject({
      id: 'env-file',
      verdict: 'warn',
      detail: expect.stringContaining('git tracks it'),
    });
  });

  it('a proxy in the environment is passed by on the way to this machine', async () => {
    const stage = await openStage({ env: storedCredentials() });
    const proxy = 'http://127.0.0.1:9';
    const environment = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy };
    expect((await stage.run(['verify'], { environment })).exitCode).toBe(0);
  });

  it('a .env cannot lead the program elsewhere', async () => {
    const stage = await openStage({ env: storedCredentials() });
    const planted = 'PECTUS_LINKEDIN_API_URL=http://127.0.0.1:9/rest\n';
    await writeFile(join(stage.folder, '.env'), `${await stage.file()}${planted}`);
    expect((await stage.run(['verify'])).exitCode).toBe(0);
    await rm(join(stage.folder, '.env'));
  });
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is the control character.
const escapeSequence = /\u001b/;
