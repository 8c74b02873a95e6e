/** What LinkedIn says of an access token: still propagating, over, or refused. Its own clock decides: this machine's may be a year off. */

import { type Credentials, keysOf } from '../credentials/credentials.ts';
import { isClockSuspect, isPast } from '../credentials/token-dates.ts';
import { fault, isFault, SetupError } from '../faults/fault.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { introspect, introspectIfPossible, type TokenOfApp } from '../linkedin/oauth.ts';
import {
  answerOf,
  isExplained,
  mayBePropagation,
  type Refusal,
  tokenRefusalReason,
} from '../linkedin/rest-errors.ts';
import { missingScopes, productsOf } from '../linkedin/scopes.ts';
import type { Secret } from '../secret.ts';
import type { World } from '../world.ts';

/** Most tokens are known everywhere within seconds. */
const retriedUntil = 60_000;
/** One of its data centres takes five to ten minutes, according to an engineer of LinkedIn's. */
const longestPropagation = 600_000;
const pause = 3_000;
const longestWait = 45_000;

export interface RetriedCall<T> {
  readonly mintedAt: Date | undefined;
  readonly ask: () => Promise<T>;
  readonly mayBePropagation: (answer: T) => boolean;
  readonly first?: T | undefined;
}

/**
 * Asks again for up to 45 s while the token is less than a minute old and the refusal may be due to that:
 * LinkedIn refuses a fresh token for seconds, and even calls it revoked (65601).
 */
export async function retryWhilePropagating<T>(
  { mintedAt, ask, mayBePropagation, first }: RetriedCall<T>,
  linkedin: Pick<LinkedIn, 'clock'>,
  { clock, signal, terminal }: Pick<World, 'clock' | 'signal' | 'terminal'>,
): Promise<T> {
  let answer = first ?? (await ask());
  if (!isYounger(mintedAt, retriedUntil, linkedin.clock.now())) return answer;
  for (let waited = 0; mayBePropagation(answer) && waited < longestWait; waited += pause) {
    const left = Math.round((longestWait - waited) / 1_000);
    terminal.progress(`     LinkedIn is still making the new token known … ${left} s at most`);
    await clock.sleep(pause, signal);
    answer = await ask();
  }
  terminal.progress(undefined);
  return answer;
}

/** Whether a refusal at this time may only mean that LinkedIn does not know the token everywhere yet. */
export function isPropagating(mintedAt: Date | undefined, now: Date): boolean {
  return isYounger(mintedAt, longestPropagation, now);
}

/** Both times are by LinkedIn's clock. */
function isYounger(mintedAt: Date | undefined, age: number, now: Date): boolean {
  return mintedAt !== undefined && now.getTime() - mintedAt.getTime() <= age;
}

/** What a 401 says of the access token; introspection tells whether a new one was ended. */
export async function tokenRefused(
  refusal: Refusal,
  { token, mintedAt }: { readonly token: Secret; readonly mintedAt: Date | undefined },
  credentials: Credentials,
  linkedin: LinkedIn,
): Promise<SetupError> {
  const answer = answerOf(refusal);
  const isNew = mayBePropagation(refusal) && isPropagating(mintedAt, linkedin.clock.now());
  const keys = keysOf(credentials);
  if (isNew && keys !== undefined && (await isActive({ keys, token }, linkedin))) {
    return fault('access-token-pending', {}, { linkedin: answer });
  }
  const why = tokenRefusalReason(refusal);
  return fault('access-token-rejected', { why }, { linkedin: answer });
}

/** What a plain 403 leaves open, LinkedIn's introspection tells: whether the consent covers the call. */
export async function missingScope(
  scope: string,
  refused: {
    readonly refusal: Refusal;
    readonly token: Secret;
    readonly credentials: Credentials;
  },
  linkedin: LinkedIn,
): Promise<SetupError | undefined> {
  const { refusal, token, credentials } = refused;
  if (isExplained(refusal)) return undefined;
  const keys = keysOf(credentials);
  const told = keys && (await introspectIfPossible({ keys, token }, linkedin));
  const granted = told?.scopes ?? credentials.scopes;
  if (granted === undefined) return undefined;
  const missing = missingScopes([scope], granted);
  if (missing.length === 0) return undefined;
  const facts = { missing, granted, products: productsOf(missing), isUnasked: true };
  return fault('scope-missing', facts, { linkedin: answerOf(refusal) });
}

async function isActive(one: TokenOfApp, linkedin: LinkedIn): Promise<boolean> {
  try {
    return (await introspect(one, linkedin)).active;
  } catch (error) {
    if (error instanceof SetupError) return true;
    throw error;
  }
}

/** LinkedIn is asked only where this machine's clock is in doubt. Throws what keeps it from being asked. */
export async function isExpiredAtLinkedIn(credentials: Credentials, linkedin: LinkedIn) {
  const { accessToken, accessExpiresAt } = credentials;
  const now = linkedin.clock.now();
  if (accessToken === undefined) return true;
  if (isClockSuspect(credentials, now))
    return (await expiryAtLinkedIn(credentials, linkedin)) === undefined;
  return accessExpiresAt !== undefined && isPast(accessExpiresAt, now);
}

const unreachable = ['network-unreachable', 'tls-untrusted'] as const;

/** When an active access token expires; undefined for one that is not, and where LinkedIn does not say. */
export async function expiryAtLinkedIn(
  credentials: Credentials,
  linkedin: LinkedIn,
): Promise<Date | undefined> {
  const { accessToken: token, accessExpiresAt } = credentials;
  const keys = keysOf(credentials);
  if (token === undefined || keys === undefined) return undefined;
  try {
    const { active, expiresAt = accessExpiresAt } = await introspect({ keys, token }, linkedin);
    const isValid = active && expiresAt !== undefined && !isPast(expiresAt, linkedin.clock.now());
    return isValid ? expiresAt : undefined;
  } catch (error) {
    // Where LinkedIn answers with a fault, the renewal's own fault says better what is wrong.
    const isAnswered = error instanceof SetupError && !isFault(error, ...unreachable);
    if (!isAnswered) throw error;
    return undefined;
  }
}
