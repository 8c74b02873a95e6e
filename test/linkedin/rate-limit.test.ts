/** Retry-After: read in both of its forms, bounded, and said as people say it. */

import { describe, expect, it } from 'vitest';
import {
  isDayLimit,
  retryAfter,
  untilMidnightText,
  waitInWords,
} from '../../src/linkedin/rate-limit.ts';

const now = new Date('2026-11-22T10:00:00Z');
const day = 24 * 3_600_000;

describe('Retry-After', () => {
  it.each<[string, number | undefined]>([
    ['7', 7_000],
    [' 7 ', 7_000],
    ['0', 0],
    ['1.5', 1_500],
    ['86400', day],
    ['86401', day],
    ['1e20', day],
    ['99999999999999999999', day],
    ['1e999', day],
    ['Sun, 22 Nov 2026 10:02:00 GMT', 120_000],
    ['Sunday, 22-Nov-26 10:02:00 GMT', 120_000],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', day],
    ['-5', undefined],
    ['', undefined],
    ['soon', undefined],
    ['Sun, 99 Nov 2026', undefined],
    ['0x10', undefined],
    ['7 s', undefined],
    ['a7', undefined],
    ['7.', 7_000],
    ['1E1', 10_000],
    ['1e', undefined],
    ['2026-11-22T10:02:00Z', undefined],
    ['22 Nov 2026 10:02:00 GMT', undefined],
    ['S 22 Nov 2026 10:02:00 GMT', undefined],
    ['sun, 22 nov 2026 10:02:00 gmt', 120_000],
    ['Infinity', undefined],
    ['NaN', undefined],
  ])('%j is %j ms', (text, milliseconds) => {
    expect(retryAfter(new Map([['retry-after', text]]), now)).toBe(milliseconds);
  });

  it('that is not there says nothing', () => {
    expect(retryAfter(new Map(), now)).toBeUndefined();
  });
});

describe('a wait', () => {
  it.each([
    [0, '1 second'],
    [1_000, '1 second'],
    [1_001, '2 seconds'],
    [119_001, '2 minutes'],
    [90_000, '90 seconds'],
    [120_000, '2 minutes'],
    [600_000, '10 minutes'],
    [7_199_000, '120 minutes'],
    [7_199_001, '2 hours'],
    [7_200_000, '2 hours'],
    [7_200_001, '3 hours'],
    [day, '24 hours'],
  ])('of %i ms is said as %s', (milliseconds, words) => {
    expect(waitInWords(milliseconds)).toBe(words);
  });
});

describe('the end of the day', () => {
  it.each([
    ['2026-11-22T00:00:00Z', 'in 24 h 0 min'],
    ['2026-11-22T10:15:30Z', 'in 13 h 45 min'],
    ['2026-11-30T23:58:59Z', 'in 0 h 2 min'],
    ['2026-12-31T23:59:59Z', 'in 0 h 1 min'],
  ])('at %s is %s', (time, words) => {
    expect(untilMidnightText(new Date(time))).toBe(words);
  });

  it.each([
    ['Resource level throttle APPLICATION DAY limit for calls', true],
    ['Resource level throttle MEMBER day Limit', true],
    ['Resource level throttle APPLICATION_AND_MEMBER MINUTE limit', false],
    ['the SUNDAY limit', false],
  ])('is what %j is about: %s', (text, isDay) => {
    expect(isDayLimit(text)).toBe(isDay);
  });
});
