/** adAnalytics: the query as LinkedIn wants it, which rows are taken, and what its answer may say instead. */

import { describe, expect, it } from 'vitest';
import { type AnalyticsQuery, analytics, mostMetrics } from '../../src/linkedin/analytics.ts';
import { isAmount, isCount, knownMetrics } from '../../src/linkedin/analytics-metrics.ts';
import { mostRows } from '../../src/linkedin/analytics-rows.ts';
import { Secret } from '../../src/secret.ts';
import { answeringLinkedIn, json } from '../support/answering-linkedin.ts';

const token = new Secret('AQXtheTokenItself');
const query: AnalyticsQuery = {
  accountId: '512345678',
  pivot: 'CAMPAIGN',
  granularity: 'DAILY',
  from: '2026-09-01',
  to: '2026-10-31',
  metrics: ['impressions', 'clicks'],
};

/** LinkedIn answers with this body, whatever it is asked. */
async function ask(
  changes: Partial<AnalyticsQuery>,
  body: unknown = { elements: [] },
  status = 200,
) {
  const { linkedin, requests } = answeringLinkedIn(() => json(body, status));
  return { answer: await analytics({ ...query, ...changes }, token, linkedin), requests };
}

describe('a query', () => {
  const start =
    'https://api.linkedin.com/rest/adAnalytics?q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY' +
    '&dateRange=(start:(year:2026,month:9,day:1),end:(year:2026,month:10,day:31))' +
    '&accounts=List(urn%3Ali%3AsponsoredAccount%3A512345678)';
  const fields = '&fields=impressions,clicks,dateRange,pivotValues';

  it.each<[Partial<AnalyticsQuery>, string]>([
    [{}, start + fields],
    [{ count: 15_000 }, `${start}${fields}&count=15000`],
    [
      { only: { facet: 'campaigns', ids: ['1', '2'] } },
      `${start}&campaigns=List(urn%3Ali%3AsponsoredCampaign%3A1,urn%3Ali%3AsponsoredCampaign%3A2)${fields}`,
    ],
    [
      { only: { facet: 'campaignGroups', ids: ['9'] } },
      `${start}&campaignGroups=List(urn%3Ali%3AsponsoredCampaignGroup%3A9)${fields}`,
    ],
  ])('with %j is written as LinkedIn reads it', async (changes, url) => {
    const { requests } = await ask(changes);
    expect(requests).toMatchObject([{ method: 'GET', url, mayBeLong: true }]);
  });

  it('has room for eighteen metrics', () => {
    expect(mostMetrics).toBe(18);
  });
});

const row = (year: number, month: number, day: number) => ({
  dateRange: { start: { year, month, day } },
  pivotValues: ['urn:li:sponsoredCampaign:1'],
  impressions: 1,
});

describe('the rows of an answer', () => {
  const around = [
    row(2024, 12, 31),
    row(2025, 1, 1),
    row(2026, 8, 31),
    row(2026, 9, 1),
    row(2026, 10, 31),
    row(2026, 11, 1),
    row(2027, 1, 1),
  ];
  it.each<[AnalyticsQuery['granularity'], readonly string[]]>([
    ['DAILY', ['2026-09-01', '2026-10-31']],
    ['MONTHLY', ['2026-09-01', '2026-10-31']],
    ['YEARLY', ['2026-08-31', '2026-09-01', '2026-10-31', '2026-11-01']],
    [
      'ALL',
      [
        '2024-12-31',
        '2025-01-01',
        '2026-08-31',
        '2026-09-01',
        '2026-10-31',
        '2026-11-01',
        '2027-01-01',
      ],
    ],
  ])('are those of the periods that were asked for: %s', async (granularity, dates) => {
    const { answer } = await ask({ granularity }, { elements: around });
    expect(answer).toMatchObject({ kind: 'ok', value: { kind: 'rows', rows: { dates } } });
  });

  it('may be none', async () => {
    const rows = { dates: [], ids: [], values: { impressions: [], clicks: [] } };
    expect((await ask({})).answer).toEqual({
      kind: 'ok',
      value: { kind: 'rows', rows, isCut: false },
    });
  });

  it('are those of whole months where months were asked for', async () => {
    const months = { granularity: 'MONTHLY', from: '2026-09-15', to: '2026-10-02' } as const;
    const { answer } = await ask(months, { elements: [...around, row(2026, 10, 1)] });
    const dates = ['2026-09-01', '2026-10-31', '2026-10-01'];
    expect(answer).toMatchObject({ value: { rows: { dates } } });
  });

  it('that are all about other days are told', async () => {
    await expect(ask({}, { elements: [row(2026, 8, 31)] })).rejects.toMatchObject({
      message:
        'LinkedIn is not answering as it should: its adAnalytics answer lacks the days that were asked for.',
    });
  });

  it.each<[string, object, boolean]>([
    ['nothing around them', {}, false],
    ['a total of as many', { paging: { total: 1 } }, false],
    ['a total of more', { paging: { total: 2 } }, true],
    ['a link to more', { paging: { links: [{ rel: 'prev' }, { rel: 'next' }] } }, true],
    ['a link to others', { paging: { links: [{ rel: 'prev' }] } }, false],
    ['a cursor', { metadata: { nextPageToken: 'DgGer' } }, true],
    ['an empty cursor', { metadata: { nextPageToken: '' } }, false],
    ['no cursor', { metadata: {} }, false],
    ['a paging that cannot be read', { paging: 'x', metadata: 'x' }, false],
  ])('may be cut off, with %s', async (_, rest, isCut) => {
    const { answer } = await ask({}, { elements: [row(2026, 9, 1)], ...rest });
    expect(answer).toMatchObject({ value: { isCut } });
  });

  it.each([
    [mostRows - 1, false],
    [mostRows, true],
  ])('may be cut off where there are %i', async (count, isCut) => {
    const campaign = (id: number) => ({
      ...row(2026, 9, 1),
      pivotValues: [`urn:li:sponsoredCampaign:${id}`],
    });
    const elements = Array.from({ length: count }, (_, id) => campaign(id));
    expect((await ask({}, { elements })).answer).toMatchObject({ value: { isCut } });
  });

  it.each([
    [undefined],
    [[]],
    [[7]],
    ['urn:li:sponsoredCampaign:1'],
  ])('are about something; those of %j are told', async (pivotValues) => {
    const asked = ask({}, { elements: [{ ...row(2026, 9, 1), pivotValues }] });
    await expect(asked).rejects.toMatchObject({
      message:
        'LinkedIn is not answering as it should: its adAnalytics answer lacks dateRange, pivotValues.',
    });
  });

  it('are told with the number of the request where a value is odd', async () => {
    const body = { elements: [{ ...row(2026, 9, 1), clicks: 'many' }] };
    const { linkedin } = answeringLinkedIn(() => json(body, 200, { 'x-li-uuid': 'AAYq5qVd' }));
    await expect(analytics(query, token, linkedin)).rejects.toMatchObject({
      code: 'linkedin-unavailable',
      linkedin: { status: 200, requestId: 'AAYq5qVd' },
    });
  });
});

describe('an answer that is no rows', () => {
  const metrics = ['impressions', 'clickz', 'leadz'];
  const invalid = (message: string, ...inputErrors: readonly object[]) => ({
    status: 400,
    message,
    errorDetails: { inputErrors },
  });
  const at = (fieldPath: string) => ({ input: { inputPath: { fieldPath } } });

  it.each<[string, object, string]>([
    ['as the place of the fault', invalid('Invalid', at('fields'), at('clickz')), 'clickz'],
    ['in its words', invalid('Invalid', { description: 'No field "leadz".' }), 'leadz'],
  ])('names a metric that LinkedIn does not know %s', async (_, body, metric) => {
    const { answer } = await ask({ metrics }, body, 400);
    expect(answer).toEqual({ kind: 'ok', value: { kind: 'metric-unknown', metric } });
  });

  it.each<[string, number, unknown]>([
    ['names a metric that LinkedIn documents', 400, invalid('No', at('impressions'))],
    ['names a metric in a longer word', 400, invalid('No', { description: 'No leadzz' })],
    ['names another place', 400, invalid('No', at('dateRange'))],
    ['names no place', 400, invalid('No', {}, { input: {} }, { input: { inputPath: {} } })],
    ['has no details', 400, { status: 400, message: 'clickz' }],
    ['has nothing', 400, {}],
    ['is a list', 400, []],
    ['has another status', 414, invalid('No', at('clickz'))],
  ])('is a refusal of the request where it %s', async (_, status, body) => {
    await expect(ask({ metrics }, body, status)).rejects.toMatchObject({ code: 'request-refused' });
  });

  it('may be a refusal of its reader', async () => {
    const { answer } = await ask({}, { status: 403, code: 'ACCESS_DENIED', message: 'no' }, 403);
    expect(answer).toMatchObject({ kind: 'refused', refusal: { code: 'ACCESS_DENIED' } });
  });

  it('may be about the version of the API, which is named', async () => {
    await expect(ask({}, { status: 426 }, 426)).rejects.toMatchObject({
      code: 'api-version-ended',
      message: expect.stringContaining('202609'),
    });
  });
});

describe('a metric', () => {
  it.each<[string, 'an amount' | 'a count' | 'neither']>([
    ['costInLocalCurrency', 'an amount'],
    ['conversionValueInLocalCurrency', 'an amount'],
    ['costPerQualifiedLead', 'an amount'],
    ['impressions', 'a count'],
    ['viralImpressions', 'a count'],
    ['viralVideoViews', 'a count'],
    ['oneClickLeads', 'a count'],
    ['averageDwellTime', 'neither'],
    ['audiencePenetration', 'neither'],
    ['unheardOf', 'neither'],
  ])('%s is %s', (metric, kind) => {
    const found = isAmount(metric) ? 'an amount' : isCount(metric) ? 'a count' : 'neither';
    expect(found).toBe(kind);
  });

  it('that is known stands in a list in alphabetical order, once', () => {
    expect(knownMetrics).toEqual([...new Set(knownMetrics)].toSorted());
    expect(knownMetrics).toContain('viralCardClicks');
    expect(knownMetrics).not.toContain('CardClicks');
  });
});
