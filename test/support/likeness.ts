/** Compares an answer with a documented one: the shape and LinkedIn's own words count, ids and names do not. */

import type { Json } from './linkedin-fixtures.ts';

/** Fields whose values LinkedIn's documents fix; in all others only the type counts. */
const fixed = new Set([
  'active',
  'auth_type',
  'code',
  'description',
  'error',
  'error_description',
  'errorDetailType',
  'fieldPath',
  'message',
  'scope',
  'serviceErrorCode',
  'status',
  'token_type',
]);

/** One line per difference: where it is, and what stands there instead. */
export function differences(documented: Json, answered: Json, at = 'body'): readonly string[] {
  const key = at.replace(/^.*\./, '');
  if (kindOf(documented) !== kindOf(answered)) {
    return [`${at}: ${JSON.stringify(answered)} instead of ${kindOf(documented)}`];
  }
  if (Array.isArray(documented) && Array.isArray(answered)) {
    return listDifferences(documented, answered, at);
  }
  if (isRecord(documented) && isRecord(answered)) return fieldDifferences(documented, answered, at);
  const matters = fixed.has(key) || (typeof documented === 'string' && documented.includes('…'));
  return !matters || fits(String(answered), String(documented))
    ? []
    : [`${at}: ${JSON.stringify(answered)} instead of ${JSON.stringify(documented)}`];
}

/** Each `…` of the documented text stands for any characters. */
export function fits(text: string, documented: string): boolean {
  const parts = documented.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`).test(text);
}

/** The first documented element speaks for all; an empty list is a documented emptiness. */
function listDifferences(documented: Json[], answered: Json[], at: string): readonly string[] {
  const [example] = documented;
  if (example === undefined) return answered.length === 0 ? [] : [`${at}: not empty`];
  if (answered.length === 0) return [`${at}: empty`];
  return [...new Set(answered.flatMap((element) => differences(example, element, `${at}[]`)))];
}

function fieldDifferences(
  documented: Record<string, Json>,
  answered: Record<string, Json>,
  at: string,
): readonly string[] {
  const names = new Set([...Object.keys(documented), ...Object.keys(answered)]);
  return [...names].flatMap((name) => {
    const [wanted, given] = [documented[name], answered[name]];
    if (given === undefined) return [`${at}.${name}: missing`];
    if (wanted === undefined) return [`${at}.${name}: not documented`];
    return differences(wanted, given, `${at}.${name}`);
  });
}

function kindOf(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

function isRecord(value: Json): value is Record<string, Json> {
  return kindOf(value) === 'object';
}
