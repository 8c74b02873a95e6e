/** A lock file: which process holds it, since when, with which failure it ended, and whether it still runs. */

import { fault, platformCode } from '../faults/fault.ts';
import type { World } from '../world.ts';

/** The holder's failure, which those who waited take over instead of meeting it again, each in turn. */
export interface SharedFailure {
  /** Tells whether two processes attempted the same. */
  readonly attempt: string;
  readonly code: string;
  readonly facts?: unknown;
  /** What LinkedIn answered, if it did. */
  readonly linkedin?: unknown;
}

/** Holds no secret. */
export interface LockContent {
  /** 0 and negative numbers mean groups of processes to the system, and would always be alive. */
  readonly pid: number;
  readonly hostname: string;
  readonly time: Date;
  /** Of this one taking of the lock; a lock of an earlier version has none. */
  readonly mark?: string | undefined;
  /** The PID namespace: a process id says nothing outside it. */
  readonly processSpace?: string | undefined;
  /** Undefined where the system does not tell. */
  readonly processStart?: string | undefined;
  /** Its holder has ended with this, and is about to remove the lock. */
  readonly failure?: SharedFailure | undefined;
}

export function lockText(content: LockContent): string {
  return JSON.stringify(content);
}

type Fields = Readonly<Record<string, unknown>>;

const largestPid = 2 ** 31 - 1;

/** Undefined for what no version of this program has written whole. By hand: whoever waits loads no schemas. */
export function parseLock(text: string): LockContent | undefined {
  const fields = fieldsOf(parseJson(text));
  const { pid, hostname } = fields;
  const time = new Date(textOf(fields['time']) ?? Number.NaN);
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0 || pid > largestPid) {
    return undefined;
  }
  if (typeof hostname !== 'string' || Number.isNaN(time.getTime())) return undefined;
  const [mark, processSpace] = [textOf(fields['mark']), textOf(fields['processSpace'])];
  const processStart = textOf(fields['processStart']);
  const failure = failureOf(fieldsOf(fields['failure']));
  return { pid, hostname, time, mark, processSpace, processStart, failure };
}

function failureOf({ attempt, code, facts, linkedin }: Fields): SharedFailure | undefined {
  if (typeof attempt !== 'string' || typeof code !== 'string') return undefined;
  return { attempt, code, facts, linkedin };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
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
