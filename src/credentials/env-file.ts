/** The `.env` on the disk: read as the host reads it, written under a lock and in one step. */

import { dirname } from 'node:path';
import { type Fix, fault, platformCode, SetupError } from '../faults/fault.ts';
import { again } from '../faults/fix.ts';
import type { FileFacts, World } from '../world.ts';
import { duplicateKeys, type EnvChanges, mergeEnv, parseEnv } from './dotenv-text.ts';
import { isUtf16, wholenessOf } from './env-content.ts';
import { type Lock, type LockResult, type LockWorld, type TakeOver, takeLock } from './env-lock.ts';
import { fileErrorFix, fileErrorText } from './file-errors.ts';
import { isForbidden, type SharedFailure } from './lock-file.ts';

export interface EnvFile {
  readonly path: string;
  readonly values: Readonly<Record<string, string>>;
  /** Keys that are assigned more than once; dotenv believes the last assignment. */
  readonly duplicates: readonly string[];
  /** Permission bits, undefined where the system has none. */
  readonly mode: number | undefined;
}

export interface WriteResult {
  /** Keys that read differently now; without any, the content was not touched. */
  readonly changed: readonly string[];
  readonly created: boolean;
  /** The permission bits it had when others than its owner and group could get at it. */
  readonly tightenedFrom: number | undefined;
  /** Keys among the changes that are assigned more than once. */
  readonly duplicates: readonly string[];
}

/** The file while nobody else writes it. */
export interface LockedEnvFile {
  /** Its `duplicates` are those of the whole file. */
  read(): Promise<EnvFile | undefined>;
  /** As it was last read or written here, without reading it again. */
  last(): EnvFile | undefined;
  write(changes: EnvChanges): Promise<WriteResult>;
}

interface FileContent {
  readonly content: Uint8Array;
  readonly mode: number | undefined;
}

type ReadWorld = Pick<World, 'files' | 'machine'>;

/** Undefined when there is no such file. */
export async function readEnvFile(
  path: string,
  keys: readonly string[],
  world: ReadWorld,
): Promise<EnvFile | undefined> {
  const stored = await load(path, world);
  return stored && { path, ...described(stored, keys) };
}

export async function writeEnvFile(
  path: string,
  changes: EnvChanges,
  world: LockWorld,
): Promise<WriteResult> {
  return withEnvLock(path, world, (file) => file.write(changes));
}

/** How processes that want the same of the file at the same time do it once. */
export interface SharedWork<T> {
  readonly takeOver: TakeOver<T>;
  /** What those who wait may take over of a failure of ours. */
  failureOf(error: unknown): Promise<SharedFailure | undefined>;
}

/**
 * Refuses before `work` begins where it could not write: nothing is fetched that cannot be kept. Throws
 * `env-file-unwritable`, `env-lock-unusable`, `env-file-busy`, and what `work` throws.
 */
export async function withEnvLock<T>(
  path: string,
  world: LockWorld,
  work: (file: LockedEnvFile) => Promise<T>,
  sharing?: SharedWork<T>,
): Promise<T> {
  const turn = await acquireLock(path, world, sharing?.takeOver).catch(unwritten(path, world));
  if ('result' in turn) return turn.result;
  const { lock } = turn;
  let failure: SharedFailure | undefined;
  try {
    await world.files.collect(path, 'locked').catch(unwritten(path, world));
    return await work(lockedFile(path, lock, world));
  } catch (error) {
    failure = await sharing?.failureOf(error);
    throw error;
  } finally {
    // A lock that cannot be removed goes stale when this process ends.
    await lock.release(failure).catch(() => undefined);
  }
}

async function acquireLock<T>(
  path: string,
  world: LockWorld,
  takeOver?: TakeOver<T>,
): Promise<LockResult<T>> {
  const { files } = world;
  // A pipe has a path (/dev/fd/63) whose links lead nowhere.
  const file = await files.inspect(path);
  if (file?.kind === 'other') {
    return unwritten(path, world)(Object.assign(new Error(path), { code: 'NOT_A_FILE' }));
  }
  const target = await files.realPath(path);
  const folder = dirname(target);
  const why = obstacle(file);
  if (why !== undefined) throw unwritable(path, why, world);
  if (isReadOnly(await files.inspect(folder))) {
    throw unwritable(path, 'its folder is read-only', world, folder);
  }
  await files.assertWritable(target);
  return await takeLock(target, world, takeOver).catch((error: unknown) => {
    if (error instanceof SetupError || !isForbidden(error)) throw error;
    const shown = world.machine.shown(folder);
    const where = shown === '' ? 'the current folder' : `its folder, ${shown}`;
    const why = `you may not write in ${where}`;
    throw unwritable(path, why, world, folder);
  });
}

/** Judged by the bits: root passes every access check, and a rename would go round a read-only file. */
function obstacle(file: FileFacts | undefined): string | undefined {
  if (file?.kind === 'folder') return 'it is a folder';
  return isReadOnly(file) ? 'it is read-only' : undefined;
}

function isReadOnly(facts: FileFacts | undefined): boolean {
  return facts?.mode !== undefined && (facts.mode & 0o222) === 0;
}

function lockedFile(path: string, lock: Lock, world: LockWorld): LockedEnvFile {
  const refuse = unwritten(path, world);
  let isRead = false;
  let known: FileContent | undefined;

  async function store(changes: EnvChanges): Promise<Change> {
    // After a long sleep of this machine the lock may be somebody else's, and the file newer.
    if (!(await lock.held())) throw unwritable(path, 'another process is writing it', world);
    return await replaceWith(changes, path, known?.content, world.files).catch(refuse);
  }
  const last = () => known && { path, ...described(known) };
  async function read() {
    known = await load(path, world);
    isRead = true;
    return last();
  }
  async function write(changes: EnvChanges): Promise<WriteResult> {
    if (!isRead) await read();
    const before = known?.content ?? new Uint8Array();
    const isNew = known === undefined;
    const keys = Object.keys(changes);
    const isChange = differing(keys, { before, after: mergeEnv(before, changes) }).length > 0;
    const loose = await looseMode(path, world).catch(refuse);
    if (!isChange && loose !== undefined) await tighten(path, loose, world).catch(refuse);
    const change = isChange ? await store(changes) : { before, after: before };
    const { mode } = (await world.files.inspect(path).catch(refuse)) ?? {};
    if (isChange || !isNew) known = { content: change.after, mode };
    const tightenedFrom = isLoose(mode) ? undefined : loose;
    if (tightenedFrom !== undefined) sayTightened(path, tightenedFrom, world);
    const duplicates = duplicateKeys(change.after, keys);
    const changed = differing(keys, change);
    return { changed, created: isChange && isNew, tightenedFrom, duplicates };
  }
  return { read, last, write };
}

/** The permission bits of a file that is open to others. */
async function looseMode(path: string, { files }: LockWorld): Promise<number | undefined> {
  const { mode } = (await files.inspect(path)) ?? {};
  return isLoose(mode) ? mode : undefined;
}

const isLoose = (mode = 0) => (mode & 0o007) !== 0;

/** The rights of somebody else's file are theirs to change. */
async function tighten(path: string, loose: number, { files }: LockWorld): Promise<void> {
  await files.restrict(path, loose & 0o770).catch((error: unknown) => {
    if (platformCode(error) !== 'EPERM') throw error;
  });
}

function sayTightened(path: string, from: number, { machine, terminal }: LockWorld): void {
  const before = from.toString(8).padStart(4, '0');
  const who = (from & 0o070) === 0 ? 'only you' : 'only you and its group';
  terminal.say(`  ${machine.shown(path)} was open to others (${before}); ${who} can read it now.`);
}

/** The content of the file on both sides of a write. */
interface Change {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

async function replaceWith(
  changes: EnvChanges,
  path: string,
  known: Uint8Array | undefined,
  files: World['files'],
): Promise<Change> {
  const isWhole = wholenessOf(known);
  const empty = new Uint8Array();
  let change: Change = { before: empty, after: empty };
  await files.replace(path, (content) => {
    if (!isWhole(content)) return undefined;
    change = { before: content ?? empty, after: mergeEnv(content ?? empty, changes) };
    return change.after;
  });
  return change;
}

function differing(keys: readonly string[], { before, after }: Change): readonly string[] {
  const [old, now] = [parseEnv(before), parseEnv(after)];
  return keys.filter((key) => old[key] !== now[key]);
}

async function load(path: string, { files, machine }: ReadWorld): Promise<FileContent | undefined> {
  const refuse = unreadable(path, { machine });
  const content = await files.readAtRest(path).catch(refuse);
  if (content === undefined) return undefined;
  if (isUtf16(content)) {
    const why = 'it is UTF-16 text, which dotenv does not read';
    const fix = {
      say: 'Save it as UTF-8 (in Notepad: Save as, then Encoding), then',
      run: again(),
    };
    throw fault('env-file-unreadable', { path: machine.shown(path), why, fix: [fix] });
  }
  return { content, mode: (await files.inspect(path).catch(refuse))?.mode };
}

function described(
  { content, mode }: FileContent,
  keys?: readonly string[],
): Omit<EnvFile, 'path'> {
  const values = parseEnv(content);
  return { values, duplicates: duplicateKeys(content, keys ?? Object.keys(values)), mode };
}

/** What the system did not say is not about the file: a Ctrl-C while waiting, a fault told already. */
function whyOf(error: unknown): string {
  const why = error instanceof SetupError ? undefined : fileErrorText(error);
  if (why === undefined) throw error;
  return why;
}

function unreadable(path: string, { machine }: Pick<World, 'machine'>): (error: unknown) => never {
  return (error) => {
    const why = whyOf(error);
    const silent = {
      say: 'Unlock the program that fills it, such as 1Password, then',
      run: again(),
    };
    const fix = platformCode(error) === 'PIPE_SILENT' ? { fix: [silent] } : {};
    throw fault(
      'env-file-unreadable',
      { path: machine.shown(path), why, ...fix },
      { cause: error },
    );
  };
}

function unwritten(path: string, { machine }: Pick<World, 'machine'>): (error: unknown) => never {
  return (error) => {
    const shown = machine.shown(path);
    const why = whyOf(error);
    const fix = remedy(shown, platformCode(error));
    throw fault('env-file-unwritable', { path: shown, why, fix }, { cause: error });
  };
}

/** Rights help only where they are what is missing. */
const cures: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room, or name a file on another disk with --file.',
  NOT_A_FILE: 'Name a plain file with --file.',
};

function remedy(shown: string, code = ''): readonly Fix[] {
  const look = fileErrorFix(shown, code);
  if (code === 'ENOENT') return [look, { say: 'Or name another with --file.' }];
  return [{ say: cures[code] ?? 'Make it writable for you, or name another with --file.' }, look];
}

function unwritable(
  path: string,
  why: string,
  { machine }: Pick<World, 'machine'>,
  look: string = path,
): SetupError {
  const fix = remedy(machine.shown(look) || '.');
  return fault('env-file-unwritable', { path: machine.shown(path), why, fix });
}
