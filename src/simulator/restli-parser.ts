/**
 * Query strings as Rest.li 2.0 reads them: `( ) , :` and `List(` raw, everything inside a value
 * percent-encoded, no plus for a space. How LinkedIn
 * takes the rest was tried out live by LFX, 2026-08.
 */

export type RestliValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly RestliValue[] }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, RestliValue> };

export type RestliQuery = ReadonlyMap<string, RestliValue>;

export type ParsedQuery =
  | { readonly kind: 'query'; readonly query: RestliQuery }
  /** The parameter that cannot be read. */
  | { readonly kind: 'malformed'; readonly parameter: string }
  /** A character that no URI may hold. */
  | { readonly kind: 'not-a-uri'; readonly index: number };

export function parseQuery(raw: string): ParsedQuery {
  const index = raw.search(/[|^`"<>\\{}\s]/);
  if (index >= 0) return { kind: 'not-a-uri', index };
  const query = new Map<string, RestliValue>();
  for (const pair of raw.split('&').filter((part) => part !== '')) {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const text = equals < 0 ? '' : pair.slice(equals + 1);
    // The projection is the one list that is written without List().
    const value = name === 'fields' ? commaList(text) : parseValue(text);
    if (value === undefined || query.has(name)) return { kind: 'malformed', parameter: name };
    query.set(name, value);
  }
  return { kind: 'query', query };
}

/** Undefined when the text is no Rest.li value from its first to its last character. */
export function parseValue(raw: string): RestliValue | undefined {
  const reading = readValue(raw, 0);
  return reading?.end === raw.length ? reading.value : undefined;
}

interface Reading<T> {
  readonly value: T;
  /** Where the next character to read is. */
  readonly end: number;
}

/** Deep enough for every query of LinkedIn's, and no burden for the call stack. */
const deepest = 16;

function readValue(raw: string, at: number, depth = 0): Reading<RestliValue> | undefined {
  if (depth > deepest) return undefined;
  if (raw.startsWith('List(', at)) {
    const items = readMembers(raw, at + 5, (start) => readValue(raw, start, depth + 1));
    return items && { value: { kind: 'list', items: items.value }, end: items.end };
  }
  if (raw[at] === '(') {
    const entries = readMembers(raw, at + 1, (start) => readEntry(raw, start, depth + 1));
    return (
      entries && { value: { kind: 'record', fields: new Map(entries.value) }, end: entries.end }
    );
  }
  const text = readText(raw, at);
  return text && { value: { kind: 'text', text: text.value }, end: text.end };
}

/** What stands between an opening bracket and its closing one, with commas in between. */
function readMembers<T>(
  raw: string,
  start: number,
  readMember: (at: number) => Reading<T> | undefined,
): Reading<readonly T[]> | undefined {
  if (raw[start] === ')') return { value: [], end: start + 1 };
  const members: T[] = [];
  let at = start;
  for (;;) {
    const member = readMember(at);
    if (member === undefined) return undefined;
    members.push(member.value);
    at = member.end + 1;
    if (raw[member.end] === ')') return { value: members, end: at };
    if (raw[member.end] !== ',') return undefined;
  }
}

function readEntry(
  raw: string,
  at: number,
  depth: number,
): Reading<readonly [string, RestliValue]> | undefined {
  const key = readText(raw, at);
  if (key === undefined || raw[key.end] !== ':') return undefined;
  const value = readValue(raw, key.end + 1, depth);
  return value && { value: [key.value, value.value], end: value.end };
}

/** Up to the next structural character; a plus is a plus, which no value of LinkedIn's holds. */
function readText(raw: string, at: number): Reading<string> | undefined {
  const [encoded = ''] = /^[^(),:]*/.exec(raw.slice(at)) ?? [];
  const end = at + encoded.length;
  // Rest.li writes an empty text as two quotes.
  if (encoded === "''") return { value: '', end };
  if (encoded === '' || encoded.includes('+')) return undefined;
  const value = decoded(encoded);
  return value === undefined ? undefined : { value, end };
}

function commaList(text: string): RestliValue {
  const names = text.split(',').map((name): RestliValue => ({ kind: 'text', text: name }));
  return { kind: 'list', items: names };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
