/** The ad account that a report is about, or why it cannot be had. */

import type { Ask } from '../../checks/session.ts';
import { fault } from '../../faults/fault.ts';
import { type AdAccount, adAccountPage, findAdAccount } from '../../linkedin/ad-accounts.ts';
import { answerOf, listRefused } from '../../linkedin/rest-errors.ts';

/** So many of the visible accounts are named where the right one is not among them. */
const shown = 5;

/** Throws `account-not-visible`, `approval-pending`, `access-denied`, or a network fault. */
export async function readAccount(accountId: string, ask: Ask): Promise<AdAccount> {
  const answer = await ask((token, linkedin) => findAdAccount(accountId, token, linkedin));
  if (answer.kind === 'ok') return answer.value;
  const { refusal } = answer;
  if (refusal.status !== 404) throw listRefused(refusal, `ad account ${accountId}`);
  const listed = await ask((token, linkedin) => adAccountPage({ size: shown }, token, linkedin));
  const accounts = listed.kind === 'ok' ? listed.value.items : [];
  const visible = accounts.map(({ name, id }) => `${name} (${id})`);
  throw fault('account-not-visible', { accountId, visible }, { linkedin: answerOf(refusal) });
}
