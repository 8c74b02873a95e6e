/** A lock file: which process holds it, since when, with which failure it ended, and whether it still runs. */

import * as z from 'zod';
import { fault, platformCode } from '../faults/fault.ts';
import type { World } from '../world.ts';

/** The holder's failure, which those who waited take over instead of meeting it again, each in turn. */
const sharedFailure = z.object({
  /** Tells whether two processes attempted the same. */
  attempt: z.string(),
  code: z.string(),
  facts: z.unknown(),
  /** What LinkedIn answered, if it did. */
  linkedin: z.unknown().optional(),
});
export type SharedFailure = Readonly<z.infer<typeof sharedFailure>>;

const optionalText = z.string().optional().catch(undefined);

const lockContent = z.object({
  /** 0 and negative numbers mean groups of processes to the system, and would always be alive. */
  pid: z
    .int()
    .positive()
    .max(2 ** 31 - 1),
  hostname: z.string(),
  time: z.string().pipe(z.coerce.date()),
  /** Of this one taking of the lock; a lock of an earlier version has none. */
  mark: optionalText,
  /** The PID namespace: a process id says nothing outside it. */
  processSpace: optionalText,
  /** Undefined where the system does not tell. */
  processStart: optionalText,
  /** Its holder has ended with this, and is about to remove the lock. */
  failure: sharedFailure.optional().catch(undefined),
});
/** Holds no secret. */
export type LockContent = Readonly<z.infer<typeof lockContent>>;

export function lockText(content: LockContent): string {
  return JSON.stringify(content);
}

/** Undefined for what no version of this program has written whole. */
export function parseLock(text: string): LockContent | undefined {
  try {
    return lockContent.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export interface FoundLock {
  readonly path: string;
  /** Undefined where it may not be read. */
  readonly text: string | undefined;
  /** Undefined where the text is not that of a lock, or not yet. */
  readonly content: LockContent | undefined;
  readonly modifiedAt: Date;
}

type LookWorld = Pick<World, 'files' | 'clock' | 'machine'>;

/** Milliseconds without a heartbeat after which a holder counts as dead: there is one every second. */
const longestSilence = 4_000;
/**
 * A lock without a whole text is this young while its creator is about to write it. One that takes longer finds
 * another's lock in its place, and waits like everybody.
 */
const longestCreation = 400;
/** An earlier version had no heartbeat, and never held a lock for so long. */
const longestHold = 120_000;
/** What the start of a process may seem to move by when it is reckoned from the time of the boot. */
const startTolerance = 2_000;
/** In bytes; no lock is as large. */
const largestLock = 65_536;

/** Undefined when nothing is there. Throws `env-lock-unusable` for what cannot be a lock. */
export async function findLock(path: string, world: LookWorld): Promise<FoundLock | undefined> {
  const { files } = world;
  const entry = await files.lstat(path);
  if (entry === undefined) return undefined;
  if (entry.kind !== 'file') throw lockUnusable(path, `a ${entry.kind}`, world);
  if (entry.size > largestLock) {
    throw lockUnusable(path, 'a file that is too large for a lock', world);
  }
  const { modifiedAt } = entry;
  try {
    const bytes = await files.read(path);
    if (bytes === undefined) return undefined;
    const text = Buffer.from(bytes).toString();
    return { path, text, content: parseLock(text), modifiedAt };
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return { path, text: undefined, content: undefined, modifiedAt };
  }
}

export function isSameLock(one: FoundLock | undefined, other: FoundLock | undefined): boolean {
  return one?.text === other?.text && one?.modifiedAt.getTime() === other?.modifiedAt.getTime();
}

/** `silence`: for how many milliseconds it was seen not to change. Throws `env-lock-unusable`. */
export async function isAbandoned(
  { path, text, content, modifiedAt }: FoundLock,
  silence: number,
  world: LookWorld,
): Promise<boolean> {
  const { machine, clock } = world;
  if (text === undefined) {
    if (silence <= longestSilence) return false;
    throw lockUnusable(path, 'a file that you may not read', world);
  }
  if (content === undefined) {
    return silence > longestCreation || distance(clock.now(), modifiedAt) > longestCreation;
  }
  if (content.mark === undefined || content.processSpace === undefined) {
    return await isOldLockAbandoned(content, silence, world);
  }
  const isHere = content.processSpace === (await machine.processNamespace());
  const state = isHere ? await holderState(content, world) : 'unknown';
  return state === 'unknown' ? silence > longestSilence : state === 'dead';
}

/** A process that is stopped is unknown: it holds the lock until it has been silent for too long. */
async function holderState(
  { pid, processStart }: LockContent,
  { machine }: LookWorld,
): Promise<'alive' | 'dead' | 'unknown'> {
  if (!machine.isRunning(pid)) return 'dead';
  const facts = await machine.processFacts(pid);
  if (facts?.state === 'ended') return 'dead';
  if (facts === undefined || processStart === undefined) return 'unknown';
  if (facts.start !== processStart) return 'dead';
  return facts.state === 'running' ? 'alive' : 'unknown';
}

/** Of an earlier version, which wrote neither mark nor process space. */
async function isOldLockAbandoned(
  { pid, hostname, time }: LockContent,
  silence: number,
  { machine, clock }: LookWorld,
): Promise<boolean> {
  if (hostname === machine.hostname) {
    // Our own number: of a process before this one, in a container that was started again.
    if (pid === machine.pid || !machine.isRunning(pid)) return true;
    const facts = await machine.processFacts(pid);
    if (facts?.state === 'ended') return true;
    const startedAt = facts?.startedAt.getTime() ?? 0;
    if (startedAt > time.getTime() + startTolerance) return true;
  }
  return silence > longestHold || distance(clock.now(), time) > longestHold;
}

/** In either direction: a lock from the future was written by a wrong clock and would stay for ever. */
function distance(one: Date, other: Date): number {
  return Math.abs(one.getTime() - other.getTime());
}

export function isForbidden(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes(platformCode(error) ?? '');
}

export function lockUnusable(path: string, what: string, { machine }: LookWorld): Error {
  return fault('env-lock-unusable', { path: machine.displayPath(path), what });
}
