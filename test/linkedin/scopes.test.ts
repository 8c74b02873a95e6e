/** Scopes: read as LinkedIn writes them, compared as sets. */

import { describe, expect, it } from 'vitest';
import {
  minimumScopes,
  missingScopes,
  parseScopes,
  purposes,
  sameScopes,
} from '../../src/linkedin/scopes.ts';

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
    expect(missingScopes(minimumScopes, granted)).toEqual(missing);
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
  expect(minimumScopes.map((scope) => purposes[scope])).toEqual([
    'see ad accounts',
    'see their numbers',
  ]);
  expect(purposes['rw_dmp_segments']).toBeUndefined();
});
