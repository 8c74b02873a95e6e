/** What is known before the first numbers come, so that no window is wider than what an answer holds. */

import { expect, it } from 'vitest';
import type { ReportRequest } from '../../src/report/report.ts';
import type { Scenario } from '../../src/simulator/scenario.ts';
import {
  type Around,
  inOrder,
  ledger,
  openReportWorld,
  outage,
  withCampaigns,
} from './report-world.ts';

/** 104 of them run: some 32,000 rows a year. */
const large = withCampaigns(130);
/** More than a page of them, with a row on one day in a hundred. */
const many = withCampaigns(1_100, { inactiveShare: 0.99 });

interface Asking extends Around {
  readonly scenario: Scenario;
  readonly request?: Partial<ReportRequest>;
  /** Whether the question who has numbers fails. */
  readonly failing?: boolean;
}

/** The rows, and the granularity of every call. */
async function asking({ scenario, request = {}, failing = false, ...around }: Asking) {
  const { pull, simulator } = await openReportWorld(
    scenario,
    (_, query) => (failing && query.includes('timeGranularity=ALL') ? outage() : undefined),
    around,
  );
  const pulled = await pull(request);
  const queries = simulator.log.filter(({ path }) => path.endsWith('/adAnalytics'));
  const asked = queries.map(({ query }) => /timeGranularity=(\w+)/.exec(query)?.[1]);
  return { ...pulled, asked };
}

const times = (count: number) => Array<string>(count).fill('DAILY');
const whole = (scenario: Scenario) => inOrder(ledger(scenario));

it('is the list of campaigns, where it is short: four windows at once', async () => {
  const { rows, asked, mostAtATime } = await asking({ scenario: large });
  expect({ asked, mostAtATime }).toEqual({ asked: times(4), mostAtATime: 4 });
  expect(inOrder(rows)).toEqual(whole(large));
});

it('is how many campaigns are asked for', async () => {
  const campaignIds = ledger(large).map(({ id }) => id);
  const ids = [...new Set(campaignIds)].slice(0, 50);
  const { rows, asked } = await asking({ scenario: large, request: { campaignIds: ids } });
  expect(asked).toEqual(times(2));
  expect(inOrder(rows)).toEqual(whole(large).filter(({ id }) => ids.includes(id)));
});

it('is who has numbers at all, where there are more of them than a list tells', async () => {
  const { rows, asked, progress } = await asking({ scenario: many });
  expect(asked).toEqual(['ALL', ...times(5)]);
  expect(progress[0]?.calls).toBe(5);
  expect(inOrder(rows)).toEqual(whole(many));
});

it('is who has numbers at all, where no list tells', async () => {
  const request = { by: 'creative', from: '2026-09-01' } as const;
  const { asked } = await asking({ scenario: withCampaigns(5), request });
  expect(asked).toEqual(['ALL', 'DAILY']);
});

it('is nothing, where LinkedIn does not say who has numbers', async () => {
  const { rows, asked, gaps } = await asking({ scenario: many, failing: true });
  expect({ asked, gaps }).toEqual({ asked: ['DAILY'], gaps: [] });
  expect(inOrder(rows)).toEqual(whole(many));
});

it.each([
  ['a month', { from: '2026-10-22' }],
  ['a row for each month', { granularity: 'monthly' }],
  ['the account', { by: 'account' }],
] as const)('is not asked about for %s', async (_, request) => {
  expect((await asking({ scenario: many, request })).asked).toHaveLength(1);
});

it('may be wrong: campaigns that were removed have rows and are in no list', async () => {
  const listed = Array.from({ length: 60 }, (_, index) => ({ id: index + 1 }));
  const { rows, gaps, calls } = await asking({
    scenario: large,
    intercept: (path) =>
      path.endsWith('/adCampaigns') ? Response.json({ elements: listed }) : undefined,
  });
  const nameless = { name: undefined, status: undefined, group: undefined };
  expect(inOrder(rows)).toEqual(whole(large).map((row) => ({ ...row, ...nameless })));
  expect(gaps).toEqual([]);
  expect(calls).toBeLessThanOrEqual(6);
});
