/** The parameters of a call by type, however its protocol version writes them; what does not fit is refused. */

import * as refuse from './rest-refusals.ts';

/** A text, a list or a record. */
export type RestliValue = string | readonly RestliValue[] | Map<string, RestliValue>;

/** Deep enough for every query of LinkedIn's, and no burden for the call stack. */
export const deepest = 16;

export type RestliQuery = ReadonlyMap<string, RestliValue>;

export function assertKnown(query: RestliQuery, names: readonly string[]): void {
  const unknown = [...query.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) throw refuse.paramNotAllowed(unknown);
}

export function textOf(query: RestliQuery, name: string): string | undefined {
  const value = query.get(name);
  if (value === undefined || typeof value === 'string') return value;
  throw refuse.paramInvalid(name);
}

export function wholeNumberOf(query: RestliQuery, name: string): number | undefined {
  const text = textOf(query, name);
  const number = text === undefined ? undefined : wholeNumber(text);
  if (text !== undefined && number === undefined) throw refuse.paramInvalid(name);
  return number;
}

export function listOf(query: RestliQuery, name: string): readonly string[] | undefined {
  const value = query.get(name);
  return value === undefined ? undefined : textsOf(value, name);
}

/** A list of texts; `name` is the parameter to complain about. */
export function textsOf(value: RestliValue, name: string): readonly string[] {
  if (typeof value !== 'string' && !(value instanceof Map)) {
    if (value.every((item) => typeof item === 'string')) return value;
  }
  throw refuse.paramInvalid(name);
}

export function recordOf(query: RestliQuery, name: string) {
  const value = query.get(name);
  if (value === undefined || value instanceof Map) return value;
  throw refuse.paramInvalid(name);
}

/** Written as LinkedIn's parser wants it: without leading zeros. */
export function wholeNumber(text: string): number | undefined {
  return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined;
}

/** Ids out of a list of URNs of one kind: `urn:li:sponsoredCampaign:1`. */
export function urnIdsOf(query: RestliQuery, name: string, entity: string) {
  return listOf(query, name)?.map((urn) => idOfUrn(urn, name, entity));
}

/** No entity has it: a value that was encoded twice finds nothing, silently (LFX, 2026-08). */
const unusedId = 0;

export function idOfUrn(urn: string, name: string, entity: string): number {
  if (isEncoded(urn)) return unusedId;
  const prefix = `urn:li:${entity}:`;
  const id = urn.startsWith(prefix) ? wholeNumber(urn.slice(prefix.length)) : undefined;
  if (id === undefined) throw refuse.urnMalformed(name, urn);
  return id;
}

/** A path key such as the id in `/adAccounts/{id}`. */
export function idOfKey(key: string): number {
  const id = wholeNumber(key);
  if (id === undefined) throw refuse.keyNotNumber(key);
  return id;
}

function isEncoded(text: string): boolean {
  return /%[0-9a-f]{2}/i.test(text);
}

/** A path key that is a URN, as creatives have: it is encoded once on the way. */
export function urnOfKey(key: string, entity: string): string {
  const urn = isEncoded(key) ? decoded(key) : key;
  if (urn?.startsWith(`urn:li:${entity}:`)) return urn;
  throw refuse.keyNotUrn(key);
}

/** Undefined where the percent encoding is broken. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
