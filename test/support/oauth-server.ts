/** An OAuth server that others wrote, at LinkedIn's paths: what our client must get along with. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from 'oidc-provider';
import { vi } from 'vitest';
import type { Env } from '../../src/world.ts';
import { environmentAt } from './linkedin-address.ts';

export interface OAuthServer {
  readonly environment: Env;
  close(): Promise<void>;
}

export interface RegisteredApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  /** What the person does on the consent page. */
  readonly member: 'allows' | 'cancels';
}

export async function openOAuthServer(app: RegisteredApp): Promise<OAuthServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  // LinkedIn's own issuer is https://www.linkedin.com/oauth.
  const provider = await providerAt(`${origin}/oauth`, configurationFor(app));
  const answer = provider.callback();
  server.on('request', (request, response) => {
    const asked = request.url?.startsWith(consentPath) ?? false;
    void (asked ? decide(provider, app, { request, response }) : answer(request, response));
  });
  return {
    environment: environmentAt(origin),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** It warns that its keys and its memory are not fit for production. */
async function providerAt(...settings: ConstructorParameters<typeof Provider>): Promise<Provider> {
  const warnings = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  try {
    const { Provider } = await import('oidc-provider');
    return new Provider(...settings);
  } finally {
    warnings.mockRestore();
  }
}

const consentPath = '/consent/';
const day = 86_400;

function configurationFor({ clientId, clientSecret, redirectUri }: RegisteredApp) {
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        application_type: 'web',
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'client_secret_post',
        scope: 'r_ads r_ads_reporting',
      },
    ],
    routes: {
      authorization: '/oauth/v2/authorization',
      token: '/oauth/v2/accessToken',
      introspection: '/oauth/v2/introspectToken',
      revocation: '/oauth/v2/revoke',
    },
    scopes: ['r_ads', 'rw_ads', 'r_ads_reporting'],
    pkce: { required: () => false },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: () => true },
    },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `${consentPath}${uid}` },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId }),
    }),
    issueRefreshToken: () => true,
    rotateRefreshToken: false,
    ttl: {
      AccessToken: 60 * day,
      RefreshToken: 365 * day,
      Grant: 365 * day,
      Session: day,
      Interaction: 3_600,
      AuthorizationCode: 1_800,
    },
    renderError: (page: { body: string }, { error, error_description }: Refusal) => {
      page.body = `Bummer, something went wrong. ${error}: ${error_description}`;
    },
    cookies: { keys: ['signs the cookies of one test'] },
  };
}

interface Refusal {
  readonly error: string;
  readonly error_description: string;
}

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The consent page with nobody in front of it: the decision is made as soon as it is asked for. */
async function decide(provider: Provider, { member }: RegisteredApp, { request, response }: Visit) {
  const accountId = 'robin';
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const decision =
    member === 'allows'
      ? { login: { accountId }, consent: { grantId: await grant.save() } }
      : { error: 'access_denied', error_description: 'The user cancelled the authorization' };
  await provider.interactionFinished(request, response, decision);
}
