/** A report from its first call to its end: the account, the rows in batches, and why days or names are missing. */

import type { Session, SessionWorld } from '../../checks/session.ts';
import { clockDifference } from '../../credentials/token-dates.ts';
import { addDays, dayOf, daysBetween } from '../../days.ts';
import { fault, SetupError } from '../../faults/fault.ts';
import type { PulledReport, ReportProgress, ReportRequest, ReportRow } from '../report.ts';
import { findEmptyReason, readAccount } from './account.ts';
import { listedCampaigns, type Names, type ReadingNames, startNames } from './names.ts';
import { campaignsWithNumbers } from './numbers.ts';
import { createRateBudget, withRateBudget } from './rate-budget.ts';
import { missingFrom, startReport } from './report-state.ts';
import { numbersOf, type Pull } from './row-stream.ts';

export interface PullSource {
  /** A session whose calls end when the signal says that nobody wants the answers. */
  readonly sessionUntil: (signal: AbortSignal) => Session;
  readonly onProgress?: (progress: ReportProgress) => void;
}

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
  const askWithinBudget = withRateBudget(ask, createRateBudget(within));
  const leave = () => left.abort();
  const serverTime = () => (linkedin.clockAhead() === undefined ? undefined : linkedin.clock.now());
  const reading = readAccount(request.accountId, askWithinBudget).then((account) => {
    assertNotInFuture(request, madeAt, serverTime() ?? madeAt);
    return account;
  });
  // They do not depend on the account, and nobody wants them without it.
  const names = startNames(request, reading, askWithinBudget);
  reading.catch(leave);
  const account = await reading;
  const state = startReport(request);
  const budget = createRateBudget(within);
  const pull = { request, account, ask, askWithinBudget, budget, state, onProgress, leave };
  return pulledReport(pull, names, { madeAt, serverTime: serverTime() });
}

/** What is known at its end only is looked up when somebody asks. */
function pulledReport(
  pull: Pull,
  names: ReadingNames,
  { madeAt, serverTime }: { readonly madeAt: Date; readonly serverTime: Date | undefined },
): PulledReport {
  const { request, account, state } = pull;
  const { id, exactName: name, currency } = account;
  return {
    head: { request, account: { id, name, currency }, madeAt },
    serverTime,
    batches: batchesOf(pull, names),
    gaps: state.gaps,
    missing: () => missingFrom(state),
    get namesFault() {
      return state.namesFault;
    },
    get campaignsFault() {
      return state.campaignsFault;
    },
    get whyEmpty() {
      return state.whyEmpty;
    },
  };
}

/** Days that have not come yet have no numbers, and that is not zero. Throws `date-malformed`. */
function assertNotInFuture({ from, to }: ReportRequest, machineTime: Date, serverTime: Date): void {
  const today = dayOf(serverTime);
  if (to <= today) return;
  const yesterday = addDays(today, -1);
  const first = addDays(yesterday, 1 - daysBetween(from, to));
  throw fault('date-malformed', {
    complaint: `By LinkedIn's clock it is ${today}, and ${to} is in the future: ${clockDifference(machineTime, serverTime)}`,
    flags: { '--from': first, '--to': yesterday },
  });
}

async function* batchesOf(pull: Pull, reading: ReadingNames): AsyncGenerator<readonly ReportRow[]> {
  try {
    yield* numbersOf(pull, reading);
    await conclude(pull, reading.names);
  } finally {
    pull.leave();
  }
}

// --- the end -----------------------------------------------------------------------------------------

/** An empty answer is no proof of anything, and an id that nobody knows has no rows either. */
async function conclude(pull: Pull, names: Promise<Names>): Promise<void> {
  const { request, account, askWithinBudget, state } = pull;
  const isEmpty = state.rows === 0 && state.gaps.length === 0;
  if (isEmpty) {
    const reason = await findEmptyReason(request, account, askWithinBudget);
    if (typeof reason === 'string') state.whyEmpty = reason;
    else state.gaps.push({ from: request.from, to: request.to, fault: reason });
  }
  const unknown = await unknownCampaigns(pull, names);
  if (unknown.length === 0) return;
  const facts = { campaigns: unknown, account: account.name };
  state.campaignsFault = fault('campaign-unknown', facts);
  state.whyEmpty = undefined;
}

/** Campaigns that LinkedIn does not list, and has no numbers of: those that were removed are in no list. */
async function unknownCampaigns(pull: Pull, names: Promise<Names>): Promise<readonly string[]> {
  const { request, account, askWithinBudget, state } = pull;
  const unseen = request.campaignIds.filter((id) => !state.seen.has(id));
  if (unseen.length === 0 || state.gaps.length > 0) return [];
  const listed =
    request.by === 'campaign'
      ? (await names).campaigns
      : await listedCampaigns(account.id, askWithinBudget);
  const unlisted = listed === undefined ? [] : unseen.filter((id) => !listed.has(id));
  if (unlisted.length === 0 || request.by === 'campaign' || state.rows === 0) return unlisted;
  try {
    const active = await campaignsWithNumbers(unlisted, pull);
    return unlisted.filter((id) => !active.has(id));
  } catch (error) {
    if (error instanceof SetupError) return [];
    throw error;
  }
}
