/** LinkedIn's refusals turned into faults: by status and error code, by words only where it offers nothing else. */

import { fault, type SetupError } from '../errors.ts';
import { plainText } from './plain-text.ts';
import { retryAfter, waitInWords } from './retry-after.ts';
import { isData, isDayLimit, type Reply } from './transport.ts';
import { currentVersion } from './versions.ts';
import { oauthErrorReply, type RestErrorReply, restErrorReply } from './wire.ts';

/** A refusal that only its context explains: 401, 403 and 404 of the REST API. */
export interface Refusal {
  readonly status: number;
  readonly code: string | undefined;
  readonly serviceErrorCode: number | undefined;
  readonly message: string;
  readonly requestId: string | undefined;
}

/** Throws what means the same whoever asked, and whatever the body is. */
function assertServed(reply: Reply, now: Date): void {
  if (reply.status === 429) throw throttleFault(reply, now);
  const what = disservice(reply.status);
  if (what !== undefined) {
    throw fault('linkedin-unavailable', { what }, { requestId: reply.requestId });
  }
}

/** LinkedIn's own answers are 200 and 4xx; it answers 999 to networks that it takes for robots. */
function disservice(status: number): string | undefined {
  if (status === 200 || (status >= 400 && status < 500 && status !== 408)) return undefined;
  if (status >= 300 && status < 400) {
    return `what answers in its place leads elsewhere (HTTP ${status}), as the sign-in page of a network does`;
  }
  return `it answers with HTTP ${status}${status === 999 ? ', as it does to what it takes for a robot' : ''}`;
}

export function assertData(reply: Reply): void {
  if (!isData(reply)) throw dataFault(reply);
}

/** A reply that is not JSON. */
export function dataFault({
  status,
  text,
  requestId,
}: Pick<Reply, 'status' | 'text' | 'requestId'>): SetupError {
  return fault('linkedin-unavailable', { what: notData(text, status) }, { requestId });
}

function notData(text: string, status: number): string {
  const start = /\S/.exec(text)?.[0];
  if (start === '<') return `it sent a web page instead of data (HTTP ${status})`;
  if (start === undefined) return `its answer is empty (HTTP ${status})`;
  return `its answer is cut off or damaged (HTTP ${status})`;
}

function throttleFault(reply: Reply, now: Date): SetupError {
  const origin = { requestId: reply.requestId };
  if (isDayLimit(reply.text)) {
    return fault('quota-exhausted', { until: untilMidnightText(now) }, origin);
  }
  const wait = retryAfter(reply.headers, reply.serverTime ?? now);
  const words = `In ${waitInWords(wait ?? 300_000)}`;
  return fault('throttled', { wait: words }, { ...origin, retryAfter: wait });
}

/** LinkedIn's day ends at midnight UTC: "in 18 h 44 min". */
export function untilMidnightText(now: Date): string {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  const minutes = Math.ceil((midnight - now.getTime()) / 60_000);
  return `in ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// --- OAuth endpoints -----------------------------------------------------------------------------

/** For a reply of an OAuth endpoint that no protocol rule can judge: throws, or lets it pass. */
export function assertOAuthReply(reply: Reply, now: Date): void {
  // Revocation answers 200 with an empty body.
  if (reply.status >= 200 && reply.status < 300 && reply.text.trim() === '') return;
  assertServed(reply, now);
  assertData(reply);
}

export type OAuthErrand = 'code' | 'refresh' | 'introspection' | 'revocation';

export interface OAuthRefusal {
  readonly status: number;
  readonly body: unknown;
  readonly kind: OAuthErrand;
  readonly clientId: string;
}

/**
 * The combined message of a failed exchange names the app, the redirect URI, the verifier and the age at
 * once, and `error` is `invalid_request` for nearly everything: hence the words.
 * Source: authorization-code-flow and programmatic-refresh-tokens, error tables; live reports.
 */
export function oauthFault(refusal: OAuthRefusal): SetupError {
  const { status, kind, clientId } = refusal;
  if (isClientRefusal(refusal)) return fault('client-rejected', { clientId });
  const { error, words } = oauthError(refusal);
  const aboutParameter = /required parameter/i.test(words);
  if (kind === 'code' && !aboutParameter) return fault('code-rejected', {});
  if (kind === 'refresh' && !aboutParameter && isGrantRefusal(error, words)) {
    return fault('refresh-token-rejected', {});
  }
  const what = `it refuses the ${kind} with HTTP ${status}${words === '' ? '' : `: ${words}`}`;
  return fault('linkedin-unavailable', { what });
}

function oauthError({ body }: OAuthRefusal): { error: string; words: string } {
  const { data } = oauthErrorReply.safeParse(body);
  return { error: data?.error ?? '', words: withoutStop(plainText(data?.error_description ?? '')) };
}

/** A bad pair of keys. Introspection has no other reason for 401 (token-introspection, error table). */
export function isClientRefusal(refusal: OAuthRefusal | undefined): boolean {
  if (refusal === undefined) return false;
  const { error, words } = oauthError(refusal);
  return (
    (refusal.kind === 'introspection' && refusal.status === 401) ||
    ['invalid_client', 'invalid_client_id', 'unauthorized_client'].includes(error) ||
    /client authentication failed|client_id is invalid/i.test(words)
  );
}

function isGrantRefusal(error: string, words: string): boolean {
  return error === 'invalid_grant' || /grant|token|expired|revoked/i.test(words);
}

// --- REST ------------------------------------------------------------------------------------------

/**
 * The refusal to be judged by its context, or undefined for a 200, whose body nobody has looked at yet.
 * Throws what means the same everywhere.
 */
export function readRefusal(reply: Reply, version: string, now: Date): Refusal | undefined {
  assertServed(reply, now);
  if (reply.status === 200) return undefined;
  assertData(reply);
  const { data } = restErrorReply.safeParse(reply.json);
  const origin = { requestId: reply.requestId };
  if (reply.status === 426 || data?.code === 'NONEXISTENT_VERSION') {
    throw fault('api-version-ended', { version, current: currentVersion }, origin);
  }
  if (data?.serviceErrorCode === 65608 || data?.code === 'RESTRICTED_MEMBER') {
    throw fault('member-restricted', {}, origin);
  }
  const message = plainText(data?.message ?? '');
  if ([401, 403, 404].includes(reply.status)) {
    return {
      status: reply.status,
      code: data?.code,
      serviceErrorCode: data?.serviceErrorCode,
      message,
      requestId: reply.requestId,
    };
  }
  // What is refused as it stands is refused again: it is no outage that passes.
  if (reply.status >= 400) {
    throw fault('request-refused', { status: reply.status, words: complaint(data) }, origin);
  }
  const what = `it refuses the request with HTTP ${reply.status}`;
  throw fault('linkedin-unavailable', { what }, origin);
}

/** LinkedIn's message, and what it says about each part of the request; one sentence, without its full stop. */
function complaint(reply: RestErrorReply | undefined): string {
  const details = reply?.errorDetails?.inputErrors?.map(({ code, description, input }) => {
    const place = input?.inputPath?.fieldPath;
    return [place, description ?? code].filter((part) => part !== undefined).join(': ');
  });
  const message = (reply?.message ?? '').replace(seeDetails, '');
  const parts = [message, ...new Set(details ?? [])].map((part) => withoutStop(plainText(part)));
  return parts.filter((part) => part !== '').join('; ');
}

/** The details stand behind it. */
const seeDetails = / *Please see errorDetails for more information\.?/;

function withoutStop(text: string): string {
  return text.replace(/[.\s]+$/, '');
}

/** A reply of the right status and the wrong shape: the missing fields are named, the values are not. */
export function shapeFault(resource: string, fields: readonly string[], reply: Reply): SetupError {
  const what = `its ${resource} answer lacks ${[...new Set(fields)].join(', ')}`;
  return fault('linkedin-unavailable', { what }, { requestId: reply.requestId });
}

/** LinkedIn tells apart an unknown, a revoked and an expired token; only the words differ for us. */
export function tokenRefusalReason(refusal: Refusal): string {
  if (refusal.serviceErrorCode === 65602 || refusal.code === 'EXPIRED_ACCESS_TOKEN') {
    return 'it has expired';
  }
  if (refusal.serviceErrorCode === 65601 || refusal.code === 'REVOKED_ACCESS_TOKEN') {
    return 'it was revoked';
  }
  return 'it is not one of its access tokens';
}

/** 65600 and 65601 also come for a token so young that not all of LinkedIn knows it yet. */
export function mayBePropagation(refusal: Refusal): boolean {
  return refusal.status === 401 && refusal.serviceErrorCode !== 65602;
}
