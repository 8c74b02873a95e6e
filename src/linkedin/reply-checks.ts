/** Who answered, and whether it can be read: LinkedIn itself, or a network's sign-in page or a proxy in its place. */

import { fault, type LinkedInAnswer, type SetupError } from '../faults/fault.ts';
import { plainText, unescapeHtml } from '../screen/sanitize.ts';
import { withoutSecrets } from '../secret.ts';
import { parseLeniently } from './lenient.ts';
import { isDayLimit, retryAfter, untilMidnightText, waitInWords } from './rate-limit.ts';
import type { Reply } from './transport.ts';
import { type RestErrorReply, restErrorReply } from './wire.ts';

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** Throws what means the same whoever asked, and whatever the body is. */
export function assertServed(reply: Reply, now: Date): void {
  const { status } = reply;
  const isPage = startsLikePage(reply.text);
  if (status === 429 && !isPage) throw throttleFault(reply, now);
  // What is neither an answer nor a refusal is none of LinkedIn's: 099, 600, 999.
  if (status < 200 || (status >= 500 && status !== 511)) throw unavailable(reply);
  const foreign = foreignWords(reply);
  if (foreign !== undefined) {
    throw fault('linkedin-unavailable', { what: foreign, isForeign: true });
  }
  if (status === 408) throw unavailable(reply);
}

export function unavailable(reply: Reply): SetupError {
  const robot = reply.status === 999 ? ', as it does to what it takes for a robot' : '';
  const what = `it answers with HTTP ${reply.status}${robot}`;
  return fault('linkedin-unavailable', { what }, originOf(reply));
}

/** What answered in LinkedIn's place: a network's sign-in page, a proxy. Undefined where it may be LinkedIn. */
export function foreignWords({ status, text, json, headers }: Reply): string | undefined {
  const instead = `came in its place (HTTP ${status})`;
  if (status === 407) return 'a proxy asks for a user name and a password (HTTP 407)';
  if (status === 511) return 'this network asks for a sign-in first (HTTP 511)';
  if (status >= 300 && status < 400) return `a redirect${placeOf(headers)} ${instead}`;
  if (startsLikePage(text)) return `a web page ${instead}`;
  // LinkedIn's own refusals are JSON, or nothing at all; half of one is a damaged answer.
  const isProse = !isSuccess(status) && json === undefined && /^\s*[^\s{["]/.test(text);
  return isProse ? `a text ${instead}` : undefined;
}

function startsLikePage(text: string): boolean {
  return /^\s*</.test(text);
}

/** " to login.example.com": where a network's sign-in stands. */
function placeOf(headers: Reply['headers']): string {
  const location = headers.get('location') ?? '';
  return URL.canParse(location) ? ` to ${plainText(new URL(location).host, 80)}` : '';
}

/** A body that should be data, and is an object where LinkedIn's are. */
export function assertData(reply: Reply): asserts reply is Reply & { readonly json: JsonObject } {
  if (!isObject(reply.json)) throw dataFault(reply);
}

type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** A reply that is not JSON, and no web page: that was told before. */
export function dataFault(reply: Reply): SetupError {
  const how = reply.text.trim() === '' ? 'empty' : 'cut off or damaged';
  return unusableAnswer(`its answer is ${how} (HTTP ${reply.status})`, reply);
}

function unusableAnswer(what: string, { status, requestId }: Reply): SetupError {
  const linkedin = linkedinAnswer({ status, requestId });
  return fault('linkedin-unavailable', { what }, { linkedin });
}

function throttleFault(reply: Reply, now: Date): SetupError {
  const origin = originOf(reply);
  if (isDayLimit(reply.text)) {
    return fault('quota-exhausted', { until: untilMidnightText(now) }, origin);
  }
  const wait = retryAfter(reply.headers, reply.serverTime ?? now);
  const words = `In ${waitInWords(wait ?? 300_000)}`;
  return fault('throttled', { wait: words }, { ...origin, retryAfter: wait });
}

/** In characters: what is shown of LinkedIn's own words. */
const longestWords = 300;

export function shownWords(text: string | undefined): string {
  return plainText(withoutSecrets(unescapeHtml(text ?? '')), longestWords);
}

export function restError({ json }: Pick<Reply, 'json'>): RestErrorReply | undefined {
  return isObject(json) ? parseLeniently(restErrorReply, json).data : undefined;
}

/** LinkedIn's own answer, for the fault that it becomes; what is empty is left out. */
export function linkedinAnswer(parts: LinkedInAnswer): LinkedInAnswer {
  const { status, code = '', message = '', requestId = '' } = parts;
  return {
    ...(status !== undefined && { status }),
    ...(code !== '' && { code: plainText(code, 60) }),
    ...(message !== '' && { message }),
    ...(requestId !== '' && { requestId: plainText(requestId, 80) }),
  };
}

export function originOf(reply: Reply): { readonly linkedin: LinkedInAnswer } {
  const { status, json } = reply;
  const data = restError(reply);
  const message = shownWords(typeof json === 'string' ? json : data?.message);
  const requestId = reply.requestId ?? data?.requestId;
  const code = data?.code ?? (data?.serviceErrorCode ?? data?.errorCode)?.toString();
  return { linkedin: linkedinAnswer({ status, code, message, requestId }) };
}

export function withoutStop(text: string): string {
  return text.replace(/[.\s]+$/, '');
}

/** A reply of the right status and the wrong shape: the missing fields are named, the values are not. */
export function shapeFault(resource: string, fields: readonly string[], reply: Reply): SetupError {
  return unusableAnswer(`its ${resource} answer lacks ${[...new Set(fields)].join(', ')}`, reply);
}

/** The status of a refusal that came as a 200; undefined where the body is none. */
export function refusalInside(reply: Pick<Reply, 'json'>): number | undefined {
  const { status = 0, ...data } = restError(reply) ?? {};
  const isRefusal = status >= 400 && status < 600;
  const isExplained = [data.code, data.serviceErrorCode, data.errorCode, data.message].some(
    (part) => part !== undefined,
  );
  return isRefusal && isExplained ? status : undefined;
}
