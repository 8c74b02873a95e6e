/** A new access token: minted from the refresh token, under the lock, and saved where it can be. */

import {
  type Credentials,
  grantChanges,
  readCredentials,
  withoutUndefined,
} from '../credentials/credentials.ts';
import { type LockedEnvFile, unsavedPath, withEnvLock } from '../credentials/env-file-update.ts';
import { referencesInFile, tokenVariables } from '../credentials/lacking.ts';
import {
  credentialsIn,
  findCredentials,
  type LoadedCredentials,
  withChanges,
} from '../credentials/load.ts';
import type { SharedFailure } from '../credentials/lock-file.ts';
import { isPast } from '../credentials/token-dates.ts';
import { fault, isFault, platformCode, SetupError } from '../faults/fault.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import type { Grant } from '../linkedin/oauth.ts';
import type { Secret } from '../secret.ts';
import type { World } from '../world.ts';
import type { Attempt } from './renewal-failure.ts';

export interface Renewal {
  /** As the host reads them now; where nothing was saved, as it would. */
  readonly loaded: LoadedCredentials;
  /** The new one, even where the environment shadows the file with an expired one. */
  readonly accessToken: Secret;
  readonly expiresAt: Date | undefined;
  /** Undefined when another process had just renewed it. */
  readonly grant: Grant | undefined;
  /** Why the file does not hold it; undefined when it does. */
  readonly unsaved: string | undefined;
}

export interface RenewalOptions {
  /** Nothing is minted that cannot be saved: the token is wanted in the file, not to be used. */
  readonly mustSave?: boolean;
  /** Nothing is minted as long as LinkedIn calls the token active: this machine's clock may be wrong. */
  readonly unlessActive?: boolean;
}

export type RenewalWorld = Omit<World, 'prompts' | 'browser' | 'exchange'>;

interface RenewalRequest extends Required<RenewalOptions> {
  readonly loaded: LoadedCredentials;
  readonly linkedin: () => Promise<LinkedIn>;
  readonly world: RenewalWorld;
}

/**
 * Renews the access token of `loaded`. Another process may do the same at this moment: whoever waits for it
 * takes its result, or its failure. Where the file is missing or cannot be written, the token is minted all the
 * same, and that it was not saved is said; with `mustSave`, a missing file is created with all values, and one
 * that cannot be written is refused before LinkedIn is asked.
 * Throws `refresh-token-rejected`, `credentials-incomplete`, `client-rejected`, or a network fault; the
 * file is then as it was. Whoever waits and takes over a token loads nothing that speaks to LinkedIn.
 */
export async function renewAccess(
  loaded: LoadedCredentials,
  linkedin: () => Promise<LinkedIn>,
  world: RenewalWorld,
  { mustSave = false, unlessActive = false }: RenewalOptions = {},
): Promise<Renewal> {
  const request = { loaded, linkedin, world, mustSave, unlessActive };
  const { path, file, displayPath } = loaded;
  if (file === undefined && !mustSave) {
    return await renewInMemory(request, `there is no ${displayPath}`);
  }
  const [reference] = referencesInFile(loaded, tokenVariables);
  if (reference !== undefined && loaded.credentials.refreshToken !== undefined) {
    const why = `${reference} in ${displayPath} is a reference, which would be lost`;
    if (mustSave) throw fault('env-file-unwritable', { path: displayPath, why });
    return await renewInMemory(request, why);
  }
  try {
    return await withEnvLock(path, world, (locked) => renewLocked(request, locked), {
      async takeOver(failure) {
        if (failure !== undefined) await throwShared(failure, request);
        return renewedElsewhere(request, await findCredentials(path, world));
      },
      async failureOf(error) {
        const { shareFailure } = await import('./renewal-failure.ts');
        return await shareFailure(error, await attemptOf(request));
      },
    });
  } catch (error) {
    if (mustSave || !isFault(error, 'env-file-unwritable')) throw error;
    return await renewInMemory(request, reasonOf(error));
  }
}

async function attemptOf({ loaded, linkedin, world }: RenewalRequest): Promise<Attempt> {
  return { loaded, linkedin: await linkedin(), env: world.env };
}

async function throwShared(failure: SharedFailure, request: RenewalRequest): Promise<void> {
  const { readSharedFailure } = await import('./renewal-failure.ts');
  const shared = await readSharedFailure(failure, await attemptOf(request));
  if (shared !== undefined) throw shared;
}

async function renewLocked(request: RenewalRequest, file: LockedEnvFile): Promise<Renewal> {
  const { world, mustSave } = request;
  const { path } = request.loaded;
  const current = credentialsIn(await file.read(), path, world);
  const valid = renewedElsewhere(request, current) ?? (await stillActive(request, current));
  if (valid !== undefined) return valid;
  const { mintFromFile } = await import('./minting.ts');
  const { loaded, grant } = await mintFromFile(current, await request.linkedin(), world);
  try {
    // A file that is new is to be of use without the environment that the values came from.
    const others = loaded.file === undefined ? loaded.values : {};
    await file.write({ ...others, ...grantChanges(withKnownRefreshToken(grant, loaded)) });
    return renewalWith(grant, credentialsIn(file.last(), path, world));
  } catch (error) {
    const now = await findCredentials(path, world).catch(() => loaded);
    const newer = renewedElsewhere(request, now);
    const isKept = isFault(error, ...fileFaults) && 'kept' in (error.facts as object);
    if (newer !== undefined) {
      // What another process has saved is as good.
      if (isKept) await world.files.remove(await unsavedPath(path, world));
      return newer;
    }
    if (mustSave || !isAboutFile(error)) throw error;
    return unsavedRenewal(grant, { ...request, loaded }, reasonOf(error), isKept);
  }
}

const fileFaults = ['env-file-unwritable', 'env-value-unwritable', 'env-file-unreadable'] as const;

/** What was minted is used, whatever became of the file. */
function isAboutFile(error: unknown): boolean {
  if (error instanceof SetupError) return isFault(error, ...fileFaults);
  return platformCode(error) !== undefined;
}

function reasonOf(error: unknown): string {
  if (isFault(error, ...fileFaults)) {
    const { path, key, why, kept } = error.facts as Readonly<Record<string, string>>;
    const what = error.code === 'env-file-unreadable' ? 'read' : 'written';
    const where = kept === undefined ? '' : `; what was to be saved is in ${kept}`;
    return `${path ?? key} cannot be ${what}: ${why}${where}`;
  }
  return error instanceof Error ? error.message : String(error);
}

async function renewInMemory(request: RenewalRequest, why: string): Promise<Renewal> {
  const { loaded, linkedin, world } = request;
  const active = await stillActive(request, loaded);
  if (active !== undefined) return active;
  const { mint } = await import('./minting.ts');
  return unsavedRenewal(await mint(loaded, await linkedin(), world), request, why);
}

async function stillActive({ linkedin, unlessActive }: RenewalRequest, loaded: LoadedCredentials) {
  const { accessToken } = loaded.credentials;
  if (!unlessActive || accessToken === undefined) return undefined;
  const { freshUntil } = await import('./minting.ts');
  const expiresAt = await freshUntil(loaded, await linkedin());
  if (expiresAt === undefined) return undefined;
  return { loaded, accessToken, expiresAt, grant: undefined, unsaved: undefined };
}

/** Where there is no file, nobody expects it to be saved: whoever prints or hands on the token says so. */
function unsavedRenewal(
  grant: Grant,
  { loaded, world }: RenewalRequest,
  why: string,
  isKept = false,
): Renewal {
  if (loaded.file !== undefined) sayUnsaved(why, world);
  const { refreshToken } = loaded.credentials;
  if (!isKept && grant.refreshToken !== undefined && !grant.refreshToken.equals(refreshToken)) {
    world.terminal.say(
      `  LinkedIn sent another refresh token with it, which is lost: if it no longer takes the one in ${loaded.displayPath}, sign in again.`,
    );
  }
  const changes = grantChanges(withKnownRefreshToken(grant, loaded));
  return renewalWith(grant, withChanges(loaded, changes), why);
}

export function sayUnsaved(why: string, { terminal }: Pick<World, 'terminal'>): void {
  terminal.say(`  Renewed, and not saved: ${why}.`);
}

function renewalWith(grant: Grant, loaded: LoadedCredentials, unsaved?: string): Renewal {
  const { accessToken, accessExpiresAt: expiresAt } = grant;
  return { loaded, accessToken, expiresAt, grant, unsaved };
}

/**
 * The token in the file, if it has not expired and is not the one to be replaced: the file's own, because the
 * environment may shadow it with an expired one that no renewal replaces.
 */
function renewedElsewhere({ loaded, world, mustSave }: RenewalRequest, current: LoadedCredentials) {
  const { accessToken, accessExpiresAt: expiresAt } = credentialsOfFile(current);
  if (accessToken === undefined || expiresAt === undefined) return undefined;
  if (isPast(expiresAt, world.clock.now())) return undefined;
  if (accessToken.equals(loaded.credentials.accessToken)) return undefined;
  if (mustSave && accessToken.equals(credentialsOfFile(loaded).accessToken)) return undefined;
  return { loaded: current, accessToken, expiresAt, grant: undefined, unsaved: undefined };
}

/** What the file alone says, whatever the environment sets. */
function credentialsOfFile({ file }: LoadedCredentials): Credentials {
  return readCredentials(file?.values ?? {});
}

/** A reply that leaves out the refresh token or its date does not end what is known of them. */
function withKnownRefreshToken(grant: Grant, { credentials }: LoadedCredentials): Grant {
  const { refreshToken, refreshExpiresAt } = credentials;
  return { ...withoutUndefined({ refreshToken, refreshExpiresAt }), ...grant };
}
