/** The checks of the two tokens and of what the consent covers. */

import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/checks/evidence.ts';
import { fault } from '../../src/faults/fault.ts';
import type { Introspection } from '../../src/linkedin/oauth.ts';
import {
  active,
  differing,
  failed,
  found,
  healthy,
  loadedWith,
  now,
  type Row,
  refused,
  skippedAfter,
  withRest,
} from './healthy.ts';

it('the dates of LinkedIn count before those of the file', () => {
  const loaded = loadedWith({
    LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2026-12-01T10:00:00Z',
    LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: '2026-12-01T10:00:00Z',
  });
  expect(differing({ ...healthy, loaded })).toEqual({});
  const { access: _, refresh: __, ...untold } = healthy;
  expect(differing({ ...untold, loaded })).toMatchObject({
    'access-token': ['pass', 'active, 9 days left'],
    'refresh-token': ['warn', '9 days left, until 1 Dec 2026'],
  });
});

describe('the access token', () => {
  const afterwards = skippedAfter('Access token', [
    'scopes',
    'ad-account',
    'account-role',
    'reporting',
  ]);

  it.each([
    [
      'not be one of LinkedIn',
      refused(401, 65600),
      'LinkedIn refuses it: it is not one of its access tokens',
    ],
    ['be revoked', refused(401, 65601), 'LinkedIn refuses it: it was revoked'],
    ['be over', refused(401, 65602), 'LinkedIn refuses it: it has expired'],
  ])('may %s, although introspection calls it active', (_, answer, detail) => {
    const everywhere = { visible: answer, account: answer, role: answer, totals: answer };
    expect(differing(withRest(everywhere))).toEqual({
      'access-token': ['fail', detail, 'access-token-rejected'],
      ...afterwards,
    });
  });

  it('is refused when one of four calls refuses it', () => {
    expect(differing(withRest({ totals: refused(401, 65601) }))).toEqual({
      'access-token': ['fail', 'LinkedIn refuses it: it was revoked', 'access-token-rejected'],
      ...afterwards,
    });
  });

  it('that could not be renewed fails with what stopped the renewal', () => {
    const { rest: _, access: __, refresh: ___, ...before } = healthy;
    const renewal = failed(fault('refresh-token-rejected', {}));
    expect(differing({ ...before, renewal })).toEqual({
      'access-token': ['fail', 'expired, and renewal failed', 'refresh-token-rejected'],
      ...afterwards,
      'refresh-token': ['fail', 'LinkedIn refuses it', 'refresh-token-rejected'],
    });
  });

  it.each([
    [5 * 60_000, "this machine's clock is 5 min behind"],
    [-5 * 60_000, "this machine's clock is 5 min ahead"],
    [-3 * 3_600_000, "this machine's clock is 3 hours ahead"],
    [365 * 86_400_000, "this machine's clock is 365 days behind"],
  ])('is warned of when LinkedIn is %i ms ahead', (ahead, words) => {
    expect(differing({ ...healthy, clockAhead: -ahead })).toEqual({
      'access-token': ['warn', `active, 60 days left; ${words}`],
    });
  });

  it('is not warned of for a clock that is off by a minute', () => {
    expect(differing({ ...healthy, clockAhead: -60_000 })).toEqual({});
  });
});

describe('the scopes', () => {
  it('are those that LinkedIn tells, not those that the file remembers', () => {
    const evidence: Evidence = {
      ...healthy,
      loaded: loadedWith({ LINKEDIN_SCOPES: 'r_ads,r_ads_reporting' }),
      access: found({ ...active, scopes: ['r_ads'], expiresAt: new Date('2027-01-21T10:00:00Z') }),
    };
    expect(differing(evidence)).toEqual({
      scopes: ['fail', 'r_ads only; r_ads_reporting is missing', 'scope-missing'],
      reporting: ['skip', 'not asked: needs "Consented scopes" first'],
    });
  });

  it('that nobody tells are left to the calls', () => {
    const access = found({ active: true, expiresAt: new Date('2027-01-21T10:00:00Z') });
    expect(differing({ ...healthy, access })).toEqual({
      scopes: ['pass', 'LinkedIn does not say; the calls below tell'],
    });
  });
});

describe('the refresh token', () => {
  const until = new Date('2027-11-22T10:00:00Z');

  it.each<[string, Introspection, Row]>([
    [
      'revoked',
      { active: false, status: 'revoked', expiresAt: until },
      ['fail', 'LinkedIn calls it revoked', 'refresh-token-rejected'],
    ],
    [
      'expired',
      { active: false, status: 'expired', expiresAt: now },
      ['fail', 'expired 1 minute ago', 'refresh-token-rejected'],
    ],
    ['inactive without a word', { active: false }, ['warn', 'LinkedIn does not know it']],
    ['active without a date', { active: true }, ['pass', 'active']],
    [
      'active for 30 days',
      { ...active, expiresAt: new Date('2026-12-22T10:00:00Z') },
      ['warn', '30 days left, until 22 Dec 2026'],
    ],
    [
      'active for 31 days',
      { ...active, expiresAt: new Date('2026-12-23T10:00:00Z') },
      ['pass', '31 days left, until 23 Dec 2026'],
    ],
  ])('that is introspected as %s', (_, told, judged) => {
    expect(differing({ ...healthy, refresh: found(told) })).toEqual({ 'refresh-token': judged });
  });
});
