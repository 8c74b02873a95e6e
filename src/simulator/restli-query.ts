/**
 * Query strings as Rest.li 2.0 reads them: `( ) , :` and `List(` raw, everything inside a value
 * percent-encoded, no plus for a space. How LinkedIn takes the rest was tried out live by LFX, 2026-08.
 * Whatever does not fit is refused by the parameter's name.
 */

import * as refuse from './rest-refusals.ts';

/** A text, a list or a record. */
export type RestliValue = string | readonly RestliValue[] | Map<string, RestliValue>;

export type RestliQuery = ReadonlyMap<string, RestliValue>;

/** Throws a refusal for what cannot be read. */
export function parseQuery(raw: string): RestliQuery {
  const illegal = raw.search(/[|^`"<>\\{}\s]/);
  if (illegal >= 0) throw refuse.notUri(raw, illegal);
  const query = new Map<string, RestliValue>();
  for (const pair of raw.split('&').filter((part) => part !== '')) {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const text = equals < 0 ? '' : pair.slice(equals + 1);
    // The projection is the one list that is written without List().
    const value = name === 'fields' ? text.split(',') : parseValue(text);
    if (value === undefined || query.has(name)) throw refuse.paramInvalid(name);
    query.set(name, value);
  }
  return query;
}

/** Deep enough for every query of LinkedIn's, and no burden for the call stack. */
const deepest = 16;

/** Undefined when the text is no Rest.li value from its first to its last character. */
export function parseValue(raw: string): RestliValue | undefined {
  const tokens = raw.match(/List\(|[(),:]|[^(),:]+/g) ?? [];
  try {
    const value = readValue(tokens, 0);
    return tokens.length === 0 ? value : undefined;
  } catch (error) {
    // A URIError comes from a broken percent encoding.
    if (error instanceof SyntaxError || error instanceof URIError) return undefined;
    throw error;
  }
}

/** Takes what it reads off the tokens, as the functions below do. */
function readValue(tokens: string[], depth: number): RestliValue {
  if (depth > deepest) throw new SyntaxError();
  if (skip(tokens, 'List(')) return readMembers(tokens, () => readValue(tokens, depth + 1));
  if (skip(tokens, '(')) return new Map(readMembers(tokens, () => readEntry(tokens, depth + 1)));
  return readText(tokens);
}

/** Up to the closing bracket, with commas in between. */
function readMembers<T>(tokens: string[], readMember: () => T): readonly T[] {
  if (skip(tokens, ')')) return [];
  const members = [readMember()];
  while (skip(tokens, ',')) members.push(readMember());
  if (!skip(tokens, ')')) throw new SyntaxError();
  return members;
}

function readEntry(tokens: string[], depth: number): readonly [string, RestliValue] {
  const key = readText(tokens);
  if (!skip(tokens, ':')) throw new SyntaxError();
  return [key, readValue(tokens, depth)];
}

/** A plus is a plus, which no value of LinkedIn's holds; Rest.li writes an empty text as two quotes. */
function readText(tokens: string[]): string {
  const encoded = tokens.shift() ?? '';
  if (encoded === '' || /[(),:+]/.test(encoded)) throw new SyntaxError();
  return encoded === "''" ? '' : decodeURIComponent(encoded);
}

function skip(tokens: string[], token: string): boolean {
  if (tokens[0] !== token) return false;
  tokens.shift();
  return true;
}

// --- typed parameters ----------------------------------------------------------------------------

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
  if (/%[0-9a-f]{2}/i.test(urn)) return unusedId;
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
