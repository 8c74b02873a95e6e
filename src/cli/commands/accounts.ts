/** `accounts`: the ad accounts that the signed-in member sees. */

import { type AccountList, accountListFor } from '../../checks/account-list.ts';
import { accountRows } from '../../checks/account-table.ts';
import { assertTokens } from '../../checks/fresh-access.ts';
import { isEmpty, loadCredentials } from '../../credentials/load.ts';
import { Exit, type ExitCode, fault } from '../../faults/fault.ts';
import type { World } from '../../world.ts';
import type { CommonOptions } from '../flags.ts';
import { linkedInWith } from './options.ts';

export { commonFlags as flags } from '../flags.ts';

export async function run(options: CommonOptions, world: World): Promise<ExitCode> {
  const { terminal } = world;
  const stored = await loadCredentials(options.envFile, world);
  if (isEmpty(stored)) throw fault('env-file-missing', { path: stored.displayPath });
  assertTokens(stored);
  const linkedin = linkedInWith(stored, options, world);
  terminal.progress('     Asking LinkedIn …');
  const { directory: found } = await accountListFor({ stored }, linkedin, world);
  if (found.accounts.length === 0)
    throw fault('account-not-visible', { accountId: '', visible: [] });
  if (options.json) {
    terminal.result(JSON.stringify(listed(found), undefined, 2));
    return Exit.ok;
  }
  const chosen = stored.credentials.adAccountId;
  const labels = accountRows(found, terminal);
  found.accounts.forEach(({ id }, index) => {
    terminal.show(`${id === chosen ? '*' : ' '} ${labels[index]}`);
  });
  return Exit.ok;
}

function listed({ accounts, roles }: AccountList) {
  return accounts.map(({ id, name, currency, status, type, holds, test }) => {
    const role = roles.get(id);
    const known = Object.entries({ currency, status, type }).filter(([, value]) => value !== '');
    return { id, name, ...Object.fromEntries(known), holds, test, ...(role && { role }) };
  });
}
