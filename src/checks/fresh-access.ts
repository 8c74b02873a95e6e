/** An access token that works for the next hour; the way there without a request loads no HTTP code. */

import { lacking } from '../credentials/lacking.ts';
import { isEmpty, type LoadedCredentials } from '../credentials/load.ts';
import { isClockSuspect, isFresh } from '../credentials/token-dates.ts';
import { fault } from '../faults/fault.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import type { Secret } from '../secret.ts';
import { contractNames, variables } from '../variables.ts';
import type { RenewalWorld } from './renewal.ts';

export interface FreshAccess {
  readonly accessToken: Secret;
  /** Undefined when the file does not say and nothing could be minted. */
  readonly expiresAt: Date | undefined;
  /** As the host reads them now. */
  readonly stored: LoadedCredentials;
  /** Why the file does not hold a token that was minted now. */
  readonly unsaved: string | undefined;
  /** LinkedIn's clock, when this call asked. */
  readonly serverTime: Date | undefined;
}

/**
 * Throws `env-file-missing`, `credentials-incomplete`, or what stopped a renewal: `refresh-token-rejected`,
 * `access-token-rejected` without a refresh token, `client-rejected`, a network fault.
 */
export async function freshAccess(
  stored: LoadedCredentials,
  open: () => LinkedIn | Promise<LinkedIn>,
  world: RenewalWorld,
): Promise<FreshAccess> {
  if (isEmpty(stored)) throw fault('env-file-missing', { path: stored.displayPath });
  assertTokens(stored);
  const { accessToken } = stored.credentials;
  const until = endOf(stored);
  // Where this machine's clock cannot be right about the date, LinkedIn's has to be asked.
  const isDoubtful = until !== undefined && isClockSuspect(stored.credentials, world.clock.now());
  if (accessToken !== undefined && !isDoubtful && isGood(stored, world.clock.now())) {
    const untouched = { unsaved: undefined, serverTime: undefined };
    return { accessToken, expiresAt: until, stored, ...untouched };
  }
  const { renewAccess, sayUnsaved } = await import('./renewal.ts');
  const linkedin = await open();
  const renewal = await renewAccess(stored, linkedin, world, { unlessAlive: isDoubtful });
  const { unsaved } = renewal;
  if (unsaved !== undefined && stored.file === undefined) sayUnsaved(unsaved, world);
  const isHeard = linkedin.clockAhead() !== undefined;
  return { ...renewal, serverTime: isHeard ? linkedin.clock.now() : undefined };
}

/** Throws what `lacking` says when there is neither token. */
export function assertTokens(stored: LoadedCredentials): void {
  const { credentials, values } = stored;
  if (credentials.accessToken !== undefined || credentials.refreshToken !== undefined) return;
  throw lacking(
    stored,
    contractNames.filter((name) => values[name] === undefined),
  );
}

/** Without a date and without a refresh token there is nothing better to be had. */
function isGood(stored: LoadedCredentials, now: Date): boolean {
  const until = endOf(stored);
  if (until === undefined) return stored.credentials.refreshToken === undefined;
  return isFresh(until, now);
}

/** The date in the file says nothing of a token that the environment puts before the file's. */
function endOf({ credentials, shadowed, origins }: LoadedCredentials): Date | undefined {
  const isOther = shadowed.includes(variables.accessToken);
  return isOther && origins[variables.accessExpiresAt] === 'file'
    ? undefined
    : credentials.accessExpiresAt;
}
