/** The door to the disk: files that are whole or not there, private, and written where a symlink leads. */

import {
  type BigIntStats,
  closeSync,
  promises as fs,
  lstatSync,
  openSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { platformCode } from '../faults/fault.ts';
import type { FileStats, Files, PathStats, Readers, TemporaryFile } from '../world.ts';
import { hasPermissionBits, readersOf } from './file-access.ts';
import { readBounded, readStable } from './file-reading.ts';
import { isRenameRefused, replaceFile } from './file-replacing.ts';
import {
  copyMetadata,
  createTemporaryFile,
  discardTemporaryFile,
  flushFolder,
  linkNew,
  ownerOnly,
  removeLeftovers,
} from './temporary-files.ts';

/** The signal ends what waits: for a pipe, or for somebody else who is writing. */
export function createFiles(signal: AbortSignal = new AbortController().signal): Files {
  return {
    read: async (path) => await readBounded(path, signal),
    readStable: async (path) => await readFileAtRest(path, signal),
    stat: fileStats,
    readers: fileReaders,
    lstat: pathStats,
    startHeartbeat,
    realPath,
    assertWritable,
    replace: async (path, contentOf) => await replaceFile(await realPath(path), contentOf, signal),
    openTemporary,
    removeLeftovers: async (path, as) =>
      await removeLeftovers(await realPath(path), as === 'locked'),
    create,
    remove: async (path) => await fs.rm(path, { force: true }),
    chmod: async (path, mode) => await fs.chmod(path, mode),
  };
}

async function readFileAtRest(path: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const found = statSync(path, { throwIfNoEntry: false });
  // A pipe is read once and to its end.
  if (found?.isFile() !== true) return await readBounded(path, signal);
  return (await readStable(path, signal))?.content;
}

async function fileStats(path: string): Promise<FileStats | undefined> {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return {
    kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other',
    mode: await permissionBits(found),
    modifiedAt: found.mtime,
    identity: `${found.dev}:${found.ino}`,
  };
}

/** Windows makes them up from the read-only attribute, and some disks for all files alike. */
async function permissionBits({ mode, dev }: BigIntStats): Promise<number | undefined> {
  return (await hasPermissionBits(dev)) ? Number(mode) & 0o777 : undefined;
}

async function fileReaders(path: string): Promise<Readers | undefined> {
  const found = await fs.stat(path, { bigint: true }).catch(() => undefined);
  const mode = found && (await permissionBits(found));
  return await readersOf(path, mode === undefined ? undefined : { mode, uid: Number(found?.uid) });
}

async function realPath(path: string): Promise<string> {
  const whole = await fs.realpath(path).catch(undefinedOn('ENOENT'));
  if (whole !== undefined) return whole;
  const folder = await fs.realpath(dirname(path));
  // EINVAL: there is something after all, and it is no link.
  const link = await fs.readlink(path).catch(undefinedOn('ENOENT', 'EINVAL'));
  return link === undefined ? join(folder, basename(path)) : realPath(resolve(folder, link));
}

/** A rename asks only the folder for permission, so the file is asked here. */
async function assertWritable(path: string): Promise<void> {
  const handle = await fs
    .open(path, fs.constants.O_WRONLY | (fs.constants.O_NONBLOCK ?? 0))
    .catch(undefinedOn('ENOENT'));
  await handle?.close();
}

async function openTemporary(
  path: string,
  { isPrivate = false }: { readonly isPrivate?: boolean } = {},
): Promise<TemporaryFile> {
  const target = await realPath(path);
  const old = await fs.stat(target).catch(undefinedOn('ENOENT'));
  await assertWritable(target);
  // Unlike credentials, a report may be read by whomever the umask allows, as with `> file`.
  const isOpen = old === undefined && !isPrivate;
  const temporary = await createTemporaryFile(target, isOpen ? 0o666 : ownerOnly);
  const discard = () => discardTemporaryFile(temporary);
  let mayRename = true;
  try {
    if (old !== undefined) {
      const mode = old.mode & (isPrivate ? 0o770 : 0o777);
      mayRename = await copyMetadata(temporary, target, { old, mode });
    }
  } catch (error) {
    await discard();
    throw error;
  }
  let flushed: Promise<void> | undefined;
  return {
    write: async (text) => void (await temporary.handle.writeFile(text)),
    async rename(name, as) {
      flushed ??= flush(temporary.handle);
      await flushed;
      const place = await realPath(name);
      if (as === 'new') await linkNew(temporary.path, place);
      else await renameOrCopy(temporary.path, place, mayRename || place !== target);
      await flushFolder(dirname(place));
    },
    discard,
  };
}

async function renameOrCopy(temporary: string, place: string, mayRename: boolean): Promise<void> {
  try {
    if (mayRename) return await fs.rename(temporary, place);
  } catch (error) {
    if (!isRenameRefused(error)) throw error;
  }
  await fs.copyFile(temporary, place);
  await fs.rm(temporary, { force: true });
}

async function flush(handle: fs.FileHandle): Promise<void> {
  await handle.sync();
  await handle.close();
}

/** In calls that nothing comes between: whoever is killed leaves no file without its text, which others wait for. */
async function create(path: string, text: string): Promise<boolean> {
  let handle: number;
  try {
    handle = openSync(path, 'wx', ownerOnly);
  } catch (error) {
    if (platformCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeFileSync(handle, text);
  } catch (error) {
    await fs.rm(path, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
  return true;
}

function undefinedOn(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (codes.includes(platformCode(error) ?? '')) return undefined;
    throw error;
  };
}

async function pathStats(path: string): Promise<PathStats | undefined> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found && { kind: kindOf(found), size: found.size, modifiedAt: found.mtime };
}

function kindOf(found: Stats): PathStats['kind'] {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'folder';
  if (found.isSymbolicLink()) return 'symbolic link';
  if (found.isFIFO()) return 'named pipe';
  return found.isSocket() ? 'socket' : 'device';
}

const heartbeatInterval = 1_000;

/** By the handle, so that a file that has replaced it is not touched. */
function startHeartbeat(path: string): () => Promise<void> {
  const opened = fs.open(path, 'r+').catch(() => undefined);
  const touch = async () => {
    const now = new Date();
    await (await opened)?.utimes(now, now).catch(() => undefined);
  };
  const timer = setInterval(() => void touch(), heartbeatInterval).unref();
  return async () => {
    clearInterval(timer);
    await (await opened)?.close().catch(() => undefined);
  };
}
