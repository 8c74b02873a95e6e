/** Rest.li 2.0 query strings, against what LinkedIn documents and what was seen live. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/simulator/responses.ts';
import { parseFirstVersionQuery } from '../../src/simulator/restli-one-query.ts';
import { parseQuery, parseValue } from '../../src/simulator/restli-query.ts';
import type { RestliValue } from '../../src/simulator/restli-value.ts';
import { createClient } from './simulator-client.ts';

const text = (value: string): RestliValue => value;
const list = (...items: RestliValue[]): RestliValue => items;
const record = (fields: Record<string, RestliValue>): RestliValue =>
  new Map(Object.entries(fields));

describe('a value', () => {
  it.each([
    ['ACTIVE', text('ACTIVE')],
    ['urn%3Ali%3AsponsoredAccount%3A1', text('urn:li:sponsoredAccount:1')],
    ['Acme%20%28old%29', text('Acme (old)')],
    ["''", text('')],
    ['a%2Bb', text('a+b')],
    ['Liste', text('Liste')],
    ['List()', list()],
    ['List(a,b)', list(text('a'), text('b'))],
    ['(value:CAMPAIGN)', record({ value: text('CAMPAIGN') })],
    [
      '(start:(year:2026,month:9,day:1))',
      record({ start: record({ year: text('2026'), month: text('9'), day: text('1') }) }),
    ],
    [
      '(status:(values:List(ACTIVE,DRAFT)),test:false)',
      record({
        status: record({ values: list(text('ACTIVE'), text('DRAFT')) }),
        test: text('false'),
      }),
    ],
  ])('%s', (raw, value) => {
    expect(parseValue(raw)).toEqual(value);
  });

  it.each([
    '',
    'urn:li:sponsoredAccount:1',
    'a+b',
    'List(a',
    'List(a,)',
    'List(,a)',
    'List(a)b',
    '(a:1',
    '(a)',
    '(:1)',
    '(a:1,)',
    'a,b',
    'a)',
    '%',
    '%zz',
    '%E0%A4%A',
  ])('%j is none', (raw) => {
    expect(parseValue(raw)).toBeUndefined();
  });

  it('nested without end is none', () => {
    expect(parseValue('List('.repeat(50_000))).toBeUndefined();
  });
});

describe('a query', () => {
  it('has each parameter once, and fields with raw commas', () => {
    expect(parseQuery('q=analytics&fields=impressions,clicks&pivot=CAMPAIGN')).toEqual(
      new Map([
        ['q', text('analytics')],
        ['fields', record({ impressions: text(''), clicks: text('') })],
        ['pivot', text('CAMPAIGN')],
      ]),
    );
  });

  const refusalOf = (raw: string): Refusal => {
    try {
      throw new Error(`read ${[...parseQuery(raw).keys()]}`);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  };

  it.each([
    ['a=1&a=2', 'a'],
    ['a', 'a'],
    ['q=search&search=%', 'search'],
  ])('%s is refused by the name of the parameter', async (raw, fieldPath) => {
    const { answer } = refusalOf(raw);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errorDetails: {
        inputErrors: [{ code: 'PARAM_INVALID', input: { inputPath: { fieldPath } } }],
      },
    });
  });

  it('a character that no URI may hold is refused by its place', async () => {
    const { answer } = refusalOf('q=a|b');
    const { message } = (await answer.json()) as { message: string };
    expect([answer.status, message]).toEqual([
      400,
      'java.net.URISyntaxException: Illegal character in query at index 3: q=a|b',
    ]);
  });
});

describe('whatever comes', () => {
  const token = fc.constantFrom(
    ...[
      '(',
      ')',
      ',',
      ':',
      'List(',
      '%',
      '%2',
      '%28',
      '+',
      '&',
      '=',
      '|',
      'q=search',
      'search',
      'fields=',
      'ids=',
      '[0]',
      '.',
      'é',
    ],
  );
  const soup = fc.array(fc.oneof(token, fc.string()), { maxLength: 40 });
  const anyQuery = soup.map((parts) => parts.join(''));

  it.each([
    ['2.0', parseQuery],
    ['1.0', parseFirstVersionQuery],
  ])('the parser of Rest.li %s throws nothing but refusals', (_, parse) => {
    fc.assert(
      fc.property(anyQuery, (raw) => {
        try {
          expect(parse(raw)).toBeInstanceOf(Map);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
    );
  });

  it('a value that was written as Rest.li writes it is read back', () => {
    const leaf = fc.string().map(text);
    const { value } = fc.letrec<{ value: RestliValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }).map((items) => list(...items)),
        fc
          .dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 3 })
          .map((fields) => record(fields)),
      ),
    }));
    fc.assert(
      fc.property(value, (written) => {
        expect(parseValue(write(written))).toEqual(written);
      }),
    );
  });

  it.each([
    '/adAccounts?q=search&',
    '/adAccounts?',
    '/adAnalytics?q=analytics&',
    '/adAnalytics?q=statistics&',
    '/adAccountUsers?q=accounts&',
    '/adAccounts/512345678/creatives?q=criteria&',
  ])('%s never ends in a server error', async (path) => {
    const { simulator, rest } = createClient();
    const token = simulator.issueTokens().accessToken;
    await fc.assert(
      fc.asyncProperty(anyQuery, fc.boolean(), async (raw, isFirst) => {
        const without = isFirst ? ['x-restli-protocol-version'] : [];
        const { status } = await rest(`${path}${raw}`, { token, without });
        expect(status === 200 || (status >= 400 && status < 500)).toBe(true);
      }),
    );
  });
});

function write(value: RestliValue): string {
  if (typeof value === 'string') return value === '' ? "''" : encoded(value);
  if (!(value instanceof Map)) return `List(${value.map(write).join(',')})`;
  const fields = [...value].map(([name, inner]) => `${encoded(name)}:${write(inner)}`);
  return `(${fields.join(',')})`;
}

function encoded(plain: string): string {
  return encodeURIComponent(plain).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}
