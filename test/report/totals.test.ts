/** Sums and ratios: exact in micros, and rounded once, when they are shown. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText, parseMicros } from '../../src/linkedin/money.ts';
import {
  amount,
  amountPer,
  clickThroughRate,
  costPerClick,
  costPerLead,
  noTotals,
  plus,
  ratioText,
} from '../../src/report/formats/totals.ts';
import { anyRow, rowOf } from './invented.ts';

const anyMicros = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });

describe('the decimal text of micros', () => {
  it.each([
    [539_700_000n, '539.7'],
    [-1n, '-0.000001'],
    [12_000_000n, '12'],
    [0n, '0'],
    [1_000_001n, '1.000001'],
    [-12_340_000n, '-12.34'],
    [100n, '0.0001'],
    [10n ** 24n, '1000000000000000000'],
  ])('%s is %s', (micros, text) => {
    expect(decimalText(micros)).toBe(text);
  });

  it('reads back as the same micros, and has no digit too many', () => {
    fc.assert(
      fc.property(anyMicros, (micros) => {
        const text = decimalText(micros);
        expect(parseMicros(text)).toBe(micros);
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d{0,5}[1-9])?$/);
      }),
    );
  });
});

describe('a ratio as text', () => {
  it.each([
    [1n, 8n, 2, '0.12'],
    [3n, 8n, 2, '0.38'],
    [-1n, 8n, 2, '-0.12'],
    [-1n, 1000n, 2, '0.00'],
    [2n, 3n, 2, '0.67'],
    [1n, 2n, 0, '0'],
    [3n, 2n, 0, '2'],
    [1_204_380_000n, 1_000_000n, 2, '1204.38'],
  ])('%s / %s with %s decimals is %s', (over, under, decimals, text) => {
    expect(ratioText({ over, under }, decimals)).toBe(text);
  });

  it('is never further than half of its last digit from the truth, and even when it is exactly that', () => {
    const under = fc.bigInt({ min: 1n, max: 10n ** 12n });
    fc.assert(
      fc.property(anyMicros, under, fc.nat({ max: 6 }), (over, below, decimals) => {
        const text = ratioText({ over, under: below }, decimals);
        const shown = BigInt(text.replace('.', ''));
        const off = shown * below - over * 10n ** BigInt(decimals);
        const twice = 2n * (off < 0n ? -off : off);
        expect(twice < below || (twice === below && shown % 2n === 0n)).toBe(true);
      }),
    );
  });

  it('of money is rounded once, from the micros and not from a rounded price', () => {
    expect(ratioText({ over: 2_005_000_001n, under: 1_000_000_000n }, 2)).toBe('2.01');
  });
});

describe('totals', () => {
  it('add up every row, whatever the order, to the last micro', () => {
    fc.assert(
      fc.property(fc.array(anyRow), (rows) => {
        const totals = rows.reduce(plus, noTotals);
        expect([...rows].reverse().reduce(plus, noTotals)).toEqual(totals);
        expect(totals).toEqual({
          spend: rows.reduce((sum, { spend }) => sum + spend, 0n),
          spendUsd: rows.reduce((sum, { spendUsd }) => sum + (spendUsd ?? 0n), 0n),
          impressions: rows.reduce((sum, { impressions }) => sum + impressions, 0),
          clicks: rows.reduce((sum, { clicks }) => sum + clicks, 0),
          leads: rows.reduce((sum, { leads }) => sum + leads, 0),
        });
      }),
    );
  });

  it('keep micros that a float would lose', () => {
    const rows = [rowOf({ spend: 2n ** 53n }), rowOf({ spend: 1n })];
    expect(decimalText(rows.reduce(plus, noTotals).spend)).toBe('9007199254.740993');
  });

  it('have no sum in dollars when one row has no dollars', () => {
    const rows = [rowOf({ spendUsd: 1n }), rowOf({ spendUsd: undefined })];
    expect(rows.reduce(plus, noTotals).spendUsd).toBeUndefined();
  });

  it('have rates, and none where there is nothing to divide by', () => {
    const totals = plus(noTotals, rowOf());
    const rates = [clickThroughRate, costPerClick, costPerLead];
    expect(rates.map((rate) => ratioText(rate(totals) ?? amount(0n), 2))).toEqual([
      '1.28',
      '13.16',
      '179.90',
    ]);
    expect(rates.map((rate) => rate(noTotals))).toEqual([undefined, undefined, undefined]);
    expect(amountPer(1n, 0)).toBeUndefined();
  });
});
