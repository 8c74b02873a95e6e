/** OAuth error responses turned into faults: by status and error code, by words where those say no more. */

import { fault, type LinkedInAnswer, type SetupError } from '../faults/fault.ts';
import { plainText, unescapeHtml } from '../screen/sanitize.ts';
import { parseLeniently } from './lenient.ts';
import {
  assertData,
  assertServed,
  dataFault,
  isObject,
  isSuccess,
  linkedinAnswer,
  refusalInside,
  restError,
  shownWords,
  withoutStop,
} from './reply-checks.ts';
import { type AskedScopes, products, productsOf, refusedExtras, scopesNamed } from './scopes.ts';
import type { Reply } from './transport.ts';
import { oauthErrorReply } from './wire.ts';

/** For a reply of an OAuth endpoint that no protocol rule can judge: throws, or lets it pass. */
export function assertOAuthReply(reply: Reply, now: Date, kind: OAuthRequestKind): void {
  assertServed(reply, now);
  const isEmpty = reply.text.trim() === '';
  // Revocation answers 200 with an empty body; a refusal without one is as its status says.
  if (isEmpty && (kind === 'revocation' || !isSuccess(reply.status))) return;
  if (isSuccess(reply.status)) {
    assertData(reply);
    assertServed({ ...reply, status: refusalInside(reply) ?? reply.status }, now);
  } else if (reply.json === undefined) throw dataFault(reply);
}

export type OAuthRequestKind = 'code' | 'refresh' | 'introspection' | 'revocation';

export interface OAuthRefusal {
  /** As it came: a refusal may stand in a body of status 200. */
  readonly status: number;
  readonly body: unknown;
  readonly kind: OAuthRequestKind;
  readonly clientId: string;
  readonly requestId?: string | undefined;
}

/** Whether the reply says no: by its status, or with an error or a status in a body of status 200. */
export function isOAuthRefusal(reply: Pick<Reply, 'status' | 'json'>): boolean {
  const { status, json } = reply;
  if (!isSuccess(status) || refusalInside(reply) !== undefined) return true;
  return isObject(json) && typeof json['error'] === 'string';
}

/**
 * The combined message of a failed exchange names the app, the redirect URI, the verifier and the age at
 * once, and `error` is `invalid_request` for nearly everything: hence the words.
 * Source: authorization-code-flow and programmatic-refresh-tokens, error tables; live reports.
 */
export function oauthFault(refusal: OAuthRefusal): SetupError {
  const { status, kind, clientId, requestId } = refusal;
  const { error, words, said } = oauthError(refusal);
  const linkedin = linkedinAnswer({ status, code: error, message: said, requestId });
  if (isClientRefusal(refusal)) return fault('client-rejected', { clientId }, { linkedin });
  const aboutParameter = /required parameter/i.test(words);
  if (kind === 'code' && !aboutParameter) {
    const facts = isCodeRefusal(error, words) ? {} : ({ why: 'unsaid' } as const);
    return fault('code-rejected', facts, { linkedin });
  }
  if (kind === 'refresh' && !aboutParameter && isGrantRefusal(error, words)) {
    return fault('refresh-token-rejected', {}, { linkedin });
  }
  if (status === 403 && said !== '') {
    return fault('access-denied', { what: `the ${kind}`, said }, { linkedin });
  }
  const what = `it refuses the ${kind} with HTTP ${status}`;
  return fault('linkedin-unavailable', { what, said }, { linkedin });
}

/**
 * `said` is all that LinkedIn says, as it is shown, and `words` what decides. Older wordings name everything that might be wrong and, behind the last colon, what is: "missing required
 * parameters, includes an invalid parameter value, parameter more than once. : client_secret" (live).
 */
function oauthError({ body }: Pick<OAuthRefusal, 'body'>) {
  const data = isObject(body) ? parseLeniently(oauthErrorReply, body).data : undefined;
  const text = data?.error_description ?? restError({ json: body })?.message;
  const said = withoutStop(shownWords(typeof body === 'string' ? body : text));
  const words = withoutStop(said.replace(/.*: /, ''));
  return { error: data?.error ?? '', words, said };
}

/** The parameter that the older wording ends with, and those that quote it. */
function isParameter(words: string, ...names: readonly string[]): boolean {
  return names.includes(words.replace(/["'.\s]/g, '').toLowerCase());
}

/** A bad pair of keys. Introspection has no other reason for 401 (token-introspection, error table). */
export function isClientRefusal(refusal: OAuthRefusal | undefined): boolean {
  if (refusal === undefined) return false;
  const { error, words, said } = oauthError(refusal);
  const isUnexplained = refusal.status === 401 && error === '' && said === '';
  return (
    (refusal.kind === 'introspection' && refusal.status === 401) ||
    (isUnexplained && refusal.kind !== 'code') ||
    ['invalid_client', 'invalid_client_id', 'unauthorized_client'].includes(error) ||
    /client authentication failed|client_id is invalid/i.test(said) ||
    isParameter(words, 'client_secret', 'client_id')
  );
}

/** 400 of an introspection is about the token once the keys are accepted (token-introspection, error table). */
export function isTokenRefusal(refusal: OAuthRefusal | undefined): boolean {
  if (refusal === undefined || isClientRefusal(refusal)) return false;
  const { error, said } = oauthError(refusal);
  const isBadRequest = refusal.status === 400 || isSuccess(refusal.status);
  const isAboutToken =
    ['invalid_request', 'invalid_token', 'invalid_grant'].includes(error) || /token/i.test(said);
  return isBadRequest && isAboutToken && !/client|application/i.test(said);
}

function isCodeRefusal(error: string, words: string): boolean {
  return (
    ['invalid_grant', 'invalid_redirect_uri'].includes(error) ||
    /authorization code|redirect uri/i.test(words) ||
    isParameter(words, 'code', 'redirect_uri')
  );
}

/** Only what says so of the grant itself: many a sentence has the word token in it. */
function isGrantRefusal(error: string, words: string): boolean {
  const plain = words.replaceAll('_', ' ');
  const isEnded =
    /\b(expired|revoked)\b/i.test(plain) && !/\b(client|secret|application)\b/i.test(plain);
  const isUnknown =
    /\b(grant|refresh token)\b/i.test(plain) &&
    /\b(invalid|not found|not valid|unknown|does not exist)\b/i.test(plain);
  return error === 'invalid_grant' || isEnded || isUnknown || isParameter(words, 'refresh_token');
}

/** `error` values: authorization-code-flow ("Step 2"); `unauthorized_scope_error` is seen live. */
export function declinedFault(
  error: string,
  description: string | undefined,
  scopes: AskedScopes,
): SetupError {
  const words = plainText(unescapeHtml(description ?? ''), 300);
  const linkedin = linkedinAnswer({ code: error, message: words });
  const declined = (reason: string) => fault('consent-declined', { reason }, { linkedin });
  switch (error) {
    case 'user_cancelled_login':
      return declined('nobody signed in');
    case 'user_cancelled_authorize':
    case 'access_denied':
      return declined('Cancel was pressed');
    case 'unauthorized_scope_error':
    case 'invalid_scope_error':
    case 'invalid_scope':
    case 'openid_insufficient_scope_error':
      return scopeRefused(words, scopes, linkedin);
    case 'server_error':
    case 'temporarily_unavailable': {
      const what = `the consent page ended with ${error}`;
      return fault('linkedin-unavailable', { what }, { linkedin });
    }
    default: {
      const said = words === '' ? '' : ` (${words})`;
      return declined(`the consent ended with "${plainText(error, 60)}"${said}`);
    }
  }
}

/** One scope that the app lacks fails the whole consent; at times LinkedIn does not say which. */
function scopeRefused(words: string, scopes: AskedScopes, linkedin: LinkedInAnswer) {
  const named = scopesNamed(words, scopes.asked);
  const refused = refusedExtras(named, scopes);
  if (refused.length === 0) {
    const facts = { refused: named[0], products: productsOf(scopes.needed) };
    return fault('approval-pending', facts, { linkedin });
  }
  const extras = refused.map((scope) => ({ scope, product: products.get(scope) }));
  return fault('approval-pending', { extras, isCertain: named.length > 0 }, { linkedin });
}
