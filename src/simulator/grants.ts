/** Who may do what with which token: consents, codes, minting, refreshing, revoking. */

import { sameScopes } from '../linkedin/scopes.ts';
import type { TokenStatus } from './scenario.ts';
import { epochSeconds, nextNumber, type RememberedConsent, type SimulatorState } from './state.ts';
import { readToken, type Token, writeCode, writeToken } from './tokens.ts';

/** Authorization-code-flow page, 2025-11. */
const codeSeconds = 30 * 60;

export interface Minted {
  readonly access: Token;
  readonly accessToken: string;
  /** Left out when the app is not entitled to one. */
  readonly refresh?: Token;
  readonly refreshToken?: string;
}

/** Whether the member has agreed to exactly these scopes, to no others since, and not too long ago. */
export function consentedBefore(stage: SimulatorState, scopes: readonly string[]): boolean {
  const last = stage.memory.consents.at(-1);
  if (last === undefined || !sameScopes(last.scopes, scopes)) return false;
  return epochSeconds(stage) - last.at < stage.scenario.tokens.refreshSeconds;
}

export function grantCode(
  stage: SimulatorState,
  asked: readonly string[],
  redirectUri: string,
): string {
  const { scopes, at, n } = rememberConsent(stage, asked);
  const code = writeCode(n);
  stage.memory.codes.set(code, { scopes, redirectUri, issuedAt: at });
  return code;
}

/** The member agrees; earlier tokens with another set of scopes end with that. */
function rememberConsent(stage: SimulatorState, asked: readonly string[]): RememberedConsent {
  const scopes = stage.scenario.consent.grantsOnly ?? asked;
  const consent = { scopes, at: epochSeconds(stage), n: nextNumber(stage) };
  stage.memory.consents.push(consent);
  return consent;
}

export type Redemption =
  | { readonly kind: 'redeemed'; readonly minted: Minted }
  | { readonly kind: 'unknown-code' }
  | { readonly kind: 'mismatch' };

/** A code is gone after the first attempt to use it, whatever came of that. */
export function redeemCode(stage: SimulatorState, code: string, redirectUri: string): Redemption {
  const pending = stage.memory.codes.get(code);
  if (pending === undefined) return { kind: 'unknown-code' };
  stage.memory.codes.delete(code);
  const late = epochSeconds(stage) - pending.issuedAt >= codeSeconds;
  if (late || pending.redirectUri !== redirectUri) return { kind: 'mismatch' };
  return { kind: 'redeemed', minted: mintFor(stage, pending.scopes, pending.issuedAt) };
}

/** What the member gets without an app in between, as from LinkedIn's token generator. */
export function mintDirectly(stage: SimulatorState, scopes: readonly string[]): Minted {
  const consent = rememberConsent(stage, scopes);
  return mintFor(stage, consent.scopes, consent.at);
}

function mintFor(stage: SimulatorState, scopes: readonly string[], authorizedAt: number): Minted {
  const { app, tokens } = stage.scenario;
  const createdAt = epochSeconds(stage);
  const consented = {
    clientId: app.clientId,
    scopes: [...scopes],
    authorizedAt,
    createdAt,
    refreshed: false,
  };
  const refresh: Token = {
    ...consented,
    kind: 'refresh',
    expiresAt: authorizedAt + tokens.refreshSeconds,
    n: nextNumber(stage),
  };
  const access: Token = {
    ...consented,
    kind: 'access',
    expiresAt: Math.min(createdAt + tokens.accessSeconds, refresh.expiresAt),
    n: nextNumber(stage),
  };
  const bare = { access, accessToken: writeToken(access) };
  return app.getsRefreshTokens ? { ...bare, refresh, refreshToken: writeToken(refresh) } : bare;
}

/** A new access token and the same refresh token, whose end stays where it was (programmatic-refresh-tokens). */
export function mintByRefresh(stage: SimulatorState, refreshToken: string): Minted | undefined {
  const refresh = ownToken(stage, refreshToken);
  if (refresh?.kind !== 'refresh' || tokenStatus(stage, refresh) !== 'active') return undefined;
  const createdAt = epochSeconds(stage);
  const access: Token = {
    ...refresh,
    kind: 'access',
    createdAt,
    expiresAt: Math.min(createdAt + stage.scenario.tokens.accessSeconds, refresh.expiresAt),
    refreshed: true,
    n: nextNumber(stage),
  };
  return { access, accessToken: writeToken(access), refresh, refreshToken };
}

/** A token of this app, in whatever state it is; LinkedIn tells an app nothing about others' tokens. */
export function ownToken({ scenario }: SimulatorState, text: string): Token | undefined {
  const token = readToken(text);
  return token?.clientId === scenario.app.clientId ? token : undefined;
}

export function tokenStatus(stage: SimulatorState, token: Token): TokenStatus {
  const imposed = imposedStatus(stage, token);
  if (imposed !== 'active') return imposed;
  if (stage.memory.revokedTokens.has(writeToken(token))) return 'revoked';
  if (stage.memory.consents.some((consent) => ends(consent, token))) return 'revoked';
  return epochSeconds(stage) >= token.expiresAt ? 'expired' : 'active';
}

export function revoke({ memory }: SimulatorState, text: string): void {
  memory.revokedTokens.add(text);
}

function imposedStatus({ scenario }: SimulatorState, token: Token): TokenStatus {
  if (token.kind === 'refresh') return scenario.tokens.refresh;
  return token.refreshed ? 'active' : scenario.tokens.accessFromConsent;
}

function ends(consent: RememberedConsent, token: Token): boolean {
  const earlier =
    token.authorizedAt < consent.at || (token.authorizedAt === consent.at && token.n < consent.n);
  return earlier && !sameScopes(token.scopes, consent.scopes);
}
