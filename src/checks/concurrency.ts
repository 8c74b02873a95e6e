/** Work on many things at once, and not on more than a few of them. */

/** So many files or ad accounts are asked about at a time. */
export const usualConcurrency = 8;

/** The results in the order of the items. The first failure ends it: nothing more is begun. */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  concurrency = usualConcurrency,
): Promise<readonly R[]> {
  const results: R[] = [];
  // A loop that a failure leaves ends a generator, and so the loops of the others.
  const queue = (function* () {
    yield* items.entries();
  })();
  const takeTurns = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, takeTurns));
  return results;
}
