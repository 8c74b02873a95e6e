/** The checks of the file, of what is set in it, and of the API version. */

import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/checks/evidence.ts';
import { runChecks } from '../../src/checks/verification.ts';
import { fault } from '../../src/faults/fault.ts';
import { versionLife } from '../../src/linkedin/versions.ts';
import {
  differing,
  failed,
  file,
  healthy,
  loaded,
  loadedWith,
  now,
  type Row,
  skippedAfter,
  withRest,
} from './healthy.ts';

describe('the file', () => {
  it.each<[string, Partial<Evidence>, string]>([
    [
      'is open to others',
      { loaded: { ...loaded, file: { ...file, mode: 0o644 } } },
      'others on this machine may read it',
    ],
    ['is tracked', { git: 'tracked' }, 'git tracks it'],
    ['is not ignored', { git: 'not-ignored' }, 'git does not ignore it'],
    [
      'sets a variable twice',
      {
        loaded: {
          ...loaded,
          file: { ...file, duplicates: ['LINKEDIN_CLIENT_ID', 'LINKEDIN_SCOPES'] },
        },
      },
      'set twice in it: LINKEDIN_CLIENT_ID, LINKEDIN_SCOPES; the last one counts',
    ],
    [
      'is overruled by the environment',
      { loaded: { ...loaded, shadowed: ['LINKEDIN_ACCESS_TOKEN'] } },
      'the environment sets a different LINKEDIN_ACCESS_TOKEN, which overrides the file',
    ],
  ])('that %s is warned of, with a way out', (_, changed, detail) => {
    const evidence = { ...healthy, ...changed };
    expect(differing(evidence)).toEqual({ 'env-file': ['warn', detail] });
    const [check] = runChecks(evidence);
    expect(check?.fix?.length).toBeGreaterThan(0);
  });

  it('is warned of once for all that is wrong with it', () => {
    const changed = { ...loaded, file: { ...file, mode: 0o644 } };
    expect(differing({ ...healthy, loaded: changed, git: 'tracked' })).toEqual({
      'env-file': ['warn', 'others on this machine may read it; git tracks it'],
    });
  });

  it.each([
    ['to its owner', 0o400, '.env, readable by you alone, ignored by git'],
    ['to its group', 0o640, '.env, readable by you and its group, ignored by git'],
    ['and nothing is claimed without modes', undefined, '.env, ignored by git'],
  ])('is private %s', (_, mode, detail) => {
    const [check] = runChecks({ ...healthy, loaded: { ...loaded, file: { ...file, mode } } });
    expect(check).toMatchObject({ verdict: 'pass', detail });
  });

  it('need not be there when the environment has the values', () => {
    const evidence: Evidence = {
      ...healthy,
      loaded: { ...loaded, file: undefined },
      git: 'no-repository',
    };
    expect(differing(evidence)).toEqual({
      'env-file': ['pass', 'no .env; the environment has the values'],
    });
  });
});

describe('the credentials', () => {
  const afterwards = skippedAfter('Credentials', [
    'access-token',
    'scopes',
    'refresh-token',
    'ad-account',
    'account-role',
    'reporting',
  ]);

  it.each([
    [{ LINKEDIN_CLIENT_SECRET: '' }, '1 value missing: LINKEDIN_CLIENT_SECRET'],
    [{ LINKEDIN_AD_ACCOUNT_ID: '' }, '1 value missing: LINKEDIN_AD_ACCOUNT_ID'],
    [
      { LINKEDIN_REFRESH_TOKEN: '', LINKEDIN_ACCESS_TOKEN: '' },
      '2 values missing: LINKEDIN_REFRESH_TOKEN, LINKEDIN_ACCESS_TOKEN',
    ],
  ])('without %j are incomplete, and nothing else is judged', (changed, detail) => {
    expect(differing({ ...healthy, loaded: loadedWith(changed) })).toEqual({
      credentials: ['fail', detail, 'credentials-incomplete'],
      ...afterwards,
    });
  });

  it('with a name in the place of the account number are told so', () => {
    const evidence = { ...healthy, loaded: loadedWith({ LINKEDIN_AD_ACCOUNT_ID: 'Acme Europe' }) };
    expect(differing(evidence)).toEqual({
      credentials: ['fail', 'LINKEDIN_AD_ACCOUNT_ID is no number', 'account-id-malformed'],
      ...afterwards,
    });
  });

  it('that LinkedIn refuses fail whichever call it was that told', () => {
    const error = failed(fault('client-rejected', { clientId: '78abcdefghij12' }));
    for (const evidence of [
      { ...healthy, access: error },
      { ...healthy, refresh: error },
      { ...healthy, renewal: error },
    ]) {
      expect(differing(evidence)['credentials']).toEqual([
        'fail',
        'LinkedIn refuses Client ID and Secret',
        'client-rejected',
      ]);
    }
  });

  it('without a refresh token will do, and are warned of', () => {
    const { refresh: _, ...unasked } = healthy;
    const evidence = { ...unasked, loaded: loadedWith({ LINKEDIN_REFRESH_TOKEN: '' }) };
    expect(differing(evidence)).toEqual({
      credentials: ['pass', 'set, without LINKEDIN_REFRESH_TOKEN'],
      'refresh-token': [
        'warn',
        'none was granted: sign in again every 60 days',
        'refresh-token-absent',
      ],
    });
  });
});

describe('the API version', () => {
  it.each<[string, Row]>([
    ['202611', ['pass', '202611, end not announced']],
    ['202512', ['pass', '202512, end not announced']],
    ['202601', ['warn', '202601 ends in 54 days, on 15 Jan 2027']],
    ['202511', ['warn', '202511, announced to end on 16 Nov 2026']],
  ])('%s is judged by the day that was announced, as long as LinkedIn takes it', (version, told) => {
    expect(differing({ ...healthy, version: versionLife(version, now) })).toEqual({
      'api-version': told,
    });
  });

  it('that LinkedIn refuses has ended, whatever was announced', () => {
    const ended = failed(fault('api-version-ended', { version: '202611', current: '202609' }));
    const all = { visible: ended, account: ended, role: ended, totals: ended };
    const evidence = { ...withRest(all), version: versionLife('202611', now) };
    expect(differing(evidence)).toEqual({
      'api-version': ['fail', '202611 has ended', 'api-version-ended'],
      ...skippedAfter('API version', ['access-token']),
      ...skippedAfter('Access token', ['scopes', 'ad-account', 'account-role', 'reporting']),
    });
  });
});
