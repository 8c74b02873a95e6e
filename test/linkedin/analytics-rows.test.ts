/** Rows of adAnalytics as the client reads them: exact, each once, or an answer that cannot be used. */

import { describe, expect, it } from 'vitest';
import { SetupError } from '../../src/faults/fault.ts';
import { analytics } from '../../src/linkedin/analytics.ts';
import { createLinkedIn } from '../../src/linkedin/client.ts';
import { Secret } from '../../src/secret.ts';
import { createTestClock } from '../support/clock.ts';
import { exchangeBy } from '../support/exchange.ts';
import { fixtures } from '../support/linkedin-fixtures.ts';

const metrics = ['costInLocalCurrency', 'impressions', 'oneClickLeads', 'averageDwellTime'];

/** LinkedIn answers every request with this body. */
async function read(body: string) {
  const { signal } = new AbortController();
  const clock = createTestClock('2026-11-22T10:00:00Z', signal);
  const exchange = exchangeBy(async () => new Response(body));
  const linkedin = createLinkedIn({ exchange, clock, signal, env: {} });
  const answer = await analytics(
    {
      accountId: '512345678',
      pivot: 'CAMPAIGN',
      granularity: 'DAILY',
      from: '2020-01-01',
      to: '2026-11-21',
      metrics,
    },
    new Secret('AQXsimulated'),
    linkedin,
  );
  if (answer.kind !== 'ok' || answer.value.kind !== 'rows') throw new Error('no rows');
  const { dates, ids, values } = answer.value.rows;
  return dates.map((date, row) => ({
    date,
    id: ids[row],
    values: Object.fromEntries(metrics.map((metric) => [metric, values[metric]?.[row]])),
  }));
}

interface Row {
  readonly dateRange: { readonly start: Readonly<Record<'year' | 'month' | 'day', number>> };
  readonly pivotValues: readonly string[];
}

/** What a row is about, as it stands in the text. */
function keysIn(text: string) {
  const { elements } = JSON.parse(text) as { readonly elements: readonly Row[] };
  return elements.map(({ dateRange, pivotValues }) => {
    const { year, month, day } = dateRange.start;
    const two = (number: number) => String(number).padStart(2, '0');
    return { date: `${year}-${two(month)}-${two(day)}`, id: pivotValues[0]?.split(':').at(-1) };
  });
}

function answerOf(rows: number, metric: string): string {
  const elements = Array.from({ length: rows }, (_, index) => ({
    [metric]: metric === 'impressions' ? index : `${index}.5`,
    dateRange: { start: { year: 2026, month: 3, day: index + 1 }, end: {} },
    pivotValues: [`urn:li:sponsoredCampaign:${index}`],
  }));
  return JSON.stringify({ paging: { count: 10 }, elements });
}

describe('the rows of an answer', () => {
  it('have the first day, the id, and every metric exactly', async () => {
    const row = {
      dateRange: { start: { year: 2026, month: 3, day: 1 }, end: { year: 2026, month: 3, day: 1 } },
      pivotValues: ['urn:li:sponsoredCampaign:1'],
      costInLocalCurrency: '539.700000000000192784',
      impressions: 9_007_199_254_740_991,
      averageDwellTime: 0.1,
    };
    expect(await read(JSON.stringify({ elements: [row] }))).toEqual([
      {
        date: '2026-03-01',
        id: '1',
        values: {
          costInLocalCurrency: 539_700_000n,
          impressions: 9_007_199_254_740_991,
          oneClickLeads: undefined,
          averageDwellTime: 0.1,
        },
      },
    ]);
  });

  it.each([
    ['"12.75"', 12_750_000n],
    ['12.75', 12_750_000n],
    ['1e-7', 0n],
    ['"-12.5"', -12_500_000n],
    ['"0.0000015"', 2n],
    ['"0.0000025"', 2n],
    // What a number cannot hold is what the nearest number is: the shortest text that means it.
    ['12345678901234.123456', 12_345_678_901_234_123_000n],
    ['"12345678901234.123456"', 12_345_678_901_234_123_456n],
    ['null', undefined],
  ])('have an amount of %s', async (text, micros) => {
    const body = answerOf(1, 'costInLocalCurrency').replace('"0.5"', text);
    expect((await read(body))[0]?.values['costInLocalCurrency']).toBe(micros);
  });

  it.each([
    ['"0.5"', '0.5'],
    ['0.5', 0.5],
  ])('have another metric as it came: %s', async (text, value) => {
    const body = answerOf(1, 'averageDwellTime').replace('"0.5"', text);
    expect((await read(body))[0]?.values['averageDwellTime']).toBe(value);
  });

  it.each([
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['letters of several bytes', (text: string) => `{"note":"é€😀",${text.slice(1)}`],
    ['ids of letters', (text: string) => text.replaceAll(/:(\d+)"\]/g, ':a$1"]')],
    ['ids with a sign', (text: string) => text.replaceAll(/:(\d+)"\]/g, ':-$1"]')],
    ['more than one urn', (text: string) => text.replaceAll('"]', '","urn:li:other:77"]')],
    ['another list of that name', (text: string) => `{"meta":{"elements":[1]},${text.slice(1)}`],
  ])('are read with %s', async (_, change) => {
    const text = change(answerOf(3, 'impressions'));
    const rows = await read(text);
    expect(rows.map(({ date, id }) => ({ date, id }))).toEqual(keysIn(text.replace('\uFEFF', '')));
    expect(rows.map(({ values }) => values['impressions'])).toEqual([0, 1, 2]);
  });

  it('count once where LinkedIn repeats them', async () => {
    const { elements } = JSON.parse(answerOf(3, 'costInLocalCurrency'));
    const again = [...elements.slice(1), ...elements.slice(1)];
    const rows = await read(JSON.stringify({ elements: [...elements, ...again] }));
    expect(rows.map(({ id }) => id)).toEqual(['0', '1', '2']);
  });
});

describe('an answer', () => {
  const messageOf = async (text: string): Promise<string> => {
    try {
      return `${(await read(text)).length} rows`;
    } catch (error) {
      if (error instanceof SetupError && error.code === 'linkedin-unavailable')
        return error.message;
      throw error;
    }
  };
  const sentence = (what: string) => `LinkedIn is not answering as it should: ${what}.`;

  it('that is cut off anywhere is no answer', async () => {
    const text = answerOf(4, 'costInLocalCurrency');
    const damaged = sentence('its answer is cut off or damaged (HTTP 200)');
    for (let length = 1; length < text.length; length += 1) {
      expect(await messageOf(text.slice(0, length))).toBe(damaged);
    }
    expect(await messageOf(text)).toBe('4 rows');
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
  ])('of another shape is told: %s', async (text, what) => {
    expect(await messageOf(text)).toBe(sentence(what));
  });

  it('that is a web page is not LinkedIn', async () => {
    expect(await messageOf('<html>"elements":[')).toBe(
      "LinkedIn's answer did not arrive: a web page came in its place (HTTP 200).",
    );
  });

  it.each([
    'null',
    '"2026-03-02"',
    '{}',
    '{"start":null}',
    '{"start":"2026-03-02"}',
    '{"start":{"month":3,"day":2}}',
    '{"start":{"year":2026,"day":2}}',
    '{"start":{"year":2026,"month":3}}',
    '{"start":{"year":"2026","month":"3","day":"2"}}',
    '{"start":{"year":-2026,"month":3,"day":2}}',
    '{"start":{"year":"2026","month":3,"day":2}}',
    '{"start":{"year":2026,"month":4,"day":-69}}',
  ])('with a dateRange of %s is told', async (dateRange) => {
    const { elements } = JSON.parse(answerOf(1, 'impressions'));
    const odd = { ...elements[0], dateRange: JSON.parse(dateRange) };
    expect(await messageOf(JSON.stringify({ elements: [odd] }))).toBe(
      sentence('its adAnalytics answer lacks dateRange, pivotValues'),
    );
  });

  it.each([
    { year: 2026, month: 13, day: 1 },
    { year: 2026, month: 2, day: 30 },
    { year: 2026, month: 1, day: 1.5 },
    { year: 2026, month: 1, day: -3 },
    { year: 2026, month: 0, day: 0 },
  ])('with a day that no calendar has is told: %o', async (day) => {
    const start = JSON.stringify({ year: 2026, month: 3, day: 2 });
    const odd = answerOf(3, 'impressions').replace(start, JSON.stringify(day));
    expect(await messageOf(odd)).toBe(
      sentence('its adAnalytics answer lacks dateRange, pivotValues'),
    );
  });

  it.each([
    `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  ])('with a value that goes down thousands of levels is told', async (value) => {
    const odd = answerOf(3, 'impressions').replace('"impressions":1', `"impressions":${value}`);
    expect(await messageOf(odd)).toBe(sentence('its adAnalytics answer has an odd impressions'));
  });

  it.each([
    ['costInLocalCurrency', '"N/A"'],
    ['costInLocalCurrency', 'true'],
    ['impressions', '1.5'],
    ['impressions', '"7"'],
    ['averageDwellTime', '[]'],
    ['averageDwellTime', 'true'],
    ['costInLocalCurrency', '{}'],
    ['costInLocalCurrency', '["12"]'],
    ['impressions', '1e300'],
  ])('with a %s of %s is told', async (metric, value) => {
    const odd = answerOf(3, 'impressions').replace('"impressions":1', `"${metric}":${value}`);
    expect(await messageOf(odd)).toBe(sentence(`its adAnalytics answer has an odd ${metric}`));
  });

  it('with two rows of one campaign and day of which one has no number is told', async () => {
    const [first] = JSON.parse(answerOf(1, 'impressions')).elements;
    const { impressions: _, ...silent } = first;
    expect(await messageOf(JSON.stringify({ elements: [first, silent] }))).toBe(
      sentence('its adAnalytics answer has different rows for 0 on 2026-03-01'),
    );
    expect(await messageOf(JSON.stringify({ elements: [silent, silent] }))).toBe('1 rows');
  });

  it('with two rows of one campaign and day that differ is told', async () => {
    const [first] = JSON.parse(answerOf(1, 'impressions')).elements;
    const odd = JSON.stringify({ elements: [first, { ...first, impressions: 7 }] });
    expect(await messageOf(odd)).toBe(
      sentence('its adAnalytics answer has different rows for 0 on 2026-03-01'),
    );
  });
});

describe('every row that LinkedIn documents is read', () => {
  const documented = fixtures.filter(
    ({ request, response }) => request.path.includes('/adAnalytics') && response.status === 200,
  );
  it.each(documented.map((fixture) => [fixture.name, fixture] as const))('%s', async (_, {
    response,
  }) => {
    const text = JSON.stringify(response.body);
    const rows = await read(text);
    expect(rows.map(({ date, id }) => ({ date, id }))).toEqual(keysIn(text));
  });
});
