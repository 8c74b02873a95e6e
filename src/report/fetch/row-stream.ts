/** The rows of a report as they arrive: a few calls at a time, and whole periods only. */

import type { Ask } from '../../checks/session.ts';
import type { Day } from '../../days.ts';
import type { SetupError } from '../../faults/fault.ts';
import type { AnalyticsRows, MetricValue } from '../../linkedin/analytics-rows.ts';
import { decimalText, type Micros } from '../../linkedin/money.ts';
import type { ReportProgress, ReportRequest, ReportRow } from '../report.ts';
import type { Names, Naming, ReadingNames } from './names.ts';
import { askWindow, knownEntities, type NumbersRequest } from './numbers.ts';
import {
  applyResult,
  type CallResult,
  callsAtATime,
  isWhole,
  type Plan,
  takeWindow,
  unsettled,
  type Window,
  withKnownEntities,
} from './plan.ts';
import { progressOf, recordGap } from './report-state.ts';

export interface Pull extends NumbersRequest {
  /** For calls that bring no numbers. */
  readonly askWithinBudget: Ask;
  readonly onProgress: (progress: ReportProgress) => void;
  /** Ends the calls under way and starts no more, because nobody reads the rest. */
  readonly leave: () => void;
}

/** Rows: so few that V8 never finds most of a batch alive, takes rows for lasting, and clears them away late. */
const batchSize = 64;

export async function* numbersOf(pull: Pull, { names, listed }: ReadingNames) {
  const { state } = pull;
  const calls: Calls = new Map();
  const partialPeriods = createPartialPeriods();
  let stopFault: SetupError | undefined;
  const known = withKnownEntities(state.plan, await knownEntities(pull, listed));
  state.plan = startCalls(known, calls, pull);
  while (calls.size > 0) {
    const result = await Promise.race(calls.values());
    calls.delete(result.window);
    const { window, outcome } = result;
    const { plan, fault, isEnd = false } = applyResult(state.plan, result);
    if (fault !== undefined) {
      recordGap(state, [window], fault);
      partialPeriods.drop(window);
      if (isEnd) stopFault ??= fault;
    }
    const whole = outcome.kind === 'rows' ? partialPeriods.add(outcome.rows, window, plan) : [];
    for (const rows of whole) recordRows(rows, pull);
    pull.onProgress(progressOf(state, plan));
    // LinkedIn works on the next window while somebody takes these rows, and until then this one is not settled.
    state.plan = stopFault === undefined ? startCalls(plan, calls, pull) : plan;
    state.beingTaken = window;
    for (const rows of whole) yield* namedRows(rows, pull, names);
    state.beingTaken = undefined;
  }
  if (stopFault !== undefined) recordGap(state, state.plan.open, stopFault);
}

/** Rows are made when they are taken: of a long report, few are alive at a time. */
async function* namedRows(rows: AnalyticsRows, { request, state }: Pull, names: Promise<Names>) {
  const count = rows.ids.length;
  // Only where there are rows to name does it matter whether the names came.
  if (count === 0) return;
  const { naming, fault } = await names;
  state.namesFault = fault;
  for (let first = 0; first < count; first += batchSize) {
    const length = Math.min(batchSize, count - first);
    yield Array.from({ length }, (_, index) => reportRow(rows, first + index, request, naming));
  }
}

function recordRows({ ids }: AnalyticsRows, { request, state }: Pull): void {
  state.rows += ids.length;
  if (request.campaignIds.length === 0 || request.by !== 'campaign') return;
  for (const id of ids) state.seen.add(id);
}

// --- calls -------------------------------------------------------------------------------------------

/** A call stays in here until its result is applied: it may come while the rows of another are read. */
type Calls = Map<Window, Promise<CallResult>>;

/** Starts as many calls as may be under way. */
function startCalls(plan: Plan, calls: Calls, numbers: NumbersRequest): Plan {
  if (calls.size >= callsAtATime) return plan;
  const taken = takeWindow(plan);
  if (taken === undefined) return plan;
  const { window } = taken;
  const call = askWindow(window, numbers).catch((error: unknown) => ({
    kind: 'failed' as const,
    error,
  }));
  calls.set(
    window,
    call.then((outcome) => ({ window, outcome })),
  );
  return startCalls(taken.plan, calls, numbers);
}

// --- periods in parts --------------------------------------------------------------------------------

/**
 * The rows of periods that are asked for in parts: nobody gets them before all the parts are there, so that
 * a day that is missing is missing as a whole, and may be asked for again.
 */
export function createPartialPeriods() {
  const parts = new Map<number, AnalyticsRows[]>();
  const dropped = new Set<number>();
  const take = (period: number): readonly AnalyticsRows[] => {
    const all = parts.get(period) ?? [];
    parts.delete(period);
    return all;
  };
  return {
    /** Takes the rows of a window, which is over in this plan, and gives those that nothing is missing of. */
    add(rows: AnalyticsRows, window: Window, plan: Plan): readonly AnalyticsRows[] {
      if (isWhole(window, plan)) return [rows];
      const { first: period } = window;
      if (dropped.has(period)) return [];
      parts.set(period, [...(parts.get(period) ?? []), rows]);
      return unsettled(plan).has(period) ? [] : take(period);
    },
    /** The window did not come. */
    drop({ first: period }: Window): void {
      dropped.add(period);
      parts.delete(period);
    },
  };
}

// --- rows --------------------------------------------------------------------------------------------

function reportRow(
  { dates, ids, values }: AnalyticsRows,
  row: number,
  { usd, leads, extraMetrics }: ReportRequest,
  naming: Naming,
): ReportRow {
  const id = ids[row] as string;
  const { name, status, group } = naming(id);
  const conversions = leads === 'form' ? 0 : values['externalWebsiteConversions']?.[row];
  return {
    date: dates[row] as Day,
    id,
    name,
    status,
    group,
    spend: amount(values['costInLocalCurrency']?.[row]),
    spendUsd: usd ? amount(values['costInUsd']?.[row]) : undefined,
    impressions: count(values['impressions']?.[row]),
    clicks: count(values['clicks']?.[row]),
    leads: count(values['oneClickLeads']?.[row]) + count(conversions),
    extra: extraMetrics.length === 0 ? noExtra : extraOf(extraMetrics, values, row),
  };
}

/** A metric of which there is nothing may be left out of a row. */
const amount = (value: MetricValue): Micros => BigInt(value ?? 0);
const count = (value: MetricValue): number => Number(value ?? 0);

const noExtra: ReportRow['extra'] = {};

/** What LinkedIn leaves out stays out: an average of nothing is not zero. */
function extraOf(metrics: readonly string[], values: AnalyticsRows['values'], row: number) {
  const extra: Record<string, number | string> = {};
  for (const metric of metrics) {
    const value = values[metric]?.[row];
    if (value !== undefined) extra[metric] = typeof value === 'bigint' ? decimalText(value) : value;
  }
  return extra;
}
