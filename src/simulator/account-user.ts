/**
 * One person's role on one ad account, by the key of both: `(account:urn%3Ali%3A…,user:urn%3Ali%3A…)`.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-account-users.
 */

import { userElement } from './ad-accounts.ts';
import * as refuse from './rest-refusals.ts';
import { parseValue } from './restli-query.ts';
import { idOfUrn, type RestliQuery, textOf } from './restli-value.ts';
import type { SimulatedAccount } from './scenario.ts';
import type { SimulatorState } from './state.ts';

/** Of the member who signed in; on accounts that may be gone. */
export function userOfAccount(
  { scenario: { accounts, ghostAccounts, member } }: SimulatorState,
  _: RestliQuery,
  [key = '']: readonly string[],
) {
  const parts = parseValue(key);
  if (!(parts instanceof Map)) throw refuse.noResource();
  const id = idOfUrn(textOf(parts, 'account') ?? '', 'account', 'sponsoredAccount');
  const isOf = (account: SimulatedAccount) => account.id === id;
  const role = ghostAccounts.includes(id) ? 'VIEWER' : accounts.find(isOf)?.role;
  if (role === undefined || textOf(parts, 'user') !== member.urn) throw refuse.noEntity();
  return userElement(id, member.urn, role);
}
