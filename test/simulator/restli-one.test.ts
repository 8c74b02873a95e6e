/** Requests of Rest.li 1.0, which name no protocol version: as singer-io's tap and Airbyte's connector send them. */

import { describe, expect, it } from 'vitest';
import { path } from './ask-analytics.ts';
import { createClient, europe, type Reply } from './simulator-client.ts';

const first = { without: ['x-restli-protocol-version'] };
const week =
  'dateRange.start.day=15&dateRange.start.month=11&dateRange.start.year=2026' +
  '&dateRange.end.day=21&dateRange.end.month=11&dateRange.end.year=2026';
const fields =
  'impressions,clicks,costInLocalCurrency,costInUsd,oneClickLeads,dateRange,pivotValues';

const sameIn = async (one: string, two: string): Promise<readonly Reply[]> => {
  const { simulator, rest } = createClient();
  const token = simulator.issueTokens().accessToken;
  return [await rest(one, { ...first, token }), await rest(two, { token })];
};

describe('the two versions write the same call differently', () => {
  it.each([
    [
      `/adAnalytics?q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY&accounts[0]=urn:li:sponsoredAccount:512345678&count=10000&start=0&${week}&fields=${fields}`,
      path(),
    ],
    [
      `/adAnalytics?q=statistics&pivots[0]=CAMPAIGN&pivots[1]=ACCOUNT&timeGranularity=ALL&accounts%5B0%5D=${europe}&${week}`,
      path({
        q: 'statistics',
        pivot: undefined,
        pivots: 'List(CAMPAIGN,ACCOUNT)',
        timeGranularity: 'ALL',
        fields: undefined,
      }),
    ],
    [
      '/adAccounts?q=search&search.status.values[0]=ACTIVE&search.name.values[0]=Acme+Europe&search.test=false',
      '/adAccounts?q=search&search=(status:(values:List(ACTIVE)),name:(values:List(Acme%20Europe)),test:false)',
    ],
    ['/adAccounts?ids=512345678&ids=1', '/adAccounts?ids=List(512345678,1)'],
    ['/adAccounts?ids[0]=512345678', '/adAccounts?ids=List(512345678)'],
    [
      '/adAccountUsers?q=accounts&accounts[0]=urn:li:sponsoredAccount:512345678&count=500',
      `/adAccountUsers?q=accounts&accounts=${europe}&count=500`,
    ],
    [
      `/adAccounts/512345678/creatives?q=criteria&campaigns[0]=urn%3Ali%3AsponsoredCampaign%3A628390000&fields=id`,
      '/adAccounts/512345678/creatives?q=criteria&campaigns=List(urn%3Ali%3AsponsoredCampaign%3A628390000)&fields=id',
    ],
  ])('%s', async (one, two) => {
    const [firstReply, secondReply] = await sameIn(one, two);
    expect(firstReply).toEqual(secondReply);
    expect(firstReply?.status).toBe(200);
    expect(JSON.stringify(firstReply?.body)).toMatch(
      /512345678|pivotValues|sponsoredCreative|impressions/,
    );
  });
});

describe('what neither reads', () => {
  it.each([
    // The lists of the other version are texts here.
    [path(), 'accounts'],
    ['/adAccounts?q=search&search.a=1&search.a=2', 'search.a'],
    ['/adAccounts?q=search&search=1&search.status=2', 'search.status'],
    [`/adAccounts?q=search&search${'.a'.repeat(50)}=1`, `search${'.a'.repeat(50)}`],
    ['/adAccounts?q=search&pageSize=%', 'pageSize'],
  ])('%s', async (asked, fieldPath) => {
    const { status, body } = await createClient().rest(asked, first);
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(fieldPath)]);
  });
});

it('is answered as of that version', async () => {
  const { simulator, send } = createClient();
  const { accessToken } = simulator.issueTokens();
  const headers = { authorization: `Bearer ${accessToken}`, 'linkedin-version': '202609' };
  const response = await send('/rest/adAccounts?q=search&pageSize=1', { headers });
  expect([response.status, response.headers.get('x-restli-protocol-version')]).toEqual([
    200,
    '1.0.0',
  ]);
});

it('travels as a form, too', async () => {
  const { simulator, send } = createClient();
  const { accessToken } = simulator.issueTokens();
  const response = await send('/rest/adAccountUsers', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${accessToken}`,
      'linkedin-version': '202609',
      'content-type': 'application/x-www-form-urlencoded',
      'x-http-method-override': 'GET',
    },
    body: 'q=accounts&accounts[0]=urn:li:sponsoredAccount:512345678',
  });
  expect(response.status).toBe(200);
});
