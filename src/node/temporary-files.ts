/** Temporary files that are renamed into place: their names, what killed processes leave, and the metadata they copy. */

import { existsSync, promises as fs, realpathSync, type Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { millisecondsPerDay } from '../days.ts';
import { platformCode } from '../faults/fault.ts';
import { isRunning, processFacts, processNamespace } from './other-processes.ts';
import { runProgram } from './processes.ts';
import { untilReleased } from './sharing-violations.ts';

export const ownerOnly = 0o600;

/** A new file beside `target`. 'wx' fails if the name exists, even as a planted symlink. */
export async function createTemporaryFile(target: string, mode: number = ownerOnly) {
  const path = await temporaryPath(target);
  return { path, handle: await fs.open(path, 'wx', mode) };
}
export type OpenTemporaryFile = Awaited<ReturnType<typeof createTemporaryFile>>;

export async function discardTemporaryFile({ path, handle }: OpenTemporaryFile): Promise<void> {
  await handle.close().catch(() => undefined);
  await removeTemporary(path);
}

/** One that cannot be removed is a leftover, and hides nothing that has to be told. */
async function removeTemporary(path: string): Promise<void> {
  await untilReleased(path, () => fs.rm(path, { force: true })).catch(() => undefined);
}

// --- names -------------------------------------------------------------------------------------------

/** Bytes; what file systems take. */
const longestName = 255;

/** `.env.<process namespace>-<pid>-<start>-<random>.tmp` identifies the writer and reveals nothing of the content. */
async function temporaryPath(target: string): Promise<string> {
  writerTag ??= tagOfThisProcess();
  const tag = `${await writerTag}-${crypto.randomUUID().slice(0, 8)}`;
  return join(dirname(target), `${stem(basename(target), tag)}.${tag}.tmp`);
}

/** Computed once: on macOS it takes a call of ps. */
let writerTag: Promise<string> | undefined;

async function tagOfThisProcess(): Promise<string> {
  const { pid } = process;
  return `${digest(await processNamespace())}-${pid}-${(await startTagOf(pid)) ?? unknownStart}`;
}

/** Holds the old content while the target is overwritten in place. */
export function backupPath(temporary: string): string {
  return temporary.replace(/tmp$/, 'old');
}

/** The name, cut so that the tag and the extension still fit. */
function stem(name: string, tag: string): string {
  const room = longestName - tag.length - '..tmp'.length;
  let short = name;
  while (Buffer.byteLength(short) > room) short = short.slice(0, -1);
  return short;
}

const tagged = /\.([0-9a-f]{8})-(\d+)-([0-9a-f]{8})-[0-9a-f]{8}\.(tmp|old)$/;
/** Of earlier versions. */
const untagged = /^\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

type Leftover = NonNullable<ReturnType<typeof leftoverOf>>;

function leftoverOf(name: string, target: string) {
  const own = basename(target);
  const path = join(dirname(target), name);
  if (name.startsWith(own) && untagged.test(name.slice(own.length))) {
    return { path, extension: 'tmp', writer: undefined };
  }
  const [tail, namespace = '', pid = '', start = '', extension = ''] = tagged.exec(name) ?? [];
  if (tail === undefined) return undefined;
  const tag = tail.slice(1, -1 - extension.length);
  if (name !== `${stem(own, tag)}${tail}`) return undefined;
  return { path, extension, writer: { namespace, pid: Number(pid), start } };
}

// --- the writer -------------------------------------------------------------------------------------

function digest(text: string): string {
  // Loaded here: most commands write no file.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

const unknownStart = '00000000';

/** Tells a process from a later one of the same number; undefined when it has ended. */
async function startTagOf(pid: number): Promise<string | undefined> {
  const facts = await processFacts(pid, process.env);
  if (facts === undefined) return isRunning(pid) ? unknownStart : undefined;
  return facts.state === 'ended' ? undefined : digest(facts.start);
}

const minute = 60_000;

async function isAbandoned({ writer }: Leftover, age: number): Promise<boolean> {
  if (age < minute) return false;
  if (writer === undefined || writer.namespace !== digest(await processNamespace()))
    return age > millisecondsPerDay;
  const start = await startTagOf(writer.pid);
  return start !== writer.start && start !== unknownStart;
}

// --- leftovers of killed processes ------------------------------------------------------------------

/**
 * Removes the temporary files that killed processes left beside the target, and undoes an overwrite that was
 * interrupted. The holder of the target's lock is its only writer, so any leftover it finds is abandoned.
 */
export async function removeLeftovers(target: string, isLocked: boolean): Promise<void> {
  const names = await fs.readdir(dirname(target)).catch(() => []);
  const found = names.flatMap((name) => leftoverOf(name, target) ?? []);
  found.sort((one, other) => one.extension.localeCompare(other.extension));
  for (const leftover of found) {
    const facts = await fs.stat(leftover.path).catch(() => undefined);
    const age = Date.now() - (facts?.mtimeMs ?? Date.now());
    const isInterrupted = leftover.extension === 'old' && isLocked;
    if (!isInterrupted && !(isLocked ? age >= minute : await isAbandoned(leftover, age))) continue;
    if (isInterrupted) await restoreTornWrite(target, leftover.path);
    await fs.rm(leftover.path, { force: true }).catch(() => undefined);
  }
}

/** Acts only if the target is a torn write: the beginning of the new content on the rest of the old. */
async function restoreTornWrite(target: string, oldPath: string): Promise<void> {
  const temporary = oldPath.replace(/old$/, 'tmp');
  const [now, old, fresh] = await Promise.all(
    [target, oldPath, temporary].map((path) => fs.readFile(path).catch(() => undefined)),
  );
  if (now === undefined || old === undefined || fresh === undefined) return;
  if (!isTorn(now, old, fresh)) return;
  const handle = await fs.open(target, 'r+');
  try {
    await overwriteOpen(handle, old);
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

/** Does not truncate first, so that a reader or a kill in between finds as little damage as possible. */
export async function overwriteOpen(handle: FileHandle, content: Uint8Array): Promise<void> {
  let done = 0;
  while (done < content.length) {
    const { bytesWritten } = await handle.write(content, done, content.length - done, done);
    done += bytesWritten;
  }
  await handle.truncate(content.length);
  await handle.sync();
}

// --- into place --------------------------------------------------------------------------------------

/** Fails with EEXIST if the target exists, where a rename would replace it. */
export async function linkNew(temporaryPath: string, target: string): Promise<void> {
  try {
    await fs.link(temporaryPath, target);
  } catch (error) {
    if (platformCode(error) === 'EEXIST') throw error;
    // This file system has no hard links: an empty file reserves the name.
    await (await fs.open(target, 'wx', ownerOnly)).close();
    await fs.rename(temporaryPath, target).catch(async (failure: unknown) => {
      await fs.rm(target);
      throw failure;
    });
  }
  await removeTemporary(temporaryPath);
}

/** Makes a rename survive a power cut, where the system can flush a folder. */
export async function flushFolder(path: string): Promise<void> {
  const handle = await fs.open(path, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

// --- metadata ----------------------------------------------------------------------------------------

/**
 * Gives the temporary file the owner, group, access list, attributes and `mode` of the file that it will
 * replace. False if that is not possible; the file must be overwritten in place then. Call it before writing
 * the content: the copied permissions may be too wide for a moment.
 */
export async function copyMetadata(
  { path, handle }: OpenTemporaryFile,
  target: string,
  { old, mode }: { readonly old: Stats; readonly mode: number },
): Promise<boolean> {
  if (!(await copyAttributes(target, path))) return false;
  const { uid, gid } = await handle.stat();
  if (uid !== old.uid || gid !== old.gid) {
    try {
      await handle.chown(old.uid, old.gid);
    } catch {
      return false;
    }
  }
  // After chown, which may clear bits of the mode.
  if (process.platform !== 'win32') await handle.chmod(mode);
  return true;
}

/** By `cp`: Node has no call for access lists and extended attributes. True also if there is no such program. */
async function copyAttributes(from: string, to: string): Promise<boolean> {
  const options: Readonly<Record<string, readonly string[]>> = {
    linux: ['--attributes-only', '--preserve=mode,ownership,xattr'],
    darwin: ['-p'],
  };
  const flags = options[process.platform];
  const program = ['/usr/bin/cp', '/bin/cp'].find((path) => existsSync(path));
  // BusyBox's cp copies neither.
  if (flags === undefined || program === undefined || /box$/.test(realpathSync(program))) {
    return true;
  }
  const result = await runProgram({ program, args: [...flags, '--', from, to], env: {} });
  return result?.code === 0;
}
