/** Columns for the rows of one answer after the other. */

import {
  isoDay,
  isRecord,
  odd,
  readDay,
  readId,
  type Value,
  valueReader,
} from './analytics-values.ts';
import type { Taker } from './elements.ts';
import type { Spelling } from './row-spelling.ts';
import { openSpellings } from './row-spellings.ts';

/** Asked for in every call: without them a row belongs to nothing. */
export const placing = ['dateRange', 'pivotValues'];
const lacksPlace = `lacks ${placing.join(', ')}`;

export interface Table extends Taker {
  /** From the first row again. */
  begin(metrics: readonly string[]): void;
  rows(): {
    readonly count: number;
    readonly dates: readonly string[];
    readonly ids: readonly string[];
    readonly values: ReadonlyMap<string, readonly Value[]>;
    /** What is wrong with one of the rows, if anything is. */
    readonly trouble: string | undefined;
  };
}

/** The texts of all answers by their numbers: one for all rows of a day, or of an id. */
export interface Names {
  readonly dates: Map<number, string>;
  readonly ids: Map<number, string>;
}

interface Filling {
  readonly dates: string[];
  readonly ids: string[];
  cells: readonly Cell[];
  /** Rows that are in. */
  count: number;
  trouble: string | undefined;
}

export function openTable(names: Names): Table {
  const columns = new Map<string, Value[]>();
  const filling: Filling = { dates: [], ids: [], cells: [], count: 0, trouble: undefined };
  let spellings = openSpellings([]);
  const put = (spelling: Spelling) => putNumbers(spelling, filling, names);
  return {
    begin(metrics) {
      const cells = metrics.map((metric) => cellOf(metric, columns));
      Object.assign(filling, { cells, count: 0, trouble: undefined });
      spellings = openSpellings(metrics);
    },
    scan: (source, at) => spellings.scan(source, at, put),
    take(element) {
      const row = isRecord(element) ? element : {};
      putParsed(row, filling);
      spellings.learn(row);
    },
    rows() {
      const { cells, ...rows } = filling;
      return { ...rows, values: new Map(cells.map(({ metric, values }) => [metric, values])) };
    },
  };
}

function putNumbers(
  { numbers, metrics, year, month, day, id }: Spelling,
  filling: Filling,
  names: Names,
): void {
  const { dates, ids, cells, count } = filling;
  const date = ((numbers[year] ?? 0) * 100 + (numbers[month] ?? 0)) * 100 + (numbers[day] ?? 0);
  dates[count] = nameOf(date, names.dates, isoDay) ?? '';
  if (dates[count] === '') filling.trouble ??= lacksPlace;
  ids[count] = nameOf(numbers[id] ?? 0, names.ids, String) ?? '';
  for (let cell = 0; cell < cells.length; cell += 1) {
    const values = cells[cell]?.values;
    if (values !== undefined) values[count] = numbers[metrics[cell] ?? -1];
  }
  filling.count += 1;
}

function putParsed(row: Readonly<Record<string, unknown>>, filling: Filling): void {
  const { dates, ids, cells, count } = filling;
  const date = readDay(row['dateRange']);
  const id = readId(row['pivotValues']);
  if (date === undefined || id === undefined) filling.trouble ??= lacksPlace;
  dates[count] = date ?? '';
  ids[count] = id ?? '';
  for (const { metric, values, read } of cells) {
    const value = read(row[metric]);
    if (value === odd) filling.trouble ??= `has an odd ${metric}`;
    values[count] = value === odd ? undefined : value;
  }
  filling.count += 1;
}

interface Cell {
  readonly metric: string;
  readonly values: Value[];
  readonly read: ReturnType<typeof valueReader>;
}

function cellOf(metric: string, columns: Map<string, Value[]>): Cell {
  const values = columns.get(metric) ?? [];
  columns.set(metric, values);
  return { metric, values, read: valueReader(metric) };
}

function nameOf(
  number: number,
  names: Map<number, string>,
  write: (number: number) => string | undefined,
): string | undefined {
  const known = names.get(number);
  if (known !== undefined) return known;
  const name = write(number);
  if (name !== undefined) names.set(number, name);
  return name;
}
