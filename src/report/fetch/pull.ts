/** A report as it comes: few calls at a time, rows handed on as they arrive, and what did not come told. */

import type { Ask, Session, SessionWorld } from '../../checks/session.ts';
import { clockDifference } from '../../credentials/token-dates.ts';
import { addDays, dayOf, daysBetween } from '../../days.ts';
import { fault, SetupError } from '../../faults/fault.ts';
import type { AnalyticsRow } from '../../linkedin/analytics-rows.ts';
import type { PulledReport, ReportProgress, ReportRequest, ReportRow } from '../report.ts';
import { readAccount } from './account.ts';
import { applyResult, type Calls, startCalls } from './calls.ts';
import { findEmptyReason } from './empty-reason.ts';
import { listedCampaigns, type Names, type Naming, readNames } from './names.ts';
import { campaignsWithNumbers, type NumbersRequest } from './numbers.ts';
import { createPartialPeriods } from './partial-periods.ts';
import { isDone } from './plan.ts';
import { createRateBudget, withRateBudget } from './rate-budget.ts';
import {
  missingFrom,
  progressOf,
  type ReportState,
  recordGap,
  startReport,
} from './report-state.ts';
import { reportRow } from './rows.ts';

export interface PullSource {
  /** A session whose calls end when the signal says that nobody wants the answers. */
  readonly sessionUntil: (signal: AbortSignal) => Session;
  readonly onProgress?: (progress: ReportProgress) => void;
}

/** Rows: so few that V8 never finds most of a batch alive, takes rows for lasting, and clears them away late. */
const batchSize = 64;

/**
 * Throws what stops it before it begins: `account-not-visible`, `access-token-rejected`, a network fault.
 * `batches` throws Ctrl-C; everything else ends as a gap, or as a fault beside the rows.
 */
export async function pullReport(
  request: ReportRequest,
  { sessionUntil, onProgress = () => {} }: PullSource,
  world: SessionWorld,
): Promise<PulledReport> {
  const madeAt = world.clock.now();
  const left = new AbortController();
  const signal = AbortSignal.any([world.signal, left.signal]);
  const within = { ...world, signal };
  const session = sessionUntil(signal);
  const linkedin = await session.linkedin();
  const ask = session.call;
  // LinkedIn throttles each resource by itself.
  const askPatiently = withRateBudget(ask, createRateBudget(within));
  const account = await readAccount(request.accountId, askPatiently);
  const serverTime = linkedin.clockAhead() === undefined ? undefined : linkedin.clock.now();
  assertPast(request, madeAt, serverTime ?? madeAt);
  const course = startReport(request);
  const inquiry = numbersRequest({ request, account, ask, course }, within);
  const { id, exactName: name, currency } = account;
  return {
    head: { request, account: { id, name, currency }, madeAt },
    serverTime,
    batches: batchesOf({ ...inquiry, askPatiently, course, onProgress, leave: () => left.abort() }),
    gaps: course.gaps,
    missing: () => missingFrom(course),
    get namesFault() {
      return course.namesFault;
    },
    get campaignsFault() {
      return course.campaignsFault;
    },
    get whyEmpty() {
      return course.whyEmpty;
    },
  };
}

type Opening = Pick<NumbersRequest, 'request' | 'account' | 'ask'> & {
  readonly course: ReportState;
};

function numbersRequest({ course, ...opening }: Opening, world: SessionWorld): NumbersRequest {
  return {
    ...opening,
    periods: course.periods,
    pace: createRateBudget(world),
    tenRowLimit: { applies: undefined },
    called() {
      course.calls += 1;
    },
  };
}

/** Days that have not come yet have no numbers, and that is not zero. Throws `date-malformed`. */
function assertPast({ from, to }: ReportRequest, machineTime: Date, serverTime: Date): void {
  const today = dayOf(serverTime);
  if (to <= today) return;
  const yesterday = addDays(today, -1);
  const first = addDays(yesterday, 1 - daysBetween(from, to));
  throw fault('date-malformed', {
    complaint: `By LinkedIn's clock it is ${today}, and ${to} is in the future: ${clockDifference(machineTime, serverTime)}`,
    flags: { '--from': first, '--to': yesterday },
  });
}

interface Pull extends NumbersRequest {
  /** For what is no number. */
  readonly askPatiently: Ask;
  readonly course: ReportState;
  readonly onProgress: (progress: ReportProgress) => void;
  /** Nobody takes the rest: calls that are under way end, and none starts any more. */
  readonly leave: () => void;
}

async function* batchesOf(pull: Pull): AsyncGenerator<readonly ReportRow[]> {
  const { request, account, askPatiently, leave } = pull;
  const names = readNames(request.by, account, askPatiently);
  // Whether they came is looked at when there are rows to name.
  names.catch(() => undefined);
  try {
    yield* numbersOf(pull, names);
    await conclude(pull, names);
  } finally {
    leave();
  }
}

async function* numbersOf(pull: Pull, names: Promise<Names>): AsyncGenerator<readonly ReportRow[]> {
  const { course } = pull;
  const calls: Calls = new Map();
  const held = createPartialPeriods();
  let halt: SetupError | undefined;
  while (!isDone(course.plan)) {
    if (halt === undefined) course.plan = startCalls(course.plan, calls, pull);
    else if (calls.size === 0) break;
    const landing = await Promise.race(calls.values());
    calls.delete(landing.window);
    const { window, outcome } = landing;
    const { plan, fault, isEnd = false } = applyResult(course.plan, landing);
    if (fault !== undefined) {
      recordGap(course, [window], fault);
      held.drop(window);
      if (isEnd) halt ??= fault;
    }
    const whole = outcome.kind === 'rows' ? held.add(outcome.rows, window, plan) : [];
    for (const rows of whole) count(rows, pull);
    pull.onProgress(progressOf(course, plan));
    // As long as somebody takes its rows, the window is not settled.
    for (const rows of whole) yield* namedRows(rows, pull, names);
    course.plan = plan;
  }
  if (halt !== undefined) recordGap(course, course.plan.open, halt);
}

/** Only where there are rows to name does it matter whether the names came. */
async function* namedRows(
  rows: readonly AnalyticsRow[],
  { request, course }: Pull,
  names: Promise<Names>,
): AsyncGenerator<readonly ReportRow[]> {
  if (rows.length > 0) {
    const { naming, fault } = await names;
    course.namesFault = fault;
    yield* inBatches(rows, request, naming);
  }
}

function count(rows: readonly AnalyticsRow[], { request, course }: Pull): void {
  course.rows += rows.length;
  if (request.campaignIds.length === 0 || request.by !== 'campaign') return;
  for (const { id } of rows) course.seen.add(id);
}

/** Rows are made when they are taken: of a long report, few are alive at a time. */
function* inBatches(
  rows: readonly AnalyticsRow[],
  request: ReportRequest,
  naming: Naming,
): Generator<readonly ReportRow[]> {
  for (let first = 0; first < rows.length; first += batchSize) {
    yield rows.slice(first, first + batchSize).map((row) => reportRow(row, request, naming));
  }
}

// --- the end -----------------------------------------------------------------------------------------

/** An empty answer is no proof of anything, and an id that nobody knows has no rows either. */
async function conclude(pull: Pull, names: Promise<Names>): Promise<void> {
  const { request, account, askPatiently, course } = pull;
  const isEmpty = course.rows === 0 && course.gaps.length === 0;
  if (isEmpty) {
    const emptiness = await findEmptyReason(request, account, askPatiently);
    if (emptiness.kind === 'rest') course.whyEmpty = emptiness.why;
    else course.gaps.push({ from: request.from, to: request.to, fault: emptiness.fault });
  }
  const strangers = await unknownMetrics(request.campaignIds, pull, names);
  if (strangers.length === 0) return;
  course.campaignsFault = fault('campaign-unknown', {
    campaigns: strangers,
    account: account.name,
  });
  course.whyEmpty = undefined;
}

/** Campaigns that LinkedIn does not list, and has no numbers of: those that were removed are in no list. */
async function unknownMetrics(
  campaignIds: readonly string[],
  pull: Pull,
  names: Promise<Names>,
): Promise<readonly string[]> {
  const { request, account, askPatiently, course } = pull;
  const unseen = campaignIds.filter((id) => !course.seen.has(id));
  if (unseen.length === 0 || course.gaps.length > 0) return [];
  const listed =
    request.by === 'campaign'
      ? (await names).campaigns
      : await listedCampaigns(account.id, askPatiently);
  const unlisted = listed === undefined ? [] : unseen.filter((id) => !listed.has(id));
  if (unlisted.length === 0 || request.by === 'campaign' || course.rows === 0) return unlisted;
  try {
    const active = await campaignsWithNumbers(unlisted, pull);
    return unlisted.filter((id) => !active.has(id));
  } catch (error) {
    if (error instanceof SetupError) return [];
    throw error;
  }
}
