/** `accounts`: the ad accounts that the signed-in member sees. */

import { variables } from '../credentials/credentials.ts';
import { isOver } from '../credentials/lifetime.ts';
import { isEmpty, loadStored, type Stored } from '../credentials/stored.ts';
import { Exit, type ExitCode, fault } from '../errors.ts';
import type { LinkedIn } from '../linkedin/linkedin.ts';
import type { Secret } from '../secret.ts';
import { type Directory, readDirectory } from '../upkeep/directory.ts';
import { renewAccess } from '../upkeep/renewal.ts';
import { accountLabels } from '../wizard/account-table.ts';
import type { World } from '../world.ts';
import { type CommonOptions, linkedInFor } from './options.ts';

export async function accounts(options: CommonOptions, world: World): Promise<ExitCode> {
  const { terminal } = world;
  const stored = await loadStored(options.envFile, world);
  if (isEmpty(stored)) throw fault('env-file-missing', { path: stored.shown });
  const linkedin = await linkedInFor(options, world);
  terminal.progress('     Asking LinkedIn …');
  const { token, mintedAt } = await livingToken(stored, linkedin, world);
  const found = await readDirectory({ token, mintedAt }, linkedin, world);
  if (options.json) {
    terminal.result(JSON.stringify(listed(found), undefined, 2));
    return Exit.ok;
  }
  if (found.accounts.length === 0)
    throw fault('account-not-visible', { accountId: '', visible: [] });
  const chosen = stored.draft.adAccountId;
  const labels = accountLabels(found, terminal);
  found.accounts.forEach(({ id }, index) => {
    terminal.result(`${id === chosen ? '*' : ' '} ${labels[index]}`);
  });
  return Exit.ok;
}

/** The token that is there, or a new one when its time is over. Throws what stopped the renewal. */
async function livingToken(
  stored: Stored,
  linkedin: LinkedIn,
  world: World,
): Promise<{ token: Secret; mintedAt: Date | undefined }> {
  const { accessToken, accessExpiresAt } = stored.draft;
  const over = accessExpiresAt !== undefined && isOver(accessExpiresAt, world.clock.now());
  if (accessToken !== undefined && !over) return { token: accessToken, mintedAt: undefined };
  const renewal = await renewAccess(stored, linkedin, world);
  const token = renewal.stored.draft.accessToken;
  if (token === undefined) {
    const missing = [variables.accessToken];
    throw fault('credentials-incomplete', { missing, path: stored.shown });
  }
  return { token, mintedAt: renewal.grant?.mintedAt };
}

function listed({ accounts, roles }: Directory) {
  return accounts.map(({ id, name, currency, status, type, holds, test }) => {
    const role = roles.get(id);
    return { id, name, currency, status, type, holds, test, ...(role && { role }) };
  });
}
