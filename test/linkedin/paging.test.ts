/** Lists that come in pages: where they end, and that they end. */

import { expect, it } from 'vitest';
import { type AskPage, everyItem, type Page } from '../../src/linkedin/rest.ts';
import type { Refusal } from '../../src/linkedin/rest-errors.ts';

const refusal: Refusal = {
  status: 403,
  code: 'ACCESS_DENIED',
  serviceErrorCode: 100,
  message: 'Not enough permissions',
  requestId: 'AAYq5qVd',
};

/** Pages by their cursors; one that is not there is refused. */
function listOf<T>(pages: Readonly<Record<string, Page<T>>>) {
  const asked: string[] = [];
  const askPage: AskPage<T> = async (next = 'first') => {
    asked.push(next);
    const value = pages[next];
    return value === undefined ? { kind: 'refused', refusal } : { kind: 'ok', value };
  };
  return { askPage, asked };
}

it('is read to its last page', async () => {
  const { askPage, asked } = listOf({
    first: { items: [1, 2], next: 'second' },
    second: { items: [], next: 'third' },
    third: { items: [3], next: undefined },
  });
  expect(await everyItem(askPage)).toMatchObject({ kind: 'ok', value: [1, 2, 3] });
  expect(asked).toEqual(['first', 'second', 'third']);
});

it('is refused when a later page is', async () => {
  const { askPage } = listOf({ first: { items: [1], next: 'missing' } });
  expect(await everyItem(askPage)).toEqual({ kind: 'refused', refusal });
});

it.each([
  ['itself', { first: { items: [1], next: 'a' }, a: { items: [2], next: 'a' } }, 2],
  [
    'an earlier one',
    {
      first: { items: [1], next: 'a' },
      a: { items: [2], next: 'b' },
      b: { items: [3], next: 'a' },
    },
    3,
  ],
])('is a fault when a page leads back to %s', async (_, pages, calls) => {
  const { askPage, asked } = listOf(pages);
  await expect(everyItem(askPage)).rejects.toMatchObject({
    code: 'linkedin-unavailable',
    message: 'LinkedIn is not answering as it should: its list does not end.',
  });
  expect(asked).toHaveLength(calls);
});
