/** One leg of OAuth by the protocol library, over our own transport, with LinkedIn's departures repaired. */

import * as oauth from 'oauth4webapi';
import { SetupError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { Cancelled } from '../world.ts';
import type { LinkedIn } from './linkedin.ts';
import {
  assertOAuthReply,
  isClientRefusal,
  type OAuthErrand,
  type OAuthRefusal,
  oauthFault,
  shapeFault,
} from './refusals.ts';
import { parseScopes } from './scopes.ts';
import type { Reply } from './transport.ts';
import { missingFields } from './wire.ts';

/** The app's two keys. */
export interface AppKeys {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

interface Errand {
  readonly kind: OAuthErrand;
  readonly keys: AppKeys;
  readonly repeatable: boolean;
}

/** Runs one leg of the protocol; whatever the library throws leaves as a fault, without its bodies. */
export async function ask<T>(
  { kind, keys, repeatable }: Errand,
  { endpoints, send, clock }: LinkedIn,
  leg: (protocol: Protocol) => Promise<T>,
): Promise<T> {
  const call = { method: 'POST', repeatable, mayBeEmpty: kind === 'revocation' } as const;
  let reply: Reply | undefined;
  const fetch = async (url: string, init: RequestOfLibrary) => {
    const body = init.body.toString();
    reply = await send({ ...call, url, headers: init.headers, body });
    assertOAuthReply(reply, clock.now());
    return repaired(reply);
  };
  const refusal = (): OAuthRefusal | undefined =>
    reply === undefined || reply.status < 300
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
function repaired({ status: sent, json, text }: Reply): Response {
  // The platform's `Response` cannot hold a 204, and the library takes no other success than 200.
  const status = sent < 300 ? 200 : sent;
  if (typeof json !== 'object' || json === null) return new Response(text, { status });
  const { id_token: _, ...body } = json as Record<string, unknown>;
  if ('access_token' in body) body['token_type'] ??= 'Bearer';
  if (typeof body['scope'] === 'string') body['scope'] = parseScopes(body['scope']).join(' ');
  return Response.json(body, { status });
}
