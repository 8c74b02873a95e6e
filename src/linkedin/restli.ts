/**
 * Queries in Rest.li 2.0 syntax, built by hand: structure stays raw, values are percent-encoded once.
 * URLSearchParams would encode the parentheses and write `+` for a blank, and LinkedIn answers 400 to
 * both (learn.microsoft.com/linkedin/shared/api-guide/concepts/protocol-version).
 */

/** A value inside a structure; encodeURIComponent leaves some characters alone that Rest.li reserves. */
export function encodeValue(value: string | number): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function list(values: readonly (string | number)[]): string {
  return `List(${values.map(encodeValue).join(',')})`;
}

interface RecordOf {
  readonly [key: string]: string | number | RecordOf;
}

export function record(fields: RecordOf): string {
  const parts = Object.entries(fields).map(([key, value]) =>
    typeof value === 'object' ? `${key}:${record(value)}` : `${key}:${encodeValue(value)}`,
  );
  return `(${parts.join(',')})`;
}

/** A UTC day as LinkedIn writes it; it refuses leading zeros (`month:09`). */
export function day(date: Date): { year: number; month: number; day: number } {
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The part after the last colon: `urn:li:sponsoredAccount:123` is `123`. */
export function idOf(urn: string): string {
  return urn.slice(urn.lastIndexOf(':') + 1);
}
