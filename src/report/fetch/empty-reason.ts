/** Why a report has no row at all: an account at rest, or one that this person may not read. */

import type { Ask } from '../../checks/session.ts';
import { fault, SetupError } from '../../faults/fault.ts';
import { type AdAccount, findRole, rolePage } from '../../linkedin/ad-accounts.ts';
import { accessDenied } from '../../linkedin/rest-errors.ts';
import type { ReportRequest } from '../report.ts';

export type EmptyReason =
  | { readonly kind: 'rest'; readonly why: string }
  /** It proves nothing: the days are missing, not empty. */
  | { readonly kind: 'unproven'; readonly fault: SetupError };

/**
 * An empty answer is also what members without a role get (ads-reporting page). All else that keeps
 * numbers away, LinkedIn has refused by then. Throws Ctrl-C.
 */
export async function findEmptyReason(
  { campaignIds }: Pick<ReportRequest, 'campaignIds'>,
  account: AdAccount,
  ask: Ask,
): Promise<EmptyReason> {
  const shown = `${account.name} (${account.id})`;
  if (account.test) {
    return {
      kind: 'rest',
      why: `${shown} is a test account: it never has numbers. Choose a real one.`,
    };
  }
  try {
    if (await hasRole(account.id, ask)) return { kind: 'rest', why: restText(campaignIds) };
    return { kind: 'unproven', fault: fault('account-role-missing', { account: shown }) };
  } catch (error) {
    if (error instanceof SetupError) return { kind: 'unproven', fault: error };
    throw error;
  }
}

function restText(campaignIds: readonly string[]): string {
  const subject = campaignIds.length === 0 ? 'No campaign' : 'No campaign that was asked for';
  return `${subject} had any activity on these days. You may read this account: the numbers really are zero.`;
}

/** Throws `access-denied` where the roles are not told, or a network fault. */
async function hasRole(accountId: string, ask: Ask): Promise<boolean> {
  const answer = await findRole(accountId, (next) =>
    ask((token, linkedin) => rolePage(next, token, linkedin)),
  );
  if (answer.kind === 'ok') return answer.value !== undefined;
  throw accessDenied(answer.refusal, 'the list of roles');
}
