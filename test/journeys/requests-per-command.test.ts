/** How many requests each command makes, and in how many waves of them it waits for LinkedIn. */

import { expect, it } from 'vitest';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { withCampaigns } from '../report/report-world.ts';
import type { Intercept } from '../support/linkedin.ts';
import { createRecorder, type Recording } from '../support/request-recording.ts';
import { openSignedIn, type SignedIn } from '../support/signed-in.ts';
import type { TestWorld } from '../support/world.ts';

const crowd = scenarios['many-accounts'];
const last = String(crowd.accounts.at(-1)?.id);
/** More than a page of campaigns, with a row on one day in a hundred. */
const sparse = withCampaigns(1_100, { inactiveShare: 0.99 });
const csv = ['--format', 'csv'];

type Expected = Pick<Recording, 'requests' | 'waves'>;

async function recorded(argv: readonly string[], signedIn: SignedIn, canned?: Intercept) {
  let world: TestWorld | undefined;
  const clock = () => {
    if (world === undefined) throw new Error('LinkedIn is asked before there is a world');
    return world.clock;
  };
  const { intercept, recording } = createRecorder(clock, canned);
  world = await openSignedIn({ ...signedIn, setting: 'memory', intercept });
  const { exitCode, stderr } = await world.run(argv, { browser: 'zero' });
  expect(exitCode, stderr).toBe(0);
  return recording();
}

it.each<readonly [string, readonly string[], SignedIn, Expected]>([
  ['status', ['status'], {}, { requests: 0, waves: 0 }],
  ['token, which is valid', ['token'], {}, { requests: 0, waves: 0 }],
  ['token, which is due', ['token'], { daysAgo: 61 }, { requests: 1, waves: 1 }],
  ['refresh', ['refresh'], {}, { requests: 1, waves: 1 }],
  ['verify', ['verify'], {}, { requests: 6, waves: 1 }],
  ['verify, of a token that is due', ['verify'], { daysAgo: 61 }, { requests: 7, waves: 2 }],
  ["setup's proof", ['setup'], {}, { requests: 6, waves: 1 }],
  [
    'verify, of the last of 1,200',
    ['verify'],
    { scenario: crowd, account: last },
    { requests: 7, waves: 2 },
  ],
  ['accounts', ['accounts'], {}, { requests: 2, waves: 1 }],
  ['accounts, 1,200 of them', ['accounts'], { scenario: crowd }, { requests: 5, waves: 2 }],
])('%s', async (_, argv, signedIn, expected) => {
  // What is loaded when it is first needed is there the second time.
  await recorded(argv, signedIn);
  expect(await recorded(argv, signedIn)).toMatchObject(expected);
});

it.each<readonly [string, readonly string[], Scenario, Expected]>([
  ['a week', ['--from', '7d'], scenarios.ready, { requests: 4, waves: 2 }],
  ['40 campaigns and a year', ['--from', '365d'], withCampaigns(40), { requests: 4, waves: 2 }],
  ['130 campaigns and a year', ['--from', '365d'], withCampaigns(130), { requests: 7, waves: 2 }],
  ['1,100 campaigns at rest and a year', ['--from', '365d'], sparse, { requests: 10, waves: 4 }],
])('report, %s', async (_, flags, scenario, expected) => {
  const argv = ['report', ...flags, ...csv];
  await recorded(['report', '--from', '1d', ...csv], {});
  expect(await recorded(argv, { scenario })).toMatchObject(expected);
});

it('report, 500 campaigns that run every day of a year', async () => {
  const scenario = withCampaigns(500);
  const canned: Intercept = ({ url }) =>
    url.includes('/adAnalytics') ? rowsFor(url, 500) : undefined;
  const argv = ['report', '--from', '365d', ...csv];
  // In four rounds of windows of 23 days each, after the list of campaigns.
  const window = 300 + Math.round((23 * 500) / 3);
  expect(await recorded(argv, { scenario }, canned)).toEqual({
    requests: 3 + 16,
    waves: 1 + 4,
    milliseconds: 300 + 4 * window,
  });
});

const dayLength = 86_400_000;

function rowsFor(url: string, campaigns: number): Response {
  const [from = 0, to = 0] = [...url.matchAll(/year:(\d+),month:(\d+),day:(\d+)/g)].map(
    ([, year, month, day]) => Date.UTC(Number(year), Number(month) - 1, Number(day)),
  );
  const elements = Array.from({ length: ((to - from) / dayLength + 1) * campaigns }, (_, row) => {
    const date = new Date(from + Math.floor(row / campaigns) * dayLength);
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    return {
      impressions: 1,
      dateRange: { start: { year, month, day } },
      pivotValues: [`urn:li:sponsoredCampaign:${1 + (row % campaigns)}`],
    };
  });
  return Response.json({ elements: elements.slice(0, 15_000) });
}
