/**
 * What every REST call must pass before it is looked at: version, token, limits, scope.
 * Source: learn.microsoft.com/linkedin/marketing/versioning, marketing/error-responses.
 */

import { type Incoming, notModelled, refusal } from './answers.ts';
import { ownToken, tokenStatus } from './grants.ts';
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
  stage: SimulatorState,
  { headers }: Incoming,
  operation: Operation,
): void {
  const { scenario } = stage;
  if (headers.get('x-restli-protocol-version') !== '2.0.0') {
    throw refusal(notModelled('requests without the header X-Restli-Protocol-Version: 2.0.0'));
  }
  const checkToken = () => livingToken(stage, headers.get('authorization'));
  const early = scenario.disputed.checkedFirst === 'token' ? checkToken() : undefined;
  const version = livingVersion(stage, headers.get('linkedin-version'));
  const token = early ?? checkToken();

  const { outage: trouble } = scenario;
  if (trouble?.kind === 'throttled') {
    throw refuse.throttled(trouble.window, trouble.retryAfterSeconds);
  }
  const granted = operation.scopes.some((scope) => token.scopes.includes(scope));
  if (!granted || scenario.deniedResources.includes(operation.resource)) {
    throw refuse.accessDenied(`${operation.resource}.${operation.method}.${version}`);
  }
}

/** As a date, the way LinkedIn's messages write versions. */
function livingVersion({ scenario, now }: SimulatorState, header: string | null): string {
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

function livingToken(stage: SimulatorState, header: string | null): Token {
  const [, text] = /^Bearer\s+(\S+)$/i.exec(header ?? '') ?? [];
  const { disputed, member, tokens } = stage.scenario;
  if (text === undefined) throw refuse.tokenEmpty(disputed.emptyToken);
  const token = ownToken(stage, text);
  if (token?.kind !== 'access') throw refuse.tokenInvalid();
  const standing = tokenStatus(stage, token);
  if (standing === 'expired') throw refuse.tokenExpired();
  if (standing === 'revoked') throw refuse.tokenRevoked();
  if (member.restricted) throw refuse.memberRestricted();
  // A fresh token that has not reached every data centre counts as revoked
  // (omniauth-linkedin-oauth2 issue 81).
  const age = epochSeconds(stage) - token.createdAt;
  if (age < tokens.propagationSeconds) throw refuse.tokenRevoked();
  return token;
}
