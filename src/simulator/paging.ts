/** The two ways in which LinkedIn hands out long lists: cursors, and start with count. */

import { filler } from './hash.ts';
import { textOf, wholeNumberOf } from './parameters.ts';
import * as refuse from './rest-refusals.ts';
import type { RestliQuery } from './restli-parser.ts';

/** Source: learn.microsoft.com/linkedin/marketing/integrations/ads/cursor-based-pagination. */
const usualPage = 100;
const largestPage = 1000;

export interface CursorPage<T> {
  readonly elements: readonly T[];
  readonly metadata: { readonly nextPageToken?: string };
}

/** adAccounts, adCampaigns, adCampaignGroups: `pageSize` and `pageToken`; the last page names no next. */
export function cursorPage<T>(all: readonly T[], query: RestliQuery): CursorPage<T> {
  const size = wholeNumberOf(query, 'pageSize') ?? usualPage;
  if (size === 0) throw refuse.paramInvalid('pageSize');
  if (size > largestPage) throw refuse.tooManyEntities();
  const token = textOf(query, 'pageToken');
  const start = token === undefined ? 0 : readCursor(token);
  const end = start + size;
  return {
    elements: all.slice(start, end),
    metadata: end < all.length ? { nextPageToken: writeCursor(end) } : {},
  };
}

function writeCursor(position: number): string {
  const visible = `DgF${position.toString(36).padStart(6, '0')}`;
  return visible + filler(visible, 43 - visible.length);
}

function readCursor(token: string): number {
  const position = Number.parseInt(token.slice(3, 9), 36);
  if (!(position >= 0) || writeCursor(position) !== token) throw refuse.paramInvalid('pageToken');
  return position;
}

export interface CountedPage<T> {
  readonly elements: readonly T[];
  readonly paging: {
    readonly start: number;
    readonly count: number;
    readonly links: readonly never[];
    readonly total: number;
  };
}

/** adAccountUsers: `start` and `count`; ten at a time, as everywhere in Rest.li, unless asked for more. */
export function countedPage<T>(all: readonly T[], query: RestliQuery): CountedPage<T> {
  const start = wholeNumberOf(query, 'start') ?? 0;
  const count = wholeNumberOf(query, 'count') ?? 10;
  const elements = all.slice(start, start + count);
  return { elements, paging: { start, count, links: [], total: all.length } };
}
