/** A range cut into the columns of a chart: one per period, or several periods each where there are too many. */

import type { Span } from '../../days.ts';
import type { Gap, Granularity, ReportRequest } from '../report.ts';
import { periodKey, periodsOf } from '../request/range.ts';
import { noTotals, plus, type Totals } from './totals.ts';

export interface ChartColumn extends Span {
  /** How many periods it stands for. */
  readonly periods: number;
  readonly totals: Totals;
  /** Part of it was asked for and did not come. */
  readonly incomplete: boolean;
}

export interface Series {
  readonly columns: readonly ChartColumn[];
  /** Periods of every column but the first, which takes what is left over as well. */
  readonly size: number;
}

/** At most `most` columns. A period without rows is one without activity, unless a gap covers it. */
export function seriesOf(
  request: ReportRequest,
  totals: ReadonlyMap<string, Totals>,
  { gaps, most }: { readonly gaps: readonly Gap[]; readonly most: number },
): Series {
  const { from, to, granularity } = request;
  const periods = periodsOf(from, to, granularity);
  const size = columnSize(periods.length, most, granularity);
  const count = Math.max(1, Math.floor(periods.length / size));
  // The first one, of the time that matters least: a last one of other days would invent a rise or a fall.
  const leftOver = periods.length - count * size;
  const columns = Array.from({ length: count }, (_, index) => {
    const start = index === 0 ? 0 : leftOver + index * size;
    const column = periods.slice(start, leftOver + (index + 1) * size);
    const span = { from: column[0]?.from ?? from, to: column.at(-1)?.to ?? to };
    return {
      ...span,
      periods: column.length,
      totals: column
        .map((period) => totals.get(periodKey(period.from, granularity)) ?? noTotals)
        .reduce(plus, noTotals),
      incomplete: gaps.some((gap) => gap.from <= span.to && gap.to >= span.from),
    };
  });
  return { columns, size };
}

/** Days go together by whole weeks: weekends are quiet, and columns of five days would only show that. */
function columnSize(periods: number, most: number, granularity: Granularity): number {
  if (periods <= most) return 1;
  const whole = granularity === 'daily' ? 7 : 1;
  return Math.ceil(periods / (most * whole)) * whole;
}
