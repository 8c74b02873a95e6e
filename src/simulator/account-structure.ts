/**
 * adAccounts and adAccountUsers, and an account's adCampaignGroups and adCampaigns, which are made up and the same
 * at every call.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-accounts,
 * create-and-manage-account-users, create-and-manage-campaigns, create-and-manage-campaign-groups.
 */

import {
  type Criteria,
  countedPage,
  cursorPage,
  type Listed,
  search,
  sorted,
} from './element-lists.ts';
import * as refuse from './rest-refusals.ts';
import { idOfKey, idOfUrn, type RestliQuery, textOf, wholeNumberOf } from './restli-query.ts';
import type { Role, SimulatedAccount, SimulatedConversionRule } from './scenario.ts';
import type { SimulatorState } from './state.ts';

const organization = 'urn:li:organization:2414183';

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

/** The answer is the same for unknown accounts and for inaccessible ones. */
function visibleAccount(state: SimulatorState, key: string): SimulatedAccount {
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

/** The people of one account: its one billing admin, and the member if they have a role. */
export function usersOfAccount({ scenario }: SimulatorState, query: RestliQuery) {
  const urn = textOf(query, 'accounts');
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

const usualRules: readonly SimulatedConversionRule[] = [
  { name: 'Signed up', conversionMethod: 'CONVERSIONS_API', enabled: true },
  { name: 'Thank-you page', conversionMethod: 'INSIGHT_TAG', enabled: true },
];

/** An account that nobody knows has an empty list, not an error. */
export function conversionRules({ scenario }: SimulatorState, query: RestliQuery) {
  const urn = textOf(query, 'account');
  if (urn === undefined) throw refuse.paramInvalid('account');
  const id = idOfUrn(urn, 'account', 'sponsoredAccount');
  const account = scenario.accounts.find((candidate) => candidate.id === id);
  const rules = account === undefined ? [] : (account.conversionRules ?? usualRules);
  const elements = rules.map((rule, index) => ({
    ...rule,
    id: 700_000_000 + (id % 100_000) * 100 + index,
    type: 'LEAD',
    account: urn,
    attributionType: 'LAST_TOUCH_BY_CAMPAIGN',
  }));
  return countedPage(elements, query);
}

/** The Pages that the member administers. */
export function pageRoles({ scenario }: SimulatorState, query: RestliQuery) {
  const { disputed, member, pages } = scenario;
  const start = wholeNumberOf(query, 'start');
  if (disputed.emptyFirstPage && start === undefined) {
    const next = { rel: 'next', type: 'application/json', href: '/rest/organizationAcls?start=10' };
    return { elements: [], paging: { start: 0, count: 10, links: [next] } };
  }
  const elements = pages.map((id) => ({
    [disputed.pageKey]: `urn:li:organization:${id}`,
    roleAssignee: member.urn,
    role: 'ADMINISTRATOR',
    state: 'APPROVED',
  }));
  return disputed.emptyFirstPage
    ? { elements, paging: { start, count: 10, links: [] } }
    : countedPage(elements, query);
}

export function accountUrn(id: number): string {
  return `urn:li:sponsoredAccount:${id}`;
}

// --- campaigns and their groups -------------------------------------------------------------------

export type Campaign = ReturnType<typeof campaignsOf>[number];

const subjects = ['Spring promo', 'Product tour', 'Case study', 'Webinar', 'Retargeting'];
const groupNames = ['Leads', 'Awareness'];
/** LinkedIn's limit per account; ids leave room for as many. */
const mostCampaigns = 5000;
/** Every campaign began on this day, in epoch milliseconds. */
export const runningSince = Date.UTC(2025, 0, 1);

/** Odd ones generate leads in the first group, even ones visits in the second; every fifth is paused. */
export function campaignsOf(account: SimulatedAccount) {
  const first = 400_000_000 + (account.id % 100_000) * mostCampaigns;
  const groups = groupsOf(account);
  return Array.from({ length: account.campaigns }, (_, index) => {
    const id = first + index;
    const round = Math.floor(index / subjects.length);
    const subject = subjects[index % subjects.length];
    return {
      id,
      groupId: groups[index % 2]?.id ?? 0,
      name: round === 0 ? `${subject}` : `${subject} ${round + 1}`,
      status: index % 5 === 4 ? 'PAUSED' : 'ACTIVE',
      objective: index % 2 === 0 ? 'LEAD_GENERATION' : 'WEBSITE_VISITS',
      creativeIds: [id * 2, id * 2 + 1],
      inactiveShare: account.inactiveShare ?? 0.15,
    } as const;
  });
}

export function groupsOf(account: SimulatedAccount) {
  const first = 600_000_000 + (account.id % 100_000) * groupNames.length;
  return groupNames.map((name, index) => ({ id: first + index, name }));
}

export type Collection = ReturnType<typeof collection>;
export type Run = (state: SimulatorState, query: RestliQuery, keys: readonly string[]) => unknown;

export const campaigns = collection(
  'adCampaigns',
  (account) => campaignsOf(account).map((one) => campaignElement(account, one)),
  { fields: ['status', 'campaignGroup', 'type', 'name', 'test'], urnOf: campaignUrn },
);

export const groups = collection(
  'adCampaignGroups',
  (account) => groupsOf(account).map((one) => groupElement(account, one)),
  { fields: ['status', 'name', 'test'], urnOf: groupUrn },
);

/** Elements below an account that are searched and got in the same way. */
function collection(
  resource: string,
  elementsOf: (account: SimulatedAccount) => readonly Listed[],
  criteria: Criteria,
) {
  const find: Run = (state, query, [account = '']) => {
    const elements = elementsOf(visibleAccount(state, account));
    return cursorPage(sorted(search(elements, query, criteria), query), query);
  };
  const get: Run = (state, _, [account = '', key = '']) => {
    const elements = elementsOf(visibleAccount(state, account));
    const id = idOfKey(key);
    const element = elements.find((candidate) => candidate.id === id);
    if (element === undefined) throw refuse.noEntity();
    return element;
  };
  return { resource, search: find, get };
}

const stamps = {
  created: { actor: 'urn:li:person:X', time: runningSince },
  lastModified: { actor: 'urn:li:person:X', time: runningSince },
};

function campaignElement(account: SimulatedAccount, campaign: Campaign) {
  const { id, groupId, name, status, objective } = campaign;
  return {
    account: accountUrn(account.id),
    associatedEntity: organization,
    audienceExpansionEnabled: true,
    campaignGroup: groupUrn(groupId),
    changeAuditStamps: stamps,
    costType: 'CPM',
    creativeSelection: 'OPTIMIZED',
    connectedTelevisionOnly: false,
    dailyBudget: { amount: '100.00', currencyCode: account.currency },
    format: 'STANDARD_UPDATE',
    id,
    locale: { country: 'US', language: 'en' },
    name,
    objectiveType: objective,
    offsiteDeliveryEnabled: false,
    optimizationTargetType: objective === 'LEAD_GENERATION' ? 'MAX_LEAD' : 'MAX_CLICK',
    pacingStrategy: 'LIFETIME',
    politicalIntent: 'NOT_POLITICAL',
    runSchedule: { start: runningSince },
    servingStatuses: status === 'ACTIVE' ? account.servingStatuses : ['STOPPED'],
    status,
    targetingCriteria: { include: { and: [] } },
    test: account.test,
    type: 'SPONSORED_UPDATES',
    unitCost: { amount: '0', currencyCode: account.currency },
    version: { versionTag: '5' },
  };
}

function groupElement(
  account: SimulatedAccount,
  { id, name }: ReturnType<typeof groupsOf>[number],
) {
  return {
    account: accountUrn(account.id),
    changeAuditStamps: stamps,
    id,
    name,
    runSchedule: { start: runningSince },
    servingStatuses: account.servingStatuses,
    status: 'ACTIVE',
    test: account.test,
    version: { versionTag: '3' },
  };
}

export function campaignUrn(id: number): string {
  return `urn:li:sponsoredCampaign:${id}`;
}

export function groupUrn(id: number): string {
  return `urn:li:sponsoredCampaignGroup:${id}`;
}
