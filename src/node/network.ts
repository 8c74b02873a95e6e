/** The door to the network: every exchange in one place, bounded in time, size and number. */

import type { Env, Exchange } from '../world.ts';
import type { Limits } from './exchange.ts';

/** What speaks HTTP is loaded on the first request: commands that need no network start without it. */
export function createLazyExchange(env: Env, limits?: Limits): Exchange {
  let opened: Promise<Exchange> | undefined;
  return async (request) => {
    opened ??= import('./exchange.ts').then(({ createExchange }) => createExchange(env, limits));
    return await (await opened)(request);
  };
}
