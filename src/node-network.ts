/** The door to the network: undici, through the proxy that the environment names. */

import type { Dispatcher } from 'undici';
import { readProxies } from './linkedin/proxy.ts';
import type { Env, Fetch } from './world.ts';

/** Milliseconds. */
export interface Patience {
  readonly connect: number;
  /** For the first byte of an answer, and between any two. */
  readonly answer: number;
}

const usual: Patience = { connect: 10_000, answer: 30_000 };

/** undici is loaded on the first request: commands that need no network start without it. */
export function openFetch(env: Env, patience: Patience = usual): Fetch {
  let opened: Promise<(request: Request) => Promise<Response>> | undefined;
  return async (request) => {
    opened ??= openClient(env, patience);
    return await (await opened)(request);
  };
}

async function openClient(
  env: Env,
  patience: Patience,
): Promise<(request: Request) => Promise<Response>> {
  const { https, http, bypass } = readProxies(env);
  // The default export, because a bundler cannot see the names of a CommonJS module.
  const { EnvHttpProxyAgent, request } = (await import('undici')).default;
  const dispatcher = new EnvHttpProxyAgent({
    // Empty, not absent: absent would make undici read the variables by itself.
    httpsProxy: https ?? '',
    httpProxy: http ?? '',
    noProxy: bypass,
    connect: { timeout: patience.connect },
    headersTimeout: patience.answer,
    bodyTimeout: patience.answer,
  });
  return async (asked) => {
    const body = asked.body === null ? null : await asked.text();
    const answer = await request(asked.url, {
      dispatcher,
      method: asked.method as Dispatcher.HttpMethod,
      headers: Object.fromEntries(asked.headers),
      body,
      signal: asked.signal,
    });
    return new Response(ReadableStream.from(answer.body), {
      status: answer.statusCode,
      headers: flatHeaders(answer.headers),
    });
  };
}

function flatHeaders(headers: Record<string, string | string[] | undefined>): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one): [string, string] => [name, one]),
  );
}
