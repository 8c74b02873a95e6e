/** The calls of a report that are under way, and what becomes of the plan when one of them is back. */

import { isFault, SetupError } from '../errors.ts';
import { askWindow, type Inquiry, type Outcome } from './numbers.ts';
import {
  completed,
  narrowed,
  type Plan,
  retried,
  settled,
  split,
  takeWindow,
  type Window,
} from './plan.ts';

/** LinkedIn names no limit; its answers take seconds, and more at a time would only hold more rows. */
const mostCalls = 4;

export interface Landing {
  readonly window: Window;
  readonly outcome: Outcome | { readonly kind: 'failed'; readonly error: unknown };
}

/** A call stays in here until its landing is looked at: it may come while somebody else has the rows. */
export type Calls = Map<Window, Promise<Landing>>;

/** Starts as many calls as may be under way. */
export function launch(plan: Plan, calls: Calls, inquiry: Inquiry): Plan {
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
export function landed(
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
export function mayPass(error: SetupError): boolean {
  return isFault(error, 'linkedin-unavailable', 'network-unreachable');
}
