/** The report on a terminal: what stands where at every width, and what is said of what did not come. */

import fc from 'fast-check';
import width from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import { tableWriter } from '../../src/report/formats/table.ts';
import type { Gap, ReportHead, ReportRow } from '../../src/report/report.ts';
import {
  anyBatches,
  gapOf,
  headOf,
  hostileName,
  plausibleRows,
  rowOf,
  written,
} from './invented.ts';

interface Look {
  readonly columns?: number;
  readonly unicode?: boolean;
  readonly head?: ReportHead;
  readonly rows?: readonly ReportRow[];
  readonly gaps?: readonly Gap[];
  readonly whyEmpty?: string;
}

/** As it lands on the screen, without the empty lines around it. */
function look({ columns = 80, unicode = true, head = headOf(), rows = [], ...rest }: Look): string {
  const text = written((head) => tableWriter(head, { columns, unicode }), {
    head,
    batches: [rows],
    ...rest,
  });
  return text.replace(/^\n|\n$/g, '');
}

const week = headOf({ from: '2026-11-02', to: '2026-11-08' });
const few = [
  rowOf({ date: '2026-11-02', id: '1', name: 'Webinar', spend: 61_005_000n, leads: 0, clicks: 0 }),
  rowOf({ date: '2026-11-03', id: '2', name: 'Demo requests, DACH, Lead Gen Form, autumn' }),
  rowOf({ date: '2026-11-05', id: '2', name: 'Demo requests, DACH, Lead Gen Form, autumn' }),
  rowOf({
    date: '2026-11-06',
    id: '3',
    name: undefined,
    spend: 1n,
    impressions: 21,
    clicks: 1,
    leads: 1,
  }),
];

describe('the table', () => {
  it('at 80 columns has a line per campaign, the totals and a chart', () => {
    expect(look({ head: week, rows: few })).toBe(`\
  Acme Europe (512345678)
  2 to 8 Nov 2026, 7 days in UTC. Currency: EUR.
  A lead is a Lead Gen Form that was sent (oneClickLeads).

  Campaign                     Spend  Impressions  Clicks    CTR  Leads     CPL
  Demo request…orm, autumn  1,079.40        6,428      82  1.28%      6  179.90
  Webinar                      61.00        3,214       0  0.00%      0       –
  campaign 3                    0.00           21       1  4.76%      1    0.00
  ─────────────────────────────────────────────────────────────────────────────
  Total of 3 campaigns      1,140.41        9,663      83  0.86%      7  162.92
  CTR 0.86%, CPC €13.74, CPL €162.92

  Spend per day. Highest: €539.70, 3 Nov 2026.
        █████       █████
        █████       █████
        █████       █████
        █████       █████
  ▅▅▅▅▅ █████       █████ ▁▁▁▁▁
  ───── ───── ───── ───── ───── ───── ─────
  2 Nov 2026                     8 Nov 2026

  Every line adds up the whole range. For a row per campaign and day: --format
  csv, json or ndjson.`);
  });

  it('at 40 columns has two lines per campaign, and says what is missing in ASCII as well', () => {
    const gaps = [gapOf('2026-11-06', '2026-11-07')];
    expect(look({ columns: 40, unicode: false, head: week, rows: few, gaps })).toBe(`\
  Acme Europe (512345678)
  2 to 8 Nov 2026, 7 days in UTC.
  Currency: EUR.
  A lead is a Lead Gen Form that was
  sent (oneClickLeads).

  Demo request...Form, autumn  1,079.40
    6,428 impressions, 82 clicks,
    6 leads
  Webinar                         61.00
    3,214 impressions, 0 clicks,
    0 leads
  campaign 3                       0.00
    21 impressions, 1 click, 1 lead
  -------------------------------------
  Total of 3 campaigns         1,140.41
    9,663 impressions, 83 clicks,
    7 leads
  CTR 0.86%, CPC 13.74 EUR,
  CPL 162.92 EUR

  Spend per day. Highest: 539.70 EUR, 3
  Nov 2026.
       ####      ####
       ####      ####
       ####      ####
       ####      ####
  :::: ####      #### ....
  ---- ---- ---- ---- ???? ???? ----
  2 Nov 2026              8 Nov 2026
  ? is not complete.

  Every line adds up the whole range.
  For a row per campaign and day:
  --format csv, json or ndjson.

  Not complete: 6 to 7 Nov 2026 is
  missing (2 of 7 days); the totals are
  without it. LinkedIn is throttling
  this app: too many calls in a short
  time.`);
  });

  it('without rows is one sentence of the caller, and what is missing', () => {
    const gaps = [gapOf('2026-11-06', '2026-11-07')];
    expect(look({ head: week, gaps, whyEmpty: 'Nothing ran.' })).toBe(`\
  Acme Europe (512345678)
  2 to 8 Nov 2026, 7 days in UTC. Currency: EUR.
  A lead is a Lead Gen Form that was sent (oneClickLeads).

  Nothing ran.

  Not complete: 6 to 7 Nov 2026 is missing (2 of 7 days); the totals are
  without it. LinkedIn is throttling this app: too many calls in a short time.`);
  });

  it('has the id and the ratios of every campaign where there is room', () => {
    const text = look({ columns: 120, head: week, rows: few });
    const rows = text.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(rows).toContainEqual([
      'Campaign',
      'Id',
      'Spend',
      'Impressions',
      'Clicks',
      'CTR',
      'CPC',
      'Leads',
      'CPL',
    ]);
    expect(rows).toContainEqual(['Webinar', '1', '61.00', '3,214', '0', '0.00%', '–', '0', '–']);
    expect(rows).toContainEqual([
      'Demo requests, DACH, Lead Gen Form, autumn',
      '2',
      '1,079.40',
      '6,428',
      '82',
      '1.28%',
      '13.16',
      '6',
      '179.90',
    ]);
  });

  it('has dollars beside the currency when they are asked for', () => {
    const head = headOf({ usd: true });
    const rows = [rowOf({ spendUsd: 582_876_000n })];
    expect(look({ columns: 90, head, rows })).toMatch(/Spend +USD .*\n.*539\.70 +582\.88 /);
    expect(look({ columns: 40, head, rows })).toContain('582.88 USD');
    expect(look({ head, rows })).toContain('Currency: EUR, with USD beside it.');
    expect(look({ rows })).not.toContain('USD');
  });

  it.each([
    ['JPY', '47,000'],
    ['KWD', '47,000.000'],
  ])('has cents in its dollars, whatever %s has', (currency, spend) => {
    const head = headOf({ usd: true }, currency);
    const rows = [rowOf({ spend: 47_000_000_000n, spendUsd: 314_190_000n })];
    const [line] = look({ columns: 90, head, rows }).match(/^ {2}Spring promo .*$/m) ?? [];
    expect(line?.trim().split(/ {2,}/).slice(1, 3)).toEqual([spend, '314.19']);
    expect(look({ columns: 40, head, rows })).toContain('314.19 USD');
  });

  it.each([
    [['628390000'], 'Only campaign 628390000.'],
    [['1', '2', '3'], 'Only 3 campaigns: 1, 2, 3.'],
    [['1', '2', '3', '4', '5', '6'], 'Only 6 campaigns.'],
  ])('says that it is about %j only', (campaignIds, sentence) => {
    expect(look({ head: headOf({ campaignIds }) })).toContain(`\n  ${sentence}\n`);
  });

  it.each([
    [
      'monthly',
      '2026-09-15',
      '2026-11-22',
      'The first month begins on 15 Sep. The last month ends on 22 Nov.',
    ],
    ['monthly', '2026-09-15', '2026-10-31', 'The first month begins on 15 Sep.'],
    [
      'monthly',
      '2026-09-15',
      '2026-09-20',
      'The month begins on 15 Sep. The month ends on 20 Sep.',
    ],
    ['yearly', '2024-01-01', '2026-11-22', 'The last year ends on 22 Nov.'],
  ] as const)('of %s numbers from %s to %s says: %s', (granularity, from, to, sentence) => {
    const head = headOf({ granularity, from, to });
    expect(look({ head })).toContain(`\n  ${sentence}\n`);
  });

  it.each([
    ['monthly', '2026-09-01', '2026-11-30'],
    ['yearly', '2024-01-01', '2025-12-31'],
    ['daily', '2026-11-15', '2026-11-22'],
  ] as const)('of %s numbers from %s to %s says nothing of the kind', (granularity, from, to) => {
    expect(look({ head: headOf({ granularity, from, to }) })).not.toMatch(/begins on|ends on/);
  });

  it('says that today is not over', () => {
    const head = headOf({ from: '2026-11-20', to: '2026-11-22' });
    const madeAt = (time: string) => look({ head: { ...head, madeAt: new Date(time) } });
    expect(madeAt('2026-11-22T23:59:59Z')).toContain('\n  22 Nov is not over yet.\n');
    expect(madeAt('2026-11-23T00:00:00Z')).not.toContain('is not over yet');
  });

  it('tells campaigns apart by their ids where their names do not, whole or cut', () => {
    const names = ['Spring promo', 'Spring promo', 'Demo requests, DACH, A, Lead Gen Form, autumn'];
    const rows = [...names, 'Demo requests, DACH, B, Lead Gen Form, autumn', 'Webinar'].map(
      (name, index) => rowOf({ id: String(444_555_660 + index), name, spend: BigInt(9 - index) }),
    );
    const namesAt = (columns: number) =>
      [...look({ columns, rows }).matchAll(/^ {2}(\S.*?)(?: {2,}.*)? +0\.00(?: {2}.*)?$/gm)].map(
        ([, name]) => name,
      );
    expect(namesAt(80)).toEqual([
      'Spring promo (444555660)',
      'Spring promo (444555661)',
      'Demo req…, autumn (444555662)',
      'Demo req…, autumn (444555663)',
      'Webinar',
      'Total of 5 campaigns',
    ]);
    expect(namesAt(40).slice(0, 3)).toEqual([
      'Spring promo (444555660)',
      'Spring promo (444555661)',
      'Demo requ…m, autumn (444555662)',
    ]);
    const wide = look({ columns: 130, rows });
    expect(wide).toMatch(/^ {2}Spring promo +444555660 +0\.00 /m);
    expect(wide).toMatch(/^ {2}Demo requests, DACH, A, Lead Gen Form, autumn +444555662 /m);
  });

  it('says which leads are counted, and which metrics it does not show', () => {
    const head = headOf({ leads: 'form+conversions', extraMetrics: ['videoViews'] });
    const text = look({ columns: 200, head, rows: [rowOf()] });
    expect(text).toContain('(oneClickLeads + externalWebsiteConversions)');
    expect(text).toContain('For a row per campaign and day, with videoViews: --format csv');
  });

  it.each([
    40, 80, 130,
  ])("lets no name at %i columns move the cursor or turn the line's direction", (columns) => {
    const head = headOf();
    const text = look({
      columns,
      head: { ...head, account: { ...head.account, name: hostileName } },
      rows: [rowOf({ name: hostileName })],
    });
    const [title = '', ...lines] = text.split('\n');
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(title).toMatch(/^ {2}ab cx+…x+ \(512345678\)$/);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}ab cx+…x+ .*539\.70/));
  });

  it('joins the gaps that touch, and tells every reason once', () => {
    const gaps = [
      gapOf('2026-11-09', '2026-11-09'),
      gapOf('2026-11-02', '2026-11-05'),
      gapOf('2026-11-01', '2026-11-03'),
      gapOf('2026-11-06', '2026-11-07'),
    ];
    expect(look({ columns: 300, gaps })).toContain(
      'Not complete: 1 to 7 Nov 2026 and 9 Nov 2026 are missing (8 of 30 days); the totals are without them. LinkedIn is throttling this app: too many calls in a short time.',
    );
  });

  it('draws weeks where days are too many, and says so', () => {
    const head = headOf({ from: '2025-12-01', to: '2026-11-30' });
    const text = look({ head, rows: plausibleRows('2025-12-01', 365) });
    expect(text).toContain('Spend per day, each column the mean of 7 days, the first one of 8');
  });

  it('puts the counts under the names where the numbers leave no room beside them', () => {
    const rows = [rowOf({ spend: 10n ** 21n, impressions: 10 ** 12, clicks: 10 ** 9 })];
    expect(look({ columns: 64, rows })).toContain(`
  Spring promo                         1,000,000,000,000,000.00
    1,000,000,000,000 impressions, 1,000,000,000 clicks,
    3 leads
`);
  });

  it('draws nothing for one day, nor where nothing was spent', () => {
    const day = headOf({ from: '2026-11-20', to: '2026-11-20' });
    expect(look({ head: day, rows: [rowOf()] })).not.toContain('Spend per');
    expect(look({ rows: [rowOf({ spend: 0n })] })).not.toContain('Spend per');
  });

  it('never has a line wider than the terminal, whatever the names and numbers', () => {
    const columns = fc.integer({ min: 40, max: 200 });
    fc.assert(
      fc.property(columns, fc.boolean(), anyBatches, (wide, unicode, batches) => {
        const text = look({ columns: wide, unicode, rows: batches.flat() });
        const widest = Math.max(...text.split('\n').map((line) => width(line)));
        expect(widest).toBeLessThan(wide);
      }),
    );
  });
});
