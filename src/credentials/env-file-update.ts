/** Changes to the `.env` on the disk: under a lock, and written in one step. */

import { dirname } from 'node:path';
import { type Fix, fault, isFault, platformCode, SetupError } from '../faults/fault.ts';
import { shell } from '../faults/fix.ts';
import { variableNames } from '../variables.ts';
import type { Files } from '../world.ts';
import { type EnvChanges, mergeEnv, parseEnv } from './dotenv-text.ts';
import { type EnvContent, parseContent, readContent } from './env-file.ts';
import { type Lock, type LockWorld, type TakeOver, takeLock } from './env-lock.ts';
import { describeFileError, fileError, fileErrorFix } from './file-errors.ts';
import { isForbidden, type SharedFailure } from './lock-file.ts';

/** The file while nobody else writes it. */
export type LockedEnvFile = ReturnType<typeof lockedFile>;

export async function writeEnvFile(
  path: string,
  changes: EnvChanges,
  world: LockWorld,
): Promise<void> {
  await withEnvLock(path, world, (file) => file.write(changes));
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
  shared?: SharedWork<T>,
): Promise<T> {
  const refuse = unwritable(path, world);
  const locked = await acquireLock(path, world, shared?.takeOver).catch(refuse);
  if ('result' in locked) return locked.result;
  const { lock } = locked;
  let failure: SharedFailure | undefined;
  try {
    await world.files.removeLeftovers(path, 'locked').catch(refuse);
    return await work(lockedFile(path, lock, world));
  } catch (error) {
    failure = await shared?.failureOf(error);
    throw error;
  } finally {
    // A lock that cannot be removed goes stale when this process ends.
    await lock.release(failure).catch(() => undefined);
  }
}

async function acquireLock<T>(path: string, world: LockWorld, takeOver?: TakeOver<T>) {
  const { files, machine } = world;
  // A pipe has a path (/dev/fd/63) whose links lead nowhere.
  const file = await files.stat(path);
  if (file?.kind === 'other') throw fileError('NOT_A_FILE', path);
  const target = await files.realPath(path);
  const folder = dirname(target);
  if (file?.kind === 'folder') throw refusal(path, 'it is a folder', world);
  if (file?.isReadOnly) throw fileError('READ_ONLY', path);
  if ((await files.stat(folder))?.isReadOnly) {
    throw refusal(path, 'its folder is read-only', world, folder);
  }
  await files.assertWritable(target);
  return await takeLock(target, world, takeOver).catch((error: unknown) => {
    if (error instanceof SetupError || !isForbidden(error)) throw error;
    const shown = machine.displayPath(folder);
    const where = shown === '' ? 'the current folder' : `its folder, ${shown}`;
    throw refusal(path, `you cannot write in ${where}`, world, folder);
  });
}

// --- the file under the lock -------------------------------------------------------------------------

const empty = new Uint8Array();

function lockedFile(path: string, lock: Lock, world: LockWorld) {
  const refuse = unwritable(path, world);
  let isRead = false;
  let known: EnvContent | undefined;

  /** As it was last read or written here, without reading it again. */
  const last = () => known && parseContent(path, known);
  /** Its `duplicates` are those of the whole file. */
  async function read() {
    known = await readContent(path, world);
    isRead = true;
    return last();
  }
  /** Touches the content only where a value changes. Says so when it closed the file to others. */
  async function write(changes: EnvChanges): Promise<void> {
    if (!isRead) await read();
    const before = known?.content ?? empty;
    const isChange = Buffer.compare(before, mergeEnv(before, changes)) !== 0;
    const openMode = await modeOpenToOthers(path, world).catch(refuse);
    let content = known?.content;
    if (isChange) {
      content = await replaceOrKeep(changes, content);
    } else await closeToOthers(path, openMode, world).catch(refuse);
    const { mode } = (await world.files.stat(path).catch(refuse)) ?? {};
    known = content && { content, mode };
    if (openMode !== undefined && !isOpenToOthers(mode)) sayTightened(path, openMode, world);
  }
  /** What was to be saved may exist nowhere else. */
  async function replaceOrKeep(changes: EnvChanges, content: Uint8Array | undefined) {
    try {
      // After a long sleep of this machine the lock may be somebody else's, and the file newer.
      if (!(await lock.isHeld())) throw refusal(path, 'another process is writing it', world);
      return await replaceContent(path, changes, content, world.files).catch(refuse);
    } catch (error) {
      throw await keepBeside(path, { error, changes, content }, world);
    }
  }
  return { read, last, write };
}

/** Where an `.env` stands that could not be put in its place. */
export async function unsavedPath(path: string, { files }: Pick<LockWorld, 'files'>) {
  return `${await files.realPath(path)}.unsaved`;
}

interface Unsaved {
  readonly error: unknown;
  readonly changes: EnvChanges;
  readonly content: Uint8Array | undefined;
}

/** The same error; with the place of what was kept, where something would be lost and another file can be written. */
async function keepBeside(path: string, { error, changes, content }: Unsaved, world: LockWorld) {
  const { files, machine } = world;
  const isLoss = Object.values(changes).some((value) => value !== undefined);
  if (!isLoss || !isFault(error, 'env-file-unwritable')) return error;
  try {
    const unsaved = await unsavedPath(path, world);
    await files.replace(unsaved, () => mergeEnv(content ?? empty, changes));
    const [kept, place] = [machine.displayPath(unsaved), machine.displayPath(path)];
    const { why } = error.facts as { readonly why: string };
    const run = shell('mv', kept, place);
    const fix = [{ say: 'Once no other program uses it, replace it', run }];
    return fault('env-file-unwritable', { path: place, why, kept, fix }, { cause: error });
  } catch {
    return error;
  }
}

async function replaceContent(
  path: string,
  changes: EnvChanges,
  known: Uint8Array | undefined,
  files: Files,
): Promise<Uint8Array> {
  const isWhole = wholenessCheck(known);
  let merged: Uint8Array = empty;
  await files.replace(path, (content) => {
    if (!isWhole(content)) return undefined;
    merged = mergeEnv(content ?? empty, changes);
    return merged;
  });
  return merged;
}

/** How often content that lacks variables is seen unchanged before it counts as somebody's wish. */
const sightingsUntilWanted = 30;

/**
 * Whether content can be the whole file, and not one that an editor has emptied or half written: it has
 * the variables that were there a moment ago. Our own never go while we hold the lock.
 */
function wholenessCheck(
  known: Uint8Array | undefined,
): (content: Uint8Array | undefined) => boolean {
  const names = Object.keys(parseEnv(known ?? empty));
  let sightings = 0;
  let last: Uint8Array | undefined;
  return (content) => {
    if (known === undefined || known.length === 0) return true;
    if (content === undefined || content.length === 0) return false;
    const found = parseEnv(content);
    const missing = names.filter((name) => found[name] === undefined);
    if (missing.length === 0) return true;
    sightings = last !== undefined && Buffer.compare(last, content) === 0 ? sightings + 1 : 0;
    last = content;
    const ours: readonly string[] = variableNames;
    return sightings >= sightingsUntilWanted && !missing.some((name) => ours.includes(name));
  };
}

// --- rights ------------------------------------------------------------------------------------------

async function modeOpenToOthers(path: string, { files }: LockWorld): Promise<number | undefined> {
  const { mode } = (await files.stat(path)) ?? {};
  return isOpenToOthers(mode) ? mode : undefined;
}

function isOpenToOthers(mode = 0): boolean {
  return (mode & 0o007) !== 0;
}

/** The rights of somebody else's file are theirs to change. */
async function closeToOthers(path: string, openMode: number | undefined, { files }: LockWorld) {
  if (openMode === undefined) return;
  await files.chmod(path, openMode & 0o770).catch((error: unknown) => {
    if (platformCode(error) !== 'EPERM') throw error;
  });
}

function sayTightened(path: string, from: number, { machine, terminal }: LockWorld): void {
  const before = from.toString(8).padStart(4, '0');
  const who = (from & 0o070) === 0 ? 'only you' : 'only you and its group';
  terminal.say(
    `  ${machine.displayPath(path)} was open to others (${before}); ${who} can read it now.`,
  );
}

// --- why it cannot be written ------------------------------------------------------------------------

function unwritable(path: string, { machine }: LockWorld): (error: unknown) => never {
  return (error) => {
    const shown = machine.displayPath(path);
    const why = describeFileError(error);
    const fix = fixesFor(shown, platformCode(error));
    throw fault('env-file-unwritable', { path: shown, why, fix }, { cause: error });
  };
}

function refusal(path: string, why: string, { machine }: LockWorld, look = path): SetupError {
  const fix = fixesFor(machine.displayPath(look) || '.');
  return fault('env-file-unwritable', { path: machine.displayPath(path), why, fix });
}

/** Changed rights help only where they are what is missing. */
const otherFixes: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room, or name a file on another disk with --file.',
  NOT_A_FILE: 'Name a plain file with --file.',
};

function fixesFor(shown: string, code = ''): readonly Fix[] {
  const look = fileErrorFix(shown, code);
  if (code === 'ENOENT') return [look, { say: 'Or name another with --file.' }];
  if (code === 'READ_ONLY') return [{ ...look, say: `${look.say}, or name another with --file` }];
  return [{ say: otherFixes[code] ?? 'Make it writable, or name another with --file.' }, look];
}
