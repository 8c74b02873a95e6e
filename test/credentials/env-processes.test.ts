/** Real processes on a real disk: writing at once, killed while writing, and not allowed to write. */

import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parse } from 'dotenv';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleFile } from '../support/bundle.ts';
import { describeWith, itWith, posix, root } from '../support/systems.ts';

const home = mkdtempSync(join(tmpdir(), 'env-processes-'));
const program = join(home, 'env-writer.cjs');
let folder: string;
let path: string;

beforeAll(async () => {
  chmodSync(home, 0o755);
  const entry = new URL('../support/env-writer.ts', import.meta.url);
  await bundleFile(entry.pathname, program);
});
beforeEach(() => {
  folder = mkdtempSync(join(home, 'app-'));
  path = join(folder, '.env');
});
afterAll(() => rmSync(home, { recursive: true }));

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  // Else an ordinary user could not clear it away.
  if (existsSync(folder)) chmodSync(folder, 0o755);
});

function start(args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const child = spawn(process.execPath, [program, ...args], { ...options, stdio: [...stdio] });
  running.add(child);
  return child;
}

/** The next line of what the process says. */
async function said(child: ChildProcess): Promise<unknown> {
  if (child.stdout === null) throw new Error('started without a pipe');
  const [chunk] = await once(child.stdout, 'data');
  return JSON.parse(String(chunk));
}

async function end(child: ChildProcess): Promise<unknown> {
  const [code, signal] = await once(child, 'exit');
  return code ?? signal;
}

const values = () => parse(readFileSync(path));

describe('several writers at once', () => {
  it('lose nothing of what the others wrote', async () => {
    writeFileSync(path, '# kept\nSHARED=0\n');
    const children = [1, 2, 3].map(() => start(['count', path, 'SHARED']));
    expect(await Promise.all(children.map(end))).toEqual([0, 0, 0]);
    expect(readFileSync(path, 'utf8')).toBe('# kept\nSHARED=60\n');
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  it('meet in the same lock when one comes by a symlink', async () => {
    writeFileSync(path, 'SHARED=0\n');
    const link = join(mkdtempSync(join(home, 'links-')), 'link.env');
    symlinkSync(path, link);
    const children = [path, link].map((way) => start(['count', way, 'SHARED']));
    expect(await Promise.all(children.map(end))).toEqual([0, 0]);
    expect(values()).toEqual({ SHARED: '40' });
  });
});

describe('a writer that dies', () => {
  it('leaves a lock that the next one breaks at once', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const claim = { pid, hostname: hostname(), time: new Date().toISOString() };
    writeFileSync(`${path}.lock`, JSON.stringify(claim));
    expect(await end(start(['set', path, 'A=1']))).toBe(0);
    expect([values(), readdirSync(folder)]).toEqual([{ A: '1' }, ['.env']]);
  });

  it('by Ctrl-C leaves no lock', async () => {
    const child = start(['hold', path]);
    expect(await said(child)).toBe('holding');
    expect(existsSync(`${path}.lock`)).toBe(true);
    child.kill('SIGINT');
    expect(await said(child)).toBe('interrupted');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('by kill -9, thirty times, leaves a whole file, nothing for others to read, no way blocked', {
    timeout: 120_000,
  }, async () => {
    const lines = 200_000;
    for (let round = 0; round < 30; round += 1) {
      const child = start(['churn', path, String(lines)]);
      expect(await said(child)).toBe('churning');
      await wait(round);
      child.kill('SIGKILL');
      expect(await end(child)).toBe('SIGKILL');

      const text = readFileSync(path, 'utf8');
      const line = text.slice(0, text.indexOf('\n') + 1);
      expect(text === line.repeat(lines), `whole after round ${round}`).toBe(true);
    }
    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    writeFileSync(path, '');
    expect(await end(start(['set', path, 'A=1']))).toBe(0);
    expect(values()).toEqual({ A: '1' });
  });
});

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** As an ordinary user, also where the tests are run by root, for whom nothing is forbidden. */
async function setAsUser(): Promise<unknown> {
  return said(start(['set', path, 'A=1'], isRoot ? { uid: nobody, gid: nobody } : {}));
}

describeWith(posix)('a user', () => {
  it('writes in a folder of theirs', async () => {
    chmodSync(folder, 0o777);
    expect([await setAsUser(), readdirSync(folder)]).toEqual([{ said: [] }, ['.env']]);
  });

  itWith(root).each([
    ['a folder they may not write in', 0o755, 0o666, 'written: you cannot write in its folder, /'],
    ['a file they may not write', 0o777, 0o644, 'written: permission denied.'],
    ['a file they may not read', 0o777, 0o622, 'read: permission denied.'],
  ])('is told of %s, and nothing changes', async (_, folderMode, fileMode, words) => {
    writeFileSync(path, 'OLD=1\n');
    chmodSync(path, fileMode);
    chmodSync(folder, folderMode);
    const told = await setAsUser();
    expect(told).toEqual({
      code: expect.stringMatching(/^env-file-un(?:writable|readable)$/),
      message: expect.stringContaining(` cannot be ${words}`),
    });
    expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['OLD=1\n', ['.env']]);
  });

  it.each([
    ['a file that is read-only', () => chmodSync(path, 0o444), 'it is read-only'],
    ['a folder that is read-only', () => chmodSync(folder, 0o555), 'its folder is read-only'],
  ])('and root as well is refused %s', async (_, protect, why) => {
    writeFileSync(path, 'OLD=1\n');
    chmodSync(folder, 0o777);
    protect();
    const told = [await said(start(['set', path, 'A=1'])), await setAsUser()];
    const refusal = {
      code: 'env-file-unwritable',
      message: `${path} cannot be written: ${why}. It is unchanged.`,
    };
    expect(told).toEqual([refusal, refusal]);
    expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['OLD=1\n', ['.env']]);
  });

  it.each([
    ['a folder', () => mkdirSync(path), 'it is a folder'],
    ['no folder to be in', () => rmSync(folder, { recursive: true }), 'its folder does not exist'],
    ['links in a circle', () => symlinkSync(path, path), 'its symbolic links lead in a circle'],
  ])('is told of %s', async (_, arrange, why) => {
    arrange();
    expect(await said(start(['set', path, 'A=1']))).toEqual({
      code: 'env-file-unwritable',
      message: `${path} cannot be written: ${why}. It is unchanged.`,
    });
  });
});
