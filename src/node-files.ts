/** The door to the disk: files that are whole or not there, private, and written where a symlink leads. */

import { constants, type Stats } from 'node:fs';
import {
  access,
  chmod,
  type FileHandle,
  open,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { platformCode } from './errors.ts';
import type { FileDraft, FileFacts, Files } from './world.ts';

const ownerOnly = 0o600;

export function openFiles(): Files {
  return { read, inspect, realPath, replace, draft, create, remove, restrict };
}

async function read(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch(undefinedOn('ENOENT'));
}

async function inspect(path: string): Promise<FileFacts | undefined> {
  const found = await stat(path).catch(undefinedOn('ENOENT'));
  if (found === undefined) return undefined;
  return {
    kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other',
    // Windows makes its bits up from the read-only attribute.
    mode: process.platform === 'win32' ? undefined : found.mode & 0o777,
    modifiedAt: found.mtime,
  };
}

async function realPath(path: string): Promise<string> {
  const whole = await realpath(path).catch(undefinedOn('ENOENT'));
  if (whole !== undefined) return whole;
  const folder = await realpath(dirname(path));
  // EINVAL: there is something after all, and it is no link.
  const link = await readlink(path).catch(undefinedOn('ENOENT', 'EINVAL'));
  return link === undefined ? join(folder, basename(path)) : realPath(resolve(folder, link));
}

async function replace(path: string, content: Uint8Array): Promise<void> {
  const target = await realPath(path);
  const old = await stat(target).catch(undefinedOn('ENOENT'));
  // A rename asks only the folder for permission, so the file is asked here.
  if (old !== undefined) await access(target, constants.W_OK);
  const fresh = `${target}.${crypto.randomUUID()}.tmp`;
  // 'wx' fails on a name that exists, a planted symlink included: nobody else can receive the secrets.
  const handle = await open(fresh, 'wx', ownerOnly);
  try {
    await fill(handle, content, old);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
  await flushFolder(dirname(target));
}

async function draft(path: string): Promise<FileDraft> {
  const fresh = `${await realPath(path)}.${crypto.randomUUID()}.tmp`;
  const handle = await open(fresh, 'wx', ownerOnly);
  return {
    write: async (text) => void (await handle.writeFile(text)),
    async finish(name) {
      await handle.sync();
      await handle.close();
      await rename(fresh, await realPath(name));
    },
    async discard() {
      await handle.close().catch(() => undefined);
      await rm(fresh, { force: true });
    },
  };
}

async function fill(handle: FileHandle, content: Uint8Array, old: Stats | undefined) {
  try {
    await handle.writeFile(content);
    if (old !== undefined) await keepOwner(handle, old);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Where the system does not let us give a file away, it becomes ours. */
async function keepOwner(handle: FileHandle, old: Stats): Promise<void> {
  const { uid, gid } = await handle.stat();
  if (uid === old.uid && gid === old.gid) return;
  await handle.chown(old.uid, old.gid).catch(() => undefined);
}

/** Makes the rename outlive a power cut, on the systems that can flush a folder. */
async function flushFolder(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function create(path: string, text: string): Promise<boolean> {
  const handle = await open(path, 'wx', ownerOnly).catch(undefinedOn('EEXIST'));
  if (handle === undefined) return false;
  try {
    await fill(handle, Buffer.from(text), undefined);
    return true;
  } catch (error) {
    await remove(path);
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true });
}

async function restrict(path: string, mode: number): Promise<void> {
  await chmod(path, mode);
}

function undefinedOn(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (codes.includes(platformCode(error) ?? '')) return undefined;
    throw error;
  };
}
