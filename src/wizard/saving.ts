/** Saves to the `.env`: each answer as it is given, and new tokens over working ones only once they passed the checks. */

import { okValue } from '../checks/evidence.ts';
import { gatherEvidence } from '../checks/gather.ts';
import { Session } from '../checks/session.ts';
import { runChecks } from '../checks/verification.ts';
import { grantChanges } from '../credentials/credentials.ts';
import type { EnvChanges } from '../credentials/dotenv-text.ts';
import { unsavedPath, writeEnvFile } from '../credentials/env-file-update.ts';
import { findCredentials, withChanges } from '../credentials/load.ts';
import { isRenewable } from '../credentials/token-dates.ts';
import { fault, isFault, SetupError } from '../faults/fault.ts';
import { rolePage } from '../linkedin/account-roles.ts';
import type { Grant } from '../linkedin/oauth.ts';
import { faultText, indent, paragraph } from '../screen/layout.ts';
import { variables } from '../variables.ts';
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
  let isKept = false;
  for (let left = mostAttempts; ; left -= 1) {
    try {
      await writeEnvFile(path, changes, world);
      if (isKept) await world.files.remove(await unsavedPath(path, world));
      return;
    } catch (error) {
      isKept ||= isFault(error, 'env-file-unwritable') && 'kept' in (error.facts as object);
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
  readonly conflict: Conflict | undefined;
}

/** What only the operator can decide, before anything is replaced. */
type Conflict =
  /** Whether the ad account in the file is given up. */
  | { readonly kind: 'account'; readonly fault: SetupError; readonly member: string | undefined }
  /** Whether the tokens of one person take the place of another's. */
  | { readonly kind: 'member'; readonly member: string };

/**
 * Saves new tokens; over tokens that work only after the new ones passed the same checks. Throws the fault of
 * the first failed check, or of the file; it then holds the old tokens.
 */
export async function saveIfValid(
  known: Known,
  grant: Grant,
  context: Context,
): Promise<SavedGrant> {
  const oldOnesWork = known.verified !== undefined && known.verified.fault === undefined;
  const tried = oldOnesWork ? await tryGrant(known, grant, context) : undefined;
  const failure = tried?.failure;
  const member = tried === undefined ? await memberOf(known, grant, context) : tried.member;
  if (isFault(failure, 'account-not-visible')) {
    return { grant, known, conflict: { kind: 'account', fault: failure, member } };
  }
  if (failure !== undefined) throw failure;
  const before = known.loaded.credentials.memberUrn;
  if (member !== undefined && before !== undefined && member !== before) {
    return { grant, known, conflict: { kind: 'member', member } };
  }
  return { grant, known: await saveGrant(known, grant, member, context), conflict: undefined };
}

/** Asks where there is a conflict. Throws on a no; the file then holds the old tokens. */
export async function resolveConflict({ grant, known, conflict }: SavedGrant, context: Context) {
  if (conflict === undefined) return known;
  if (conflict.kind === 'member') {
    await confirmMemberChange(known, conflict.member, context);
    return await saveGrant(known, grant, conflict.member, context);
  }
  if (!(await confirmAccountChange(known, context))) throw conflict.fault;
  const abandonedAccount = known.loaded.credentials.adAccountId;
  return { ...(await saveGrant(known, grant, conflict.member, context)), abandonedAccount };
}

async function saveGrant(
  known: Known,
  grant: Grant,
  member: string | undefined,
  context: Context,
): Promise<Known> {
  const who = member === undefined ? {} : { [variables.memberUrn]: member };
  const next = await save(known, { ...grantChanges(grant), ...who }, context);
  return { ...next, verified: undefined, mintedAt: grant.mintedAt };
}

async function tryGrant({ loaded }: Known, grant: Grant, { linkedin, world }: Context) {
  const couldRenew = isRenewable(loaded.credentials, linkedin.clock.now());
  if (grant.refreshToken === undefined && couldRenew) {
    return { failure: fault('refresh-token-absent', {}), member: undefined };
  }
  const granted = withChanges(loaded, grantChanges(grant));
  const options = { linkedin, mintedAt: grant.mintedAt, mayRenew: false };
  const evidence = await gatherEvidence(new Session(granted, options, world), world);
  const failure = runChecks(evidence).find(({ verdict }) => verdict === 'fail')?.fault;
  return { failure, member: okValue(evidence.rest?.role)?.member };
}

/** Whose token it is; undefined where nobody is known to compare with, and where LinkedIn does not say. */
async function memberOf({ loaded }: Known, grant: Grant, { linkedin }: Context) {
  if (loaded.credentials.memberUrn === undefined) return undefined;
  try {
    const answer = await rolePage(0, grant.accessToken, linkedin);
    const items = answer.kind === 'ok' ? answer.value.items : [];
    return items.find(({ member }) => member !== undefined)?.member;
  } catch (error) {
    if (error instanceof SetupError) return undefined;
    throw error;
  }
}

/** Where nobody can be asked, it is said, and the new tokens count: somebody pressed Allow for them. */
async function confirmMemberChange({ loaded }: Known, member: string, { world }: Context) {
  const change = `Another person has signed in: ${member} instead of ${loaded.credentials.memberUrn}.`;
  if (!world.terminal.interactive) {
    world.terminal.say(paragraph(change, world.terminal, indent));
    return;
  }
  const goesOn = await world.prompts.confirm({
    id: 'another-member',
    message: `${change} Replace the tokens?`,
    preset: false,
  });
  if (!goesOn) throw fault('consent-declined', { reason: 'another person has signed in' });
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
