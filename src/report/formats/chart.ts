/** Spend over time as columns of block characters. */

import { dayText, spanText } from '../../days.ts';
import { alignRight, linesOf } from '../../screen/text-lines.ts';
import type { ReportRequest } from '../report.ts';
import type { ChartColumn, Series } from './series.ts';
import type { NameRoom } from './short-names.ts';
import { amountPer, type Summary } from './totals.ts';
import { meanText, periodText } from './wording.ts';

const rows = 5;
/** A column's widest step, so that a week does not become seven blocks of wall. */
const widest = 6;
const marks = {
  unicode: { fill: ' ▁▂▃▄▅▆▇█', base: '─' },
  ascii: { fill: ' .:#', base: '-' },
} as const;

/** Empty where there is nothing to compare: a single column, or no spend at all. */
export function spendChart(series: Series, context: Summary & NameRoom): readonly string[] {
  const { columns } = series;
  const { request } = context.head;
  const room = context.columns;
  const [highest] = columns.toSorted((one, other) => mean(other) - mean(one));
  if (columns.length < 2 || highest === undefined || mean(highest) <= 0) return [];
  const step = Math.min(widest, Math.max(1, Math.floor(room / columns.length)));
  const bar = Math.max(1, step - 1);
  const draw = (part: (column: ChartColumn) => string) =>
    columns
      .map((column) => part(column).repeat(bar).padEnd(step))
      .join('')
      .trimEnd();
  const { fill, base } = marks[context.unicode ? 'unicode' : 'ascii'];
  const top = mean(highest);
  const most = context.numberFormats.price(amountPer(highest.totals.spend, highest.periods));
  const title = `Spend per ${periodText(request.granularity)}${meanText(series, request)}`;
  return [
    ...linesOf(`${title}. Highest: ${most}, ${spanText(highest)}.`, room),
    ...Array.from({ length: rows }, (_, index) =>
      draw((column) => blockAt(rows - 1 - index, mean(column) / top, fill)),
    ),
    draw(({ incomplete }) => (incomplete ? '?' : base)),
    daysUnder((columns.length - 1) * step + bar, request),
    ...(columns.some(({ incomplete }) => incomplete) ? ['? is not complete.'] : []),
  ];
}

/** Only the height of a drawing: sums and what is written stay exact. */
function mean({ totals, periods }: ChartColumn): number {
  return Number(totals.spend) / periods;
}

/** The block of one row, counted from the base; the smallest spend still shows. */
function blockAt(row: number, share: number, fill: string): string {
  const steps = fill.length - 1;
  const height = share > 0 ? Math.max(1, Math.round(share * rows * steps)) : 0;
  return fill[Math.min(steps, Math.max(0, height - row * steps))] ?? ' ';
}

function daysUnder(columns: number, { from, to }: ReportRequest): string {
  const first = dayText(from);
  return `${first}  ${alignRight(dayText(to), columns - first.length - 2)}`;
}
