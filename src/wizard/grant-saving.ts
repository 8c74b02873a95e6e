/** New tokens go into the file at once, unless the old ones work: then only after they passed the same checks. */

import { grantChanges } from '../credentials/credentials.ts';
import { isOver } from '../credentials/lifetime.ts';
import { withChanges } from '../credentials/stored.ts';
import { fault, isFault, type SetupError } from '../errors.ts';
import type { Grant } from '../linkedin/oauth.ts';
import { judgeAll } from '../upkeep/checks.ts';
import { gatherEvidence } from '../upkeep/evidence.ts';
import { type Context, type Progress, save } from './progress.ts';

/** Throws the fault of the first failed check; the file then holds the old tokens. */
export async function saveGrant(
  progress: Progress,
  grant: Grant,
  context: Context,
): Promise<Progress> {
  const accountGivenUp = progress.working ? await prove(progress, grant, context) : false;
  const next = await save(progress, grantChanges(grant), context);
  return { ...next, signedIn: true, working: false, mintedAt: grant.mintedAt, accountGivenUp };
}

/** Whether the operator gives up the old ad account, which the new sign-in cannot see. */
async function prove(progress: Progress, grant: Grant, context: Context): Promise<boolean> {
  const { linkedin, world } = context;
  if (grant.refreshToken === undefined && refreshIsAlive(progress, world.clock.now())) {
    throw fault('refresh-token-absent', {});
  }
  const stored = withChanges(progress.stored, grantChanges(grant));
  const inquiry = { stored, mintedAt: grant.mintedAt, mayRenew: false };
  const evidence = await gatherEvidence(inquiry, linkedin, world);
  const failed = judgeAll(evidence).find(({ verdict }) => verdict === 'fail')?.fault;
  if (failed === undefined) return false;
  if (await givesUpAccount(failed, progress, context)) return true;
  throw failed;
}

function refreshIsAlive({ stored }: Progress, now: Date): boolean {
  const { refreshToken, refreshExpiresAt } = stored.draft;
  if (refreshToken === undefined) return false;
  return refreshExpiresAt === undefined || !isOver(refreshExpiresAt, now);
}

/** The account in the file is never changed without a yes. */
export async function givesUpAccount(
  error: SetupError,
  { stored }: Progress,
  { world }: Context,
): Promise<boolean> {
  if (!world.terminal.interactive || !isFault(error, 'account-not-visible')) return false;
  return await world.prompts.confirm({
    id: 'another-account',
    message: `This sign-in cannot see ad account ${stored.draft.adAccountId}. Choose another one?`,
    preset: false,
  });
}
