/** Replaces a file by another in one step, and notices whoever else writes it at the same moment. */

import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { platformCode } from '../faults/fault.ts';
import { type Draft, keepStanding, oldPathOf, openDraft, writeOver } from './file-drafts.ts';
import { readAtRest, type Snapshot, snapshotOf, trouble, withoutWaiting } from './file-reading.ts';

/** Undefined when what it was given cannot be the whole file. */
export type ContentOf = (content: Uint8Array | undefined) => Uint8Array | undefined;

/** How long somebody else may keep writing the file, in milliseconds. */
const longestContention = 5_000;
/** Who has a file open on Windows keeps it from being replaced, for a moment. */
const longestHold = 5_000;
/** How long an editor may take to finish a file that was replaced under it. */
const longestFinish = 1_000;

type Outcome = 'done' | 'changed' | { readonly missed: Buffer };

/** What is to be replaced, and what is known of others who write it. */
interface Replacing {
  readonly target: string;
  readonly contentOf: ContentOf;
  readonly signal: AbortSignal;
  /** What stands there by us, though somebody wrote into the file before it while it was replaced. */
  ours: Uint8Array | undefined;
  missed: Buffer | undefined;
}

/**
 * `target` is no symlink. Throws the system's errors and KEEPS_CHANGING; nothing is changed then.
 */
export async function replaceFile(
  target: string,
  contentOf: ContentOf,
  signal: AbortSignal,
): Promise<void> {
  const replacing: Replacing = { target, contentOf, signal, ours: undefined, missed: undefined };
  const until = Date.now() + longestContention;
  for (let isContended = false; ; isContended = true) {
    const outcome = await attempt(replacing, isContended);
    if (outcome === 'done') return;
    if (Date.now() > until) {
      // What somebody began to write into the old file, and never finished, is no loss.
      if (isOurs(replacing, snapshotOf(target))) return;
      throw trouble('KEEPS_CHANGING', target);
    }
    await wait(5);
    signal.throwIfAborted();
  }
}

/** The draft is there before the look at the file, so that little time lies between that and the rename. */
async function attempt(replacing: Replacing, isContended: boolean): Promise<Outcome> {
  const { target, contentOf, signal } = replacing;
  const old = await stat(target).catch(() => undefined);
  const draft = await openDraft(target);
  try {
    const keeps = old === undefined || (await keepsStanding(draft, target, old));
    for (let tries = isContended ? 50 : 1; tries > 0; tries -= 1) {
      const found = isContended ? snapshotOf(target) : await readAtRest(target, signal);
      if (found !== undefined && old === undefined) return 'changed';
      const content = contentOf(baseOf(replacing, found));
      if (content === undefined) {
        await wait(2);
        continue;
      }
      if (found?.content.equals(content)) return 'done';
      const outcome = await exchange({ draft, target, found, content, keeps, isContended });
      if (typeof outcome === 'object') Object.assign(replacing, { ...outcome, ours: content });
      if (outcome !== 'changed') return outcome;
    }
    return 'changed';
  } finally {
    await draft.handle.close().catch(() => undefined);
    await rm(draft.path, { force: true });
  }
}

function isOurs({ ours }: Replacing, found: Snapshot | undefined): boolean {
  return ours !== undefined && found?.content.equals(ours) === true;
}

/** What somebody wrote into the file that was just replaced counts, unless there is something newer. */
function baseOf(replacing: Replacing, found: Snapshot | undefined): Buffer | undefined {
  return isOurs(replacing, found) ? replacing.missed : found?.content;
}

interface Exchange {
  readonly draft: Draft;
  readonly target: string;
  readonly found: Snapshot | undefined;
  readonly content: Uint8Array;
  /** False where the draft could not be given what the old file has. */
  readonly keeps: boolean;
  readonly isContended: boolean;
}

async function exchange(change: Exchange): Promise<Outcome> {
  const { draft, target, found, content, keeps, isContended } = change;
  ftruncateSync(draft.handle.fd);
  writeSync(draft.handle.fd, content, 0, content.length, 0);
  // Flushing takes longer than others leave between two saves; it follows the rename then.
  if (!isContended) await draft.handle.sync();
  if (found === undefined) return await nameFirst(draft.path, target);
  const outcome = keeps ? await swap(draft, target, found) : 'impossible';
  if (outcome !== 'impossible') return outcome;
  return await overwrite(draft.path, { target, found, content });
}

/** The rights of all others go: it holds secrets. A rename would part the names of a file that has several. */
async function keepsStanding(draft: Draft, target: string, old: Stats): Promise<boolean> {
  if (old.nlink > 1) return false;
  return await keepStanding(draft, target, { old, mode: old.mode & 0o770 });
}

async function nameFirst(draft: string, target: string): Promise<Outcome> {
  try {
    await nameAnew(draft, target);
  } catch (error) {
    if (platformCode(error) === 'EEXIST') return 'changed';
    throw error;
  }
  await flushFolder(dirname(target));
  return 'done';
}

/** A rename would replace what has the name; this is EEXIST then. */
export async function nameAnew(draft: string, target: string): Promise<void> {
  try {
    await link(draft, target);
  } catch (error) {
    if (platformCode(error) === 'EEXIST') throw error;
    // No hard links on this disk. An empty file takes the name, so that what is replaced is ours.
    await (await open(target, 'wx', 0o600)).close();
    await rename(draft, target).catch(async (failure: unknown) => {
      await rm(target);
      throw failure;
    });
  }
  await rm(draft, { force: true });
}

// --- in one step -------------------------------------------------------------------------------------

/** A file mounted by itself (EBUSY, EXDEV), and somebody else's in a sticky folder (EPERM, EACCES). */
export function isUnnameable(error: unknown): boolean {
  return ['EBUSY', 'EXDEV', 'EPERM', 'EACCES'].includes(platformCode(error) ?? '');
}

async function swap(
  draft: Draft,
  target: string,
  found: Snapshot,
): Promise<Outcome | 'impossible'> {
  if (process.platform === 'win32') return await swapWindows(draft.path, target, found);
  const file = openSync(target, withoutWaiting);
  try {
    if (!isStill(file, target, found)) return 'changed';
    // Nothing may come between the look and this.
    renameSync(draft.path, target);
    const isWritten = () => writtenInto(file, found) !== undefined;
    const isMissed = isWritten();
    await draft.handle.sync();
    await flushFolder(dirname(target));
    if (!isMissed && !isWritten()) return 'done';
    const missed = await settled(file);
    return missed.equals(found.content) ? 'done' : { missed };
  } catch (error) {
    if (platformCode(error) === 'ENOENT') return 'changed';
    if (isUnnameable(error)) return 'impossible';
    throw error;
  } finally {
    closeSync(file);
  }
}

/** By its bytes: a save that changes none leaves nothing to lose. */
function isStill(file: number, target: string, found: Snapshot): boolean {
  const named = statSync(target, { bigint: true });
  const isNamed = named.ino === found.stats.ino && named.dev === found.stats.dev;
  return isNamed && writtenInto(file, found) === undefined;
}

/** What the open file holds now, when it is not what was found in it. */
function writtenInto(file: number, { content }: Snapshot): Buffer | undefined {
  const now = fromStart(file);
  return now.equals(content) ? undefined : now;
}

function fromStart(file: number): Buffer {
  const content = Buffer.alloc(fstatSync(file).size);
  let length = 0;
  for (;;) {
    const count = readSync(file, content, length, content.length - length, length);
    length += count;
    if (count === 0 || length === content.length) return content.subarray(0, length);
  }
}

/** An editor that had opened the old file before it was replaced is let finish. */
async function settled(file: number): Promise<Buffer> {
  let before = fromStart(file);
  let rest = 0;
  for (let waited = 0; waited < longestFinish; waited += 10) {
    await wait(10);
    const now = fromStart(file);
    rest = now.equals(before) ? rest + 10 : 0;
    before = now;
    if (rest >= 20 && now.length > 0) break;
  }
  return before;
}

/** Windows refuses the rename while anybody has the file open. */
async function swapWindows(draft: string, target: string, found: Snapshot): Promise<Outcome> {
  for (let waited = 0; ; waited += 50) {
    const now = snapshotOf(target);
    if (now?.content.equals(found.content) !== true) return 'changed';
    try {
      renameSync(draft, target);
      return 'done';
    } catch (error) {
      if (!isUnnameable(error) || waited >= longestHold) throw error;
    }
    await wait(50);
  }
}

// --- over the old content ----------------------------------------------------------------------------

interface Overwriting {
  readonly target: string;
  readonly found: Snapshot;
  readonly content: Uint8Array;
}

/** The old content and the new one stand beside until the new one is whole: a killed writer loses neither. */
async function overwrite(draft: string, { target, found, content }: Overwriting): Promise<Outcome> {
  const old = await open(oldPathOf(draft), 'wx', 0o600);
  try {
    await old.writeFile(found.content);
    await old.sync();
    await flushFolder(dirname(target));
    return await overwriteOpen(target, found, content);
  } finally {
    await old.close();
    await rm(oldPathOf(draft), { force: true });
  }
}

async function overwriteOpen(
  target: string,
  found: Snapshot,
  content: Uint8Array,
): Promise<Outcome> {
  const handle = await open(target, 'r+');
  try {
    if (!isStill(handle.fd, target, found)) return 'changed';
    try {
      await writeOver(handle, content);
    } catch (error) {
      // A full disk: the room of the old content is still there.
      await writeOver(handle, found.content);
      throw error;
    }
    const { mode } = await handle.stat();
    // Somebody else's file keeps its rights where they cannot be changed.
    if ((mode & 0o007) !== 0) await handle.chmod(mode & 0o770).catch(() => undefined);
    return snapshotOf(target)?.content.equals(content) === true ? 'done' : 'changed';
  } finally {
    await handle.close();
  }
}

/** Makes the rename outlive a power cut, on the systems that can flush a folder. */
export async function flushFolder(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
