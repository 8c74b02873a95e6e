/** Bodies that differ from the documented ones: what can be read of them is read, and the rest is left out. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLeniently } from '../../src/linkedin/lenient.ts';
import {
  adAccountsPage,
  adAccountUsersPage,
  introspectionReply,
  restErrorReply,
  tokenReply,
} from '../../src/linkedin/wire.ts';

const token = { access_token: 'AQX' };

describe('a token reply', () => {
  it.each<[object, object | undefined]>([
    [{ expires_in: '5184000' }, { expires_in: 5_184_000 }],
    [{ expires_in: ' 1e3 ' }, { expires_in: 1_000 }],
    [{ expires_in: 0 }, {}],
    [{ expires_in: 'soon' }, {}],
    [{ expires_in: 9e12, scope: null }, {}],
    [{ refresh_token: '', refresh_token_expires_in: [] }, {}],
    [{ scope: ['r_ads', 'rw_ads'] }, { scope: 'r_ads,rw_ads' }],
    [{ scope: [1] }, {}],
    [{ access_token: null }, undefined],
    [{ access_token: '' }, undefined],
  ])('with %j', (changes, read) => {
    const { data } = parseLeniently(tokenReply, { ...token, ...changes });
    expect(data).toEqual(read && { ...token, ...read });
  });
});

describe('an introspection reply', () => {
  const active = { active: true };
  it.each<[object, object | undefined]>([
    [{ active: 'true' }, active],
    [{ active: ' FALSE ' }, { active: false }],
    [{ active: 'yes' }, undefined],
    [{ active: 1 }, undefined],
    [
      { ...active, status: 7 },
      { ...active, status: '7' },
    ],
    [
      { ...active, status: false },
      { ...active, status: 'false' },
    ],
    [{ ...active, status: {} }, active],
    [
      { ...active, scope: [] },
      { ...active, scope: '' },
    ],
    [{ ...active, scope: ['r_ads', 7] }, active],
    [
      { ...active, created_at: '1700000000' },
      { ...active, created_at: 1_700_000_000 },
    ],
    [{ ...active, created_at: '1' }, active],
  ])('of %j is read as %j', (body, read) => {
    expect(parseLeniently(introspectionReply, body).data).toEqual(read);
  });
});

it.each<[object, object]>([
  [{ errorCode: '' }, {}],
  [{ errorCode: ' ' }, {}],
  [{ errorCode: 'Infinity' }, {}],
  [{ errorCode: '-7' }, { errorCode: -7 }],
  [{ errorCode: true }, {}],
  [{ message: null, status: null }, {}],
])('a refusal of %j is read as %j', (body, read) => {
  expect(parseLeniently(restErrorReply, body).data).toEqual(read);
});

it('a body that fits is the same to the letter, with what no shape names left out', () => {
  const body = { ...token, scope: 'r_ads', unheardOf: { deep: [1] } };
  expect(parseLeniently(tokenReply, body).data).toEqual({ ...token, scope: 'r_ads' });
});

it('a body that cannot be read fails as it came', () => {
  const { error } = parseLeniently(tokenReply, { expires_in: 'soon' });
  expect(error?.issues.map(({ path }) => path)).toEqual([['access_token'], ['expires_in']]);
});

it('an element that lacks what it needs costs the others nothing, however many do', () => {
  const odd = Array.from({ length: 50 }, (_, n) => ({ id: n % 2 === 0 ? null : 'x', name: null }));
  const elements = [...odd, { id: '7', name: 3 }, ...odd, 'text', { id: 8, status: null }];
  expect(parseLeniently(adAccountsPage, { elements, metadata: 4 }).data).toEqual({
    elements: [{ id: '7', name: '3' }, { id: 8 }],
  });
});

it('a list of which nothing can be read is told, and not as an empty one', () => {
  const { error } = parseLeniently(adAccountUsersPage, { elements: [{ role: 'VIEWER' }] });
  expect(error?.issues[0]?.path).toEqual(['elements', 0, 'account']);
  expect(parseLeniently(adAccountUsersPage, { elements: [] }).data).toEqual({ elements: [] });
});

it('an id that is no id is not made one', () => {
  expect(parseLeniently(adAccountsPage, { elements: [{ id: ' 7' }, { id: 8 }] }).data).toEqual({
    elements: [{ id: 8 }],
  });
});

it('what cannot be read deep inside is left out there', () => {
  const body = { status: '400', errorDetails: { inputErrors: [{ code: 4, input: 'x' }, null] } };
  expect(parseLeniently(restErrorReply, body).data).toEqual({
    status: 400,
    errorDetails: { inputErrors: [{ code: '4' }] },
  });
});

it.each([null, undefined, 4, 'text', []])('%j is no body', (body) => {
  expect(parseLeniently(introspectionReply, body).success).toBe(false);
});

it('a body nested beyond all measure is read as far as it can be', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  expect(parseLeniently(tokenReply, { ...token, scope: deep, expires_in: '60' }).data).toEqual({
    ...token,
    expires_in: 60,
  });
  expect(parseLeniently(tokenReply, deep).success).toBe(false);
  const deepObject: unknown = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`);
  expect(parseLeniently(tokenReply, { ...token, scope: deepObject }).data).toEqual(token);
});

const shapes = [tokenReply, introspectionReply, restErrorReply, adAccountsPage, adAccountUsersPage];
const names = [
  'access_token',
  'expires_in',
  'scope',
  'active',
  'status',
  'elements',
  'id',
  'paging',
];
const bodies = fc.letrec<{ body: unknown }>((tie) => ({
  body: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 'true', '12', '', 'urn:li:sponsoredAccount:5', 3, -1, 9e12),
    fc.array(tie('body'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie('body'), { maxKeys: 6 }),
  ),
})).body;

it('never throws, never changes the body, and yields nothing but the shape', () => {
  fc.assert(
    fc.property(fc.constantFrom(...shapes), bodies, (shape, body) => {
      const before = JSON.stringify(body);
      const { data } = parseLeniently<unknown>(shape, body);
      expect(JSON.stringify(body)).toBe(before);
      if (data !== undefined) expect(shape.safeParse(data).success).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
