/** How long an access token lives, as LinkedIn sees it: this machine's clock may be a year off. */

import { type Credentials, keysOf } from '../credentials/credentials.ts';
import { isClockSuspect, isPast } from '../credentials/token-dates.ts';
import { isFault, SetupError } from '../faults/fault.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { introspect } from '../linkedin/oauth.ts';

/** LinkedIn is asked only where this machine's clock is in doubt. Throws what keeps it from being asked. */
export async function isOverAtLinkedIn(
  credentials: Credentials,
  linkedin: LinkedIn,
): Promise<boolean> {
  const { accessToken, accessExpiresAt } = credentials;
  const now = linkedin.clock.now();
  if (accessToken === undefined) return true;
  if (isClockSuspect(credentials, now))
    return (await endAtLinkedIn(credentials, linkedin)) === undefined;
  return accessExpiresAt !== undefined && isPast(accessExpiresAt, now);
}

const unreachable = ['network-unreachable', 'tls-untrusted'] as const;

/** The end of a living access token; undefined for a dead one, and where LinkedIn does not tell. */
export async function endAtLinkedIn(
  credentials: Credentials,
  linkedin: LinkedIn,
): Promise<Date | undefined> {
  const { accessToken: token, accessExpiresAt } = credentials;
  const keys = keysOf(credentials);
  if (token === undefined || keys === undefined) return undefined;
  try {
    const told = await introspect({ keys, token }, linkedin);
    const end = told.expiresAt ?? accessExpiresAt;
    const lives = told.active && end !== undefined && !isPast(end, linkedin.clock.now());
    return lives ? end : undefined;
  } catch (error) {
    // A renewal tells what is wrong better than a question that is beside the point.
    const isAnswered = error instanceof SetupError && !isFault(error, ...unreachable);
    if (!isAnswered) throw error;
    return undefined;
  }
}
