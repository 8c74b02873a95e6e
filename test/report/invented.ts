/** Reports made up for the tests of the formats: a plausible account, and anything at all. */

import fc from 'fast-check';
import { fault } from '../../src/faults/fault.ts';
import type {
  Gap,
  ReportHead,
  ReportRequest,
  ReportRow,
  ReportWriter,
} from '../../src/report/report.ts';

/** Made on the day after its last one. */
export function headOf(request: Partial<ReportRequest> = {}, currency = 'EUR'): ReportHead {
  return {
    madeAt: new Date('2026-12-01T05:21:40Z'),
    account: { id: '512345678', name: 'Acme Europe', currency },
    request: {
      accountId: '512345678',
      from: '2026-11-01',
      to: '2026-11-30',
      granularity: 'daily',
      by: 'campaign',
      extraMetrics: [],
      leads: 'form',
      usd: false,
      campaignIds: [],
      ...request,
    },
  };
}

export function rowOf(row: Partial<ReportRow> = {}): ReportRow {
  return {
    date: '2026-11-20',
    id: '444555666',
    name: 'Spring promo',
    status: 'ACTIVE',
    group: { id: '700000001', name: 'Brand' },
    spend: 539_700_000n,
    spendUsd: undefined,
    impressions: 3_214,
    clicks: 41,
    leads: 3,
    extra: {},
    ...row,
  };
}

export function written(
  writerOf: (head: ReportHead) => ReportWriter,
  { head, batches, gaps = [], whyEmpty }: Written,
): string {
  const writer = writerOf(head);
  const rows = batches.map((batch) => writer.rows(batch));
  const fault = gaps[0]?.fault;
  const ending = { outcome: fault?.code ?? 'ok', exitCode: fault?.exit ?? 0, gaps, whyEmpty };
  return [writer.opening, ...rows, writer.end(ending)].join('');
}

export interface Written {
  readonly head: ReportHead;
  readonly batches: readonly (readonly ReportRow[])[];
  readonly gaps?: readonly Gap[];
  readonly whyEmpty?: string;
}

/** Moves the cursor, makes a link, turns the direction, breaks the line, and does not end. */
export const hostileName = `a\u001b[2J\u001b]8;;https://example.com\u0007b\r\n\u202ec\u2066\u0000\u0085${'x'.repeat(300)}`;

export function gapOf(from: string, to: string): Gap {
  return { from, to, fault: fault('throttled', { wait: 'In five minutes' }) };
}

// --- an account as it could be -------------------------------------------------------------------------

const campaigns: readonly (readonly [name: string, group: string, weight: number])[] = [
  ['Demo requests, DACH, Lead Gen Form', 'Always on', 97],
  ['EMEA_LeadGen_Retargeting_Website_90d_2026_A', 'Always on', 61],
  ['EMEA_LeadGen_Retargeting_Website_90d_2026_B', 'Always on', 44],
  ['Whitepaper «Kosten senken»', 'Q4 content', 31],
  ['=HYPERLINK("https://example.com";"Pricing")', 'Q4 content', 12],
  ['日本語キャンペーン 🚀 秋', 'Q4 content', 7],
  ['Brand video <b>test</b> & more', 'Brand', 3],
  ['Webinar', 'Brand', 0],
];

/** Quiet weekends, a slow rise, the same numbers on every run. */
export function plausibleRows(from: string, days: number): readonly ReportRow[] {
  return campaigns.flatMap(([name, group, weight], index) =>
    Array.from({ length: days }, (_, day) =>
      plausibleRow({ name, group, weight, index }, from, day),
    ),
  );
}

function plausibleRow(
  { name, group, weight, index }: { name: string; group: string; weight: number; index: number },
  from: string,
  day: number,
): ReportRow {
  const date = new Date(Date.parse(`${from}T00:00:00Z`) + day * 86_400_000);
  const weekend = [0, 6].includes(date.getUTCDay());
  const swing = 60 + ((day * 37 + index * 53) % 41) + Math.min(day, 60) / 3;
  const impressions =
    Math.round((weight * swing * (weekend ? 0.3 : 1)) / 2) + (weight === 0 ? 9 : 0);
  const spend = weight === 0 ? 0n : BigInt(impressions) * 17_391n + BigInt(day % 7) * 131n;
  return {
    date: date.toISOString().slice(0, 10),
    id: String(444_555_660 + index),
    name: index === 7 ? undefined : name,
    status: index % 3 === 2 ? 'PAUSED' : 'ACTIVE',
    group: { id: String(700_000_001 + index), name: group },
    spend,
    spendUsd: (spend * 108n) / 100n,
    impressions,
    clicks: Math.round(impressions / 77),
    leads: Math.floor(impressions / 1_900),
    extra: {},
  };
}

// --- anything at all -----------------------------------------------------------------------------------

const micros = fc.bigInt({ min: -(10n ** 6n), max: 10n ** 17n });
const count = fc.nat({ max: 10_000_000 });
const days = Array.from({ length: 30 }, (_, day) => `2026-11-${String(day + 1).padStart(2, '0')}`);
/** Names that formats trip over, and any others. */
const name = fc.oneof(
  fc.constantFrom(
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    'a,b',
    '"',
    'a "b"',
    'a\r\nb',
    ' a ',
    '',
    '\u2028',
    '\ufeff',
    hostileName,
  ),
  fc.string({ unit: 'grapheme' }),
);

export const anyRow: fc.Arbitrary<ReportRow> = fc.record({
  date: fc.constantFrom(...days),
  id: fc.constantFrom('1', '22', '333', '4444'),
  name: fc.option(name, { nil: undefined }),
  status: fc.constantFrom('ACTIVE', 'PAUSED', undefined),
  group: fc.option(
    fc.record({ id: fc.constantFrom('7', '8'), name: fc.option(name, { nil: undefined }) }),
    { nil: undefined },
  ),
  spend: micros,
  spendUsd: micros,
  impressions: count,
  clicks: count,
  leads: count,
  extra: fc.record({
    videoViews: count,
    conversionValueInLocalCurrency: fc.constant('12.500000000000000001'),
  }),
});

export const anyBatches = fc.array(fc.array(anyRow, { maxLength: 8 }), { maxLength: 5 });
