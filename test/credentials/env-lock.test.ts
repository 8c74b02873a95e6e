/** One holder at a time, whoever dies or dawdles. Time and processes are made up; the disk is memory. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Lock,
  type LockResult,
  type LockWorld,
  type TakeOver,
  takeLock,
} from '../../src/credentials/env-lock.ts';
import type { SharedFailure } from '../../src/credentials/lock-file.ts';
import { localTime } from '../../src/days.ts';
import { again, shell } from '../../src/faults/fix.ts';
import { Cancelled, type Files, type PathStats, type ProcessFacts } from '../../src/world.ts';
import { type MemoryFiles, memoryFiles } from '../support/files.ts';
import { quietMachine } from '../support/machine.ts';
import { quietTerminal } from '../support/terminal.ts';

const file = '/app/.env';
const lock = `${file}.lock`;
const guard = `${lock}.guard`;
const start = new Date('2026-11-22T10:00:00Z');
const later = (milliseconds: number) => new Date(start.getTime() + milliseconds);

class StillHeld extends Error {}

async function giveUp(): Promise<void> {
  throw new StillHeld();
}

interface Circumstances {
  readonly pid?: number;
  readonly now?: Date;
  readonly onSleep?: (milliseconds: number) => Promise<void>;
  readonly say?: (text: string) => void;
  readonly processSpace?: string;
  readonly hostname?: string;
}

const running = (pid: number): ProcessFacts => ({
  start: `start of ${pid}`,
  startedAt: later(-60_000),
  state: 'running',
});

/** Process 1 is us; 2 runs, 3 is dead, 4 a dead child that nobody looked at, 5 is stopped. Who would have to wait gives up. */
function worldOf(files: Files, circumstances: Circumstances = {}): LockWorld {
  const { pid = 1, now = start, onSleep = giveUp, say = () => {} } = circumstances;
  const { processSpace = 'this boot', hostname = 'here' } = circumstances;
  return {
    files,
    terminal: { ...quietTerminal, say },
    clock: { now: () => now, sleep: onSleep },
    machine: {
      ...quietMachine,
      pid,
      hostname,
      isRunning: (other) => other !== 3,
      processNamespace: async () => processSpace,
      processFacts: async (other) => {
        if (other === 4) return { ...running(4), state: 'ended' };
        return other === 5 ? { ...running(5), state: 'stopped' } : running(other);
      },
    },
    signal: new AbortController().signal,
  };
}

/** As an earlier version of the program wrote it. */
function claim(pid: number, { hostname = 'here', time = start } = {}): string {
  return JSON.stringify({ pid, hostname, time: time.toISOString() });
}

const proven = {
  hostname: 'here',
  time: start.toISOString(),
  mark: 'a mark',
  processSpace: 'this boot',
};

function provenClaim(pid: number, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ ...proven, pid, processStart: `start of ${pid}`, ...more });
}

/** The process that a lock file names. */
function holderIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : JSON.parse(text).pid;
}

function lockOf(turn: LockResult<unknown>): Lock {
  if (!('lock' in turn)) throw new Error('it has a result, and not the lock');
  return turn.lock;
}

async function take(world: LockWorld): Promise<Lock> {
  return lockOf(await takeLock(file, world));
}

/** Whether a lock file with this text, left at `start`, is taken over at `now`, rather than waited for. */
async function takenOver(
  text: string,
  now: Date,
  circumstances: Circumstances = {},
): Promise<boolean> {
  const files = memoryFiles({ [lock]: text }, () => start);
  try {
    await take(worldOf(files, { ...circumstances, now }));
  } catch (error) {
    if (!(error instanceof StillHeld)) throw error;
    expect(files.text(lock)).toBe(text);
    return false;
  }
  expect([files.paths(), holderIn(files.text(lock))]).toEqual([[lock], 1]);
  expect(files.text(lock)).not.toBe(text);
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
    ['with the number that we have now', claim(1), start, true],
    ['of a process that ended and was not looked at', claim(4), start, true],
    ['of a number that a later process has', claim(2, { time: later(-70_000) }), later(0), true],
    ['of process 0, for over 0.4 seconds', claim(0), later(401), true],
    ['of process -1, for over 0.4 seconds', claim(-1), later(401), true],
    ['of process 1e300, for over 0.4 seconds', claim(1e300), later(401), true],
    ['of process 1.5, for over 0.4 seconds', claim(1.5), later(401), true],
    ['of no number, for over 0.4 seconds', claim(Number.NaN), later(401), true],
    ['empty for a moment', '', later(399), false],
    ['empty for over 0.4 seconds', '', later(401), true],
    ['cut off for over 0.4 seconds', '{"pid":2,', later(401), true],
    ['of other content for over 0.4 seconds', 'null', later(401), true],
    ['without a time, for over 0.4 seconds', '{"pid":2,"hostname":"here"}', later(401), true],
    [
      'of no time, for over 0.4 seconds',
      '{"pid":2,"hostname":"here","time":"x"}',
      later(401),
      true,
    ],
  ])('%s', async (_, text, now, broken) => {
    expect(await takenOver(text, now)).toBe(broken);
  });

  it.each<[string, string, Circumstances, boolean]>([
    ['of a process that runs, however long', provenClaim(2), {}, false],
    ['of a process that ended', provenClaim(3), {}, true],
    ['of one that ended and was not looked at', provenClaim(4), {}, true],
    ['of a number that a later process has', provenClaim(2, { processStart: 'before' }), {}, true],
    ['of our number, before a restart', provenClaim(1, { processStart: 'before' }), {}, true],
    ['of another boot or container', provenClaim(3, { processSpace: 'that boot' }), {}, false],
    ['of this machine, whose name has changed', provenClaim(3), { hostname: 'renamed' }, true],
  ])('with a proof of its holder, %s', async (_, text, circumstances, broken) => {
    expect(await takenOver(text, later(86_400_000), circumstances)).toBe(broken);
  });

  it('is waited for until its holder releases it', async () => {
    const files = memoryFiles();
    const other = await take(worldOf(files, { pid: 2 }));
    let naps = 0;
    const onSleep = async () => {
      naps += 1;
      if (naps === 3) await other.release();
    };
    const ours = await take(worldOf(files, { onSleep }));
    expect([naps, await ours.isHeld(), holderIn(files.text(lock))]).toEqual([3, true, 1]);
  });

  it('is left alone when the wait is cancelled', async () => {
    const files = memoryFiles({ [lock]: claim(2) });
    const cancel = new AbortController();
    const onSleep = async () => {
      if (cancel.signal.aborted) await giveUp();
      cancel.abort(new Cancelled());
    };
    const attempt = take({ ...worldOf(files, { onSleep }), signal: cancel.signal });
    await expect(attempt).rejects.toBeInstanceOf(Cancelled);
    expect(files.text(lock)).toBe(claim(2));
  });

  it('is ours where the answer to its creation was lost', async () => {
    const files = memoryFiles();
    const lossy: Files = { ...files, create: async (...made) => !(await files.create(...made)) };
    expect(await (await take(worldOf(lossy))).isHeld()).toBe(true);
  });
});

it('a process that was kept from writing its lock for so long that another took it does not hold it', async () => {
  const files = memoryFiles();
  const starved: Files = {
    ...files,
    // It writes into a file that has been removed meanwhile.
    create: async (path) => {
      if (path === lock) files.put(lock, provenClaim(2));
      return true;
    },
  };
  await expect(take(worldOf(starved))).rejects.toBeInstanceOf(StillHeld);
  expect(files.text(lock)).toBe(provenClaim(2));
});

/** Waits in made-up time; `during` is called before each sleep. */
function waiter(files: Files, circumstances: Circumstances = {}, during = (_: number) => {}) {
  const told: string[] = [];
  let slept = 0;
  const onSleep = async (milliseconds: number) => {
    during(slept);
    slept += milliseconds;
    if (slept > 3_600_000) await giveUp();
  };
  const say = (text: string) => void told.push(text);
  const world = worldOf(files, { ...circumstances, onSleep, say });
  return { world, told, slept: () => slept };
}

describe('a holder that cannot be looked at', () => {
  it.each([
    ['on another machine', provenClaim(9, { processSpace: 'that boot', hostname: 'there' })],
    ['in another container of the same name', provenClaim(1, { processSpace: 'another' })],
    ['that is stopped', provenClaim(5)],
    ['that the system tells nothing of', provenClaim(2, { processStart: undefined })],
  ])('%s counts as dead after seconds without a sign of life', async (_, text) => {
    const files = memoryFiles({ [lock]: text }, () => start);
    const { world, slept } = waiter(files);
    await take(world);
    expect(holderIn(files.text(lock))).toBe(1);
    expect([slept() > 4_000, slept() < 6_000]).toEqual([true, true]);
  });

  it('is waited for while it gives signs of life', async () => {
    let now = start;
    const files = memoryFiles({}, () => now);
    const text = provenClaim(9, { processSpace: 'that boot' });
    files.put(lock, text);
    const beat = (slept: number) => {
      now = later(Math.floor(slept / 1_000) * 1_000);
      if (slept < 60_000) files.put(lock, text);
      else void files.remove(lock);
    };
    const { world, slept } = waiter(files, {}, beat);
    await take(world);
    expect(slept()).toBeGreaterThan(60_000);
  });
});

describe('a wait', () => {
  it('is told once, after a second, with who holds the lock, since when, and how long at most', async () => {
    const files = memoryFiles({ [lock]: provenClaim(2) }, () => start);
    let toldAt = 0;
    const { world, told } = waiter(files, {}, (slept) => {
      if (told.length === 0) toldAt = slept;
      if (slept > 30_000) void files.remove(lock);
    });
    await take(world);
    expect(told).toEqual([
      expect.stringMatching(/process 2\b.*since 22 Nov 2026, .*at most 5 min/),
    ]);
    expect([toldAt > 900, toldAt < 1_100]).toEqual([true, true]);
  });

  it('that is short is not told', async () => {
    const files = memoryFiles({ [lock]: provenClaim(2) }, () => start);
    const { world, told } = waiter(files, {}, (slept) => {
      if (slept > 800) void files.remove(lock);
    });
    await take(world);
    expect(told).toEqual([]);
  });

  it('has an end, whatever the clock says', async () => {
    const files = memoryFiles({ [lock]: provenClaim(2) }, () => start);
    const { world, slept } = waiter(files);
    await expect(take(world)).rejects.toMatchObject({
      code: 'env-file-busy',
      message: expect.stringMatching(/\.env .*process 2, since 22 Nov 2026/),
    });
    expect([slept() >= 300_000, slept() < 301_000]).toEqual([true, true]);
    expect(files.text(lock)).toBe(provenClaim(2));
  });

  const lookAtIt = { say: 'See what it is doing', run: shell('ps', '-p', '2') };
  const runAgain = { say: 'When it has ended, run it again', run: again() };
  const elsewhere = { hostname: 'there', processSpace: 'that boot' };

  it.each([
    ['here', provenClaim(2), 'process 2', [lookAtIt, runAgain]],
    ['on another machine', provenClaim(2, elsewhere), 'process 2 on there', [runAgain]],
    ['that has written nothing yet', '', 'another process', [runAgain]],
  ])('for a process %s names it when it begins and when it ends', async (_, text, who, fix) => {
    let signs = 0;
    const files = memoryFiles({ [lock]: text }, () => later(signs % 2));
    const told: string[] = [];
    const onSleep = async () => {
      signs += 1;
      files.put(lock, text);
    };
    const world = worldOf(files, { onSleep, say: (one) => void told.push(one) });
    const since = localTime(start);
    await expect(take(world)).rejects.toMatchObject({
      code: 'env-file-busy',
      message: `${file} is in use by ${who}, since ${since}.`,
      fix,
    });
    expect(told).toEqual([
      `  Waiting for ${who}, which has used ${file} since ${since}; for at most 5 minutes …`,
    ]);
  });

  it('looks often at first and seldom later, and never in step with other waits', async () => {
    const files = memoryFiles({ [lock]: provenClaim(2) }, () => start);
    const pauses: { readonly after: number; readonly length: number }[] = [];
    let after = 0;
    const onSleep = async (length: number) => {
      pauses.push({ after, length });
      after += length;
    };
    await expect(take(worldOf(files, { onSleep }))).rejects.toMatchObject({
      code: 'env-file-busy',
    });
    const between = (from: number, to: number) =>
      pauses.filter(({ after }) => after >= from && after < to).map(({ length }) => length);
    for (const [from, to, least, most] of [
      [0, 400, 20, 40],
      [1_000, 1_500, 50, 150],
      [2_500, 300_000, 125, 250],
    ] as const) {
      expect(Math.min(...between(from, to))).toBeGreaterThanOrEqual(least);
      expect(Math.max(...between(from, to))).toBeLessThanOrEqual(most);
      expect(new Set(between(from, to)).size).toBeGreaterThan(1);
    }
  });

  it('ends soon after its holder has, whose lock shows no change', async () => {
    const files = memoryFiles({ [lock]: provenClaim(2) }, () => start);
    const { world, slept } = waiter(files);
    let looks = 0;
    const isRunning = () => {
      looks += 1;
      return slept() < 60_000;
    };
    await take({ ...world, machine: { ...world.machine, isRunning } });
    expect([slept() >= 60_000, slept() < 61_000]).toEqual([true, true]);
    expect([looks > 60, looks < 125]).toEqual([true, true]);
  });
});

describe('in the place of the lock', () => {
  it.each<[PathStats['kind']]>([
    ['folder'],
    ['symbolic link'],
    ['named pipe'],
    ['socket'],
    ['device'],
  ])('a %s is named at once, and left alone', async (kind) => {
    const files = memoryFiles({ [lock]: '' });
    const odd: Files = {
      ...files,
      read: () => new Promise(() => {}),
      lstat: async () => ({ kind, size: 0, modifiedAt: start }),
    };
    await expect(take(worldOf(odd))).rejects.toMatchObject({
      code: 'env-lock-unusable',
      message: expect.stringContaining(`${lock} is a ${kind}`),
    });
    expect(files.paths()).toEqual([lock]);
  });

  it('a large file of somebody is left alone', async () => {
    const files = memoryFiles({ [lock]: 'x'.repeat(100_000) });
    await expect(take(worldOf(files))).rejects.toMatchObject({ code: 'env-lock-unusable' });
    expect(files.text(lock)).toHaveLength(100_000);
  });

  it('a file that may not be read is named after some seconds', async () => {
    const files = memoryFiles({ [lock]: provenClaim(2) });
    files.fail('read', 'EACCES');
    const { world, slept } = waiter(files);
    await expect(take(world)).rejects.toMatchObject({ code: 'env-lock-unusable' });
    expect(slept()).toBeLessThan(6_000);
    files.mend();
    expect(files.text(lock)).toBe(provenClaim(2));
  });

  it('the dead lock of another user, who alone may remove it, is named', async () => {
    const files = memoryFiles({ [lock]: provenClaim(3) });
    const theirs: Files = {
      ...files,
      async remove(path) {
        if (path === lock) throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
        await files.remove(path);
      },
    };
    await expect(take(worldOf(theirs))).rejects.toMatchObject({
      code: 'env-lock-unusable',
      message: expect.stringContaining(
        `${lock} is the lock of a process that has ended, and not yours. `,
      ),
    });
    expect(files.paths()).toEqual([lock]);
  });

  it('the dead lock that the disk does not let go is its error, and leaves no guard', async () => {
    const files = memoryFiles({ [lock]: provenClaim(3) });
    const broken: Files = {
      ...files,
      async remove(path) {
        if (path === lock) throw Object.assign(new Error('EIO'), { code: 'EIO' });
        await files.remove(path);
      },
    };
    await expect(take(worldOf(broken))).rejects.toMatchObject({ code: 'EIO' });
    expect(files.paths()).toEqual([lock]);
  });
});

it('our lock says which process holds it, where, and since when', async () => {
  const files = memoryFiles();
  await take(worldOf(files, { pid: 7 }));
  expect(JSON.parse(files.text(lock) ?? '')).toEqual({
    pid: 7,
    hostname: 'here',
    time: start.toISOString(),
    mark: expect.stringMatching(/^[\da-f-]{36}$/),
    processSpace: 'this boot',
    processStart: 'start of 7',
  });
});

it('our lock is without the start of our process where the system does not tell it', async () => {
  const files = memoryFiles();
  const world = worldOf(files);
  await take({ ...world, machine: { ...world.machine, processFacts: async () => undefined } });
  expect(JSON.parse(files.text(lock) ?? '')).not.toHaveProperty('processStart');
});

describe('a release', () => {
  const failure: SharedFailure = { attempt: 'a', code: 'throttled', facts: {} };

  it('leaves nothing, and shows nothing', async () => {
    const files = memoryFiles();
    const slept: number[] = [];
    const onSleep = async (milliseconds: number) => void slept.push(milliseconds);
    const ours = await take(worldOf(files, { onSleep }));
    await ours.release();
    expect([files.paths(), slept]).toEqual([[], []]);
  });

  it('finds nothing to do where the lock is gone, or is none any more', async () => {
    const files = memoryFiles();
    const ours = await take(worldOf(files));
    await files.remove(lock);
    expect(await ours.isHeld()).toBe(false);
    files.put(lock, 'of somebody');
    await ours.release();
    expect([await ours.isHeld(), files.text(lock)]).toEqual([false, 'of somebody']);
  });

  it('leaves the lock of somebody who thought us dead', async () => {
    const files = memoryFiles();
    const ours = await take(worldOf(files));
    files.put(lock, claim(2));
    await ours.release();
    expect([await ours.isHeld(), files.text(lock)]).toEqual([false, claim(2)]);
  });

  it('with a failure leaves nothing either, nor when it is interrupted', async () => {
    const files = memoryFiles();
    const ours = await take(worldOf(files));
    await ours.release(failure);
    expect(files.paths()).toEqual([]);
  });

  /** Shows the failure of work that took so long, and `during` is called while it does. */
  async function showing(took: number, files: MemoryFiles, during = () => {}) {
    const clock = { now: start };
    const shown: unknown[] = [];
    const sleep = async (milliseconds: number) => {
      shown.push([milliseconds, JSON.parse(files.text(lock) ?? '').failure]);
      during();
    };
    const ours = await take({ ...worldOf(files), clock: { now: () => clock.now, sleep } });
    clock.now = later(took);
    await ours.release(failure);
    return shown;
  }

  it.each([
    [1_000, 200],
    [60_000, 500],
    [-10_000, 0],
  ])('with a failure after %i ms shows it for %i ms', async (took, time) => {
    const files = memoryFiles();
    expect(await showing(took, files)).toEqual([[time, failure]]);
    expect(files.paths()).toEqual([]);
  });

  it('leaves the lock of somebody who took it while the failure was shown', async () => {
    const files = memoryFiles();
    await showing(10_000, files, () => files.put(lock, claim(2)));
    expect(files.text(lock)).toBe(claim(2));
  });

  it('with a failure that cannot be shown leaves nothing either', async () => {
    const files = memoryFiles();
    files.fail('replace', 'ENOSPC');
    expect(await showing(10_000, files)).toEqual([]);
    expect(files.paths()).toEqual([]);
  });
});

describe('a failure that the holder tells', () => {
  const failure: SharedFailure = { attempt: 'a', code: 'throttled', facts: { wait: 'soon' } };

  /** What somebody is told who begins to wait at `from` (ms) for a holder that takes ten seconds and fails. */
  async function toldFrom(from: number): Promise<readonly (SharedFailure | undefined)[]> {
    const clock = { now: start };
    const files = memoryFiles({}, () => clock.now);
    const sleeps = async (milliseconds: number) => {
      clock.now = new Date(clock.now.getTime() + milliseconds);
    };
    let endShowing = () => {};
    const shown = new Promise<void>((resolve) => {
      endShowing = resolve;
    });
    const holder = await take({
      ...worldOf(files, { pid: 2 }),
      clock: { now: () => clock.now, sleep: () => shown },
    });
    clock.now = later(from);
    let released: Promise<void> | undefined;
    const told: (SharedFailure | undefined)[] = [];
    const takeOver: TakeOver<never> = async (theirs) => {
      told.push(theirs);
      return undefined;
    };
    const onSleep = async (milliseconds: number) => {
      await sleeps(milliseconds);
      if (clock.now >= later(10_000)) released ??= holder.release(failure);
      if (clock.now >= later(11_000)) endShowing();
      await new Promise(setImmediate);
    };
    const world = { ...worldOf(files), clock: { now: () => clock.now, sleep: onSleep } };
    if (from >= 10_000) released = holder.release(failure);
    await new Promise(setImmediate);
    await takeLock(file, world, takeOver);
    await released;
    return told;
  }

  it('reaches those who waited for it', async () => {
    expect(await toldFrom(2_000)).toEqual([failure]);
  });

  it('does not reach those who came when it had ended', async () => {
    expect(await toldFrom(10_000)).toEqual([]);
  });
});

describe('what a process that waits takes over', () => {
  const failure: SharedFailure = { attempt: 'a', code: 'throttled', facts: {} };

  /** Waits for the lock of process 2; meanwhile each text is found in its place, and nothing at last. */
  async function takenOverFrom<T>(takeOver: TakeOver<T>, ...texts: readonly string[]) {
    let writes = 0;
    const clock = () => {
      writes += 1;
      return later(writes);
    };
    const files = memoryFiles({ [lock]: provenClaim(2) }, clock);
    const left = [...texts];
    const onSleep = async () => {
      const text = left.shift();
      if (text === undefined) await files.remove(lock);
      else files.put(lock, text);
    };
    return { files, taken: await takeLock(file, worldOf(files, { onSleep }), takeOver) };
  }

  it('ends its wait, and it takes no lock', async () => {
    const next = provenClaim(5, { mark: 'another' });
    const { files, taken } = await takenOverFrom(async () => 'done', next);
    expect([taken, files.text(lock)]).toEqual([{ result: 'done' }, next]);
  });

  it('is the failure of the holder that it waited for, and of no other', async () => {
    const told: (SharedFailure | undefined)[] = [];
    const note = async (theirs: SharedFailure | undefined) => void told.push(theirs);
    await takenOverFrom(note, provenClaim(2, { failure }));
    await takenOverFrom(note, provenClaim(2, { mark: 'another', failure }));
    expect(told).toEqual([failure, undefined]);
  });

  it('is a failure once, and is asked for after each holder, whatever it left', async () => {
    const told: (SharedFailure | undefined)[] = [];
    const note = async (theirs: SharedFailure | undefined) => void told.push(theirs);
    await takenOverFrom(note, provenClaim(2, { failure }), provenClaim(5, { mark: 'another' }));
    expect(told).toEqual([failure]);
    await takenOverFrom(note, '', provenClaim(5, { mark: 'another' }));
    expect(told).toEqual([failure, undefined, undefined]);
  });
});

it('two locks of one process have two marks', async () => {
  const files = memoryFiles();
  const marks = [];
  for (const _ of [1, 2]) {
    const ours = await take(worldOf(files));
    marks.push(JSON.parse(files.text(lock) ?? '{}').mark);
    await ours.release();
  }
  expect(new Set(marks).size).toBe(2);
});

it('the heartbeat ends before the lock is removed', async () => {
  const files = memoryFiles();
  const order: string[] = [];
  const world = worldOf({
    ...files,
    startHeartbeat: () => async () => void order.push('heartbeat ended'),
    async remove(path) {
      order.push(`removed ${path}`);
      await files.remove(path);
    },
  });
  await (await take(world)).release();
  expect(order).toEqual(['heartbeat ended', `removed ${lock}`]);
});

describe('two who break the same dead lock', () => {
  it('the slower one does not delete the new lock of the faster one', async () => {
    const files = memoryFiles({ [lock]: claim(3) });
    const slow: Files = {
      ...files,
      // Between its look at the dead lock and its guard, the faster one has done it all.
      async create(path, text) {
        if (path === guard) await take(worldOf(files, { pid: 2 }));
        return files.create(path, text);
      },
    };
    const attempt = take(worldOf(slow));
    await expect(attempt).rejects.toBeInstanceOf(StillHeld);
    expect([files.paths(), holderIn(files.text(lock))]).toEqual([[lock], 2]);
  });

  it('the second one waits while the first one deletes', async () => {
    const files = memoryFiles({ [lock]: claim(3) });
    const second = worldOf(files, { pid: 2 });
    const first: Files = {
      ...files,
      // Between its last look at the dead lock and the deletion, somebody else comes by.
      async remove(path) {
        if (path === lock) await expect(take(second)).rejects.toBeInstanceOf(StillHeld);
        return files.remove(path);
      },
    };
    await take(worldOf(first));
    expect([files.paths(), holderIn(files.text(lock))]).toEqual([[lock], 1]);
  });

  it('a guard whose holder died is no obstacle', async () => {
    const files = memoryFiles({
      [lock]: claim(3),
      [guard]: claim(3),
      [`${guard}.guard`]: claim(3),
    });
    await take(worldOf(files));
    expect([files.paths(), holderIn(files.text(lock))]).toEqual([[lock], 1]);
  });
});

describe('a guard that was left beside no lock', () => {
  it('is removed when its process is dead', async () => {
    const files = memoryFiles({ [guard]: provenClaim(3) });
    await take(worldOf(files));
    expect(files.paths()).toEqual([lock]);
  });

  it('does no harm where it cannot be removed', async () => {
    const files = memoryFiles({ [guard]: provenClaim(3) });
    files.fail('remove', 'EIO');
    expect(await (await take(worldOf(files))).isHeld()).toBe(true);
  });

  it('is let be while its process runs', async () => {
    const files = memoryFiles({ [guard]: provenClaim(2) });
    await take(worldOf(files));
    expect(files.paths()).toEqual([lock, guard]);
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
      lstat: (path) => step().then(() => files.lstat(path)),
      create: (path, text) => step().then(() => files.create(path, text)),
      remove: (path) => step().then(() => files.remove(path)),
    };
    const world = worldOf(stepping, { pid, onSleep: step });
    return { ...world, machine: { ...world.machine, isRunning: (other) => !killed.has(other) } };
  }

  async function work(pid: number, life: number): Promise<void> {
    const held = await take(worldOfProcess(pid, life));
    inside.add(pid);
    expect([...inside]).toEqual([pid]);
    expect(await held.isHeld()).toBe(true);
    inside.delete(pid);
    await held.release();
    finished.push(pid);
  }

  return { work, finished };
}
