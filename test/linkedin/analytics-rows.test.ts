/** Rows of adAnalytics: whatever their spelling, and wherever the network cuts them, as the parser reads them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SetupError } from '../../src/faults/fault.ts';
import { type AnalyticsRows, type OpenRows, openRoom } from '../../src/linkedin/analytics-rows.ts';
import { parseMicros } from '../../src/linkedin/money.ts';
import type { Reply } from '../../src/linkedin/transport.ts';
import { fixtures } from '../support/linkedin-fixtures.ts';

const metrics = ['costInLocalCurrency', 'impressions', 'oneClickLeads', 'averageDwellTime'];

const reply: Reply = {
  status: 200,
  headers: new Map(),
  text: '',
  json: undefined,
  serverTime: undefined,
  requestId: 'AAYq5qVd',
};

/** As many pieces as there are cuts and one more. */
function read(text: string, cuts: readonly number[] = [], open: OpenRows = openRoom()) {
  const bytes = new TextEncoder().encode(text);
  const reader = open(metrics);
  const add = reader.begin();
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length];
  places.sort((one, other) => one - other);
  for (const [index, place] of places.entries()) {
    if (index > 0) add(bytes.slice(places[index - 1], place));
  }
  return reader.end(reply);
}

/** What is in the rows, one by one; the room is free again. */
function rowsOf(rows: AnalyticsRows) {
  const { dates, ids, values } = rows;
  const found = Array.from({ length: rows.count }, (_, row) => [
    dates[row],
    ids[row],
    ...metrics.map((metric) => plain(values.get(metric)?.[row])),
  ]);
  rows.release();
  return found;
}

/** A micro is a micro, as a number and as a bigint. */
const plain = (value: number | bigint | string | undefined) =>
  typeof value === 'bigint' ? Number(value) : value;

interface Row {
  readonly dateRange: { readonly start: Readonly<Record<'year' | 'month' | 'day', number>> };
  readonly pivotValues: readonly string[];
  readonly costInLocalCurrency?: string | number | null;
  readonly impressions?: number | null;
  readonly oneClickLeads?: number | null;
  readonly averageDwellTime?: number | null;
}

/** By the parser alone. */
function expected(text: string) {
  const { elements } = JSON.parse(text) as { readonly elements: readonly Row[] };
  return elements.map((row) => {
    const { year, month, day } = row.dateRange.start;
    const two = (number: number) => String(number).padStart(2, '0');
    const cost = row.costInLocalCurrency ?? undefined;
    return [
      `${year}-${two(month)}-${two(day)}`,
      row.pivotValues[0]?.split(':').at(-1),
      cost === undefined ? undefined : Number(parseMicros(String(cost))),
      row.impressions ?? undefined,
      row.oneClickLeads ?? undefined,
      row.averageDwellTime ?? undefined,
    ];
  });
}

// --- answers ---------------------------------------------------------------------------------------------

const digits = (most: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: most });

const cost = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.nat(99_999), digits(18)).map((parts) => parts.join('.')) },
  // Exactly half a micro, floats' noise, and whatever else a decimal text may look like.
  fc.nat(9_999_999).map((micros) => `${micros}.${String(micros).padStart(6, '0').slice(-6)}5`),
  fc.constantFrom('0', '-2e-18', '-12.5', '1e3', '007.10', '.5', '5.', '999999999.9999996'),
  fc.constantFrom('0.0000015', '0.0000005', '123456789012.5', null, 12.75, 0),
);
const count = fc.oneof(
  { weight: 6, arbitrary: fc.nat(1_000_000) },
  fc.constantFrom(0, -3, 999_999_999_999_999, Number.MAX_SAFE_INTEGER, null),
);
const date = fc.record({
  year: fc.integer({ min: 2003, max: 2030 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 28 }),
});
const id = fc.oneof(fc.nat().map(String), fc.constantFrom('0', '12345678901234567890', '007'));

const placed = {
  dateRange: fc.record({ start: date, end: date }),
  pivotValues: id.map((number) => [`urn:li:sponsoredCampaign:${number}`]),
};
/** As LinkedIn writes them. */
const usualRow = fc.record({
  costInLocalCurrency: cost,
  impressions: count,
  oneClickLeads: count,
  ...placed,
});
/** Members that may be absent, and others that nobody asked for. */
const oddRow = fc.record(
  {
    costInLocalCurrency: cost,
    impressions: count,
    oneClickLeads: count,
    averageDwellTime: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    pivot: fc.constant('CAMPAIGN'),
    note: fc.oneof(
      fc.string(),
      fc.constantFrom('},{', '"elements":[', '\\', '"', '"}', '\\"{', 'é€😀', '\uE000'),
    ),
    list: fc.array(fc.record({ a: fc.nat() }), { maxLength: 3 }),
    ...placed,
  },
  { requiredKeys: ['dateRange', 'pivotValues'] },
);

/** Most rows have their members in one order, some in another; what surrounds them is anywhere. */
const answer = fc
  .record({
    rows: fc.oneof<fc.Arbitrary<object[]>[]>(
      fc.array(usualRow, { maxLength: 30 }),
      fc.array(oddRow, { maxLength: 30 }),
    ),
    order: fc.shuffledSubarray([...metrics, 'note', 'dateRange', 'pivotValues', 'list'], {
      minLength: 8,
    }),
    turned: fc.nat(9),
    pagingFirst: fc.boolean(),
    indent: fc.constantFrom(0, 0, 0, 1, 2),
  })
  .map(({ rows, order, turned, pagingFirst, indent }) => {
    const elements = rows.map((members, index) => {
      const keys = index % 10 === turned ? order.toReversed() : order;
      const all = { ...members } as Readonly<Record<string, unknown>>;
      return Object.fromEntries(
        [...keys, 'pivot'].flatMap((key) => (key in all ? [[key, all[key]]] : [])),
      );
    });
    const paging = { start: 0, count: 10, links: [{ rel: 'next' }, { rel: '},{' }] };
    const body = pagingFirst ? { paging, elements } : { elements, paging };
    return JSON.stringify(body, undefined, indent);
  });

describe('the rows of an answer', () => {
  it('are those that the parser reads, however they are spelled and cut', () => {
    const open = openRoom();
    fc.assert(
      fc.property(answer, fc.array(fc.nat(20_000), { maxLength: 5 }), (text, cuts) => {
        expect(rowsOf(read(text, cuts, open))).toEqual(expected(text));
      }),
      { numRuns: 1_500 },
    );
  });

  it('are all there when the answer comes byte by byte', () => {
    const [text = ''] = fc
      .sample(answer, { seed: 7, numRuns: 40 })
      .sort((one, other) => other.length - one.length);
    const everywhere = Array.from({ length: text.length }, (_, at) => at);
    expect(rowsOf(read(text, everywhere))).toEqual(expected(text));
  });

  it('hold nothing of the answer before, which was longer', () => {
    const open = openRoom();
    const [one, other] = [answerOf(3, 'costInLocalCurrency'), answerOf(2, 'impressions')];
    rowsOf(read(one, [], open));
    expect(rowsOf(read(other, [], open))).toEqual(expected(other));
  });

  it('are read anew when the answer comes again', () => {
    const text = answerOf(3, 'impressions');
    const bytes = (of: string) => new TextEncoder().encode(of);
    const reader = openRoom()(metrics);
    reader.begin()(bytes(text.replace('"impressions":0', '"impressions":0.5').slice(0, -20)));
    reader.begin()(bytes(text));
    expect(rowsOf(reader.end(reply))).toEqual(expected(text));
  });

  it.each([
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['letters of several bytes', (text: string) => `{"note":"é€😀",${text.slice(1)}`],
    ['ids of letters', (text: string) => text.replaceAll(/:(\d+)"\]/g, ':a$1"]')],
    ['ids with a sign', (text: string) => text.replaceAll(/:(\d+)"\]/g, ':-$1"]')],
    ['more than one urn', (text: string) => text.replaceAll('"]', '","urn:li:other:77"]')],
    [
      'no number in the first urn',
      (text: string) => text.replaceAll(/"urn:[^"]*"/g, '"all","urn:li:a:7"'),
    ],
  ])('are those that the parser reads, with %s', (_, change) => {
    const text = change(answerOf(3, 'impressions'));
    expect(rowsOf(read(text))).toEqual(expected(text.replace('\uFEFF', '')));
  });

  it('take room of their own from others, however often it was released', () => {
    const open = openRoom();
    const rows = read(answerOf(1, 'impressions'), [], open);
    rows.release();
    rows.release();
    const [one, other] = [
      read(answerOf(2, 'impressions'), [], open),
      answerOf(3, 'costInLocalCurrency'),
    ];
    expect(read(other, [], open).count).toBe(3);
    expect(rowsOf(one)).toEqual(expected(answerOf(2, 'impressions')));
  });

  it('come however deep another list of that name is', () => {
    const text = `{"meta":{"elements":[{"a":1},{"b":2}]},${answerOf(2, 'impressions').slice(1)}`;
    expect(rowsOf(read(text))).toEqual(expected(text));
  });
});

function answerOf(rows: number, metric: string): string {
  const elements = Array.from({ length: rows }, (_, index) => ({
    [metric]: metric === 'impressions' ? index : `${index}.5`,
    dateRange: { start: { year: 2026, month: 3, day: index + 1 }, end: {} },
    pivotValues: [`urn:li:sponsoredCampaign:${index}`],
  }));
  return JSON.stringify({ paging: { count: 10 }, elements });
}

describe('an answer', () => {
  const messageOf = (text: string): string => {
    try {
      return `${read(text).count} rows`;
    } catch (error) {
      if (error instanceof SetupError && error.code === 'linkedin-unavailable')
        return error.message;
      throw error;
    }
  };
  const sentence = (what: string) => `LinkedIn is not answering as it should: ${what}.`;

  it('that is cut off anywhere is no answer', () => {
    const text = answerOf(4, 'costInLocalCurrency');
    const damaged = sentence('its answer is cut off or damaged (HTTP 200)');
    for (let length = 1; length < text.length; length += 1) {
      expect(messageOf(text.slice(0, length))).toBe(damaged);
    }
    expect(messageOf(text)).toBe('4 rows');
  });

  it.each([
    ['', 'its answer is empty (HTTP 200)'],
    ['{"elements":[{}]]', 'its answer is cut off or damaged (HTTP 200)'],
    ['{"elements":[{},]}', 'its answer is cut off or damaged (HTTP 200)'],
    ['{"elements":[{}{}]}', 'its answer is cut off or damaged (HTTP 200)'],
    ['{}', 'its adAnalytics answer lacks elements'],
    ['{"elements":{}}', 'its adAnalytics answer lacks elements'],
    ['{"elements":[{}]}', 'its adAnalytics answer lacks dateRange, pivotValues'],
    ['{"elements":[null]}', 'its adAnalytics answer lacks dateRange, pivotValues'],
    ['{"elements":[{}],"elements":[]}', 'its answer is cut off or damaged (HTTP 200)'],
    ['{"elements":[{}],"elements":[{}]}', 'its answer is cut off or damaged (HTTP 200)'],
  ])('of another shape is told: %s', (text, what) => {
    expect(messageOf(text)).toBe(sentence(what));
  });

  it('that is a web page is not LinkedIn', () => {
    expect(messageOf('<html>"elements":[')).toBe(
      "LinkedIn's answer did not arrive: a web page came in its place (HTTP 200).",
    );
  });

  it.each([
    { year: 2026, month: 13, day: 1 },
    { year: 2026, month: 2, day: 30 },
    { year: 2026, month: 1, day: 1.5 },
    { year: 2026, month: 1, day: -3 },
    { year: 2026, month: 0, day: 0 },
  ])('with a day that no calendar has is told: %o', (day) => {
    const start = JSON.stringify({ year: 2026, month: 3, day: 2 });
    const odd = answerOf(3, 'impressions').replace(start, JSON.stringify(day));
    expect(messageOf(odd)).toBe(sentence('its adAnalytics answer lacks dateRange, pivotValues'));
  });

  it.each([
    `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  ])('with a value that goes down thousands of levels is told', (value) => {
    const odd = answerOf(3, 'impressions').replace('"impressions":1', `"impressions":${value}`);
    expect(messageOf(odd)).toBe(sentence('its answer is cut off or damaged (HTTP 200)'));
  });

  it.each([
    ['costInLocalCurrency', '"N/A"'],
    ['costInLocalCurrency', 'true'],
    ['impressions', '1.5'],
    ['impressions', '"7"'],
    ['averageDwellTime', '[]'],
  ])('with a %s of %s is told', (metric, value) => {
    const odd = answerOf(3, 'impressions').replace('"impressions":1', `"${metric}":${value}`);
    expect(messageOf(odd)).toBe(sentence(`its adAnalytics answer has an odd ${metric}`));
  });
});

describe('every row that LinkedIn documents is read', () => {
  const documented = fixtures.filter(
    ({ request, response }) => request.path.includes('/adAnalytics') && response.status === 200,
  );
  it.each(documented.map((fixture) => [fixture.name, fixture] as const))('%s', (_, {
    response,
  }) => {
    const text = JSON.stringify(response.body);
    expect(rowsOf(read(text))).toEqual(expected(text));
  });
});
