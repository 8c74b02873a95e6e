/** The door for the host product: `report`, which gives the rows that `report --format json` prints. */

import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ReportOptions, type ReportRow, report } from '../src/index.ts';
import { scenarios } from '../src/simulator/scenarios.ts';
import { dayThrottle } from './report/report-world.ts';
import { buildOnce } from './support/build.ts';
import { openHost } from './support/host.ts';
import type { Intercept } from './support/linkedin.ts';

beforeAll(buildOnce);

async function pulled(options: ReportOptions) {
  const { head, batches, gaps } = await report(options);
  const rows: ReportRow[] = [];
  for await (const batch of batches) rows.push(...batch);
  return { head, rows, gaps };
}

/** After one call the numbers of the day are used up. */
function quotaOfOne(): Intercept {
  let calls = 0;
  return ({ url }) => {
    if (new URL(url).pathname.endsWith('/adAnalytics')) calls += 1;
    return calls > 1 ? dayThrottle() : undefined;
  };
}

const tenDays = { from: '10d', to: 'yesterday' };

describe('report', () => {
  it('gives the rows that --format json prints', async () => {
    const { envFile, run } = await openHost();
    const { rows, gaps } = await pulled({ envFile, ...tenDays });
    const flags = ['--from', '10d', '--to', 'yesterday', '--format', 'json'];
    const args = ['report', ...flags, '--env-file', envFile];
    const { stdout } = await run(args);
    const printed: readonly Record<string, unknown>[] = JSON.parse(stdout).rows;

    expect(rows.length).toBeGreaterThan(0);
    expect(gaps).toEqual([]);
    expect(
      rows.map((row) => ({
        date: row.date,
        campaign_id: row.id,
        name: row.name,
        status: row.status,
        group_id: row.group?.id,
        group_name: row.group?.name,
        currency: 'EUR',
        spend: String(Number(row.spend) / 1_000_000),
        spend_micros: Number(row.spend),
        impressions: row.impressions,
        clicks: row.clicks,
        leads: row.leads,
      })),
    ).toEqual(printed);
  });

  it('gives what did not come as gaps', async () => {
    const host = await openHost({}, quotaOfOne());
    // LinkedIn counts people over 92 days at most, so that it takes three calls.
    const asking = { from: '200d', to: 'yesterday', metrics: ['approximateMemberReach'] };
    const { head, rows, gaps } = await pulled({ envFile: host.envFile, ...asking });
    const [first] = gaps;

    expect(gaps).toMatchObject([
      { to: head.request.to, fault: { code: 'quota-exhausted', exit: 5 } },
    ]);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ date }) => date >= (first?.from ?? ''))).toEqual([]);
  });

  it('tells an account that may not be read from one at rest', async () => {
    const { envFile, setScenario } = await openHost();
    setScenario(scenarios['no-role']);
    const unread = await report({ envFile, ...tenDays });
    for await (const batch of unread.batches) expect(batch).toEqual([]);
    const { from, to } = unread.head.request;
    expect(unread.gaps).toMatchObject([{ from, to, fault: { code: 'account-role-missing' } }]);
    expect([unread.missing(), unread.whyEmpty]).toEqual([[{ from, to }], undefined]);

    setScenario(scenarios['one-account-no-activity']);
    const read = await report({ envFile, ...tenDays });
    for await (const batch of read.batches) expect(batch).toEqual([]);
    expect([read.gaps, read.missing()]).toEqual([[], []]);
    expect(read.whyEmpty).toContain('No campaign had any activity');
  });

  it('says when it was made, and which days are left when somebody leaves', async () => {
    const { envFile } = await openHost();
    const before = Date.now();
    const { head, batches, missing } = await report({ envFile, ...tenDays });
    for await (const batch of batches) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect(head.madeAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(missing()).toEqual([{ from: head.request.from, to: head.request.to }]);
  });

  it('rejects, before LinkedIn is asked, without credentials or with a day that is none', async () => {
    const { envFile, folder, requests } = await openHost();
    await expect(report({ envFile: join(folder, 'elsewhere.env') })).rejects.toMatchObject({
      code: 'env-file-missing',
    });
    await expect(report({ envFile, from: '2026-02-30' })).rejects.toMatchObject({
      code: 'date-malformed',
    });
    const odd = { granularity: 'weekly' } as unknown as ReportOptions;
    await expect(report({ envFile, ...odd })).rejects.toMatchObject({ code: 'option-malformed' });
    expect(requests()).toEqual([]);
  });

  it('stops when it is aborted', async () => {
    const { envFile } = await openHost();
    const reason = new Error('the page was closed');
    await expect(report({ envFile, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
