/** The numbers of one window: every set of metrics requested and merged, and whether LinkedIn cut them. */

import type { Ask } from '../../checks/session.ts';
import { fault, isFault, SetupError } from '../../faults/fault.ts';
import type { AdAccount } from '../../linkedin/ad-accounts.ts';
import {
  type AnalyticsQuery,
  type AnalyticsReply,
  analytics,
  mostFields,
  mostMetrics,
} from '../../linkedin/analytics.ts';
import {
  type AnalyticsAnswer,
  type AnalyticsRows,
  mostRows,
} from '../../linkedin/analytics-rows.ts';
import type { LinkedIn } from '../../linkedin/client.ts';
import type { RestAnswer } from '../../linkedin/rest.ts';
import { numbersRefused } from '../../linkedin/rest-errors.ts';
import type { Secret } from '../../secret.ts';
import type { Granularity, ReportRequest } from '../report.ts';
import { findUnknownMetric, metricSets } from '../request/metrics.ts';
import {
  answersFor,
  inParts,
  lengthOf,
  partsOf,
  type Seen,
  type Selection,
  type Window,
  type WindowResult,
} from './plan.ts';
import { type RateBudget, reserveAndCall } from './rate-budget.ts';
import type { ReportState } from './report-state.ts';

export interface NumbersRequest {
  readonly request: ReportRequest;
  readonly account: AdAccount;
  readonly ask: Ask;
  readonly budget: RateBudget;
  readonly state: ReportState;
}

/** Throws `reporting-denied`, `throttled` when it lasts too long, `quota-exhausted`, or a network fault. */
export async function askWindow(window: Window, numbers: NumbersRequest): Promise<WindowResult> {
  let rows: AnalyticsRows = { dates: [], ids: [], values: {} };
  let seen: Seen = { rows: 0, entities: 0 };
  for (const metrics of metricSets(numbers.request)) {
    const more = await askRows(queryFor(window, metrics, numbers), numbers);
    const { ids } = more.rows;
    const found = { rows: ids.length, entities: new Set(ids).size };
    if (more.isCut) {
      if (lengthOf(window) > 1) return { kind: 'full', seen: found };
      return { kind: 'parts', parts: await partsFor(window, found.rows, numbers) };
    }
    if (found.rows >= seen.rows) seen = found;
    rows = rows.ids.length === 0 ? more.rows : merged(rows, more.rows);
  }
  return { kind: 'rows', rows, seen };
}

/** Our words for subjects and granularities are LinkedIn's. */
function queryFor(
  { first, last, selection }: Window,
  metrics: readonly string[],
  { request, state: { periods } }: NumbersRequest,
): AnalyticsQuery {
  return {
    accountId: request.accountId,
    pivot: pivotOf(request),
    granularity: request.granularity.toUpperCase() as Uppercase<Granularity>,
    from: periods[first]?.from ?? request.from,
    to: periods[last]?.to ?? request.to,
    metrics,
    ...onlyOf(selection),
  };
}

const pivotOf = ({ by }: ReportRequest) =>
  by.toUpperCase().replace('-', '_') as AnalyticsQuery['pivot'];

function onlyOf(selection: Selection): Pick<AnalyticsQuery, 'only'> {
  if (selection.kind === 'account') return {};
  const facet = selection.kind === 'groups' ? 'campaignGroups' : 'campaigns';
  return { only: { facet, ids: selection.ids } };
}

/** Metrics that are all zero make no row, so that one set may know of rows that another does not. */
function merged(rows: AnalyticsRows, more: AnalyticsRows): AnalyticsRows {
  const keysOf = ({ dates, ids }: AnalyticsRows) => ids.map((id, row) => `${dates[row]} ${id}`);
  const places = new Map(keysOf(rows).map((key, row) => [key, row]));
  const targets = keysOf(more).map((key) => {
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  });
  const placed = <Value>(all: Value[], column: readonly Value[]): readonly Value[] => {
    for (const [row, value] of column.entries()) all[targets[row] as number] = value;
    return all;
  };
  const added = Object.entries(more.values).map(([metric, column]) => [metric, placed([], column)]);
  return {
    dates: placed([...rows.dates], more.dates),
    ids: placed([...rows.ids], more.ids),
    values: { ...rows.values, ...Object.fromEntries(added) },
  };
}

// --- parts -------------------------------------------------------------------------------------------

async function partsFor(window: Window, count: number, numbers: NumbersRequest) {
  const parts = partsOf(window.selection, numbers.request.by);
  if (typeof parts === 'object') return parts;
  if (parts !== undefined) {
    const ids = (await idsWithin(window, parts, numbers)) ?? [];
    const kind = parts === 'CAMPAIGN_GROUP' ? 'groups' : 'campaigns';
    if (ids.length > 0) return inParts({ kind, ids });
  }
  const { from } = queryFor(window, [], numbers);
  const rows = count.toLocaleString('en');
  const what = `it cuts its answer for ${from} after ${rows} rows, and there is no smaller part to ask for`;
  throw fault('linkedin-unavailable', { what });
}

/** Those of the campaigns that have any in the range that was asked for. */
export async function campaignsWithNumbers(ids: readonly string[], numbers: NumbersRequest) {
  const window = wholeRange({ kind: 'campaigns', ids }, numbers);
  return new Set(await idsWithin(window, 'CAMPAIGN', numbers));
}

function wholeRange(selection: Selection, { state: { periods } }: NumbersRequest): Window {
  return { first: 0, last: periods.length - 1, selection, again: false };
}

/** Those that have anything of any metric; undefined where LinkedIn cuts the list of them, too. */
async function idsWithin(window: Window, pivot: AnalyticsQuery['pivot'], numbers: NumbersRequest) {
  const ids = new Set<string>();
  for (const metrics of metricSets(numbers.request)) {
    const query = queryFor(window, metrics, numbers);
    const { rows, isCut } = await askRows({ ...query, pivot, granularity: 'ALL' }, numbers);
    if (isCut) return undefined;
    for (const id of rows.ids) ids.add(id);
  }
  return [...ids];
}

/** So many periods are asked for in one call at once: few accounts have more rows in them than an answer. */
const shortRange = 31;

/**
 * How many rows a period has at most; 0 where it is not known, or not worth knowing before the first of them come.
 * Lists leave out what was removed, and a long range in one row may be rounded to months: whatever proves it wrong
 * costs a call, and no row.
 */
export async function knownEntities(
  numbers: NumbersRequest,
  listed: Promise<number | undefined>,
): Promise<number> {
  const { request, state } = numbers;
  const periods = state.periods.length;
  if (periods <= shortRange || request.by === 'account') return 0;
  const { length: asked } = request.by === 'campaign' ? request.campaignIds : [];
  const known = asked > 0 ? asked : await listed;
  const answers = known === undefined ? 'many' : answersFor(known, periods);
  if (answers === 'one') return 0;
  if (answers === 'few') return known ?? 0;
  // Some metrics are not to be had for long ranges.
  const usual = { ...numbers, request: { ...request, extraMetrics: [] } };
  try {
    const window = wholeRange(state.plan.selection, numbers);
    return (await idsWithin(window, pivotOf(request), usual))?.length ?? mostRows;
  } catch (error) {
    // It is no part of the report: what is the matter, the numbers tell.
    if (error instanceof SetupError) return 0;
    throw error;
  }
}

// --- one call ----------------------------------------------------------------------------------------

const usualPage = 10;

/**
 * Answers have no pages and `count` is documented as unsupported, yet one client of 2026 got ten rows until
 * it sent `count`. Hence ten rows exactly, Rest.li's usual page, are not taken for all there are.
 */
async function askRows(query: AnalyticsQuery, numbers: NumbersRequest): Promise<AnalyticsAnswer> {
  const { state } = numbers;
  const counted = { ...query, count: mostRows };
  if (state.hasTenRowLimit === true) return await askOnce(counted, numbers);
  const answer = await askOnce(query, numbers);
  const count = answer.rows.ids.length;
  const isShort = answer.isCut && count < mostRows;
  if (count > usualPage && !isShort) state.hasTenRowLimit = false;
  const isPage = count === usualPage && state.hasTenRowLimit === undefined;
  if (!isPage && !isShort) return answer;
  try {
    const more = await askOnce(counted, numbers);
    if (more.rows.ids.length > count) state.hasTenRowLimit = true;
    return more;
  } catch (error) {
    if (!isFault(error, 'request-refused')) throw error;
    state.hasTenRowLimit = false;
    return answer;
  }
}

async function askOnce(
  query: AnalyticsQuery,
  { request, account, ask, budget, state }: NumbersRequest,
): Promise<AnalyticsAnswer> {
  const fields = query.metrics.length + mostFields - mostMetrics;
  return await reserveAndCall(budget, {
    atMost: mostRows * fields,
    async make() {
      state.calls += 1;
      const call = (token: Secret, linkedin: LinkedIn) => analytics(query, token, linkedin);
      const answer = await ask(call, 'r_ads_reporting');
      return rowsOf(answer, account, request);
    },
    valuesIn: ({ rows }) => rows.ids.length * fields,
  });
}

function rowsOf(
  answer: RestAnswer<AnalyticsReply>,
  { id, name }: AdAccount,
  { extraMetrics }: ReportRequest,
): AnalyticsAnswer {
  if (answer.kind === 'refused') {
    throw numbersRefused(answer.refusal, `${name} (${id})`, id);
  }
  const { value } = answer;
  if (value.kind === 'rows') return value;
  throw fault('metric-unknown', findUnknownMetric(extraMetrics, value.metric));
}
