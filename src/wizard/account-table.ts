/** Ad accounts as rows of a table, for the picker and for `accounts`. */

import type { AdAccount } from '../linkedin/api.ts';
import type { Directory } from '../upkeep/directory.ts';
import type { Terminal } from '../world.ts';
import { columnWidth, pad } from './layout.ts';

/** One line each, in the order of the directory; on a narrow terminal name and number only. */
export function accountLabels(found: Directory, terminal: Terminal): readonly string[] {
  const rows = found.accounts.map((account) => [
    account.name,
    account.id,
    account.currency,
    stateOf(account),
    roleText(found.roles.get(account.id)),
  ]);
  const shown = terminal.columns < 60 ? 2 : 5;
  const widths = Array.from({ length: shown }, (_, column) =>
    Math.min(32, columnWidth(rows.map((row) => row[column] ?? ''))),
  );
  return rows.map((row) =>
    widths
      .map((width, column) => pad(row[column] ?? '', width))
      .join('  ')
      .trimEnd(),
  );
}

/** What keeps it from having numbers comes first. */
export function stateOf({ test, holds, status }: AdAccount): string {
  if (test) return 'test account';
  if (holds.length > 0) return `on ${plain(holds[0] ?? 'hold')}`;
  return plain(status);
}

export function roleText(role: string | undefined): string {
  return role === undefined ? 'you: no role' : `you: ${plain(role)}`;
}

function plain(constant: string): string {
  return constant.toLowerCase().replaceAll('_', ' ');
}
