/** The checks of the file, of what is set in it, and of the API version. */

import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/checks/evidence.ts';
import { versionFix } from '../../src/checks/expiries.ts';
import { runChecks } from '../../src/checks/verification.ts';
import { loadCredentials } from '../../src/credentials/load.ts';
import { fault, type SetupError } from '../../src/faults/fault.ts';
import { versionLife } from '../../src/linkedin/versions.ts';
import { envText } from '../support/credentials.ts';
import { memoryFiles } from '../support/files.ts';
import { fixLines } from '../support/fix-lines.ts';
import { quietMachine } from '../support/machine.ts';
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
  it.each<[string, Partial<Evidence>, string, readonly string[]]>([
    [
      'is open to others',
      { readers: 'others' },
      'others on this machine may read it',
      ['Keep others out: chmod o= .env'],
    ],
    [
      'is tracked',
      { git: 'tracked' },
      'git tracks it',
      [
        'Add the line /.env* to the .gitignore beside it.',
        'Then take it out of git: git rm --cached .env',
      ],
    ],
    [
      'is not ignored',
      { git: 'not-ignored', loaded: { ...loaded, displayPath: 'deploy/ads.env' } },
      'git does not ignore it',
      ['Add the line /ads.env* to the .gitignore beside it.'],
    ],
    [
      'sets a variable twice',
      {
        loaded: {
          ...loaded,
          file: { ...file, duplicates: ['LINKEDIN_CLIENT_ID', 'LINKEDIN_SCOPES'] },
        },
      },
      'set twice in it: LINKEDIN_CLIENT_ID, LINKEDIN_SCOPES; the last one counts',
      ['Remove the earlier lines from .env'],
    ],
    [
      'is overruled by the environment',
      { loaded: { ...loaded, shadowed: ['LINKEDIN_ACCESS_TOKEN'] } },
      'the environment sets a different LINKEDIN_ACCESS_TOKEN, which overrides the file',
      ['Remove it from the environment: unset LINKEDIN_ACCESS_TOKEN'],
    ],
  ])('that %s is warned of, with a way out', (_, changed, detail, fixes) => {
    const evidence = { ...healthy, ...changed };
    expect(differing(evidence)).toEqual({ 'env-file': ['warn', detail] });
    const [check] = runChecks(evidence);
    expect(fixLines(check?.fix ?? [])).toEqual(fixes);
  });

  it('that is not there, with nothing in the environment either, leaves nothing to be judged', () => {
    const nothing = { ...loaded, file: undefined, values: {}, credentials: {} };
    const { rest: _, access: __, refresh: ___, ...unasked } = healthy;
    expect(differing({ ...unasked, loaded: nothing })).toEqual({
      'env-file': ['fail', 'there is no .env', 'env-file-missing'],
      ...skippedAfter('Environment file', ['credentials']),
      ...skippedAfter('Credentials', [
        'access-token',
        'scopes',
        'refresh-token',
        'ad-account',
        'account-role',
        'reporting',
      ]),
    });
  });

  it('is warned of once for all that is wrong with it', () => {
    expect(differing({ ...healthy, readers: 'others', git: 'tracked' })).toEqual({
      'env-file': ['warn', 'others on this machine may read it; git tracks it'],
    });
  });

  it.each([
    ['to its owner', 'you alone', '.env, readable by you alone, ignored by git'],
    ['to its group', 'you and its group', '.env, readable by you and its group, ignored by git'],
    ['as its folder is', undefined, '.env, access as in its folder, ignored by git'],
  ] as const)('is private %s', (_, readers, detail) => {
    const [check] = runChecks({ ...healthy, readers });
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

  it('that are references name what is not to be used', async () => {
    const files = memoryFiles({
      '.env': envText({ ...loaded.values, LINKEDIN_CLIENT_SECRET: 'op://ads/linkedin/secret' }),
    });
    const found = await loadCredentials('.env', { files, env: {}, machine: quietMachine });
    expect(differing({ ...healthy, loaded: { ...found, file } })).toEqual({
      credentials: ['fail', '1 value not to be used: LINKEDIN_CLIENT_SECRET', 'value-unresolved'],
      ...afterwards,
    });
  });

  const answered = (status?: number) =>
    fault('linkedin-unavailable', { what: 'odd' }, { linkedin: { status, message: 'odd' } });
  it.each<[string, SetupError]>([
    ['LinkedIn could not be asked', fault('network-unreachable', { host: 'x', why: 'it rains' })],
    [
      'LinkedIn could not be asked',
      fault('tls-untrusted', { host: 'x', why: 'other', code: 'ODD', now: now.toISOString() }),
    ],
    ['LinkedIn is throttling this app', fault('throttled', { wait: 'In a minute' })],
    ["LinkedIn's calls for today are used up", fault('quota-exhausted', { until: 'tomorrow' })],
    ['LinkedIn has restricted the person who signed in', fault('member-restricted', {})],
    ['LinkedIn refuses the call', fault('request-refused', { status: 400, said: 'no' })],
    [
      'something else answered in place of LinkedIn',
      fault('linkedin-unavailable', { what: 'odd' }),
    ],
    ["LinkedIn's answer cannot be read", answered()],
    ["LinkedIn's answer cannot be read", answered(200)],
    ["LinkedIn's answer cannot be read", answered(399)],
    ['LinkedIn answers with HTTP 400', answered(400)],
    ['LinkedIn answers with HTTP 503', answered(503)],
  ])('cannot be judged where %s', (detail, error) => {
    for (const evidence of [
      { ...healthy, access: failed(error) },
      { ...healthy, refresh: failed(error) },
    ]) {
      expect(differing(evidence)).toMatchObject({ credentials: ['fail', detail, error.code] });
    }
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
  const update = fixLines(versionFix(loaded, now));
  it.each<[string, string, Row, readonly string[]]>([
    ['202611', '2026-11-22', ['pass', '202611, end not announced'], []],
    ['202512', '2026-11-22', ['pass', '202512, end not announced'], []],
    ['202601', '2026-11-15', ['pass', '202601, until 15 Jan 2027'], []],
    ['202601', '2026-11-16', ['warn', '202601 ends in 60 days, on 15 Jan 2027'], update],
    ['202601', '2026-11-22', ['warn', '202601 ends in 54 days, on 15 Jan 2027'], update],
    ['202601', '2027-01-14', ['warn', '202601 ends in 1 day, on 15 Jan 2027'], update],
    ['202601', '2027-01-15', ['warn', '202601 ends in 0 days, on 15 Jan 2027'], update],
    ['202511', '2026-11-17', ['warn', '202511, announced to end on 16 Nov 2026'], update],
  ])('%s on %s is judged by the day that was announced, as long as LinkedIn takes it', (...row) => {
    const [version, day, told, fixes] = row;
    const evidence = { ...healthy, version: versionLife(version, new Date(day)) };
    expect(differing(evidence)).toEqual({ 'api-version': told });
    const check = runChecks(evidence).find(({ id }) => id === 'api-version');
    expect(fixLines(check?.fix ?? [])).toEqual(fixes);
  });

  it('that LinkedIn refuses has ended, whatever was announced', () => {
    const ended = failed(fault('api-version-ended', { version: '202611', current: '202609' }));
    const all = { visible: ended, account: ended, role: ended, proofs: { reporting: ended } };
    const evidence = { ...withRest(all), version: versionLife('202611', now) };
    expect(differing(evidence)).toEqual({
      'api-version': ['fail', '202611 has ended', 'api-version-ended'],
      ...skippedAfter('API version', ['access-token']),
      ...skippedAfter('Access token', ['scopes', 'ad-account', 'account-role', 'reporting']),
    });
  });
});
