/** Ad accounts as rows of a table, for the picker and for `accounts`. */

import type { AdAccount } from '../linkedin/ad-accounts.ts';
import { alignLeft, columnWidth } from '../screen/text-lines.ts';
import type { Terminal } from '../world.ts';
import type { AccountList } from './account-list.ts';

/** One line each, in the order of the directory; for the picker of a narrow terminal name and number only. */
export function accountLabels(found: AccountList, terminal: Terminal): readonly string[] {
  const columns = terminal.columns < narrow ? 2 : 5;
  return tableOf(found).map((row) => row.slice(0, columns).join('  ').trimEnd());
}

/** The same for a list: on a narrow terminal the rest stands on a second line. */
export function accountRows(found: AccountList, terminal: Terminal): readonly string[] {
  if (terminal.columns >= narrow) return accountLabels(found, terminal);
  return tableOf(found).map((row) => {
    const [head, rest] = [row.slice(0, 2), row.slice(2)];
    return `${head.join('  ').trimEnd()}\n    ${rest.map((cell) => cell.trim()).join('  ')}`;
  });
}

const narrow = 60;

function tableOf(found: AccountList): readonly (readonly string[])[] {
  const rows = found.accounts.map((account) => [
    cut(account.name),
    account.id,
    account.currency,
    stateOf(account),
    roleText(found.roles.get(account.id)),
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) => columnWidth(rows.map((row) => row[column] ?? '')));
  return rows.map((row) => row.map((cell, column) => alignLeft(cell, widths[column] ?? 0)));
}

/** A long name gives way to its number, which tells the account just as well. */
function cut(name: string): string {
  const characters = [...name];
  return characters.length <= longestName
    ? name
    : `${characters.slice(0, longestName - 1).join('')}…`;
}

const longestName = 32;

/** What keeps it from having numbers comes first. */
export function stateOf({ test, holds, status }: AdAccount): string {
  if (test) return 'test account';
  if (holds.length > 0) return `on ${plain(holds[0] ?? 'hold')}`;
  return plain(status);
}

export function roleText(role: string | undefined): string {
  if (role === undefined) return 'you: no role';
  return `you: ${role === '' ? 'some role' : plain(role)}`;
}

function plain(constant: string): string {
  return constant.toLowerCase().replaceAll('_', ' ');
}
