import { spawnSync } from 'node:child_process';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText, parseMicros } from '../../src/linkedin/money.ts';
import { csvWriter, jsonWriter, ndjsonWriter } from '../../src/report/formats/delimited.ts';
import type { ReportRow } from '../../src/report/report.ts';
import { anyBatches, gapOf, headOf, rowOf, written } from './invented.ts';

const extraMetrics = ['videoViews', 'conversionValueInLocalCurrency'];
const everything = headOf({ usd: true, extraMetrics });

type Texts = Readonly<Record<string, string>>;
type Members = Readonly<Record<string, unknown>>;

const readCsv = (text: string): readonly Texts[] =>
  parse(text, { columns: true, record_delimiter: '\r\n' });

/** What any of the formats has to say about a row; undefined becomes `none`. */
function expected(row: ReportRow, none: null | string): Members {
  return {
    date: row.date,
    campaign_id: row.id,
    name: row.name ?? none,
    status: row.status ?? none,
    group_id: row.group?.id ?? none,
    group_name: row.group?.name ?? none,
    currency: 'EUR',
    spend: decimalText(row.spend),
    spend_micros: row.spend,
    spend_usd: row.spendUsd === undefined ? none : decimalText(row.spendUsd),
    spend_usd_micros: row.spendUsd ?? none,
    impressions: row.impressions,
    clicks: row.clicks,
    leads: row.leads,
    videoViews: row.extra['videoViews'] ?? none,
    conversionValueInLocalCurrency: row.extra['conversionValueInLocalCurrency'] ?? none,
  };
}

const asTexts = (members: Members): Texts =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, String(value)]));

/** JSON.parse makes a float of large micros; what was written is compared as text. */
const jsonLine = (members: Members): string =>
  `{${Object.entries(members)
    .map(([name, value]) => {
      const text = typeof value === 'bigint' ? String(value) : JSON.stringify(value);
      return `${JSON.stringify(name)}:${text}`;
    })
    .join(',')}}`;

describe('csv', () => {
  it('is a header row and a row per day and campaign, with CRLF', () => {
    expect(written(csvWriter, { head: headOf(), batches: [[rowOf()]] })).toBe(
      'date,campaign_id,name,status,group_id,group_name,currency,spend,spend_micros,impressions,clicks,leads\r\n' +
        '2026-11-20,444555666,Spring promo,ACTIVE,700000001,Brand,EUR,539.7,539700000,3214,41,3\r\n',
    );
  });

  it.each([
    ['campaign-group', 'campaign_group_id'],
    ['creative', 'creative_id'],
    ['account', 'account_id'],
  ] as const)('by %s names its id %s', (by, name) => {
    expect(csvWriter(headOf({ by })).opening.split(',')[1]).toBe(name);
  });

  it('read by a csv library has every field of every row', () => {
    fc.assert(
      fc.property(anyBatches, (batches) => {
        const text = written(csvWriter, { head: everything, batches });
        expect(readCsv(text)).toEqual(batches.flat().map((row) => asTexts(expected(row, ''))));
      }),
    );
  });

  it('adds up to the same sum read from `spend` and from `spend_micros`', () => {
    fc.assert(
      fc.property(anyBatches, (batches) => {
        const rows = readCsv(written(csvWriter, { head: everything, batches }));
        const sum = batches.flat().reduce((total, { spend }) => total + spend, 0n);
        const read = (micros: (row: Texts) => bigint) =>
          rows.reduce((total, row) => total + micros(row), 0n);
        expect(read((row) => parseMicros(row['spend'] ?? ''))).toBe(sum);
        expect(read((row) => BigInt(row['spend_micros'] ?? ''))).toBe(sum);
      }),
    );
  });

  it.each([
    [
      'monthly',
      ['2026-09-15', '2026-10-01', '2026-11-01'],
      ['2026-09-30', '2026-10-31', '2026-11-22'],
    ],
    ['yearly', ['2026-09-15'], ['2026-11-22']],
  ] as const)('with %s numbers has the last day of every period, as far as the range goes', (granularity, dates, ends) => {
    const head = headOf({ granularity, from: '2026-09-15', to: '2026-11-22' });
    const batches = [dates.map((date) => rowOf({ date }))];
    const csv = readCsv(written(csvWriter, { head, batches }));
    const ndjson = written(ndjsonWriter, { head, batches }).trimEnd().split('\n');
    const spans = dates.map((date, index) => [date, ends[index]]);
    expect(csv.map((row) => Object.values(row).slice(0, 2))).toEqual(spans);
    expect(Object.keys(csv[0] ?? {}).slice(0, 3)).toEqual(['date', 'to', 'campaign_id']);
    expect(ndjson.map((row) => JSON.parse(row)).map(({ date, to }) => [date, to])).toEqual(spans);
    expect(JSON.parse(written(jsonWriter, { head, batches })).rows).toEqual(
      ndjson.map((row) => JSON.parse(row)),
    );
  });

  it('keeps names exact that a spreadsheet takes for formulas', () => {
    const names = ['=1+1', '+49', '-1', '@SUM(A1)'];
    const text = written(csvWriter, {
      head: headOf(),
      batches: [names.map((name) => rowOf({ name }))],
    });
    expect(readCsv(text).map((row) => row['name'])).toEqual(names);
  });

  it('without rows is its header', () => {
    const text = written(csvWriter, { head: headOf(), batches: [], whyEmpty: 'Nothing ran.' });
    expect(text).toBe(csvWriter(headOf()).opening);
  });
});

describe('ndjson', () => {
  it('is one object a line, with every field of every row and every digit', () => {
    fc.assert(
      fc.property(anyBatches, (batches) => {
        const text = written(ndjsonWriter, { head: everything, batches });
        const lines = batches.flat().map((row) => `${jsonLine(expected(row, null))}\n`);
        expect(text).toBe(lines.join(''));
      }),
    );
  });

  it('says nothing about gaps, because every line is a row', () => {
    const gaps = [gapOf('2026-11-01', '2026-11-02')];
    expect(written(ndjsonWriter, { head: headOf(), batches: [], gaps })).toBe('');
  });

  it('adds up in jq', (test) => {
    const program = spawnSync('jq', ['--version'], { encoding: 'utf8' });
    if (program.error !== undefined) {
      if (process.env['CI'] !== undefined) throw program.error;
      test.skip('no jq here: apt-get install jq');
    }
    const rows = Array.from({ length: 1_000 }, (_, index) =>
      rowOf({ name: `"${index}"\u2028`, spend: 539_700_001n * BigInt(index), clicks: index }),
    );
    const text = written(ndjsonWriter, { head: headOf(), batches: [rows, rows] });
    const filter = '[length, (map(.spend_micros) | add), (map(.clicks) | add), .[7].name]';
    const { stdout } = spawnSync('jq', ['-cs', filter], { input: text, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual([2_000, 539_700_001 * 999_000, 999_000, '"7"\u2028']);
  });
});

describe('json', () => {
  it('is one object: head, rows, totals, gaps, and last whether it is complete', () => {
    const head = headOf({ leads: 'form+conversions', campaignIds: ['444555666'] });
    const text = written(jsonWriter, { head, batches: [[rowOf()], [], [rowOf({ clicks: 1 })]] });
    const report = JSON.parse(text);
    expect(report).toEqual({
      head: {
        account_id: '512345678',
        account_name: 'Acme Europe',
        currency: 'EUR',
        from: '2026-11-01',
        to: '2026-11-30',
        time_zone: 'UTC',
        granularity: 'daily',
        by: 'campaign',
        campaign_ids: ['444555666'],
        leads_are: ['oneClickLeads', 'externalWebsiteConversions'],
      },
      rows: [
        {
          date: '2026-11-20',
          campaign_id: '444555666',
          name: 'Spring promo',
          status: 'ACTIVE',
          group_id: '700000001',
          group_name: 'Brand',
          currency: 'EUR',
          spend: '539.7',
          spend_micros: 539_700_000,
          impressions: 3_214,
          clicks: 41,
          leads: 3,
        },
        expect.objectContaining({ clicks: 1 }),
      ],
      totals: {
        spend: '1079.4',
        spend_micros: 1_079_400_000,
        impressions: 6_428,
        clicks: 42,
        leads: 6,
      },
      gaps: [],
      outcome: 'ok',
      exitCode: 0,
      complete: true,
    });
    expect(text.endsWith('"complete":true\n}\n')).toBe(true);
  });

  it('names what is missing, and is not complete', () => {
    const stopped = { from: '2026-11-20', to: '2026-11-30', fault: undefined };
    const gaps = [gapOf('2026-11-01', '2026-11-02'), stopped];
    const report = JSON.parse(written(jsonWriter, { head: everything, batches: [], gaps }));
    expect([report.rows, report.gaps, report.complete]).toEqual([
      [],
      [
        {
          from: '2026-11-01',
          to: '2026-11-02',
          code: 'throttled',
          message: gaps[0]?.fault?.message,
        },
        {
          from: '2026-11-20',
          to: '2026-11-30',
          code: null,
          message: 'The report was stopped.',
        },
      ],
      false,
    ]);
  });

  it('has the rows of ndjson, and totals that are their sum to the last digit', () => {
    fc.assert(
      fc.property(anyBatches, (batches) => {
        const report = { head: everything, batches };
        const text = written(jsonWriter, report);
        const lines = written(ndjsonWriter, report).trimEnd().replaceAll('\n', ',\n');
        expect(text).toContain(`"rows":[${lines === '' ? '' : `\n${lines}`}\n]`);
        const sum = batches.flat().reduce((total, { spend }) => total + spend, 0n);
        expect(text).toContain(
          `"totals":{"spend":"${decimalText(sum)}","spend_micros":${sum},"spend_usd":`,
        );
        expect(Object.keys(JSON.parse(text)).at(-1)).toBe('complete');
      }),
    );
  });
});
