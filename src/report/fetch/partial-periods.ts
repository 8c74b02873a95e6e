/**
 * The rows of periods that are asked for in parts: nobody gets them before all the parts are there, so that
 * a day that is missing is missing as a whole, and may be asked for again.
 */

import type { AnalyticsRow } from '../../linkedin/analytics-rows.ts';
import { isWhole, type Plan, unsettled, type Window } from './plan.ts';

type Rows = readonly AnalyticsRow[];

export interface PartialPeriods {
  /** Takes the rows of a window, which is over in this plan, and gives those that nothing is missing of. */
  add(rows: Rows, window: Window, plan: Plan): readonly Rows[];
  /** The window did not come. */
  drop(window: Window): void;
}

export function createPartialPeriods(): PartialPeriods {
  const parts = new Map<number, Rows[]>();
  const dropped = new Set<number>();
  const take = (period: number): readonly Rows[] => {
    const all = parts.get(period) ?? [];
    parts.delete(period);
    return all;
  };
  return {
    add(rows, window, plan) {
      if (isWhole(window, plan)) return [rows];
      const { first: period } = window;
      if (dropped.has(period)) return [];
      parts.set(period, [...(parts.get(period) ?? []), rows]);
      return unsettled(plan).has(period) ? [] : take(period);
    },
    drop({ first: period }) {
      dropped.add(period);
      parts.delete(period);
    },
  };
}
