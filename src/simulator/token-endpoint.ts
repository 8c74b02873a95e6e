/**
 * POST /oauth/v2/accessToken: a code or a refresh token becomes an access token.
 * Source: learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow, programmatic-refresh-tokens.
 */

import type { TokenReply } from '../linkedin/wire.ts';
import { formOf, type Incoming, json, type SimulatedResponse } from './answers.ts';
import {
  authenticateClient,
  oauthRefusal,
  olderRefusal,
  required,
} from './client-authentication.ts';
import { type Minted, mintByRefresh, redeemCode } from './grants.ts';
import { epochSeconds, type SimulatorState } from './state.ts';

export function answerTokenRequest(stage: SimulatorState, incoming: Incoming): SimulatedResponse {
  const form = formOf(incoming);
  const grantType = required(form, 'grant_type');
  authenticateClient(stage, form);
  switch (grantType) {
    case 'authorization_code':
      return exchangeCode(stage, form);
    case 'refresh_token':
      return refresh(stage, form);
    case 'client_credentials':
      throw oauthRefusal(
        401,
        'access_denied',
        'This application is not allowed to create application tokens',
      );
    default:
      throw oauthRefusal(501, 'not_modelled', `The simulator does not model ${grantType}`);
  }
}

function exchangeCode(stage: SimulatorState, form: URLSearchParams): SimulatedResponse {
  const code = required(form, 'code');
  const redirectUri = required(form, 'redirect_uri');
  // Apps on the standard flow are refused as soon as a verifier is sent, matching or not
  // (github.com/UsefulSoftwareCo/executor/issues/2087, nextauthjs/next-auth/issues/8831).
  if (form.has('code_verifier')) {
    throw oauthRefusal(401, 'invalid_client', 'Client authentication failed');
  }
  const redemption = redeemCode(stage, code, redirectUri);
  if (redemption.kind !== 'redeemed' && stage.scenario.disputed.tokenErrors === 'older') {
    throw olderRefusal(
      'Unable to retrieve access token : appId or redirect uri does not match authorization code or authorization code expired',
    );
  }
  switch (redemption.kind) {
    case 'redeemed':
      return json(200, tokenReply(stage, redemption.minted, { namesScopes: true }));
    case 'unknown-code':
      throw oauthRefusal(
        401,
        'invalid_request',
        'Unable to retrieve access token: authorization code not found',
      );
    case 'mismatch':
      throw oauthRefusal(
        400,
        stage.scenario.disputed.codeMismatch,
        'Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired. Or external member binding exists',
      );
  }
}

function refresh(stage: SimulatorState, form: URLSearchParams): SimulatedResponse {
  const { disputed } = stage.scenario;
  const minted = mintByRefresh(stage, required(form, 'refresh_token'));
  if (minted === undefined) {
    throw oauthRefusal(
      disputed.badRefreshToken === 'invalid_grant' ? 401 : 400,
      disputed.badRefreshToken,
      'The provided authorization grant or refresh token is invalid, expired or revoked',
    );
  }
  return json(200, tokenReply(stage, minted, { namesScopes: disputed.refreshNamesScopes }));
}

function tokenReply(
  stage: SimulatorState,
  { access, accessToken, refresh: refreshed, refreshToken }: Minted,
  { namesScopes }: { readonly namesScopes: boolean },
): TokenReply {
  const { disputed } = stage.scenario;
  const now = epochSeconds(stage);
  return {
    access_token: accessToken,
    expires_in: access.expiresAt - now,
    ...(refreshed && {
      refresh_token: refreshToken,
      refresh_token_expires_in: refreshed.expiresAt - now,
    }),
    ...(namesScopes && { scope: access.scopes.join(disputed.scopeSeparator) }),
    ...(disputed.tokenType && { token_type: 'Bearer' }),
  };
}
