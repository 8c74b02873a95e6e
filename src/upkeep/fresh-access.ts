/** An access token that works for the next hour; the way there without a request loads no HTTP code. */

import { isEmpty, loadStored, type Stored } from '../credentials/stored.ts';
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
  /** Undefined when nothing had to be asked; false where only the environment holds the credentials. */
  readonly saved: boolean | undefined;
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
  envFile: string,
  open: (stored: Stored) => LinkedIn | Promise<LinkedIn>,
  world: RenewalWorld,
): Promise<FreshAccess> {
  const stored = await loadStored(envFile, world);
  if (isEmpty(stored)) throw fault('env-file-missing', { path: stored.shown });
  assertTokens(stored);
  const { accessToken, accessExpiresAt } = stored.draft;
  if (accessToken !== undefined && isGood(stored, world.clock.now())) {
    const untouched = { saved: undefined, serverTime: undefined };
    return { accessToken, expiresAt: accessExpiresAt, stored, ...untouched };
  }
  return await renewed(stored, await open(stored), world);
}

/** Throws `credentials-incomplete` when there is neither token. */
export function assertTokens({ draft, values, shown }: Stored): void {
  if (draft.accessToken !== undefined || draft.refreshToken !== undefined) return;
  const missing = contractNames.filter((name) => values[name] === undefined);
  throw fault('credentials-incomplete', { missing, path: shown });
}

/** Without a date and without a refresh token there is nothing better to be had. */
function isGood({ draft }: Stored, now: Date): boolean {
  const { accessExpiresAt, refreshToken } = draft;
  return accessExpiresAt === undefined ? refreshToken === undefined : livesOn(accessExpiresAt, now);
}

export function livesOn(until: Date, now: Date): boolean {
  return until.getTime() - now.getTime() >= leastLife;
}

async function renewed(
  stored: Stored,
  linkedin: LinkedIn,
  world: RenewalWorld,
): Promise<FreshAccess> {
  const { renewAccess } = await import('./renewal.ts');
  const renewal = await renewAccess(stored, linkedin, world);
  const { draft } = renewal.stored;
  // What was minted just now, even where the environment shadows the file with a dead one.
  const accessToken = renewal.grant?.accessToken ?? draft.accessToken;
  const expiresAt = renewal.grant?.accessExpiresAt ?? draft.accessExpiresAt;
  if (accessToken === undefined) {
    throw fault('credentials-incomplete', { missing: [variables.accessToken], path: stored.shown });
  }
  return {
    accessToken,
    expiresAt,
    stored: renewal.stored,
    saved: renewal.saved,
    serverTime: renewal.grant?.mintedAt,
  };
}
