/** An access token that works now: minted from the refresh token, under the lock, and saved where it can be. */

import {
  type Credentials,
  grantChanges,
  keysOf,
  readCredentials,
} from '../credentials/credentials.ts';
import { type LockedEnvFile, withEnvLock } from '../credentials/env-file.ts';
import { lacking, referencesInFile } from '../credentials/lacking.ts';
import { type LoadedCredentials, loadCredentials, withChanges } from '../credentials/load.ts';
import { isFresh, isPast } from '../credentials/token-dates.ts';
import { dateText } from '../days.ts';
import { fault, isFault, platformCode, SetupError } from '../faults/fault.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { type Grant, mintAccess } from '../linkedin/oauth.ts';
import type { Secret } from '../secret.ts';
import { type VariableName, variables } from '../variables.ts';
import type { World } from '../world.ts';
import { shareFailure, takenOver } from './renewal-failure.ts';
import { endAtLinkedIn } from './server-time.ts';

export interface Renewal {
  /** Read back after the write, through the same loader as the host's; where nothing was saved, as it would be. */
  readonly stored: LoadedCredentials;
  /** The token that works now, even where the environment shadows the file with a dead one. */
  readonly accessToken: Secret;
  readonly expiresAt: Date | undefined;
  /** Undefined when another process had just renewed it. */
  readonly grant: Grant | undefined;
  /** Why the file does not hold it; undefined when it does. */
  readonly unsaved: string | undefined;
}

export interface RenewalOptions {
  /** Nothing is minted that cannot be saved: for who wants a token in the file, and not one to use. */
  readonly mustSave?: boolean;
  /** Nothing is minted as long as LinkedIn holds the token for alive: for where this machine's clock may be wrong. */
  readonly unlessAlive?: boolean;
}

export type RenewalWorld = Pick<
  World,
  'files' | 'env' | 'machine' | 'clock' | 'signal' | 'terminal'
>;

interface Renewing {
  readonly stored: LoadedCredentials;
  readonly linkedin: LinkedIn;
  readonly world: RenewalWorld;
  readonly mustSave: boolean;
  readonly unlessAlive: boolean;
}

/**
 * Renews the access token of `stored`. Another process may do the same at this moment: whoever waits for it
 * takes its result, or its failure. Where the file cannot be written, the token is minted all the same, and
 * that it was not saved is said; with `mustSave`, it is refused before LinkedIn is asked.
 * Throws `refresh-token-rejected`, `credentials-incomplete`, `client-rejected`, or a network fault; the
 * file is then as it was.
 */
export async function renewAccess(
  stored: LoadedCredentials,
  linkedin: LinkedIn,
  world: RenewalWorld,
  { mustSave = false, unlessAlive = false }: RenewalOptions = {},
): Promise<Renewal> {
  const renewing = { stored, linkedin, world, mustSave, unlessAlive };
  const { path, file, displayPath } = stored;
  if (file === undefined) return await renewInMemory(renewing, `there is no ${displayPath}`);
  const [reference] = referencesInFile(stored, tokens);
  if (reference !== undefined && stored.credentials.refreshToken !== undefined) {
    const why = `${reference} in ${displayPath} is a reference, which would be lost`;
    if (mustSave) throw fault('env-file-unwritable', { path: displayPath, why });
    return await renewInMemory(renewing, why);
  }
  const attempt = { stored, linkedin, env: world.env };
  try {
    return await withEnvLock(path, world, async (locked) => await renewLocked(renewing, locked), {
      async takeOver(failure) {
        const theirs = await takenOver(failure, attempt);
        if (theirs !== undefined) throw theirs;
        return renewedMeanwhile(renewing, await loadCredentials(path, world));
      },
      failureOf: async (error) => await shareFailure(error, attempt),
    });
  } catch (error) {
    if (mustSave || !isFault(error, 'env-file-unwritable')) throw error;
    return await renewInMemory(renewing, reasonOf(error));
  }
}

async function renewLocked(renewing: Renewing, file: LockedEnvFile): Promise<Renewal> {
  const { stored, world, mustSave } = renewing;
  const first = await loadCredentials(stored.path, world);
  const theirs = renewedMeanwhile(renewing, first);
  const living = theirs ?? (await stillAlive(renewing, first));
  if (living !== undefined) return living;
  const { found, grant } = await mintFromFile(first, renewing);
  try {
    await file.write(grantChanges(kept(grant, found)));
    return renewal(await loadCredentials(stored.path, world), { grant });
  } catch (error) {
    const now = await loadCredentials(stored.path, world).catch(() => found);
    const newer = renewedMeanwhile(renewing, now);
    if (newer !== undefined) return newer;
    if (mustSave || !isAboutFile(error)) throw error;
    return unsavedRenewal(grant, { ...renewing, stored: found }, reasonOf(error));
  }
}

/** An editor that was in the middle of a save may have left a part of a token to be read: looked at again. */
async function mintFromFile(
  found: LoadedCredentials,
  { linkedin, world }: Renewing,
): Promise<{ readonly found: LoadedCredentials; readonly grant: Grant }> {
  try {
    return { found, grant: await mint(found, linkedin, world) };
  } catch (error) {
    if (!isFault(error, 'refresh-token-rejected', 'client-rejected')) throw error;
    const now = await loadCredentials(found.path, world);
    const read = [variables.refreshToken, variables.clientId, variables.clientSecret];
    if (read.every((name) => now.values[name] === found.values[name])) throw error;
    return { found: now, grant: await mint(now, linkedin, world) };
  }
}

/** What was minted is used, whatever became of the file. */
function isAboutFile(error: unknown): boolean {
  return isFault(error, 'env-file-unwritable', 'env-value-unwritable', 'env-file-unreadable')
    ? true
    : !(error instanceof SetupError) && platformCode(error) !== undefined;
}

function reasonOf(error: unknown): string {
  if (isFault(error, 'env-file-unwritable')) {
    const { path, why } = error.facts as { readonly path: string; readonly why: string };
    return `${path} cannot be written: ${why}`;
  }
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}

async function renewInMemory(renewing: Renewing, why: string): Promise<Renewal> {
  const { stored, linkedin, world } = renewing;
  const living = await stillAlive(renewing, stored);
  if (living !== undefined) return living;
  return unsavedRenewal(await mint(stored, linkedin, world), renewing, why);
}

async function stillAlive(
  { linkedin, unlessAlive }: Renewing,
  stored: LoadedCredentials,
): Promise<Renewal | undefined> {
  const { accessToken } = stored.credentials;
  if (!unlessAlive || accessToken === undefined) return undefined;
  const expiresAt = await endAtLinkedIn(stored.credentials, linkedin);
  if (expiresAt === undefined || !isFresh(expiresAt, linkedin.clock.now())) return undefined;
  return { stored, accessToken, expiresAt, grant: undefined, unsaved: undefined };
}

/** Where there is no file, nobody expects it to be saved: whoever prints or hands on the token says so. */
function unsavedRenewal(grant: Grant, { stored, world }: Renewing, why: string): Renewal {
  const { terminal } = world;
  if (stored.file !== undefined) sayUnsaved(why, world);
  const { refreshToken } = stored.credentials;
  if (grant.refreshToken !== undefined && !grant.refreshToken.equals(refreshToken)) {
    terminal.say(
      `  LinkedIn sent another refresh token with it, which is lost: if it no longer takes the one in ${stored.displayPath}, sign in again.`,
    );
  }
  return renewal(withChanges(stored, grantChanges(kept(grant, stored))), { grant, unsaved: why });
}

export function sayUnsaved(why: string, { terminal }: Pick<World, 'terminal'>): void {
  terminal.say(`  Renewed, and not saved: ${why}.`);
}

function renewal(
  stored: LoadedCredentials,
  { grant, unsaved }: { readonly grant: Grant; readonly unsaved?: string },
): Renewal {
  const { accessToken, accessExpiresAt: expiresAt } = grant;
  return { stored, accessToken, expiresAt, grant, unsaved };
}

/**
 * The token in the file, if it lives and is not one that was found wanting: the file's own, because the
 * environment may shadow it with a dead one that no renewal replaces.
 */
function renewedMeanwhile(
  { stored, world, mustSave }: Renewing,
  found: LoadedCredentials,
): Renewal | undefined {
  const { accessToken, accessExpiresAt: expiresAt } = fileDraft(found);
  if (accessToken === undefined || expiresAt === undefined) return undefined;
  if (isPast(expiresAt, world.clock.now())) return undefined;
  const wanting = [
    stored.credentials.accessToken,
    ...(mustSave ? [fileDraft(stored).accessToken] : []),
  ];
  if (wanting.some((token) => accessToken.equals(token))) return undefined;
  return { stored: found, accessToken, expiresAt, grant: undefined, unsaved: undefined };
}

/** What the file alone says, whatever the environment sets. */
function fileDraft({ file }: LoadedCredentials): Credentials {
  return readCredentials(file?.values ?? {});
}

async function mint(
  stored: LoadedCredentials,
  linkedin: LinkedIn,
  world: RenewalWorld,
): Promise<Grant> {
  const { refreshToken, refreshExpiresAt } = stored.credentials;
  const keys = keysOf(stored.credentials);
  if (refreshToken === undefined) throw unrenewable(stored, world.clock.now());
  if (keys === undefined) throw lacking(stored, [variables.clientId, variables.clientSecret]);
  try {
    return await mintAccess({ keys, token: refreshToken }, linkedin);
  } catch (error) {
    if (isFault(error, 'client-rejected')) throw withShadowed(error, keys.clientId, stored);
    const expired =
      refreshExpiresAt !== undefined && isPast(refreshExpiresAt, linkedin.clock.now());
    if (!expired || !isFault(error, 'refresh-token-rejected')) throw error;
    const origin = { cause: error, linkedin: error.linkedin };
    throw fault('refresh-token-rejected', { expired: dateText(refreshExpiresAt) }, origin);
  }
}

/** Keys that the environment sets in place of the file's are the first to be looked at. */
function withShadowed(error: SetupError, clientId: string, stored: LoadedCredentials): SetupError {
  const keys: readonly VariableName[] = [variables.clientId, variables.clientSecret];
  const shadowed = keys.filter((name) => stored.shadowed.includes(name));
  if (shadowed.length === 0) return error;
  const origin = { cause: error, linkedin: error.linkedin };
  return fault('client-rejected', { clientId, shadowed }, origin);
}

function unrenewable(stored: LoadedCredentials, now: Date): SetupError {
  const { accessToken, accessExpiresAt } = stored.credentials;
  const unusable = stored.unusable
    .map(({ variable }) => variable)
    .filter((name) => tokens.includes(name));
  if (unusable.length > 0) return lacking(stored, unusable);
  if (accessToken === undefined) return lacking(stored, [variables.refreshToken]);
  const over = accessExpiresAt !== undefined && isPast(accessExpiresAt, now);
  if (!over) return fault('refresh-token-absent', {});
  return fault('access-token-rejected', { why: 'it has expired', renewable: false });
}

const tokens: readonly VariableName[] = [variables.refreshToken, variables.accessToken];

/** A reply that leaves out the refresh token or its date does not end what is known of them. */
function kept(grant: Grant, { credentials }: LoadedCredentials): Grant {
  const { refreshToken, refreshExpiresAt } = credentials;
  return {
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(refreshExpiresAt === undefined ? {} : { refreshExpiresAt }),
    ...grant,
  };
}
