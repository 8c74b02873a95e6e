/** The build that process tests start: made anew when anything that it is made from has changed, by one of the workers. */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export const root = join(import.meta.dirname, '../..');

const inputs = [
  'src',
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const lock = join(tmpdir(), `pectus-build-${digest(root).slice(0, 16)}`);

/** For `beforeAll` of every file that starts the program as a process. */
export async function buildOnce(): Promise<void> {
  await makeOnce('bundle');
}

/** For `beforeAll` where a host product is compiled. */
export async function buildWithDeclarations(): Promise<void> {
  await makeOnce('bundle');
  await makeOnce('declarations');
}

async function makeOnce(part: 'bundle' | 'declarations'): Promise<void> {
  // Says what it was made from. A build by hand removes it with the rest.
  const stamp = join(root, `dist/.${part}-from`);
  const wanted = digest(...(await Promise.all(inputs.map(contentOf))));
  for (; (await textOf(stamp)) !== wanted; await sleep(100)) {
    if (await isLocked()) continue;
    try {
      await promisify(execFile)(process.execPath, [join(root, 'scripts/build.mjs'), `--${part}`]);
      await writeFile(stamp, wanted);
    } finally {
      await rm(lock);
    }
  }
}

/** Takes the lock, or leaves it with a worker that is running. */
async function isLocked(): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return false;
  } catch {
    const holder = Number(await textOf(lock));
    if (holder > 0 && !isRunning(holder)) await rm(lock, { force: true });
    return true;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Names and texts of everything at the path. */
async function contentOf(path: string): Promise<string> {
  const full = join(root, path);
  if (!(await stat(full)).isDirectory()) return `${path}\n${await readFile(full, 'utf8')}`;
  const names = (await readdir(full)).toSorted();
  return (await Promise.all(names.map((name) => contentOf(join(path, name))))).join('\n');
}

async function textOf(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined);
}

function digest(...texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\n')).digest('hex');
}
