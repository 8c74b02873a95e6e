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

export interface AnalyticsQuery {
  readonly pivot: Pivot;
  readonly granularity: Granularity;
  /** Days since 1 January 1970, both included. */
  readonly from: number;
  readonly to: number;
  readonly fields: readonly string[];
  /** Ids to look at; a facet that was not named lets everything through. */
  readonly accounts: readonly number[] | undefined;
  readonly campaigns: readonly number[] | undefined;
  readonly campaignGroups: readonly number[] | undefined;
  readonly creatives: readonly number[] | undefined;
  readonly count: number | undefined;
}

export const analyticsParameters = [
  'q',
  'pivot',
  'timeGranularity',
  'dateRange',
  'accounts',
  'campaigns',
  'campaignGroups',
  'creatives',
  'shares',
  'companies',
  'fields',
  'start',
  'count',
];

export function readAnalyticsQuery(query: RestliQuery, today: number): AnalyticsQuery {
  const other = ['shares', 'companies'].find((facet) => query.has(facet));
  if (other !== undefined) throw new Refusal(notModelled(`the facet ${other}`));
  const facets = {
    accounts: urnIdsOf(query, 'accounts', 'sponsoredAccount'),
    campaigns: urnIdsOf(query, 'campaigns', 'sponsoredCampaign'),
    campaignGroups: urnIdsOf(query, 'campaignGroups', 'sponsoredCampaignGroup'),
    creatives: urnIdsOf(query, 'creatives', 'sponsoredCreative'),
  };
  if (Object.values(facets).every((ids) => ids === undefined))
    throw refuse.paramInvalid('accounts');
  return {
    pivot: readPivot(query),
    granularity: oneOf(granularities, plainOrWrapped(query, 'timeGranularity'), 'timeGranularity'),
    ...readDateRange(query, today),
    ...facets,
    fields: readFields(query),
    count: wholeNumberOf(query, 'count'),
  };
}

function readPivot(query: RestliQuery): Pivot {
  const name = plainOrWrapped(query, 'pivot');
  if (otherPivots.test(name)) throw new Refusal(notModelled(`the pivot ${name}`));
  return oneOf(pivots, name, 'pivot');
}

/** `pivot=CAMPAIGN` and `pivot=(value:CAMPAIGN)` are the same to LinkedIn. */
function plainOrWrapped(query: RestliQuery, name: string): string {
  const value = query.get(name);
  const inner = value?.kind === 'record' ? value.fields.get('value') : value;
  if (inner?.kind !== 'text') throw refuse.paramInvalid(name);
  return inner.text;
}

function oneOf<T extends string>(known: readonly T[], text: string, name: string): T {
  const value = known.find((candidate) => candidate === text);
  if (value === undefined) throw refuse.paramInvalid(name);
  return value;
}

function readDateRange(query: RestliQuery, today: number) {
  const range = recordOf(query, 'dateRange');
  const from = readDay(range?.get('start'));
  const end = range?.get('end');
  const to = end === undefined ? today : readDay(end);
  if (from > to) throw refuse.paramInvalid('dateRange');
  return { from, to };
}

function readDay(value: RestliValue | undefined): number {
  const fields = value?.kind === 'record' ? value.fields : undefined;
  const part = (name: keyof CalendarDay) => {
    const text = fields?.get(name);
    return text?.kind === 'text' ? (wholeNumber(text.text) ?? Number.NaN) : Number.NaN;
  };
  const number = dayNumber({ year: part('year'), month: part('month'), day: part('day') });
  if (number === undefined) throw refuse.paramInvalid('dateRange');
  return number;
}

/** Twenty at most, dateRange and pivotValues included. */
function readFields(query: RestliQuery): readonly string[] {
  const fields = listOf(query, 'fields') ?? ['impressions', 'clicks'];
  if (fields.length > 20) throw refuse.paramInvalid('fields');
  return fields;
}

// --- days, as LinkedIn writes them and as numbers to count through; in UTC -----------------------------

export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Days since 1 January 1970, or undefined for a day that no calendar has. */
function dayNumber({ year, month, day }: CalendarDay): number | undefined {
  const number = Date.UTC(year, month - 1, day) / millisecondsPerDay;
  const { year: y, month: m, day: d } = calendarDay(number);
  return y === year && m === month && d === day ? number : undefined;
}

export function calendarDay(number: number): CalendarDay {
  const date = new Date(number * millisecondsPerDay);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function dayNumberOf(time: number): number {
  return Math.floor(time / millisecondsPerDay);
}
