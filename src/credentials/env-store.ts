/** The `.env` on the disk: read as the host reads it, written under a lock and in one step. */

import { dirname } from 'node:path';
import { fault, SetupError } from '../errors.ts';
import type { FileFacts, World } from '../world.ts';
import { duplicateKeys, type EnvChanges, mergeEnv, parseEnv } from './env-file.ts';
import { type Lock, type LockWorld, type TakeOver, type Turn, takeLock } from './env-lock.ts';
import { fileTrouble } from './file-trouble.ts';
import type { SharedFailure } from './lock-text.ts';

export interface EnvText {
  readonly path: string;
  readonly values: Readonly<Record<string, string>>;
  /** Keys that are assigned more than once; dotenv believes the last assignment. */
  readonly duplicates: readonly string[];
  /** Permission bits, undefined where the system has none. */
  readonly mode: number | undefined;
}

export interface Written {
  /** Keys that read differently now; without any, the content was not touched. */
  readonly changed: readonly string[];
  readonly created: boolean;
  /** The permission bits it had when others than the owner could get at it. */
  readonly tightenedFrom: number | undefined;
  /** Keys among the changes that are assigned more than once. */
  readonly duplicates: readonly string[];
}

/** The file while nobody else writes it. */
export interface LockedEnvFile {
  /** Its `duplicates` are those of the whole file. */
  read(): Promise<EnvText | undefined>;
  write(changes: EnvChanges): Promise<Written>;
}

interface Stored {
  readonly content: Uint8Array;
  readonly mode: number | undefined;
}

type ReadWorld = Pick<World, 'files' | 'machine'>;

/** Undefined when there is no such file. */
export async function readEnvFile(
  path: string,
  keys: readonly string[],
  world: ReadWorld,
): Promise<EnvText | undefined> {
  const stored = await load(path, world);
  return stored && { path, ...described(stored, keys) };
}

export async function writeEnvFile(
  path: string,
  changes: EnvChanges,
  world: LockWorld,
): Promise<Written> {
  return withEnvLock(path, world, (file) => file.write(changes));
}

/** How processes that want the same of the file at the same time do it once. */
export interface Sharing<T> {
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
  sharing?: Sharing<T>,
): Promise<T> {
  const turn = await turnFor(path, world, sharing?.takeOver).catch(
    asFault('env-file-unwritable', path, world),
  );
  if ('result' in turn) return turn.result;
  const { lock } = turn;
  let failure: SharedFailure | undefined;
  try {
    return await work(lockedFile(path, lock, world));
  } catch (error) {
    failure = await sharing?.failureOf(error);
    throw error;
  } finally {
    // A lock that cannot be removed goes stale when this process ends.
    await lock.release(failure).catch(() => undefined);
  }
}

async function turnFor<T>(
  path: string,
  world: LockWorld,
  takeOver?: TakeOver<T>,
): Promise<Turn<T>> {
  const { files } = world;
  const target = await files.realPath(path);
  const [file, folder] = [await files.inspect(target), await files.inspect(dirname(target))];
  const why = obstacle(file, folder);
  if (why !== undefined) throw unwritable(path, why, world);
  return takeLock(target, world, takeOver);
}

/** Judged by the bits: root passes every access check, and a rename would go round a read-only file. */
function obstacle(file: FileFacts | undefined, folder: FileFacts | undefined): string | undefined {
  const readOnly = (facts: FileFacts | undefined) =>
    facts?.mode !== undefined && (facts.mode & 0o222) === 0;
  if (file?.kind === 'folder') return 'it is a folder';
  if (file?.kind === 'other') return 'it is not a regular file';
  if (readOnly(file)) return 'it is read-only';
  if (readOnly(folder)) return 'its folder is read-only';
  return undefined;
}

function lockedFile(path: string, lock: Lock, world: LockWorld): LockedEnvFile {
  async function store(merged: Uint8Array): Promise<void> {
    // After a long sleep of this machine the lock may be somebody else's, and the file newer.
    if (!(await lock.held())) throw unwritable(path, 'another process is writing it', world);
    await world.files.replace(path, merged);
  }
  return {
    async read() {
      const stored = await load(path, world);
      return stored && { path, ...described(stored) };
    },
    async write(changes) {
      const stored = await load(path, world);
      const content = stored?.content ?? new Uint8Array();
      const merged = mergeEnv(content, changes);
      const keys = Object.keys(changes);
      const changed = differing(keys, content, merged);
      const tightenedFrom = looseMode(stored?.mode);
      const refuse = asFault('env-file-unwritable', path, world);
      if (changed.length > 0) await store(merged).catch(refuse);
      else if (tightenedFrom !== undefined) await world.files.restrict(path, 0o600).catch(refuse);
      const created = stored === undefined && changed.length > 0;
      return { changed, created, tightenedFrom, duplicates: duplicateKeys(merged, keys) };
    },
  };
}

function differing(keys: readonly string[], one: Uint8Array, other: Uint8Array): readonly string[] {
  const [before, after] = [parseEnv(one), parseEnv(other)];
  return keys.filter((key) => before[key] !== after[key]);
}

function looseMode(mode: number | undefined): number | undefined {
  return mode !== undefined && (mode & 0o077) !== 0 ? mode : undefined;
}

async function load(path: string, { files, machine }: ReadWorld): Promise<Stored | undefined> {
  const refuse = asFault('env-file-unreadable', path, { machine });
  const content = await files.read(path).catch(refuse);
  if (content === undefined) return undefined;
  if (isUtf16(content)) {
    const why = 'it is UTF-16 text, which dotenv does not read; save it as UTF-8';
    throw fault('env-file-unreadable', { path: machine.shown(path), why });
  }
  return { content, mode: (await files.inspect(path).catch(refuse))?.mode };
}

/** What `>` of Windows PowerShell 5 writes. */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function described({ content, mode }: Stored, keys?: readonly string[]): Omit<EnvText, 'path'> {
  const values = parseEnv(content);
  return { values, duplicates: duplicateKeys(content, keys ?? Object.keys(values)), mode };
}

function asFault(
  code: 'env-file-unreadable' | 'env-file-unwritable',
  path: string,
  { machine }: Pick<World, 'machine'>,
): (error: unknown) => never {
  return (error) => {
    if (error instanceof SetupError) throw error;
    const why = fileTrouble(error);
    // What the system did not say is not about the file: a Ctrl-C while waiting.
    if (why === undefined) throw error;
    throw fault(code, { path: machine.shown(path), why }, { cause: error });
  };
}

function unwritable(path: string, why: string, { machine }: Pick<World, 'machine'>) {
  return fault('env-file-unwritable', { path: machine.shown(path), why });
}
