/** Error responses of the REST API turned into faults: by status and error code, by words only if there is nothing else. */

import { fault, type LinkedInAnswer, type SetupError } from '../faults/fault.ts';
import { plainText } from '../screen/sanitize.ts';
import {
  assertServed,
  dataFault,
  isSuccess,
  linkedinAnswer,
  originOf,
  refusalInside,
  restError,
  unavailable,
  withoutStop,
} from './reply-checks.ts';
import type { Reply } from './transport.ts';
import { currentVersion } from './versions.ts';
import type { RestErrorReply } from './wire.ts';

/** A refusal that only its context explains: 401, 403 and 404 of the REST API. */
export type Refusal = NonNullable<ReturnType<typeof readRefusal>>;

/** LinkedIn's own answer, for the fault that a refusal becomes. */
export function answerOf(refusal: Refusal): LinkedInAnswer {
  const { status, message, requestId, serviceErrorCode } = refusal;
  const code = refusal.code ?? serviceErrorCode?.toString();
  return linkedinAnswer({ status, code, message, requestId });
}

/**
 * The refusal to be judged by its context, or undefined for a 200, whose body nobody has looked at yet.
 * Throws what means the same everywhere.
 */
export function readRefusal(reply: Reply, version: string, now: Date) {
  const status = isSuccess(reply.status) ? refusalInside(reply) : reply.status;
  assertServed({ ...reply, status: status ?? reply.status }, now);
  if (reply.status !== 200 && isSuccess(reply.status)) throw unavailable(reply);
  const data = restError(reply);
  if (status === undefined) return undefined;
  // A refusal without a body, or with one that is no object, is as its status says.
  if (reply.json === undefined && reply.text.trim() !== '') throw dataFault(reply);
  const origin = originOf(reply);
  if (status === 426 || data?.code === 'NONEXISTENT_VERSION') {
    throw fault('api-version-ended', { version, current: currentVersion }, origin);
  }
  const { message = '' } = origin.linkedin;
  if (isRestriction(data)) throw fault('member-restricted', {}, origin);
  if ([401, 403, 404].includes(status)) {
    return {
      status,
      code: data?.code,
      serviceErrorCode: data?.serviceErrorCode ?? (data?.errorCode || undefined),
      message,
      requestId: origin.linkedin.requestId,
    };
  }
  // What is refused as it stands is refused again: it is no outage that passes.
  throw fault('request-refused', { status, said: complaint(data) || withoutStop(message) }, origin);
}

function isRestriction(data: RestErrorReply | undefined): boolean {
  return (
    [data?.serviceErrorCode, data?.errorCode].includes(65608) ||
    data?.code === 'RESTRICTED_MEMBER' ||
    /\bmember is restricted\b/i.test(data?.message ?? '')
  );
}

/** LinkedIn's message, and what it says about each part of the request; one sentence, without its full stop. */
function complaint(reply: RestErrorReply | undefined): string {
  const details = reply?.errorDetails?.inputErrors?.map(({ code, description, input }) => {
    const place = input?.inputPath?.fieldPath;
    return [place, description ?? code].filter((part) => part !== undefined).join(': ');
  });
  const seeDetails = / *Please see errorDetails for more information\.?/;
  const message = (reply?.message ?? '').replace(seeDetails, '');
  const parts = [message, ...new Set(details ?? [])].map((part) => withoutStop(plainText(part)));
  return parts.filter((part) => part !== '').join('; ');
}

/**
 * LinkedIn tells apart an unknown, a revoked and an expired token; only the words differ for us. Older
 * answers have no number, and no code.
 */
export function tokenRefusalReason(refusal: Refusal): string {
  const { serviceErrorCode, code = '', message } = refusal;
  const named = (number: number, name: string) => serviceErrorCode === number || code === name;
  if (named(65602, 'EXPIRED_ACCESS_TOKEN')) return 'it has expired';
  if (named(65601, 'REVOKED_ACCESS_TOKEN')) return 'it was revoked';
  if (named(65600, 'INVALID_ACCESS_TOKEN')) return 'it is not one of its access tokens';
  if (/\bexpired\b/i.test(message)) return 'it has expired';
  if (/\brevoked\b/i.test(message)) return 'it was revoked';
  return message === '' ? 'it does not say why' : 'it is not one of its access tokens';
}

/** 65600 and 65601 also come for a token so young that not all of LinkedIn knows it yet. */
export function mayBePropagation(refusal: Refusal): boolean {
  return refusal.status === 401 && tokenRefusalReason(refusal) !== 'it has expired';
}

/**
 * Whether a 403 says more than LinkedIn's plain "not enough permissions", which leaves open whether product,
 * scope or role is missing.
 */
export function isExplained({ status, code, serviceErrorCode, message }: Refusal): boolean {
  const isPlain =
    code === undefined && serviceErrorCode === undefined
      ? message === '' || /^not enough permissions/i.test(message)
      : code === 'ACCESS_DENIED' || (code === undefined && serviceErrorCode === 100);
  return status === 403 && !isPlain;
}

/**
 * Whether it is the app that may not see the ad account, not the person: apps of the Development tier may
 * have to list their accounts first.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/getting-started.
 */
export function isNotMapped({ status, message }: Refusal): boolean {
  return status === 403 && /account management list|not configured to access/i.test(message);
}

/** For a list of what the app may see at all: a plain refusal is about the product. */
export function listRefused(refusal: Refusal, what: string, accountId?: string): SetupError {
  if (isExplained(refusal)) return accessDenied(refusal, what, accountId);
  return fault('approval-pending', {}, { linkedin: answerOf(refusal) });
}

/** In LinkedIn's own words: nothing is known beyond them. */
export function accessDenied(refusal: Refusal, what: string, accountId?: string): SetupError {
  if (isNotMapped(refusal)) {
    const accounts = accountId === undefined ? [] : [accountId];
    return fault('account-not-mapped', { accounts }, { linkedin: answerOf(refusal) });
  }
  return fault('access-denied', { what, said: refusal.message }, { linkedin: answerOf(refusal) });
}

/** The numbers of an account that is seen. */
export function numbersRefused(refusal: Refusal, account: string, accountId?: string): SetupError {
  if (isNotMapped(refusal)) return accessDenied(refusal, account, accountId);
  const facts = { account, ...(isExplained(refusal) && { said: refusal.message }) };
  return fault('reporting-denied', facts, { linkedin: answerOf(refusal) });
}
