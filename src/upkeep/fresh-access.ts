/** An access token that works for the next hour; the way there without a request loads no HTTP code. */

import { lacking } from '../credentials/lacking.ts';
import { isEmpty, type Stored } from '../credentials/stored.ts';
import { fault } from '../errors.ts';
import type { LinkedIn } from '../linkedin/linkedin.ts';
import type { Secret } from '../secret.ts';
import { contractNames, variables } from '../variables.ts';
import type { RenewalWorld } from './renewal.ts';

export interface FreshAccess {
  readonly accessToken: Secret;
  /** Undefined when the file does not say and nothing could be minted. */
  readonly expiresAt: Date | undefined;
  /** As the host reads them now. */
  readonly stored: Stored;
  /** Why the file does not hold a token that was minted now. */
  readonly unsaved: string | undefined;
  /** LinkedIn's clock at the renewal, when this call made it. */
  readonly serverTime: Date | undefined;
}

/** A token with less than this left is renewed. */
const leastLife = 3_600_000;

/**
 * Throws `env-file-missing`, `credentials-incomplete`, or what stopped a renewal: `refresh-token-rejected`,
 * `access-token-rejected` without a refresh token, `client-rejected`, a network fault.
 */
export async function freshAccess(
  stored: Stored,
  open: () => LinkedIn | Promise<LinkedIn>,
  world: RenewalWorld,
): Promise<FreshAccess> {
  if (isEmpty(stored)) throw fault('env-file-missing', { path: stored.shown });
  assertTokens(stored);
  const { accessToken } = stored.draft;
  if (accessToken !== undefined && isGood(stored, world)) {
    const untouched = { unsaved: undefined, serverTime: undefined };
    return { accessToken, expiresAt: endOf(stored, world), stored, ...untouched };
  }
  const { renewAccess, sayUnsaved } = await import('./renewal.ts');
  const renewal = await renewAccess(stored, await open(), world);
  const { unsaved } = renewal;
  if (unsaved !== undefined && stored.file === undefined) sayUnsaved(unsaved, world);
  return { ...renewal, serverTime: renewal.grant?.mintedAt };
}

/** Throws what `lacking` says when there is neither token. */
export function assertTokens(stored: Stored): void {
  const { draft, values } = stored;
  if (draft.accessToken !== undefined || draft.refreshToken !== undefined) return;
  throw lacking(
    stored,
    contractNames.filter((name) => values[name] === undefined),
  );
}

/** Without a date and without a refresh token there is nothing better to be had. */
function isGood(stored: Stored, world: RenewalWorld): boolean {
  const until = endOf(stored, world);
  if (until === undefined) return stored.draft.refreshToken === undefined;
  return livesOn(until, world.clock.now());
}

/** The date in the file says nothing of a token that the environment puts before the file's. */
function endOf({ draft, shadowed }: Stored, { env }: RenewalWorld): Date | undefined {
  const isShadowed = shadowed.includes(variables.accessToken) && !env[variables.accessExpiresAt];
  return isShadowed ? undefined : draft.accessExpiresAt;
}

export function livesOn(until: Date, now: Date): boolean {
  return until.getTime() - now.getTime() >= leastLife;
}
