/** What is kept: read from the file's texts, written back to them, and the shapes of what people paste. */

import { describe, expect, it } from 'vitest';
import {
  accountChanges,
  grantChanges,
  keyChanges,
  keysOf,
  readCredentials,
  shortClientId,
} from '../../src/credentials/credentials.ts';
import {
  clientIdComplaint,
  clientSecretComplaint,
  looksLikeSecret,
  malformedKey,
  readAccountId,
  swappedKeys,
} from '../../src/credentials/pasted-values.ts';
import { Exit } from '../../src/faults/fault.ts';
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

describe('a draft', () => {
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
    expect(readCredentials(values)).toEqual({});
  });

  it('is without the blanks that copying brings', () => {
    const draft = readCredentials({
      LINKEDIN_CLIENT_ID: ` ${clientId}\n`,
      LINKEDIN_ACCESS_TOKEN: ' AQX ',
    });
    expect(opened(draft)).toEqual({ clientId, accessToken: 'AQX' });
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

  it('for the ad account is its number', () => {
    expect(accountChanges('512345678')).toEqual({ LINKEDIN_AD_ACCOUNT_ID: '512345678' });
  });
});

describe('an ad account', () => {
  it.each([
    '512345678',
    ' 512345678\n',
    '"512345678"',
    '#512345678',
    '512 345 678',
    '512\u2009345\u202f678',
    '512.345.678',
    '512,345,678',
    "512'345'678",
    '512345678.0',
    '５１２３４５６７８',
    '\u200b512345678\ufeff',
    "'512345678'",
    '“512345678”',
    'urn:li:sponsoredAccount:512345678',
    'URN:LI:sponsoredaccount:512345678',
    'https://www.linkedin.com/campaignmanager/accounts/512345678',
    'https://www.linkedin.com/campaignmanager/accounts/512345678/campaigns?x=1',
    '<https://www.linkedin.com/campaignmanager/accounts/512345678>',
    'linkedin.com/campaignmanager/accounts/512345678',
  ])('is read from %j', (given) => {
    expect(readAccountId(given)).toBe('512345678');
  });

  it.each([
    ['', 'it is empty'],
    ['Acme Europe', 'it looks like a name, and LinkedIn wants the number'],
    ['Acme 2', 'it is not a plain number'],
    ['512345678x', 'it is not a plain number'],
    ['0512345678', 'it begins with a zero'],
    ['act_512345678', "it is Meta's form of an ad account, not LinkedIn's"],
    ['512345678.5', 'it is not a plain number'],
    ['512.345678', 'it is not a plain number'],
    ['512.345,678', 'it is not a plain number'],
    ['512345678,509876543', 'it is not a plain number'],
    ['0', 'it is not a plain number'],
    ['-5', 'it is not a plain number'],
    ['5.12e8', 'it is not a plain number'],
    ['12345678901234567', 'it is not a plain number'],
    ['urn:li:sponsoredCampaign:1', 'it is the URN of something else than an ad account'],
    [
      'https://www.linkedin.com/campaignmanager/accounts',
      'this Campaign Manager address names no account',
    ],
    ['https://www.linkedin.com/company/512345678', 'it is not an address of Campaign Manager'],
  ])('is not read from %j: %s', (given, why) => {
    expect(() => readAccountId(given)).toThrow(
      expect.objectContaining({
        code: 'account-id-malformed',
        exit: Exit.usage,
        message: `"${given}" is not an ad account id: ${why}.`,
      }),
    );
  });

  it('that is far too long is not repeated whole', () => {
    expect(() => readAccountId('x'.repeat(5_000))).toThrow(/^"x{79}…" is not an ad account id/);
  });
});

describe('a Client ID', () => {
  it.each([clientId, ` ${clientId} `, '86A1b2C3d4E5f6'])('can be %j', (text) => {
    expect(clientIdComplaint(text)).toBeUndefined();
  });

  it.each([
    ['', /^Paste the Client ID/],
    [secretText, /^That is the Primary Client Secret/],
    ['78abc defghij12', /no spaces/],
    ['Client ID: 78abcdefghij12', /no spaces/],
    ['78abcdefghij1ä', /only letters and digits/],
    ['78abc', /about 14 characters/],
    ['7'.repeat(33), /about 14 characters/],
  ])('cannot be %j', (text, complaint) => {
    expect(clientIdComplaint(text)).toMatch(complaint);
  });
});

describe('a Primary Client Secret', () => {
  it.each([
    secretText,
    ` ${secretText}\n`,
    'aB3dE5gH7jK9mN1p',
    'a+b/c=d%e:f,g-h_i.j',
  ])('can be %j', (text) => {
    expect(clientSecretComplaint(text, clientId)).toBeUndefined();
  });

  it.each([
    ['', /^Paste the Primary Client Secret/],
    [clientId, /^That is the Client ID again/],
    ['WPL_AP1 x', /no spaces/],
    ['••••••••••••', /^Those are the dots/],
    ['aB3dE5gH"', /no such characters/],
    ['aB3$E5gH7', /no such characters/],
    ['short', /too short/],
  ])('cannot be %j', (text, complaint) => {
    expect(clientSecretComplaint(text, clientId)).toMatch(complaint);
  });

  it.each([
    'aB3dE5 gH7jK9mN1p',
    '"aB3dE5gH7jK9mN1p"',
    'aB3dE5gH7jK9mN1pé',
  ])('is not repeated in what is said of %j', (text) => {
    expect(clientSecretComplaint(text, clientId)).not.toContain('aB3dE5');
  });
});

describe('a pair of keys', () => {
  it.each([
    [clientId, secretText, undefined],
    [
      'no',
      secretText,
      { variable: 'LINKEDIN_CLIENT_ID', why: 'a Client ID has about 14 characters. Copy it again' },
    ],
    [
      clientId,
      'x y',
      {
        variable: 'LINKEDIN_CLIENT_SECRET',
        why: 'a Client Secret has no spaces or line breaks. Copy it again',
      },
    ],
    [
      'no',
      'x y',
      { variable: 'LINKEDIN_CLIENT_ID', why: 'a Client ID has about 14 characters. Copy it again' },
    ],
  ])('of %j and %j names the first that cannot', (id, secret, complaint) => {
    expect(malformedKey({ clientId: id, clientSecret: new Secret(secret) })).toEqual(complaint);
  });

  it('can be turned round when the secret looks like an id', () => {
    const swapped = swappedKeys({
      clientId: 'aB3dE5gH7jK9mN1p',
      clientSecret: new Secret(clientId),
    });
    expect(swapped && opened(swapped)).toEqual({ clientId, clientSecret: 'aB3dE5gH7jK9mN1p' });
  });

  it.each([
    secretText,
    'aB3dE5gH7jK9mN1p',
    '78abc',
    '',
  ])('is not turned round with %j, which must not be shown as an id', (text) => {
    expect(swappedKeys({ clientId, clientSecret: new Secret(text) })).toBeUndefined();
  });

  it('is told apart by the beginning of newer secrets', () => {
    const texts = [secretText, ' WPL_AP0.x', clientId, 'aB3dE5gH7jK9mN1p'];
    expect(texts.map(looksLikeSecret)).toEqual([true, true, false, false]);
  });

  it.each([
    [clientId, '78ab…12'],
    ['78abcdef', '78abcdef'],
    ['', ''],
  ])('is shown with %j as %j', (id, shown) => {
    expect(shortClientId(id)).toBe(shown);
  });
});
