/** adAnalytics, against what LinkedIn documents and what was seen live. */

import { describe, expect, it } from 'vitest';
import { split, sum } from '../../src/simulator/performance.ts';
import { ready, type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { ask, countOf, path, type Row, rowsOf } from './ask-analytics.ts';
import { createClient, europe, type Reply, withDisputed } from './simulator-client.ts';

/** Impressions, clicks, leads, and both costs in whole hundredths. */
function totals(rows: readonly Row[]): readonly number[] {
  const cents = (text: string) => Math.round(Number(text) * 100);
  return rows.reduce<readonly number[]>(
    ([a = 0, b = 0, c = 0, d = 0, e = 0], one) => [
      a + one.impressions,
      b + one.clicks,
      c + one.oneClickLeads,
      d + cents(one.costInLocalCurrency),
      e + cents(one.costInUsd),
    ],
    [],
  );
}

describe('rows', () => {
  it('are the same at every call and in every process', async () => {
    expect(await ask()).toEqual(await ask());
  });

  it('are one per campaign and day, the days without activity left out', async () => {
    const rows = rowsOf(await ask());
    const keys = rows.map(({ pivotValues, dateRange }) => JSON.stringify([pivotValues, dateRange]));
    expect(new Set(keys).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(10);
    // Four campaigns that run, seven days.
    expect(rows.length).toBeLessThan(28);
    expect(rows.filter(({ impressions }) => impressions === 0)).toEqual([]);
  });

  it('come in no order', async () => {
    const rows = rowsOf(await ask());
    const byDay = rows.map(({ dateRange }) => dateRange.start.day);
    const byCampaign = rows.map(({ pivotValues }) => pivotValues[0]);
    expect(byDay).not.toEqual(byDay.toSorted());
    expect(byCampaign).not.toEqual(byCampaign.toSorted());
  });

  it('come with paging that means nothing', async () => {
    expect((await ask()).body).toMatchObject({ paging: { start: 0, count: 10, links: [] } });
  });

  it('have costs as decimals with the noise of floating point', async () => {
    for (const { costInLocalCurrency } of rowsOf(await ask())) {
      expect(costInLocalCurrency).toMatch(/^\d+\.\d{18}$/);
      const [, tail = ''] = /\.\d\d(\d{10})/.exec(costInLocalCurrency) ?? [];
      expect(['0000000000', '9999999999']).toContain(tail);
    }
  });

  it('add up to the same numbers whatever the pivot and the period', async () => {
    const wanted = totals(rowsOf(await ask()));
    expect(wanted.every((total) => total > 0)).toBe(true);
    for (const pivot of ['ACCOUNT', 'CAMPAIGN_GROUP', 'CREATIVE']) {
      expect(totals(rowsOf(await ask({ pivot })))).toEqual(wanted);
    }
    for (const timeGranularity of ['ALL', 'MONTHLY', 'YEARLY']) {
      expect(totals(rowsOf(await ask({ timeGranularity })))).toEqual(wanted);
    }
  });

  it.each([
    ['ACCOUNT', /^urn:li:sponsoredAccount:512345678$/],
    ['CAMPAIGN', /^urn:li:sponsoredCampaign:\d+$/],
    ['CAMPAIGN_GROUP', /^urn:li:sponsoredCampaignGroup:\d+$/],
    ['CREATIVE', /^urn:li:sponsoredCreative:\d+$/],
  ])('of pivot %s are named by %s', async (pivot, urn) => {
    for (const { pivotValues } of rowsOf(await ask({ pivot }))) {
      expect(pivotValues).toEqual([expect.stringMatching(urn)]);
    }
  });
});

it('the creatives of a campaign share what it had, nothing twice', () => {
  const whole = {
    impressions: 1001,
    clicks: 11,
    landingPageClicks: 9,
    leads: 1,
    leadFormOpens: 3,
    conversions: 0,
    localCents: 3333,
    usdCents: 3600,
  };
  const parts = split(whole, [6, 4]);
  expect(parts.reduce(sum)).toEqual(whole);
  expect(parts.map(({ impressions }) => impressions)).toEqual([600, 401]);
});

describe('the period', () => {
  const daysOf = (reply: Reply) => {
    const days = rowsOf(reply).map(({ dateRange: { start } }) => start);
    return [...new Set(days.map(({ month, day: d }) => month * 100 + d))].sort();
  };

  it('includes both ends', async () => {
    const dateRange = '(start:(year:2026,month:11,day:18),end:(year:2026,month:11,day:19))';
    expect(daysOf(await ask({ dateRange }))).toEqual([1118, 1119]);
  });

  it('may be one day', async () => {
    const dateRange = '(start:(year:2026,month:11,day:18),end:(year:2026,month:11,day:18))';
    expect(daysOf(await ask({ dateRange }))).toEqual([1118]);
  });

  it('ends today when no end is given, and knows no future', async () => {
    const open = '(start:(year:2026,month:11,day:20))';
    const future = '(start:(year:2026,month:11,day:20),end:(year:2026,month:12,day:31))';
    expect(daysOf(await ask({ dateRange: open }))).toEqual([1120, 1121, 1122]);
    expect(daysOf(await ask({ dateRange: future }))).toEqual([1120, 1121, 1122]);
  });

  it('is cut into months and years as far as it reaches', async () => {
    const dateRange = '(start:(year:2025,month:12,day:20),end:(year:2026,month:2,day:10))';
    const periods = async (timeGranularity: string) => {
      const rows = rowsOf(await ask({ dateRange, timeGranularity, pivot: 'ACCOUNT' }));
      const written = rows.map(({ dateRange: { start, end } }) =>
        [start, end].map((date) => `${date.year}-${date.month}-${date.day}`).join(' to '),
      );
      return written.toSorted();
    };
    expect(await periods('MONTHLY')).toEqual([
      '2025-12-20 to 2025-12-31',
      '2026-1-1 to 2026-1-31',
      '2026-2-1 to 2026-2-10',
    ]);
    expect(await periods('YEARLY')).toEqual(['2025-12-20 to 2025-12-31', '2026-1-1 to 2026-2-10']);
    expect(await periods('ALL')).toEqual(['2025-12-20 to 2026-2-10']);
  });
});

describe('facets', () => {
  it('are joined by AND, their values by OR', async () => {
    const all = rowsOf(await ask({ timeGranularity: 'ALL' }));
    const [one = '', other = ''] = all.flatMap(({ pivotValues }) => pivotValues);
    const campaigns = `List(${encodeURIComponent(one)},${encodeURIComponent(other)})`;
    const both = await ask({ timeGranularity: 'ALL', campaigns });
    const elsewhere = await ask({
      campaigns,
      accounts: 'List(urn%3Ali%3AsponsoredAccount%3A509876543)',
    });
    expect(
      rowsOf(both)
        .flatMap(({ pivotValues }) => pivotValues)
        .toSorted(),
    ).toEqual([one, other].toSorted());
    expect(countOf(elsewhere)).toBe(0);
  });

  it('may be of campaigns, groups or creatives alone', async () => {
    const firstOf = async (pivot: string) => {
      const [first] = rowsOf(await ask({ pivot, timeGranularity: 'ALL' }));
      return `List(${encodeURIComponent(first?.pivotValues[0] ?? '')})`;
    };
    for (const [facet, pivot] of [
      ['campaigns', 'CAMPAIGN'],
      ['campaignGroups', 'CAMPAIGN_GROUP'],
      ['creatives', 'CREATIVE'],
    ] as const) {
      const only = await ask({
        accounts: undefined,
        [facet]: await firstOf(pivot),
        pivot,
        timeGranularity: 'ALL',
      });
      expect(countOf(only)).toBe(1);
    }
  });

  it.each([
    ['an account without a role', scenarios['no-role']],
    ['a test account', scenarios['test-account']],
    ['an account whose campaigns never ran', scenarios['one-account-no-activity']],
    ['no account', scenarios['account-not-visible']],
  ])('of %s bring no rows, and no refusal', async (_, scenario) => {
    expect(await ask({}, scenario)).toEqual({
      status: 200,
      body: { paging: { start: 0, count: 10, links: [] }, elements: [] },
    });
  });

  it('that were encoded twice bring no rows', async () => {
    expect(countOf(await ask({ accounts: `List(${encodeURIComponent(europe)})` }))).toBe(0);
  });
});

describe('too much', () => {
  const [account] = ready.accounts.map((one) => ({ ...one, campaigns: 200 }));
  const large: Scenario = { ...ready, accounts: account === undefined ? [] : [account] };
  const halfYear = '(start:(year:2026,month:6,day:1),end:(year:2026,month:11,day:21))';

  it('cuts after 15,000 rows and says nothing', async () => {
    expect(countOf(await ask({ dateRange: halfYear, fields: 'clicks' }, large))).toBe(15_000);
  });

  it('gives ten rows unless count asks for more, where the scenario says so', async () => {
    const trap = withDisputed({ analyticsTenRows: true });
    expect(countOf(await ask({}, trap))).toBe(10);
    expect(countOf(await ask({ count: '1000' }, trap))).toBe(countOf(await ask()));
    expect(countOf(await ask({ count: '5' }))).toBe(countOf(await ask()));
  });

  it('counts metric values over five minutes', async () => {
    const values = countOf(await ask()) * 7;
    const { rest, pass } = createClient({ ...ready, metricValuesPerFiveMinutes: values });
    const statuses = [await rest(path()), await rest(path())].map(({ status }) => status);
    pass(300);
    expect([...statuses, (await rest(path())).status]).toEqual([200, 429, 200]);
  });

  const long = `List(${Array(120).fill(europe).join(',')})`;

  it('refuses a query above 4 KB, which may travel as a form instead', async () => {
    const query = path({ accounts: long }).replace('/adAnalytics?', '');
    const tunnel = {
      'x-http-method-override': 'GET',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const { rest } = createClient();
    expect(query.length).toBeGreaterThan(4096);
    expect((await rest(`/adAnalytics?${query}`)).status).toBe(414);
    expect(await rest('/adAnalytics', { body: query, headers: tunnel })).toEqual(await ask());
    expect((await rest('/adAnalytics', { body: query })).status).toBe(404);
    const far = query + query.repeat(8);
    expect((await rest('/adAnalytics', { body: far, headers: tunnel })).status).toBe(414);
  });
});
