/**
 * Query strings as Rest.li 1.0 reads them, which LinkedIn does where a request names no protocol version:
 * `accounts[0]=…`, `dateRange.start.day=1`, `ids=1&ids=2`, plainly encoded values.
 * Source: linkedin.github.io/rest.li/spec/protocol; singer-io's tap and Airbyte's connector send it.
 */

import { parseProjection } from './projection.ts';
import * as refuse from './rest-refusals.ts';
import { pairsOf } from './restli-query.ts';
import { decoded, deepest, type RestliQuery, type RestliValue } from './restli-value.ts';

/** A record that is still being filled; the numbers of an array are names in it. */
type Node = Map<string, Node | string>;

/** Throws a refusal for what cannot be read. */
export function parseFirstVersionQuery(raw: string): RestliQuery {
  const query = new Map<string, RestliValue>();
  const root: Node = new Map();
  for (const [rawName, text] of pairsOf(raw)) {
    const name = decoded(rawName) ?? rawName;
    const value = decoded(text.replaceAll('+', ' '));
    if (value === undefined) throw refuse.paramInvalid(name);
    if (name === 'ids') {
      query.set(name, [...((query.get(name) as readonly string[] | undefined) ?? []), value]);
    } else if (name === 'fields') {
      const fields = parseProjection(text);
      if (fields === undefined || query.has(name)) throw refuse.paramInvalid(name);
      query.set(name, fields);
    } else {
      put(root, name, value);
    }
  }
  for (const [name, value] of root) query.set(name, restliValue(value));
  return query;
}

/** `search.status.values[0]`: names after dots, places in brackets. */
function put(root: Node, name: string, value: string): void {
  const steps = name.split(/\.|\[(\d+)\]/).filter(Boolean);
  const last = steps.pop();
  const isDeep = steps.length > deepest;
  if (last === undefined || isDeep || !/^[\w.]+(\[\d+\]|\.\w+)*$/.test(name))
    throw refuse.paramInvalid(name);
  let node = root;
  for (const step of steps) {
    const next = node.get(step) ?? new Map();
    if (!(next instanceof Map)) throw refuse.paramInvalid(name);
    node.set(step, next);
    node = next;
  }
  if (node.has(last)) throw refuse.paramInvalid(name);
  node.set(last, value);
}

function restliValue(node: Node | string): RestliValue {
  if (typeof node === 'string') return node;
  const entries = [...node].map(([name, value]) => [name, restliValue(value)] as const);
  const isList = entries.every(([name]) => /^\d+$/.test(name));
  return isList
    ? entries.toSorted(([one], [other]) => Number(one) - Number(other)).map(([, value]) => value)
    : new Map(entries);
}
