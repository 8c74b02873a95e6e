/** New tokens go into the file at once, unless the old ones work: then only after they passed the same checks. */

import { runChecks } from '../checks/checks.ts';
import { gatherEvidence } from '../checks/evidence.ts';
import { grantChanges } from '../credentials/credentials.ts';
import { withChanges } from '../credentials/load.ts';
import { isPast } from '../credentials/token-dates.ts';
import { fault, isFault, type SetupError } from '../faults/fault.ts';
import type { Grant } from '../linkedin/oauth.ts';
import { type Context, type Progress, save } from './progress.ts';

export interface Kept {
  /** With the new tokens saved, unless there is a doubt. */
  readonly progress: Progress;
  readonly grant: Grant;
  /** Only the operator can say whether the ad account in the file is given up. */
  readonly doubt: SetupError | undefined;
}

/** Throws the fault of the first failed check, or of the file; it then holds the old tokens. */
export async function saveIfValid(
  progress: Progress,
  grant: Grant,
  context: Context,
): Promise<Kept> {
  const failed = progress.working ? await firstFailure(progress, grant, context) : undefined;
  if (isFault(failed, 'account-not-visible')) return { progress, grant, doubt: failed };
  if (failed !== undefined) throw failed;
  const saved = await saveGrant(progress, grant, context);
  return { progress: saved, grant, doubt: undefined };
}

/** Asks where there is a doubt. Throws it on a no; the file then holds the old tokens. */
export async function resolveConflict(
  { progress, grant, doubt }: Kept,
  before: Progress,
  context: Context,
): Promise<Progress> {
  if (doubt === undefined) return progress;
  if (!(await confirmAccountChange(doubt, before, context))) throw doubt;
  return { ...(await saveGrant(before, grant, context)), accountGivenUp: true };
}

async function saveGrant(progress: Progress, grant: Grant, context: Context): Promise<Progress> {
  const next = await save(progress, grantChanges(grant), context);
  const { mintedAt } = grant;
  return { ...next, signedIn: true, working: false, mintedAt, accountGivenUp: false };
}

async function firstFailure(
  progress: Progress,
  grant: Grant,
  { linkedin, world }: Context,
): Promise<SetupError | undefined> {
  if (grant.refreshToken === undefined && refreshIsAlive(progress, linkedin.clock.now())) {
    return fault('refresh-token-absent', {});
  }
  const stored = withChanges(progress.stored, grantChanges(grant));
  const inquiry = { stored, mintedAt: grant.mintedAt, mayRenew: false };
  const evidence = await gatherEvidence(inquiry, linkedin, world);
  return runChecks(evidence).find(({ verdict }) => verdict === 'fail')?.fault;
}

function refreshIsAlive({ stored }: Progress, now: Date): boolean {
  const { refreshToken, refreshExpiresAt } = stored.credentials;
  if (refreshToken === undefined) return false;
  return refreshExpiresAt === undefined || !isPast(refreshExpiresAt, now);
}

/** The account in the file is never changed without a yes. */
export async function confirmAccountChange(
  error: SetupError,
  { stored }: Progress,
  { world }: Context,
): Promise<boolean> {
  if (!world.terminal.interactive || !isFault(error, 'account-not-visible')) return false;
  return await world.prompts.confirm({
    id: 'another-account',
    message: `This sign-in cannot see ad account ${stored.credentials.adAccountId}. Choose another one?`,
    preset: false,
  });
}
