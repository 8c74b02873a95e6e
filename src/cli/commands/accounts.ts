/** `accounts`: the ad accounts that the signed-in member sees. */

import {
  type AccountList,
  accountNotListed,
  accountRows,
  readAccountList,
} from '../../checks/account-list.ts';
import { openSession } from '../../checks/session.ts';
import { Exit, type ExitCode } from '../../faults/fault.ts';
import type { World } from '../../world.ts';
import type { CommonOptions } from '../flags.ts';
import { printJson } from '../json-answer.ts';

export { commonFlags as flags } from '../flags.ts';

export async function run(options: CommonOptions, world: World): Promise<ExitCode> {
  const { terminal } = world;
  const session = await openSession(options, world);
  terminal.progress('     Asking LinkedIn …');
  const list = await readAccountList(session, terminal);
  if (list.accounts.length === 0) throw accountNotListed('', list);
  if (options.json) {
    printJson(reportOf(list), terminal);
    return Exit.ok;
  }
  const chosen = session.loaded.credentials.adAccountId;
  const labels = accountRows(list, terminal);
  list.accounts.forEach(({ id }, index) => {
    terminal.show(`${id === chosen ? '*' : ' '} ${labels[index]}`);
  });
  return Exit.ok;
}

function reportOf({ accounts, roles }: AccountList) {
  const listed = accounts.map(({ id, name, currency, status, type, holds, test }) => {
    const role = roles.get(id);
    const known = Object.entries({ currency, status, type }).filter(([, value]) => value !== '');
    return { id, name, ...Object.fromEntries(known), holds, test, ...(role && { role }) };
  });
  return { outcome: 'ok', exitCode: Exit.ok, accounts: listed };
}
