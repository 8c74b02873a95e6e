/**
 * adCampaigns and adCampaignGroups of an account: made up, and the same at every call.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-campaigns,
 * create-and-manage-campaign-groups.
 */

import { accountUrn, visibleAccount } from './accounts.ts';
import { found } from './filters.ts';
import { type CursorPage, cursorPage } from './paging.ts';
import { idOfKey, textOf } from './parameters.ts';
import * as refuse from './rest-refusals.ts';
import type { RestliQuery } from './restli-parser.ts';
import type { SimulatedAccount } from './scenario.ts';
import type { SimulatorState } from './state.ts';

export interface Campaign {
  readonly id: number;
  readonly groupId: number;
  readonly name: string;
  readonly status: 'ACTIVE' | 'PAUSED';
  readonly objective: 'LEAD_GENERATION' | 'WEBSITE_VISITS';
  readonly creativeIds: readonly [number, number];
  /** Of its days, from 0 to 1, so many are without activity. */
  readonly inactiveShare: number;
}

const subjects = ['Spring promo', 'Product tour', 'Case study', 'Webinar', 'Retargeting'];
const groupNames = ['Leads', 'Awareness'];
/** LinkedIn's limit per account; ids leave room for as many. */
const mostCampaigns = 5000;
const usualRestingShare = 0.15;
/** Every campaign began on this day, in epoch milliseconds. */
export const runningSince = Date.UTC(2025, 0, 1);

/** Odd ones generate leads in the first group, even ones visits in the second; every fifth is paused. */
export function campaignsOf(account: SimulatedAccount): readonly Campaign[] {
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
      inactiveShare: account.inactiveShare ?? usualRestingShare,
    } as const;
  });
}

interface CampaignGroup {
  readonly id: number;
  readonly name: string;
}

export function groupsOf(account: SimulatedAccount): readonly CampaignGroup[] {
  const first = 600_000_000 + (account.id % 100_000) * groupNames.length;
  return groupNames.map((name, index) => ({ id: first + index, name }));
}

export function searchCampaigns(
  stage: SimulatorState,
  accountKey: string,
  query: RestliQuery,
): CursorPage<unknown> {
  const account = visibleAccount(stage, accountKey);
  const elements = campaignsOf(account).map((campaign) => campaignElement(account, campaign));
  const matching = found(elements, query, {
    status: (campaign) => campaign.status,
    campaignGroup: (campaign) => campaign.campaignGroup,
    type: (campaign) => campaign.type,
    name: (campaign) => campaign.name,
    id: (campaign) => campaignUrn(campaign.id),
    test: (campaign) => String(campaign.test),
  });
  return cursorPage(inOrder(matching, query), query);
}

export function getCampaign(stage: SimulatorState, accountKey: string, key: string): unknown {
  const account = visibleAccount(stage, accountKey);
  const id = idOfKey(key);
  const campaign = campaignsOf(account).find((candidate) => candidate.id === id);
  if (campaign === undefined) throw refuse.noEntity();
  return campaignElement(account, campaign);
}

export function searchGroups(
  stage: SimulatorState,
  accountKey: string,
  query: RestliQuery,
): CursorPage<unknown> {
  const account = visibleAccount(stage, accountKey);
  const elements = groupsOf(account).map((group) => groupElement(account, group));
  const matching = found(elements, query, {
    status: (group) => group.status,
    name: (group) => group.name,
    id: (group) => groupUrn(group.id),
    test: (group) => String(group.test),
  });
  return cursorPage(inOrder(matching, query), query);
}

export function getGroup(stage: SimulatorState, accountKey: string, key: string): unknown {
  const account = visibleAccount(stage, accountKey);
  const id = idOfKey(key);
  const group = groupsOf(account).find((candidate) => candidate.id === id);
  if (group === undefined) throw refuse.noEntity();
  return groupElement(account, group);
}

function inOrder<T>(ascending: readonly T[], query: RestliQuery): readonly T[] {
  const order = textOf(query, 'sortOrder') ?? 'ASCENDING';
  if (order === 'ASCENDING') return ascending;
  if (order === 'DESCENDING') return ascending.toReversed();
  throw refuse.paramInvalid('sortOrder');
}

const stamps = {
  created: { actor: 'urn:li:person:X', time: runningSince },
  lastModified: { actor: 'urn:li:person:X', time: runningSince },
};

function campaignElement(account: SimulatedAccount, campaign: Campaign) {
  const { id, groupId, name, status, objective } = campaign;
  return {
    account: accountUrn(account.id),
    associatedEntity: 'urn:li:organization:2414183',
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

function groupElement(account: SimulatedAccount, { id, name }: CampaignGroup) {
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
