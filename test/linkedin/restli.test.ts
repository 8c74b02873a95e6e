/** Queries as Rest.li 2.0 wants them, and as the simulator reads them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, encodeValue, idOf, list, record } from '../../src/linkedin/restli.ts';
import { parseValue } from '../../src/simulator/restli-query.ts';

describe('a value', () => {
  it.each<[string | number, string]>([
    ['ACTIVE', 'ACTIVE'],
    [2026, '2026'],
    ['urn:li:sponsoredAccount:1', 'urn%3Ali%3AsponsoredAccount%3A1'],
    ['Acme (old)', 'Acme%20%28old%29'],
    ['a,b', 'a%2Cb'],
    ["it's", 'it%27s'],
    ['50%', '50%25'],
    ['a+b', 'a%2Bb'],
    ['a|b', 'a%7Cb'],
    ['*!~', '%2A%21~'],
    ['Zürich 😀', 'Z%C3%BCrich%20%F0%9F%98%80'],
  ])('%j is written %s', (value, written) => {
    expect(encodeValue(value)).toBe(written);
  });
});

describe('a structure', () => {
  it('keeps its brackets raw around encoded values', () => {
    expect(list(['urn:li:sponsoredAccount:1', 'urn:li:sponsoredAccount:2'])).toBe(
      'List(urn%3Ali%3AsponsoredAccount%3A1,urn%3Ali%3AsponsoredAccount%3A2)',
    );
    const days = { start: { year: 2026, month: 9, day: 1 }, end: { year: 2026, month: 9, day: 7 } };
    expect(record(days)).toBe('(start:(year:2026,month:9,day:1),end:(year:2026,month:9,day:7))');
  });

  it('may be empty', () => {
    expect([list([]), record({})]).toEqual(['List()', '()']);
  });
});

describe('what is written is read back the same', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  const key = fc.string({ unit: fc.constantFrom(...'abcXYZ019'), minLength: 1, maxLength: 8 });

  it('as a value', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(parseValue(encodeValue(value))).toEqual(value);
      }),
    );
  });

  it('as a list', () => {
    fc.assert(
      fc.property(fc.array(text), (values) => {
        expect(parseValue(list(values))).toEqual(values);
      }),
    );
  });

  it('as a record', () => {
    fc.assert(
      fc.property(fc.dictionary(key, text), (fields) => {
        expect(parseValue(record(fields))).toEqual(new Map(Object.entries(fields)));
      }),
    );
  });
});

describe('a day', () => {
  it.each([
    ['2026-09-01T00:00:00Z', { year: 2026, month: 9, day: 1 }],
    ['2026-12-31T23:59:59Z', { year: 2026, month: 12, day: 31 }],
    ['2027-01-01T00:30:00+01:00', { year: 2026, month: 12, day: 31 }],
  ])('of %s is that of UTC, without leading zeros', (time, parts) => {
    expect(day(new Date(time))).toEqual(parts);
  });
});

describe('a URN', () => {
  it('holds the id of the account', () => {
    expect(idOf('urn:li:sponsoredAccount:512345678')).toBe('512345678');
  });

  it('may be the bare id', () => {
    expect(idOf('512345678')).toBe('512345678');
  });
});
