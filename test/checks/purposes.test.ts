/** What scopes are enough for, and that a purpose is an entry of one table and nothing more. */

import { describe, expect, it } from 'vitest';
import {
  needsAdAccount,
  productsIn,
  purposeNames,
  purposes,
  purposesFor,
  scopesOf,
} from '../../src/checks/purposes.ts';
import { products } from '../../src/linkedin/scopes.ts';
import { readSources } from '../support/sources.ts';

const namesFor = (scopes: readonly string[] | undefined) =>
  purposesFor(scopes).map(({ name }) => name);

describe('the purposes of scopes', () => {
  it.each<[readonly string[] | undefined, readonly string[]]>([
    [undefined, ['reporting']],
    [[], ['reporting']],
    [['r_ads'], ['reporting']],
    [['r_ads', 'r_ads_reporting'], ['reporting']],
    [['rw_ads', 'r_ads_reporting'], ['reporting']],
    [['r_ads_reporting'], ['reporting']],
    [['r_ads', 'rw_conversions'], ['conversions']],
    [['rw_conversions'], ['conversions']],
    [
      ['r_ads', 'r_ads_reporting', 'rw_conversions'],
      ['reporting', 'conversions'],
    ],
    [['r_organization_social', 'r_organization_admin'], ['organic']],
    // Asked for beside the numbers, it is no purpose of its own.
    [['r_ads', 'r_ads_reporting', 'r_organization_social'], ['reporting']],
    [['openid', 'profile'], ['reporting']],
  ])('%j are %j', (scopes, names) => {
    expect(namesFor(scopes)).toEqual(names);
  });
});

describe('every purpose', () => {
  it.each(
    purposes.map((one) => [one.name, one] as const),
  )('%s is served by its own scopes', (name, one) => {
    expect(namesFor(one.scopes)).toEqual([name]);
    expect(scopesOf([one, one])).toEqual(one.scopes);
    expect(productsIn([one])).toEqual([one.product]);
  });

  it.each(
    purposes.map((one) => [one.name, one] as const),
  )('%s has a product that brings a scope of it', (_, one) => {
    expect(one.scopes.map((scope) => products.get(scope))).toContain(one.product);
  });

  it.each(['', 'Acme Ltd'])('says what it is for, for a company called "%s"', (company) => {
    for (const { useCase } of purposes) {
      expect(useCase(company)).toMatch(company === '' ? /^We \w/ : /^Acme Ltd \w+s /);
    }
  });

  it('needs an ad account where its scopes show one', () => {
    expect(purposes.filter(needsAdAccount).map(({ name }) => name)).toEqual([
      'reporting',
      'conversions',
    ]);
  });

  it('is known by name in its table alone', () => {
    const named = new RegExp(
      `'(${purposeNames.filter((name) => name !== 'reporting').join('|')})'`,
    );
    const elsewhere = readSources()
      .filter(({ path }) => !/^checks\/(purposes|verdict)\.ts$|^simulator\//.test(path))
      .filter(({ text }) => named.test(text))
      .map(({ path }) => path);
    expect(elsewhere).toEqual([]);
  });
});
