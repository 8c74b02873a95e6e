/** All ad accounts that the member sees, with the member's role on each; and as rows of a table. */

import { fault, type SetupError } from '../faults/fault.ts';
import { everyRole } from '../linkedin/account-roles.ts';
import { type AdAccount, adAccountPage, largestPage } from '../linkedin/ad-accounts.ts';
import { everyItem, type RestAnswer } from '../linkedin/rest.ts';
import { listRefused } from '../linkedin/rest-errors.ts';
import { alignColumns } from '../screen/text-lines.ts';
import { constantText } from '../words.ts';
import type { Terminal } from '../world.ts';
import type { Session } from './session.ts';

export interface AccountList {
  readonly accounts: readonly AdAccount[];
  /** By account id. May know of accounts that are deleted; `accounts` does not. */
  readonly roles: ReadonlyMap<string, string>;
  /** The person who signed in, as a URN; undefined where no role names them. */
  readonly member: string | undefined;
}

export async function readAccountList({ call }: Session, terminal: Terminal): Promise<AccountList> {
  let count = 0;
  const [accounts, roles] = await Promise.all([
    everyItem(async (cursor) => {
      if (count > 0) terminal.progress(`     ${count} ad accounts so far …`);
      const at = { ...(cursor && { cursor }), size: largestPage };
      const answer = await call((token, linkedin) => adAccountPage(at, token, linkedin));
      if (answer.kind === 'ok') count += answer.value.items.length;
      return answer;
    }),
    everyRole(call),
  ]);
  terminal.progress(undefined);
  const found = valueIn(accounts, 'the list of ad accounts');
  const byAccount = new Map<string, string>();
  const listed = valueIn(roles, 'the list of roles');
  for (const { accountId, role } of listed) byAccount.set(accountId, role);
  const { member } = listed.find((one) => one.member !== undefined) ?? {};
  return { accounts: found, roles: byAccount, member };
}

function valueIn<T>(answer: RestAnswer<T>, what: string): T {
  if (answer.kind === 'refused') throw listRefused(answer.refusal, what);
  return answer.value;
}

/** Why an account is not in the list: `account-not-mapped` where the person has a role on it all the same. */
export function accountNotListed(accountId: string, { accounts, roles }: AccountList): SetupError {
  const unlisted = [...roles.keys()].filter((id) => accounts.every((account) => account.id !== id));
  const isNoneListed = accountId === '' && accounts.length === 0 && unlisted.length > 0;
  if (isNoneListed) return fault('account-not-mapped', { accounts: unlisted });
  if (unlisted.includes(accountId)) return fault('account-not-mapped', { accounts: [accountId] });
  const visible = accounts.slice(0, 5).map(({ name, id }) => `${name} (${id})`);
  return fault('account-not-visible', { accountId, visible });
}

/** One line each, in the order of the list; for the picker of a narrow terminal name and number only. */
export function accountLabels(list: AccountList, terminal: Terminal): readonly string[] {
  const columns = terminal.columns < narrow ? 2 : 5;
  return tableOf(list).map((row) => row.slice(0, columns).join('  ').trimEnd());
}

/** The same for a list: on a narrow terminal the rest stands on a second line. */
export function accountRows(list: AccountList, terminal: Terminal): readonly string[] {
  if (terminal.columns >= narrow) return accountLabels(list, terminal);
  return tableOf(list).map((row) => {
    const [head, rest] = [row.slice(0, 2), row.slice(2)];
    return `${head.join('  ').trimEnd()}\n    ${rest.map((cell) => cell.trim()).join('  ')}`;
  });
}

const narrow = 60;

function tableOf({ accounts, roles }: AccountList): readonly (readonly string[])[] {
  const rows = accounts.map((account) => {
    const { id, name, currency } = account;
    return [shortened(name), id, currency, stateOf(account), roleText(roles.get(id))];
  });
  return alignColumns(rows);
}

/** A long name gives way to its number, which tells the account just as well. */
function shortened(name: string): string {
  const characters = [...name];
  if (characters.length <= longestName) return name;
  return `${characters.slice(0, longestName - 1).join('')}…`;
}

const longestName = 32;

/** What keeps it from having numbers comes first. */
function stateOf({ test, holds, status }: AdAccount): string {
  if (test) return 'test account';
  if (holds.length > 0) return `on ${constantText(holds[0] ?? 'hold')}`;
  return constantText(status);
}

function roleText(role: string | undefined): string {
  if (role === undefined) return 'you: no role';
  return `you: ${role === '' ? 'some role' : constantText(role)}`;
}
