/** LinkedIn's part of a renewal: a new access token for the refresh token, and whether the old one still works. */

import { keysOf } from '../credentials/credentials.ts';
import { lacking, tokenVariables } from '../credentials/lacking.ts';
import { findCredentials, type LoadedCredentials } from '../credentials/load.ts';
import { isFresh, isPast } from '../credentials/token-dates.ts';
import { dateText } from '../days.ts';
import { fault, isFault, type SetupError } from '../faults/fault.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { refreshAccessToken } from '../linkedin/oauth.ts';
import { type VariableName, variables } from '../variables.ts';
import type { World } from '../world.ts';
import { expiryAtLinkedIn } from './token-state.ts';

type MintingWorld = Parameters<typeof findCredentials>[1] & Pick<World, 'clock'>;

/** Until when LinkedIn calls the access token active, where that is not about to end. */
export async function freshUntil({ credentials }: LoadedCredentials, linkedin: LinkedIn) {
  const expiresAt = await expiryAtLinkedIn(credentials, linkedin);
  const isGood = expiresAt !== undefined && isFresh(expiresAt, linkedin.clock.now());
  return isGood ? expiresAt : undefined;
}

/** An editor that was saving at that moment may have left a part of a token: then it is read again. */
export async function mintFromFile(
  loaded: LoadedCredentials,
  linkedin: LinkedIn,
  world: MintingWorld,
) {
  try {
    return { loaded, grant: await mint(loaded, linkedin, world) };
  } catch (error) {
    if (!isFault(error, 'refresh-token-rejected', 'client-rejected')) throw error;
    const now = await findCredentials(loaded.path, world);
    const sent = [variables.refreshToken, variables.clientId, variables.clientSecret];
    if (sent.every((name) => now.values[name] === loaded.values[name])) throw error;
    return { loaded: now, grant: await mint(now, linkedin, world) };
  }
}

export async function mint(
  loaded: LoadedCredentials,
  linkedin: LinkedIn,
  { clock }: Pick<World, 'clock'>,
) {
  const { refreshToken, refreshExpiresAt } = loaded.credentials;
  const keys = keysOf(loaded.credentials);
  if (refreshToken === undefined) throw unrenewable(loaded, clock.now());
  if (keys === undefined) throw lacking(loaded, [variables.clientId, variables.clientSecret]);
  try {
    return await refreshAccessToken({ keys, token: refreshToken }, linkedin);
  } catch (error) {
    if (isFault(error, 'client-rejected')) throw withShadowed(error, keys.clientId, loaded);
    if (refreshExpiresAt === undefined || !isFault(error, 'refresh-token-rejected')) throw error;
    if (!isPast(refreshExpiresAt, linkedin.clock.now())) throw error;
    const origin = { cause: error, linkedin: error.linkedin };
    throw fault('refresh-token-rejected', { expired: dateText(refreshExpiresAt) }, origin);
  }
}

/** Keys that the environment sets in place of the file's are the first to be looked at. */
function withShadowed(error: SetupError, clientId: string, loaded: LoadedCredentials): SetupError {
  const keys: readonly VariableName[] = [variables.clientId, variables.clientSecret];
  const shadowed = keys.filter((name) => loaded.shadowed.includes(name));
  if (shadowed.length === 0) return error;
  const origin = { cause: error, linkedin: error.linkedin };
  return fault('client-rejected', { clientId, shadowed }, origin);
}

function unrenewable(loaded: LoadedCredentials, now: Date): SetupError {
  const { accessToken, accessExpiresAt } = loaded.credentials;
  const names = loaded.unusable.map(({ variable }) => variable);
  const unusable = names.filter((name) => tokenVariables.includes(name));
  if (unusable.length > 0) return lacking(loaded, unusable);
  if (accessToken === undefined) return lacking(loaded, [variables.refreshToken]);
  const over = accessExpiresAt !== undefined && isPast(accessExpiresAt, now);
  if (!over) return fault('refresh-token-absent', {});
  return fault('access-token-rejected', { why: 'it has expired', renewable: false });
}
