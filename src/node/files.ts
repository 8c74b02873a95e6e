/** The door to the disk: files that are whole or not there, private, and written where a symlink leads. */

import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  type FileHandle,
  open,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { platformCode } from '../faults/fault.ts';
import type { DraftOptions, FileDraft, FileFacts, Files } from '../world.ts';
import { collectDrafts, keepStanding, openDraft } from './file-drafts.ts';
import { readAtRest, readBounded } from './file-reading.ts';
import { flushFolder, isUnnameable, nameAnew, replaceFile } from './file-replacing.ts';
import { entry, startHeartbeat } from './lock-files.ts';

const ownerOnly = 0o600;

/** The signal ends what waits: for a pipe, or for somebody else who is writing. */
export function openFiles(signal: AbortSignal = new AbortController().signal): Files {
  return {
    read: async (path) => await readBounded(path, signal),
    readAtRest: async (path) => await readFileAtRest(path, signal),
    inspect,
    entry,
    startHeartbeat,
    realPath,
    assertWritable,
    replace: async (path, contentOf) => await replaceFile(await realPath(path), contentOf, signal),
    draft,
    collect: async (path, as) => await collectDrafts(await realPath(path), as === 'locked'),
    create,
    remove,
    restrict,
  };
}

async function readFileAtRest(path: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const found = await stat(path).catch(undefinedOn('ENOENT'));
  // A pipe is read once and to its end.
  if (found?.isFile() !== true) return await readBounded(path, signal);
  return (await readAtRest(path, signal))?.content;
}

async function inspect(path: string): Promise<FileFacts | undefined> {
  const found = await stat(path, { bigint: true }).catch(undefinedOn('ENOENT'));
  if (found === undefined) return undefined;
  return {
    kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other',
    // Windows makes its bits up from the read-only attribute.
    mode: process.platform === 'win32' ? undefined : Number(found.mode) & 0o777,
    modifiedAt: found.mtime,
    identity: `${found.dev}:${found.ino}`,
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

/** A rename asks only the folder for permission, so the file is asked here. */
async function assertWritable(path: string): Promise<void> {
  const handle = await open(path, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0)).catch(
    undefinedOn('ENOENT'),
  );
  await handle?.close();
}

async function draft(path: string, { isPrivate = false }: DraftOptions = {}): Promise<FileDraft> {
  const target = await realPath(path);
  const old = await stat(target).catch(undefinedOn('ENOENT'));
  await assertWritable(target);
  // Unlike credentials, a report is for whom the umask lets read it, as with `> file`.
  const fresh = await openDraft(target, old === undefined && !isPrivate ? 0o666 : ownerOnly);
  const { path: draftPath, handle } = fresh;
  let flushed: Promise<void> | undefined;
  let keeps = true;
  try {
    if (old !== undefined) {
      const mode = old.mode & (isPrivate ? 0o770 : 0o777);
      keeps = await keepStanding(fresh, target, { old, mode });
    }
  } catch (error) {
    await discard();
    throw error;
  }

  async function discard(): Promise<void> {
    await handle.close().catch(() => undefined);
    await rm(draftPath, { force: true });
  }
  return {
    write: async (text) => void (await handle.writeFile(text)),
    async finish(name, as) {
      flushed ??= flush(handle);
      await flushed;
      const place = await realPath(name);
      if (as === 'new') await nameAnew(draftPath, place);
      else await nameInstead(draftPath, place, keeps || place !== target);
      await flushFolder(dirname(place));
    },
    discard,
  };
}

/** Over the old content where it cannot have the name. */
async function nameInstead(draftPath: string, place: string, mayRename: boolean): Promise<void> {
  try {
    if (mayRename) return await rename(draftPath, place);
  } catch (error) {
    if (!isUnnameable(error)) throw error;
  }
  await copyFile(draftPath, place);
  await rm(draftPath, { force: true });
}

async function flush(handle: FileHandle): Promise<void> {
  await handle.sync();
  await handle.close();
}

async function create(path: string, text: string): Promise<boolean> {
  const handle = await open(path, 'wx', ownerOnly).catch(undefinedOn('EEXIST'));
  if (handle === undefined) return false;
  try {
    await handle.writeFile(text);
    await flush(handle);
    return true;
  } catch (error) {
    await handle.close().catch(() => undefined);
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
