/** Saves to the `.env`: each answer as it is given, and new tokens over working ones only once they passed the checks. */

import { gatherEvidence } from '../checks/gather.ts';
import { Session } from '../checks/session.ts';
import { runChecks } from '../checks/verification.ts';
import { grantChanges } from '../credentials/credentials.ts';
import type { EnvChanges } from '../credentials/dotenv-text.ts';
import { writeEnvFile } from '../credentials/env-file-update.ts';
import { findCredentials, withChanges } from '../credentials/load.ts';
import { isRenewable } from '../credentials/token-dates.ts';
import { fault, isFault, type SetupError } from '../faults/fault.ts';
import type { Grant } from '../linkedin/oauth.ts';
import { faultText } from '../screen/layout.ts';
import type { World } from '../world.ts';
import type { Context, Known } from './planner.ts';

/** Saves and reads back, so that every later step sees what the host will see. */
export async function save(known: Known, changes: EnvChanges, { request, world }: Context) {
  await writeOrAskAgain(request.envFile, changes, world);
  return { ...known, loaded: await findCredentials(request.envFile, world) };
}

/** How often somebody is asked to remove what keeps the file from being written, such as a full disk. */
const mostAttempts = 10;

/** What was typed or granted is not lost because the file could not be written. */
async function writeOrAskAgain(path: string, changes: EnvChanges, world: World): Promise<void> {
  for (let left = mostAttempts; ; left -= 1) {
    try {
      await writeEnvFile(path, changes, world);
      return;
    } catch (error) {
      const isTransient = isFault(error, 'env-file-unwritable', 'env-file-busy');
      if (!isTransient || !world.terminal.interactive || left === 1) throw error;
      world.terminal.say(faultText(error, world.terminal));
      await world.prompts.pause({
        id: 'save-again',
        message: 'Nothing is lost yet. Press Enter to save it once the file can be written',
      });
    }
  }
}

export interface SavedGrant {
  readonly grant: Grant;
  /** With the tokens saved, unless there is a conflict. */
  readonly known: Known;
  /** Only the operator can say whether the ad account in the file is given up. */
  readonly conflict: SetupError | undefined;
}

/**
 * Saves new tokens; over tokens that work only after the new ones passed the same checks. Throws the fault of
 * the first failed check, or of the file; it then holds the old tokens.
 */
export async function saveIfValid(known: Known, grant: Grant, context: Context) {
  const oldOnesWork = known.verified !== undefined && known.verified.fault === undefined;
  const failure = oldOnesWork ? await firstFailure(known, grant, context) : undefined;
  if (isFault(failure, 'account-not-visible')) return { grant, known, conflict: failure };
  if (failure !== undefined) throw failure;
  return { grant, known: await saveGrant(known, grant, context), conflict: undefined };
}

/** Asks where there is a conflict. Throws it on a no; the file then holds the old tokens. */
export async function resolveConflict({ grant, known, conflict }: SavedGrant, context: Context) {
  if (conflict === undefined) return known;
  if (!(await confirmAccountChange(known, context))) throw conflict;
  const abandonedAccount = known.loaded.credentials.adAccountId;
  return { ...(await saveGrant(known, grant, context)), abandonedAccount };
}

async function saveGrant(known: Known, grant: Grant, context: Context): Promise<Known> {
  const next = await save(known, grantChanges(grant), context);
  return { ...next, verified: undefined, mintedAt: grant.mintedAt };
}

async function firstFailure({ loaded }: Known, grant: Grant, { linkedin, world }: Context) {
  const couldRenew = isRenewable(loaded.credentials, linkedin.clock.now());
  if (grant.refreshToken === undefined && couldRenew) return fault('refresh-token-absent', {});
  const granted = withChanges(loaded, grantChanges(grant));
  const options = { linkedin, mintedAt: grant.mintedAt, mayRenew: false };
  const evidence = await gatherEvidence(new Session(granted, options, world), world);
  return runChecks(evidence).find(({ verdict }) => verdict === 'fail')?.fault;
}

/** The account in the file is never changed without a yes. */
export async function confirmAccountChange({ loaded }: Known, { world }: Context) {
  if (!world.terminal.interactive) return false;
  return await world.prompts.confirm({
    id: 'another-account',
    message: `This sign-in cannot see ad account ${loaded.credentials.adAccountId}. Choose another one?`,
    preset: false,
  });
}
