/** The checks of the two tokens and of what the consent covers. */

import { describe, expect, it } from 'vitest';
import type { Evidence, RestResults } from '../../src/checks/evidence.ts';
import { signInEnd } from '../../src/checks/token-checks.ts';
import type { Result } from '../../src/checks/verdict.ts';
import { runChecks } from '../../src/checks/verification.ts';
import { fault } from '../../src/faults/fault.ts';
import type { Introspection } from '../../src/linkedin/oauth.ts';
import type { RestAnswer } from '../../src/linkedin/rest.ts';
import { Secret } from '../../src/secret.ts';
import { fixLines } from '../support/fix-lines.ts';
import {
  active,
  differing,
  failed,
  found,
  healthy,
  loaded,
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

const everywhere = (answer: Result<RestAnswer<never>>): RestResults => ({
  visible: answer,
  account: answer,
  role: answer,
  proofs: { reporting: answer },
});

function fixesOf(evidence: Evidence, id: string): readonly string[] {
  return fixLines(runChecks(evidence).find((check) => check.id === id)?.fix ?? []);
}

const signInAgain = ['Sign in again: pectus-linkedin setup'];

it.each([
  [{}, '2027-11-22T10:00:00Z'],
  [{ LINKEDIN_REFRESH_TOKEN: '' }, '2027-01-21T10:00:00Z'],
])('the sign-in with %j in the file ends with the token that renews', (changed, end) => {
  expect(signInEnd({ ...healthy, loaded: loadedWith(changed) })).toEqual(new Date(end));
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
    expect(differing(withRest(everywhere(answer)))).toEqual({
      'access-token': ['fail', detail, 'access-token-rejected'],
      ...afterwards,
    });
  });

  it('is refused when one of four calls refuses it', () => {
    expect(differing(withRest({ proofs: { reporting: refused(401, 65601) } }))).toEqual({
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
    [{}, ''],
    [{ LINKEDIN_REFRESH_TOKEN: '' }, ' There is no refresh token to mint a new one.'],
  ])('that is refused needs another sign-in, with %j in the file', (changed, rest) => {
    const evidence = {
      ...withRest({ proofs: { reporting: refused(401, 65601) } }),
      loaded: loadedWith(changed),
    };
    const check = runChecks(evidence).find(({ id }) => id === 'access-token');
    expect(check?.fault?.message).toBe(`LinkedIn refuses the access token: it was revoked.${rest}`);
    expect(check?.fault?.requestId).toBe('AAYq5qVd');
  });

  const unreachable = failed(fault('network-unreachable', { host: 'x', why: 'it rains' }));

  it('that no call could prove is not told as active', () => {
    expect(differing(withRest(everywhere(unreachable)))).toEqual({
      'access-token': ['fail', 'LinkedIn could not be asked', 'network-unreachable'],
      ...afterwards,
    });
  });

  it('that one call has proved is active', () => {
    const { visible: _, ...others } = everywhere(unreachable);
    expect(differing(withRest(others))['access-token']).toBeUndefined();
  });

  it('that is due to be renewed and cannot be now is not told as expired', () => {
    expect(differing({ ...healthy, renewal: unreachable })).toMatchObject({
      'access-token': [
        'fail',
        'it is due to be renewed, and LinkedIn could not be asked',
        'network-unreachable',
      ],
    });
  });

  it.each<[string, string | undefined, Evidence['loaded']['file'], string]>([
    ['saved', undefined, loaded.file, 'renewed and saved to .env'],
    [
      'not saved',
      '.env cannot be written',
      loaded.file,
      'renewed, and not saved: .env cannot be written',
    ],
    [
      'not saved for want of a file',
      'there is no .env',
      undefined,
      'renewed, and not saved: there is no file that would hold LINKEDIN_ACCESS_TOKEN and its date',
    ],
  ])('that was renewed is told to be %s', (_, unsaved, file, words) => {
    const grant = { accessToken: new Secret('AQXnew'), mintedAt: now };
    const value = { loaded, ...grant, expiresAt: undefined, grant, unsaved };
    const evidence = { ...healthy, loaded: { ...loaded, file }, renewal: found(value) };
    expect(differing(evidence)).toMatchObject({
      'access-token': ['pass', `active, 60 days left; ${words}`],
    });
    expect(differing({ ...evidence, clockAhead: 300_000 })).toMatchObject({
      'access-token': [
        'warn',
        `active, 60 days left; ${words}; this machine's clock is 5 min ahead`,
      ],
    });
  });

  it('whose end nobody knows is active', () => {
    expect(differing({ ...healthy, access: found(active) })).toEqual({
      'access-token': ['pass', 'active'],
    });
  });

  it.each([
    ['of another app', { active: false }, 'warn'],
    ['that LinkedIn calls inactive and takes', { active: false, status: 'revoked' }, 'pass'],
  ])('%s works all the same', (_, told, verdict) => {
    const evidence = { ...healthy, access: found(told) };
    const check = runChecks(evidence).find(({ id }) => id === 'access-token');
    expect(check?.verdict).toBe(verdict);
    if (verdict === 'pass') return;
    expect(check?.detail).toBe(
      "it works, and is not one of this app's: these keys cannot renew it",
    );
    expect(fixesOf(evidence, 'access-token')).toEqual(signInAgain);
  });

  it('that opens nothing is not told as one of another app', () => {
    const evidence = { ...withRest(everywhere(refused(404))), access: found({ active: false }) };
    expect(differing(evidence)['access-token']).toEqual(['pass', 'active']);
  });

  it.each<[string, Date | undefined, Row]>([
    [
      'within ten minutes',
      new Date('2026-11-22T09:50:00Z'),
      ['fail', 'new; not all of LinkedIn knows it yet', 'access-token-pending'],
    ],
    [
      'after ten minutes',
      new Date('2026-11-22T09:49:59Z'),
      ['fail', 'LinkedIn refuses it: it was revoked', 'access-token-rejected'],
    ],
    [
      'nobody knows when',
      undefined,
      ['fail', 'LinkedIn refuses it: it was revoked', 'access-token-rejected'],
    ],
  ])('minted %s and refused', (_, mintedAt, told) => {
    const evidence = { ...withRest(everywhere(refused(401, 65601))), mintedAt };
    expect(differing(evidence)).toEqual({ 'access-token': told, ...afterwards });
    const check = runChecks(evidence).find(({ id }) => id === 'access-token');
    expect(check?.fault?.requestId).toBe('AAYq5qVd');
  });

  it('that has expired is never told as new', () => {
    const evidence = { ...withRest(everywhere(refused(401, 65602))), mintedAt: now };
    expect(differing(evidence)['access-token']).toEqual([
      'fail',
      'LinkedIn refuses it: it has expired',
      'access-token-rejected',
    ]);
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
    expect(fixesOf({ ...healthy, clockAhead: -ahead }, 'access-token')).toEqual([
      'Set the clock of this machine right: its settings can have that done by itself.',
    ]);
  });

  it('is not warned of for a clock that is off by a minute', () => {
    expect(differing({ ...healthy, clockAhead: -60_000 })).toEqual({});
  });
});

describe("tokens that stand in each other's place", () => {
  const year: Introspection = { ...active, expiresAt: new Date('2027-11-22T10:00:00Z') };
  const months: Introspection = { ...active, expiresAt: new Date('2027-01-21T10:00:00Z') };
  const swapped = {
    ...withRest(everywhere(refused(401, 65600))),
    access: found(year),
    refresh: found(months),
  };

  it('are told so in both checks', () => {
    expect(differing(swapped)).toMatchObject({
      'access-token': ['fail', 'it is the refresh token', 'access-token-rejected'],
      'refresh-token': ['fail', 'it is the access token', 'access-token-rejected'],
    });
    const check = runChecks(swapped).find(({ id }) => id === 'access-token');
    expect(check?.fault?.message).toContain(
      "it is a refresh token: LINKEDIN_ACCESS_TOKEN and LINKEDIN_REFRESH_TOKEN stand in each other's place",
    );
    expect(fixesOf(swapped, 'access-token')).toContain('Swap the two values');
  });

  const { expiresAt: _, ...endless } = year;
  const same = loadedWith({ LINKEDIN_REFRESH_TOKEN: 'AQXaccess' });
  it.each<[string, Partial<Evidence>]>([
    ['both end at the same time', { refresh: found(year) }],
    ['the access token ends first', { access: found(months), refresh: found(year) }],
    ['nobody knows when the access token ends', { access: found(endless) }],
    ['nobody knows when the refresh token ends', { refresh: found(endless) }],
    ['the access token is inactive', { access: found({ ...year, active: false }) }],
    ['the refresh token is inactive', { refresh: found({ ...months, active: false }) }],
    ['the access token was not asked about', { access: undefined }],
    ['the refresh token was not asked about', { refresh: undefined }],
    ['one token stands in both places', { loaded: same }],
  ])('are not suspected where %s', (_, changed) => {
    expect(differing({ ...swapped, ...changed })['access-token']).toEqual([
      'fail',
      'LinkedIn refuses it: it is not one of its access tokens',
      'access-token-rejected',
    ]);
  });

  it('are not suspected where no call was refused', () => {
    const evidence = { ...healthy, access: found(year), refresh: found(months) };
    expect(differing(evidence)['access-token']).toEqual(['pass', 'active, 365 days left']);
    const forbidden = { ...evidence, rest: everywhere(refused(403)) };
    expect(differing(forbidden)['access-token']).toEqual(['pass', 'active, 365 days left']);
    expect(differing({ ...evidence, rest: undefined })['refresh-token']).toEqual([
      'pass',
      '60 days left, until 21 Jan 2027',
    ]);
  });
});

describe('the scopes', () => {
  it('are those that the file remembers where LinkedIn does not tell', () => {
    const access = found({ active: true, expiresAt: new Date('2027-01-21T10:00:00Z') });
    const remembered = loadedWith({ LINKEDIN_SCOPES: 'r_ads r_ads_reporting' });
    expect(differing({ ...healthy, access, loaded: remembered })).toEqual({});
  });

  it.each([
    [[], 'none only; r_ads, r_ads_reporting are missing'],
    [['r_ads_reporting'], 'r_ads_reporting only; r_ads is missing'],
  ])('%j do not suffice', (scopes, detail) => {
    const access = found({ ...active, scopes, expiresAt: new Date('2027-01-21T10:00:00Z') });
    expect(differing({ ...healthy, access })['scopes']).toEqual(['fail', detail, 'scope-missing']);
  });

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
    [
      'expired without a date',
      { active: false, status: 'expired' },
      ['fail', 'LinkedIn calls it expired', 'refresh-token-rejected'],
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

  it.each<[string, Evidence]>([
    ['LinkedIn does not know', { ...healthy, refresh: found({ active: false }) }],
    [
      'ends within thirty days',
      { ...healthy, refresh: found({ ...active, expiresAt: new Date('2026-12-22T10:00:00Z') }) },
    ],
    [
      'is the access token',
      { ...healthy, loaded: loadedWith({ LINKEDIN_REFRESH_TOKEN: 'AQXaccess' }) },
    ],
  ])('that %s is to be had by another sign-in', (_, evidence) => {
    expect(fixesOf(evidence, 'refresh-token')).toEqual(signInAgain);
  });

  it('that is the access token once more renews nothing', () => {
    const evidence = { ...healthy, loaded: loadedWith({ LINKEDIN_REFRESH_TOKEN: 'AQXaccess' }) };
    expect(differing(evidence)).toEqual({
      'refresh-token': ['warn', 'it is the access token once more, which renews nothing'],
    });
  });

  it('that is over by the date in the file needs no word of LinkedIn', () => {
    const { refresh: _, ...untold } = healthy;
    const over = loadedWith({ LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: '2026-11-20T10:00:00Z' });
    const evidence = { ...untold, loaded: over };
    expect(differing(evidence)).toEqual({
      'refresh-token': ['fail', 'expired 2 days ago', 'refresh-token-rejected'],
    });
    const check = runChecks(evidence).find(({ id }) => id === 'refresh-token');
    expect(check?.fault?.message).toContain('The refresh token expired on 20 Nov 2026');
  });

  it.each<[string, Evidence['loaded']['unusable'][number], Row]>([
    [
      'malformed',
      {
        variable: 'LINKEDIN_REFRESH_TOKEN',
        origin: 'file',
        kind: 'malformed',
        why: 'it has a space in it',
      },
      ['fail', 'what stands there cannot be used', 'value-malformed'],
    ],
    [
      'a placeholder, which is none',
      { variable: 'LINKEDIN_REFRESH_TOKEN', origin: 'file', kind: 'placeholder' },
      ['warn', 'none was granted: sign in again every 60 days', 'refresh-token-absent'],
    ],
  ])('that is %s', (_, flaw, told) => {
    const without = loadedWith({ LINKEDIN_REFRESH_TOKEN: '' });
    const other = { ...flaw, variable: 'LINKEDIN_SCOPES' } as const;
    const evidence = { ...healthy, loaded: { ...without, unusable: [other, flaw] } };
    expect(differing(evidence)['refresh-token']).toEqual(told);
    expect(fixesOf(evidence, 'refresh-token').length).toBeGreaterThan(0);
  });
});
