/** The credentials as one record: read from the file's texts, and written back to them. */

import { describe, expect, it } from 'vitest';
import {
  accountIdOf,
  grantChanges,
  keyChanges,
  keysOf,
  readCredentials,
  shortClientId,
} from '../../src/credentials/credentials.ts';
import { Secret } from '../../src/secret.ts';
import { contractNames, variableNames } from '../../src/variables.ts';

const clientId = '78abcdefghij12';
const secretText = 'WPL_AP1.aB3dE5gH7jK9mN1p.cXJzdHV2d3h5eg==';
const clientSecret = new Secret(secretText);

/** Secrets have no fields to compare: what they reveal is put in their place. */
function opened(kept: object): unknown {
  const entries = Object.entries(kept);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]),
  );
}

describe('the names in the file', () => {
  it('are these, and the first five are the contract with the host', () => {
    expect([...variableNames].sort()).toEqual([
      'LINKEDIN_ACCESS_TOKEN',
      'LINKEDIN_ACCESS_TOKEN_EXPIRES_AT',
      'LINKEDIN_AD_ACCOUNT_ID',
      'LINKEDIN_API_VERSION',
      'LINKEDIN_CLIENT_ID',
      'LINKEDIN_CLIENT_SECRET',
      'LINKEDIN_MEMBER_URN',
      'LINKEDIN_RATE_LIMIT_RPS',
      'LINKEDIN_REDIRECT_URI',
      'LINKEDIN_REFRESH_TOKEN',
      'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT',
      'LINKEDIN_SCOPES',
    ]);
    expect(contractNames).toEqual([
      'LINKEDIN_CLIENT_ID',
      'LINKEDIN_CLIENT_SECRET',
      'LINKEDIN_REFRESH_TOKEN',
      'LINKEDIN_ACCESS_TOKEN',
      'LINKEDIN_AD_ACCOUNT_ID',
    ]);
  });
});

describe('the credentials', () => {
  it('is read from all that is set', () => {
    const draft = readCredentials({
      LINKEDIN_CLIENT_ID: clientId,
      LINKEDIN_CLIENT_SECRET: secretText,
      LINKEDIN_REFRESH_TOKEN: 'AQVrefresh',
      LINKEDIN_ACCESS_TOKEN: 'AQXaccess',
      LINKEDIN_AD_ACCOUNT_ID: '512345678',
      LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-01-21T10:00:00Z',
      LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: '2027-11-22T10:00:00Z',
      LINKEDIN_SCOPES: 'r_ads,r_ads_reporting',
    });
    expect(opened(draft)).toEqual({
      clientId,
      clientSecret: secretText,
      adAccountId: '512345678',
      accessToken: 'AQXaccess',
      accessExpiresAt: new Date('2027-01-21T10:00:00Z'),
      refreshToken: 'AQVrefresh',
      refreshExpiresAt: new Date('2027-11-22T10:00:00Z'),
      scopes: ['r_ads', 'r_ads_reporting'],
    });
  });

  it('leaves out what is not set, blank, or no date', () => {
    const values = { LINKEDIN_CLIENT_ID: '  ', LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: 'soon' };
    expect(readCredentials(values)).toStrictEqual({});
  });

  it('is without the blanks that copying brings', () => {
    const draft = readCredentials({
      LINKEDIN_CLIENT_ID: ` ${clientId}\n`,
      LINKEDIN_ACCESS_TOKEN: ' AQX ',
    });
    expect(opened(draft)).toEqual({ clientId, accessToken: 'AQX' });
  });

  it('is without what a terminal would obey, and without the rest of what is far too long', () => {
    const hostile = { LINKEDIN_AD_ACCOUNT_ID: 'Acme\u001b[2J\u202e Europe' };
    expect(readCredentials(hostile).adAccountId).toBe('Acme Europe');
    const long = { LINKEDIN_AD_ACCOUNT_ID: '7'.repeat(501), LINKEDIN_CLIENT_ID: '7'.repeat(500) };
    expect(readCredentials(long)).toEqual({
      adAccountId: `${'7'.repeat(499)}…`,
      clientId: '7'.repeat(500),
    });
  });

  it('has the scopes from one on', () => {
    const scopesOf = (text: string) => readCredentials({ LINKEDIN_SCOPES: text }).scopes;
    expect([scopesOf('r_ads'), scopesOf('r_ads,r_ads_reporting'), scopesOf(',')]).toEqual([
      ['r_ads'],
      ['r_ads', 'r_ads_reporting'],
      undefined,
    ]);
  });

  it('has the keys only when it has both', () => {
    expect(keysOf({ clientId, clientSecret })).toEqual({ clientId, clientSecret });
    expect(keysOf({ clientId })).toBeUndefined();
    expect(keysOf({ clientSecret })).toBeUndefined();
  });
});

describe('what goes into the file', () => {
  it('for the keys are both of them', () => {
    expect(keyChanges({ clientId, clientSecret })).toEqual({
      LINKEDIN_CLIENT_ID: clientId,
      LINKEDIN_CLIENT_SECRET: clientSecret,
    });
  });

  const accessToken = new Secret('AQXaccess');
  const mintedAt = new Date('2026-11-22T10:00:00Z');
  const accessExpiresAt = new Date('2027-01-21T10:00:00.999Z');

  it('for a grant are both tokens, both dates and the scopes', () => {
    const refreshToken = new Secret('AQVrefresh');
    const refreshExpiresAt = new Date('2027-11-22T10:00:00Z');
    const scopes = ['r_ads', 'r_ads_reporting'];
    const grant = {
      accessToken,
      accessExpiresAt,
      refreshToken,
      refreshExpiresAt,
      scopes,
      mintedAt,
    };
    expect(grantChanges(grant)).toEqual({
      LINKEDIN_REFRESH_TOKEN: refreshToken,
      LINKEDIN_ACCESS_TOKEN: accessToken,
      LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-01-21T10:00:00Z',
      LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: '2027-11-22T10:00:00Z',
      LINKEDIN_SCOPES: 'r_ads,r_ads_reporting',
    });
  });

  it('for a grant without a refresh token end the old one, and leave the scopes', () => {
    const changes = grantChanges({ accessToken, accessExpiresAt, mintedAt });
    expect(Object.entries(changes)).toEqual([
      ['LINKEDIN_REFRESH_TOKEN', undefined],
      ['LINKEDIN_ACCESS_TOKEN', accessToken],
      ['LINKEDIN_ACCESS_TOKEN_EXPIRES_AT', '2027-01-21T10:00:00Z'],
      ['LINKEDIN_REFRESH_TOKEN_EXPIRES_AT', undefined],
    ]);
  });
});

it.each([
  [{ adAccountId: '512345678' }, '512345678'],
  [{ adAccountId: 'urn:li:sponsoredAccount:512345678' }, '512345678'],
  [{ adAccountId: 'Acme-Europe' }, undefined],
  [{ clientId }, undefined],
])('the account of %j is %s', (credentials, digits) => {
  expect(accountIdOf(credentials)).toBe(digits);
});

it.each([
  [clientId, '78ab…12'],
  ['78abcdef', '78abcdef'],
  ['78abcdefg', '78ab…fg'],
  ['', ''],
])('the Client ID %j is shown as %j', (id, shown) => {
  expect(shortClientId(id)).toBe(shown);
});
