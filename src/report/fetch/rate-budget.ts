/** When the next call may start: not above LinkedIn's budget of metric values, and not while it throttles. */

import type { Ask } from '../../checks/session.ts';
import { isFault } from '../../faults/fault.ts';
import type { World } from '../../world.ts';

/**
 * Metric values (fields × rows) of five minutes, and one second more: LinkedIn counts in whole ones.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting.
 */
const mostValues = 45_000_000;
const budgetPeriod = 301_000;

/** LinkedIn seldom says how long; the minute is the shortest window that it names. */
const usualPause = 60_000;
/** Longer than the longest window that passes by itself, the five minutes of the budget. */
const longestThrottling = 6 * usualPause;
/** Whoever is asked to wait longer comes back another time. */
const longestPause = 15 * 60_000;

export type RateBudget = ReturnType<typeof createRateBudget>;

/** What a call takes of the budget: a guess until it is answered. */
export interface Reservation {
  values: number;
  /** Milliseconds. */
  at: number;
}

type Waiting = Pick<World, 'clock' | 'signal' | 'terminal'>;

export function createRateBudget(world: Waiting) {
  let reservations: readonly Reservation[] = [];
  let resumeAt = 0;
  let throttledSince: number | undefined;
  const now = () => world.clock.now().getTime();
  const waitUntil = waiter(world);
  return {
    /** Waits until a call may start that brings so many metric values at most. */
    async start(atMost: number) {
      // Others may have started meanwhile, or met a throttle: both are looked at after every wait.
      for (;;) {
        world.signal.throwIfAborted();
        const free = freeAt(reservations, atMost, now());
        if (resumeAt > now()) await waitUntil(resumeAt, 'LinkedIn asks for a pause');
        else if (free > now()) await waitUntil(free, 'LinkedIn gives no more in five minutes');
        else break;
      }
      const reservation = { values: atMost, at: now() };
      reservations = [...recentReservations(reservations, now()), reservation];
      return reservation;
    },
    answered(reservation: Reservation, values: number) {
      throttledSince = undefined;
      Object.assign(reservation, { values, at: now() });
    },
    failed(reservation: Reservation) {
      reservation.values = 0;
    },
    /** Nothing starts for a minute, or the milliseconds that LinkedIn asks for; false when it throttles too long. */
    throttled(asked = 0) {
      const isFirstOfPause = resumeAt <= now();
      throttledSince ??= now();
      const isTooLong = isFirstOfPause && now() - throttledSince >= longestThrottling;
      if (isTooLong || asked > longestPause) return false;
      resumeAt = Math.max(resumeAt, now() + Math.max(asked, usualPause));
      return true;
    },
  };
}

/** Counts down where somebody watches; a log gets one line for every wait. */
function waiter({ clock, signal, terminal }: Waiting) {
  let said = '';
  return async (time: number, why: string): Promise<void> => {
    const line = `  ${why}; going on at ${new Date(time).toISOString().slice(11, 16)} UTC.`;
    if (line !== said) terminal.say(line);
    said = line;
    const left = () => time - clock.now().getTime();
    while (left() > 0) {
      terminal.progress(`     ${why}: going on in ${Math.ceil(left() / 1_000)} s …`);
      await clock.sleep(Math.min(left(), 1_000), signal);
    }
  };
}

/** When so many more values are within the budget, in milliseconds. */
export function freeAt(reservations: readonly Reservation[], values: number, now: number): number {
  const spent = recentReservations(reservations, now).toSorted((one, other) => one.at - other.at);
  let over = spent.reduce((total, one) => total + one.values, values) - mostValues;
  let free = now;
  for (const { values: back, at } of spent) {
    if (over <= 0) break;
    over -= back;
    free = at + budgetPeriod;
  }
  return free;
}

function recentReservations(reservations: readonly Reservation[], now: number) {
  return reservations.filter(({ at }) => at + budgetPeriod > now);
}

// --- calls -------------------------------------------------------------------------------------------

export interface BudgetedCall<T> {
  /** Metric values that it may bring. */
  readonly atMost: number;
  readonly make: () => Promise<T>;
  readonly valuesIn: (answer: T) => number;
}

/** Makes a call when it may start, and again after throttles that pass. Throws `throttled` when they last too long. */
export async function reserveAndCall<T>(
  budget: RateBudget,
  { atMost, make, valuesIn }: BudgetedCall<T>,
): Promise<T> {
  for (;;) {
    const reservation = await budget.start(atMost);
    try {
      const answer = await make();
      budget.answered(reservation, valuesIn(answer));
      return answer;
    } catch (error) {
      budget.failed(reservation);
      if (!isFault(error, 'throttled') || !budget.throttled(error.retryAfter)) throw error;
    }
  }
}

/** The same for calls that bring no numbers. */
export function withRateBudget(ask: Ask, budget: RateBudget): Ask {
  return (call, scope) =>
    reserveAndCall(budget, { atMost: 0, make: () => ask(call, scope), valuesIn: () => 0 });
}
