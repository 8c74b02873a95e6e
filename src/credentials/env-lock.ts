/** A lock file for one writer at a time, across processes; survives the death of its holder. */

import type { World } from '../world.ts';

export type LockWorld = Pick<World, 'files' | 'clock' | 'machine' | 'signal'>;

export interface Lock {
  /** False once somebody took this lock for a dead one. */
  held(): Promise<boolean>;
  release(): Promise<void>;
}

interface Claim {
  readonly pid: number;
  readonly hostname: string;
  readonly time: Date;
}

/** Nobody holds a lock for so long: the holder is on another host, hangs, or its pid was given anew. */
const tooOld = 120_000;
/** An unreadable lock is this young while its creator is about to write it. */
const stillWriting = 5_000;

/** Waits until the file at `path` is ours. Rejects with the signal's reason when that comes first. */
export async function takeLock(path: string, world: LockWorld): Promise<Lock> {
  const { files, clock, signal } = world;
  for (;;) {
    signal.throwIfAborted();
    const claim = claimOf(world);
    if (await files.create(path, claim)) {
      const held = async () => (await textOf(path, world)) === claim;
      const release = async () => {
        if (await held()) await files.remove(path);
      };
      return { held, release };
    }
    if (!(await breakStale(path, world))) await clock.sleep(20 + jitter(), signal);
  }
}

/** 0 to 40 ms, so that those who wait do not all come back at once. */
function jitter(): number {
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
  return (random / 255) * 40;
}

/**
 * True when a dead lock was in the way and is gone. Two processes that both see it must not both delete:
 * the second would delete the first one's new lock. So deleting has a lock of its own, and the look that
 * counts is the one under it.
 */
async function breakStale(path: string, world: LockWorld): Promise<boolean> {
  if (!(await isStale(path, world))) return false;
  const { files } = world;
  const guard = `${path}.guard`;
  if (!(await files.create(guard, claimOf(world)))) return breakStale(guard, world);
  try {
    if (!(await isStale(path, world))) return false;
    await files.remove(path);
    return true;
  } finally {
    await files.remove(guard);
  }
}

async function isStale(path: string, world: LockWorld): Promise<boolean> {
  const { files, clock, machine } = world;
  const text = await textOf(path, world);
  if (text === undefined) return false;
  const claim = readClaim(text);
  if (claim === undefined) {
    const facts = await files.inspect(path);
    return facts !== undefined && apart(clock.now(), facts.modifiedAt) > stillWriting;
  }
  if (claim.hostname === machine.hostname && !machine.alive(claim.pid)) return true;
  return apart(clock.now(), claim.time) > tooOld;
}

/** Without a sign: a lock from the future was written by a wrong clock and would live for ever. */
function apart(one: Date, other: Date): number {
  return Math.abs(one.getTime() - other.getTime());
}

function claimOf({ machine, clock }: LockWorld): string {
  return JSON.stringify({
    pid: machine.pid,
    hostname: machine.hostname,
    time: clock.now().toISOString(),
  });
}

function readClaim(text: string): Claim | undefined {
  try {
    const { pid, hostname, time } = JSON.parse(text) as Record<string, unknown>;
    const at = new Date(String(time));
    if (typeof pid !== 'number' || typeof hostname !== 'string' || Number.isNaN(at.getTime())) {
      return undefined;
    }
    return { pid, hostname, time: at };
  } catch {
    return undefined;
  }
}

async function textOf(path: string, { files }: LockWorld): Promise<string | undefined> {
  const content = await files.read(path);
  return content === undefined ? undefined : Buffer.from(content).toString();
}
