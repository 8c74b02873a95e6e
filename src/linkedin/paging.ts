/** Lists that LinkedIn gives a page at a time. */

import { fault } from '../faults/fault.ts';
import { mapAnswer, type RestAnswer } from './rest.ts';

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

export async function everyItem<T>(askPage: AskPage<T>): Promise<RestAnswer<readonly T[]>> {
  const all: T[] = [];
  const answer = await turnPages(askPage, (items) => {
    all.push(...items);
    return 'more';
  });
  return mapAnswer(answer, () => all);
}
