/** The rows of a period in parts: all of them at once, or none. */

import { expect, it } from 'vitest';
import { type AnalyticsRows, noRows } from '../../src/linkedin/analytics-rows.ts';
import { createPartialPeriods } from '../../src/report/fetch/partial-periods.ts';
import { completed, givenUp, split, startPlan, takeWindow } from '../../src/report/fetch/plan.ts';

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

function openRows() {
  const noted = { released: 0 };
  const release = () => {
    noted.released += 1;
  };
  const rows: AnalyticsRows = { ...noRows, count: 1, release };
  return { rows, noted };
}

it('come when the last part is there', () => {
  const { plan, first, second } = twoParts();
  const [one, other] = [openRows().rows, openRows().rows];
  const held = createPartialPeriods();
  const later = completed(plan, second, seen);
  expect(held.add(one, second, later)).toEqual([]);
  expect(held.add(other, first, completed(later, first, seen))).toEqual([one, other]);
});

it('are given back when a part does not come, also those that come after it', () => {
  const { plan, first, second } = twoParts();
  const [one, other] = [openRows(), openRows()];
  const held = createPartialPeriods();
  held.add(one.rows, first, completed(plan, first, seen));
  held.drop(second);
  expect(one.noted.released).toBe(1);

  const late = createPartialPeriods();
  late.drop(second);
  const after = completed(givenUp(plan, second), first, seen);
  expect(late.add(other.rows, first, after)).toEqual([]);
  expect(other.noted.released).toBe(1);
});

it('of whole windows come at once', () => {
  const { plan, whole } = twoParts();
  const { rows } = openRows();
  expect(createPartialPeriods().add(rows, whole, plan)).toEqual([rows]);
});
