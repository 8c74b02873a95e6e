/**
 * POST /oauth/v2/introspectToken and /oauth/v2/revoke.
 * Source: learn.microsoft.com/linkedin/shared/authentication/token-introspection.
 */

import type { IntrospectionReply } from '../linkedin/wire.ts';
import { formOf, type Incoming, json, type SimulatedResponse } from './answers.ts';
import { authenticateClient, required } from './client-authentication.ts';
import { ownToken, revoke, tokenStatus } from './grants.ts';
import { epochSeconds, type SimulatorState } from './state.ts';

export function answerIntrospection(stage: SimulatorState, incoming: Incoming): SimulatedResponse {
  const form = formOf(incoming);
  const text = required(form, 'token');
  authenticateClient(stage, form);
  return json(200, introspect(stage, text));
}

/** A refresh token is told of as active too, although no REST call takes it (advetics, 2026-09). */
function introspect(stage: SimulatorState, text: string): IntrospectionReply {
  const token = ownToken(stage, text);
  if (token === undefined) return { active: false };
  const standing = tokenStatus(stage, token);
  const now = epochSeconds(stage);
  return {
    active: standing === 'active',
    status: standing,
    client_id: token.clientId,
    authorized_at: token.authorizedAt,
    created_at: token.createdAt,
    // A scenario may end a token before its time.
    expires_at: standing === 'expired' ? Math.min(token.expiresAt, now) : token.expiresAt,
    scope: token.scopes.join(stage.scenario.disputed.scopeSeparator),
    auth_type: '3L',
  };
}

/** Not in LinkedIn's documents; other clients find it answers 200, whatever the token. */
export function answerRevocation(stage: SimulatorState, incoming: Incoming): SimulatedResponse {
  const form = formOf(incoming);
  const text = required(form, 'token');
  authenticateClient(stage, form);
  revoke(stage, text);
  return json(200, {});
}
