/** What is written before it gets its name: whose it is, and what is left of it when its writer was killed. */

import { createHash } from 'node:crypto';
import { existsSync, realpathSync, type Stats } from 'node:fs';
import { type FileHandle, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { platformCode } from '../faults/fault.ts';
import { processFacts, processSpace } from './process-facts.ts';
import { runProgram } from './processes.ts';

const ownerOnly = 0o600;

export interface Draft {
  readonly path: string;
  readonly handle: FileHandle;
}

/** A new file beside `target`. 'wx' fails on a name that exists, a planted symlink included. */
export async function openDraft(target: string, mode: number = ownerOnly): Promise<Draft> {
  const path = await draftPath(target);
  return { path, handle: await open(path, 'wx', mode) };
}

// --- names -------------------------------------------------------------------------------------------

/** Bytes; what file systems take. */
const longestName = 255;

/** `.env.<process space>-<pid>-<start>-<random>.tmp`: nothing of the content, and all that tells its writer. */
async function draftPath(target: string): Promise<string> {
  writerTag ??= tagOfThisProcess();
  const tag = `${await writerTag}-${crypto.randomUUID().slice(0, 8)}`;
  return join(dirname(target), `${stem(basename(target), tag)}.${tag}.tmp`);
}

/** Looked up once: it may take another program. */
let writerTag: Promise<string> | undefined;

async function tagOfThisProcess(): Promise<string> {
  const { pid } = process;
  return `${digest(await processSpace())}-${pid}-${(await startOf(pid)) ?? unknownStart}`;
}

/** The old content that is kept while the draft's is written over it. */
export function oldPathOf(draft: string): string {
  return draft.replace(/tmp$/, 'old');
}

/** As much of the name as leaves room for the rest. */
function stem(name: string, { length }: { readonly length: number }): string {
  const room = longestName - length - '..tmp'.length;
  let short = name;
  while (Buffer.byteLength(short) > room) short = short.slice(0, -1);
  return short;
}

interface Leftover {
  readonly path: string;
  readonly ending: string;
  /** Undefined in names of earlier versions. */
  readonly writer: Writer | undefined;
}

interface Writer {
  readonly space: string;
  readonly pid: number;
  readonly start: string;
}

const tagged = /\.([0-9a-f]{8})-(\d+)-([0-9a-f]{8})-[0-9a-f]{8}\.(tmp|old)$/;
const untagged = /^\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

function leftoverOf(name: string, target: string): Leftover | undefined {
  const own = basename(target);
  const path = join(dirname(target), name);
  if (name.startsWith(own) && untagged.test(name.slice(own.length))) {
    return { path, ending: 'tmp', writer: undefined };
  }
  const [tail, space = '', pid = '', start = '', ending = ''] = tagged.exec(name) ?? [];
  if (tail === undefined) return undefined;
  const tag = tail.slice(1, -1 - ending.length);
  if (name !== `${stem(own, tag)}${tail}`) return undefined;
  return { path, ending, writer: { space, pid: Number(pid), start } };
}

// --- whose it is -------------------------------------------------------------------------------------

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

const unknownStart = '00000000';

/** Tells a process from a later one of the same number; undefined when it has ended. */
async function startOf(pid: number): Promise<string | undefined> {
  const facts = await processFacts(pid, process.env);
  if (facts === undefined) return isRunning(pid) ? unknownStart : undefined;
  return facts.state === 'ended' ? undefined : digest(facts.start);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return platformCode(error) === 'EPERM';
  }
}

const minute = 60_000;
const day = 86_400_000;

async function isAbandoned({ writer }: Leftover, age: number): Promise<boolean> {
  if (age < minute) return false;
  if (writer === undefined || writer.space !== digest(await processSpace())) return age > day;
  const start = await startOf(writer.pid);
  return start !== writer.start && start !== unknownStart;
}

// --- what is left ------------------------------------------------------------------------------------

/**
 * Clears away what killed processes have left beside the file, and completes or takes back what they were
 * writing over it. Whoever holds the lock of the file is its only writer: what is left then is nobody's.
 */
export async function collectDrafts(target: string, isLocked: boolean): Promise<void> {
  const names = await readdir(dirname(target)).catch(() => []);
  const found = names.flatMap((name) => leftoverOf(name, target) ?? []);
  for (const leftover of found.sort(oldFirst)) {
    const facts = await stat(leftover.path).catch(() => undefined);
    const age = Date.now() - (facts?.mtimeMs ?? Date.now());
    const isInterrupted = leftover.ending === 'old' && isLocked;
    if (!isInterrupted && !(isLocked ? age >= minute : await isAbandoned(leftover, age))) continue;
    if (isInterrupted) await restoreTorn(target, leftover.path);
    await rm(leftover.path, { force: true }).catch(() => undefined);
  }
}

function oldFirst(one: Leftover, other: Leftover): number {
  return one.ending.localeCompare(other.ending);
}

/** Only what is neither the old content nor the new one, but the beginning of one on the rest of the other. */
async function restoreTorn(target: string, oldPath: string): Promise<void> {
  const draft = oldPath.replace(/old$/, 'tmp');
  const [now, old, fresh] = await Promise.all(
    [target, oldPath, draft].map((path) => readFile(path).catch(() => undefined)),
  );
  if (now === undefined || old === undefined || fresh === undefined) return;
  if (!isTorn(now, old, fresh)) return;
  const handle = await open(target, 'r+');
  try {
    await writeOver(handle, old);
  } finally {
    await handle.close();
  }
}

function isTorn(now: Buffer, old: Buffer, fresh: Buffer): boolean {
  if (now.equals(old) || now.equals(fresh) || now.length < old.length) return false;
  let same = 0;
  while (same < now.length && now[same] === fresh[same]) same += 1;
  return now.subarray(same).equals(old.subarray(same, now.length));
}

/** Not emptied first: whoever reads meanwhile, and a kill, find as little of both as can be. */
export async function writeOver(handle: FileHandle, content: Uint8Array): Promise<void> {
  let done = 0;
  while (done < content.length) {
    const { bytesWritten } = await handle.write(content, done, content.length - done, done);
    done += bytesWritten;
  }
  await handle.truncate(content.length);
  await handle.sync();
}

// --- what it keeps of the file it replaces -------------------------------------------------------------

/**
 * Gives the draft owner, group, access list, attributes and `mode` of the file that it will replace. False
 * where that cannot be done: the file has to be written over then. Before the content is in it, because
 * the copied rights may be too wide for a moment.
 */
export async function keepStanding(
  { path, handle }: Draft,
  target: string,
  { old, mode }: { readonly old: Stats; readonly mode: number },
): Promise<boolean> {
  if (!(await copyAttributes(target, path))) return false;
  const { uid, gid } = await handle.stat();
  if (uid !== old.uid || gid !== old.gid) {
    const isGiven = await handle.chown(old.uid, old.gid).then(
      () => true,
      () => false,
    );
    if (!isGiven) return false;
  }
  // The owner first: giving a file away may take bits from its mode.
  if (process.platform !== 'win32') await handle.chmod(mode);
  return true;
}

/** Node has no call for access lists and extended attributes. True as well where no program has one. */
async function copyAttributes(from: string, to: string): Promise<boolean> {
  const options: Readonly<Record<string, readonly string[]>> = {
    linux: ['--attributes-only', '--preserve=mode,ownership,xattr'],
    darwin: ['-p'],
  };
  const flags = options[process.platform];
  const program = ['/usr/bin/cp', '/bin/cp'].find((path) => existsSync(path));
  // The small one of BusyBox copies neither.
  if (flags === undefined || program === undefined || /box$/.test(realpathSync(program))) {
    return true;
  }
  const result = await runProgram({ program, args: [...flags, '--', from, to], env: {} });
  return result?.code === 0;
}
