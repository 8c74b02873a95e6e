/** LinkedIn's budget of metric values, and its throttles: when the next call may start. */

import { describe, expect, it } from 'vitest';
import {
  createRateBudget,
  freeAt,
  type RateBudget,
  type Reservation,
} from '../../src/report/fetch/rate-budget.ts';
import { createTestClock } from '../support/clock.ts';
import { quietTerminal } from '../support/terminal.ts';

const call = 300_000;
const million = 1_000_000;

describe('45 million metric values in five minutes', () => {
  it.each<readonly [string, readonly (readonly [values: number, at: number])[], number]>([
    ['nothing spent', [], 1_000],
    ['all but one call spent', [[45 * million - call, 0]], 1_000],
    ['all spent at once', [[45 * million, 0]], 301_000],
    [
      'all spent, half of it earlier',
      [
        [22 * million, 500],
        [23 * million, 0],
      ],
      301_000,
    ],
    [
      'all spent, in small pieces',
      [
        [call, 0],
        [call - 1, 10],
        [45 * million - call, 20],
      ],
      301_010,
    ],
    ['more than five minutes ago', [[45 * million, -300_000]], 1_000],
  ])('let the next call start in time: %s', (_, spent, free) => {
    const reservations = spent.map(([values, at]) => ({ values, at }));
    expect(freeAt(reservations, call, 1_000)).toBe(free);
  });
});

describe('a pace', () => {
  function open() {
    const { signal } = new AbortController();
    const clock = createTestClock('1970-01-01T00:00:00Z', signal);
    return { clock, pace: createRateBudget({ clock, signal, terminal: quietTerminal }) };
  }

  /** When a second call of the whole budget may start, in seconds after the first. */
  async function nextAfter(
    first: (pace: RateBudget, reservation: Reservation) => void,
  ): Promise<number> {
    const { clock, pace } = open();
    first(pace, await pace.start(45 * million));
    await pace.start(45 * million);
    return clock.now().getTime() / 1_000;
  }

  it.each<[string, (pace: RateBudget, reservation: Reservation) => void, number]>([
    ['keeps what a call may still bring', () => {}, 301],
    ['keeps what a call brought', (pace, reservation) => pace.answered(reservation, 1), 301],
    [
      'gives back what a call did not bring',
      (pace, reservation) => pace.answered(reservation, 0),
      0,
    ],
    ['gives back all of a call that failed', (pace, reservation) => pace.failed(reservation), 0],
    [
      'waits a minute when LinkedIn throttles',
      (pace, reservation) => {
        pace.failed(reservation);
        pace.throttled();
      },
      60,
    ],
  ])('%s', async (_, first, seconds) => {
    expect(await nextAfter(first)).toBe(seconds);
  });

  it('gives up at the seventh throttle in a row, and counts from the last answer', async () => {
    const { pace } = open();
    const throttled = async () => {
      pace.failed(await pace.start(1));
      return pace.throttled();
    };
    const six = async () => {
      for (let time = 1; time <= 6; time += 1) expect(await throttled()).toBe(true);
    };

    await six();
    pace.answered(await pace.start(1), 1);
    await six();
    expect(await throttled()).toBe(false);
  });

  it.each([
    [10_000, 60],
    [90_000, 90],
    [900_000, 900],
  ])('waits for %i ms at the least, when LinkedIn asks for them', async (asked, seconds) => {
    const waited = await nextAfter((pace, reservation) => {
      pace.failed(reservation);
      expect(pace.throttled(asked)).toBe(true);
    });
    expect(waited).toBe(seconds);
  });

  it('waits for the longest of several', async () => {
    const waited = await nextAfter((pace, reservation) => {
      pace.failed(reservation);
      for (const asked of [undefined, 300_000, 20_000]) pace.throttled(asked);
    });
    expect(waited).toBe(300);
  });

  it('does not wait for more than a quarter of an hour', () => {
    expect(open().pace.throttled(900_001)).toBe(false);
  });

  it('takes throttles of calls that were under way together for one', async () => {
    const { pace } = open();
    const together = Array.from({ length: 20 }, () => pace.throttled());
    expect(together).toEqual(together.map(() => true));
  });
});
