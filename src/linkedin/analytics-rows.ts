/**
 * The rows of an adAnalytics answer, kept as columns that are filled again and again: of so many rows,
 * objects would take more time and memory than the numbers in them. Read by hand, because a schema takes
 * as long as the parsing.
 */

import { fault } from '../errors.ts';
import {
  dateReader,
  idReader,
  isRecord,
  odd,
  type Value,
  valueReader,
} from './analytics-values.ts';
import { type Ending, openElements } from './elements.ts';
import { dataFault } from './refusals.ts';
import type { Reply } from './transport.ts';

export interface AnalyticsRows {
  /** Rows there are; the columns may be longer. */
  readonly count: number;
  /** First day of each row's period, YYYY-MM-DD. */
  readonly dates: readonly string[];
  /** What each row is about, the campaign, group, creative or account: digits. */
  readonly ids: readonly string[];
  /** By metric name. */
  readonly values: ReadonlyMap<string, readonly Value[]>;
  /** Nobody looks at them any more: their columns may be filled again. */
  release(): void;
}

export const noRows: AnalyticsRows = {
  count: 0,
  dates: [],
  ids: [],
  values: new Map(),
  release() {},
};

/** Asked for in every call: without them a row belongs to nothing. */
export const placing = ['dateRange', 'pivotValues'];

/** Reads one answer; what was read of it before, if it comes again, is forgotten. */
export interface RowReader {
  /** Takes the pieces of its text. */
  readonly begin: () => (piece: string) => void;
  /** Throws `linkedin-unavailable` for a 200 of another shape. */
  end(reply: Reply): AnalyticsRows;
}

/** A reader for every call; all of them share the room for the rows. */
export type OpenRows = (metrics: readonly string[]) => RowReader;

interface Table {
  readonly dates: string[];
  readonly ids: string[];
  readonly columns: Map<string, Value[]>;
}

export function openRoom(): OpenRows {
  const free: Table[] = [];
  const read = { date: dateReader(), id: idReader() };
  return (metrics) => {
    const table = free.pop() ?? { dates: [], ids: [], columns: new Map() };
    let filling = fill(table, metrics, read);
    let elements = openElements(filling.take);
    return {
      begin() {
        filling = fill(table, metrics, read);
        elements = openElements(filling.take);
        return elements.add;
      },
      end(reply) {
        assertWhole(elements.end(), reply);
        const { trouble, ...rows } = filling.rows();
        if (trouble !== undefined) throw answerFault(trouble, reply);
        return { ...rows, release: () => void free.push(table) };
      },
    };
  };
}

function assertWhole(ending: Ending, reply: Reply): void {
  if (ending.kind === 'no-json') throw dataFault({ ...reply, text: ending.text });
  if (ending.kind === 'no-elements') throw answerFault('lacks elements', reply);
}

function answerFault(trouble: string, { requestId }: Reply): Error {
  const what = `its adAnalytics answer ${trouble}`;
  return fault('linkedin-unavailable', { what }, { requestId });
}

interface Reading {
  readonly date: ReturnType<typeof dateReader>;
  readonly id: ReturnType<typeof idReader>;
}

/** Fills the table from its first row. */
function fill({ dates, ids, columns }: Table, metrics: readonly string[], read: Reading) {
  const cells = metrics.map((metric) => {
    const values = columns.get(metric) ?? [];
    columns.set(metric, values);
    return { metric, values, read: valueReader(metric) };
  });
  let count = 0;
  let trouble: string | undefined;
  return {
    take(element: unknown) {
      const row = isRecord(element) ? element : {};
      const date = read.date(row['dateRange']);
      const id = read.id(row['pivotValues']);
      if (date === undefined || id === undefined) trouble ??= `lacks ${placing.join(', ')}`;
      dates[count] = date ?? '';
      ids[count] = id ?? '';
      for (const cell of cells) {
        const value = cell.read(row[cell.metric]);
        if (value === odd) trouble ??= `has an odd ${cell.metric}`;
        cell.values[count] = value === odd ? undefined : value;
      }
      count += 1;
    },
    rows() {
      const values = new Map(cells.map((cell) => [cell.metric, cell.values]));
      return { count, dates, ids, values, trouble };
    },
  };
}
