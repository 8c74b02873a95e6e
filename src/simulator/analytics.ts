/**
 * adAnalytics: rows per pivot and period, with LinkedIn's omissions and its decimal noise.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting, ads-reporting-schema.
 */

import {
  accountUrn,
  type Campaign,
  campaignsOf,
  campaignUrn,
  groupUrn,
  runningSince,
} from './account-structure.ts';
import {
  type AnalyticsQuery,
  calendarDay,
  dayNumberOf,
  type Pivot,
  readAnalyticsQuery,
} from './analytics-query.ts';
import { hash } from './hash.ts';
import { nothing, type Performance, performanceOn, split, sum } from './performance.ts';
import * as refuse from './rest-refusals.ts';
import type { RestliQuery } from './restli-query.ts';
import type { SimulatedAccount } from './scenario.ts';
import { epochSeconds, type SimulatorState } from './state.ts';

/** Above this LinkedIn leaves rows out and says nothing. */
const mostRows = 15_000;

/** What no campaign here has. */
const unused =
  'actionClicks adUnitClicks cardClicks cardImpressions commentLikes comments companyPageClicks ' +
  'externalWebsitePostViewConversions leadGenerationMailContactInfoShares viralOneClickLeads ' +
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
  externalWebsiteConversions: (total) => total.conversions,
  externalWebsitePostClickConversions: (total) => total.conversions,
  // Left out when there is no value to tell of.
  conversionValueInLocalCurrency: () => undefined,
  approximateMemberReach: (total) => Math.round(total.impressions * 0.6),
  costInLocalCurrency: (total) => noisyDecimal(total.localCents),
  costInUsd: (total) => noisyDecimal(total.usdCents),
};

export function analytics(state: SimulatorState, parameters: RestliQuery) {
  const query = readAnalyticsQuery(parameters, dayNumberOf(state.now().getTime()));
  checkFields(query);
  const limit = state.scenario.disputed.analyticsTenRows ? (query.count ?? 10) : mostRows;
  const rows = [...collectRows(state, query)]
    // LinkedIn promises no order.
    .map(([key, row]) => ({ row, position: hash(key) }))
    .sort((one, other) => one.position - other.position)
    .slice(0, Math.min(limit, mostRows))
    .map(({ row }) => element(row, query));
  countValues(state, rows.length * query.fields.length);
  // What "paging" says here is true of nothing: all rows are in the reply.
  return { paging: { start: 0, count: 10, links: [] }, elements: rows };
}

function checkFields({ fields, from, to }: AnalyticsQuery): void {
  const known = [...Object.keys(metrics), 'dateRange', 'pivotValues'];
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown !== undefined) throw refuse.fieldInvalid(unknown);
  if (fields.includes('approximateMemberReach') && to - from >= 92) {
    throw refuse.paramInvalid('dateRange');
  }
}

/** Fields × rows are limited over five minutes. */
function countValues(state: SimulatorState, count: number): void {
  const { memory, scenario } = state;
  const at = epochSeconds(state);
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
interface Activity {
  readonly account: SimulatedAccount;
  readonly campaign: Campaign;
  readonly creativeId: number;
  readonly day: number;
  readonly performance: Performance;
}

/** By pivot value and period. Days without activity make no row, not a row of zeros. */
function collectRows(state: SimulatorState, query: AnalyticsQuery): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  for (const activity of activities(state, query)) {
    const pivotValue = pivotValues[query.pivot](activity);
    const period = periodOf(activity.day, query);
    const key = `${pivotValue} ${period.from}`;
    const sumSoFar = rows.get(key)?.sum ?? nothing;
    rows.set(key, { pivotValue, ...period, sum: sum(sumSoFar, activity.performance) });
  }
  return rows;
}

const pivotValues: Readonly<Record<Pivot, (activity: Activity) => string>> = {
  ACCOUNT: ({ account }) => accountUrn(account.id),
  CAMPAIGN: ({ campaign }) => campaignUrn(campaign.id),
  CAMPAIGN_GROUP: ({ campaign }) => groupUrn(campaign.groupId),
  CREATIVE: ({ creativeId }) => `urn:li:sponsoredCreative:${creativeId}`,
};

/** Without a role on the account the answer is empty, not refused; test accounts never serve. */
function* activities({ scenario, now }: SimulatorState, query: AnalyticsQuery) {
  const first = Math.max(query.from, dayNumberOf(runningSince));
  const last = Math.min(query.to, dayNumberOf(now().getTime()));
  const readable = scenario.accounts.filter(
    ({ id, role, delivering, test }) =>
      role !== undefined && delivering && !test && isIncluded(query.accounts, id),
  );
  for (const account of readable) {
    const campaigns = campaignsOf(account).filter(
      ({ id, groupId }) =>
        isIncluded(query.campaigns, id) && isIncluded(query.campaignGroups, groupId),
    );
    for (const campaign of campaigns) {
      for (let day = first; day <= last; day += 1) {
        const parts = split(performanceOn(day, campaign, account.currency));
        for (const [index, creativeId] of campaign.creativeIds.entries()) {
          const performance = parts[index] ?? nothing;
          if (performance.impressions > 0 && isIncluded(query.creatives, creativeId)) {
            yield { account, campaign, creativeId, day, performance };
          }
        }
      }
    }
  }
}

function isIncluded(facet: readonly number[] | undefined, id: number): boolean {
  return facet === undefined || facet.includes(id);
}

/** The day, month or year that a day belongs to, within the range; or the whole range. */
function periodOf(day: number, { granularity, from, to }: AnalyticsQuery) {
  if (granularity === 'ALL') return { from, to };
  if (granularity === 'DAILY') return { from: day, to: day };
  const { year, month } = calendarDay(day);
  const [first, months] = granularity === 'MONTHLY' ? [month - 1, 1] : [0, 12];
  const start = dayNumberOf(Date.UTC(year, first, 1));
  const end = dayNumberOf(Date.UTC(year, first + months, 1)) - 1;
  return { from: Math.max(start, from), to: Math.min(end, to) };
}

// --- what a row looks like -------------------------------------------------------------------------

function element({ pivotValue, from, to, sum: total }: Row, { fields }: AnalyticsQuery) {
  const keys: Readonly<Record<string, unknown>> = {
    dateRange: { start: calendarDay(from), end: calendarDay(to) },
    pivotValues: [pivotValue],
  };
  return Object.fromEntries(fields.map((field) => [field, keys[field] ?? metrics[field]?.(total)]));
}

/** 53970 → "539.700000000000192784": the noise of floating point. */
function noisyDecimal(cents: number): string {
  if (cents === 0) return '0.0';
  const drift = BigInt(hash(`noise ${cents}`) % 999_999) - 499_999n;
  const digits = String(BigInt(cents) * 10n ** 16n + drift).padStart(19, '0');
  return `${digits.slice(0, -18)}.${digits.slice(-18)}`;
}
