/** A lock file for one writer at a time, across processes; survives the death of its holder. */

import { localTime } from '../days.ts';
import { fault } from '../faults/fault.ts';
import { counted } from '../words.ts';
import type { World } from '../world.ts';
import {
  type FoundLock,
  findLock,
  isAbandoned,
  isForbidden,
  isSameLock,
  type LockContent,
  lockText,
  lockUnusable,
  type SharedFailure,
} from './lock-file.ts';

export type LockWorld = Pick<World, 'files' | 'clock' | 'machine' | 'signal' | 'terminal'>;

export interface Lock {
  /** False once somebody took this lock for a dead one. */
  held(): Promise<boolean>;
  /** Those who wait meanwhile get to see the failure. */
  release(failure?: SharedFailure): Promise<void>;
}

/**
 * How a process that waits takes over what the one before it did. Called when a process that held the lock
 * meanwhile no longer does, with its failure if it told one. What this returns or throws ends the wait.
 */
export type TakeOver<T> = (failure: SharedFailure | undefined) => Promise<T | undefined>;

export type LockResult<T> = { readonly lock: Lock } | { readonly result: T };

/** Longer than any holder needs that does not hang: three tries of a minute each, and what goes with them. */
const longestWait = 300_000;
/** A wait as long as this is told. */
const unnoticed = 1_000;
/** How often those who wait look at the holder itself, and not only for a change of its lock. */
const lookInterval = 500;

interface Wait {
  readonly path: string;
  /** What the lock is for. */
  readonly subject: string;
  /** Milliseconds slept: a clock that jumps, or a machine that sleeps, changes nothing in it. */
  total: number;
  isTold: boolean;
  /** The lock that was last seen held. */
  holder: FoundLock | undefined;
  /** By path: what was found last, and `total` when it was found first. */
  readonly seen: Map<string, { readonly found: FoundLock; readonly since: number }>;
}

/**
 * Waits until the lock beside the file at `subject` is ours, or until `takeOver` has a result. Throws
 * `env-lock-unusable`, `env-file-busy`, and the signal's reason.
 */
export async function takeLock<T = never>(
  subject: string,
  world: LockWorld,
  takeOver: TakeOver<T> = async () => undefined,
): Promise<LockResult<T>> {
  const { files, signal } = world;
  const path = `${subject}.lock`;
  const claim = await newClaim(world);
  const wait: Wait = { path, subject, total: 0, isTold: false, holder: undefined, seen: new Map() };
  for (;;) {
    signal.throwIfAborted();
    await files.create(path, lockText(claim));
    // What is there counts, and not what creating it said: a network file system may have lost the answer,
    // and a process that was kept from writing for seconds may have lost the lock.
    const found = await findLock(path, world);
    if (found?.text === lockText(claim)) {
      await removeLeftGuard(wait, world).catch(() => undefined);
      return { lock: heldLock(path, claim, world) };
    }
    const result = await resultOf(found, wait, takeOver);
    if (result !== undefined) return { result };
    if (found === undefined) continue;
    if (await isAbandoned(found, silenceOf(found, wait), world))
      await removeDead(found, wait, world);
    else await sleepUntilChanged(found, wait, world);
  }
}

async function newClaim({ machine, clock }: LockWorld): Promise<LockContent> {
  const { pid, hostname } = machine;
  const [processSpace, facts] = await Promise.all([
    machine.processSpace(),
    machine.processFacts(pid),
  ]);
  const proof = { mark: crypto.randomUUID(), processSpace, processStart: facts?.start };
  return { pid, hostname, time: clock.now(), proof, failure: undefined };
}

async function resultOf<T>(
  found: FoundLock | undefined,
  wait: Wait,
  takeOver: TakeOver<T>,
): Promise<T | undefined> {
  const before = wait.holder;
  const failure = found?.claim?.failure;
  wait.holder = failure === undefined ? found : undefined;
  if (before === undefined || before.text === found?.text) return undefined;
  const isTheirs = before.claim?.proof?.mark === found?.claim?.proof?.mark;
  return await takeOver(isTheirs ? failure : undefined);
}

function silenceOf(found: FoundLock, { seen, total }: Wait): number {
  const before = seen.get(found.path);
  if (before !== undefined && isSameLock(before.found, found)) return total - before.since;
  seen.set(found.path, { found, since: total });
  return 0;
}

// --- waiting -----------------------------------------------------------------------------------------

async function sleepUntilChanged(found: FoundLock, wait: Wait, world: LockWorld): Promise<void> {
  const until = wait.total + lookInterval;
  while (wait.total < until) {
    const pause = pauseAfter(wait.total);
    await world.clock.sleep(pause, world.signal);
    world.signal.throwIfAborted();
    wait.total += pause;
    if (wait.total >= unnoticed) tellOnce(found, wait, world);
    if (wait.total >= longestWait) throw busy(found, wait, world);
    const entry = await world.files.entry(found.path);
    if (entry?.modifiedAt.getTime() !== found.modifiedAt.getTime()) return;
  }
}

/** Seldom after a while, and never all at the same moment. */
function pauseAfter(total: number): number {
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
  return Math.min(250, Math.max(20, total / 40)) * (1 + random / 255);
}

function tellOnce(found: FoundLock, wait: Wait, { machine, terminal }: LockWorld): void {
  if (wait.isTold) return;
  wait.isTold = true;
  const [who, since] = holderWords(found, machine);
  const file = machine.shown(wait.subject);
  const most = counted(longestWait / 60_000, 'minute');
  terminal.say(
    `  Waiting for ${who}, which has used ${file} since ${since}; for at most ${most} …`,
  );
}

function busy(found: FoundLock, wait: Wait, { machine }: LockWorld): Error {
  const [holder, since] = holderWords(found, machine);
  const pid = found.claim?.hostname === machine.hostname ? found.claim.pid : undefined;
  return fault('env-file-busy', { path: machine.shown(wait.subject), holder, since, pid });
}

function holderWords(
  { claim, modifiedAt }: FoundLock,
  { hostname }: World['machine'],
): readonly [who: string, since: string] {
  if (claim === undefined) return ['another process', localTime(modifiedAt)];
  const where = claim.hostname === hostname ? '' : ` on ${claim.hostname}`;
  return [`process ${claim.pid}${where}`, localTime(claim.time)];
}

// --- a lock whose holder is dead ---------------------------------------------------------------------

/**
 * Two processes that both see it must not both delete: the second would delete the first one's new lock.
 * So deleting has a lock of its own, and the look that counts is the one under it.
 */
async function removeDead(dead: FoundLock, wait: Wait, world: LockWorld): Promise<void> {
  const { files } = world;
  const guard = `${dead.path}.guard`;
  if (!(await files.create(guard, lockText(await newClaim(world))))) {
    const other = await findLock(guard, world);
    if (other === undefined) return;
    if (await isAbandoned(other, silenceOf(other, wait), world))
      await removeDead(other, wait, world);
    else await sleepUntilChanged(other, wait, world);
    return;
  }
  try {
    if (isSameLock(await findLock(dead.path, world), dead)) await files.remove(dead.path);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw lockUnusable(dead.path, 'the lock of a process that has ended, and not yours', world);
  } finally {
    await files.remove(guard);
  }
}

/** Of a process that was killed while it removed a dead lock. */
async function removeLeftGuard(wait: Wait, world: LockWorld): Promise<void> {
  const left = await findLock(`${wait.path}.guard`, world);
  if (left !== undefined && (await isAbandoned(left, 0, world)))
    await removeDead(left, wait, world);
}

// --- a lock of ours ----------------------------------------------------------------------------------

function heldLock(path: string, claim: LockContent, world: LockWorld): Lock {
  const { files, clock } = world;
  const stop = files.startHeartbeat(path);
  const since = clock.now().getTime();

  async function held(): Promise<boolean> {
    const mark = (await findLock(path, world))?.claim?.proof?.mark;
    return mark === claim.proof?.mark;
  }
  return {
    held,
    async release(failure) {
      await stop();
      if (!(await held())) return;
      if (failure !== undefined) {
        const shown = show({ ...claim, failure }, clock.now().getTime() - since);
        // Those who wait meet it themselves, then.
        await shown.catch(() => undefined);
        if (!(await held())) return;
      }
      await files.remove(path);
    },
  };

  /** A tenth of the time that it took, in which those who wait come by several times. */
  async function show(ended: LockContent, took: number): Promise<void> {
    await files.replace(path, () => Buffer.from(lockText(ended)));
    await clock.sleep(Math.min(2_000, Math.max(0, took / 10)), world.signal);
  }
}
