/** OAuth 2.0 with LinkedIn: authorization address, code exchange, refresh, introspection, revocation. */

import * as oauth from 'oauth4webapi';
import { fault, SetupError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { Cancelled } from '../world.ts';
import type { LinkedIn } from './linkedin.ts';
import { plainText, unescapeHtml } from './plain-text.ts';
import {
  assertOAuthReply,
  isClientRefusal,
  type OAuthErrand,
  type OAuthRefusal,
  oauthFault,
  shapeFault,
} from './refusals.ts';
import { minimumScopes, parseScopes } from './scopes.ts';
import type { Reply } from './transport.ts';
import { introspectionReply, missingFields, tokenReply } from './wire.ts';

/** The app's two keys. */
export interface AppKeys {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** What a consent or a refresh yields. */
export interface Grant {
  readonly accessToken: Secret;
  readonly accessExpiresAt: Date;
  /** Absent when the app is not entitled to refresh tokens. */
  readonly refreshToken?: Secret;
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

/** Blanks are `%20`, as in LinkedIn's own client; no PKCE (see `exchangeCode`). */
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
  const { keys, params, redirectUri, state } = redirected;
  const errand = { kind: 'code', keys, repeatable: false } as const;
  return await ask(errand, linkedin, async ({ server, client, proof, options, answeredAt }) => {
    const answer = validated(() =>
      oauth.validateAuthResponse(server, client, params, state.reveal()),
    );
    const sent = oauth.authorizationCodeGrantRequest;
    const response = await sent(server, client, proof, answer, redirectUri, oauth.nopkce, options);
    const told = await oauth.processAuthorizationCodeResponse(server, client, response);
    return readGrant(told, answeredAt());
  });
}

function validated(validate: () => URLSearchParams): URLSearchParams {
  try {
    return validate();
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) {
      throw declined(error.error, error.error_description);
    }
    // A foreign issuer or a doubled parameter: not the answer to our question (RFC 9207 §2.4).
    throw fault('code-rejected', {});
  }
}

/** `error` values: authorization-code-flow ("Step 2"); `unauthorized_scope_error` is seen live. */
function declined(error: string, description: string | undefined): SetupError {
  const words = plainText(unescapeHtml(description ?? ''));
  switch (error) {
    case 'user_cancelled_login':
      return fault('consent-declined', { reason: 'nobody signed in' });
    case 'user_cancelled_authorize':
    case 'access_denied':
      return fault('consent-declined', { reason: 'Cancel was pressed' });
    case 'unauthorized_scope_error':
    case 'invalid_scope_error':
    case 'invalid_scope':
      return scopeRefused(words);
    case 'server_error':
    case 'temporarily_unavailable':
      return fault('linkedin-unavailable', { what: `the consent page ended with ${error}` });
    default:
      return fault('consent-declined', {
        reason: `the consent ended with "${plainText(error, 60)}"${words === '' ? '' : ` (${words})`}`,
      });
  }
}

function scopeRefused(words: string): SetupError {
  const refused = /["']?\b([a-z]+(?:_[a-z0-9]+)+)\b["']?/i.exec(words)?.[1];
  if (refused === undefined) return fault('approval-pending', {});
  return fault('approval-pending', { refused, extra: !minimumScopes.includes(refused) });
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
export async function mintAccess({ keys, token }: TokenOfApp, linkedin: LinkedIn): Promise<Grant> {
  const errand = { kind: 'refresh', keys, repeatable: true } as const;
  return await ask(errand, linkedin, async ({ server, client, proof, options, answeredAt }) => {
    const sent = oauth.refreshTokenGrantRequest;
    const response = await sent(server, client, proof, token.reveal(), options);
    const told = await oauth.processRefreshTokenResponse(server, client, response);
    return readGrant(told, answeredAt());
  });
}

/** A token's remaining seconds count from LinkedIn's clock, which is right where this machine's is not. */
function readGrant(told: unknown, mintedAt: Date): Grant {
  const reply = tokenReply.parse(told);
  const after = (seconds: number) => new Date(mintedAt.getTime() + seconds * 1_000);
  const { refresh_token: refreshToken, refresh_token_expires_in: refreshSeconds, scope } = reply;
  return {
    accessToken: new Secret(reply.access_token),
    accessExpiresAt: after(reply.expires_in),
    ...(refreshToken === undefined ? {} : { refreshToken: new Secret(refreshToken) }),
    ...(refreshSeconds === undefined ? {} : { refreshExpiresAt: after(refreshSeconds) }),
    ...(scope === undefined ? {} : { scopes: parseScopes(scope) }),
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
  const errand = { kind: 'introspection', keys, repeatable: true } as const;
  return await ask(errand, linkedin, async ({ server, client, proof, options, refusedToken }) => {
    const response = await oauth.introspectionRequest(
      server,
      client,
      proof,
      token.reveal(),
      options,
    );
    if (refusedToken()) return { active: false };
    return readIntrospection(await oauth.processIntrospectionResponse(server, client, response));
  });
}

function readIntrospection(told: unknown): Introspection {
  const { active, status, scope, created_at, expires_at } = introspectionReply.parse(told);
  return {
    active,
    ...(status === undefined ? {} : { status }),
    ...(scope === undefined ? {} : { scopes: parseScopes(scope) }),
    ...(created_at === undefined ? {} : { createdAt: new Date(created_at * 1_000) }),
    ...(expires_at === undefined ? {} : { expiresAt: new Date(expires_at * 1_000) }),
  };
}

/** Undocumented by LinkedIn, widely used: a failure is to be reported, not to be fatal. */
export async function revoke({ keys, token }: TokenOfApp, linkedin: LinkedIn): Promise<void> {
  const errand = { kind: 'revocation', keys, repeatable: true } as const;
  await ask(errand, linkedin, async ({ server, client, proof, options }) => {
    const sent = oauth.revocationRequest;
    const response = await sent(server, client, proof, token.reveal(), options);
    await oauth.processRevocationResponse(response);
  });
}

/**
 * Proves the pair before any approval: introspecting a made-up token answers 401 for a bad pair and
 * anything else for a good one. Throws `client-rejected`, or a network fault.
 */
export async function proveKeys(keys: AppKeys, linkedin: LinkedIn): Promise<void> {
  await introspect({ keys, token: new Secret('AQXmadeUpToProveTheKeys') }, linkedin);
}

// --- the protocol library --------------------------------------------------------------------------

interface Errand {
  readonly kind: OAuthErrand;
  readonly keys: AppKeys;
  readonly repeatable: boolean;
}

/** Runs one leg of the protocol; whatever the library throws leaves as a fault, without its bodies. */
async function ask<T>(
  { kind, keys, repeatable }: Errand,
  { endpoints, send, clock }: LinkedIn,
  leg: (protocol: Protocol) => Promise<T>,
): Promise<T> {
  let reply: Reply | undefined;
  const fetch = async (url: string, init: RequestOfLibrary) => {
    const body = init.body.toString();
    reply = await send({ method: 'POST', url, headers: init.headers, body, repeatable });
    assertOAuthReply(reply, clock.now());
    return repaired(reply);
  };
  const refusal = (): OAuthRefusal | undefined =>
    reply === undefined || reply.status === 200
      ? undefined
      : { status: reply.status, body: reply.json, kind, clientId: keys.clientId };
  try {
    return await leg({
      server: serverAt(endpoints.oauth),
      client: { client_id: keys.clientId },
      proof: oauth.ClientSecretPost(keys.clientSecret.reveal()),
      // Only loopback can be http here: `readEndpoints` refuses the rest.
      options: { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true },
      answeredAt: () => reply?.serverTime ?? clock.now(),
      // 400 is about the token once the keys are accepted (token-introspection, error table).
      refusedToken: () => refusal()?.status === 400 && !isClientRefusal(refusal()),
    });
  } catch (error) {
    if (error instanceof SetupError || error instanceof Cancelled) throw error;
    const refused = refusal();
    if (refused !== undefined) throw oauthFault(refused);
    if (reply !== undefined) throw shapeFault(`OAuth ${kind}`, missingFields(error), reply);
    throw error;
  }
}

interface Protocol {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly proof: oauth.ClientAuth;
  readonly options: {
    readonly [oauth.customFetch]: (url: string, init: RequestOfLibrary) => Promise<Response>;
    readonly [oauth.allowInsecureRequests]: true;
  };
  readonly answeredAt: () => Date;
  readonly refusedToken: () => boolean;
}

type RequestOfLibrary = oauth.CustomFetchOptions<'POST', URLSearchParams>;

function serverAt(base: string): oauth.AuthorizationServer {
  return {
    issuer: base.replace(/\/v2$/, ''),
    token_endpoint: `${base}/accessToken`,
    introspection_endpoint: `${base}/introspectToken`,
    revocation_endpoint: `${base}/revoke`,
  };
}

/**
 * The one place where LinkedIn departs from RFC 6749: `token_type` is often missing (§5.1 requires it)
 * and `scope` has commas (§3.3 says blanks). An `id_token` is of no use here and would be validated.
 */
function repaired({ status, json, text }: Reply): Response {
  if (typeof json !== 'object' || json === null) return new Response(text, { status });
  const { id_token: _, ...body } = json as Record<string, unknown>;
  if ('access_token' in body) body['token_type'] ??= 'Bearer';
  if (typeof body['scope'] === 'string') body['scope'] = parseScopes(body['scope']).join(' ');
  return Response.json(body, { status });
}
