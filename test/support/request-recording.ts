/**
 * When each request to LinkedIn began and ended, where LinkedIn alone takes time: on a virtual clock, which passes
 * when everybody has gone as far as they can.
 */

import { setImmediate } from 'node:timers/promises';
import type { TestClock } from './clock.ts';
import type { Intercept } from './linkedin.ts';

interface Recorded {
  /** Milliseconds since the first one began. */
  readonly begin: number;
  readonly end: number;
}

export interface Recording {
  readonly requests: number;
  /** The longest chain of requests of which each began when the one before had ended. */
  readonly waves: number;
  /** Until the last one had ended. */
  readonly milliseconds: number;
}

/** A request takes this long, and one of adAnalytics five seconds more for 15,000 rows. */
const answerAfter = 300;
const perRow = 5_000 / 15_000;

export function createRecorder(clock: () => TestClock, canned: Intercept = () => undefined) {
  const all: Recorded[] = [];
  const waiting: { readonly due: number; readonly answer: () => void }[] = [];
  let begun = 0;
  let isTurning = false;
  const now = () => clock().now().getTime();

  /** Until nothing more is asked without an answer: turns of the event loop, and not time, tell. */
  async function quiet(): Promise<void> {
    for (let [turns, seen] = [0, begun]; turns < 100; turns += 1) {
      await setImmediate();
      if (begun !== seen) [turns, seen] = [0, begun];
    }
  }

  async function turn(): Promise<void> {
    if (isTurning) return;
    isTurning = true;
    while (waiting.length > 0) {
      await quiet();
      waiting.sort((one, other) => one.due - other.due);
      const next = waiting.shift();
      clock().pass(Math.max(0, (next?.due ?? 0) - now()));
      next?.answer();
    }
    isTurning = false;
  }

  const intercept: Intercept = async (request, answer) => {
    const begin = now();
    begun += 1;
    const response = (await canned(request, answer)) ?? (await answer());
    const { pathname } = new URL(request.url);
    const end =
      begin + answerAfter + (pathname.endsWith('/adAnalytics') ? await delay(response) : 0);
    all.push({ begin, end });
    await new Promise<void>((resolve) => {
      waiting.push({ due: end, answer: resolve });
      void turn();
    });
    return response;
  };

  return {
    intercept,
    recording(): Recording {
      const [first, last] = [all.map(({ begin }) => begin), all.map(({ end }) => end)];
      const milliseconds = all.length === 0 ? 0 : Math.max(...last) - Math.min(...first);
      return { requests: all.length, waves: wavesIn(all), milliseconds };
    },
  };
}

async function delay(response: Response): Promise<number> {
  const text = await response.clone().text();
  return Math.round((text.split('"pivotValues"').length - 1) * perRow);
}

function wavesIn(requests: readonly Recorded[]): number {
  let [waves, free] = [0, Number.NEGATIVE_INFINITY];
  for (const { begin, end } of requests.toSorted((one, other) => one.end - other.end)) {
    if (begin < free) continue;
    waves += 1;
    free = end;
  }
  return waves;
}
