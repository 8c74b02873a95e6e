/** The rows of an adAnalytics answer: what each of them is about, and its metrics as exact numbers. */

import { type Day, isDay } from '../days.ts';
import { fault, type SetupError } from '../faults/fault.ts';
import { isAmount, isCount } from './analytics-metrics.ts';
import { parseLeniently } from './lenient.ts';
import { parseMicros } from './money.ts';
import { assertData, isObject, linkedinAnswer, shapeFault } from './reply-checks.ts';
import { idOf } from './restli.ts';
import type { Reply } from './transport.ts';
import { rowsPaging } from './wire.ts';

/** An amount in micros, a whole count, any other metric as it came; undefined where LinkedIn says nothing. */
export type MetricValue = number | bigint | string | undefined;

/** Rows as columns: 15,000 objects that wait for their turn would be copied by V8 again and again. */
export interface AnalyticsRows {
  /** First day of each row's period. */
  readonly dates: readonly Day[];
  /** The campaign, group, creative or account that each row is about: digits. */
  readonly ids: readonly string[];
  /** By metric name, a value for each row. */
  readonly values: Readonly<Record<string, readonly MetricValue[]>>;
}

export interface AnalyticsAnswer {
  readonly rows: AnalyticsRows;
  /** There may be more rows than these. */
  readonly isCut: boolean;
}

/** There are no pages: an answer never has more rows, and one that has so many may be cut. */
export const mostRows = 15_000;

/** Asked for in every call: they say what a row is about. */
export const keyFields = ['dateRange', 'pivotValues'];

/**
 * Each row once, although LinkedIn may repeat it, and without rows of days that were not asked for, which have
 * been seen (Airbyte's client drops them). Throws `linkedin-unavailable` for a body of another shape.
 */
export function readRows(
  reply: Reply,
  metrics: readonly string[],
  isRequested: (date: Day) => boolean,
): AnalyticsAnswer {
  assertData(reply);
  const { elements, paging, metadata } = reply.json;
  if (!Array.isArray(elements)) throw shapeFault('adAnalytics', ['elements'], reply);
  const [dates, ids]: [Day[], string[]] = [[], []];
  const columns = metrics.map(createColumn);
  const [readDate, readId, findRepeated] = [dateReader(), idReader(), repeatFinder()];
  for (const element of elements as readonly unknown[]) {
    const fields = isObject(element) ? element : {};
    const date = readDate(fields['dateRange']);
    const id = readId(fields['pivotValues']);
    if (date === undefined || id === undefined) throw shapeFault('adAnalytics', keyFields, reply);
    if (!isRequested(date)) continue;
    const row = ids.length;
    const repeated = findRepeated(date, id, row);
    for (const { metric, read, values } of columns) {
      const value = read(fields[metric]);
      if (value === unreadable) throw contentFault(`has an odd ${metric}`, reply);
      if (repeated === undefined) values[row] = value;
      else if (values[repeated] !== value)
        throw contentFault(`has different rows for ${id} on ${date}`, reply);
    }
    if (repeated === undefined) {
      dates[row] = date;
      ids[row] = id;
    }
  }
  // An answer to something else says nothing of these days: they are not empty.
  if (elements.length > 0 && ids.length === 0) {
    throw shapeFault('adAnalytics', ['the days that were asked for'], reply);
  }
  const values = Object.fromEntries(columns.map(({ metric, values }) => [metric, values]));
  const isCut = elements.length >= mostRows || saysMore({ paging, metadata }, elements.length);
  return { rows: { dates, ids, values }, isCut };
}

/** There are no pages, and yet the paging around the rows may tell of more than came. */
function saysMore(around: object, count: number): boolean {
  const { paging, metadata } = parseLeniently(rowsPaging, around).data ?? {};
  const { total = 0, links = [] } = paging ?? {};
  return (
    total > count || links.some(({ rel }) => rel === 'next') || Boolean(metadata?.nextPageToken)
  );
}

function contentFault(trouble: string, { status, requestId }: Reply): SetupError {
  const what = `its adAnalytics answer ${trouble}`;
  return fault(
    'linkedin-unavailable',
    { what },
    { linkedin: linkedinAnswer({ status, requestId }) },
  );
}

// --- what a row is about -----------------------------------------------------------------------------

/** `{ start: { year, month, day }, … }` as YYYY-MM-DD; all rows of a day share one text. */
function dateReader(): (dateRange: unknown) => Day | undefined {
  const known = new Map<number, Day>();
  return (dateRange) => {
    const start = isObject(dateRange) ? dateRange['start'] : undefined;
    const { year, month, day } = isObject(start) ? start : {};
    if (!isWhole(year) || !isWhole(month) || !isWhole(day)) return undefined;
    const number = (year * 100 + month) * 100 + day;
    const before = known.get(number);
    if (before !== undefined) return before;
    const text = String(number).padStart(8, '0');
    const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
    if (!isDay(date)) return undefined;
    known.set(number, date);
    return date;
  };
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** `["urn:li:sponsoredCampaign:123"]` as 123; all rows of an id share one text. */
function idReader(): (pivotValues: unknown) => string | undefined {
  const known = new Map<string, string>();
  return (pivotValues) => {
    const urn: unknown = Array.isArray(pivotValues) ? pivotValues[0] : undefined;
    if (typeof urn !== 'string') return undefined;
    const id = known.get(urn) ?? idOf(urn);
    known.set(urn, id);
    return id;
  };
}

/** Finds the row that was the first of this day and id. */
function repeatFinder(): (date: Day, id: string, row: number) => number | undefined {
  const known = new Map<Day, Map<string, number>>();
  return (date, id, row) => {
    const ofDay = known.get(date) ?? new Map<string, number>();
    if (ofDay.size === 0) known.set(date, ofDay);
    const before = ofDay.get(id);
    if (before === undefined) ofDay.set(id, row);
    return before;
  };
}

// --- metrics -----------------------------------------------------------------------------------------

/** In place of what LinkedIn is not known to write. */
const unreadable = Symbol('unreadable');

type ReadValue = (value: unknown) => MetricValue | typeof unreadable;

function createColumn(metric: string) {
  const values: MetricValue[] = [];
  return { metric, read: valueReader(metric), values };
}

function valueReader(metric: string): ReadValue {
  const read = isAmount(metric) ? readAmount : isCount(metric) ? readCount : readOther;
  return (value) => (value === undefined || value === null ? undefined : read(value));
}

/** A decimal text; a number stands for the shortest text that means it. */
const readAmount: ReadValue = (value) => {
  if (typeof value !== 'string' && typeof value !== 'number') return unreadable;
  try {
    return parseMicros(String(value));
  } catch {
    return unreadable;
  }
};

const readCount: ReadValue = (value) =>
  Number.isSafeInteger(value) ? (value as number) : unreadable;

const readOther: ReadValue = (value) =>
  typeof value === 'number' || typeof value === 'string' ? value : unreadable;
