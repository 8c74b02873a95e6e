/** One request and its answer over Node's own HTTP, within limits that hold whatever happens beneath. */

import {
  Agent,
  type IncomingMessage,
  request as openRequest,
  type RequestOptions,
} from 'node:http';
import { proxyFor } from '../linkedin/proxy.ts';
import {
  type Env,
  type Exchange,
  ExchangeError,
  type HttpRequest,
  type HttpResponse,
} from '../world.ts';
import { connect, type Route } from './connection.ts';
import { decodedBody } from './content-coding.ts';

/** Times in milliseconds, sizes in bytes. */
export interface Limits {
  /** To look up the name, and to come through the proxy and TLS. */
  readonly connect: number;
  /** Without a byte. */
  readonly idle: number;
  /** Of one exchange, from its first moment to the last byte; `long` where the answer may be long. */
  readonly total: { readonly short: number; readonly long: number };
  /** What a long answer must bring in `period`, or it is too slow. */
  readonly minimumRate: { readonly bytes: number; readonly period: number };
  /** Of an answer, decoded. */
  readonly size: { readonly short: number; readonly long: number };
  /** At a time. */
  readonly connections: number;
}

const minute = 60_000;

/** README names them. */
export const defaultLimits: Limits = {
  connect: 15_000,
  idle: 30_000,
  total: { short: minute, long: 10 * minute },
  minimumRate: { bytes: minute, period: minute },
  size: { short: 1_000_000, long: 32_000_000 },
  connections: 8,
};

export function createExchange(env: Env, limits: Limits = defaultLimits): Exchange {
  const turnstile = createSemaphore(limits.connections);
  const kept = createAgent(true);
  const unkept = createAgent(false);
  return async (request) => {
    const url = new URL(request.url);
    const proxy = proxyFor(url, env);
    const agent = request.newConnection === true ? unkept : kept;
    const leave = await turnstile(request.signal);
    const watch = startTimeouts(request, limits);
    const route = { url, proxy, signal: watch.signal, timeout: limits.connect };
    try {
      return await Promise.race([
        watch.expired,
        send(request, { agent, newConnectionAgent: unkept, route, timeouts: watch, limits }),
      ]);
    } finally {
      watch.clear();
      leave();
    }
  };
}

/** So many at a time; the others wait. */
function createSemaphore(most: number): (signal: AbortSignal) => Promise<() => void> {
  let inside = 0;
  const waiting = new Set<() => void>();
  const leave = () => {
    inside -= 1;
    const woken = [...waiting];
    waiting.clear();
    for (const wake of woken) wake();
  };
  return async (signal) => {
    signal.throwIfAborted();
    while (inside >= most) {
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      signal.throwIfAborted();
    }
    inside += 1;
    return leave;
  };
}

/** Where a connection leads is with the request that opens it. */
type RoutedOptions = RequestOptions & { readonly route: Route };

function createAgent(keepAlive: boolean): Agent {
  const agent = new Agent({ keepAlive });
  agent.createConnection = (options, done) => {
    connect((options as RoutedOptions).route).then(
      (socket) => done?.(null, socket),
      (error: Error) => done?.(error, undefined as never),
    );
    return undefined;
  };
  return agent;
}

// --- time --------------------------------------------------------------------------------------------

interface Timeouts {
  /** Aborted when the time is over, and by the signal of the request. */
  readonly signal: AbortSignal;
  /** Rejects with the signal's reason as soon as it is aborted. */
  readonly expired: Promise<never>;
  /** The connection stands, or so many bytes of the answer have come. */
  received(bytes: number): void;
  clear(): void;
}

function startTimeouts({ signal, mayBeLong = false }: HttpRequest, limits: Limits): Timeouts {
  const { idle, total, minimumRate } = limits;
  const over = new AbortController();
  let bytes = 0;
  const late = () => over.abort(new ExchangeError(bytes === 0 ? 'ANSWER_LATE' : 'ANSWER_STOPPED'));
  const slow = () => over.abort(new ExchangeError(bytes === 0 ? 'ANSWER_LATE' : 'ANSWER_SLOW'));
  const silent = setTimeout(late, idle);
  const deadline = setTimeout(slow, mayBeLong ? total.long : total.short);
  let before = 0;
  const paced = setInterval(() => {
    if (mayBeLong && bytes - before < minimumRate.bytes) slow();
    before = bytes;
  }, minimumRate.period);
  const interrupt = () => over.abort(signal.reason);
  signal.addEventListener('abort', interrupt);
  return {
    signal: over.signal,
    expired: new Promise((_, reject) => {
      over.signal.addEventListener('abort', () => reject(over.signal.reason));
    }),
    received(count) {
      bytes += count;
      silent.refresh();
    },
    clear() {
      signal.removeEventListener('abort', interrupt);
      clearTimeout(silent);
      clearTimeout(deadline);
      clearInterval(paced);
    },
  };
}

// --- the exchange ------------------------------------------------------------------------------------

interface SendContext {
  readonly agent: Agent;
  /** For a connection of its own. */
  readonly newConnectionAgent: Agent;
  readonly route: Route;
  readonly timeouts: Timeouts;
  readonly limits: Limits;
}

function send(request: HttpRequest, means: SendContext): Promise<HttpResponse> {
  const { agent, route, timeouts } = means;
  const { hostname, port, host, protocol, pathname, search } = route.url;
  const options: RoutedOptions = {
    agent,
    route,
    method: request.method,
    host: hostname,
    port: port || (protocol === 'https:' ? 443 : 80),
    path: pathname + search,
    headers: { ...request.headers, host },
  };
  return new Promise((resolve, reject) => {
    const sent = openRequest(options);
    timeouts.signal.addEventListener('abort', () => sent.destroy());
    let begun = false;
    sent.on('error', (cause) => {
      // A connection that was kept may be closed just as it is used again; a new one tells.
      if (sent.reusedSocket && !begun && !timeouts.signal.aborted) {
        resolve(send(request, { ...means, agent: means.newConnectionAgent }));
      } else reject(begun ? new ExchangeError('ANSWER_BROKEN', undefined, { cause }) : cause);
    });
    sent.on('socket', () => timeouts.received(0));
    sent.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve({ ...responseHead(answer), body: new Uint8Array() });
    });
    sent.on('response', (answer) => {
      begun = true;
      readBody(answer, request, means).then(resolve, (error: unknown) => {
        reject(error);
        sent.destroy();
      });
    });
    sent.end(request.body);
  });
}

function responseHead({ statusCode = 0, headers }: IncomingMessage): Omit<HttpResponse, 'body'> {
  const pairs = Object.entries(headers).map(
    ([name, value]) => [name, [value].flat().join(', ')] as const,
  );
  return { status: statusCode, headers: new Map(pairs) };
}

async function readBody(
  answer: IncomingMessage,
  { mayBeLong = false }: HttpRequest,
  { limits, timeouts }: SendContext,
): Promise<HttpResponse> {
  const head = responseHead(answer);
  const most = mayBeLong && head.status === 200 ? limits.size.long : limits.size.short;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of decodedBody(answer)) {
    timeouts.received(piece.length);
    size += piece.length;
    if (size > most) throw new ExchangeError('ANSWER_TOO_LARGE', head.status);
    pieces.push(piece);
  }
  return { ...head, body: Buffer.concat(pieces) };
}
