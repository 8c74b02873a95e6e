/** What adAnalytics takes and what it refuses, against what LinkedIn documents and what was seen live. */

import { describe, expect, it } from 'vitest';
import { knownMetrics } from '../../src/linkedin/analytics-metrics.ts';
import { ask, type Parameters } from './ask-analytics.ts';
import { europe } from './simulator-client.ts';

describe('fields', () => {
  it('are impressions and clicks when none are named', async () => {
    const reply = await ask({ fields: undefined, timeGranularity: 'ALL', pivot: 'ACCOUNT' });
    expect(reply.body).toMatchObject({
      elements: [{ impressions: expect.any(Number), clicks: expect.any(Number) }],
    });
    expect(JSON.stringify(reply.body)).not.toMatch(/dateRange|pivotValues/);
  });

  it('are what was asked for, but the value of conversions that have none', async () => {
    const fields = 'externalWebsiteConversions,conversionValueInLocalCurrency';
    const reply = await ask({ fields, timeGranularity: 'ALL', pivot: 'ACCOUNT' });
    expect(reply.body).toMatchObject({
      elements: [{ externalWebsiteConversions: expect.any(Number) }],
    });
    expect(JSON.stringify(reply.body)).not.toContain('conversionValue');
  });

  it('are twenty at most', async () => {
    const names = (count: number) => knownMetrics.slice(-count).join(',');
    expect((await ask({ fields: names(20) })).status).toBe(200);
    expect((await ask({ fields: names(21) })).status).toBe(400);
  });

  it.each([
    'spend',
    'leads',
    'conversions',
    'reach',
    'ctr',
    'pivot',
    'pivotValue',
    'constructor',
  ])('are not %s', async (fields) => {
    expect(await ask({ fields })).toEqual({
      status: 400,
      body: {
        errorDetailType: 'com.linkedin.common.error.BadRequest',
        message:
          'Multiple errors occurred during param validation. Please see errorDetails for more information.',
        errorDetails: {
          inputErrors: [{ input: { inputPath: { fieldPath: fields } }, code: 'FIELD_INVALID' }],
        },
        status: 400,
      },
    });
  });

  it('tell the reach of 92 days at most', async () => {
    const fields = 'approximateMemberReach';
    const range = (start: string) => `(start:${start},end:(year:2026,month:11,day:21))`;
    const inside = await ask({ fields, dateRange: range('(year:2026,month:8,day:22)') });
    const outside = await ask({ fields, dateRange: range('(year:2026,month:8,day:21)') });
    expect([inside.status, outside.status]).toEqual([200, 400]);
  });
});

describe('requests that are refused', () => {
  const range = (start: string, end = '(year:2026,month:11,day:21)') => ({
    dateRange: `(start:${start},end:${end})`,
  });

  it.each<[string, string, Parameters]>([
    ['a leading zero', 'dateRange', range('(year:2026,month:09,day:1)')],
    ['a day that no calendar has', 'dateRange', range('(year:2026,month:2,day:29)')],
    ['a month too many', 'dateRange', range('(year:2026,month:13,day:1)')],
    ['a missing day', 'dateRange', range('(year:2026,month:9)')],
    ['an end before the start', 'dateRange', range('(year:2026,month:11,day:22)')],
    ['no period', 'dateRange', { dateRange: undefined }],
    ['no pivot', 'pivot', { pivot: undefined }],
    ['an unknown pivot', 'pivot', { pivot: 'COLOUR' }],
    ['no granularity', 'timeGranularity', { timeGranularity: undefined }],
    ['an unknown granularity', 'timeGranularity', { timeGranularity: 'WEEKLY' }],
    ['no facet', 'accounts', { accounts: undefined }],
    ['a URN with raw colons', 'accounts', { accounts: 'List(urn:li:sponsoredAccount:1)' }],
    ['an encoded List', 'accounts', { accounts: `List%28${europe}%29` }],
    ['a facet that is no list', 'accounts', { accounts: europe }],
  ])('%s', async (_, fieldPath, changes) => {
    expect(await ask(changes)).toMatchObject({
      status: 400,
      body: {
        errorDetails: {
          inputErrors: [{ input: { inputPath: { fieldPath } }, code: 'PARAM_INVALID' }],
        },
      },
    });
  });

  it('accounts[0] of Rest.li 1.0', async () => {
    expect(await ask({ accounts: undefined, 'accounts[0]': europe })).toMatchObject({
      status: 400,
      body: { errorDetails: { inputErrors: [{ code: 'QUERY_PARAM_NOT_ALLOWED' }] } },
    });
  });

  it('a URN that does not end in a number', async () => {
    const accounts = 'List(urn%3Ali%3AsponsoredAccount%3AX)';
    expect(await ask({ accounts })).toMatchObject({
      status: 400,
      body: {
        message: expect.stringContaining("value 'urn:li:sponsoredAccount:X' is invalid. Reason:"),
      },
    });
  });

  it('a finder that LinkedIn has and the simulator has not is named', async () => {
    expect(await ask({ q: 'attributedRevenueMetrics' })).toMatchObject({
      status: 404,
      body: { code: 'NOT_MODELLED', message: expect.stringContaining('attributedRevenueMetrics') },
    });
  });

  it('pivot and granularity may be wrapped', async () => {
    const wrapped = { pivot: '(value:CAMPAIGN)', timeGranularity: '(value:DAILY)' };
    expect(await ask(wrapped)).toEqual(await ask());
  });
});
