/**
 * adAccounts and adAccountUsers.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-accounts,
 * create-and-manage-account-users.
 */

import { batch, countedPage, cursorPage, search } from './element-lists.ts';
import * as refuse from './rest-refusals.ts';
import { idOfKey, idOfUrn, listOf, type RestliQuery } from './restli-value.ts';
import type { Role, SimulatedAccount } from './scenario.ts';
import type { SimulatorState } from './state.ts';

/** The company that all accounts advertise for. */
export const organizationId = 2414183;
export const organization = `urn:li:organization:${organizationId}`;

/** Those that LinkedIn shows to the app. */
function accountsOf({ scenario, memory }: SimulatorState) {
  const { accounts, developmentTier } = scenario;
  if (developmentTier?.hides !== 'lists') return accounts;
  return accounts.filter(({ id }) => memory.app.mappedAccounts.includes(id));
}

export function searchAccounts(state: SimulatorState, query: RestliQuery) {
  const elements = search(accountsOf(state).map(accountElement), query, {
    fields: ['status', 'reference', 'type', 'name', 'test'],
    urnOf: accountUrn,
  });
  return cursorPage(elements, query);
}

export function getAccount(state: SimulatorState, _: RestliQuery, [key = '']: readonly string[]) {
  return accountElement(visibleAccount(state, key));
}

export function getAccounts(state: SimulatorState, query: RestliQuery) {
  return batch(query, (key) => accountElement(visibleAccount(state, key)));
}

/** The answer is the same for unknown accounts and for inaccessible ones. */
export function visibleAccount(state: SimulatorState, key: string): SimulatedAccount {
  const id = idOfKey(key);
  const account = accountsOf(state).find((candidate) => candidate.id === id);
  if (account === undefined) throw refuse.noEntity();
  return account;
}

function accountElement(account: SimulatedAccount) {
  const { id, name, currency, status, servingStatuses, type, test } = account;
  return {
    test,
    notifiedOnCreativeRejection: true,
    notifiedOnNewFeaturesEnabled: false,
    notifiedOnEndOfCampaign: true,
    servingStatuses: [...servingStatuses],
    type,
    version: { versionTag: '10' },
    reference: organization,
    notifiedOnCreativeApproval: true,
    changeAuditStamps: {
      created: { actor: 'urn:li:person:XXXX', time: 1449768717000 },
      lastModified: { actor: 'urn:li:unknown:0', time: 1477941718075 },
    },
    name,
    currency,
    id,
    notifiedOnCampaignOptimization: true,
    status,
  };
}

/** The roles of whoever's token it is, on accounts that may be gone. */
export function rolesOfMember({ scenario }: SimulatorState, query: RestliQuery) {
  const rows = scenario.accounts.flatMap(({ id, role }) =>
    role === undefined ? [] : [userElement(id, scenario.member.urn, role)],
  );
  const ghosts = scenario.ghostAccounts.map((id) => userElement(id, scenario.member.urn, 'VIEWER'));
  return countedPage([...rows, ...ghosts], query);
}

/**
 * The people of one account: its one billing admin, and the member if they have a role. Of several accounts the first
 * counts alone.
 */
export function usersOfAccount({ scenario }: SimulatorState, query: RestliQuery) {
  const given = query.get('accounts');
  const urn = typeof given === 'string' ? given : listOf(query, 'accounts')?.[0];
  if (urn === undefined) throw refuse.paramInvalid('accounts');
  const id = idOfUrn(urn, 'accounts', 'sponsoredAccount');
  const account = scenario.accounts.find((candidate) => candidate.id === id);
  if (account?.role === undefined) return countedPage([], query);
  const rows = [
    userElement(id, 'urn:li:person:B1LL1ngADM', 'ACCOUNT_BILLING_ADMIN'),
    userElement(id, scenario.member.urn, account.role),
  ];
  return countedPage(rows, query);
}

export function userElement(id: number, user: string, role: Role) {
  return {
    account: accountUrn(id),
    changeAuditStamps: {
      created: { actor: 'urn:li:unknown:0', time: 1500331577000 },
      lastModified: { actor: 'urn:li:unknown:0', time: 1505328748000 },
    },
    role,
    user,
    version: { versionTag: '89' },
  };
}

export function accountUrn(id: number): string {
  return `urn:li:sponsoredAccount:${id}`;
}
