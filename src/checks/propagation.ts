/** Access tokens so young that not all of LinkedIn knows them yet: waited for, and never called dead. */

import { type Credentials, keysOf } from '../credentials/credentials.ts';
import { fault, SetupError } from '../faults/fault.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { introspect, type TokenOfApp } from '../linkedin/oauth.ts';
import {
  answerOf,
  mayBePropagation,
  type Refusal,
  tokenRefusalReason,
} from '../linkedin/refusals.ts';
import type { Secret } from '../secret.ts';
import type { World } from '../world.ts';

/** Most are known within seconds. */
const waitedFor = 60_000;
/** One of its data centres takes five to ten minutes, as an engineer of LinkedIn's has it. */
const longestPropagation = 600_000;
const pause = 3_000;
const longestWait = 45_000;

/**
 * Asks again, for up to 45 s, as long as `isTooYoung` says so and the token is less than a minute old.
 * Fresh tokens are refused for seconds, and called revoked (65601) at that.
 */
export function retryWhilePropagating(
  mintedAt: Date | undefined,
  { clock: server }: Pick<LinkedIn, 'clock'>,
  { clock, signal, terminal }: Pick<World, 'clock' | 'signal' | 'terminal'>,
): <T>(ask: () => Promise<T>, isTooYoung: (answer: T) => boolean, first?: T) => Promise<T> {
  return async (ask, isTooYoung, first) => {
    let answer = first ?? (await ask());
    if (!isYounger(mintedAt, waitedFor, server.now())) return answer;
    for (let waited = 0; isTooYoung(answer) && waited < longestWait; waited += pause) {
      const left = Math.round((longestWait - waited) / 1_000);
      terminal.progress(`     LinkedIn is still making the new token known … ${left} s at most`);
      await clock.sleep(pause, signal);
      answer = await ask();
    }
    terminal.progress(undefined);
    return answer;
  };
}

/** Whether a refusal at this time may only mean that LinkedIn does not know the token everywhere yet. */
export function isPropagating(mintedAt: Date | undefined, now: Date): boolean {
  return isYounger(mintedAt, longestPropagation, now);
}

/** By LinkedIn's clock, which says when it was minted, too. */
function isYounger(mintedAt: Date | undefined, age: number, now: Date): boolean {
  return mintedAt !== undefined && now.getTime() - mintedAt.getTime() <= age;
}

/** The token that was refused, and what is known of it. */
export interface RefusedToken {
  readonly credentials: Credentials;
  readonly token: Secret;
  /** Undefined where it is not this process that minted it. */
  readonly mintedAt: Date | undefined;
}

/** What a 401 says of the access token; of a young one, LinkedIn's introspection says whether it was ended. */
export async function tokenRefused(
  refusal: Refusal,
  { credentials, token, mintedAt }: RefusedToken,
  linkedin: LinkedIn,
): Promise<SetupError> {
  const answer = answerOf(refusal);
  const isYoung = mayBePropagation(refusal) && isPropagating(mintedAt, linkedin.clock.now());
  const keys = keysOf(credentials);
  if (isYoung && keys !== undefined && (await isActive({ keys, token }, linkedin))) {
    return fault('access-token-pending', {}, { linkedin: answer });
  }
  const why = tokenRefusalReason(refusal);
  return fault('access-token-rejected', { why }, { linkedin: answer });
}

async function isActive(one: TokenOfApp, linkedin: LinkedIn): Promise<boolean> {
  try {
    return (await introspect(one, linkedin)).active;
  } catch (error) {
    if (error instanceof SetupError) return true;
    throw error;
  }
}
