/** The door to the disk: files that are whole or not there, private, and written where a symlink leads. */

import { constants, type Stats } from 'node:fs';
import {
  access,
  chmod,
  type FileHandle,
  link,
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
import { entry, keepFresh } from './node-lock-files.ts';
import type { FileDraft, FileFacts, Files } from './world.ts';

const ownerOnly = 0o600;

export function openFiles(): Files {
  return { read, inspect, entry, keepFresh, realPath, replace, draft, create, remove, restrict };
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
  const target = await realPath(path);
  const old = await stat(target).catch(undefinedOn('ENOENT'));
  if (old !== undefined) await access(target, constants.W_OK);
  const fresh = `${target}.${crypto.randomUUID()}.tmp`;
  // Unlike credentials, it is for whom the umask lets read it, as with `> file`.
  const handle = await open(fresh, 'wx', old === undefined ? 0o666 : ownerOnly);
  let flushed: Promise<void> | undefined;
  try {
    if (old !== undefined) await keepStanding(handle, old);
  } catch (error) {
    await discard();
    throw error;
  }

  async function discard(): Promise<void> {
    await handle.close().catch(() => undefined);
    await rm(fresh, { force: true });
  }
  return {
    write: async (text) => void (await handle.writeFile(text)),
    async finish(name, as) {
      flushed ??= flush(handle);
      await flushed;
      const place = await realPath(name);
      await (as === 'new' ? nameAnew(fresh, place) : rename(fresh, place));
      await flushFolder(dirname(place));
    },
    discard,
  };
}

async function flush(handle: FileHandle): Promise<void> {
  await handle.sync();
  await handle.close();
}

/** A rename would replace what has the name; this is EEXIST then. */
async function nameAnew(fresh: string, place: string): Promise<void> {
  try {
    await link(fresh, place);
  } catch (error) {
    if (platformCode(error) === 'EEXIST') throw error;
    // No hard links on this disk. An empty file takes the name, so that what is replaced is ours.
    await (await open(place, 'wx', ownerOnly)).close();
    await rename(fresh, place).catch(async (failure: unknown) => {
      await rm(place);
      throw failure;
    });
  }
  await rm(fresh, { force: true });
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

/** The owner first: giving a file away may take bits from its mode. */
async function keepStanding(handle: FileHandle, old: Stats): Promise<void> {
  await keepOwner(handle, old);
  await handle.chmod(old.mode & 0o777);
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
