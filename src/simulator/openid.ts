/**
 * Sign In with LinkedIn using OpenID Connect: discovery, keys, the ID token, and who signed in.
 * Source: www.linkedin.com/oauth/.well-known/openid-configuration as of 2026-08,
 * learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2.
 */

import { filler } from './hash.ts';
import type { SimulatedRequest } from './responses.ts';
import * as refuse from './rest-refusals.ts';
import { activeToken } from './rest-token.ts';
import { createSigningKeys, signed } from './signing-keys.ts';
import { epochSeconds, type SimulatorState } from './state.ts';
import type { Token } from './tokens.ts';

const keyId = 'simulator';

async function keysOf({ memory }: SimulatorState) {
  memory.signingKeys ??= createSigningKeys();
  return await memory.signingKeys;
}

/** LinkedIn's two hosts, or the one that this is reached under. */
function hostsOf({ origin }: SimulatedRequest) {
  const isLinkedIn = /^https:\/\/\w+\.linkedin\.com$/.test(origin);
  return isLinkedIn
    ? { www: 'https://www.linkedin.com', api: 'https://api.linkedin.com' }
    : { www: origin, api: origin };
}

const issuerOf = (request: SimulatedRequest) => `${hostsOf(request).www}/oauth`;

export function showDiscovery(_: SimulatorState, request: SimulatedRequest): Response {
  const { www, api } = hostsOf(request);
  return Response.json({
    issuer: issuerOf(request),
    authorization_endpoint: `${www}/oauth/v2/authorization`,
    token_endpoint: `${www}/oauth/v2/accessToken`,
    userinfo_endpoint: `${api}/v2/userinfo`,
    jwks_uri: `${www}/oauth/openid/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email'],
    claims_supported: ['iss', 'aud', 'iat', 'exp', 'sub', ...Object.keys(noClaims)],
  });
}

export async function showKeys(state: SimulatorState): Promise<Response> {
  const { publicKey } = await keysOf(state);
  const { kty, n, e } = await crypto.subtle.exportKey('jwk', publicKey);
  return Response.json({ keys: [{ kty, n, e, use: 'sig', alg: 'RS256', kid: keyId }] });
}

const noClaims = {
  name: '',
  given_name: '',
  family_name: '',
  picture: '',
  email: '',
  email_verified: true,
  locale: '',
};

/** The subject is another one for each app. */
function claimsOf({ scenario: { member, app } }: SimulatorState, { scopes }: Token) {
  const [given = '', ...others] = member.name.split(' ');
  const email = { email: 'robin@example.com', email_verified: true };
  return {
    sub: filler(`subject ${member.urn} ${app.clientId}`, 10),
    ...(scopes.includes('profile') && {
      name: member.name,
      given_name: given,
      family_name: others.join(' '),
      picture: 'https://media.licdn.com/simulated.jpg',
      locale: { country: 'US', language: 'en' },
    }),
    ...(scopes.includes('email') && email),
  };
}

/** Comes with the tokens of a consent to `openid`. */
export async function idTokenOf(
  state: SimulatorState,
  token: Token,
  request: SimulatedRequest,
): Promise<string> {
  const iat = epochSeconds(state);
  const { privateKey } = await keysOf(state);
  const parts = [
    { alg: 'RS256', typ: 'JWT', kid: keyId },
    {
      iss: issuerOf(request),
      aud: token.clientId,
      iat,
      exp: iat + 3600,
      ...claimsOf(state, token),
    },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return [...parts, await signed(parts.join('.'), privateKey)].join('.');
}

export function showUserInfo(state: SimulatorState, request: SimulatedRequest): Response {
  const token = activeToken(state, request.headers);
  if (!token.scopes.includes('openid')) throw refuse.accessDenied('userinfo.GET.NO_VERSION');
  return Response.json(claimsOf(state, token));
}

/** Who signed in, as before OpenID Connect. Without a version it is as live as with one. */
export function showMember(state: SimulatorState, request: SimulatedRequest): Response {
  const token = activeToken(state, request.headers);
  const isEnough = token.scopes.some((scope) => /^r_(lite|basic)profile$/.test(scope));
  if (!isEnough) throw refuse.accessDenied('partnerApiMe.GET.NO_VERSION');
  const { name, urn } = state.scenario.member;
  const [given = '', ...others] = name.split(' ');
  return Response.json({
    id: urn.replace('urn:li:person:', ''),
    localizedFirstName: given,
    localizedLastName: others.join(' '),
    firstName: localized(given),
    lastName: localized(others.join(' ')),
  });
}

function localized(text: string) {
  return {
    localized: { en_US: text },
    preferredLocale: { country: 'US', language: 'en' },
  };
}
