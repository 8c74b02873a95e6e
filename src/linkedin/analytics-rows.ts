/** The rows of an adAnalytics answer: what each of them is about, and its metrics as exact numbers. */

import { type Day, isDay } from '../days.ts';
import { fault, type SetupError } from '../faults/fault.ts';
import { parseLeniently } from './lenient.ts';
import { isAmount, isCount } from './metric-names.ts';
import { parseMicros } from './money.ts';
import { assertData, isObject, linkedinAnswer, shapeFault } from './reply-checks.ts';
import { idOf } from './restli.ts';
import type { Reply } from './transport.ts';
import { rowsPaging } from './wire.ts';

/** An amount in micros, a whole count, any other metric as it came; undefined where LinkedIn says nothing. */
export type MetricValue = number | bigint | string | undefined;

export interface AnalyticsRow {
  /** First day of the row's period. */
  readonly date: Day;
  /** The campaign, group, creative or account that it is about: digits. */
  readonly id: string;
  /** By metric name. */
  readonly values: Readonly<Record<string, MetricValue>>;
}

export interface AnalyticsRows {
  readonly rows: readonly AnalyticsRow[];
  /** There may be more rows than these. */
  readonly isCut: boolean;
}

/** Asked for in every call: they say what a row is about. */
export const keyFields = ['dateRange', 'pivotValues'];

/** Throws `linkedin-unavailable` for a body of another shape. */
export function readRows(reply: Reply, metrics: readonly string[]): AnalyticsRows {
  assertData(reply);
  const { elements, paging, metadata } = isObject(reply.json) ? reply.json : {};
  if (!Array.isArray(elements)) throw shapeFault('adAnalytics', ['elements'], reply);
  const columns = metrics.map((metric) => ({ metric, read: valueReader(metric) }));
  const [readDate, readId] = [dateReader(), idReader()];
  const rows = elements.map((element: unknown) => {
    const fields = isObject(element) ? element : {};
    const [date, id] = [readDate(fields['dateRange']), readId(fields['pivotValues'])];
    if (date === undefined || id === undefined) throw shapeFault('adAnalytics', keyFields, reply);
    const values: Record<string, MetricValue> = {};
    for (const { metric, read } of columns) {
      const value = read(fields[metric]);
      if (value === unreadable) throw contentFault(`has an odd ${metric}`, reply);
      values[metric] = value;
    }
    return { date, id, values };
  });
  return { rows, isCut: saysMore({ paging, metadata }, rows.length) };
}

/** There are no pages, and yet the paging around the rows may tell of more than came. */
function saysMore(around: object, count: number): boolean {
  const { paging, metadata } = parseLeniently(rowsPaging, around).data ?? {};
  const { total = 0, links = [] } = paging ?? {};
  return (
    total > count || links.some(({ rel }) => rel === 'next') || Boolean(metadata?.nextPageToken)
  );
}

/** Each row once, although LinkedIn may repeat it. Throws `linkedin-unavailable` where the numbers differ. */
export function withoutRepeats(
  rows: readonly AnalyticsRow[],
  reply: Reply,
): readonly AnalyticsRow[] {
  const known = new Map<Day, Map<string, AnalyticsRow>>();
  const isRepeat = (row: AnalyticsRow): boolean => {
    const ofDay = known.get(row.date) ?? new Map<string, AnalyticsRow>();
    if (ofDay.size === 0) known.set(row.date, ofDay);
    const before = ofDay.get(row.id);
    if (before === undefined) {
      ofDay.set(row.id, row);
      return false;
    }
    if (Object.entries(row.values).every(([name, value]) => before.values[name] === value)) {
      return true;
    }
    throw contentFault(`has different rows for ${row.id} on ${row.date}`, reply);
  };
  return rows.filter((row) => !isRepeat(row));
}

export function keyOf({ date, id }: Pick<AnalyticsRow, 'date' | 'id'>): string {
  return `${date} ${id}`;
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

// --- metrics -----------------------------------------------------------------------------------------

/** In place of what LinkedIn is not known to write. */
const unreadable = Symbol('unreadable');

type ReadValue = (value: unknown) => MetricValue | typeof unreadable;

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
