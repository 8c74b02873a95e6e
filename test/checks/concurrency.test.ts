/** Work side by side: never too much of it at once, in order, and nothing more after a failure. */

import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { mapConcurrently, usualConcurrency } from '../../src/checks/concurrency.ts';

/** Each takes as many turns as its number says. */
async function worked(count: number, concurrency?: number) {
  let [open, most] = [0, 0];
  const items = Array.from({ length: count }, (_, index) => (index * 7) % 5);
  const results = await mapConcurrently(
    items,
    async (turns) => {
      open += 1;
      most = Math.max(most, open);
      for (let turn = 0; turn <= turns; turn += 1) await setImmediate();
      open -= 1;
      return turns;
    },
    concurrency,
  );
  return { isInOrder: results.join() === items.join(), most };
}

it.each([
  [0, undefined, 0],
  [1, undefined, 1],
  [7, undefined, 7],
  [100, undefined, usualConcurrency],
  [100, 1, 1],
])('of %i things, at most %s at once, %i are open at a time', async (count, concurrency, most) => {
  expect(await worked(count, concurrency)).toEqual({ isInOrder: true, most });
});

it('begins nothing more after a failure', async () => {
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    await setImmediate();
    if (item === 3) throw new Error('three');
  };
  const items = Array.from({ length: 100 }, (_, index) => index);
  await expect(mapConcurrently(items, work)).rejects.toThrow('three');
  await setImmediate();
  await setImmediate();
  expect(begun.length).toBeLessThanOrEqual(2 * usualConcurrency);
});
