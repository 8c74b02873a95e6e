/**
 * `fields=id,changeAuditStamps:(created:(time))`: which fields of an answer come back. It is written in the same
 * way in both protocol versions, its commas raw or encoded.
 * Source: learn.microsoft.com/linkedin/shared/api-guide/concepts/projections.
 */

import { decoded, deepest, type RestliValue } from './restli-value.ts';

/** Names, and what is wanted below each; an empty text where that is everything. */
export type Projection = ReadonlyMap<string, RestliValue>;

/** Undefined for a text that is none. */
export function parseProjection(raw: string): Map<string, RestliValue> | undefined {
  const text = decoded(raw);
  const tokens = text?.match(/[(),:]|[^(),:]+/g) ?? [];
  const fields = readFields(tokens, 0);
  return tokens.length === 0 ? fields : undefined;
}

function readFields(tokens: string[], depth: number): Map<string, RestliValue> | undefined {
  if (depth > deepest) return undefined;
  const fields = new Map<string, RestliValue>();
  do {
    const name = tokens.shift()?.trim() ?? '';
    const below = readBelow(tokens, depth + 1);
    if (!/^(\w+|\$\*)$/.test(name) || below === undefined) return undefined;
    fields.set(name, below);
  } while (skip(tokens, ','));
  return fields;
}

/** `:(…)`, or nothing. */
function readBelow(tokens: string[], depth: number): RestliValue | undefined {
  if (!skip(tokens, ':')) return '';
  const fields = skip(tokens, '(') ? readFields(tokens, depth) : undefined;
  return skip(tokens, ')') ? fields : undefined;
}

function skip(tokens: string[], token: string): boolean {
  if (tokens[0] !== token) return false;
  tokens.shift();
  return true;
}

/** What is not there is left out, and so is a name that nobody knows. */
export function project(value: unknown, projection: RestliValue | undefined): unknown {
  if (!(projection instanceof Map) || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => project(item, projection.get('$*') ?? ''));
  const wanted = Object.entries(value).filter(([name]) => projection.has(name));
  return Object.fromEntries(
    wanted.map(([name, inner]) => [name, project(inner, projection.get(name))]),
  );
}
