/** What ends within some days, in words, in numbers, and with what to do about it. */

import { describe, expect, it } from 'vitest';
import {
  type ExpiryFacts,
  expiriesWithin,
  expiryReport,
  tokenReport,
  versionFix,
} from '../../src/checks/expiries.ts';
import { versionLife } from '../../src/linkedin/versions.ts';
import { fixLines } from '../support/fix-lines.ts';
import { healthy, loadedWith, now } from './healthy.ts';

const facts: ExpiryFacts = { ...healthy, signIn: new Date('2027-11-22T10:00:00Z') };
const withVersion = (version: string) => ({ ...facts, version: versionLife(version, now) });
const signingIn = (at: string) => ({ ...facts, signIn: new Date(at) });
const unknown = { ...facts, signIn: undefined };

const signInAgain = ['Sign in again: pectus-linkedin setup'];
const update = [
  'Update this tool in its clone: git pull',
  'Then install it there: npm ci',
  'Until then: Set LINKEDIN_API_VERSION to a newer version: https://learn.microsoft.com/en-us/linkedin/marketing/integrations/migrations',
];

describe('what ends within thirty days', () => {
  it.each<[string, ExpiryFacts]>([
    ['a sign-in for another year', facts],
    ['a sign-in for a second more', signingIn('2026-12-22T10:00:01Z')],
    ['a sign-in that is over, which is a failed check', signingIn('2026-11-22T10:00:00Z')],
    ['a version that ends in 54 days', withVersion('202601')],
    ['a version whose end is not announced', withVersion('202612')],
  ])('is not %s', (_, those) => {
    expect(expiriesWithin(those, 30)).toEqual([]);
  });

  it.each<[string, ExpiryFacts, string, readonly string[]]>([
    [
      'the sign-in on the last day',
      signingIn('2026-12-22T10:00:00Z'),
      'the sign-in ends on 22 Dec 2026 (30 days left)',
      signInAgain,
    ],
    [
      'a sign-in that nobody knows the end of, which a renewal tells',
      unknown,
      'when the sign-in ends is not known',
      ['Renew the access token, which writes both dates: pectus-linkedin refresh'],
    ],
    [
      'the same without a refresh token',
      { ...unknown, loaded: loadedWith({ LINKEDIN_REFRESH_TOKEN: '' }) },
      'when the sign-in ends is not known',
      signInAgain,
    ],
    [
      'a version that LinkedIn has ended before those that are known',
      withVersion('202412'),
      'LinkedIn has ended API version 202412',
      update,
    ],
    [
      'a version that is over',
      withVersion('202511'),
      'API version 202511 ends on 16 Nov 2026 (expired 6 days ago)',
      update,
    ],
  ])('is %s', (_, those, words, fix) => {
    const told = expiriesWithin(those, 30).map((one) => [one.words, fixLines(one.fix)]);
    expect(told).toEqual([[words, fix]]);
  });

  it('is told with the sign-in first', () => {
    const both = { ...withVersion('202601'), signIn: new Date('2027-01-01T10:00:00Z') };
    expect(expiriesWithin(both, 54).map(({ what }) => what)).toEqual(['sign-in', 'api-version']);
    expect(expiriesWithin(both, 53).map(({ what }) => what)).toEqual(['sign-in']);
    expect(expiriesWithin(both, 39)).toEqual([]);
  });
});

describe('a version', () => {
  const chosen = (version: string) => loadedWith({ LINKEDIN_API_VERSION: version });
  const raise = [
    'Remove LINKEDIN_API_VERSION (this tool then uses 202609), or raise it: LINKEDIN_API_VERSION=202609 pectus-linkedin',
  ];
  const newer = [
    'Set LINKEDIN_API_VERSION to a newer version: https://learn.microsoft.com/en-us/linkedin/marketing/integrations/migrations',
  ];

  it.each([
    ['202601', raise],
    ['202412', raise],
    ['202608.01', raise],
    ['202609', newer],
    ['202609.02', newer],
  ])('%s that the operator chose is theirs to move', (version, fix) => {
    expect(fixLines(versionFix(chosen(version), now))).toEqual(fix);
  });

  it('of this tool moves with the tool', () => {
    expect(fixLines(versionFix(healthy.loaded, now))).toEqual(update);
  });
});

describe('as numbers', () => {
  const expiry = { what: 'sign-in', words: '', fix: [] } as const;

  it.each([
    ['2026-12-22T10:00:00.123Z', { endsAt: '2026-12-22T10:00:00Z', daysLeft: 30 }],
    ['2026-11-20T10:00:00Z', { endsAt: '2026-11-20T10:00:00Z', daysLeft: 0 }],
  ])('an end at %s is %j', (at, { endsAt, daysLeft }) => {
    const until = new Date(at);
    expect(expiryReport({ ...expiry, at: until }, now)).toEqual({
      what: 'sign-in',
      endsAt,
      daysLeft,
    });
    expect(tokenReport(until, now)).toEqual({ expiresAt: endsAt, daysLeft });
  });

  it('an end that nobody knows is left out', () => {
    expect(expiryReport({ ...expiry, at: undefined }, now)).toEqual({ what: 'sign-in' });
    expect(tokenReport(undefined, now)).toEqual({});
  });
});
