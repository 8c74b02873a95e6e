/** Disks as they are: files mounted by themselves, read-only, full, of somebody else, with lists and attributes. */

import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { bundleFile } from '../support/bundle.ts';
import { describeWith, itWith, rootOnLinux } from '../support/systems.ts';

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
const home = mkdtempSync(join(tmpdir(), 'env-disks-'));
const writer = join(home, 'env-writer.cjs');
let folder: string;
let path: string;
const undone: (() => void)[] = [];

beforeAll(async () => {
  chmodSync(home, 0o755);
  await bundleFile(join(import.meta.dirname, '../support/env-writer.ts'), writer);
});
beforeEach(() => {
  folder = mkdtempSync(join(home, 'app-'));
  path = join(folder, '.env');
  writeFileSync(path, 'OLD=1\n', { mode: 0o600 });
});
afterEach(() => {
  for (const undo of undone.splice(0).reverse()) undo();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function set(assignment: string, user = {}): Record<string, unknown> {
  const run = spawnSync(process.execPath, [writer, 'set', path, assignment], {
    ...user,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return JSON.parse(run.stdout);
}

const textOf = (file: string) => readFileSync(file, 'utf8');
const modeOf = (file: string) => statSync(file).mode & 0o777;
const refusal = (words: string) => ({
  code: 'env-file-unwritable',
  message: expect.stringContaining(`cannot be written: ${words}`),
});

/** Mounting needs more than to be root: a container may forbid it. */
function mount(...args: readonly string[]): boolean {
  const target = args.at(-1) ?? '';
  const isMounted = spawnSync('mount', args, { stdio: 'ignore' }).status === 0;
  if (isMounted) undone.push(() => void spawnSync('umount', [target]));
  return isMounted;
}

function mountable(): boolean {
  if (!isRoot || process.platform !== 'linux') return false;
  const probe = mkdtempSync(join(tmpdir(), 'env-mount-'));
  const isMounted = mount('-t', 'tmpfs', 'none', probe);
  for (const undo of undone.splice(0)) undo();
  rmSync(probe, { recursive: true });
  return isMounted;
}

describeWith({ what: 'mounts of its own', isMet: mountable() })(
  'a file that is mounted by itself',
  () => {
    it('is written, keeps its owner and group, and its mount', () => {
      const outside = join(folder, 'outside.env');
      writeFileSync(outside, 'OLD=1\n');
      chmodSync(outside, 0o640);
      chownSync(outside, 1_234, 2_345);
      mount('--bind', outside, path);
      expect(set('A=1')).toEqual({ said: [] });

      expect([textOf(path), textOf(outside)]).toEqual(['OLD=1\nA=1\n', 'OLD=1\nA=1\n']);
      const { uid, gid } = statSync(outside);
      expect([uid, gid, modeOf(outside)]).toEqual([1_234, 2_345, 0o640]);
      expect(readdirSync(folder).sort()).toEqual(['.env', 'outside.env']);
    });

    it('is refused where the mount is read-only', () => {
      mount('--bind', path, path);
      execFileSync('mount', ['-o', 'remount,ro,bind', path]);
      expect(set('A=1')).toEqual(refusal('the file system is read-only.'));
      expect([textOf(path), readdirSync(folder)]).toEqual(['OLD=1\n', ['.env']]);
    });

    it('on a full disk is as it was', () => {
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      mount('-t', 'tmpfs', '-o', 'size=64k', 'none', disk);
      writeFileSync(join(disk, '.env'), 'OLD=1\n');
      spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'fill')}`, 'bs=1k', 'count=100']);
      path = join(disk, '.env');
      expect(set('A=1')).toEqual(refusal('the disk is full.'));
      expect([textOf(path), readdirSync(disk).sort()]).toEqual(['OLD=1\n', ['.env', 'fill']]);
    });
  },
);

describeWith(rootOnLinux)('a file of somebody else', () => {
  const user = { uid: nobody, gid: nobody };

  it.each([
    ['in a folder of all', 0o777],
    ['in a sticky folder', 0o1777],
  ])('%s is written by who may, and stays theirs', (_, folderMode) => {
    chmodSync(folder, folderMode);
    chownSync(path, 1_234, nobody);
    chmodSync(path, 0o660);
    expect(set('A=1', user)).toEqual({ said: [] });
    const { uid, gid } = statSync(path);
    expect([uid, gid, modeOf(path), textOf(path)]).toEqual([1_234, nobody, 0o660, 'OLD=1\nA=1\n']);
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  it('whose rights cannot be changed is not said to be private now', () => {
    chmodSync(folder, 0o777);
    chmodSync(path, 0o666);
    expect(set('A=1', user)).toEqual({ said: [] });
    expect(modeOf(path)).toBe(0o666);
  });

  it('names the folder that forbids it', () => {
    chmodSync(path, 0o666);
    chmodSync(folder, 0o755);
    expect(set('A=1', user)).toEqual(refusal(`you cannot write in its folder, ${folder}.`));
  });

  it('marked as immutable is refused, to root as well', () => {
    if (spawnSync('chattr', ['+i', path]).status !== 0) return;
    undone.push(() => void spawnSync('chattr', ['-i', path]));
    expect(set('A=1')).toEqual(refusal('the system does not permit it.'));
    expect(readdirSync(folder)).toEqual(['.env']);
  });
});

const python = (script: string) => spawnSync('python3', ['-c', script, path], { encoding: 'utf8' });
const hasAttributes =
  process.platform === 'linux' &&
  spawnSync('python3', ['-c', `import os; os.setxattr(${JSON.stringify(home)}, 'user.x', b'1')`])
    .status === 0;

itWith({ what: 'access lists', isMet: hasAttributes })(
  'keeps an access list and attributes',
  () => {
    // acl(5) as the kernel keeps it: version 2, then tag, permissions and id of each entry.
    const list =
      '0200000001000600ffffffff020004002100000004000000ffffffff10000400ffffffff20000000ffffffff';
    python(`import os, sys
os.setxattr(sys.argv[1], 'user.note', b'kept')
os.setxattr(sys.argv[1], 'system.posix_acl_access', bytes.fromhex('${list}'))`);
    expect(set('A=1')).toEqual({ said: [] });
    const { stdout } = python(`import os, sys
print(os.getxattr(sys.argv[1], 'user.note').decode(), os.getxattr(sys.argv[1], 'system.posix_acl_access').hex())`);
    expect(stdout.trim()).toBe(`kept ${list}`);
  },
);
