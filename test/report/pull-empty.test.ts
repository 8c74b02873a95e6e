/** Reports without a row: an account at rest, or one that may not be read, told apart. */

import { describe, expect, it } from 'vitest';
import { campaignsOf } from '../../src/simulator/account-structure.ts';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { lastYear, openReportWorld, outage, withCampaigns } from './report-world.ts';

const all = { from: lastYear.from, to: lastYear.to };
const atRest = scenarios['one-account-no-activity'];
const resting =
  'No campaign had any activity on these days. You may read this account: the numbers really are zero.';

describe('no row at all', () => {
  it('is an account at rest, where the member has a role', async () => {
    const { rows, gaps, missing, whyEmpty } = await (await openReportWorld(atRest)).pull();
    expect({ rows, gaps, missing, whyEmpty }).toEqual({
      rows: [],
      gaps: [],
      missing: [],
      whyEmpty: resting,
    });
  });

  it('is the same without the keys of the app, which nothing is asked with', async () => {
    const without = ['LINKEDIN_CLIENT_ID', 'LINKEDIN_CLIENT_SECRET', 'LINKEDIN_REFRESH_TOKEN'];
    const { pull } = await openReportWorld(atRest, undefined, { without });
    const { gaps, whyEmpty } = await pull();
    expect({ gaps, whyEmpty }).toEqual({ gaps: [], whyEmpty: resting });
  });

  it('proves nothing, where the member has no role', async () => {
    const { missing, gaps, whyEmpty } = await (await openReportWorld(scenarios['no-role'])).pull();
    expect({ missing, whyEmpty }).toEqual({ missing: [all], whyEmpty: undefined });
    expect(gaps).toMatchObject([{ ...all, fault: { code: 'account-role-missing' } }]);
  });

  it('proves nothing, where the roles cannot be had', async () => {
    const { pull } = await openReportWorld(atRest, undefined, {
      intercept: (path) => (path.endsWith('/adAccountUsers') ? outage() : undefined),
    });
    const { gaps, whyEmpty } = await pull();
    expect(gaps).toMatchObject([{ ...all, fault: { code: 'linkedin-unavailable' } }]);
    expect(whyEmpty).toBeUndefined();
  });

  it('is what a test account always has', async () => {
    const { gaps, whyEmpty } = await (await openReportWorld(scenarios['test-account'])).pull();
    expect(gaps).toEqual([]);
    expect(whyEmpty).toContain('Acme test (512345678) is a test account: it never has numbers.');
  });
});

describe('campaigns that were asked for', () => {
  const scenario = withCampaigns(5);
  const [first] = scenario.accounts.flatMap((account) => campaignsOf(account));
  const known = `${first?.id}`;
  const day = { from: '2026-11-18', to: '2026-11-20' };

  it.each([
    ['campaign', ['1'], 'Campaign 1 is not one of'],
    ['account', ['1'], 'Campaign 1 is not one of'],
    ['campaign', [known, '1', '2'], 'Campaigns 1 and 2 are not among'],
  ] as const)('by %s: %j are told where nobody knows them', async (by, campaignIds, words) => {
    const { campaignsFault, whyEmpty } = await (await openReportWorld(scenario)).pull({
      ...day,
      by,
      campaignIds,
    });
    expect(campaignsFault).toMatchObject({ code: 'campaign-unknown', exit: 2 });
    expect(campaignsFault?.message).toBe(`${words} Acme Europe's campaigns.`);
    expect(whyEmpty).toBeUndefined();
  });

  it('may be known by their rows alone: those that were removed are in no list', async () => {
    const { pull } = await openReportWorld(scenario, undefined, {
      intercept: (path) =>
        path.endsWith('/adCampaigns') ? Response.json({ elements: [] }) : undefined,
    });
    const { rows, campaignsFault } = await pull({ ...day, campaignIds: [known] });
    expect(rows.length).toBeGreaterThan(0);
    expect(campaignsFault).toBeUndefined();
  });

  it.each(['account', 'campaign-group'] as const)('are told beside rows by %s', async (by) => {
    const { pull } = await openReportWorld(scenario);
    const { rows, campaignsFault } = await pull({ ...day, by, campaignIds: [known, '1'] });
    expect(rows.length).toBeGreaterThan(0);
    expect(campaignsFault?.message).toBe("Campaign 1 is not one of Acme Europe's campaigns.");
  });

  it.each([
    'account',
    'campaign-group',
  ] as const)('by %s may be known by their numbers alone, and lists that do not come are no fault', async (by) => {
    for (const answer of [() => Response.json({ elements: [] }), outage]) {
      const { pull } = await openReportWorld(scenario, undefined, {
        intercept: (path) => (path.endsWith('/adCampaigns') ? answer() : undefined),
      });
      const { rows, ...told } = await pull({ ...day, by, campaignIds: [known] });
      expect(rows.length).toBeGreaterThan(0);
      expect([told.campaignsFault, told.namesFault, told.gaps]).toEqual([undefined, undefined, []]);
    }
  });

  it('are unknown to nobody, where the list did not come', async () => {
    const { pull } = await openReportWorld(atRest, undefined, {
      intercept: (path) => (path.endsWith('/adCampaigns') ? outage() : undefined),
    });
    const { campaignsFault, whyEmpty } = await pull({ ...day, campaignIds: ['1'] });
    expect(campaignsFault).toBeUndefined();
    expect(whyEmpty).toContain('No campaign that was asked for had any activity');
  });
});

it('misses no names, as there is no row to name', async () => {
  const forbidden = () => Response.json({ status: 403, message: 'no' }, { status: 403 });
  const { pull } = await openReportWorld(atRest, undefined, {
    intercept: (path) => (path.endsWith('/adCampaigns') ? forbidden() : undefined),
  });
  const { rows, whyEmpty, namesFault } = await pull();
  expect({ rows, whyEmpty, namesFault }).toEqual({
    rows: [],
    whyEmpty: resting,
    namesFault: undefined,
  });
});
