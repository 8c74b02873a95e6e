/** The flag that names the file, through the program as it is started: Node takes `--env-file` for itself. */

import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const program = resolve('bin/pectus-linkedin.js');

async function run(...args: readonly string[]): Promise<{ code: number; stderr: string }> {
  const cwd = await mkdtemp(join(tmpdir(), 'file-flag-'));
  await writeFile(join(cwd, 'planted.env'), 'NODE_OPTIONS=--require=./planted.cjs\n');
  await writeFile(join(cwd, 'planted.cjs'), "console.error('planted code ran');\n");
  return await new Promise((done) => {
    const options = { cwd, env: { PATH: process.env['PATH'] } };
    execFile(process.execPath, [program, ...args], options, (error, _, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, stderr });
    });
  });
}

it.each(['--file', '-f'])('%s of a file that is not there is a fault of ours', async (flag) => {
  const { code, stderr } = await run('status', flag, 'absent.env');
  expect(stderr).toContain('There is no absent.env');
  expect(code).toBe(4);
});

it('--file of a planted file runs nothing that stands in it', async () => {
  const { code, stderr } = await run('status', '--file', 'planted.env');
  expect(stderr).not.toContain('planted code ran');
  expect(code).toBe(4);
});
