/**
 * What a call of adAnalytics asks for, read and checked.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting.
 */

import { millisecondsPerDay } from '../days.ts';
import { isDemographic, pivots } from './analytics-pivots.ts';
import * as refuse from './rest-refusals.ts';
import {
  listOf,
  type RestliQuery,
  type RestliValue,
  recordOf,
  urnIdsOf,
  wholeNumber,
  wholeNumberOf,
} from './restli-value.ts';
import type { SimulatorState } from './state.ts';

const granularities = ['ALL', 'DAILY', 'MONTHLY', 'YEARLY'];
const campaignTypes = ['TEXT_AD', 'SPONSORED_UPDATES', 'SPONSORED_INMAILS', 'DYNAMIC'];
const orders = ['ASCENDING', 'DESCENDING'];

/** What rows may be sorted by, and the metric that it is. */
const sortFields: Readonly<Record<string, string>> = {
  COST_IN_LOCAL_CURRENCY: 'costInLocalCurrency',
  IMPRESSIONS: 'impressions',
  CLICKS: 'clicks',
  ONE_CLICK_LEADS: 'oneClickLeads',
  OPENS: 'opens',
  SENDS: 'sends',
  EXTERNAL_WEBSITE_CONVERSIONS: 'externalWebsiteConversions',
};

export type AnalyticsQuery = ReturnType<typeof readAnalyticsQuery>;

export const analyticsParameters = (
  'q timeGranularity dateRange accounts campaigns campaignGroups creatives shares companies ' +
  'campaignType objectiveType sortBy start count'
).split(' ');

export function readAnalyticsQuery(
  query: RestliQuery,
  { scenario, now }: Pick<SimulatorState, 'scenario' | 'now'>,
) {
  // Ids to look at; a facet that was not named lets everything through.
  const facets = {
    accounts: urnIdsOf(query, 'accounts', 'sponsoredAccount'),
    campaigns: urnIdsOf(query, 'campaigns', 'sponsoredCampaign'),
    campaignGroups: urnIdsOf(query, 'campaignGroups', 'sponsoredCampaignGroup'),
    creatives: urnIdsOf(query, 'creatives', 'sponsoredCreative'),
    shares: urnIdsOf(query, 'shares', 'share'),
    companies: urnIdsOf(query, 'companies', 'organization'),
  };
  if (Object.values(facets).every((ids) => ids === undefined))
    throw refuse.paramInvalid('accounts');
  // Twenty at most, dateRange and pivotValues included.
  const fields = [...(recordOf(query, 'fields')?.keys() ?? ['impressions', 'clicks'])];
  if (fields.length > 20) throw refuse.paramInvalid('fields');
  const granularity = plainOrWrapped(query, 'timeGranularity');
  return {
    pivots:
      query.get('q') === 'statistics'
        ? readPivots(query, scenario.disputed.mostPivots)
        : [oneOf(pivots, plainOrWrapped(query, 'pivot'), 'pivot')],
    granularity: oneOf(granularities, granularity, 'timeGranularity'),
    ...readDateRange(query, dayNumberOf(now().getTime())),
    ...facets,
    campaignType: optional(query, 'campaignType', campaignTypes),
    objectiveType: optional(query, 'objectiveType'),
    sortBy: readSortBy(query),
    fields,
    count: wholeNumberOf(query, 'count'),
  };
}

/** Of the finder for several pivots, which knows none about people. */
function readPivots(query: RestliQuery, most: number): readonly string[] {
  const named = listOf(query, 'pivots') ?? [];
  if (named.length === 0 || named.length > most) throw refuse.paramInvalid('pivots');
  const demographic = named.find(isDemographic);
  if (demographic !== undefined) throw refuse.fieldInvalid(demographic);
  return named.map((pivot) => oneOf(pivots, pivot, 'pivots'));
}

function readSortBy(query: RestliQuery) {
  const sortBy = recordOf(query, 'sortBy');
  if (sortBy === undefined) return undefined;
  const field = sortBy.get('field');
  const metric = typeof field === 'string' ? sortFields[field] : undefined;
  const order = sortBy.get('order') ?? 'ASCENDING';
  if (metric === undefined || typeof order !== 'string') throw refuse.paramInvalid('sortBy');
  return { metric, isDescending: oneOf(orders, order, 'sortBy') === 'DESCENDING' };
}

function optional(query: RestliQuery, name: string, known?: readonly string[]) {
  if (!query.has(name)) return undefined;
  const value = plainOrWrapped(query, name);
  return known === undefined ? value : oneOf(known, value, name);
}

/** `pivot=CAMPAIGN` and `pivot=(value:CAMPAIGN)` are the same to LinkedIn. */
function plainOrWrapped(query: RestliQuery, name: string): string {
  const value = query.get(name);
  const inner = value instanceof Map ? value.get('value') : value;
  if (typeof inner !== 'string') throw refuse.paramInvalid(name);
  return inner;
}

function oneOf(known: readonly string[], text: string, name: string): string {
  if (!known.includes(text)) throw refuse.paramInvalid(name);
  return text;
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
