import fc from 'fast-check';
import width from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import type { Gap, ReportHead, ReportRow } from '../../src/reporting/report.ts';
import { tableWriter } from '../../src/reporting/table.ts';
import { anyBatches, gapOf, headOf, plausibleRows, rowOf, written } from './invented.ts';

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
  const text = written(tableWriter({ columns, unicode }), { head, batches: [rows], ...rest });
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
  2 to 8 Nov 2026, 7 days in UTC. Money is in EUR.
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
  2 to 8 Nov 2026, 7 days in UTC. Money
  is in EUR.
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

  Not complete: 6 to 7 Nov 2026 did not
  come, or not all of it. Every total
  is without that. LinkedIn is
  throttling this app: too many calls
  in a short time.`);
  });

  it('without rows is one sentence of the caller, and what is missing', () => {
    const gaps = [gapOf('2026-11-06', '2026-11-07')];
    expect(look({ head: week, gaps, whyEmpty: 'Nothing ran.' })).toBe(`\
  Acme Europe (512345678)
  2 to 8 Nov 2026, 7 days in UTC. Money is in EUR.
  A lead is a Lead Gen Form that was sent (oneClickLeads).

  Nothing ran.

  Not complete: 6 to 7 Nov 2026 did not come, or not all of it. Every total is
  without that. LinkedIn is throttling this app: too many calls in a short
  time.`);
  });

  it('has the ratios of every campaign where there is room', () => {
    expect(look({ columns: 120, head: week, rows: few })).toMatch(
      /\n {2}Campaign +Spend +Impressions +Clicks +CTR +CPC +Leads +CPL\n/,
    );
  });

  it('has dollars beside the currency when they are asked for', () => {
    const head = headOf({ usd: true });
    const rows = [rowOf({ spendUsd: 582_876_000n })];
    expect(look({ columns: 90, head, rows })).toMatch(/Spend +USD .*\n.*539\.70 +582\.88 /);
    expect(look({ columns: 40, head, rows })).toContain('582.88 USD');
    expect(look({ rows })).not.toContain('USD');
  });

  it('says which leads are counted, and which metrics it does not show', () => {
    const head = headOf({ leads: 'form+conversions', extraMetrics: ['videoViews'] });
    const text = look({ columns: 200, head, rows: [rowOf()] });
    expect(text).toContain('(oneClickLeads + externalWebsiteConversions)');
    expect(text).toContain('For a row per campaign and day, with videoViews: --format csv');
  });

  it("lets no name move the cursor or turn the line's direction", () => {
    const text = look({ rows: [rowOf({ name: 'a\u001b[2Jb\r\n\u202ec' })] });
    expect(text).toContain('\n  ab c ');
  });

  it('joins the gaps that touch, and tells every reason once', () => {
    const gaps = [
      gapOf('2026-11-09', '2026-11-09'),
      gapOf('2026-11-02', '2026-11-05'),
      gapOf('2026-11-01', '2026-11-03'),
      gapOf('2026-11-06', '2026-11-07'),
    ];
    expect(look({ columns: 300, gaps })).toContain(
      'Not complete: 1 to 7 Nov 2026 and 9 Nov 2026 did not come, or not all of it. Every total is without that. LinkedIn is throttling this app: too many calls in a short time.',
    );
  });

  it('draws weeks where days are too many, and says so', () => {
    const head = headOf({ from: '2025-12-01', to: '2026-11-30' });
    const text = look({ head, rows: plausibleRows('2025-12-01', 365) });
    expect(text).toContain('Spend per day, each column the mean of 7 days. Highest: €');
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
