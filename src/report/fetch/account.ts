/** The ad account that a report is about: why it cannot be had, or why it has no row at all. */

import type { Ask } from '../../checks/session.ts';
import { fault, SetupError } from '../../faults/fault.ts';
import { findRole } from '../../linkedin/account-roles.ts';
import { type AdAccount, adAccountPage, findAdAccount } from '../../linkedin/ad-accounts.ts';
import { accessDenied, answerOf, listRefused } from '../../linkedin/rest-errors.ts';
import type { ReportRequest } from '../report.ts';

/** So many of the visible accounts are named where the right one is not among them. */
const shown = 5;

/** Throws `account-not-visible`, `account-not-mapped`, `approval-pending`, `access-denied`, or a network fault. */
export async function readAccount(accountId: string, ask: Ask): Promise<AdAccount> {
  const answer = await ask((token, linkedin) => findAdAccount(accountId, token, linkedin));
  if (answer.kind === 'ok') return answer.value;
  const { refusal } = answer;
  if (refusal.status !== 404) throw listRefused(refusal, `ad account ${accountId}`, accountId);
  const linkedin = answerOf(refusal);
  const role = await findRole(accountId, ask);
  if (role.kind === 'ok' && role.value !== undefined) {
    throw fault('account-not-mapped', { accounts: [accountId] }, { linkedin });
  }
  const listed = await ask((token, linkedin) => adAccountPage({ size: shown }, token, linkedin));
  const accounts = listed.kind === 'ok' ? listed.value.items : [];
  const visible = accounts.map(({ name, id }) => `${name} (${id})`);
  throw fault('account-not-visible', { accountId, visible }, { linkedin });
}

// --- no rows -----------------------------------------------------------------------------------------

/**
 * An empty answer is also what members without a role get (ads-reporting page). All else that keeps
 * numbers away, LinkedIn has refused by then. A sentence where the days are empty; the fault where that
 * cannot be proven, so that they are missing. Throws Ctrl-C.
 */
export async function findEmptyReason(
  { campaignIds }: Pick<ReportRequest, 'campaignIds'>,
  account: AdAccount,
  ask: Ask,
): Promise<string | SetupError> {
  const shown = `${account.name} (${account.id})`;
  if (account.test) return `${shown} is a test account: it never has numbers. Choose a real one.`;
  try {
    if (!(await hasRole(account.id, ask))) return fault('account-role-missing', { account: shown });
    const subject = campaignIds.length === 0 ? 'No campaign' : 'No campaign that was asked for';
    return `${subject} had any activity on these days. You may read this account: the numbers really are zero.`;
  } catch (error) {
    if (error instanceof SetupError) return error;
    throw error;
  }
}

/** Throws `access-denied` where LinkedIn refuses to list the roles, or a network fault. */
async function hasRole(accountId: string, ask: Ask): Promise<boolean> {
  const answer = await findRole(accountId, ask);
  if (answer.kind === 'ok') return answer.value !== undefined;
  throw accessDenied(answer.refusal, 'the list of roles');
}
