/**
 * adAnalytics: rows per pivot and period, with LinkedIn's omissions and its decimal noise.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting, ads-reporting-schema.
 */

import { campaignsOf, runningSince, shareIdOf } from './account-structure.ts';
import { organizationId } from './ad-accounts.ts';
import { type Activity, groupedParts } from './analytics-pivots.ts';
import {
  type AnalyticsQuery,
  calendarDay,
  dayNumberOf,
  readAnalyticsQuery,
} from './analytics-query.ts';
import { hash } from './hash.ts';
import { metrics } from './metrics.ts';
import { nothing, type Performance, performanceOn, split, sum } from './performance.ts';
import * as refuse from './rest-refusals.ts';
import type { RestliQuery } from './restli-value.ts';
import { epochSeconds, type SimulatorState } from './state.ts';

/** Above this LinkedIn leaves rows out and says nothing. */
const mostRows = 15_000;

/** Days that are kept where daily numbers are kept for half a year. */
const halfYear = 183;

export function analytics(state: SimulatorState, parameters: RestliQuery) {
  const query = readAnalyticsQuery(parameters, state);
  checkFields(query);
  const limit = state.scenario.disputed.analyticsTenRows ? (query.count ?? 10) : mostRows;
  const rows = inOrder([...collectRows(state, query).values()], query)
    .slice(0, Math.min(limit, mostRows))
    .map((row) => element(row, query));
  countValues(state, rows.length * query.fields.length);
  // What "paging" says here is true of nothing: all rows are in the reply.
  return { paging: { start: 0, count: 10, links: [] }, elements: rows };
}

/** LinkedIn promises no order unless one is asked for. */
function inOrder(rows: readonly Row[], { sortBy }: AnalyticsQuery): readonly Row[] {
  const position = ({ pivotValues, from, sum: total }: Row) =>
    sortBy === undefined
      ? hash(`${pivotValues} ${from}`)
      : Number(metrics[sortBy.metric]?.(total) ?? 0) * (sortBy.isDescending ? -1 : 1);
  return rows
    .map((row) => ({ row, position: position(row) }))
    .sort((one, other) => one.position - other.position)
    .map(({ row }) => row);
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
  readonly pivotValues: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly sum: Performance;
}

/** By pivot values and period. Days without activity make no row, not a row of zeros. */
function collectRows(state: SimulatorState, query: AnalyticsQuery): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  for (const activity of activities(state, query)) {
    const period = periodOf(activity.day, query);
    for (const { values, performance } of groupedParts(activity, query.pivots)) {
      const key = `${values} ${period.from}`;
      const sumSoFar = rows.get(key)?.sum ?? nothing;
      rows.set(key, { pivotValues: values, ...period, sum: sum(sumSoFar, performance) });
    }
  }
  return rows;
}

/** Without a role on the account the answer is empty, not refused; test accounts never serve. */
function* activities({ scenario, now }: SimulatorState, query: AnalyticsQuery) {
  const today = dayNumberOf(now().getTime());
  const isShort =
    scenario.disputed.retention === 'half-year-daily' && query.granularity === 'DAILY';
  const kept = isShort ? today - halfYear : dayNumberOf(runningSince);
  const first = Math.max(query.from, kept, dayNumberOf(runningSince));
  const last = Math.min(query.to, today);
  const readable = scenario.accounts.filter(
    ({ id, role, delivering, test }) =>
      role !== undefined &&
      delivering &&
      !test &&
      isIncluded(query.accounts, id) &&
      isIncluded(query.companies, organizationId),
  );
  for (const account of readable) {
    for (const campaign of campaignsOf(account).filter((one) => isAskedFor(one, query))) {
      for (let day = first; day <= last; day += 1) {
        const parts = split(performanceOn(day, campaign, account.currency), [6, 4]);
        for (const [index, creativeId] of campaign.creativeIds.entries()) {
          const performance = parts[index] ?? nothing;
          const isWanted =
            isIncluded(query.creatives, creativeId) &&
            isIncluded(query.shares, shareIdOf(creativeId));
          if (performance.impressions > 0 && isWanted) {
            yield { account, campaign, creativeId, day, performance } satisfies Activity;
          }
        }
      }
    }
  }
}

function isAskedFor(
  { id, groupId, type, objective }: ReturnType<typeof campaignsOf>[number],
  query: AnalyticsQuery,
): boolean {
  return (
    isIncluded(query.campaigns, id) &&
    isIncluded(query.campaignGroups, groupId) &&
    (query.campaignType ?? type) === type &&
    (query.objectiveType ?? objective) === objective
  );
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

function element({ pivotValues, from, to, sum: total }: Row, { fields }: AnalyticsQuery) {
  const keys: Readonly<Record<string, unknown>> = {
    dateRange: { start: calendarDay(from), end: calendarDay(to) },
    pivotValues,
  };
  return Object.fromEntries(fields.map((field) => [field, keys[field] ?? metrics[field]?.(total)]));
}
