/**
 * adAnalytics: rows per pivot and period, with LinkedIn's omissions and its decimal noise.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting, ads-reporting-schema.
 */

import { accountUrn } from './accounts.ts';
import { type AnalyticsQuery, type Pivot, readAnalyticsQuery } from './analytics-query.ts';
import { calendarDay, dayOf } from './calendar.ts';
import { type Campaign, campaignsOf, campaignUrn, groupUrn, runningSince } from './campaigns.ts';
import { hashed } from './hash.ts';
import { nothing, type Performance, performanceOn, split, sum } from './performance.ts';
import * as refuse from './rest-refusals.ts';
import type { RestliQuery } from './restli-parser.ts';
import type { SimulatedAccount } from './scenario.ts';
import { epochSeconds, type SimulatorState } from './state.ts';

/** Above this LinkedIn leaves rows out and says nothing. */
const mostRows = 15_000;

/** Of what no ad here is: nobody plays it, shares it or follows the page. */
const unused =
  'actionClicks adUnitClicks cardClicks cardImpressions commentLikes comments companyPageClicks ' +
  'documentCompletions downloadClicks follows fullScreenPlays headlineClicks likes opens ' +
  'otherEngagements reactions sends shares textUrlClicks totalEngagements videoCompletions ' +
  'videoFirstQuartileCompletions videoMidpointCompletions videoStarts ' +
  'videoThirdQuartileCompletions videoViews';

const metrics: Readonly<Record<string, (total: Performance) => number | string | undefined>> = {
  ...Object.fromEntries(unused.split(' ').map((name) => [name, () => 0])),
  impressions: (total) => total.impressions,
  clicks: (total) => total.clicks,
  landingPageClicks: (total) => total.landingPageClicks,
  oneClickLeads: (total) => total.leads,
  oneClickLeadFormOpens: (total) => total.leadFormOpens,
  qualifiedLeads: (total) => Math.floor(total.leads / 2),
  leadGenerationMailContactInfoShares: () => 0,
  viralOneClickLeads: () => 0,
  externalWebsiteConversions: (total) => total.conversions,
  externalWebsitePostClickConversions: (total) => total.conversions,
  externalWebsitePostViewConversions: () => 0,
  // Left out when there is no value to tell of.
  conversionValueInLocalCurrency: () => undefined,
  approximateMemberReach: (total) => Math.round(total.impressions * 0.6),
  costInLocalCurrency: (total) => noisyDecimal(total.localCents),
  costInUsd: (total) => noisyDecimal(total.usdCents),
};

export function analytics(stage: SimulatorState, query: RestliQuery) {
  const asked = readAnalyticsQuery(query, dayOf(stage.now()));
  checkFields(asked);
  const rows = [...collect(stage, asked)]
    // LinkedIn promises no order.
    .map(([key, row]) => ({ row, place: hashed(key) }))
    .sort((one, other) => one.place - other.place)
    .slice(0, rowLimit(stage, asked))
    .map(({ row }) => element(row, asked));
  countValues(stage, rows.length * asked.fields.length);
  // What "paging" says here is true of nothing: all rows are in the reply.
  return { paging: { start: 0, count: 10, links: [] }, elements: rows };
}

function checkFields({ fields, from, to }: AnalyticsQuery): void {
  const known = [...Object.keys(metrics), 'dateRange', 'pivotValues'];
  const stranger = fields.find((field) => !known.includes(field));
  if (stranger !== undefined) throw refuse.fieldInvalid(stranger);
  if (fields.includes('approximateMemberReach') && to - from >= 92) {
    throw refuse.paramInvalid('dateRange');
  }
}

function rowLimit({ scenario }: SimulatorState, { count }: AnalyticsQuery): number {
  return scenario.disputed.analyticsTenRows ? Math.min(count ?? 10, mostRows) : mostRows;
}

/** Fields × rows are limited over five minutes. */
function countValues(stage: SimulatorState, count: number): void {
  const { memory, scenario } = stage;
  const at = epochSeconds(stage);
  const recent = memory.metricValues.filter((call) => at - call.at < 300);
  const spent = recent.reduce((total, call) => total + call.count, 0);
  if (spent + count > scenario.metricValuesPerFiveMinutes) throw refuse.tooManyMetricValues();
  memory.metricValues = [...recent, { at, count }];
}

// --- rows ----------------------------------------------------------------------------------------

interface Row {
  readonly pivotValue: string;
  readonly from: number;
  readonly to: number;
  readonly sum: Performance;
}

/** What one creative of a campaign had on one day. */
interface Piece {
  readonly account: SimulatedAccount;
  readonly campaign: Campaign;
  readonly creativeId: number;
  readonly day: number;
  readonly performance: Performance;
}

/** By pivot value and period. Days without activity make no row, not a row of zeros. */
function collect(stage: SimulatorState, asked: AnalyticsQuery): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  for (const piece of pieces(stage, asked)) {
    const pivotValue = pivotValues[asked.pivot](piece);
    const period = periodAround(piece.day, asked);
    const key = `${pivotValue} ${period.from}`;
    const sumSoFar = rows.get(key)?.sum ?? nothing;
    rows.set(key, { pivotValue, ...period, sum: sum(sumSoFar, piece.performance) });
  }
  return rows;
}

const pivotValues: Readonly<Record<Pivot, (piece: Piece) => string>> = {
  ACCOUNT: ({ account }) => accountUrn(account.id),
  CAMPAIGN: ({ campaign }) => campaignUrn(campaign.id),
  CAMPAIGN_GROUP: ({ campaign }) => groupUrn(campaign.groupId),
  CREATIVE: ({ creativeId }) => `urn:li:sponsoredCreative:${creativeId}`,
};

/** Without a role on the account the answer is empty, not refused; test accounts never serve. */
function* pieces({ scenario, now }: SimulatorState, asked: AnalyticsQuery): Generator<Piece> {
  const first = Math.max(asked.from, dayOf(new Date(runningSince)));
  const last = Math.min(asked.to, dayOf(now()));
  const readable = scenario.accounts.filter(
    ({ id, role, delivering, test }) =>
      role !== undefined && delivering && !test && isAsked(asked.accounts, id),
  );
  for (const account of readable) {
    for (const campaign of campaignsOf(account).filter((one) => campaignIsAsked(asked, one))) {
      for (let day = first; day <= last; day += 1) {
        yield* piecesOfDay(asked, { account, campaign, day });
      }
    }
  }
}

function* piecesOfDay(
  { creatives }: AnalyticsQuery,
  { account, campaign, day }: Pick<Piece, 'account' | 'campaign' | 'day'>,
): Generator<Piece> {
  const whole = performanceOn(day, campaign, account.currency);
  if (whole.impressions === 0) return;
  const parts = split(whole);
  for (const [index, creativeId] of campaign.creativeIds.entries()) {
    const performance = parts[index] ?? nothing;
    if (performance.impressions > 0 && isAsked(creatives, creativeId)) {
      yield { account, campaign, creativeId, day, performance };
    }
  }
}

function campaignIsAsked({ campaigns, campaignGroups }: AnalyticsQuery, campaign: Campaign) {
  return isAsked(campaigns, campaign.id) && isAsked(campaignGroups, campaign.groupId);
}

function isAsked(facet: readonly number[] | undefined, id: number): boolean {
  return facet === undefined || facet.includes(id);
}

/** The day, month or year that a day belongs to, as far as it was asked for; or all of it. */
function periodAround(day: number, { granularity, from, to }: AnalyticsQuery) {
  if (granularity === 'ALL') return { from, to };
  if (granularity === 'DAILY') return { from: day, to: day };
  const { year, month } = calendarDay(day);
  const [first, next] =
    granularity === 'MONTHLY'
      ? [Date.UTC(year, month - 1, 1), Date.UTC(year, month, 1)]
      : [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
  const start = dayOf(new Date(first));
  const end = dayOf(new Date(next)) - 1;
  return { from: Math.max(start, from), to: Math.min(end, to) };
}

// --- what a row looks like -------------------------------------------------------------------------

function element(row: Row, { fields }: AnalyticsQuery): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fields.map((field) => [field, fieldOf(row, field)]));
}

function fieldOf({ pivotValue, from, to, sum: total }: Row, field: string): unknown {
  if (field === 'dateRange') return { start: calendarDay(from), end: calendarDay(to) };
  if (field === 'pivotValues') return [pivotValue];
  return metrics[field]?.(total);
}

/** 53970 → "539.700000000000192784": the noise of floating point. */
function noisyDecimal(cents: number): string {
  if (cents === 0) return '0.0';
  const drift = BigInt(hashed(`noise ${cents}`) % 999_999) - 499_999n;
  const digits = String(BigInt(cents) * 10n ** 16n + drift).padStart(19, '0');
  return `${digits.slice(0, -18)}.${digits.slice(-18)}`;
}
