/** How far a report has come: its plan, its counts, what is missing, and why. */

import { daysBetween, type Span } from '../../days.ts';
import type { SetupError } from '../../faults/fault.ts';
import type { Gap, ReportProgress, ReportRequest } from '../report.ts';
import { longestWindow } from '../request/metrics.ts';
import { periodsOf } from '../request/range.ts';
import { joinGaps, spansOf } from './gaps.ts';
import { type Plan, startPlan, unsettled, type Window } from './plan.ts';

export interface ReportState {
  readonly periods: readonly Span[];
  plan: Plan;
  /** The window whose rows somebody takes at this moment. */
  beingTaken?: Window | undefined;
  rows: number;
  calls: number;
  /** Whether answers stop at ten rows; undefined as long as nothing tells. */
  hasTenRowLimit?: boolean;
  /** What rows were about, where only some campaigns were asked for. */
  readonly seen: Set<string>;
  readonly gaps: Gap[];
  namesFault?: SetupError | undefined;
  campaignsFault?: SetupError | undefined;
  whyEmpty?: string | undefined;
}

export function startReport(request: ReportRequest): ReportState {
  const periods = periodsOf(request.from, request.to, request.granularity);
  return {
    periods,
    plan: firstPlan(request, periods),
    rows: 0,
    calls: 0,
    seen: new Set(),
    gaps: [],
  };
}

function firstPlan({ campaignIds, extraMetrics }: ReportRequest, periods: readonly Span[]): Plan {
  const longest = Math.max(...periods.map(({ from, to }) => daysBetween(from, to)));
  const widest = Math.max(1, Math.floor(longestWindow(extraMetrics) / longest));
  return startPlan(
    periods.length,
    campaignIds.length > 0 ? { kind: 'campaigns', ids: campaignIds } : { kind: 'account' },
    Math.min(widest, periods.length),
  );
}

export function recordGap(state: ReportState, windows: readonly Window[], fault: SetupError): void {
  const lost = windows.map(({ first, last }) => ({
    from: state.periods[first]?.from ?? '',
    to: state.periods[last]?.to ?? '',
    fault,
  }));
  state.gaps.splice(0, state.gaps.length, ...joinGaps([...state.gaps, ...lost]));
}

/** What nobody has asked for, what is under way, and what was given up. */
export function missingFrom({ plan, beingTaken, periods, gaps }: ReportState): readonly Span[] {
  const { underWay } = plan;
  const taken = beingTaken === undefined ? [] : [beingTaken];
  const all = unsettled({ ...plan, underWay: [...underWay, ...taken] });
  const open = [...all].flatMap((period) => periods[period] ?? []);
  return spansOf([...open, ...gaps]);
}

export function progressOf({ periods, rows, calls }: ReportState, plan: Plan): ReportProgress {
  const open = unsettled(plan);
  const lengths = periods.map(({ from, to }) => daysBetween(from, to));
  const daysIn = (some: readonly number[]) => some.reduce((total, days) => total + days, 0);
  return {
    rows,
    calls,
    days: daysIn(lengths.filter((_, period) => !open.has(period))),
    allDays: daysIn(lengths),
  };
}
