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
import { untilReleased } from './sharing-violations.ts';
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
  /** Everything here may meet a file that another program holds, and changes nothing then. */
  const once = <T>(path: string, attempt: () => Promise<T>) => untilReleased(path, attempt, signal);
  return {
    read: (path) => once(path, () => readBounded(path, signal)),
    readStable: (path) => once(path, () => readFileAtRest(path, signal)),
    stat: (path) => once(path, () => fileStats(path)),
    readers: fileReaders,
    lstat: (path) => once(path, () => pathStats(path)),
    startHeartbeat,
    realPath: (path) => once(path, () => realPath(path)),
    assertWritable: (path) => once(path, () => assertWritable(path)),
    replace: (path, contentOf) =>
      once(path, async () => await replaceFile(await realPath(path), contentOf, signal)),
    openTemporary: (path, options) => once(path, () => openTemporary(path, options)),
    removeLeftovers: (path, as) =>
      once(path, async () => await removeLeftovers(await realPath(path), as === 'locked')),
    create: (path, text) => once(path, () => create(path, text)),
    // After Ctrl-C as well: a lock would stay behind.
    remove: (path) => untilReleased(path, () => fs.rm(path, { force: true })),
    chmod: (path, mode) => once(path, () => fs.chmod(path, mode)),
  };
}

async function readFileAtRest(path: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const found = statSync(path, { throwIfNoEntry: false });
  // A pipe is read once and to its end.
  if (found?.isFile() !== true) return await readBounded(path, signal);
  return (await readStable(path, signal))?.content;
}

/** To Windows these are devices in every folder, whatever follows a dot; Node would make files of that name. */
const deviceName = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])\s*(?:\.|$)/i;

async function fileStats(path: string): Promise<FileStats | undefined> {
  if (process.platform === 'win32' && deviceName.test(basename(path))) {
    const modifiedAt = new Date(0);
    return { kind: 'other', mode: undefined, isReadOnly: false, modifiedAt, identity: path };
  }
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return {
    kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other',
    mode: await permissionBits(found),
    // On a folder, Windows' read-only attribute forbids nothing.
    isReadOnly:
      (found.mode & 0o222n) === 0n && !(found.isDirectory() && process.platform === 'win32'),
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
      await untilReleased(place, async () => {
        if (as === 'new') await linkNew(temporary.path, place);
        else await renameOrCopy(temporary.path, place, mayRename || place !== target);
      });
      await flushFolder(dirname(place));
    },
    discard,
  };
}

async function renameOrCopy(temporary: string, place: string, mayRename: boolean): Promise<void> {
  try {
    if (mayRename) return await untilReleased(place, () => fs.rename(temporary, place));
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
  const opened = untilReleased(path, () => fs.open(path, 'r+')).catch(() => undefined);
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
