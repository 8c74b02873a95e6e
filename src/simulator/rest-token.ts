/**
 * The token of a call of api.linkedin.com: where it stands, and whether it opens anything.
 * Source: learn.microsoft.com/linkedin/marketing/error-responses.
 */

import type { SimulatedRequest } from './responses.ts';
import * as refuse from './rest-refusals.ts';
import { epochSeconds, type SimulatorState } from './state.ts';
import { ownToken, type Token, tokenStatus } from './tokens.ts';

/** OWOX sends the token in the address, as LinkedIn's first API wanted it. */
export function withTokenInHeader(
  call: SimulatedRequest,
  { scenario }: SimulatorState,
): SimulatedRequest {
  const parameter = /(?:^|&)oauth2_access_token=([^&]*)/;
  const [, token] = parameter.exec(call.query) ?? [];
  if (token === undefined || !scenario.disputed.tokenInQuery) return call;
  const headers = new Headers(call.headers);
  if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
  return { ...call, headers, query: call.query.replace(parameter, '').replace(/^&/, '') };
}

/** Throws a refusal for a token that opens nothing. */
export function activeToken(state: SimulatorState, headers: Headers): Token {
  const header = headers.get('authorization') ?? '';
  const [, text] = /^Bearer\s+(\S+)$/i.exec(header) ?? [];
  const { disputed, member, tokens } = state.scenario;
  if (text === undefined) throw refuse.tokenEmpty(disputed.emptyToken);
  const token = ownToken(state, text);
  if (token?.kind !== 'access') throw refuse.tokenRefused('invalid');
  const status = tokenStatus(state, token);
  if (status !== 'active') throw refuse.tokenRefused(status);
  if (member.restricted) throw refuse.tokenRefused('restricted');
  // A fresh token that has not reached every data centre counts as revoked
  // (omniauth-linkedin-oauth2 issue 81).
  const age = epochSeconds(state) - token.createdAt;
  if (age < tokens.propagationSeconds) throw refuse.tokenRefused('revoked');
  return token;
}
