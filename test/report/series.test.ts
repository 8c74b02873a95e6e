/** The columns of the charts and the tally: whatever the range, no row is lost and none is doubled. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../src/days.ts';
import { seriesOf } from '../../src/report/formats/series.ts';
import { createEntityTotals, noTotals, plus } from '../../src/report/formats/totals.ts';
import type { Granularity } from '../../src/report/report.ts';
import { periodKey } from '../../src/report/request/range.ts';
import { gapOf, headOf, rowOf } from './invented.ts';

const requestOf = (from: string, to: string, granularity: Granularity = 'daily') =>
  headOf({ from, to, granularity }).request;

const spans = (from: string, to: string, granularity: Granularity, most = 100) =>
  seriesOf(requestOf(from, to, granularity), new Map(), { gaps: [], most }).columns.map(
    ({ from, to, periods }) => [from, to, periods],
  );

describe('the columns of a range', () => {
  it('are its days, over the end of a month and a leap day', () => {
    expect(spans('2028-02-28', '2028-03-01', 'daily')).toEqual([
      ['2028-02-28', '2028-02-28', 1],
      ['2028-02-29', '2028-02-29', 1],
      ['2028-03-01', '2028-03-01', 1],
    ]);
  });

  it('are its months and years, the first and the last as far as the range goes', () => {
    expect(spans('2026-11-15', '2027-01-03', 'monthly')).toEqual([
      ['2026-11-15', '2026-11-30', 1],
      ['2026-12-01', '2026-12-31', 1],
      ['2027-01-01', '2027-01-03', 1],
    ]);
    expect(spans('2026-11-15', '2027-01-03', 'yearly')).toEqual([
      ['2026-11-15', '2026-12-31', 1],
      ['2027-01-01', '2027-01-03', 1],
    ]);
  });

  it('are whole weeks where there are too many days, and the first takes the rest', () => {
    const columns = spans('2026-01-01', '2026-12-31', 'daily', 70);
    expect([columns.length, columns[0], columns.at(-1)]).toEqual([
      52,
      ['2026-01-01', '2026-01-08', 8],
      ['2026-12-25', '2026-12-31', 7],
    ]);
  });

  it('are several months each where there are too many months', () => {
    expect(spans('2026-01-01', '2026-05-31', 'monthly', 3)).toEqual([
      ['2026-01-01', '2026-03-31', 3],
      ['2026-04-01', '2026-05-31', 2],
    ]);
  });

  it('are one where not even a week fits', () => {
    expect(spans('2026-11-01', '2026-11-03', 'daily', 2)).toEqual([
      ['2026-11-01', '2026-11-03', 3],
    ]);
  });

  it('never lose or double a row, and are never more than fit', () => {
    const from = '2026-01-30';
    const picked = fc.record({
      days: fc.integer({ min: 1, max: 800 }),
      at: fc.array(fc.nat({ max: 799 }), { maxLength: 30 }),
      most: fc.integer({ min: 1, max: 120 }),
      granularity: fc.constantFrom<Granularity>('daily', 'monthly', 'yearly'),
    });
    fc.assert(
      fc.property(picked, ({ days, at, most, granularity }) => {
        const range = Array.from({ length: days }, (_, index) => addDays(from, index));
        const rows = at.map((index) =>
          rowOf({ date: range[index % days] ?? from, spend: BigInt(index) }),
        );
        const entityTotals = createEntityTotals(granularity);
        entityTotals.add(rows);
        const request = requestOf(from, range.at(-1) ?? from, granularity);
        const { columns } = seriesOf(request, entityTotals.periods, { gaps: [], most });
        expect(columns.length).toBeLessThanOrEqual(most);
        expect(columns.reduce((sum, { from, to }) => sum + daysBetween(from, to), 0)).toBe(days);
        expect(columns.reduce((sum, { totals }) => plus(sum, totals), noTotals)).toEqual(
          entityTotals.totals(),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('are incomplete where a gap touches them', () => {
    const gaps = [gapOf('2026-11-02', '2026-11-03')];
    const { columns } = seriesOf(requestOf('2026-11-01', '2026-11-04'), new Map(), {
      gaps,
      most: 9,
    });
    expect(columns.map(({ incomplete }) => incomplete)).toEqual([false, true, true, false]);
  });
});

it('the key of a period is what its days have in common', () => {
  expect(
    (['daily', 'monthly', 'yearly'] as const).map((each) => periodKey('2026-11-20', each)),
  ).toEqual(['2026-11-20', '2026-11', '2026']);
});

it('a tally lists the highest spend first, and equals by impressions and id', () => {
  const entityTotals = createEntityTotals('daily');
  entityTotals.add([
    rowOf({ id: '3', spend: 5n, impressions: 1 }),
    rowOf({ id: '2', spend: 5n, impressions: 1 }),
    rowOf({ id: '1', spend: 5n, impressions: 2 }),
  ]);
  entityTotals.add([
    rowOf({ id: '4', spend: 4n }),
    rowOf({ id: '4', spend: 2n, date: '2026-11-21' }),
  ]);
  expect(entityTotals.entities().map(({ id, totals }) => [id, totals.spend])).toEqual([
    ['4', 6n],
    ['1', 5n],
    ['2', 5n],
    ['3', 5n],
  ]);
});
