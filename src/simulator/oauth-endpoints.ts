/**
 * LinkedIn's three OAuth calls for programs: POST /oauth/v2/accessToken, /introspectToken and /revoke.
 * Source: learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow,
 * programmatic-refresh-tokens, token-introspection.
 */

import type { IntrospectionReply, TokenReply } from '../linkedin/wire.ts';
import { idTokenOf } from './openid.ts';
import { formOf, Refusal, type SimulatedRequest } from './responses.ts';
import { epochSeconds, type SimulatorState } from './state.ts';
import {
  type Minted,
  mintByRefresh,
  ownToken,
  redeemCode,
  tokenStatus,
  writeToken,
} from './tokens.ts';

// --- a code or a refresh token becomes an access token -------------------------------------------

export async function answerTokenRequest(
  state: SimulatorState,
  request: SimulatedRequest,
): Promise<Response> {
  const { form, value: grantType } = readForm(state, request, 'grant_type');
  if (grantType === 'authorization_code') {
    const minted = exchangeCode(state, form);
    const isSignIn = minted.access.scopes.includes('openid');
    const idToken = isSignIn ? await idTokenOf(state, minted.access, request) : undefined;
    return tokenReply(state, minted, { namesScopes: true, idToken });
  }
  if (grantType === 'refresh_token') return refresh(state, form);
  if (grantType === 'client_credentials') {
    const description = 'This application is not allowed to create application tokens';
    throw oauthRefusal(401, 'access_denied', description);
  }
  const description = `The simulator does not model the grant type ${grantType}`;
  throw oauthRefusal(400, 'unsupported_grant_type', description);
}

function exchangeCode(state: SimulatorState, form: URLSearchParams): Minted {
  const code = required(form, 'code');
  const redirectUri = required(form, 'redirect_uri');
  // Apps on the standard flow are refused as soon as a verifier is sent, matching or not
  // (github.com/UsefulSoftwareCo/executor/issues/2087, nextauthjs/next-auth/issues/8831).
  if (form.has('code_verifier')) {
    throw oauthRefusal(401, 'invalid_client', 'Client authentication failed');
  }
  const redemption = redeemCode(state, code, redirectUri);
  if (typeof redemption === 'object') return redemption;
  const { tokenErrors, codeMismatch } = state.scenario.disputed;
  const failed = 'Unable to retrieve access token';
  if (tokenErrors === 'older') {
    throw olderRefusal(
      `${failed} : appId or redirect uri does not match authorization code or authorization code expired`,
    );
  }
  if (redemption === 'unknown-code') {
    throw oauthRefusal(401, 'invalid_request', `${failed}: authorization code not found`);
  }
  throw oauthRefusal(
    400,
    codeMismatch,
    `${failed}: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired. Or external member binding exists`,
  );
}

function refresh(state: SimulatorState, form: URLSearchParams): Response {
  const { disputed } = state.scenario;
  const minted = mintByRefresh(state, required(form, 'refresh_token'));
  if (minted === undefined) {
    throw oauthRefusal(
      disputed.badRefreshToken === 'invalid_grant' ? 401 : 400,
      disputed.badRefreshToken,
      'The provided authorization grant or refresh token is invalid, expired or revoked',
    );
  }
  return tokenReply(state, minted, { namesScopes: disputed.refreshNamesScopes });
}

function tokenReply(
  state: SimulatorState,
  { access, refresh: refreshed }: Minted,
  {
    namesScopes,
    idToken,
  }: { readonly namesScopes: boolean; readonly idToken?: string | undefined },
) {
  const { disputed } = state.scenario;
  const now = epochSeconds(state);
  const reply: TokenReply = {
    access_token: writeToken(access),
    expires_in: access.expiresAt - now,
    ...(refreshed && {
      refresh_token: writeToken(refreshed),
      refresh_token_expires_in: refreshed.expiresAt - now,
    }),
    ...(namesScopes && { scope: access.scopes.join(disputed.scopeSeparator) }),
    // With an ID token it is always there: @auth/core has no other LinkedIn.
    ...((disputed.tokenType || idToken !== undefined) && { token_type: 'Bearer' }),
  };
  return Response.json({ ...reply, ...(idToken !== undefined && { id_token: idToken }) });
}

// --- what became of a token ------------------------------------------------------------------------

/** A refresh token is reported as active too, although no REST call accepts it (advetics, 2026-09). */
export function answerIntrospection(state: SimulatorState, request: SimulatedRequest): Response {
  const { value } = readForm(state, request, 'token');
  const token = ownToken(state, value);
  if (token === undefined) return Response.json({ active: false });
  const standing = tokenStatus(state, token);
  const now = epochSeconds(state);
  const reply: IntrospectionReply = {
    active: standing === 'active',
    status: standing,
    client_id: token.clientId,
    authorized_at: token.authorizedAt,
    created_at: token.createdAt,
    // A scenario may end a token before its time.
    expires_at: standing === 'expired' ? Math.min(token.expiresAt, now) : token.expiresAt,
    scope: token.scopes.join(state.scenario.disputed.scopeSeparator),
    auth_type: '3L',
  };
  return Response.json(reply);
}

/** Not in LinkedIn's documents; other clients find it answers 200, whatever the token. */
export function answerRevocation(state: SimulatorState, request: SimulatedRequest): Response {
  const { value } = readForm(state, request, 'token');
  state.memory.revokedTokens.add(value);
  return Response.json({});
}

// --- what the three have in common -------------------------------------------------------------------

function oauthRefusal(status: number, error: string, error_description: string): Refusal {
  return new Refusal(Response.json({ error, error_description }, { status }));
}

/** The form of an app that has proven itself, and the value that it must have. */
function readForm(state: SimulatorState, request: SimulatedRequest, name: string) {
  const form = formOf(request);
  const value = required(form, name);
  authenticateClient(state, form);
  return { form, value };
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name) ?? '';
  if (value !== '') return value;
  throw oauthRefusal(400, 'invalid_request', `A required parameter "${name}" is missing`);
}

/** As several clients still meet it: what is wrong stands behind the last colon. */
function olderRefusal(what: string) {
  const prefix = 'missing required parameters, includes an invalid parameter value,';
  return oauthRefusal(400, 'invalid_request', `${prefix} parameter more than once. : ${what}`);
}

/** Client ID and secret count in the body only: neither a query string nor Basic is read. */
function authenticateClient({ scenario }: SimulatorState, form: URLSearchParams): void {
  const clientId = required(form, 'client_id');
  const clientSecret = required(form, 'client_secret');
  const { app, disputed } = scenario;
  if (clientId !== app.clientId) {
    const description = `The passed in client_id is invalid "${clientId}"`;
    throw oauthRefusal(disputed.unknownClient, 'invalid_client_id', description);
  }
  if (!app.acceptedSecrets.includes(clientSecret)) {
    if (disputed.tokenErrors === 'older') throw olderRefusal('client_secret');
    throw oauthRefusal(401, disputed.badSecret, 'Client authentication failed');
  }
}
