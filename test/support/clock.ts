/** Clocks that move when the program sleeps or the test says so, never because a test is slow. */

import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/world.ts';

/** Of every world, unless a test says otherwise. */
export const startTime = '2026-11-22T10:00:00Z';

export interface TestClock extends Clock {
  pass(milliseconds: number): void;
  /** Until this has settled, no wait runs out that something else may still end. */
  freezeUntil(happening: Promise<unknown>): void;
}

interface Sleeper {
  readonly until: number;
  /** It has a signal of its own: what it waits against may come over a real socket. */
  readonly endable: boolean;
  wake(): void;
}

/** `interruption` is Ctrl-C, the one signal that every sleep of the program may carry. */
export function createTestClock(start: string, interruption: AbortSignal): TestClock {
  let now = Date.parse(start);
  let held = 0;
  let turning = false;
  const sleepers = new Set<Sleeper>();

  /** Wakes whoever is due first, once everybody has gone as far as they can. */
  async function turn(): Promise<void> {
    if (turning) return;
    turning = true;
    for (let next = await soonest(); next !== undefined; next = await soonest()) {
      sleepers.delete(next);
      now = Math.max(now, next.until);
      next.wake();
    }
    turning = false;
  }

  async function soonest(): Promise<Sleeper | undefined> {
    for (let turns = 0; turns < 4; turns += 1) await setImmediate();
    return [...sleepers]
      .filter(({ endable }) => !endable || held === 0)
      .toSorted((one, other) => one.until - other.until)[0];
  }

  return {
    now: () => new Date(now),
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const abandon = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          until: now + milliseconds,
          endable: signal !== undefined && signal !== interruption,
          wake() {
            signal?.removeEventListener('abort', abandon);
            resolve();
          },
        };
        signal?.addEventListener('abort', abandon, { once: true });
        sleepers.add(sleeper);
        void turn();
      }),
    pass(milliseconds) {
      now += milliseconds;
    },
    freezeUntil(happening) {
      held += 1;
      const release = () => {
        held -= 1;
        void turn();
      };
      happening.then(release, release);
    },
  };
}

export interface ManualClock extends Clock {
  /** Wakes whoever is due by then. */
  pass(milliseconds: number): void;
  /** How many are asleep. */
  sleeping(): number;
}

/** A clock that moves only when the test says so. */
export function createManualClock(start: string): ManualClock {
  let now = Date.parse(start);
  const sleepers = new Set<() => void>();
  return {
    now: () => new Date(now),
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const until = now + milliseconds;
        const wake = () => {
          if (now < until) return;
          sleepers.delete(wake);
          resolve();
        };
        sleepers.add(wake);
        signal?.addEventListener('abort', () => {
          sleepers.delete(wake);
          reject(signal.reason);
        });
      }),
    pass(milliseconds) {
      now += milliseconds;
      for (const wake of [...sleepers]) wake();
    },
    sleeping: () => sleepers.size,
  };
}
