/**
 * An account's adCampaignGroups, adCampaigns and creatives, which are made up and the same at every call.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-campaigns,
 * create-and-manage-campaign-groups, create-and-manage-creatives.
 */

import { accountUrn, organization, visibleAccount } from './ad-accounts.ts';
import { batch, cursorPage, type Listed, search, sorted } from './element-lists.ts';
import * as refuse from './rest-refusals.ts';
import { idOfKey, listOf, type RestliQuery, textOf, urnOfKey } from './restli-value.ts';
import type { SimulatedAccount } from './scenario.ts';
import type { SimulatorState } from './state.ts';

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
      type: 'SPONSORED_UPDATES',
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

type Run = (state: SimulatorState, query: RestliQuery, keys: readonly string[]) => unknown;

/** Elements below an account that are searched and got in the same way. */
interface Collection {
  readonly resource: string;
  readonly elementsOf: (account: SimulatedAccount) => readonly Listed[];
  readonly idOf: (key: string) => number | string;
  readonly select: (elements: readonly Listed[], query: RestliQuery) => readonly Listed[];
  readonly largestPage?: number;
}

function collection({ resource, elementsOf, idOf, select, largestPage }: Collection) {
  const find: Run = (state, query, [account = '']) => {
    const elements = elementsOf(visibleAccount(state, account));
    return cursorPage(sorted(select(elements, query), query), query, largestPage);
  };
  const getFrom = (elements: readonly Listed[], key: string) => {
    const id = idOf(key);
    const element = elements.find((candidate) => candidate.id === id);
    if (element === undefined) throw refuse.noEntity();
    return element;
  };
  const get: Run = (state, _, [account = '', key = '']) =>
    getFrom(elementsOf(visibleAccount(state, account)), key);
  const getSeveral: Run = (state, query, [account = '']) => {
    const elements = elementsOf(visibleAccount(state, account));
    return batch(query, (key) => getFrom(elements, key));
  };
  return { resource, find, get, getSeveral };
}

export const campaigns = collection({
  resource: 'adCampaigns',
  elementsOf: (account) => campaignsOf(account).map((one) => campaignElement(account, one)),
  idOf: idOfKey,
  select: (elements, query) =>
    search(elements, query, {
      fields: ['status', 'campaignGroup', 'type', 'name', 'test'],
      urnOf: campaignUrn,
    }),
});

export const groups = collection({
  resource: 'adCampaignGroups',
  elementsOf: (account) => groupsOf(account).map((one) => groupElement(account, one)),
  idOf: idOfKey,
  select: (elements, query) =>
    search(elements, query, { fields: ['status', 'name', 'test'], urnOf: groupUrn }),
});

/** The criteria of creatives are parameters of their own. */
export const creativeCriteria = {
  creatives: 'id',
  campaigns: 'campaign',
  contentReferences: 'reference',
  intendedStatuses: 'intendedStatus',
} as const;

export const creatives = collection({
  resource: 'creatives',
  elementsOf: (account) =>
    campaignsOf(account).flatMap((one) =>
      one.creativeIds.map((id) => creativeElement(account, one, id)),
    ),
  idOf: (key) => urnOfKey(key, 'sponsoredCreative'),
  largestPage: 100,
  select: (elements, query) => {
    const tests = Object.entries(creativeCriteria).map(([parameter, field]) => {
      const values = listOf(query, parameter);
      return (element: Listed) => values?.includes(textIn(element, field)) ?? true;
    });
    const isTest = textOf(query, 'isTestAccount');
    tests.push((element) => isTest === undefined || String(element['isTest']) === isTest);
    return elements.filter((element) => tests.every((test) => test(element)));
  },
});

function textIn(element: Listed, field: string): string {
  const { reference } = element['content'] as { readonly reference: string };
  return String(field === 'reference' ? reference : element[field]);
}

const stamps = {
  created: { actor: 'urn:li:person:X', time: runningSince },
  lastModified: { actor: 'urn:li:person:X', time: runningSince },
};

function campaignElement(account: SimulatedAccount, campaign: Campaign) {
  const { id, groupId, name, status, type, objective } = campaign;
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
    type,
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

function creativeElement(account: SimulatedAccount, campaign: Campaign, id: number) {
  const isServing = campaign.status === 'ACTIVE';
  return {
    account: accountUrn(account.id),
    campaign: campaignUrn(campaign.id),
    content: { reference: shareUrn(id) },
    createdAt: runningSince,
    createdBy: 'urn:li:person:X',
    id: creativeUrn(id),
    intendedStatus: campaign.status,
    isServing,
    isTest: account.test,
    lastModifiedAt: runningSince,
    lastModifiedBy: 'urn:li:person:X',
    name: `${campaign.name} ${(id % 2) + 1}`,
    review: { status: 'APPROVED' },
    servingHoldReasons: isServing ? [] : ['CAMPAIGN_STOPPED'],
  };
}

export function campaignUrn(id: number): string {
  return `urn:li:sponsoredCampaign:${id}`;
}

export function groupUrn(id: number): string {
  return `urn:li:sponsoredCampaignGroup:${id}`;
}

export function creativeUrn(id: number): string {
  return `urn:li:sponsoredCreative:${id}`;
}

/** What a creative shows. */
export function shareUrn(creativeId: number): string {
  return `urn:li:share:${shareIdOf(creativeId)}`;
}

export function shareIdOf(creativeId: number): number {
  return 7_000_000_000_000 + creativeId;
}
