/** LinkedIn's budget of metric values. */

import { describe, expect, it } from 'vitest';
import { freeAt } from '../../src/reporting/pace.ts';

const call = 300_000;
const million = 1_000_000;

describe('45 million metric values in five minutes', () => {
  it.each<readonly [string, readonly (readonly [values: number, at: number])[], number]>([
    ['nothing spent', [], 1_000],
    ['all but one call spent', [[45 * million - call, 0]], 1_000],
    ['all spent at once', [[45 * million, 0]], 301_000],
    [
      'all spent, half of it earlier',
      [
        [22 * million, 500],
        [23 * million, 0],
      ],
      301_000,
    ],
    [
      'all spent, in small pieces',
      [
        [call, 0],
        [call - 1, 10],
        [45 * million - call, 20],
      ],
      301_010,
    ],
    ['more than five minutes ago', [[45 * million, -300_000]], 1_000],
  ])('%s', (_, spent, free) => {
    const spendings = spent.map(([values, at]) => ({ values, at }));
    expect(freeAt(spendings, call, 1_000)).toBe(free);
  });
});
