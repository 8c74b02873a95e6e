/**
 * What a call of adAnalytics asks for, read and checked.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting.
 */

import { millisecondsPerDay } from '../days.ts';
import { notModelled, Refusal } from './responses.ts';
import * as refuse from './rest-refusals.ts';
import {
  listOf,
  type RestliQuery,
  type RestliValue,
  recordOf,
  urnIdsOf,
  wholeNumber,
  wholeNumberOf,
} from './restli-query.ts';

const pivots = ['ACCOUNT', 'CAMPAIGN', 'CAMPAIGN_GROUP', 'CREATIVE'] as const;
const granularities = ['ALL', 'DAILY', 'MONTHLY', 'YEARLY'] as const;
export type Pivot = (typeof pivots)[number];
export type Granularity = (typeof granularities)[number];

/** LinkedIn's other pivots of 2026-09. */
const otherPivots =
  /^(COMPANY|SHARE|CONVERSION|CONVERSATION_NODE(_OPTION_INDEX)?|SERVING_LOCATION|CARD_INDEX|MEMBER_(COMPANY_SIZE|INDUSTRY|SENIORITY|JOB_TITLE|JOB_FUNCTION|COUNTRY_V2|REGION_V2|COUNTY|COMPANY|DESIGNATED_MARKET_AREA)|PLACEMENT_NAME|IMPRESSION_DEVICE_TYPE|EVENT_STAGE)$/;

export type AnalyticsQuery = ReturnType<typeof readAnalyticsQuery>;

export const analyticsParameters = (
  'q pivot timeGranularity dateRange accounts campaigns campaignGroups creatives shares companies ' +
  'fields start count'
).split(' ');

export function readAnalyticsQuery(query: RestliQuery, today: number) {
  const other = ['shares', 'companies'].find((facet) => query.has(facet));
  if (other !== undefined) throw new Refusal(notModelled(`the facet ${other}`));
  // Ids to look at; a facet that was not named lets everything through.
  const facets = {
    accounts: urnIdsOf(query, 'accounts', 'sponsoredAccount'),
    campaigns: urnIdsOf(query, 'campaigns', 'sponsoredCampaign'),
    campaignGroups: urnIdsOf(query, 'campaignGroups', 'sponsoredCampaignGroup'),
    creatives: urnIdsOf(query, 'creatives', 'sponsoredCreative'),
  };
  if (Object.values(facets).every((ids) => ids === undefined))
    throw refuse.paramInvalid('accounts');
  // Twenty at most, dateRange and pivotValues included.
  const fields = listOf(query, 'fields') ?? ['impressions', 'clicks'];
  if (fields.length > 20) throw refuse.paramInvalid('fields');
  const pivot = plainOrWrapped(query, 'pivot');
  if (otherPivots.test(pivot)) throw new Refusal(notModelled(`the pivot ${pivot}`));
  return {
    pivot: oneOf(pivots, pivot, 'pivot'),
    granularity: oneOf(granularities, plainOrWrapped(query, 'timeGranularity'), 'timeGranularity'),
    ...readDateRange(query, today),
    ...facets,
    fields,
    count: wholeNumberOf(query, 'count'),
  };
}

/** `pivot=CAMPAIGN` and `pivot=(value:CAMPAIGN)` are the same to LinkedIn. */
function plainOrWrapped(query: RestliQuery, name: string): string {
  const value = query.get(name);
  const inner = value instanceof Map ? value.get('value') : value;
  if (typeof inner !== 'string') throw refuse.paramInvalid(name);
  return inner;
}

function oneOf<T extends string>(known: readonly T[], text: string, name: string): T {
  const value = known.find((candidate) => candidate === text);
  if (value === undefined) throw refuse.paramInvalid(name);
  return value;
}

/** As days since 1 January 1970, both included. */
function readDateRange(query: RestliQuery, today: number) {
  const range = recordOf(query, 'dateRange');
  const from = readDay(range?.get('start'));
  const end = range?.get('end');
  const to = end === undefined ? today : readDay(end);
  if (from > to) throw refuse.paramInvalid('dateRange');
  return { from, to };
}

function readDay(value: RestliValue | undefined): number {
  const part = (name: string) => {
    const text = value instanceof Map ? value.get(name) : undefined;
    return (typeof text === 'string' ? wholeNumber(text) : undefined) ?? Number.NaN;
  };
  const [year, month, day] = [part('year'), part('month'), part('day')];
  const number = Date.UTC(year, month - 1, day) / millisecondsPerDay;
  // A day that no calendar has becomes another one.
  const read = calendarDay(number);
  if (read.year === year && read.month === month && read.day === day) return number;
  throw refuse.paramInvalid('dateRange');
}

// --- days, as LinkedIn writes them and as numbers to count through; in UTC -----------------------------

export function calendarDay(number: number) {
  const date = new Date(number * millisecondsPerDay);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function dayNumberOf(time: number): number {
  return Math.floor(time / millisecondsPerDay);
}
