/** One holder at a time, whoever dies or dawdles. Time and processes are made up; the disk is memory. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LockWorld, takeLock } from '../../src/credentials/env-lock.ts';
import { Cancelled, type Files } from '../../src/world.ts';
import { memoryFiles } from '../support/memory-files.ts';
import { quietMachine } from '../support/quiet-world.ts';

const lock = '/app/.env.lock';
const guard = `${lock}.guard`;
const start = new Date('2026-11-22T10:00:00Z');
const later = (milliseconds: number) => new Date(start.getTime() + milliseconds);

class StillHeld extends Error {}

async function giveUp(): Promise<void> {
  throw new StillHeld();
}

/** Process 1 is alive and is us; 2 is alive; 3 is dead. Who would have to wait gives up. */
function worldOf(files: Files, { pid = 1, now = start, onSleep = giveUp } = {}): LockWorld {
  return {
    files,
    clock: { now: () => now, sleep: onSleep },
    machine: { ...quietMachine, pid, alive: (other) => other !== 3 },
    signal: new AbortController().signal,
  };
}

function claim(pid: number, { hostname = 'here', time = start } = {}): string {
  return JSON.stringify({ pid, hostname, time: time.toISOString() });
}

/** Whether a lock file with this text, left at `start`, is taken over at `now`, rather than waited for. */
async function takenOver(text: string, now: Date): Promise<boolean> {
  const files = memoryFiles({ [lock]: text }, () => start);
  try {
    await takeLock(lock, worldOf(files, { now }));
  } catch (error) {
    if (!(error instanceof StillHeld)) throw error;
    expect(files.text(lock)).toBe(text);
    return false;
  }
  expect([files.paths(), files.text(lock)]).toEqual([[lock], claim(1, { time: now })]);
  return true;
}

describe('a lock file that is there', () => {
  it.each([
    ['of a living process', claim(2), later(119_999), false],
    ['of a living process, for over two minutes', claim(2), later(120_001), true],
    ['of a dead process', claim(3), start, true],
    ['of another host', claim(3, { hostname: 'there' }), later(119_999), false],
    [
      'of another host, for over two minutes',
      claim(3, { hostname: 'there' }),
      later(120_001),
      true,
    ],
    ['from a wrong clock', claim(2, { time: later(3_600_000) }), start, true],
    ['empty for a moment', '', later(4_999), false],
    ['empty for over five seconds', '', later(5_001), true],
    ['cut off for over five seconds', '{"pid":2,', later(5_001), true],
    ['of other content for over five seconds', 'null', later(5_001), true],
    ['without a time, for over five seconds', '{"pid":2,"hostname":"here"}', later(5_001), true],
    [
      'of no time, for over five seconds',
      '{"pid":2,"hostname":"here","time":"x"}',
      later(5_001),
      true,
    ],
  ])('%s', async (_, text, now, broken) => {
    expect(await takenOver(text, now)).toBe(broken);
  });

  it('is waited for until its holder releases it', async () => {
    const files = memoryFiles();
    const other = await takeLock(lock, worldOf(files, { pid: 2 }));
    let naps = 0;
    const onSleep = async () => {
      naps += 1;
      if (naps === 3) await other.release();
    };
    const ours = await takeLock(lock, worldOf(files, { onSleep }));
    expect([naps, await ours.held(), files.text(lock)]).toEqual([3, true, claim(1)]);
  });

  it('is left alone when the wait is cancelled', async () => {
    const files = memoryFiles({ [lock]: claim(2) });
    const cancel = new AbortController();
    const onSleep = async () => {
      if (cancel.signal.aborted) await giveUp();
      cancel.abort(new Cancelled());
    };
    const attempt = takeLock(lock, { ...worldOf(files, { onSleep }), signal: cancel.signal });
    await expect(attempt).rejects.toBeInstanceOf(Cancelled);
    expect(files.text(lock)).toBe(claim(2));
  });
});

describe('a release', () => {
  it('leaves nothing', async () => {
    const files = memoryFiles();
    const ours = await takeLock(lock, worldOf(files));
    await ours.release();
    expect(files.paths()).toEqual([]);
  });

  it('leaves the lock of somebody who thought us dead', async () => {
    const files = memoryFiles();
    const ours = await takeLock(lock, worldOf(files));
    files.put(lock, claim(2));
    await ours.release();
    expect([await ours.held(), files.text(lock)]).toEqual([false, claim(2)]);
  });
});

describe('two who break the same dead lock', () => {
  it('the slower one does not delete the new lock of the faster one', async () => {
    const files = memoryFiles({ [lock]: claim(3) });
    const slow: Files = {
      ...files,
      // Between its look at the dead lock and its guard, the faster one has done it all.
      async create(path, text) {
        if (path === guard) await takeLock(lock, worldOf(files, { pid: 2 }));
        return files.create(path, text);
      },
    };
    const attempt = takeLock(lock, worldOf(slow));
    await expect(attempt).rejects.toBeInstanceOf(StillHeld);
    expect([files.paths(), files.text(lock)]).toEqual([[lock], claim(2)]);
  });

  it('the second one waits while the first one deletes', async () => {
    const files = memoryFiles({ [lock]: claim(3) });
    const second = worldOf(files, { pid: 2 });
    const first: Files = {
      ...files,
      // Between its last look at the dead lock and the deletion, somebody else comes by.
      async remove(path) {
        if (path === lock) await expect(takeLock(lock, second)).rejects.toBeInstanceOf(StillHeld);
        return files.remove(path);
      },
    };
    await takeLock(lock, worldOf(first));
    expect([files.paths(), files.text(lock)]).toEqual([[lock], claim(1)]);
  });

  it('a guard whose holder died is no obstacle', async () => {
    const files = memoryFiles({
      [lock]: claim(3),
      [guard]: claim(3),
      [`${guard}.guard`]: claim(3),
    });
    await takeLock(lock, worldOf(files));
    expect([files.paths(), files.text(lock)]).toEqual([[lock], claim(1)]);
  });
});

describe('any number of processes in any order', () => {
  const remains = fc.subarray([lock, guard, `${guard}.guard`]);
  const lives = fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 3 });

  it('never two hold the lock, and all who live get it, whoever is killed at whatever step', () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      remains,
      lives,
      async (order, dead, doomed) => {
        const files = memoryFiles(Object.fromEntries(dead.map((path) => [path, claim(3)])));
        const { work, finished } = processesOf(files, order);
        const living = [11, 12].map((pid) => work(pid, 10_000));
        const dying = doomed.map((life, index) => work(20 + index, life).catch(unlessKilled));
        await order.waitFor(Promise.all([...living, ...dying]));
        expect(finished).toEqual(expect.arrayContaining([11, 12]));
      },
    );
    return fc.assert(property, { numRuns: 500 });
  });
});

class Killed extends Error {}

function unlessKilled(error: unknown): void {
  if (!(error instanceof Killed)) throw error;
}

/** Processes that take and release the lock. The scheduler orders their calls; each is killed after `life` of them. */
function processesOf(files: Files, order: fc.Scheduler) {
  const killed = new Set([3]);
  const inside = new Set<number>();
  const finished: number[] = [];

  function worldOfProcess(pid: number, life: number): LockWorld {
    let calls = 0;
    const step = async () => {
      await order.schedule(Promise.resolve());
      calls += 1;
      if (calls < life) return;
      killed.add(pid);
      inside.delete(pid);
      throw new Killed();
    };
    const stepping: Files = {
      ...files,
      read: (path) => step().then(() => files.read(path)),
      inspect: (path) => step().then(() => files.inspect(path)),
      create: (path, text) => step().then(() => files.create(path, text)),
      remove: (path) => step().then(() => files.remove(path)),
    };
    const world = worldOf(stepping, { pid, onSleep: step });
    return { ...world, machine: { ...world.machine, alive: (other) => !killed.has(other) } };
  }

  async function work(pid: number, life: number): Promise<void> {
    const held = await takeLock(lock, worldOfProcess(pid, life));
    inside.add(pid);
    expect([...inside]).toEqual([pid]);
    expect(await held.held()).toBe(true);
    inside.delete(pid);
    await held.release();
    finished.push(pid);
  }

  return { work, finished };
}
