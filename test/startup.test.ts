/** The built program as a process: what it loads before it answers, and what it ends with when it cannot. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { version } from '../src/version.ts';
import { buildOnce } from './support/build.ts';
import { startPiped } from './support/piped-program.ts';

beforeAll(buildOnce);

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pectus-startup-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** V8's own coverage names every script that a process has run. */
async function filesOfDist(coverage: string): Promise<readonly string[]> {
  const reports = await Promise.all(
    (await readdir(coverage)).map((name) => readFile(join(coverage, name), 'utf8')),
  );
  const scripts = reports.flatMap(
    (report) => (JSON.parse(report) as { result: readonly { url: string }[] }).result,
  );
  return scripts.map(({ url }) => url).filter((url) => url.includes('/dist/'));
}

/** How it ends, and how much of the program it has loaded. */
async function started(flag: string) {
  const cwd = await emptyFolder();
  const coverage = join(cwd, 'coverage');
  const outcome = await startPiped([flag], { cwd, env: { NODE_V8_COVERAGE: coverage } }).ended;
  return { ...outcome, loaded: await filesOfDist(coverage) };
}

it.each(['--version', '-V'])('%s is answered before the program is loaded', async (flag) => {
  const told = { exitCode: 0, stdout: `${version}\n`, stderr: '', loaded: [] };
  expect(await started(flag)).toEqual(told);
  expect((await started('--help')).loaded).not.toEqual([]);
});

it.skipIf(!existsSync('/dev/full')).each(['--version', '--help'])(
  '%s fails without a stack where its answer cannot be written',
  (flag) => {
    const command = `"$0" bin/pectus-linkedin.js ${flag} > /dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', command, process.execPath]);
    expect(status).toBe(2);
    expect(String(stderr)).not.toMatch(/\n\s+at |Error/);
  },
);

it('a command that never comes to its end has not succeeded', async () => {
  const cwd = await emptyFolder();
  await writeFile(join(cwd, '.env'), 'LINKEDIN_CLIENT_ID=78simulator000\n');
  const endless = 'process.getBuiltinModule("fs/promises").stat = () => new Promise(() => {})';
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(endless)}` };
  const outcome = await startPiped(['status'], { cwd, env }).ended;
  expect(outcome).toEqual({ exitCode: 1, stdout: '', stderr: '' });
});
