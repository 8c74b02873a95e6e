/** Pivots, filters and order of adAnalytics, and every metric that the program itself knows. */

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { isAmount, knownMetrics } from '../../src/linkedin/analytics-metrics.ts';
import { pivots } from '../../src/simulator/analytics-pivots.ts';
import { metrics, metricsOfOthers } from '../../src/simulator/metrics.ts';
import { ready } from '../../src/simulator/scenarios.ts';
import { ask, countOf, type Parameters } from './ask-analytics.ts';
import { withDisputed } from './simulator-client.ts';

const whole: Parameters = { timeGranularity: 'ALL', fields: 'impressions,clicks,pivotValues' };

const rowsOf = async (changes: Parameters) =>
  z
    .object({
      elements: z.array(
        z.object({ impressions: z.number(), clicks: z.number(), pivotValues: z.array(z.string()) }),
      ),
    })
    .parse((await ask({ ...whole, ...changes })).body).elements;

const total = (rows: readonly { readonly impressions: number }[]) =>
  rows.reduce((sum, { impressions }) => sum + impressions, 0);

describe('metrics', () => {
  it('are those that the program itself knows, and few that others ask for', () => {
    expect(Object.keys(metrics).sort()).toEqual([...knownMetrics, ...metricsOfOthers].sort());
    expect(metricsOfOthers.filter((name) => knownMetrics.includes(name))).toEqual([]);
  });

  it('all have a value of the right kind, amounts where there is one', async () => {
    const asked = knownMetrics.filter((name) => name !== 'approximateMemberReach');
    for (let at = 0; at < asked.length; at += 20) {
      const names = asked.slice(at, at + 20);
      const fields = names.join(',');
      const { status, body } = await ask({ timeGranularity: 'ALL', pivot: 'ACCOUNT', fields });
      expect(status).toBe(200);
      const [row] = (body as { elements: readonly Record<string, unknown>[] }).elements;
      for (const name of names) {
        const kind = isAmount(name) ? ['string', 'undefined'] : ['number'];
        expect([name, kind]).toEqual([name, expect.arrayContaining([typeof row?.[name]])]);
      }
    }
  });
});

describe('pivots', () => {
  const empty = [
    'CONVERSATION_NODE',
    'CONVERSATION_NODE_OPTION_INDEX',
    'CARD_INDEX',
    'EVENT_STAGE',
  ];

  it.each(pivots.filter((pivot) => pivot !== 'CONVERSION'))('%s', async (pivot) => {
    const rows = await rowsOf({ pivot });
    const all = total(await rowsOf({ pivot: 'ACCOUNT' }));
    expect(total(rows)).toBe(empty.includes(pivot) ? 0 : all);
    expect(new Set(rows.map(({ pivotValues }) => pivotValues[0])).size).toBe(rows.length);
  });

  it('CONVERSION has the conversions alone', async () => {
    const reply = await ask({
      ...whole,
      pivot: 'CONVERSION',
      fields: 'impressions,externalWebsiteConversions,pivotValues',
    });
    expect(reply.body).toMatchObject({
      elements: [
        {
          impressions: 0,
          externalWebsiteConversions: expect.any(Number),
          pivotValues: [expect.stringMatching(/^urn:lla:llaPartnerConversion:\d+$/)],
        },
      ],
    });
  });
});

describe('several pivots', () => {
  const statistics = (...names: readonly string[]): Parameters => ({
    q: 'statistics',
    pivot: undefined,
    pivots: `List(${names.join(',')})`,
  });
  const four = ['CREATIVE', 'CAMPAIGN', 'CAMPAIGN_GROUP', 'ACCOUNT'];

  it('have a row for each combination that there is, with the values in their order', async () => {
    const rows = await rowsOf(statistics(...four));
    const byCreative = await rowsOf({ pivot: 'CREATIVE' });
    expect(rows).toHaveLength(byCreative.length);
    expect(total(rows)).toBe(total(byCreative));
    expect(rows[0]?.pivotValues.map((urn) => urn.replace(/:\d+$/, ''))).toEqual([
      'urn:li:sponsoredCreative',
      'urn:li:sponsoredCampaign',
      'urn:li:sponsoredCampaignGroup',
      'urn:li:sponsoredAccount',
    ]);
  });

  it('are three at most where the documents are right', async () => {
    const strict = withDisputed({ mostPivots: 3 });
    expect((await ask(statistics(...four), strict)).status).toBe(400);
    expect((await ask(statistics(...four.slice(1)), strict)).status).toBe(200);
    expect((await ask(statistics(...four, 'SHARE'))).status).toBe(400);
  });

  it.each([
    [statistics('MEMBER_INDUSTRY'), 'FIELD_INVALID'],
    [statistics('COLOUR'), 'PARAM_INVALID'],
    [{ ...statistics('CAMPAIGN'), pivots: undefined }, 'PARAM_INVALID'],
    [{ ...statistics('CAMPAIGN'), pivot: 'CAMPAIGN' }, 'QUERY_PARAM_NOT_ALLOWED'],
  ])('%o is refused', async (changes, code) => {
    expect(await ask(changes)).toMatchObject({
      status: 400,
      body: { errorDetails: { inputErrors: [{ code }] } },
    });
  });
});

describe('filters', () => {
  it.each<[string, Parameters, boolean]>([
    ['its own type', { campaignType: '(value:SPONSORED_UPDATES)' }, true],
    ['another type', { campaignType: 'TEXT_AD' }, false],
    ['an objective', { objectiveType: '(value:LEAD_GENERATION)' }, true],
    ['another objective', { objectiveType: '(value:VIDEO_VIEWS)' }, false],
    ['its own company', { companies: 'List(urn%3Ali%3Aorganization%3A2414183)' }, true],
    ['another company', { companies: 'List(urn%3Ali%3Aorganization%3A1)' }, false],
    ['another share', { shares: 'List(urn%3Ali%3Ashare%3A1)' }, false],
  ])('by %s', async (_, changes, finds) => {
    expect((await rowsOf(changes)).length > 0).toBe(finds);
  });

  it('by a share, as by its creative', async () => {
    const [row] = await rowsOf({ pivot: 'SHARE' });
    const share = encodeURIComponent(row?.pivotValues[0] ?? '');
    expect(await rowsOf({ pivot: 'SHARE', shares: `List(${share})` })).toEqual([row]);
  });

  it('by a type that there is not are refused', async () => {
    expect((await ask({ campaignType: 'POSTER' })).status).toBe(400);
  });
});

describe('the order', () => {
  const clicks = async (order: string) =>
    (await rowsOf({ sortBy: `(field:CLICKS,order:${order})` })).map((row) => row.clicks);

  it('is by what was asked for', async () => {
    const up = await clicks('ASCENDING');
    expect(up).toEqual([...up].sort((one, other) => one - other));
    expect(await clicks('DESCENDING')).toEqual([...up].reverse());
  });

  it.each([
    '(field:NAME,order:ASCENDING)',
    '(field:CLICKS,order:UP)',
    '(order:ASCENDING)',
    'CLICKS',
  ])('%s is refused', async (sortBy) => {
    expect((await ask({ sortBy })).status).toBe(400);
  });
});

it('numbers by the day end after half a year where the scenario says so', async () => {
  const dateRange = '(start:(year:2026,month:1,day:1),end:(year:2026,month:6,day:30))';
  const asked = { dateRange, fields: 'impressions,dateRange' };
  const short = withDisputed({ retention: 'half-year-daily' });
  const [kept, rest] = [countOf(await ask(asked)), countOf(await ask(asked, short))];
  expect(rest).toBeGreaterThan(0);
  expect(rest).toBeLessThan(kept / 2);
  const monthly = { ...asked, timeGranularity: 'MONTHLY' };
  expect(countOf(await ask(monthly, short))).toBe(countOf(await ask(monthly, ready)));
});
