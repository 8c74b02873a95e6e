/** What stands where a lock belongs, and whether the process behind it is alive. */

import { fault, platformCode } from '../faults/fault.ts';
import type { World } from '../world.ts';

/** A lock file as it was found. */
export interface FoundLock {
  readonly path: string;
  /** Undefined where it may not be read. */
  readonly text: string | undefined;
  /** Undefined where the text is not that of a lock, or not yet. */
  readonly claim: LockContent | undefined;
  readonly modifiedAt: Date;
}

type LookWorld = Pick<World, 'files' | 'clock' | 'machine'>;

/** Milliseconds without a sign of life after which a holder counts as dead: signs come every second. */
const longestSilence = 4_000;
/** A lock without a whole text is this young while its creator is about to write it. */
const stillWriting = 5_000;
/** An earlier version gave no sign of life, and never held a lock for so long. */
const longestHold = 120_000;
/** What the start of a process may seem to move by when it is reckoned from the time of the boot. */
const startTolerance = 2_000;
/** No lock is as large. */
const largestLock = 65_536;

/** Undefined when nothing is there. Throws `env-lock-unusable` for what cannot be a lock. */
export async function findLock(path: string, world: LookWorld): Promise<FoundLock | undefined> {
  const { files } = world;
  const entry = await files.entry(path);
  if (entry === undefined) return undefined;
  if (entry.kind !== 'file') throw lockUnusable(path, `a ${entry.kind}`, world);
  if (entry.size > largestLock)
    throw lockUnusable(path, 'a file that is too large for a lock', world);
  const { modifiedAt } = entry;
  try {
    const content = await files.read(path);
    if (content === undefined) return undefined;
    const text = Buffer.from(content).toString();
    return { path, text, claim: parseLock(text), modifiedAt };
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return { path, text: undefined, claim: undefined, modifiedAt };
  }
}

export function isSameLock(one: FoundLock | undefined, other: FoundLock | undefined): boolean {
  return one?.text === other?.text && one?.modifiedAt.getTime() === other?.modifiedAt.getTime();
}

/** `silence`: for how many milliseconds it was seen not to change. Throws `env-lock-unusable`. */
export async function isAbandoned(
  found: FoundLock,
  silence: number,
  world: LookWorld,
): Promise<boolean> {
  const { path, text, claim, modifiedAt } = found;
  if (text === undefined) {
    if (silence <= longestSilence) return false;
    throw lockUnusable(path, 'a file that you may not read', world);
  }
  if (claim === undefined) {
    return silence > stillWriting || apart(world.clock.now(), modifiedAt) > stillWriting;
  }
  const { proof } = claim;
  if (proof === undefined) return await isDeadByAge(claim, silence, world);
  const { machine } = world;
  const standing =
    proof.processSpace === (await machine.processSpace())
      ? await holderState(claim.pid, proof, world)
      : 'unknown';
  return standing === 'unknown' ? silence > longestSilence : standing === 'dead';
}

type HolderState = 'alive' | 'dead' | 'unknown';

/** A process that is stopped holds the lock for as long as others are patient. */
async function holderState(
  pid: number,
  { processStart }: HolderProof,
  { machine }: LookWorld,
): Promise<HolderState> {
  if (!machine.alive(pid)) return 'dead';
  const facts = await machine.processFacts(pid);
  if (facts?.state === 'ended') return 'dead';
  if (facts === undefined || processStart === undefined) return 'unknown';
  if (facts.start !== processStart) return 'dead';
  return facts.state === 'running' ? 'alive' : 'unknown';
}

async function isDeadByAge(
  { pid, hostname, time }: LockContent,
  silence: number,
  { machine, clock }: LookWorld,
): Promise<boolean> {
  if (hostname === machine.hostname) {
    // Our own number: of a process before this one, in a container that was started again.
    if (pid === machine.pid || !machine.alive(pid)) return true;
    const facts = await machine.processFacts(pid);
    if (facts?.state === 'ended') return true;
    const startedAt = facts?.startedAt.getTime() ?? 0;
    if (startedAt > time.getTime() + startTolerance) return true;
  }
  return silence > longestHold || apart(clock.now(), time) > longestHold;
}

/** Without a sign: a lock from the future was written by a wrong clock and would live for ever. */
function apart(one: Date, other: Date): number {
  return Math.abs(one.getTime() - other.getTime());
}

export function isForbidden(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes(platformCode(error) ?? '');
}

export function lockUnusable(
  path: string,
  what: string,
  { machine }: Pick<World, 'machine'>,
): Error {
  return fault('env-lock-unusable', { path: machine.shown(path), what });
}

/** A failure that those who waited for the lock take over instead of meeting it again, each in turn. */
export interface SharedFailure {
  /** Tells whether two processes attempted the same. */
  readonly attempt: string;
  readonly code: string;
  readonly facts: unknown;
  /** What LinkedIn answered, if it did. */
  readonly linkedin?: unknown;
}

export interface LockContent {
  readonly pid: number;
  readonly hostname: string;
  /** When the lock was taken. */
  readonly time: Date;
  /** Undefined in a lock of an earlier version. */
  readonly proof: HolderProof | undefined;
  /** Its holder has ended with this, and is about to remove the lock. */
  readonly failure: SharedFailure | undefined;
}

/** What tells the holder from every other process, and that it shows that it is alive. */
export interface HolderProof {
  /** Of this one taking of the lock. */
  readonly mark: string;
  /** Where the process number means the process. */
  readonly processSpace: string;
  /** Undefined where the system does not tell. */
  readonly processStart: string | undefined;
}

export function lockText({ pid, hostname, time, proof, failure }: LockContent): string {
  return JSON.stringify({ pid, hostname, time: time.toISOString(), ...proof, failure });
}

/** Undefined for what no version of this program has written whole. */
export function parseLock(text: string): LockContent | undefined {
  const fields = readObject(text);
  if (fields === undefined) return undefined;
  const { pid, hostname } = fields;
  const time = new Date(String(fields['time']));
  if (!isProcessNumber(pid) || typeof hostname !== 'string' || Number.isNaN(time.getTime())) {
    return undefined;
  }
  return { pid, hostname, time, proof: readProof(fields), failure: readFailure(fields['failure']) };
}

type Fields = Readonly<Record<string, unknown>>;

function readObject(text: string): Fields | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return isObject(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** 0 and negative numbers mean groups of processes to the system, and would always be alive. */
function isProcessNumber(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 2 ** 31;
}

function readProof({ mark, processSpace, processStart }: Fields): HolderProof | undefined {
  if (typeof mark !== 'string' || typeof processSpace !== 'string') return undefined;
  const start = typeof processStart === 'string' ? processStart : undefined;
  return { mark, processSpace, processStart: start };
}

function readFailure(value: unknown): SharedFailure | undefined {
  if (!isObject(value)) return undefined;
  const { attempt, code, facts, linkedin } = value;
  if (typeof attempt !== 'string' || typeof code !== 'string') return undefined;
  return { attempt, code, facts, linkedin };
}
