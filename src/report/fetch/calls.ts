/** The calls of a report that are under way, and what becomes of the plan when one of them is back. */

import { isFault, SetupError } from '../../faults/fault.ts';
import { askWindow, type NumbersRequest, type WindowResult } from './numbers.ts';
import {
  completed,
  givenUp,
  isWorthAgain,
  narrowed,
  type Plan,
  retried,
  split,
  takeWindow,
  type Window,
} from './plan.ts';

/** LinkedIn names no limit; its answers take seconds, and more at a time would only hold more rows. */
const mostCalls = 4;

export interface CallResult {
  readonly window: Window;
  readonly outcome: WindowResult | { readonly kind: 'failed'; readonly error: unknown };
}

/** A call stays in here until its landing is looked at: it may come while somebody else has the rows. */
export type Calls = Map<Window, Promise<CallResult>>;

/** Starts as many calls as may be under way. */
export function startCalls(plan: Plan, calls: Calls, inquiry: NumbersRequest): Plan {
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
  return startCalls(taken.plan, calls, inquiry);
}

/**
 * Calls that fail in a row before it is LinkedIn that is out, and not something in a few days: a year can
 * be halved nine times. What does not answer at all takes minutes for each of them.
 */
const mostFailures = { 'linkedin-unavailable': 12, 'network-unreachable': 4 };

export interface PlanUpdate {
  readonly plan: Plan;
  /** For which the window is given up. */
  readonly fault?: SetupError;
  /** Whether it stops the other windows, too. */
  readonly isEnd?: boolean;
}

/** Throws Ctrl-C, and what nobody foresaw. */
export function applyResult(plan: Plan, { window, outcome }: CallResult): PlanUpdate {
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
      const most = isFault(error, 'linkedin-unavailable', 'network-unreachable')
        ? mostFailures[error.code]
        : 0;
      if (isWorthAgain(window, plan, most)) return { plan: retried(plan, window) };
      return { plan: givenUp(plan, window), fault: error, isEnd: plan.failures >= most };
    }
  }
}
