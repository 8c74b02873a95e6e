/** Money: exact from LinkedIn's text to micros, readable on the screen. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText, moneyText, parseMicros } from '../../src/linkedin/money.ts';

describe('a cost', () => {
  it.each([
    ['0', 0n],
    ['-0', 0n],
    ['1', 1_000_000n],
    ['539.700000000000192784', 539_700_000n],
    ['-2e-18', 0n],
    ['0.0000005', 0n],
    ['0.0000015', 2n],
    ['0.0000025', 2n],
    ['0.00000250000000000000000001', 3n],
    ['-0.0000015', -2n],
    ['.5', 500_000n],
    ['5.', 5_000_000n],
    ['1e3', 1_000_000_000n],
    ['1.5E+2', 150_000_000n],
    ['1e-6', 1n],
    ['007', 7_000_000n],
    ['99999999999999999999.99', 99_999_999_999_999_999_999_990_000n],
  ])('of %s is %s micros', (text, micros) => {
    expect(parseMicros(text)).toBe(micros);
  });

  it.each([
    '',
    '.',
    '-',
    'e5',
    '1e',
    ' 1',
    '1 ',
    '1,000',
    '+1',
    '--1',
    'NaN',
    'Infinity',
    '0x10',
    '1e1000',
    '12.3.4',
  ])('is not read from %j', (text) => {
    expect(() => parseMicros(text)).toThrow(RangeError);
  });

  it('is off by half a micro at most, and even where it is just half', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 25 });
    const written = fc
      .record({
        sign: fc.constantFrom('', '-'),
        whole: digits,
        // Halves are rare among random digits.
        fraction: fc.oneof(
          digits,
          digits.map((start) => `${start.slice(0, 6).padEnd(6, '0')}5`),
        ),
        exponent: fc.oneof(fc.constant(0), fc.integer({ min: -30, max: 30 })),
      })
      .filter(({ whole, fraction }) => whole + fraction !== '');
    fc.assert(
      fc.property(written, ({ sign, whole, fraction, exponent }) => {
        const text = `${sign}${whole}.${fraction}${exponent === 0 ? '' : `e${exponent}`}`;
        const digitsOfAll = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
        const places = exponent - fraction.length + 6;
        const exact = digitsOfAll * 10n ** BigInt(Math.max(0, places));
        const parts = 10n ** BigInt(Math.max(0, -places));
        const micros = parseMicros(text);
        const twiceOff = abs(micros * parts - exact) * 2n;
        expect(twiceOff <= parts).toBe(true);
        if (twiceOff === parts) expect(micros % 2n).toBe(0n);
      }),
      { numRuns: 2_000 },
    );
  });
});

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

describe('an amount on the screen', () => {
  it.each([
    [1_204_380_000n, 'EUR', '€1,204.38'],
    [0n, 'USD', '$0.00'],
    [-5_000n, 'USD', '-$0.01'],
    [1_204_380_000n, 'JPY', '¥1,204'],
    [9_007_199_254_740_993n, 'USD', '$9,007,199,254.74'],
    [90_071_992_547_409_935_000n, 'USD', '$90,071,992,547,409.94'],
    [1_500_000n, 'credits', '1.50 credits'],
    [1_234_500_000n, 'credits', '1,234.50 credits'],
    [1_500_000n, '', '1.50'],
  ])('of %s micros in %j is %s', (micros, currency, shown) => {
    expect(moneyText(micros, currency)).toBe(shown);
  });
});

describe('an amount as a decimal text', () => {
  it.each([
    [0n, '0'],
    [1n, '0.000001'],
    [-1n, '-0.000001'],
    [539_700_000n, '539.7'],
    [12_000_000n, '12'],
    [-12_000_000n, '-12'],
    [10_000_000n, '10'],
    [12_345_678n, '12.345678'],
    [100_100n, '0.1001'],
  ])('of %s micros is %s', (micros, text) => {
    expect(decimalText(micros)).toBe(text);
  });
});
