/** OAuth 2.0 with LinkedIn: authorization address, code exchange, refresh, introspection, revocation. */

import * as oauth from 'oauth4webapi';
import { fromConsent } from '../faults/entry.ts';
import { Exit, type Fix, fault, SetupError } from '../faults/fault.ts';
import { plainText } from '../screen/sanitize.ts';
import { Secret } from '../secret.ts';
import type { LinkedIn } from './client.ts';
import { declinedFault } from './oauth-errors.ts';
import { type AppKeys, oauthRequest } from './oauth-request.ts';
import { type AskedScopes, parseScopes } from './scopes.ts';
import { grantReply, introspectionReply } from './wire.ts';

export type { AppKeys } from './oauth-request.ts';

/** What a consent or a refresh yields. */
export interface Grant {
  readonly accessToken: Secret;
  /** Absent when LinkedIn did not say. */
  readonly accessExpiresAt?: Date;
  /** Absent when the app is not entitled to refresh tokens. */
  readonly refreshToken?: Secret;
  /** Absent when LinkedIn did not say. */
  readonly refreshExpiresAt?: Date;
  /** Absent when LinkedIn did not say. */
  readonly scopes?: readonly string[];
  readonly mintedAt: Date;
}

export interface Introspection {
  readonly active: boolean;
  /** `active`, `expired`, `revoked`, or undefined for a token of another app. */
  readonly status?: string;
  readonly scopes?: readonly string[];
  readonly createdAt?: Date;
  readonly expiresAt?: Date;
}

// --- the consent -----------------------------------------------------------------------------------

export interface Authorization {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: Secret;
}

/** Spaces are `%20`, as in LinkedIn's own client; no PKCE (see `exchangeCode`). */
export function authorizationAddress(
  { clientId, redirectUri, scopes, state }: Authorization,
  { endpoints }: LinkedIn,
): URL {
  const query = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state: state.reveal(),
  };
  const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return new URL(`${endpoints.oauth}/authorization?${pairs.join('&')}`);
}

export interface Redirected {
  readonly keys: AppKeys;
  /** The query LinkedIn sent the browser back with. */
  readonly params: URLSearchParams;
  readonly scopes: AskedScopes;
  /** The very bytes of the authorization request. */
  readonly redirectUri: string;
  readonly state: Secret;
}

/**
 * Trades the authorization code for tokens. Never sent twice: the code is single-use.
 * No PKCE although RFC 9700 §2.1.1 recommends it: LinkedIn answers the token request of a standard app
 * that carries a verifier with 401 invalid_client.
 * Throws `consent-declined`, `approval-pending`, `code-rejected`, `client-rejected`, or a network fault.
 */
export async function exchangeCode(redirected: Redirected, linkedin: LinkedIn): Promise<Grant> {
  const { keys, redirectUri, state } = redirected;
  const params = withoutIssuer(redirected.params, linkedin);
  const code = new Secret(params.get('code') ?? '');
  if (code.length === 0 && !params.has('error')) throw fault('code-rejected', { why: 'absent' });
  if (params.getAll('code').length > 1) throw fault('code-rejected', { why: 'odd' });
  let isSent = false;
  try {
    return await oauthRequest('code', keys, linkedin, async (context) => {
      const { app, auth, options, answeredAt } = context;
      const answer = validated(redirected, () =>
        oauth.validateAuthResponse(...app, params, state.reveal()),
      );
      isSent = true;
      const send = oauth.authorizationCodeGrantRequest;
      const response = await send(...app, auth, answer, redirectUri, oauth.nopkce, options);
      const reply = await oauth.processAuthorizationCodeResponse(...app, response);
      return readGrant(reply, answeredAt());
    });
  } catch (error) {
    throw isSent && error instanceof SetupError ? afterExchange(error) : error;
  }
}

/**
 * The parameters without `iss`, where that is LinkedIn: two forms of its name are known, and the library takes one.
 * Throws `code-rejected` for another issuer (RFC 9207 §2.4).
 */
function withoutIssuer(params: URLSearchParams, { endpoints }: LinkedIn): URLSearchParams {
  const issuers = params.getAll('iss');
  const own = new URL(endpoints.oauth).origin;
  const foreign = issuers.find((issuer) => !URL.canParse(issuer) || new URL(issuer).origin !== own);
  if (foreign !== undefined) {
    throw fault('code-rejected', { issuer: plainText(foreign, 80) });
  }
  const rest = new URLSearchParams(params);
  if (issuers.length === 1) rest.delete('iss');
  return rest;
}

/** A code that was sent is spent, whatever came back: what passes by itself needs another sign-in, too. */
function afterExchange(error: SetupError): SetupError {
  if (error.exit !== Exit.tryLater) return error;
  const message = `${error.message} The sign-in is used up, and nothing of it was saved.`;
  const isAgain = ({ run }: Fix) =>
    run !== undefined && 'command' in run && run.command === undefined;
  const signIn = { say: 'Then sign in again', run: fromConsent };
  const fix = [...error.fix.filter((one) => !isAgain(one)), signIn];
  return new SetupError(error.code, { message, fix }, error);
}

function validated({ scopes }: Redirected, validate: () => URLSearchParams) {
  try {
    return validate();
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) {
      throw declinedFault(error.error, error.error_description, scopes);
    }
    // A repeated parameter or another state: not the response to our request.
    throw fault('code-rejected', { why: 'odd' });
  }
}

// --- tokens ----------------------------------------------------------------------------------------

export interface TokenOfApp {
  readonly keys: AppKeys;
  readonly token: Secret;
}

/**
 * Mints an access token of up to 60 days. The refresh token comes back with the life that is left to it:
 * refreshing does not extend it. Safe to repeat. Throws `refresh-token-rejected`, `client-rejected`.
 */
export async function refreshAccessToken(
  { keys, token }: TokenOfApp,
  linkedin: LinkedIn,
): Promise<Grant> {
  return await oauthRequest('refresh', keys, linkedin, async (context) => {
    const { app, auth, options, answeredAt } = context;
    const send = oauth.refreshTokenGrantRequest;
    const response = await send(...app, auth, token.reveal(), options);
    const reply = await oauth.processRefreshTokenResponse(...app, response);
    const grant = readGrant(reply, answeredAt());
    if (grant.accessExpiresAt !== undefined) return grant;
    // LinkedIn tells the end of a token when it is asked, also where the reply left it out.
    const found = await introspectIfPossible({ keys, token: grant.accessToken }, linkedin);
    return { ...grant, ...(found?.expiresAt && { accessExpiresAt: found.expiresAt }) };
  });
}

/** What was granted is there, whatever becomes of the question. */
export async function introspectIfPossible(
  one: TokenOfApp,
  linkedin: LinkedIn,
): Promise<Introspection | undefined> {
  try {
    return await introspect(one, linkedin);
  } catch (error) {
    if (error instanceof SetupError) return undefined;
    throw error;
  }
}

/** A token's remaining seconds count from LinkedIn's clock, which is right where this machine's is not. */
function readGrant(json: unknown, mintedAt: Date): Grant {
  const reply = grantReply.parse(json);
  const after = (seconds: number) => new Date(mintedAt.getTime() + seconds * 1_000);
  const { refresh_token: refreshToken, refresh_token_expires_in: refreshSeconds, scope } = reply;
  return {
    accessToken: new Secret(reply.access_token),
    ...(reply.expires_in === undefined ? {} : { accessExpiresAt: after(reply.expires_in) }),
    ...(refreshToken === undefined ? {} : { refreshToken: new Secret(refreshToken) }),
    ...(refreshSeconds === undefined ? {} : { refreshExpiresAt: after(refreshSeconds) }),
    ...scopesIn(scope),
    mintedAt,
  };
}

/**
 * What LinkedIn knows of a token. A refresh token is `active` too, so this never proves an access token.
 * Throws `client-rejected` for a bad pair of keys.
 */
export async function introspect(
  { keys, token }: TokenOfApp,
  linkedin: LinkedIn,
): Promise<Introspection> {
  return await oauthRequest('introspection', keys, linkedin, async (context) => {
    const { app, auth, options, refusedToken } = context;
    const response = await oauth.introspectionRequest(...app, auth, token.reveal(), options);
    if (refusedToken()) return { active: false };
    return readIntrospection(await oauth.processIntrospectionResponse(...app, response));
  });
}

/** Nothing that can be read is no answer: a consent always covers something. */
function scopesIn(text: string | undefined): { readonly scopes?: readonly string[] } {
  const scopes = parseScopes(text ?? '');
  return scopes.length === 0 ? {} : { scopes };
}

function readIntrospection(json: unknown): Introspection {
  const { active, status, scope, created_at, expires_at } = introspectionReply.parse(json);
  return {
    active,
    ...(status === undefined ? {} : { status: status.toLowerCase() }),
    ...scopesIn(scope),
    ...(created_at === undefined ? {} : { createdAt: new Date(created_at * 1_000) }),
    ...(expires_at === undefined ? {} : { expiresAt: new Date(expires_at * 1_000) }),
  };
}

/** Undocumented by LinkedIn, widely used: a failure is to be reported, not to be fatal. */
export async function revoke({ keys, token }: TokenOfApp, linkedin: LinkedIn): Promise<void> {
  await oauthRequest('revocation', keys, linkedin, async ({ app, auth, options }) => {
    const response = await oauth.revocationRequest(...app, auth, token.reveal(), options);
    await oauth.processRevocationResponse(response);
  });
}

/**
 * Proves the pair before any approval: introspecting a made-up token answers 401 for a bad pair and
 * anything else for a good one. Throws `client-rejected`, or a network fault.
 */
export async function verifyKeys(keys: AppKeys, linkedin: LinkedIn): Promise<void> {
  await introspect({ keys, token: new Secret('AQXmadeUpToProveTheKeys') }, linkedin);
}
