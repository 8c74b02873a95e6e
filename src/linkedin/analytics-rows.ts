/**
 * The rows of an adAnalytics answer, kept as columns that are filled again and again: of so many rows,
 * objects would take more time and memory than the numbers in them.
 */

import { fault } from '../faults/fault.ts';
import { openTable, type Table } from './analytics-table.ts';
import type { Value } from './analytics-values.ts';
import { openElements } from './elements.ts';
import { parseLeniently } from './lenient.ts';
import { readEnding } from './rest.ts';
import type { Intake, Reply } from './transport.ts';
import { rowsPaging } from './wire.ts';

export interface AnalyticsRows {
  /** Rows there are; the columns may be longer. */
  readonly count: number;
  /** There may be more rows than these. */
  readonly isCut: boolean;
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
  isCut: false,
  dates: [],
  ids: [],
  values: new Map(),
  release() {},
};

/** Reads one answer; what was read of it before, if it comes again, is forgotten. */
export interface RowReader extends Intake {
  /** Throws `linkedin-unavailable` for a 200 of another shape. */
  end(reply: Reply): AnalyticsRows;
}

/** A reader for every call; all of them share the room for the rows. */
export type OpenRows = (metrics: readonly string[]) => RowReader;

export function openRoom(): OpenRows {
  const names = { dates: new Map<number, string>(), ids: new Map<number, string>() };
  const free: Answer[] = [];
  return (metrics) => {
    const answer = free.pop() ?? openAnswer(openTable(names));
    return {
      begin: () => answer.begin(metrics),
      isWhole: answer.isWhole,
      end: (reply) => ({ ...answer.end(reply), release: onceOnly(() => free.push(answer)) }),
    };
  };
}

/** Room that is free twice would be filled by two answers at once. */
function onceOnly(release: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) release();
    isDone = true;
  };
}

interface Answer extends Pick<Intake, 'isWhole'> {
  begin(metrics: readonly string[]): (piece: Uint8Array) => void;
  end(reply: Reply): Omit<AnalyticsRows, 'release'>;
}

function openAnswer(table: Table): Answer {
  const elements = openElements(table);
  return {
    begin(metrics) {
      table.begin(metrics);
      return elements.begin();
    },
    isWhole: elements.isWhole,
    end(reply) {
      const around = readEnding(elements.end(), 'adAnalytics', reply);
      const { trouble, ...rows } = table.rows();
      if (trouble === undefined) return { ...rows, isCut: saysMore(around, rows.count) };
      const { status, requestId } = reply;
      const what = `its adAnalytics answer ${trouble}`;
      throw fault('linkedin-unavailable', { what }, { linkedin: { status, requestId } });
    },
  };
}

/** There are no pages, and yet the paging around the rows may tell of more than came. */
function saysMore(around: unknown, count: number): boolean {
  const { paging, metadata } = parseLeniently(rowsPaging, around).data ?? {};
  const { total = 0, links = [] } = paging ?? {};
  return (
    total > count || links.some(({ rel }) => rel === 'next') || Boolean(metadata?.nextPageToken)
  );
}
