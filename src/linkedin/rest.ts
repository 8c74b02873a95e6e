/** One call of the versioned REST API, however long its query is, the reading of its answer, and lists in pages. */

import type { ZodType } from 'zod';
import { fault } from '../faults/fault.ts';
import { hasKeyCharacters, type Secret } from '../secret.ts';
import type { LinkedIn } from './client.ts';
import { parseLeniently } from './lenient.ts';
import { assertData, shapeFault } from './reply-checks.ts';
import { type Refusal, readRefusal } from './rest-errors.ts';
import type { Call, Reply } from './transport.ts';
import { type LinkedPaging, missingFields } from './wire.ts';

/** Either the value, or a refusal (401, 403, 404) that only its context explains. */
export type RestAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function mapAnswer<A, B>(answer: RestAnswer<A>, read: (value: A) => B): RestAnswer<B> {
  return answer.kind === 'ok' ? { ...answer, value: read(answer.value) } : answer;
}

/** LinkedIn refuses a query above 4 KB with 414; its own client tunnels above this many characters. */
const longestQuery = 4_000;

/**
 * `address` is below the API's base, with its query in Rest.li syntax: `adAccounts/123/adCampaigns?q=search`.
 * Long queries travel as a form.
 * Source: learn.microsoft.com/linkedin/shared/api-guide/concepts/query-tunneling.
 */
export function restCall(address: string, token: Secret, { endpoints, version }: LinkedIn): Call {
  const [path = '', query = ''] = address.split(/\?(.*)/s);
  const url = `${endpoints.api}/${path}`;
  const headers = {
    Authorization: bearer(token),
    'LinkedIn-Version': version,
    'X-Restli-Protocol-Version': '2.0.0',
  };
  if (query.length <= longestQuery) {
    return { method: 'GET', url: `${endpoints.api}/${address}`, headers, repeatable: true };
  }
  const tunnel = {
    'X-HTTP-Method-Override': 'GET',
    'Content-Type': 'application/x-www-form-urlencoded',
  };
  return { method: 'POST', url, headers: { ...headers, ...tunnel }, body: query, repeatable: true };
}

/** The one place where a token becomes a header: what no header can carry does not get there. */
function bearer(token: Secret): string {
  const text = token.reveal();
  if (hasKeyCharacters(text)) return `Bearer ${text}`;
  throw fault('access-token-rejected', {
    why: 'it contains a character that does not belong there',
  });
}

export async function restGet<T>(
  address: string,
  shape: ZodType<T>,
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<T>> {
  const reply = await linkedin.send(restCall(address, token, linkedin));
  return readAnswer(reply, address, shape, linkedin);
}

/** Throws what means the same everywhere, and `linkedin-unavailable` for an answer of the wrong shape. */
export function readAnswer<T>(
  reply: Reply,
  address: string,
  shape: ZodType<T>,
  { version, clock }: LinkedIn,
): RestAnswer<T> {
  const refusal = readRefusal(reply, version, clock.now());
  if (refusal !== undefined) return { kind: 'refused', refusal };
  assertData(reply);
  const parsed = parseLeniently(shape, reply.json);
  if (!parsed.success) {
    const [path = ''] = address.split('?');
    const resource = path.split('/').findLast((part) => !/^\d+$/.test(part)) ?? path;
    throw shapeFault(resource, missingFields(parsed.error), reply);
  }
  return { kind: 'ok', value: parsed.data };
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page starts; undefined on the last one. */
  readonly next: string | undefined;
}

/** Asks for the first page, or for the one that another named as the next. */
export type AskPage<T> = (next: string | undefined) => Promise<RestAnswer<Page<T>>>;

/**
 * Turns the pages up to the last one, to a refusal, or until `take` says that it has enough; resolves with
 * the answer it ended at. Throws `linkedin-unavailable` where a page leads back to one that was read.
 */
export async function turnPages<T>(
  askPage: AskPage<T>,
  take: (items: readonly T[]) => 'enough' | 'more',
): Promise<RestAnswer<Page<T>>> {
  const named = new Set<string>();
  for (let next: string | undefined; ; ) {
    const answer = await askPage(next);
    if (answer.kind === 'refused' || take(answer.value.items) === 'enough') return answer;
    next = answer.value.next;
    if (next === undefined) return answer;
    if (named.has(next)) throw fault('linkedin-unavailable', { what: 'its list does not end' });
    named.add(next);
  }
}

/** Where the page after one of start and count begins; undefined on the last one. */
export function nextStart(start: number, got: number, paging: LinkedPaging): string | undefined {
  const { count, total, links = [] } = paging ?? {};
  const end = start + got;
  if (total !== undefined && got > 0) return end < total ? String(end) : undefined;
  // One client of 2026 sees a first page that is empty and names a next one.
  const isMore = links.some(({ rel }) => rel === 'next');
  return isMore ? String(Math.max(end, start + (count ?? 1))) : undefined;
}

export async function everyItem<T>(askPage: AskPage<T>): Promise<RestAnswer<readonly T[]>> {
  const all: T[] = [];
  const answer = await turnPages(askPage, (items) => {
    all.push(...items);
    return 'more';
  });
  return mapAnswer(answer, () => all);
}
