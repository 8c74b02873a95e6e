/** One exchange with LinkedIn: pace, safe repeats, and a reply that is read to its end before anybody judges it. */

import { fault, platformCode, SetupError } from '../errors.ts';
import type { HttpRequest, HttpResponse, World } from '../world.ts';
import { plainText } from './plain-text.ts';
import { proxyFor } from './proxy.ts';

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether sending it twice does no harm; an authorization code must never be sent twice. */
  readonly repeatable: boolean;
  /** Takes the body of a 200 in pieces as they arrive, instead of keeping it. Opened anew for every try. */
  readonly intake?: () => (piece: Uint8Array) => void;
}

export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: HttpResponse['headers'];
  /** Empty where an intake took it. */
  readonly text: string;
  /**
   * The parsed body, undefined when it is not JSON (LinkedIn's edge answers with HTML at times).
   * Parsed when it is first looked at: a reader of its own has no use for it.
   */
  readonly json: unknown;
  /** LinkedIn's clock when it answered. */
  readonly serverTime: Date | undefined;
  readonly requestId: string | undefined;
}

/** Throws `network-unreachable`, `tls-untrusted` and, for an answer too large to be read, `linkedin-unavailable`; every status is an ordinary reply. */
export type Send = (call: Call) => Promise<Reply>;

export interface Pace {
  /** Calls per second at most; undefined for no limit of our own. */
  readonly callsPerSecond: number | undefined;
}

type Outside = Pick<World, 'exchange' | 'clock' | 'env' | 'signal'>;

const tries = 3;
const firstBackoff = 1_000;
/** A throttle that asks for a longer wait than this is passed on to the operator. */
const longestWait = 20_000;

export function openTransport(world: Outside, pace: Pace, note: (line: string) => void): Send {
  const awaitTurn = turns(world, pace);
  return async (call) => {
    for (let attempt = 1; ; attempt += 1) {
      await awaitTurn();
      const last = attempt === tries || !call.repeatable;
      const outcome = await exchange(call, world, note);
      const wait = last ? undefined : waitBefore(attempt, outcome);
      if (wait !== undefined) await world.clock.sleep(wait, world.signal);
      else if ('reply' in outcome) return outcome.reply;
      else throw outcome.failure;
    }
  };
}

/** Spaces the calls evenly, however many are started at once. */
function turns({ clock, signal }: Outside, { callsPerSecond }: Pace): () => Promise<void> {
  const gap = callsPerSecond === undefined ? 0 : 1_000 / callsPerSecond;
  let next = 0;
  return async () => {
    const now = clock.now().getTime();
    const turn = Math.max(now, next);
    next = turn + gap;
    if (turn > now) await clock.sleep(turn - now, signal);
  };
}

type Outcome = { readonly reply: Reply } | { readonly failure: unknown; readonly passing: boolean };

async function exchange(
  call: Call,
  world: Outside,
  note: (line: string) => void,
): Promise<Outcome> {
  const url = new URL(call.url);
  const started = world.clock.now().getTime();
  const place = `${call.method} ${url.host}${url.pathname}`;
  try {
    const reply = readReply(await world.exchange(requestOf(call, world.signal)));
    const took = world.clock.now().getTime() - started;
    note(
      `${place} → ${reply.status} in ${took} ms${reply.requestId ? ` (${reply.requestId})` : ''}`,
    );
    return { reply };
  } catch (error) {
    world.signal.throwIfAborted();
    const code = troubleCode(error);
    // Without a code it is no failure of the network but one of ours.
    if (error instanceof SetupError || code === undefined)
      return { failure: error, passing: false };
    note(`${place} → ${code}`);
    const passing = !untrusted.has(code) && !unreadable.has(code);
    return { failure: networkFault(error, code, { url, world }), passing };
  }
}

function requestOf({ repeatable, ...call }: Call, signal: AbortSignal): HttpRequest {
  return { ...call, signal, once: !repeatable };
}

const decoder = new TextDecoder();

function readReply({ status, headers, body }: HttpResponse): Reply {
  const text = decoder.decode(body);
  const date = Date.parse(headers.get('date') ?? '');
  let parsed: { readonly json: unknown } | undefined;
  return {
    status,
    headers,
    text,
    get json() {
      parsed ??= { json: parseJson(text) };
      return parsed.json;
    },
    serverTime: Number.isNaN(date) ? undefined : new Date(date),
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

/** Milliseconds to wait before the next try; undefined when another try would not help. */
function waitBefore(attempt: number, outcome: Outcome): number | undefined {
  if ('failure' in outcome) return outcome.passing ? backoff(attempt) : undefined;
  const { status, text, headers } = outcome.reply;
  if (status === 429) {
    if (isDayLimit(text)) return undefined;
    const asked = retryAfter(headers) ?? backoff(attempt);
    return asked <= longestWait ? asked : undefined;
  }
  // 408 and 5xx pass by themselves; LinkedIn's 500 can be a token check that failed inside.
  return status === 408 || status >= 500 ? backoff(attempt) : undefined;
}

/** LinkedIn names the window in the text only: "… APPLICATION_AND_MEMBER DAY limit …". */
export function isDayLimit(text: string): boolean {
  return /\bDAY limit\b/i.test(text);
}

/** LinkedIn is not known to send it; honoured in case it does. Milliseconds. */
export function retryAfter(headers: Reply['headers']): number | undefined {
  const seconds = Number(headers.get('retry-after') || Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}

/** Exponential with full jitter, so that many clients do not come back at once. */
function backoff(attempt: number): number {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return (random / 2 ** 32) * firstBackoff * 2 ** (attempt - 1);
}

/** The code of the system, of its parser of HTTP (HPE_…), or of our own limits. */
function troubleCode(error: unknown): string | undefined {
  const code = platformCode(error);
  // Node's own ERR_… are about how a function was called, but for those of TLS.
  const ours = code?.startsWith('ERR_') === true && !/^ERR_(TLS|SSL)_/.test(code);
  return ours ? undefined : code;
}

const untrusted = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_UNTRUSTED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known here; is this machine online',
  EAI_AGAIN: 'its name cannot be looked up; is this machine online',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  ENETUNREACH: 'this machine has no way there; is it online',
  EHOSTUNREACH: 'this machine has no way there; is it online',
  ETIMEDOUT: 'nobody answered in time',
  CONNECT_LATE: 'nobody answered in time',
  ANSWER_LATE: 'the answer did not come in time',
  ANSWER_STOPPED: 'the answer stopped in the middle',
  ANSWER_SLOW: 'the answer comes too slowly',
  ANSWER_BROKEN: 'the answer broke off in the middle',
  PROXY_REFUSED: 'the proxy refused',
};

const unreadable = new Set(['ANSWER_TOO_LARGE', 'ANSWER_ENCODING']);

function networkFault(
  cause: unknown,
  code: string,
  { url, world }: { readonly url: URL; readonly world: Outside },
): Error {
  const host = url.host;
  if (untrusted.has(code)) return fault('tls-untrusted', { host, why: code }, { cause });
  if (code === 'ANSWER_TOO_LARGE') {
    return fault('linkedin-unavailable', { what: 'its answer is too large' }, { cause });
  }
  if (code === 'ANSWER_ENCODING') {
    return fault('linkedin-unavailable', { what: 'its answer is damaged' }, { cause });
  }
  const proxy = proxyFor(url, world.env)?.name;
  const why = reasonOf(code);
  return fault('network-unreachable', { host, why, ...(proxy && { proxy }) }, { cause });
}

function reasonOf(code: string): string {
  if (code.startsWith('HPE_')) return 'what answers there does not speak HTTP';
  return reasons[code] ?? `the connection failed (${code})`;
}
