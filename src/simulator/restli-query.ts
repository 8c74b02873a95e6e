/**
 * Query strings as Rest.li 2.0 reads them: `( ) , :` and `List(` raw, everything inside a value
 * percent-encoded, no plus for a space. How LinkedIn takes the rest was tried out live by LFX, 2026-08.
 * Whatever does not fit is refused by the parameter's name.
 */

import { parseProjection } from './projection.ts';
import * as refuse from './rest-refusals.ts';
import { deepest, type RestliQuery, type RestliValue } from './restli-value.ts';

/** Throws a refusal for what cannot be read. */
export function parseQuery(raw: string): RestliQuery {
  const query = new Map<string, RestliValue>();
  for (const [name, text] of pairsOf(raw)) {
    const value = name === 'fields' ? parseProjection(text) : parseValue(text);
    if (value === undefined || query.has(name)) throw refuse.paramInvalid(name);
    query.set(name, value);
  }
  return query;
}

/** As they were sent. */
export function pairsOf(raw: string): readonly (readonly [name: string, text: string])[] {
  const illegal = raw.search(/[|^`"<>\\{}\s]/);
  if (illegal >= 0) throw refuse.notUri(raw, illegal);
  return raw
    .split('&')
    .filter((part) => part !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
}

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
