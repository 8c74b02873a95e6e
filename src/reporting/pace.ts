/** When the next call may start: not above LinkedIn's budget of metric values, and not while it throttles. */

import type { World } from '../world.ts';

/**
 * Metric values (fields × rows) of five minutes, and one second more: LinkedIn counts in whole ones.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting.
 */
const mostValues = 45_000_000;
const budgetPeriod = 301_000;

/** LinkedIn does not say how long; the minute is the shortest window that it names. */
const pause = 60_000;
/** Together longer than the longest window that passes by itself, the five minutes of the budget. */
const mostPauses = 6;

export interface Pace {
  /** Waits until a call may start that brings so many metric values at most. */
  start(atMost: number): Promise<Spending>;
  answered(spending: Spending, values: number): void;
  failed(spending: Spending): void;
  /** LinkedIn throttles: nothing starts for a minute. False when it has done so for too long. */
  throttled(): boolean;
}

/** What a call takes of the budget: a guess until it is answered. */
export interface Spending {
  values: number;
  /** Milliseconds. */
  at: number;
}

type Waiting = Pick<World, 'clock' | 'signal' | 'terminal'>;

export function openPace(world: Waiting): Pace {
  let spendings: readonly Spending[] = [];
  let resumeAt = 0;
  let pauses = 0;
  const now = () => world.clock.now().getTime();
  return {
    async start(atMost) {
      // Others may have started meanwhile, or met a throttle: both are looked at after every wait.
      for (;;) {
        const free = freeAt(spendings, atMost, now());
        if (resumeAt > now()) await waitUntil(resumeAt, 'LinkedIn asks for a pause', world);
        else if (free > now())
          await waitUntil(free, 'LinkedIn gives no more in five minutes', world);
        else break;
      }
      const spending = { values: atMost, at: now() };
      spendings = [...living(spendings, now()), spending];
      return spending;
    },
    answered(spending, values) {
      pauses = 0;
      Object.assign(spending, { values, at: now() });
    },
    failed(spending) {
      spending.values = 0;
    },
    throttled() {
      if (resumeAt > now()) return true;
      pauses += 1;
      resumeAt = now() + pause;
      return pauses <= mostPauses;
    },
  };
}

async function waitUntil(
  time: number,
  why: string,
  { clock, signal, terminal }: Waiting,
): Promise<void> {
  const left = () => time - clock.now().getTime();
  while (left() > 0) {
    terminal.progress(`     ${why}: going on in ${Math.ceil(left() / 1_000)} s …`);
    await clock.sleep(Math.min(left(), 1_000), signal);
  }
}

/** When so many more values are within the budget, in milliseconds. */
export function freeAt(spendings: readonly Spending[], values: number, now: number): number {
  const spent = living(spendings, now).toSorted((one, other) => one.at - other.at);
  let over = spent.reduce((total, one) => total + one.values, values) - mostValues;
  let free = now;
  for (const { values: back, at } of spent) {
    if (over <= 0) break;
    over -= back;
    free = at + budgetPeriod;
  }
  return free;
}

function living(spendings: readonly Spending[], now: number): readonly Spending[] {
  return spendings.filter(({ at }) => at + budgetPeriod > now);
}
