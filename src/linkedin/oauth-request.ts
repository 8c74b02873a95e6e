/** One OAuth request by the protocol library, over our own transport, with LinkedIn's departures repaired. */

import * as oauth from 'oauth4webapi';
import { SetupError } from '../faults/fault.ts';
import type { Secret } from '../secret.ts';
import { Cancelled } from '../world.ts';
import type { LinkedIn } from './client.ts';
import { parseLeniently } from './lenient.ts';
import {
  assertOAuthReply,
  isOAuthRefusal,
  isTokenRefusal,
  type OAuthRefusal,
  type OAuthRequestKind,
  oauthFault,
} from './oauth-errors.ts';
import { OAuthResponse } from './oauth-response.ts';
import { shapeFault } from './reply-checks.ts';
import type { Reply } from './transport.ts';
import { grantReply, introspectionReply, missingFields } from './wire.ts';

export interface AppKeys {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** Sends one request and reads its reply; whatever the library throws leaves as a fault, without its bodies. */
export async function oauthRequest<T>(
  kind: OAuthRequestKind,
  keys: AppKeys,
  { endpoints, send, clock }: LinkedIn,
  exchange: (context: OAuthContext) => Promise<T>,
): Promise<T> {
  // A code is single-use.
  const call = { repeatable: kind !== 'code', mayBeEmpty: kind === 'revocation' };
  let reply: Reply | undefined;
  const fetch = async (url: string, init: RequestOfLibrary) => {
    const body = init.body.toString();
    reply = await send({ ...call, method: 'POST', url, headers: init.headers, body });
    assertOAuthReply(reply, clock.now(), kind);
    // It is asked for no more than the library reads.
    return repaired(reply, kind) as unknown as Response;
  };
  const refusal = (): OAuthRefusal | undefined => {
    if (reply === undefined || !isOAuthRefusal(reply)) return undefined;
    const { status, json: body, requestId } = reply;
    return { status, body, kind, clientId: keys.clientId, requestId };
  };
  try {
    return await exchange({
      app: [serverAt(endpoints.oauth), { client_id: keys.clientId }],
      auth: oauth.ClientSecretPost(keys.clientSecret.reveal()),
      // Only loopback can be http here: `readEndpoints` refuses the rest.
      options: { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true },
      answeredAt: () => reply?.serverTime ?? clock.now(),
      refusedToken: () => isTokenRefusal(refusal()),
    });
  } catch (error) {
    if (error instanceof SetupError || error instanceof Cancelled) throw error;
    const refused = refusal();
    if (refused !== undefined) throw oauthFault(refused);
    if (reply !== undefined) throw shapeFault(`OAuth ${kind}`, missingFields(error), reply);
    throw error;
  }
}

interface OAuthContext {
  readonly app: readonly [oauth.AuthorizationServer, oauth.Client];
  readonly auth: oauth.ClientAuth;
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
 * The one place where LinkedIn departs from RFC 6749: `token_type` is often missing (§5.1 requires it). An
 * `id_token` is of no use here and would be validated. What cannot be read is left out, so that the library
 * does not refuse what can be used.
 */
function repaired(reply: Reply, kind: OAuthRequestKind): OAuthResponse {
  // The library has only to stop: `oauthRequest` reads the refusal, which may stand in a body of status 200.
  if (isOAuthRefusal(reply)) return new OAuthResponse(400);
  switch (kind) {
    case 'revocation':
      return new OAuthResponse(200);
    case 'introspection':
      return new OAuthResponse(
        200,
        parseLeniently(introspectionReply, reply.json).data ?? reply.json,
      );
    case 'code':
    case 'refresh':
      return new OAuthResponse(200, grantIn(reply.json) ?? reply.json);
  }
}

function grantIn(json: unknown): object | undefined {
  const { data } = parseLeniently(grantReply, json);
  return data && { ...data, token_type: 'Bearer' };
}
