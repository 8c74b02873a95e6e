/** A secret shows itself to nobody who does not ask it to. */

import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { Secret, withoutSecrets } from '../src/secret.ts';
import { leaksIn } from './support/leaks.ts';

const value = 'WPL_AP1.aB3dE5gH7jK9mN1p.cXJzdHV2d3h5eg==';
const secret = new Secret(value);
const credentials = { clientId: '78abcdefghij12', clientSecret: secret, all: [secret] };

describe('a secret is not shown', () => {
  it.each<[string, () => unknown]>([
    ['in a template', () => `the secret is ${secret}`],
    ['in a concatenation', () => `the secret is ${String(secret)}`.concat(String([secret]))],
    ['added to a text', () => 'the secret is '.concat(secret as unknown as string)],
    ['joined with others', () => [secret, secret].join(',')],
    ['as JSON', () => JSON.stringify(credentials)],
    [
      'as JSON with every own property',
      () => JSON.stringify(Object.getOwnPropertyDescriptors(secret)),
    ],
    ['inspected', () => inspect(credentials)],
    ['inspected to its depths', () => inspect(credentials, { depth: 10, showHidden: true })],
    ['logged', () => format('%s %o %O %j %i', secret, secret, secret, secret, secret)],
    ['logged within an object', () => format('%o %O', credentials, credentials)],
    ['cloned', () => inspect(structuredClone(credentials), { showHidden: true })],
    ['serialized', () => serialize(credentials).toString('latin1')],
    ['copied', () => inspect({ ...secret }, { showHidden: true })],
    ['by its entries', () => Object.entries(secret).flat()],
    ['in an error', () => inspect(new Error(`refused: ${secret}`, { cause: credentials }))],
    ['in an address', () => new URLSearchParams({ token: String(secret) })],
    ['as a key', () => Object.keys({ [String(secret)]: 1 })],
  ])('%s', (_, shown) => {
    expect(leaksIn(String(shown()), [value])).toEqual([]);
  });

  it('and says so in its place', () => {
    expect([`${secret}`, JSON.stringify(secret), inspect(secret)]).toEqual([
      '[secret]',
      '"[secret]"',
      '[secret]',
    ]);
  });
});

describe('a secret', () => {
  it('reveals itself when asked', () => {
    expect(secret.reveal()).toBe(value);
  });

  it('tells its length, and whether another one is the same', () => {
    expect(secret).toHaveLength(value.length);
    expect(secret.equals(new Secret(value))).toBe(true);
    expect(secret.equals(new Secret(`${value}x`))).toBe(false);
    expect(secret.equals(undefined)).toBe(false);
  });
});

describe('a text that others wrote is cleaned of every secret of this process', () => {
  it.each([
    ['plain', value],
    ['as a form has it', encodeURIComponent(value)],
    ['as an address has it', new URLSearchParams({ value }).toString().slice('value='.length)],
    ['twice', `${value} ${value}`],
    ['cut at its end', value.slice(0, 30)],
  ])('%s', (_, shown) => {
    expect(leaksIn(withoutSecrets(`body: client_secret=${shown}`), [value]).slice(0, 1)).toEqual(
      [],
    );
  });

  it('and keeps the rest of it, short words included', () => {
    const short = new Secret('Error');
    expect(withoutSecrets(`Error: could not send ${value} to LinkedIn`)).toBe(
      'Error: could not send [secret] to LinkedIn',
    );
    expect(short).toHaveLength(5);
  });
});
