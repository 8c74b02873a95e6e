/** A report as it comes: few calls at a time, rows handed on as they arrive, and what did not come told. */

import { isFault, SetupError } from '../errors.ts';
import { type AnalyticsRows, noRows, openRoom } from '../linkedin/analytics-rows.ts';
import type { World } from '../world.ts';
import { type AccessWorld, type Holder, openAccess } from './access.ts';
import { readAccount } from './account.ts';
import { joinGaps } from './gaps.ts';
import { longestWindow } from './metrics.ts';
import { type Naming, readNames } from './names.ts';
import { askWindow, type Inquiry, type Outcome } from './numbers.ts';
import { openPace } from './pace.ts';
import {
  completed,
  isDone,
  narrowed,
  type Plan,
  retried,
  settled,
  split,
  startPlan,
  takeWindow,
  unsettled,
  type Window,
} from './plan.ts';
import { daysBetween, type Period, periodsOf } from './range.ts';
import type { Gap, PulledReport, ReportProgress, ReportRequest, ReportRow } from './report.ts';
import { rowReader } from './rows.ts';

export interface PullSource extends Holder {
  readonly onProgress?: (progress: ReportProgress) => void;
}

export type PullWorld = AccessWorld & Pick<World, 'terminal'>;

/** LinkedIn names no limit; its answers take seconds, and more at a time would only hold more rows. */
const mostCalls = 4;
/** Rows. */
const batchSize = 500;

/**
 * Throws what stops it before it begins: `account-not-visible`, `access-token-rejected`, a network fault.
 * `batches` throws Ctrl-C, and what keeps the names from being read; everything else ends as a gap.
 */
export async function pullReport(
  request: ReportRequest,
  { onProgress = () => {}, ...holder }: PullSource,
  world: PullWorld,
): Promise<PulledReport> {
  const ask = openAccess(holder, world);
  const account = await readAccount(request.accountId, ask);
  const periods = periodsOf(request.from, request.to, request.granularity);
  const gaps: Gap[] = [];
  const progress = { rows: 0, calls: 0 };
  const called = () => {
    progress.calls += 1;
  };
  const tools = { ask, openRows: openRoom(), pace: openPace(world), called };
  const inquiry = { request, account, periods, ...tools };
  return {
    head: { request, account: { id: account.id, name: account.name, currency: account.currency } },
    batches: batchesOf({ ...inquiry, gaps, progress, onProgress }),
    gaps,
  };
}

interface Pull extends Inquiry {
  readonly gaps: Gap[];
  readonly progress: { rows: number; calls: number };
  readonly onProgress: (progress: ReportProgress) => void;
}

async function* batchesOf(pull: Pull): AsyncGenerator<readonly ReportRow[]> {
  const { request, account, ask, periods, gaps } = pull;
  const names = readNames(request, account, ask);
  // Whether they came is looked at when there are rows to name.
  names.catch(() => undefined);
  const calls: Calls = new Map();
  const lost: Gap[] = [];
  let plan = firstPlan(pull);
  let halt: SetupError | undefined;
  while (!isDone(plan)) {
    if (halt === undefined) plan = launch(plan, calls, pull);
    else if (calls.size === 0) break;
    const landing = await Promise.race(calls.values());
    calls.delete(landing.window);
    const { plan: next, fault } = landed(plan, landing);
    plan = next;
    if (fault !== undefined) lost.push({ ...daysOf(landing.window, periods), fault });
    if (fault !== undefined && !mayPass(fault)) halt ??= fault;
    const rows = landing.outcome.kind === 'rows' ? landing.outcome.rows : noRows;
    tell(rows.count, plan, pull);
    if (rows.count > 0) yield* inBatches(rows, request, await names);
    rows.release();
  }
  const fault = halt;
  if (fault) lost.push(...plan.open.map((window) => ({ ...daysOf(window, periods), fault })));
  gaps.push(...joinGaps(lost));
}

/** Rows are made when they are taken: of a long report, few are alive at a time. */
function* inBatches(
  rows: AnalyticsRows,
  request: ReportRequest,
  naming: Naming,
): Generator<readonly ReportRow[]> {
  const rowAt = rowReader(rows, request, naming);
  for (let first = 0; first < rows.count; first += batchSize) {
    const length = Math.min(batchSize, rows.count - first);
    yield Array.from({ length }, (_, row) => rowAt(first + row));
  }
}

function firstPlan({ request, periods }: Pull): Plan {
  const { campaignIds, extraMetrics } = request;
  const longest = Math.max(...periods.map(({ from, to }) => daysBetween(from, to)));
  const widest = Math.max(1, Math.floor(longestWindow(extraMetrics) / longest));
  return startPlan(
    periods.length,
    campaignIds.length > 0 ? { kind: 'campaigns', ids: campaignIds } : { kind: 'account' },
    Math.min(widest, periods.length),
  );
}

// --- calls -------------------------------------------------------------------------------------------

interface Landing {
  readonly window: Window;
  readonly outcome: Outcome | { readonly kind: 'failed'; readonly error: unknown };
}

/** A call stays in here until its landing is looked at: it may come while somebody else has the rows. */
type Calls = Map<Window, Promise<Landing>>;

/** Starts as many calls as may be under way. */
function launch(plan: Plan, calls: Calls, inquiry: Inquiry): Plan {
  if (calls.size >= mostCalls) return plan;
  const taken = takeWindow(plan);
  if (taken === undefined) return plan;
  const { window } = taken;
  const call = askWindow(window, inquiry).catch((error: unknown) => ({
    kind: 'failed' as const,
    error,
  }));
  calls.set(
    window,
    call.then((outcome) => ({ window, outcome })),
  );
  return launch(taken.plan, calls, inquiry);
}

/** What comes next, and the fault for which the window is given up. Throws Ctrl-C, and what nobody foresaw. */
function landed(
  plan: Plan,
  { window, outcome }: Landing,
): { readonly plan: Plan; readonly fault?: SetupError } {
  switch (outcome.kind) {
    case 'rows':
      return { plan: completed(plan, window, outcome.seen) };
    case 'full':
      return { plan: narrowed(plan, window, outcome.seen) };
    case 'parts':
      return { plan: split(plan, window, outcome.parts) };
    case 'failed': {
      const { error } = outcome;
      if (!(error instanceof SetupError)) throw error;
      if (mayPass(error) && !window.again) return { plan: retried(plan, window) };
      return { plan: settled(plan, window), fault: error };
    }
  }
}

/** Whether other windows may come all the same. */
function mayPass(error: SetupError): boolean {
  return isFault(error, 'linkedin-unavailable', 'network-unreachable');
}

// --- days --------------------------------------------------------------------------------------------

function daysOf({ first, last }: Window, periods: readonly Period[]): Period {
  return { from: periods[first]?.from ?? '', to: periods[last]?.to ?? '' };
}

function tell(rows: number, plan: Plan, { request, periods, progress, onProgress }: Pull): void {
  progress.rows += rows;
  const open = unsettled(plan);
  const days = periods.map(({ from, to }, period) =>
    open.has(period) ? 0 : daysBetween(from, to),
  );
  onProgress({
    ...progress,
    days: days.reduce((total, one) => total + one, 0),
    allDays: daysBetween(request.from, request.to),
  });
}
