/** A report that nobody takes to its end: what is left to ask for, at every moment. */

import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Span } from '../../src/days.ts';
import type { PulledReport, ReportRow } from '../../src/report/report.ts';
import {
  dayThrottle,
  inOrder,
  lastYear,
  ledger,
  minuteThrottle,
  openReportWorld,
  outage,
  withCampaigns,
} from './report-world.ts';

/** 16 of them run. LinkedIn counts people over 92 days at most: four calls for the year, and three batches each. */
const scenario = withCampaigns(20);
const asking = { extraMetrics: ['approximateMemberReach'] };
const all = [{ from: lastYear.from, to: lastYear.to }];

/** Takes so many rows, and leaves. */
async function takeSome({ batches }: PulledReport, most: number): Promise<readonly ReportRow[]> {
  const rows: ReportRow[] = [];
  for await (const batch of batches) {
    rows.push(...batch);
    if (rows.length >= most) break;
  }
  return rows;
}

const isIn = (spans: readonly Span[], date: string) =>
  spans.some(({ from, to }) => from <= date && date <= to);

/** Every row of the days that are not missing, once. */
function expectWhole(rows: readonly ReportRow[], missing: readonly Span[]): void {
  const settled = (some: readonly ReportRow[]) =>
    inOrder(some.filter(({ date }) => !isIn(missing, date))).map(({ date, id }) => `${date} ${id}`);
  expect(settled(rows)).toEqual(settled(ledger(scenario)));
}

describe('what is missing', () => {
  it('is everything before the first row, and nothing at the end', async () => {
    const report = await (await openReportWorld(scenario)).open(asking);
    expect(report.missing()).toEqual(all);
    await takeSome(report, Number.POSITIVE_INFINITY);
    expect(report.missing()).toEqual([]);
  });

  it.each([
    ['in the first batch', 1],
    ['in the middle', 2_000],
    ['with nearly all rows', 4_500],
  ])('when somebody leaves %s is all that did not come whole', async (_, most) => {
    const report = await (await openReportWorld(scenario)).open(asking);
    const rows = await takeSome(report, most);
    const missing = report.missing();
    expectWhole(rows, missing);
    expect(rows.length).toBeGreaterThanOrEqual(most);
    expect(missing).not.toEqual([]);
    expect(missing.at(-1)?.to).toBe(lastYear.to);
  });

  it('after Ctrl-C is the same', async () => {
    const { open } = await openReportWorld(scenario, (call, _, { interrupt }) => {
      if (call === 2) interrupt();
      return undefined;
    });
    const report = await open(asking);
    const rows: ReportRow[] = [];
    const taking = async () => {
      for await (const batch of report.batches) rows.push(...batch);
    };
    await expect(taking()).rejects.toThrow('cancelled');
    expectWhole(rows, report.missing());
    expect(rows.length).toBeGreaterThan(1_000);
    expect(report.missing()).toMatchObject([{ to: lastYear.to }]);
  });

  it('is in the gaps, too, where LinkedIn gave nothing', async () => {
    const { open } = await openReportWorld(scenario, (call) =>
      call > 2 ? dayThrottle() : undefined,
    );
    const report = await open(asking);
    const rows = await takeSome(report, Number.POSITIVE_INFINITY);
    expect(report.missing()).toEqual(report.gaps.map(({ from, to }) => ({ from, to })));
    expectWhole(rows, report.missing());
  });
});

describe('whoever leaves', () => {
  it('starts no more calls, and nothing goes wrong behind their back', async () => {
    const { open, calls, clock } = await openReportWorld(scenario, (call) => {
      if (call === 3) return minuteThrottle();
      return call > 3 ? outage() : undefined;
    });
    const report = await open(asking);
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    // In the second window: two more are under way.
    await takeSome(report, 1_500);
    const made = calls();
    for (let turn = 0; turn < 50; turn += 1) await clock.sleep(10_000);
    await setImmediate();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(calls()).toBe(made);
  });

  it('ends the wait for a throttle', async () => {
    const { open, calls, clock } = await openReportWorld(scenario, (call) =>
      call > 2 ? minuteThrottle() : undefined,
    );
    const report = await open(asking);
    await takeSome(report, 1_500);
    for (let turn = 0; turn < 10; turn += 1) await clock.sleep(1_000);
    const made = calls();
    await clock.sleep(600_000);
    expect(calls()).toBe(made);
  });
});
