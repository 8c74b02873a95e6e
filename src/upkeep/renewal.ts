/** An access token that works now: minted from the refresh token, under the lock, and saved. */

import { grantChanges, keysOf } from '../credentials/credentials.ts';
import { withEnvLock } from '../credentials/env-store.ts';
import { dateText, isOver } from '../credentials/lifetime.ts';
import { loadStored, type Stored, withChanges } from '../credentials/stored.ts';
import { fault, isFault, type SetupError } from '../errors.ts';
import type { LinkedIn } from '../linkedin/linkedin.ts';
import { type Grant, mintAccess } from '../linkedin/oauth.ts';
import { type VariableName, variables } from '../variables.ts';
import type { World } from '../world.ts';

export interface Renewal {
  /** Read back after the write, through the same loader as the host's. */
  readonly stored: Stored;
  /** Undefined when another process had just renewed it. */
  readonly grant: Grant | undefined;
  /** False where the environment alone holds the credentials: nothing can be saved there. */
  readonly saved: boolean;
}

export type RenewalWorld = Pick<World, 'files' | 'env' | 'machine' | 'clock' | 'signal'>;

/**
 * Renews the access token of `stored`. Another process may do the same at this moment: whoever gets the
 * lock second takes what the first one wrote.
 * Throws `refresh-token-rejected`, `credentials-incomplete`, `client-rejected`, or a network fault; the
 * file is then as it was.
 */
export async function renewAccess(
  stored: Stored,
  linkedin: LinkedIn,
  world: RenewalWorld,
): Promise<Renewal> {
  if (stored.file === undefined) return await renewInMemory(stored, linkedin, world);
  return await withEnvLock(stored.path, world, async (file) => {
    const before = await loadStored(stored.path, world);
    if (renewedMeanwhile(stored, before, world.clock.now())) {
      return { stored: before, grant: undefined, saved: true };
    }
    const grant = await mint(before, linkedin, world);
    await file.write(grantChanges(kept(grant, before)));
    return { stored: await loadStored(stored.path, world), grant, saved: true };
  });
}

async function renewInMemory(
  stored: Stored,
  linkedin: LinkedIn,
  world: RenewalWorld,
): Promise<Renewal> {
  const grant = await mint(stored, linkedin, world);
  return { stored: withChanges(stored, grantChanges(kept(grant, stored))), grant, saved: false };
}

function renewedMeanwhile(known: Stored, found: Stored, now: Date): boolean {
  const { accessToken, accessExpiresAt } = found.draft;
  return (
    accessToken !== undefined &&
    !accessToken.equals(known.draft.accessToken) &&
    accessExpiresAt !== undefined &&
    !isOver(accessExpiresAt, now)
  );
}

async function mint(stored: Stored, linkedin: LinkedIn, world: RenewalWorld): Promise<Grant> {
  const { refreshToken, refreshExpiresAt } = stored.draft;
  const keys = keysOf(stored.draft);
  if (refreshToken === undefined) throw unrenewable(stored, world.clock.now());
  if (keys === undefined) throw incomplete(stored, [variables.clientId, variables.clientSecret]);
  try {
    return await mintAccess({ keys, token: refreshToken }, linkedin);
  } catch (error) {
    const expired = refreshExpiresAt !== undefined && isOver(refreshExpiresAt, world.clock.now());
    if (!expired || !isFault(error, 'refresh-token-rejected')) throw error;
    throw fault(
      'refresh-token-rejected',
      { expired: dateText(refreshExpiresAt) },
      { cause: error },
    );
  }
}

function unrenewable(stored: Stored, now: Date): SetupError {
  const { accessToken, accessExpiresAt } = stored.draft;
  if (accessToken === undefined) return incomplete(stored, [variables.refreshToken]);
  const over = accessExpiresAt !== undefined && isOver(accessExpiresAt, now);
  if (!over) return fault('refresh-token-absent', {});
  return fault('access-token-rejected', { why: 'it has expired', renewable: false });
}

function incomplete({ values, shown }: Stored, needed: readonly VariableName[]): SetupError {
  const missing = needed.filter((name) => values[name] === undefined);
  return fault('credentials-incomplete', { missing, path: shown });
}

/** A reply that leaves out the refresh token or its date does not end what is known of them. */
function kept(grant: Grant, { draft }: Stored): Grant {
  const { refreshToken, refreshExpiresAt } = draft;
  return {
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(refreshExpiresAt === undefined ? {} : { refreshExpiresAt }),
    ...grant,
  };
}
