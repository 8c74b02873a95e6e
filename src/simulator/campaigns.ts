/**
 * adCampaigns and adCampaignGroups of an account: made up, and the same at every call.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-campaigns,
 * create-and-manage-campaign-groups.
 */

import { accountUrn, organization, visibleAccount } from './accounts.ts';
import { type Criteria, cursorPage, type Listed, search, sorted } from './element-lists.ts';
import * as refuse from './rest-refusals.ts';
import { idOfKey, type RestliQuery } from './restli-query.ts';
import type { SimulatedAccount } from './scenario.ts';
import type { SimulatorState } from './state.ts';

export type Campaign = ReturnType<typeof campaignsOf>[number];

const subjects = ['Spring promo', 'Product tour', 'Case study', 'Webinar', 'Retargeting'];
const groupNames = ['Leads', 'Awareness'];
/** LinkedIn's limit per account; ids leave room for as many. */
const mostCampaigns = 5000;
const defaultInactiveShare = 0.15;
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
      inactiveShare: account.inactiveShare ?? defaultInactiveShare,
    } as const;
  });
}

export function groupsOf(account: SimulatedAccount) {
  const first = 600_000_000 + (account.id % 100_000) * groupNames.length;
  return groupNames.map((name, index) => ({ id: first + index, name }));
}

/** A path to them begins with the account. */
export interface Collection {
  readonly resource: string;
  readonly search: Run;
  readonly get: Run;
}

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
): Collection {
  return {
    resource,
    search(state, query, [account = '']) {
      const elements = elementsOf(visibleAccount(state, account));
      return cursorPage(sorted(search(elements, query, criteria), query), query);
    },
    get(state, _, [account = '', key = '']) {
      const elements = elementsOf(visibleAccount(state, account));
      const id = idOfKey(key);
      const element = elements.find((candidate) => candidate.id === id);
      if (element === undefined) throw refuse.noEntity();
      return element;
    },
  };
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
