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

/**
 * How a process that waits takes over the result of the one before it. Called when a process that held the
 * lock no longer does, with the failure that it left, if any. What this returns or throws ends the wait.
 */
export type TakeOver<T> = (failure: SharedFailure | undefined) => Promise<T | undefined>;

export type LockResult<T> = { readonly lock: Lock } | { readonly result: T };

/** Longer than any holder needs that does not hang: three tries of a minute each, and what goes with them. */
const longestWait = 300_000;
/** A longer wait is announced. */
const silentWait = 1_000;
/** Between two looks at the lock. */
const longestPause = 250;
/** How often those who wait look at the holder's process, and not only for a change of its lock. */
const holderCheckInterval = 500;

interface Wait {
  readonly path: string;
  /** What the lock is for. */
  readonly subject: string;
  /** Milliseconds slept: a clock that jumps, or a machine that sleeps, changes nothing in it. */
  total: number;
  isAnnounced: boolean;
  /** The lock that was last seen held. */
  holder: FoundLock | undefined;
  /** By path: what was found last, and `total` when it was found so first. */
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
  const own = await newLock(world);
  const start = { total: 0, isAnnounced: false, holder: undefined, seen: new Map() };
  const wait: Wait = { path, subject, ...start };
  for (;;) {
    signal.throwIfAborted();
    await files.create(path, lockText(own));
    // What is there counts, and not what creating it said: a network file system may have lost the answer,
    // and a process that was kept from writing for seconds may have lost the lock.
    const found = await findLock(path, world);
    if (found?.text === lockText(own)) {
      await removeLeftGuard(wait, world).catch(() => undefined);
      return { lock: heldLock(path, own, world) };
    }
    const result = await resultOf(found, wait, takeOver);
    if (result !== undefined) return { result };
    if (found === undefined) continue;
    await waitOrRemove(found, wait, world);
  }
}

async function newLock({ machine, clock }: LockWorld): Promise<LockContent> {
  const { pid, hostname } = machine;
  const [processSpace, facts] = await Promise.all([
    machine.processNamespace(),
    machine.processFacts(pid),
  ]);
  const mark = crypto.randomUUID();
  return { pid, hostname, time: clock.now(), mark, processSpace, processStart: facts?.start };
}

async function resultOf<T>(
  found: FoundLock | undefined,
  wait: Wait,
  takeOver: TakeOver<T>,
): Promise<T | undefined> {
  const before = wait.holder;
  const failure = found?.content?.failure;
  wait.holder = failure === undefined ? found : undefined;
  if (before === undefined || before.text === found?.text) return undefined;
  const isTheirs = before.content?.mark === found?.content?.mark;
  return await takeOver(isTheirs ? failure : undefined);
}

/** For how many milliseconds of this wait it was seen not to change. */
function unchangedFor(found: FoundLock, { seen, total }: Wait): number {
  const before = seen.get(found.path);
  if (before !== undefined && isSameLock(before.found, found)) return total - before.since;
  seen.set(found.path, { found, since: total });
  return 0;
}

async function waitOrRemove(found: FoundLock, wait: Wait, world: LockWorld): Promise<void> {
  const isOver = await isAbandoned(found, unchangedFor(found, wait), world);
  await (isOver ? removeAbandoned : sleepUntilChanged)(found, wait, world);
}

// --- waiting -----------------------------------------------------------------------------------------

async function sleepUntilChanged(found: FoundLock, wait: Wait, world: LockWorld): Promise<void> {
  const until = wait.total + holderCheckInterval;
  while (wait.total < until) {
    const pause = pauseAfter(wait.total);
    await world.clock.sleep(pause, world.signal);
    world.signal.throwIfAborted();
    wait.total += pause;
    if (wait.total >= silentWait) announceOnce(found, wait, world);
    if (wait.total >= longestWait) throw busy(found, wait, world);
    const entry = await world.files.lstat(found.path);
    if (entry?.modifiedAt.getTime() !== found.modifiedAt.getTime()) return;
  }
}

/** Seldom after a while, and never all at the same moment. */
function pauseAfter(total: number): number {
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
  return Math.min(longestPause, Math.max(40, total / 10)) * (1 - random / 512);
}

function announceOnce(found: FoundLock, wait: Wait, { machine, terminal }: LockWorld): void {
  if (wait.isAnnounced) return;
  wait.isAnnounced = true;
  const [who, since] = describeHolder(found, machine);
  const file = machine.displayPath(wait.subject);
  const most = counted(longestWait / 60_000, 'minute');
  terminal.say(
    `  Waiting for ${who}, which has used ${file} since ${since}; for at most ${most} …`,
  );
}

function busy(found: FoundLock, wait: Wait, { machine }: LockWorld): Error {
  const [holder, since] = describeHolder(found, machine);
  const pid = found.content?.hostname === machine.hostname ? found.content.pid : undefined;
  return fault('env-file-busy', { path: machine.displayPath(wait.subject), holder, since, pid });
}

function describeHolder(
  { content, modifiedAt }: FoundLock,
  { hostname }: World['machine'],
): readonly [who: string, since: string] {
  if (content === undefined) return ['another process', localTime(modifiedAt)];
  const where = content.hostname === hostname ? '' : ` on ${content.hostname}`;
  return [`process ${content.pid}${where}`, localTime(content.time)];
}

// --- an abandoned lock -------------------------------------------------------------------------------

/**
 * Two processes that both see it must not both delete: the second would delete the first one's new lock.
 * So deleting has a lock of its own, and the look that counts is the one under it.
 */
async function removeAbandoned(lock: FoundLock, wait: Wait, world: LockWorld): Promise<void> {
  const { files } = world;
  const guard = `${lock.path}.guard`;
  if (!(await files.create(guard, lockText(await newLock(world))))) {
    const other = await findLock(guard, world);
    if (other === undefined) return;
    return await waitOrRemove(other, wait, world);
  }
  try {
    if (isSameLock(await findLock(lock.path, world), lock)) await files.remove(lock.path);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw lockUnusable(lock.path, 'the lock of a process that has ended, and not yours', world);
  } finally {
    await files.remove(guard);
  }
}

/** Of a process that was killed while it removed an abandoned lock. */
async function removeLeftGuard(wait: Wait, world: LockWorld): Promise<void> {
  const left = await findLock(`${wait.path}.guard`, world);
  if (left !== undefined && (await isAbandoned(left, 0, world)))
    await removeAbandoned(left, wait, world);
}

// --- our own lock ------------------------------------------------------------------------------------

export type Lock = ReturnType<typeof heldLock>;

function heldLock(path: string, own: LockContent, world: LockWorld) {
  const { files, clock } = world;
  const stopHeartbeat = files.startHeartbeat(path);
  const since = clock.now().getTime();

  /** False once somebody took its holder for dead. */
  async function isHeld(): Promise<boolean> {
    return (await findLock(path, world))?.content?.mark === own.mark;
  }
  /** For a fifth of the time that the work took: those who waited as long come by twice. */
  async function showFailure(failure: SharedFailure): Promise<void> {
    const took = clock.now().getTime() - since;
    await files.replace(path, () => Buffer.from(lockText({ ...own, failure })));
    await clock.sleep(Math.min(2 * longestPause, Math.max(0, took / 5)), world.signal);
  }
  return {
    isHeld,
    /** Those who wait meanwhile get to see the failure. */
    async release(failure?: SharedFailure): Promise<void> {
      await stopHeartbeat();
      if (!(await isHeld())) return;
      if (failure !== undefined) {
        // Where it cannot be shown, those who wait meet it themselves.
        await showFailure(failure).catch(() => undefined);
        if (!(await isHeld())) return;
      }
      await files.remove(path);
    },
  };
}
