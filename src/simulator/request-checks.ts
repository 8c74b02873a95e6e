/**
 * What every REST call must pass before it is looked at: version, token, limits, scope.
 * Source: learn.microsoft.com/linkedin/marketing/versioning, marketing/error-responses.
 */

import { ownToken, tokenStatus } from './grants.ts';
import { notModelled, Refusal, type SimulatedRequest } from './responses.ts';
import * as refuse from './rest-refusals.ts';
import { epochSeconds, type SimulatorState } from './state.ts';
import type { Token } from './tokens.ts';

export interface Operation {
  readonly resource: string;
  /** `GET` or `FINDER-search`, as LinkedIn's messages name it. */
  readonly method: string;
  /** One of these is enough. */
  readonly scopes: readonly string[];
}

export function checkRequest(
  state: SimulatorState,
  { headers }: SimulatedRequest,
  operation: Operation,
): void {
  const { scenario } = state;
  if (headers.get('x-restli-protocol-version') !== '2.0.0') {
    throw new Refusal(notModelled('requests without the header X-Restli-Protocol-Version: 2.0.0'));
  }
  const checkToken = () => activeToken(state, headers.get('authorization'));
  const early = scenario.disputed.checkedFirst === 'token' ? checkToken() : undefined;
  const version = activeVersion(state, headers.get('linkedin-version'));
  const token = early ?? checkToken();

  const { outage } = scenario;
  if (outage?.kind === 'throttled') {
    throw refuse.throttled(outage.window, outage.retryAfterSeconds);
  }
  const granted = operation.scopes.some((scope) => token.scopes.includes(scope));
  if (!granted || scenario.deniedResources.includes(operation.resource)) {
    throw refuse.accessDenied(`${operation.resource}.${operation.method}.${version}`);
  }
}

/** As a date, the way LinkedIn's messages write versions. */
function activeVersion({ scenario, now }: SimulatorState, header: string | null): string {
  if (header === null || header === '') throw refuse.versionMissing();
  // 202609.01 is accepted for 202609.
  const [version = ''] = header.split('.');
  const dated = `${version}01`;
  const [, sunset] = Object.entries(scenario.apiVersions).find(([name]) => name === version) ?? [];
  if (sunset === undefined || now() >= new Date(`${sunset}T00:00:00Z`)) {
    throw refuse.versionNotActive(dated);
  }
  return dated;
}

function activeToken(state: SimulatorState, header: string | null): Token {
  const [, text] = /^Bearer\s+(\S+)$/i.exec(header ?? '') ?? [];
  const { disputed, member, tokens } = state.scenario;
  if (text === undefined) throw refuse.tokenEmpty(disputed.emptyToken);
  const token = ownToken(state, text);
  if (token?.kind !== 'access') throw refuse.tokenInvalid();
  const status = tokenStatus(state, token);
  if (status === 'expired') throw refuse.tokenExpired();
  if (status === 'revoked') throw refuse.tokenRevoked();
  if (member.restricted) throw refuse.memberRestricted();
  // A fresh token that has not reached every data centre counts as revoked
  // (omniauth-linkedin-oauth2 issue 81).
  const age = epochSeconds(state) - token.createdAt;
  if (age < tokens.propagationSeconds) throw refuse.tokenRevoked();
  return token;
}
