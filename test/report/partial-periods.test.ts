/** The rows of a period in parts: all of them at once, or none. */

import { expect, it } from 'vitest';
import type { AnalyticsRows } from '../../src/linkedin/analytics-rows.ts';
import { completed, givenUp, split, startPlan, takeWindow } from '../../src/report/fetch/plan.ts';
import { createPartialPeriods } from '../../src/report/fetch/row-stream.ts';

const seen = { rows: 1, entities: 1 };

/** One day, two parts of which are under way. */
function twoParts() {
  const start = startPlan(1, { kind: 'account' });
  const whole = takeWindow(start);
  if (whole === undefined) throw new Error('nothing to take');
  const halves = split(whole.plan, whole.window, [
    { kind: 'groups', ids: ['1'] },
    { kind: 'groups', ids: ['2'] },
  ]);
  const first = takeWindow(halves);
  const second = first && takeWindow(first.plan);
  if (first === undefined || second === undefined) throw new Error('no parts');
  return { plan: second.plan, whole: whole.window, first: first.window, second: second.window };
}

const rowsOf = (id: string): AnalyticsRows => ({ dates: ['2026-11-20'], ids: [id], values: {} });

it('come when the last part is there', () => {
  const { plan, first, second } = twoParts();
  const [one, other] = [rowsOf('1'), rowsOf('2')];
  const periods = createPartialPeriods();
  const later = completed(plan, second, seen);
  expect(periods.add(one, second, later)).toEqual([]);
  expect(periods.add(other, first, completed(later, first, seen))).toEqual([one, other]);
});

it('never come when a part does not come, not even those that come after it', () => {
  const { plan, first, second } = twoParts();
  const periods = createPartialPeriods();
  periods.add(rowsOf('1'), first, completed(plan, first, seen));
  periods.drop(second);
  const after = completed(givenUp(plan, second), first, seen);
  expect(periods.add(rowsOf('2'), first, after)).toEqual([]);
});

it('of whole windows come at once', () => {
  const { plan, whole } = twoParts();
  const rows = rowsOf('1');
  expect(createPartialPeriods().add(rows, whole, plan)).toEqual([rows]);
});
