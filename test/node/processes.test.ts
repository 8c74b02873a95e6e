/** Programs that hang, never stop writing, or lie about: what starts them goes on, and tells them no secret. */

import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanEnvironment, launchProgram, runProgram } from '../../src/node/processes.ts';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'programs-')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A shell script under that name; its call has PATH lead to it. */
async function program(name: string, script: string) {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return {
    program: name,
    args: [],
    env: { PATH: `${folder}${delimiter}/usr/bin${delimiter}/bin` },
  };
}

async function runs(pid: string): Promise<boolean> {
  const status = await readFile(`/proc/${pid.trim()}/stat`, 'utf8').catch(() => ' Z ');
  return !/ [ZX] /.test(status);
}

describe('a program that is asked something', () => {
  it('answers with its output and its exit code', async () => {
    const call = await program('teller', 'cat; exit 3');
    expect(await runProgram({ ...call, input: 'words' })).toEqual({ code: 3, stdout: 'words' });
  });

  it('is ended with all that it started when it hangs', async () => {
    const call = await program('hanger', `sleep 600 & echo $!; wait`);
    const result = await runProgram({ ...call, timeout: 300 });
    expect(result).toEqual({ code: undefined, stdout: expect.stringMatching(/^\d+\n$/) });
    await sleep(100);
    expect(await runs(result?.stdout ?? '')).toBe(false);
  });

  it('is not waited for when it has ended and another holds its output', async () => {
    const call = await program('parent', `setsid sleep 5 & echo done`);
    const result = await runProgram({ ...call, timeout: 500 });
    expect(result?.stdout).toBe('done\n');
  });

  it('is ended when it never stops writing', async () => {
    const call = await program('writer', 'yes');
    const result = await runProgram({ ...call, timeout: 60_000 });
    expect(result?.code).toBeUndefined();
    expect(result?.stdout.length).toBeLessThan(2_000_000);
  });

  it('may leave its input unread', async () => {
    const call = await program('deaf', 'exec 0<&-; sleep 0.1');
    const input = 'x'.repeat(1_000_000);
    expect(await runProgram({ ...call, input })).toMatchObject({ code: 0 });
  });

  it.each([
    ['is not there', 'no-such-program', false],
    ['would be looked up from the current folder', './teller', false],
    ['lies in a folder that is not trusted', 'teller', true],
  ])('is not started when it %s', async (_, name, distrusted) => {
    const call = await program('teller', 'echo ran');
    const given = { ...call, program: name, ...(distrusted && { distrusted: [folder] }) };
    expect(await runProgram(given)).toBeUndefined();
  });

  it('is not started with what no program can be given', async () => {
    const call = await program('teller', 'echo ran');
    expect(await runProgram({ ...call, args: ['a\0b'] })).toBeUndefined();
  });
});

describe('a program that is launched', () => {
  it.each([
    ['ends well', 'exit 0', true],
    ['fails', 'exit 4', false],
    ['goes on', 'sleep 2', true],
  ])('is launched as far as it can be told when it %s', async (_, script, launched) => {
    expect(await launchProgram({ ...(await program('opener', script)), timeout: 500 })).toBe(
      launched,
    );
  });

  it('is told where to show something, and no secret', async () => {
    const call = await program('opener', `env > '${folder}/told'`);
    const env = { ...call.env, DISPLAY: ':9', LINKEDIN_CLIENT_SECRET: 'WPL_AP1.secret' };
    await launchProgram({ ...call, env });
    const told = await readFile(join(folder, 'told'), 'utf8');
    expect(told).toContain('DISPLAY=:9');
    expect(told).not.toContain('secret');
  });
});

it('the environment of other programs holds what finds the way, and nothing that opens doors', () => {
  const kept = {
    HOME: '/home/ada',
    LC_CTYPE: 'C.UTF-8',
    DISPLAY: ':0',
    XDG_RUNTIME_DIR: '/run/user/1000',
    VSCODE_IPC_HOOK_CLI: '/tmp/vscode.sock',
    https_proxy: 'http://proxy.example:3128',
  };
  const dropped = {
    LINKEDIN_CLIENT_SECRET: 's3cret',
    LINKEDIN_CLIENT_ID: '78abcdefghij12',
    PECTUS_LINKEDIN_API_URL: 'http://127.0.0.1:1',
    HTTP_PROXY: 'http://ada:word@proxy.example:3128',
    AWS_SECRET_ACCESS_KEY: 'x',
    GITHUB_TOKEN: 'x',
    VSCODE_GIT_ASKPASS_MAIN: 'x',
    NODE_OPTIONS: '--require ./x',
    LD_PRELOAD: './x.so',
    DYLD_INSERT_LIBRARIES: './x.dylib',
    BASH_ENV: './x',
    ENV: './x',
    GIT_DIR: './x',
    PYTHONPATH: '.',
    PERL5OPT: '-Mx',
  };
  expect(cleanEnvironment({ ...kept, ...dropped })).toEqual(kept);
});
