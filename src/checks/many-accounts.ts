/** Evidence on several ad accounts of one sign-in: what depends on the account is asked for each, the rest once. */

import { withAccount } from '../credentials/load.ts';
import { lastSevenDays } from '../linkedin/daily-totals.ts';
import type { Terminal } from '../world.ts';
import { type AccountList, accountNotListed, readAccountList } from './account-list.ts';
import { mapConcurrently } from './concurrency.ts';
import type { Evidence, RestResults } from './evidence.ts';
import { askOfAccount, gatherEvidence } from './gather.ts';
import { needsAdAccount } from './purposes.ts';
import type { Session, SessionWorld } from './session.ts';

export interface AccountToCheck {
  /** Digits. */
  readonly id: string;
  /** What a list has said of it already. */
  readonly known?: Pick<RestResults, 'account' | 'role'>;
}

export type AccountsToCheck = readonly [AccountToCheck, ...AccountToCheck[]];

/**
 * All that the sign-in sees. Throws `account-not-visible` and `account-not-mapped` where that is none, and why
 * LinkedIn cannot be asked.
 */
export async function everyAccount(session: Session, terminal: Terminal): Promise<AccountsToCheck> {
  const list = await readAccountList(session, terminal);
  const [first, ...others] = list.accounts.map(({ id }) => ({ id, known: knownOf(id, list) }));
  if (first === undefined) throw accountNotListed('', list);
  return [first, ...others];
}

function knownOf(accountId: string, { accounts, roles }: AccountList) {
  const account = accounts.find(({ id }) => id === accountId);
  const role = roles.get(accountId);
  return {
    ...(account && { account: found(account) }),
    role: found(role === undefined ? undefined : { accountId, role }),
  };
}

const found = <T>(value: T) => ({ kind: 'found', value: { kind: 'ok', value } }) as const;

/** One for each account, in their order; the first was asked about with the sign-in. */
export async function gatherForAccounts(
  session: Session,
  accounts: AccountsToCheck,
  world: SessionWorld,
): Promise<readonly [Evidence, ...Evidence[]]> {
  const [first, ...others] = accounts;
  session.chooseAccount(first.id);
  const shared = await gatherEvidence(session, world);
  let count = 1;
  const further = await mapConcurrently(others, async (account) => {
    const evidence = await evidenceOn(account, shared, session);
    count += 1;
    world.terminal.progress(`     ${count} of ${accounts.length} ad accounts …`);
    return evidence;
  });
  return [shared, ...further];
}

async function evidenceOn(
  { id: accountId, known }: AccountToCheck,
  shared: Evidence,
  session: Session,
): Promise<Evidence> {
  const { rest, now } = shared;
  const loaded = withAccount(shared.loaded, accountId);
  const token = loaded.credentials.accessToken;
  // Where the sign-in could not be asked about, nothing about its accounts can be.
  if (token === undefined || rest === undefined) return { ...shared, loaded };
  const purposes = shared.purposes.filter(needsAdAccount);
  const questions = { accountId, purposes, days: lastSevenDays(now) };
  const own = await askOfAccount(questions, token, await session.linkedin(), known);
  const proofs = { ...rest.proofs, ...own.proofs };
  return { ...shared, loaded, rest: { ...rest, ...own, proofs } };
}
