/** Reports pulled from the simulator, against its own ledger: to the last row and the last micro. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/days.ts';
import { decimalText } from '../../src/linkedin/money.ts';
import type { ReportRow } from '../../src/report/report.ts';
import { campaignsOf } from '../../src/simulator/account-structure.ts';
import { openAudit } from './audit.ts';
import {
  inOrder,
  lastYear,
  ledger,
  minuteThrottle,
  type NumbersIntercept,
  openReportWorld,
  outage,
  withCampaigns,
} from './report-world.ts';

/** 104 of them run: some 32,000 rows a year. */
const large = withCampaigns(130);

/** Throttles and outages that pass by themselves. */
const unsteady: NumbersIntercept = (call) => {
  if (call % 7 === 2) return minuteThrottle();
  return call % 7 === 5 ? outage() : undefined;
};

describe('every row and every metric is that of the ledger', () => {
  it.each([
    ['a campaign, a day', withCampaigns(1), '2026-11-20'],
    ['five campaigns, a month', withCampaigns(5), '2026-10-23'],
    ['forty campaigns, a year', withCampaigns(40), lastYear.from],
    ['more than the cut allows', large, lastYear.from],
  ])('%s', async (_, scenario, from) => {
    const { pull } = await openReportWorld(scenario, unsteady);
    const { rows, gaps } = await pull({ from });
    expect(inOrder(rows)).toEqual(inOrder(ledger(scenario, { ...lastYear, from })));
    expect(gaps).toEqual([]);
  });

  it('two years, of which the account has not seen all', async () => {
    const scenario = withCampaigns(60);
    const from = '2024-11-22';
    const { rows } = await (await openReportWorld(scenario)).pull({ from });
    const seen = ledger(scenario, { ...lastYear, from: '2025-01-01' });
    expect(inOrder(rows)).toEqual(inOrder(seen));
  });
});

describe('whatever the account', () => {
  interface Shape {
    readonly campaigns: number;
    readonly days: number;
    /** Of a campaign's days, from 0 to 1, so many are without activity. */
    readonly resting: number;
    /** Of so many calls, one is throttled. */
    readonly every: number;
    /** With US dollars and other metrics. */
    readonly more: boolean;
  }

  /** More of them, and larger ones: PECTUS_TEST_REPORTS=60 takes six minutes on two cores. */
  const wanted = process.env['PECTUS_TEST_REPORTS'];
  const most =
    wanted === undefined ? { rows: 40_000, days: 200_000 } : { rows: 600_000, days: 4e6 };
  const running = 0.8;

  const shapes: fc.Arbitrary<Shape> = fc
    .record({
      campaigns: fc.integer({ min: 1, max: 5_000 }),
      days: fc.integer({ min: 1, max: 730 }),
      resting: fc.constantFrom(0, 0.15, 0.9, 0.99),
      every: fc.integer({ min: 2, max: 9 }),
      more: fc.boolean(),
    })
    .filter(({ campaigns, days, resting }) => {
      const all = campaigns * days;
      return all <= most.days && all * running * (1 - resting) <= most.rows;
    });

  const plain = { resting: 0.15, every: 4, more: false };
  const corners: readonly Shape[] = [
    { ...plain, campaigns: 5_000, days: 20 },
    { ...plain, campaigns: 1, days: 730, more: true },
    { ...plain, campaigns: 5_000, days: 730, resting: 0.99 },
    { ...plain, campaigns: 300, days: 730, every: 3 },
  ];

  it('nothing is lost, doubled or changed', { timeout: 7_200_000 }, async () => {
    const check = async ({ campaigns, days, resting, every, more }: Shape) => {
      const scenario = withCampaigns(campaigns, { inactiveShare: resting });
      const from = addDays(lastYear.to, 1 - days);
      const { open } = await openReportWorld(scenario, (call) =>
        call % every === 0 ? minuteThrottle() : undefined,
      );
      const asked = more ? { usd: true, extraMetrics: ['landingPageClicks', 'costInUsd'] } : {};
      const report = await open({ from, ...asked });
      const audit = openAudit(scenario, report.head.request);
      for await (const batch of report.batches) batch.forEach(audit.take);
      expect(audit.end()).toBeUndefined();
      expect({ gaps: report.gaps, missing: report.missing() }).toEqual({ gaps: [], missing: [] });
    };
    await fc.assert(fc.asyncProperty(shapes, check), {
      numRuns: Number(wanted ?? 16),
      examples: corners.map((shape) => [shape]),
    });
  });
});

describe('calls', () => {
  it('are one for forty campaigns and a year', async () => {
    const { calls, mostAtATime } = await (await openReportWorld(withCampaigns(40))).pull();
    expect({ calls, mostAtATime }).toEqual({ calls: 1, mostAtATime: 1 });
  });

  it('are fourteen at most for 500 campaigns and a year, four at a time', {
    timeout: 60_000,
  }, async () => {
    const scenario = withCampaigns(500);
    const { calls, rows, mostAtATime } = await (await openReportWorld(scenario)).pull();
    expect(calls).toBeLessThanOrEqual(14);
    expect(mostAtATime).toBe(4);
    expect(rows.length).toBe(ledger(scenario).length);
  });

  it('are told with the rows and the days that are settled', async () => {
    const { progress, calls } = await (await openReportWorld(large)).pull();
    const rows = ledger(large).length;
    expect(progress).toMatchObject([{ calls: 4, days: 92 }, { days: 184 }, { days: 276 }, {}]);
    expect(progress.at(-1)).toEqual({ rows, calls, days: 365, allDays: 365 });
  });

  it('do not run ahead of whoever takes the rows', { timeout: 60_000 }, async () => {
    const { pull, clock } = await openReportWorld(withCampaigns(400));
    const made: number[] = [];
    const { rows } = await pull({}, async (calls) => {
      made.push(calls);
      await clock.sleep(600_000);
    });
    expect(rows.length).toBe(ledger(withCampaigns(400)).length);
    // The first call was full, and four may be under way.
    for (const [taken, calls] of made.entries()) expect(calls).toBeLessThanOrEqual(taken + 1 + 4);
  });
});

describe('what a row is about', () => {
  const scenario = withCampaigns(5);
  const month = { from: '2026-10-23' };
  const wanted = ledger(scenario, { ...lastYear, ...month });
  const sum = (rows: readonly ReportRow[]) => rows.reduce((total, { spend }) => total + spend, 0n);

  it.each([
    'campaign-group',
    'creative',
    'account',
  ] as const)('may be the %s, with the same sum', async (by) => {
    const { rows } = await (await openReportWorld(scenario)).pull({ ...month, by });
    expect(sum(rows)).toBe(sum(wanted));
  });

  it.each([
    ['monthly', ['2026-10-23', '2026-11-01']],
    ['yearly', ['2026-10-23']],
  ] as const)('may be %s', async (granularity, dates) => {
    const { rows } = await (await openReportWorld(scenario)).pull({ ...month, granularity });
    expect([...new Set(rows.map(({ date }) => date))].sort()).toEqual(dates);
    expect(sum(rows)).toBe(sum(wanted));
  });

  it('is named, whatever it is', async () => {
    const pull = async (by: 'campaign-group' | 'creative' | 'account') => {
      const { rows } = await (await openReportWorld(scenario)).pull({ from: '2026-11-21', by });
      return rows.map(({ name, status, group }) => ({ name, status, group })).slice(0, 1);
    };
    const group = undefined;
    expect(await pull('account')).toEqual([{ name: 'Acme Europe', status: 'ACTIVE', group }]);
    expect(await pull('campaign-group')).toMatchObject([{ status: 'ACTIVE', group }]);
    expect(await pull('creative')).toEqual([{ name: undefined, status: undefined, group }]);
  });

  it('may be some campaigns only, however many', async () => {
    const many = withCampaigns(200);
    const { pull, simulator } = await openReportWorld(many);
    const ids = many.accounts.flatMap((account) => campaignsOf(account)).map(({ id }) => `${id}`);
    const campaignIds = ids.slice(0, 150);
    const { rows } = await pull({ ...month, campaignIds });
    const theirs = ledger(many, { ...lastYear, ...month }).filter(({ id }) =>
      campaignIds.includes(id),
    );
    expect(inOrder(rows)).toEqual(inOrder(theirs));
    const numbers = simulator.log.filter(({ path }) => path.endsWith('/adAnalytics'));
    expect(numbers).toMatchObject([{ method: 'POST', status: 200 }]);
  });
});

describe('metrics', () => {
  const scenario = withCampaigns(5);
  const day = { from: '2026-11-20', to: '2026-11-20' };

  it('are counted as asked for', async () => {
    const { pull } = await openReportWorld(scenario);
    const [forms, all] = [
      await pull(day),
      await pull({ ...day, leads: 'form+conversions', usd: true }),
    ];
    const total = (rows: readonly ReportRow[]) => rows.reduce((sum, { leads }) => sum + leads, 0);
    expect(total(all.rows)).toBeGreaterThan(total(forms.rows));
    for (const { spend, spendUsd = 0n } of all.rows) {
      expect(Math.abs(Number(spendUsd) / Number(spend) - 1.08)).toBeLessThan(0.001);
    }
  });

  it('that a row does not have stay untold, and amounts are exact to the micro', async () => {
    const { pull } = await openReportWorld(scenario);
    const extraMetrics = ['landingPageClicks', 'conversionValueInLocalCurrency', 'costInUsd'];
    const { rows } = await pull({ ...day, extraMetrics, usd: true });
    expect(rows.map(({ extra }) => Object.keys(extra))).toContainEqual([
      'landingPageClicks',
      'costInUsd',
    ]);
    for (const { extra, spendUsd = -1n } of rows) {
      expect(extra['costInUsd']).toBe(decimalText(spendUsd));
    }
  });

  it('beyond what fits into a call come in several, put together by day and campaign', async () => {
    const extraMetrics = Array.from({ length: 30 }, (_, index) => `metric${index}`);
    const asked: string[][] = [];
    // Of the second set, campaign 2 has nothing, and campaign 3 has something for the first time.
    const { pull } = await openReportWorld(scenario, (call, query) => {
      const fields = (/fields=([^&]*)/.exec(query)?.[1] ?? '').split(',');
      asked.push(fields);
      return Response.json({
        elements: (call === 1 ? [1, 2] : [1, 3]).map((id) => row(id, fields)),
      });
    });
    const { rows } = await pull({ ...day, extraMetrics });
    expect(asked.map(({ length }) => length)).toEqual([20, 18]);
    const told = rows.map(({ id, clicks, extra }) => [id, clicks, Object.keys(extra).length]);
    expect(told).toEqual([
      ['1', 7, 30],
      ['2', 7, 14],
      ['3', 0, 16],
    ]);
  });
});

/** A row in which every count is seven. */
function row(id: number, fields: readonly string[]) {
  const date = { year: 2026, month: 11, day: 20 };
  const counts = fields.map((field) => [field, /^cost/.test(field) ? '7.0' : 7]);
  return {
    ...Object.fromEntries(counts),
    dateRange: { start: date, end: date },
    pivotValues: [`urn:li:sponsoredCampaign:${id}`],
  };
}
