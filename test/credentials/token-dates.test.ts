/** Dates and spans, in the words of the screen and in the form of the file. */

import { describe, expect, it } from 'vitest';
import { readCredentials } from '../../src/credentials/credentials.ts';
import {
  clockDifference,
  clockWarning,
  daysLeft,
  expiresWithin,
  isClockSuspect,
  isFresh,
  isPast,
  timeLeft,
} from '../../src/credentials/token-dates.ts';
import { dateText, isoSeconds, localTime } from '../../src/days.ts';
import { counted } from '../../src/words.ts';

const now = new Date('2026-11-22T10:00:00Z');
const parseExpiry = (text = '') =>
  readCredentials({ LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: text }).accessExpiresAt;
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);

describe('a date in the file', () => {
  it('is written to the second, in UTC', () => {
    expect(isoSeconds(new Date('2027-01-21T11:00:00.999+01:00'))).toBe('2027-01-21T10:00:00Z');
  });

  it.each([
    ['2027-01-21T10:00:00Z', new Date('2027-01-21T10:00:00Z')],
    ['2027-01-21T11:00:00+01:00', new Date('2027-01-21T10:00:00Z')],
    ['2027-01-21T11:00:00.5+0100', new Date('2027-01-21T10:00:00.5Z')],
    ['2027-01-21T10:00:00', new Date('2027-01-21T10:00:00Z')],
    ['2027-01-21T10:00Z', new Date('2027-01-21T10:00:00Z')],
    ['2027-01-21 10:00:00.123456+00:00', new Date('2027-01-21T10:00:00.123Z')],
    ['2027-01-21 11:00:00 +0100', new Date('2027-01-21T10:00:00Z')],
    ['2027-01-21 10:00:00 UTC', new Date('2027-01-21T10:00:00Z')],
    ['2027-01-21t10:00:00z', new Date('2027-01-21T10:00:00Z')],
    ['2027-01-21', new Date('2027-01-21T00:00:00Z')],
    ['1800525600', new Date('2027-01-21T10:00:00Z')],
    ['1800525600.75', new Date('2027-01-21T10:00:00Z')],
    ['1800525600000', new Date('2027-01-21T10:00:00Z')],
    [' 1800525600\n', new Date('2027-01-21T10:00:00Z')],
    ['Thu, 21 Jan 2027 10:00:00 GMT', new Date('2027-01-21T10:00:00Z')],
    ['Thu, 21 Jan 2027 11:00:00 +0100', new Date('2027-01-21T10:00:00Z')],
    ['21 Jan 2027 10:00', new Date('2027-01-21T10:00:00Z')],
    ['1 Feb 2027', new Date('2027-02-01T00:00:00Z')],
    [
      'Thu Jan 21 2027 11:00:00 GMT+0100 (Central European Standard Time)',
      new Date('2027-01-21T10:00:00Z'),
    ],
    ['2099-12-31', new Date('2099-12-31T00:00:00Z')],
    ['2100-01-01', undefined],
    ['9999-12-31T00:00:00Z', undefined],
    ['9999999999', undefined],
    ['soon', undefined],
    ['in 3 days', undefined],
    ['5184000', undefined],
    ['180052560000000000', undefined],
    ['-1', undefined],
    ['0', undefined],
    ['1e10', undefined],
    ['2027-02-30', undefined],
    ['2027-13-01', undefined],
    ['2027-01-21T25:00:00Z', undefined],
    ['30 Feb 2027', undefined],
    ['21 Foo 2027', undefined],
    ['21/01/2027', undefined],
    ['01.02.2027', undefined],
    ['2027', undefined],
    ['Acme 1', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('is read from %j', (text, date) => {
    expect(parseExpiry(text)).toEqual(date);
  });

  it('is read back as it was written', () => {
    expect(parseExpiry(isoSeconds(now))).toEqual(now);
  });
});

describe('the days that are left', () => {
  it.each([
    [365 * day, 365],
    [365 * day - second, 365],
    [364.4 * day, 364],
    [1.5 * day, 2],
    [11 * hour, 0],
    [13 * hour, 1],
    [0, 0],
    [-5 * day, 0],
  ])('after %i ms are %i', (span, days) => {
    expect(daysLeft(later(span), now)).toBe(days);
  });
});

describe('an end', () => {
  it.each([
    [second, false],
    [0, true],
    [-second, true],
  ])('%i ms from now is over: %s', (span, over) => {
    expect(isPast(later(span), now)).toBe(over);
  });

  it.each([
    [30 * day, 30, true],
    [30 * day + 1, 30, false],
    [29 * day, 30, true],
    [-day, 0, true],
    [0, 0, true],
    [1, 0, false],
  ])('%i ms from now comes within %i days: %s', (span, days, within) => {
    expect(expiresWithin(later(span), days, now)).toBe(within);
  });
});

describe('a span in words', () => {
  it.each([
    [60 * day, '60 days left'],
    [2 * day, '2 days left'],
    [2 * day - second, '48 hours left'],
    [26 * hour, '26 hours left'],
    [hour, '1 hour left'],
    [hour - second, '60 minutes left'],
    [90 * second, '2 minutes left'],
    [second, '1 minute left'],
    [0, 'expired 1 minute ago'],
    [-minute, 'expired 1 minute ago'],
    [-5 * hour, 'expired 5 hours ago'],
    [-3 * day, 'expired 3 days ago'],
  ])('of %i ms: %s', (span, words) => {
    expect(timeLeft(later(span), now)).toBe(words);
  });

  it.each([
    [0, '0 values'],
    [1, '1 value'],
    [2, '2 values'],
  ])('counts %i as %s', (count, words) => {
    expect(counted(count, 'value')).toBe(words);
  });
});

describe('a day in words', () => {
  it.each([
    ['2027-01-21T10:00:00Z', '21 Jan 2027'],
    ['2027-01-01T00:30:00+01:00', '31 Dec 2026'],
    ['2027-09-05T23:59:59Z', '5 Sept 2027'],
  ])('of %s is that of UTC: %s', (time, words) => {
    // ICU has changed its mind about September.
    expect(dateText(new Date(time)).replace('Sep ', 'Sept ')).toBe(words);
  });

  it('has the time of this place, and that of LinkedIn behind it', () => {
    expect(localTime(new Date('2027-01-02T10:20:00Z'))).toMatch(
      /^[123] Jan 2027, \d\d:\d\d \(10:20 UTC\)$/,
    );
  });
});

describe('an access token', () => {
  it.each([
    [hour, true],
    [hour - 1, false],
    [60 * day, true],
    [-day, false],
  ])('with %i ms left is fresh: %s', (span, fresh) => {
    expect(isFresh(later(span), now)).toBe(fresh);
  });
});

describe("this machine's clock", () => {
  const refreshToken = 'any';

  it.each<[string, Parameters<typeof isClockSuspect>[0], boolean]>([
    ['no date', {}, false],
    ['a token that lives', { accessExpiresAt: later(60 * day) }, false],
    ['the longest life', { accessExpiresAt: later(61 * day), refreshToken }, false],
    ['a longer life', { accessExpiresAt: later(61 * day + 1), refreshToken }, true],
    ['an expired token that can be renewed', { accessExpiresAt: later(-1), refreshToken }, false],
    [
      'an expired token with a refresh token that lives',
      { accessExpiresAt: later(-1), refreshToken, refreshExpiresAt: later(1) },
      false,
    ],
    [
      'both expired',
      { accessExpiresAt: later(-1), refreshToken, refreshExpiresAt: later(-1) },
      true,
    ],
    [
      'a living token, its refresh token expired',
      { accessExpiresAt: later(1), refreshToken, refreshExpiresAt: later(-1) },
      false,
    ],
    ['an expired token without another', { accessExpiresAt: later(-1) }, true],
  ])('is suspect with %s: %s', (_, dates, suspect) => {
    expect(isClockSuspect(dates, now)).toBe(suspect);
  });

  it.each([
    [0, undefined],
    [minute, undefined],
    [-minute, undefined],
    [minute + 1, '1 min ahead'],
    [-(minute + 1), '1 min behind'],
    [89 * minute, '89 min ahead'],
    [90 * minute, '2 hours ahead'],
    [-47 * hour, '47 hours behind'],
    [48 * hour, '2 days ahead'],
    [-365 * day, '365 days behind'],
  ])('that is %i ms ahead: %s', (ahead, words) => {
    const text = words && `this machine's clock is ${words}`;
    expect(clockDifference(later(ahead), now)).toBe(text);
    expect(clockWarning(later(ahead), now)?.say).toBe(
      text &&
        `The dates are LinkedIn's; ${text}. Set the clock of this machine right: its settings can have that done by itself.`,
    );
  });

  it('is not compared without a time of LinkedIn', () => {
    expect(clockDifference(now, undefined)).toBeUndefined();
  });
});
