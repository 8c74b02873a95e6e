/** Scopes: read as LinkedIn writes them, compared as sets. */

import { describe, expect, it } from 'vitest';
import {
  missingScopes,
  parseScopes,
  products,
  refusedExtras,
  sameScopes,
  scopesNamed,
  scopeWords,
} from '../../src/linkedin/scopes.ts';

const needed = ['r_ads', 'r_ads_reporting'];

describe('a list of scopes', () => {
  it.each([
    ['r_ads,r_ads_reporting', ['r_ads', 'r_ads_reporting']],
    ['r_ads r_ads_reporting', ['r_ads', 'r_ads_reporting']],
    [' r_ads , r_ads_reporting,', ['r_ads', 'r_ads_reporting']],
    ['r_ads\nr_ads', ['r_ads']],
    ['r_ads%20r_ads_reporting', ['r_ads', 'r_ads_reporting']],
    ['r_ads%2Cr_ads_reporting', ['r_ads', 'r_ads_reporting']],
    ['r_ads%252cr_ads_reporting', ['r_ads', 'r_ads_reporting']],
    ['r%5Fads+r_ads_reporting', ['r_ads', 'r_ads_reporting']],
    ['r_ads;r_ads_reporting|openid', ['r_ads', 'r_ads_reporting', 'openid']],
    ['["r_ads", "r_ads_reporting"]', ['r_ads', 'r_ads_reporting']],
    ['[r_ads r_ads_reporting]', ['r_ads', 'r_ads_reporting']],
    ["'r_ads','r_ads_reporting'", ['r_ads', 'r_ads_reporting']],
    ['R_ADS, R_Ads_Reporting', ['r_ads', 'r_ads_reporting']],
    ['openid profile email', ['openid', 'profile', 'email']],
    ['R_MEMBER_POSTANALYTICS', ['r_member_postAnalytics']],
    ['r_1st_connections_size', ['r_1st_connections_size']],
    ['https://x.test/a-b.c:d', ['https://x.test/a-b.c:d']],
    ['', []],
    [' , ', []],
    ['[]', []],
    ['%20', []],
    ['100%', []],
  ])('is read from %j', (text, scopes) => {
    expect(parseScopes(text)).toEqual(scopes);
  });
});

describe('what is missing', () => {
  it.each([
    [['r_ads', 'r_ads_reporting'], []],
    [['r_ads_reporting', 'r_ads', 'rw_conversions'], []],
    [['r_ads'], ['r_ads_reporting']],
    [['rw_ads', 'r_ads_reporting'], []],
    [['rw_ads'], ['r_ads_reporting']],
    [[], ['r_ads', 'r_ads_reporting']],
    [['r_ads_report'], ['r_ads', 'r_ads_reporting']],
  ])('when %j is granted is %j', (granted, missing) => {
    expect(missingScopes(needed, granted)).toEqual(missing);
  });

  it('never counts reading for writing', () => {
    expect(missingScopes(['rw_ads'], ['r_ads'])).toEqual(['rw_ads']);
  });
});

describe('two sets of scopes', () => {
  it.each([
    [['r_ads', 'r_ads_reporting'], ['r_ads_reporting', 'r_ads'], true],
    [[], [], true],
    [['r_ads'], ['r_ads', 'r_ads_reporting'], false],
    [['r_ads', 'r_ads_reporting'], ['r_ads'], false],
    [['r_ads', 'rw_ads'], ['r_ads', 'r_ads_reporting'], false],
  ])('%j and %j are the same: %s', (one, other, same) => {
    expect(sameScopes(one, other)).toBe(same);
  });
});

it('has words for what it always asks for, and none for what it does not know', () => {
  expect(needed.map((scope) => scopeWords[scope])).toEqual([
    'see ad accounts',
    'see their numbers',
  ]);
  expect(scopeWords['rw_dmp_segments']).toBeUndefined();
});

describe('the scopes that a refusal names', () => {
  const asked = ['r_ads', 'r_ads_reporting', 'openid'];
  it.each<[string, readonly string[]]>([
    ['Scope "r_ads" is not authorized for your application', ['r_ads']],
    ['r_ads_reporting and openid', ['r_ads_reporting', 'openid']],
    ['Scope "r_liteprofile" is not authorized', ['r_liteprofile']],
    ['Scopes: w_organization.x-y is not authorized', ['w_organization.x-y']],
    ["the scope 'email' is not authorized", ['email']],
    ['Scope email is not authorized', []],
    ['Scope of your_application', ['of']],
    ['a horoscope "x"', []],
    ['no such thing as "x"', []],
    ['', []],
  ])('in %j are %j', (words, named) => {
    expect(scopesNamed(words, asked)).toEqual(named);
  });

  it.each<[readonly string[], readonly string[], readonly string[]]>([
    [['openid'], asked, ['openid']],
    [['r_liteprofile'], asked, ['r_liteprofile']],
    [['r_ads'], asked, []],
    [['openid', 'r_ads_reporting'], asked, []],
    [[], asked, ['openid']],
    [[], needed, []],
  ])('%j of %j can be left out: %j', (named, wanted, extras) => {
    expect(refusedExtras(named, { asked: wanted, needed })).toEqual(extras);
  });
});

it.each([
  ['r_ads', 'Advertising API'],
  ['rw_conversions', 'Conversions API'],
  ['profile', 'Sign In with LinkedIn using OpenID Connect'],
  ['r_liteprofile', undefined],
])('the scope %s comes with %s', (scope, product) => {
  expect(products.get(scope)).toBe(product);
});
