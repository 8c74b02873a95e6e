/** Replaces a file in one step, and detects concurrent writes to it. */

import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { platformCode } from '../faults/fault.ts';
import { fileError, nonBlocking, readSnapshot, readStable, type Snapshot } from './file-reading.ts';
import { untilReleased } from './sharing-violations.ts';
import {
  backupPath,
  copyMetadata,
  createTemporaryFile,
  discardTemporaryFile,
  flushFolder,
  linkNew,
  type OpenTemporaryFile,
  overwriteOpen,
} from './temporary-files.ts';

/** The new content for the old one; undefined if the old one cannot be the whole file yet. */
export type ContentOf = (content: Uint8Array | undefined) => Uint8Array | undefined;

/** How long another writer may keep changing the file, in milliseconds. */
const contentionTimeout = 5_000;
/** How long an editor may take to finish writing a file that was replaced while it was open. */
const editorTimeout = 1_000;

/** `missed`: what another process wrote into the old file just as it was replaced. */
type Outcome = 'done' | 'changed' | { readonly missed: Buffer };

interface Replacement {
  readonly target: string;
  readonly contentOf: ContentOf;
  readonly signal: AbortSignal;
  /** What we wrote while another process wrote `missed` into the file before it. */
  ours: Uint8Array | undefined;
  missed: Buffer | undefined;
}

/** `target` is no symlink. Throws the system's errors and KEEPS_CHANGING; the file is unchanged then. */
export async function replaceFile(target: string, contentOf: ContentOf, signal: AbortSignal) {
  const none = { ours: undefined, missed: undefined };
  const replacement: Replacement = { target, contentOf, signal, ...none };
  const until = Date.now() + contentionTimeout;
  for (let isContended = false; ; isContended = true) {
    const outcome = await attempt(replacement, isContended);
    if (outcome === 'done') return;
    if (Date.now() > until) {
      // Our content is there; the other write into the old file was never finished.
      if (isOurs(replacement, readSnapshot(target))) return;
      throw fileError('KEEPS_CHANGING', target);
    }
    await wait(5);
    signal.throwIfAborted();
  }
}

/** The temporary file is created before the target is read, so that little time passes before the rename. */
async function attempt(replacement: Replacement, isContended: boolean): Promise<Outcome> {
  const { target, contentOf, signal } = replacement;
  const old = await fs.promises.stat(target).catch(() => undefined);
  const temporary = await createTemporaryFile(target);
  try {
    const mayRename = old === undefined || (await copyPrivateMetadata(temporary, target, old));
    for (let tries = isContended ? 50 : 1; tries > 0; tries -= 1) {
      const found = isContended ? readSnapshot(target) : await readStable(target, signal);
      if (found !== undefined && old === undefined) return 'changed';
      const content = contentOf(baseOf(replacement, found));
      if (content === undefined) {
        await wait(2);
        continue;
      }
      if (found?.content.equals(content)) return 'done';
      fs.ftruncateSync(temporary.handle.fd);
      fs.writeSync(temporary.handle.fd, content, 0, content.length, 0);
      // Flushing takes longer than others leave between two saves; under contention it follows the rename.
      if (!isContended) await temporary.handle.sync();
      const outcome =
        found === undefined
          ? await installFirst(temporary.path, target)
          : (mayRename && (await renameOver(temporary, target, found))) ||
            (await overwrite(temporary.path, target, found, content));
      if (typeof outcome === 'object') Object.assign(replacement, { ...outcome, ours: content });
      if (outcome !== 'changed') return outcome;
    }
    return 'changed';
  } finally {
    await discardTemporaryFile(temporary);
  }
}

function isOurs({ ours }: Replacement, found: Snapshot | undefined): boolean {
  return ours !== undefined && found?.content.equals(ours) === true;
}

/** The missed write, as long as our content is still there: it is merged again. */
function baseOf(replacement: Replacement, found: Snapshot | undefined): Buffer | undefined {
  return isOurs(replacement, found) ? replacement.missed : found?.content;
}

/** Without permissions for others: the file holds secrets. A rename would split a file with several hard links. */
async function copyPrivateMetadata(temporary: OpenTemporaryFile, target: string, old: fs.Stats) {
  if (old.nlink > 1) return false;
  return await copyMetadata(temporary, target, { old, mode: old.mode & 0o770 });
}

async function installFirst(temporaryPath: string, target: string): Promise<Outcome> {
  try {
    await linkNew(temporaryPath, target);
    await flushFolder(dirname(target));
    return 'done';
  } catch (error) {
    if (platformCode(error) === 'EEXIST') return 'changed';
    throw error;
  }
}

// --- by rename ---------------------------------------------------------------------------------------

/** A file that is a mount point (EBUSY, EXDEV), or another user's file in a sticky folder (EPERM, EACCES). */
export function isRenameRefused(error: unknown): boolean {
  return ['EBUSY', 'EXDEV', 'EPERM', 'EACCES'].includes(platformCode(error) ?? '');
}

/** False where the system refuses the rename. */
async function renameOver(temporary: OpenTemporaryFile, target: string, found: Snapshot) {
  if (process.platform === 'win32') return await renameOverOnWindows(temporary.path, target, found);
  const file = fs.openSync(target, nonBlocking);
  try {
    if (!isUnchanged(file, target, found)) return 'changed';
    // Synchronous: nothing may run between the check and the rename.
    fs.renameSync(temporary.path, target);
    const isWritten = hasChanged(file, found);
    await temporary.handle.sync();
    await flushFolder(dirname(target));
    if (!isWritten && !hasChanged(file, found)) return 'done';
    const missed = await readOnceStable(file);
    return missed.equals(found.content) ? 'done' : { missed };
  } catch (error) {
    if (platformCode(error) === 'ENOENT') return 'changed';
    if (isRenameRefused(error)) return false;
    throw error;
  } finally {
    fs.closeSync(file);
  }
}

/** Compares bytes: a save without a change loses nothing. */
function isUnchanged(file: number, target: string, found: Snapshot): boolean {
  const named = fs.statSync(target, { bigint: true });
  const isNamed = named.ino === found.stats.ino && named.dev === found.stats.dev;
  return isNamed && !hasChanged(file, found);
}

function hasChanged(file: number, { content }: Snapshot): boolean {
  return !readOpenFile(file).equals(content);
}

function readOpenFile(file: number): Buffer {
  const content = Buffer.alloc(fs.fstatSync(file).size);
  let length = 0;
  for (;;) {
    const count = fs.readSync(file, content, length, content.length - length, length);
    length += count;
    if (count === 0 || length === content.length) return content.subarray(0, length);
  }
}

/** Waits for an editor that had opened the old file to finish writing it. */
async function readOnceStable(file: number): Promise<Buffer> {
  let content = readOpenFile(file);
  let stableFor = 0;
  for (let waited = 0; waited < editorTimeout; waited += 10) {
    await wait(10);
    const now = readOpenFile(file);
    stableFor = now.equals(content) ? stableFor + 10 : 0;
    content = now;
    if (stableFor >= 20 && now.length > 0) break;
  }
  return content;
}

/** Nothing of ours may have the target open: Windows would refuse the rename. */
async function renameOverOnWindows(
  temporaryPath: string,
  target: string,
  found: Snapshot,
): Promise<Outcome | false> {
  const attempt = () => {
    if (readSnapshot(target)?.content.equals(found.content) !== true) return 'changed';
    fs.renameSync(temporaryPath, target);
    return 'done';
  };
  try {
    return await untilReleased(target, attempt);
  } catch (error) {
    if (isRenameRefused(error)) return false;
    throw error;
  }
}

// --- in place ----------------------------------------------------------------------------------------

/** The old and the new content stay beside the target until it is complete: a kill loses neither. */
async function overwrite(
  temporaryPath: string,
  target: string,
  found: Snapshot,
  content: Uint8Array,
): Promise<Outcome> {
  const backup = backupPath(temporaryPath);
  const old = await fs.promises.open(backup, 'wx', 0o600);
  try {
    await old.writeFile(found.content);
    await old.sync();
    await flushFolder(dirname(target));
    return await overwriteUnchanged(target, found, content);
  } finally {
    await old.close();
    await fs.promises.rm(backup, { force: true });
  }
}

async function overwriteUnchanged(target: string, found: Snapshot, content: Uint8Array) {
  const handle = await fs.promises.open(target, 'r+');
  try {
    if (!isUnchanged(handle.fd, target, found)) return 'changed';
    try {
      await overwriteOpen(handle, content);
    } catch (error) {
      // The disk is full: the old content still fits.
      await overwriteOpen(handle, found.content);
      throw error;
    }
    const { mode } = await handle.stat();
    // Another user's file keeps its mode if we may not change it.
    if ((mode & 0o007) !== 0) await handle.chmod(mode & 0o770).catch(() => undefined);
    return readSnapshot(target)?.content.equals(content) === true ? 'done' : 'changed';
  } finally {
    await handle.close();
  }
}
