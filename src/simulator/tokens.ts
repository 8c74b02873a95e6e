/** Who may do what with which token: consents, codes, minting, refreshing, revoking. */

import * as z from 'zod';
import { sameScopes } from '../linkedin/scopes.ts';
import { filler } from './hash.ts';
import type { TokenStatus } from './scenario.ts';
import { epochSeconds, nextNumber, type RememberedConsent, type SimulatorState } from './state.ts';

/** A token describes itself, so that a rehearsal begun in one process goes on in another. */
const tokenShape = z.object({
  kind: z.enum(['access', 'refresh']),
  clientId: z.string(),
  scopes: z.array(z.string()),
  /** Epoch seconds, like the two below: when the member consented. */
  authorizedAt: z.number(),
  createdAt: z.number(),
  expiresAt: z.number(),
  /** Whether a refresh minted it, not a consent. */
  refreshed: z.boolean(),
  /** No two tokens of one simulator have the same number. */
  n: z.number(),
});
export type Token = z.infer<typeof tokenShape>;

/** They look like LinkedIn's: a prefix, then some hundred URL-safe characters. */
const looks = {
  access: { prefix: 'AQX', length: 400 },
  refresh: { prefix: 'AQV', length: 350 },
} as const;

export function writeToken(token: Token): string {
  const { prefix, length } = looks[token.kind];
  // Parsed, because the order of its keys is then always the same.
  const content = tokenShape.parse(token);
  const bare = JSON.stringify({ ...content, pad: '' });
  const room = Math.floor((length - prefix.length) * 0.75) - bare.length;
  const padded = JSON.stringify({ ...content, pad: filler(bare, Math.max(0, room)) });
  return prefix + Buffer.from(padded).toString('base64url');
}

/** Undefined for a text that no simulator wrote, or that was altered on the way. */
export function readToken(text: string): Token | undefined {
  try {
    const content = JSON.parse(Buffer.from(text.slice(3), 'base64url').toString());
    const token = tokenShape.parse(content);
    return writeToken(token) === text ? token : undefined;
  } catch {
    return undefined;
  }
}

// --- how they come and go ---------------------------------------------------------------------------

/** Authorization-code-flow page, 2025-11. */
const codeSeconds = 30 * 60;

export interface Minted {
  readonly access: Token;
  /** Left out when the app is not entitled to one. */
  readonly refresh?: Token;
}

/** Whether the member has agreed to exactly these scopes, to no others since, and not too long ago. */
export function consentedBefore(state: SimulatorState, scopes: readonly string[]): boolean {
  const last = state.memory.consents.at(-1);
  if (last === undefined || !sameScopes(last.scopes, scopes)) return false;
  return epochSeconds(state) - last.at < state.scenario.tokens.refreshSeconds;
}

export function grantCode(state: SimulatorState, asked: readonly string[], redirectUri: string) {
  const { scopes, at, n } = rememberConsent(state, { asked, isNew: true, at: epochSeconds(state) });
  const code = `AQT${filler(`code ${n}`, 147)}`;
  state.memory.codes.set(code, { scopes, redirectUri, issuedAt: at });
  return code;
}

/** The member agrees; earlier tokens with another set of scopes end with that. */
function rememberConsent(
  state: SimulatorState,
  {
    asked,
    ...when
  }: Pick<RememberedConsent, 'isNew' | 'at'> & { readonly asked: readonly string[] },
): RememberedConsent {
  const scopes = state.scenario.consent.grantsOnly ?? asked;
  const consent = { scopes, ...when, n: nextNumber(state) };
  state.memory.consents.push(consent);
  return consent;
}

/** A code is gone after the first attempt to use it, whatever came of that. */
export function redeemCode(state: SimulatorState, code: string, redirectUri: string) {
  const pending = state.memory.codes.get(code);
  if (pending === undefined) return 'unknown-code';
  state.memory.codes.delete(code);
  const late = epochSeconds(state) - pending.issuedAt >= codeSeconds;
  if (late || pending.redirectUri !== redirectUri) return 'mismatch';
  return mintFor(state, pending.scopes, pending.issuedAt);
}

/** What the member gets without an app in between, as from LinkedIn's token generator. */
export function mintDirectly(state: SimulatorState, asked: readonly string[]): Minted {
  const consent = rememberConsent(state, { asked, isNew: true, at: epochSeconds(state) });
  return mintFor(state, consent.scopes, consent.at);
}

/** What is left of an earlier consent; the access token was renewed today. */
export function mintEarlier(
  state: SimulatorState,
  asked: readonly string[],
  daysAgo: number,
): Minted {
  const at = epochSeconds(state) - daysAgo * 86_400;
  const consent = rememberConsent(state, { asked, isNew: false, at });
  return mintFor(state, consent.scopes, consent.at);
}

function mintFor(state: SimulatorState, scopes: readonly string[], authorizedAt: number): Minted {
  const { app, tokens } = state.scenario;
  const refresh: Token = {
    kind: 'refresh',
    clientId: app.clientId,
    scopes: [...scopes],
    authorizedAt,
    createdAt: epochSeconds(state),
    expiresAt: authorizedAt + tokens.refreshSeconds,
    refreshed: false,
    n: nextNumber(state),
  };
  const access = accessFrom(state, refresh);
  return app.getsRefreshTokens ? { access, refresh } : { access };
}

/** The end of the refresh token is its end, too. */
function accessFrom(state: SimulatorState, refresh: Token): Token {
  const createdAt = epochSeconds(state);
  const expiresAt = Math.min(createdAt + state.scenario.tokens.accessSeconds, refresh.expiresAt);
  return { ...refresh, kind: 'access', createdAt, expiresAt, n: nextNumber(state) };
}

/** A new access token and the same refresh token, whose end stays where it was (programmatic-refresh-tokens). */
export function mintByRefresh(state: SimulatorState, refreshToken: string): Minted | undefined {
  const given = ownToken(state, refreshToken);
  if (given?.kind !== 'refresh' || tokenStatus(state, given) !== 'active') return undefined;
  const refresh = state.scenario.disputed.refreshTokenRotates ? rotated(state, given) : given;
  return { access: { ...accessFrom(state, refresh), refreshed: true }, refresh };
}

/** Another one in its place, with the same end. */
function rotated(state: SimulatorState, refresh: Token): Token {
  state.memory.revokedTokens.add(writeToken(refresh));
  return { ...refresh, createdAt: epochSeconds(state), refreshed: true, n: nextNumber(state) };
}

/** A token of this app, in whatever state it is; LinkedIn tells an app nothing about others' tokens. */
export function ownToken({ scenario }: SimulatorState, text: string): Token | undefined {
  const token = readToken(text);
  return token?.clientId === scenario.app.clientId ? token : undefined;
}

export function tokenStatus(state: SimulatorState, token: Token): TokenStatus {
  const { earlierRefresh, earlierAccess } = state.scenario.tokens;
  const imposed = token.kind === 'refresh' ? earlierRefresh : earlierAccess;
  if (imposed !== 'active' && !token.refreshed && !isOfNewConsent(state, token)) return imposed;
  if (state.memory.revokedTokens.has(writeToken(token))) return 'revoked';
  if (state.memory.consents.some((consent) => ends(consent, token))) return 'revoked';
  return epochSeconds(state) >= token.expiresAt ? 'expired' : 'active';
}

/** A token has a higher number than the consent that brought it. */
function isOfNewConsent({ memory }: SimulatorState, { authorizedAt, n }: Token): boolean {
  const brought = memory.consents.findLast((one) => one.at === authorizedAt && one.n < n);
  return brought?.isNew === true;
}

function ends(consent: RememberedConsent, token: Token): boolean {
  const earlier =
    token.authorizedAt < consent.at || (token.authorizedAt === consent.at && token.n < consent.n);
  return earlier && !sameScopes(token.scopes, consent.scopes);
}
