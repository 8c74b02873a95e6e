/** How LinkedIn searches, sorts and pages its lists: cursors, or start with count. */

import { filler } from './hash.ts';
import { Refusal } from './responses.ts';
import * as refuse from './rest-refusals.ts';
import {
  listOf,
  type RestliQuery,
  type RestliValue,
  recordOf,
  textOf,
  textsOf,
  wholeNumberOf,
} from './restli-value.ts';

export interface Listed {
  readonly id: number | string;
  readonly [field: string]: unknown;
}

/** What a search may name: some fields, and the id, which it writes as a URN. */
export interface Criteria {
  readonly fields: readonly string[];
  readonly urnOf: (id: number) => string;
}

/**
 * The `search=(status:(values:List(ACTIVE)),test:false)` of adAccounts, adCampaigns and adCampaignGroups.
 * Criteria are joined by AND, the values of one by OR; without `search` everything is found.
 */
export function search(all: readonly Listed[], query: RestliQuery, { fields, urnOf }: Criteria) {
  const wanted = recordOf(query, 'search') ?? new Map<string, RestliValue>();
  const tests = [...wanted].map(([name, value]) => {
    if (name !== 'id' && !fields.includes(name)) throw refuse.paramInvalid('search');
    const values = wantedValues(name, value);
    return (element: Listed) =>
      values.includes(name === 'id' ? urnOf(Number(element.id)) : String(element[name]));
  });
  return all.filter((element) => tests.every((test) => test(element)));
}

function wantedValues(name: string, value: RestliValue): readonly string[] {
  if (name === 'test' && (value === 'true' || value === 'false')) return [value];
  const values = value instanceof Map && name !== 'test' ? value.get('values') : undefined;
  if (values === undefined) throw refuse.paramInvalid('search');
  return textsOf(values, 'search');
}

export function sorted<T>(ascending: readonly T[], query: RestliQuery): readonly T[] {
  const order = textOf(query, 'sortOrder') ?? 'ASCENDING';
  if (order === 'ASCENDING') return ascending;
  if (order === 'DESCENDING') return ascending.toReversed();
  throw refuse.paramInvalid('sortOrder');
}

// --- pages ---------------------------------------------------------------------------------------

/** Source: learn.microsoft.com/linkedin/marketing/integrations/ads/cursor-based-pagination. */
const defaultPageSize = 100;
const largestPageSize = 1000;

/** adAccounts, adCampaigns, adCampaignGroups: `pageSize` and `pageToken`; the last page names no next. */
export function cursorPage<T>(all: readonly T[], query: RestliQuery, largest = largestPageSize) {
  const size = wholeNumberOf(query, 'pageSize') ?? defaultPageSize;
  if (size === 0) throw refuse.paramInvalid('pageSize');
  if (size > largest) throw refuse.tooManyEntities();
  const token = textOf(query, 'pageToken');
  const start = token === undefined ? 0 : readPageToken(token);
  const end = start + size;
  return {
    elements: all.slice(start, end),
    metadata: end < all.length ? { nextPageToken: pageToken(end) } : {},
  };
}

function pageToken(position: number): string {
  const visible = `DgF${position.toString(36).padStart(6, '0')}`;
  return visible + filler(visible, 43 - visible.length);
}

function readPageToken(token: string): number {
  const position = Number.parseInt(token.slice(3, 9), 36);
  if (!(position >= 0) || pageToken(position) !== token) throw refuse.paramInvalid('pageToken');
  return position;
}

/** adAccountUsers: `start` and `count`; ten at a time, as everywhere in Rest.li, unless asked for more. */
export function countedPage<T>(all: readonly T[], query: RestliQuery) {
  const start = wholeNumberOf(query, 'start') ?? 0;
  const count = wholeNumberOf(query, 'count') ?? 10;
  const elements = all.slice(start, start + count);
  return { elements, paging: { start, count, links: [], total: all.length } };
}

// --- several at once -----------------------------------------------------------------------------

/**
 * `ids=List(1,2)`: what is there, and the refusal of what is not; a key that cannot be one refuses all.
 * Source: learn.microsoft.com/linkedin/shared/api-guide/concepts/methods.
 */
export function batch(query: RestliQuery, get: (key: string) => unknown) {
  const results: Record<string, unknown> = {};
  const statuses: Record<string, number> = {};
  const errors: Record<string, unknown> = {};
  for (const key of listOf(query, 'ids') ?? []) {
    try {
      results[key] = get(key);
      statuses[key] = 200;
    } catch (error) {
      if (!(error instanceof Refusal) || error.answer.status !== 404) throw error;
      errors[key] = refuse.entityMissing;
    }
  }
  return { results, statuses, errors };
}
