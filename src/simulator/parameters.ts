/** Typed reading of a parsed query; whatever does not fit is refused by the parameter's name. */

import * as refuse from './rest-refusals.ts';
import type { RestliQuery, RestliValue } from './restli-parser.ts';

export function allowOnly(query: RestliQuery, names: readonly string[]): void {
  const stranger = [...query.keys()].find((name) => !names.includes(name));
  if (stranger !== undefined) throw refuse.paramNotAllowed(stranger);
}

export function textOf(query: RestliQuery, name: string): string | undefined {
  const value = query.get(name);
  if (value === undefined || value.kind === 'text') return value?.text;
  throw refuse.paramInvalid(name);
}

export function wholeNumberOf(query: RestliQuery, name: string): number | undefined {
  const text = textOf(query, name);
  if (text === undefined) return undefined;
  const number = wholeNumber(text);
  if (number === undefined) throw refuse.paramInvalid(name);
  return number;
}

export function listOf(query: RestliQuery, name: string): readonly string[] | undefined {
  const value = query.get(name);
  return value && textsOf(value, name);
}

/** A list of texts; `name` is the parameter to complain about. */
export function textsOf(value: RestliValue, name: string): readonly string[] {
  if (value.kind !== 'list') throw refuse.paramInvalid(name);
  return value.items.map((item) => {
    if (item.kind === 'text') return item.text;
    throw refuse.paramInvalid(name);
  });
}

export function recordOf(
  query: RestliQuery,
  name: string,
): ReadonlyMap<string, RestliValue> | undefined {
  const value = query.get(name);
  if (value === undefined || value.kind === 'record') return value?.fields;
  throw refuse.paramInvalid(name);
}

/** Written as LinkedIn's parser wants it: without leading zeros. */
export function wholeNumber(text: string): number | undefined {
  return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined;
}

/** Ids out of a list of URNs of one kind: `urn:li:sponsoredCampaign:1`. */
export function urnIdsOf(
  query: RestliQuery,
  name: string,
  entity: string,
): readonly number[] | undefined {
  return listOf(query, name)?.map((urn) => idOfUrn(urn, name, entity));
}

/** Fits nothing, so that a value that was encoded twice finds nothing, silently (LFX, 2026-08). */
const idOfNothing = 0;

export function idOfUrn(urn: string, name: string, entity: string): number {
  if (/%[0-9a-f]{2}/i.test(urn)) return idOfNothing;
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
