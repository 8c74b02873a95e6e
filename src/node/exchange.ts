/** One HTTP request and its response, over Node's own HTTP, within limits of time, size and connections. */

import * as http from 'node:http';
import { proxyFor } from '../linkedin/proxy.ts';
import {
  type Env,
  type Exchange,
  type ExchangeCode,
  ExchangeError,
  type HttpRequest,
  type HttpResponse,
} from '../world.ts';
import { connect, type Route } from './connection.ts';
import { decodedBody } from './content-coding.ts';

const minute = 60_000;

/** Times in milliseconds, sizes in bytes; README names them. */
const defaultLimits = {
  /** For the name lookup, the proxy and TLS together. */
  connect: 15_000,
  /** Without a byte received. */
  idle: 30_000,
  /** Of one exchange, from its first moment to the last byte; `long` where the answer may be long. */
  total: { short: minute, long: 10 * minute },
  /** What a long answer must bring in `period`, or it is too slow. */
  minimumRate: { bytes: minute, period: minute },
  /** Of an answer, decoded. */
  size: { short: 1_000_000, long: 32_000_000 },
  connections: 8,
};
export type Limits = Readonly<typeof defaultLimits>;

export function createExchange(env: Env, limits: Limits = defaultLimits): Exchange {
  const acquire = createSemaphore(limits.connections);
  const keepAliveAgent = createAgent(true);
  const newConnectionAgent = createAgent(false);
  return async (request) => {
    const url = new URL(request.url);
    const proxy = proxyFor(url, env);
    const agent = request.newConnection === true ? newConnectionAgent : keepAliveAgent;
    const release = await acquire(request.signal);
    const timeouts = startTimeouts(request, limits);
    const route = { url, proxy, signal: timeouts.signal, timeout: limits.connect };
    try {
      return await Promise.race([
        timeouts.expired,
        send(request, { agent, newConnectionAgent, route, timeouts, limits }),
      ]);
    } finally {
      timeouts.clear();
      release();
    }
  };
}

/** At most `limit` at a time. Acquiring waits for a release, or rejects when the signal is aborted. */
function createSemaphore(limit: number): (signal: AbortSignal) => Promise<() => void> {
  let acquired = 0;
  const waiting = new Set<() => void>();
  const release = () => {
    acquired -= 1;
    const woken = [...waiting];
    waiting.clear();
    for (const wake of woken) wake();
  };
  return async (signal) => {
    signal.throwIfAborted();
    while (acquired >= limit) {
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      signal.throwIfAborted();
    }
    acquired += 1;
    return release;
  };
}

/** The agent opens a connection for a request, and finds its route there. */
type RoutedOptions = http.RequestOptions & { readonly route: Route };

function createAgent(keepAlive: boolean): http.Agent {
  const agent = new http.Agent({ keepAlive });
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

type Timeouts = ReturnType<typeof startTimeouts>;

function startTimeouts({ signal, mayBeLong = false }: HttpRequest, limits: Limits) {
  const { idle, total, minimumRate } = limits;
  const controller = new AbortController();
  let bytes = 0;
  const expire = (code: ExchangeCode) =>
    controller.abort(new ExchangeError(bytes === 0 ? 'ANSWER_LATE' : code));
  const idleTimer = setTimeout(expire, idle, 'ANSWER_STOPPED');
  const totalTimer = setTimeout(expire, mayBeLong ? total.long : total.short, 'ANSWER_SLOW');
  let before = 0;
  const rateTimer = setInterval(() => {
    if (mayBeLong && bytes - before < minimumRate.bytes) expire('ANSWER_SLOW');
    before = bytes;
  }, minimumRate.period);
  const interrupt = () => controller.abort(signal.reason);
  signal.addEventListener('abort', interrupt);
  return {
    /** Aborted when a limit is exceeded, and by the signal of the request. */
    signal: controller.signal,
    /** Rejects with the signal's reason as soon as it is aborted. */
    expired: new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason));
    }),
    /** Called when the connection is open, and for each piece of the response. */
    received(count: number) {
      bytes += count;
      idleTimer.refresh();
    },
    clear() {
      signal.removeEventListener('abort', interrupt);
      clearTimeout(idleTimer);
      clearTimeout(totalTimer);
      clearInterval(rateTimer);
    },
  };
}

// --- the exchange ------------------------------------------------------------------------------------

interface SendContext {
  readonly agent: http.Agent;
  readonly newConnectionAgent: http.Agent;
  readonly route: Route;
  readonly timeouts: Timeouts;
  readonly limits: Limits;
}

function send(request: HttpRequest, context: SendContext): Promise<HttpResponse> {
  const { agent, route, timeouts } = context;
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
    const sent = http.request(options);
    timeouts.signal.addEventListener('abort', () => sent.destroy());
    let hasResponse = false;
    sent.on('error', (cause) => {
      // The server may have closed a kept connection just as it was reused: a new one tells.
      if (sent.reusedSocket && !hasResponse && !timeouts.signal.aborted) {
        resolve(send(request, { ...context, agent: context.newConnectionAgent }));
      } else reject(hasResponse ? new ExchangeError('ANSWER_BROKEN', undefined, { cause }) : cause);
    });
    sent.on('socket', () => timeouts.received(0));
    sent.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve({ ...responseHead(answer), body: new Uint8Array() });
    });
    sent.on('response', (answer) => {
      hasResponse = true;
      readBody(answer, request, context).then(resolve, (error: unknown) => {
        reject(error);
        sent.destroy();
      });
    });
    sent.end(request.body);
  });
}

function responseHead({ statusCode = 0, headers }: http.IncomingMessage) {
  const pairs = Object.entries(headers).map(
    ([name, value]) => [name, [value].flat().join(', ')] as const,
  );
  return { status: statusCode, headers: new Map(pairs) };
}

async function readBody(
  answer: http.IncomingMessage,
  { mayBeLong = false }: HttpRequest,
  { limits, timeouts }: SendContext,
): Promise<HttpResponse> {
  const head = responseHead(answer);
  const limit = mayBeLong && head.status === 200 ? limits.size.long : limits.size.short;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of decodedBody(answer)) {
    timeouts.received(piece.length);
    size += piece.length;
    if (size > limit) throw new ExchangeError('ANSWER_TOO_LARGE', head.status);
    pieces.push(piece);
  }
  return { ...head, body: Buffer.concat(pieces) };
}
