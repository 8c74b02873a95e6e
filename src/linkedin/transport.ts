/** One exchange with LinkedIn: pace, safe repeats, and a reply that is read to its end before anybody judges it. */

import { SetupError } from '../faults/fault.ts';
import { plainText } from '../screen/sanitize.ts';
import type { HttpResponse, World } from '../world.ts';
import { isTransient, networkCode, networkFault } from './network-faults.ts';
import { proxyFor } from './proxy.ts';
import { createThrottle, isDayLimit, retryAfter } from './rate-limit.ts';

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether sending it twice does no harm; an authorization code must never be sent twice. */
  readonly repeatable: boolean;
  /** Whether a 200 with nothing in it says all there is to say. */
  readonly mayBeEmpty?: boolean;
  /** Whether a 200 may be megabytes long and take minutes. */
  readonly mayBeLong?: boolean;
}

export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: HttpResponse['headers'];
  readonly text: string;
  /**
   * The parsed body, undefined when it is not JSON (LinkedIn's edge answers with HTML at times) or nested
   * deeper than LinkedIn's answers are.
   */
  readonly json: unknown;
  /** LinkedIn's clock when it answered. */
  readonly serverTime: Date | undefined;
  readonly requestId: string | undefined;
}

/** Throws `network-unreachable`, `tls-untrusted` and, for an answer too large to be read, `linkedin-unavailable`; every status is an ordinary reply. */
export type Send = (call: Call) => Promise<Reply>;

type Outside = Pick<World, 'exchange' | 'clock' | 'env' | 'signal'>;

const maxAttempts = 3;
/** No try starts later after the first one. */
const retryWindow = 60_000;
const firstBackoff = 1_000;
/** A throttle that asks for a longer wait than this is passed on to the operator. */
const longestWait = 20_000;

export function createTransport(
  world: Outside,
  callsPerSecond: number | undefined,
  note: (line: string) => void,
): Send {
  const awaitTurn = createThrottle(world, callsPerSecond);
  return async (call) => {
    const now = () => world.clock.now().getTime();
    let lastStart = Number.POSITIVE_INFINITY;
    for (let attempt = 1; ; attempt += 1) {
      await awaitTurn();
      if (attempt === 1) lastStart = now() + retryWindow;
      const outcome = await attemptCall(call, world, note);
      const isLast = attempt === maxAttempts || !call.repeatable;
      const wait = isLast ? undefined : waitBefore(attempt, outcome, call, world.clock.now());
      if (wait !== undefined && now() + wait < lastStart)
        await world.clock.sleep(wait, world.signal);
      else if ('reply' in outcome) return outcome.reply;
      else throw outcome.failure;
    }
  };
}

type Attempt = { readonly reply: Reply } | { readonly failure: unknown; readonly mayPass: boolean };

async function attemptCall(
  call: Call,
  world: Outside,
  note: (line: string) => void,
): Promise<Attempt> {
  const url = new URL(call.url);
  const started = world.clock.now();
  const place = `${call.method} ${url.host}${url.pathname}`;
  try {
    const { repeatable, mayBeEmpty: _, ...request } = call;
    const { signal } = world;
    const response = await world.exchange({ ...request, signal, newConnection: !repeatable });
    const reply = readReply(response, call);
    const took = world.clock.now().getTime() - started.getTime();
    note(
      `${place} → ${reply.status} in ${took} ms${reply.requestId ? ` (${reply.requestId})` : ''}`,
    );
    return { reply };
  } catch (error) {
    world.signal.throwIfAborted();
    const code = error instanceof SetupError ? undefined : networkCode(error);
    if (code === undefined) return { failure: error, mayPass: false };
    note(`${place} → ${code}`);
    const route = { url, proxy: proxyFor(url, world.env), now: world.clock.now().toISOString() };
    return { failure: networkFault(error, code, route), mayPass: isTransient(error, code) };
  }
}

const decoder = new TextDecoder();

function readReply({ status, headers, body }: HttpResponse, { mayBeLong }: Call): Reply {
  const text = decoder.decode(body);
  let parsed: { readonly json: unknown } | undefined;
  return {
    status,
    headers,
    text,
    get json() {
      parsed ??= { json: mayBeLong || depthOf(body) <= mostLevels ? parseJson(text) : undefined };
      return parsed.json;
    },
    serverTime: dateOf(headers),
    requestId: plainText(headers.get('x-li-uuid') ?? '', 80) || undefined,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * LinkedIn's answers have a few levels; code that descends through thousands runs out of stack. Nothing descends
 * through long answers: they are read element by element, and the look would take as long as a third of the parsing.
 */
const mostLevels = 100;

const [quote, backslash] = [0x22, 0x5c];
/** `{` and `[`, `}` and `]` differ in this bit alone. */
const braceBit = 0x20;

/** Of the deepest object or list. Bytes, because a loop over them is several times as fast as over characters. */
function depthOf(json: Uint8Array): number {
  let [depth, deepest] = [0, 0];
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte === quote) {
      for (at += 1; at < json.length && json[at] !== quote; at += 1) {
        if (json[at] === backslash) at += 1;
      }
    } else if ((byte | braceBit) === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if ((byte | braceBit) === 0x7d) depth -= 1;
  }
  return deepest;
}

/** A clock that nobody has set says 1970, and a broken one anything: neither is LinkedIn's. */
function dateOf(headers: Reply['headers']): Date | undefined {
  const date = new Date(headers.get('date') ?? '');
  const year = date.getUTCFullYear();
  return year >= 2020 && year < 2100 ? date : undefined;
}

/** Milliseconds to wait before the next try; undefined when another try would not help. */
function waitBefore(attempt: number, outcome: Attempt, call: Call, now: Date): number | undefined {
  if ('failure' in outcome) return outcome.mayPass ? backoff(attempt) : undefined;
  const { status, text, headers, serverTime = now } = outcome.reply;
  if (status === 429) {
    if (isDayLimit(text)) return undefined;
    const asked = Math.max(retryAfter(headers, serverTime) ?? 0, backoff(attempt));
    return asked <= longestWait ? asked : undefined;
  }
  // 408 and 5xx pass by themselves; LinkedIn's 500 can be a token check that failed inside.
  const passes =
    status === 408 || status < 200 || status >= 500 || isIncomplete(outcome.reply, call);
  return passes ? backoff(attempt) : undefined;
}

/** A page of something on the way, or an answer that was lost: the next one may be LinkedIn's. */
function isIncomplete(reply: Reply, { mayBeEmpty }: Call): boolean {
  if (reply.status > 299) return false;
  if (mayBeEmpty === true && reply.text.trim() === '') return false;
  return typeof reply.json !== 'object' || reply.json === null;
}

/** Exponential with full jitter, so that many clients do not come back at once. */
function backoff(attempt: number): number {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return (random / 2 ** 32) * firstBackoff * 2 ** (attempt - 1);
}
