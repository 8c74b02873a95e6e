/** What stands in a row of adAnalytics, after the parser. */

import { isAmount, isCount } from './metric-names.ts';
import { parseMicros } from './money.ts';
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

/** A decimal text; a number stands for the shortest text that means it. */
function readAmount(value: unknown): Value | typeof odd {
  if (isNothing(value)) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return odd;
  try {
    return parseMicros(String(value));
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

/** `{ start: { year, month, day }, … }` as YYYY-MM-DD. */
export function readDay(dateRange: unknown): string | undefined {
  const start = isRecord(dateRange) ? dateRange['start'] : undefined;
  const { year, month, day } = isRecord(start) ? start : {};
  if (typeof year !== 'number' || typeof month !== 'number' || typeof day !== 'number') {
    return undefined;
  }
  return [year, month, day].every((part) => Number.isSafeInteger(part) && part >= 0)
    ? isoDay((year * 100 + month) * 100 + day)
    : undefined;
}

/** 20260303 as 2026-03-03; undefined where no calendar has it. */
export function isoDay(day: number): string | undefined {
  const text = String(day).padStart(8, '0');
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  const time = Date.parse(date);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date
    ? undefined
    : date;
}

/** `["urn:li:sponsoredCampaign:123"]` as 123. */
export function readId(pivotValues: unknown): string | undefined {
  const urn: unknown = Array.isArray(pivotValues) ? pivotValues[0] : undefined;
  return typeof urn === 'string' ? idOf(urn) : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
