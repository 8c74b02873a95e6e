/** The simulator, or any other function of the platform's requests and responses, in the place of the network. */

import type { Exchange } from '../../src/world.ts';

/** Narrower than the platform's, so that the simulator *is* a fetch. Never follows a redirect. */
export type Fetch = (request: Request) => Promise<Response>;

export function exchangeBy(fetch: Fetch): Exchange {
  return async ({ method, url, headers = {}, body, signal }) => {
    const init = { method, headers, signal, redirect: 'manual', ...(body && { body }) } as const;
    const response = await fetch(new Request(url, init));
    const head = { status: response.status, headers: new Map(response.headers) };
    return { ...head, body: new Uint8Array(await response.arrayBuffer()) };
  };
}
