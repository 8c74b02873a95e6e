/** What stands in a row of adAnalytics, value by value. */

import { isAmount, isCount } from './metric-names.ts';
import { parseMicros, parseSmallMicros } from './money.ts';
import { idOf } from './restli.ts';

/** An amount in micros, a count that is whole, another metric as it came; undefined where there is nothing. */
export type Value = number | bigint | string | undefined;

/** In place of what LinkedIn is not known to write. */
export const odd = Symbol('odd');

export type ReadValue = (value: unknown) => Value | typeof odd;

export function valueReader(metric: string): ReadValue {
  if (isAmount(metric)) return readAmount;
  return isCount(metric) ? readCount : readOther;
}

/** A decimal text; a number is written by the shortest text that means it. */
function readAmount(value: unknown): Value | typeof odd {
  if (isNothing(value)) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return odd;
  const text = String(value);
  try {
    return parseSmallMicros(text) ?? parseMicros(text);
  } catch {
    return odd;
  }
}

function readCount(value: unknown): Value | typeof odd {
  if (isNothing(value)) return undefined;
  return Number.isSafeInteger(value) ? (value as number) : odd;
}

function readOther(value: unknown): Value | typeof odd {
  if (isNothing(value)) return undefined;
  return typeof value === 'number' || typeof value === 'string' ? value : odd;
}

function isNothing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** `{ start: { year, month, day }, … }` as YYYY-MM-DD; one text per day, however many rows have it. */
export function dateReader(): (dateRange: unknown) => string | undefined {
  const texts = new Map<number, string>();
  return (dateRange) => {
    const start = isRecord(dateRange) ? dateRange['start'] : undefined;
    const { year, month, day } = isRecord(start) ? start : {};
    if (typeof year !== 'number' || typeof month !== 'number' || typeof day !== 'number') {
      return undefined;
    }
    const key = (year * 100 + month) * 100 + day;
    const known = texts.get(key);
    if (known !== undefined) return known;
    const text = `${year}-${twoDigits(month)}-${twoDigits(day)}`;
    texts.set(key, text);
    return text;
  };
}

const twoDigits = (number: number) => String(number).padStart(2, '0');

/** `["urn:li:sponsoredCampaign:123"]` as 123; one text per id. */
export function idReader(): (pivotValues: unknown) => string | undefined {
  const ids = new Map<string, string>();
  return (pivotValues) => {
    const urn: unknown = Array.isArray(pivotValues) ? pivotValues[0] : undefined;
    if (typeof urn !== 'string') return undefined;
    const known = ids.get(urn);
    if (known !== undefined) return known;
    const id = idOf(urn);
    ids.set(urn, id);
    return id;
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
