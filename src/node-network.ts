/** The door to the network: every exchange in one place, bounded in time, size and number. */

import type { Env, Exchange } from './world.ts';

/** Times in milliseconds, sizes in bytes. */
export interface Limits {
  /** To look up the name, and to come through the proxy and TLS. */
  readonly connect: number;
  /** Without a byte. */
  readonly silence: number;
  /** Of one exchange, from its first moment to the last byte; `long` where an intake takes the answer. */
  readonly whole: { readonly short: number; readonly long: number };
  /** What a long answer must bring in `period`, or it is too slow. */
  readonly pace: { readonly bytes: number; readonly period: number };
  /** Of an answer, decoded. */
  readonly size: { readonly short: number; readonly long: number };
  /** At a time. */
  readonly connections: number;
}

const minute = 60_000;

/** README names them. */
export const usualLimits: Limits = {
  connect: 15_000,
  silence: 30_000,
  whole: { short: minute, long: 10 * minute },
  pace: { bytes: minute, period: minute },
  size: { short: 1_000_000, long: 32_000_000 },
  connections: 8,
};

/** What speaks HTTP is loaded on the first request: commands that need no network start without it. */
export function openExchange(env: Env, limits: Limits = usualLimits): Exchange {
  let opened: Promise<Exchange> | undefined;
  return async (request) => {
    opened ??= import('./node-exchange.ts').then(({ exchangeWithin }) =>
      exchangeWithin(limits, env),
    );
    return await (await opened)(request);
  };
}
