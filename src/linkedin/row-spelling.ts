/**
 * How a row of adAnalytics is spelled: the text between its numbers. Rows of an answer differ in their
 * numbers and in the metrics that they lack, so a row that the parser has read shows how to read others.
 */

import { isRecord } from './analytics-values.ts';
import { isAmount } from './metric-names.ts';

export interface Spelling {
  /** The row with names in place of its numbers. */
  readonly pattern: string;
  /** What stands before each number, and behind the last one, all in one. */
  readonly text: DataView;
  /** Where in it each of them ends. */
  readonly ends: Int32Array;
  /** Those of the row that was read last; amounts are micros. */
  readonly numbers: Float64Array;
  /** Of each number, whether it is an amount. */
  readonly amounts: readonly boolean[];
  /** Which number is the metric, in the order of the metrics; -1 where the row has none. */
  readonly metrics: readonly number[];
  /** Which numbers are the first day, and the id of what the row is about. */
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly id: number;
}

// Characters of the private use area, which no row of LinkedIn's has, around the name of a number: one
// that stands by itself, or one within a text.
const alone = (name: string) => `\uE000${name}\uE000`;
const within = (name: string) => `\uE001${name}\uE001`;
const numbers = /"\uE000(.*?)\uE000"|\uE001(.*?)\uE001/;

/** Undefined for a row that belongs to nothing. */
export function spellingOf(
  row: Readonly<Record<string, unknown>>,
  metrics: readonly string[],
): Spelling | undefined {
  const marked: Record<string, unknown> = { ...row };
  for (const metric of metrics.filter((name) => (row[name] ?? undefined) !== undefined)) {
    marked[metric] = isAmount(metric) ? within(metric) : alone(metric);
  }
  marked['dateRange'] = markedRange(row['dateRange']);
  marked['pivotValues'] = markedSubject(row['pivotValues']);
  return spelled(JSON.stringify(marked), metrics);
}

function markedRange(range: unknown): unknown {
  if (!isRecord(range)) return range;
  const days = Object.entries(range).map(([end, day]) => {
    const parts = Object.keys(isRecord(day) ? day : {});
    return [end, Object.fromEntries(parts.map((part) => [part, alone(`${end}.${part}`)]))];
  });
  return Object.fromEntries(days);
}

function markedSubject(subject: unknown): unknown {
  if (!Array.isArray(subject)) return subject;
  const [urn, ...others]: readonly unknown[] = subject;
  return [String(urn).replace(/(?<=:)\d+$/, within('id')), ...others];
}

function spelled(pattern: string, metrics: readonly string[]): Spelling | undefined {
  // A piece of the text, the name of a number alone or undefined, that of one within a text or undefined, …
  const pieces = pattern.split(numbers);
  const between = pieces.filter((_, at) => at % 3 === 0);
  const names = pieces.filter((name, at) => at % 3 !== 0 && name !== undefined);
  const places = {
    year: names.indexOf('start.year'),
    month: names.indexOf('start.month'),
    day: names.indexOf('start.day'),
    id: names.indexOf('id'),
  };
  if (Math.min(...Object.values(places)) < 0) return undefined;
  return {
    pattern,
    text: new DataView(bytesOf(between).buffer),
    ends: Int32Array.from(between, (_, at) => bytesOf(between.slice(0, at + 1)).length),
    numbers: new Float64Array(names.length),
    amounts: names.map(isAmount),
    metrics: metrics.map((metric) => names.indexOf(metric)),
    ...places,
  };
}

/** In a buffer of their own, from its first byte. */
function bytesOf(pieces: readonly (string | undefined)[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(pieces.join('')));
}
