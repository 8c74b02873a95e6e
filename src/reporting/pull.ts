/** A report as it comes: few calls at a time, rows handed on as they arrive, and what did not come told. */

import { fault, type SetupError } from '../errors.ts';
import { type AnalyticsRows, noRows, openRoom } from '../linkedin/analytics-rows.ts';
import { type AccessWorld, type Ask, type Holder, openAccess } from './access.ts';
import { readAccount } from './account.ts';
import { type Calls, landed, launch, mayPass } from './calls.ts';
import { type Course, lose, missingFrom, progressOf, startCourse } from './course.ts';
import { judgeEmptiness } from './emptiness.ts';
import { type Names, type Naming, readNames } from './names.ts';
import type { Inquiry } from './numbers.ts';
import { openPace, patiently } from './pace.ts';
import { isDone } from './plan.ts';
import type { PulledReport, ReportProgress, ReportRequest, ReportRow } from './report.ts';
import { rowReader } from './rows.ts';

export interface PullSource extends Holder {
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
  { onProgress = () => {}, ...holder }: PullSource,
  world: AccessWorld,
): Promise<PulledReport> {
  const madeAt = world.clock.now();
  const left = new AbortController();
  const waiting = { ...world, signal: AbortSignal.any([world.signal, left.signal]) };
  const ask = openAccess(holder, world);
  // LinkedIn throttles each resource by itself.
  const askPatiently = patiently(ask, openPace(waiting));
  const account = await readAccount(request.accountId, askPatiently);
  const course = startCourse(request);
  const called = () => {
    course.calls += 1;
  };
  const tools = { ask, openRows: openRoom(), pace: openPace(waiting), called };
  const { periods } = course;
  const inquiry = { request, account, periods, ...tools, trap: { isSet: undefined } };
  const leave = () => left.abort();
  const { id, exactName: name, currency } = account;
  return {
    head: { request, account: { id, name, currency }, madeAt },
    batches: batchesOf({ ...inquiry, askPatiently, course, onProgress, leave }),
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

interface Pull extends Inquiry {
  /** For what is no number. */
  readonly askPatiently: Ask;
  readonly course: Course;
  readonly onProgress: (progress: ReportProgress) => void;
  /** Nobody takes the rest: no call starts any more. */
  readonly leave: () => void;
}

async function* batchesOf(pull: Pull): AsyncGenerator<readonly ReportRow[]> {
  const { request, account, askPatiently, course, leave } = pull;
  const names = readNames(request, account, askPatiently);
  // Whether they came is looked at when there are rows to name.
  const noted = names.then((all) => {
    course.namesFault = all.fault;
  });
  noted.catch(() => undefined);
  try {
    yield* numbersOf(pull, names);
    await conclude(pull, names);
  } finally {
    leave();
  }
}

async function* numbersOf(pull: Pull, names: Promise<Names>): AsyncGenerator<readonly ReportRow[]> {
  const { request, course } = pull;
  const calls: Calls = new Map();
  let halt: SetupError | undefined;
  while (!isDone(course.plan)) {
    if (halt === undefined) course.plan = launch(course.plan, calls, pull);
    else if (calls.size === 0) break;
    const landing = await Promise.race(calls.values());
    calls.delete(landing.window);
    const { plan, fault } = landed(course.plan, landing);
    if (fault !== undefined) lose(course, [landing.window], fault);
    if (fault !== undefined && !mayPass(fault)) halt ??= fault;
    const rows = landing.outcome.kind === 'rows' ? landing.outcome.rows : noRows;
    count(rows, pull);
    pull.onProgress(progressOf(course, plan));
    // As long as somebody takes its rows, the window is not settled.
    if (rows.count > 0) yield* inBatches(rows, request, (await names).naming);
    course.plan = plan;
    rows.release();
  }
  if (halt !== undefined) lose(course, course.plan.open, halt);
}

function count(rows: AnalyticsRows, { request, course }: Pull): void {
  course.rows += rows.count;
  if (request.campaignIds.length === 0) return;
  for (const id of rows.ids.slice(0, rows.count)) course.seen.add(id);
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

// --- the end -----------------------------------------------------------------------------------------

/** An empty answer is no proof of anything, and an id that nobody knows has no rows either. */
async function conclude(pull: Pull, names: Promise<Names>): Promise<void> {
  const { request, account, askPatiently, course } = pull;
  const isEmpty = course.rows === 0 && course.gaps.length === 0;
  if (isEmpty) {
    const emptiness = await judgeEmptiness(request, account, askPatiently);
    if (emptiness.kind === 'rest') course.whyEmpty = emptiness.why;
    else course.gaps.push({ from: request.from, to: request.to, fault: emptiness.fault });
  }
  // Only rows about campaigns tell which of them have some.
  if (request.campaignIds.length === 0 || !(request.by === 'campaign' || isEmpty)) return;
  const { lists } = await names;
  const strangers = request.campaignIds.filter((id) => !course.seen.has(id) && !lists?.(id));
  if (lists === undefined || strangers.length === 0) return;
  course.campaignsFault = fault('campaign-unknown', {
    campaigns: strangers,
    account: account.name,
  });
  course.whyEmpty = undefined;
}
