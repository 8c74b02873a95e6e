/** `report` that does not get all it asked for: what is missing is told, and is never taken for an empty day. */

import { parse } from 'csv-parse/sync';
import { describe, expect, it, test } from 'vitest';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import type { Fetch } from '../../src/world.ts';
import { ledger, outage } from '../reporting/numbers-desk.ts';
import { envText, minted } from '../support/credentials.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

const year = ['--from', '2025-11-22', '--to', '2026-11-21'];
/** A call that fails is made again in halves. */
const came = { from: '2025-11-22', to: '2026-05-23' };
const missing = { from: '2026-05-24', to: '2026-11-21' };
/** A campaign without forms: it has leads only where conversions count. */
const visits =
  ledger(scenarios.ready, came).find(({ group }) => group?.name === 'Awareness')?.id ?? '';

async function signedIn(scenario: Scenario = scenarios.ready): Promise<TestWorld> {
  const world = await openTestWorld({ scenario });
  await world.put(envText(minted(world)));
  return world;
}

/** LinkedIn fails at the whole year, gives its first half, and then something happens. */
function inTheMiddle(world: TestWorld, happen: () => void): Fetch {
  return async (request) => {
    const { search } = new URL(request.url);
    const isLast = search.includes('year:2026,month:11,day:21');
    const isWhole = isLast && search.includes('year:2025,month:11,day:22');
    if (isWhole) return outage();
    if (isLast) happen();
    return await world.linkedin(request);
  };
}

function quotaEnds(world: TestWorld): Fetch {
  return inTheMiddle(world, () => world.play(scenarios['throttled-day']));
}

/** Day and campaign of every row. */
function placesIn(csv = ''): readonly string[] {
  const rows: { date: string; campaign_id: string }[] = parse(csv, { columns: true });
  return rows.map(({ date, campaign_id }) => `${date} ${campaign_id}`).sort();
}

function placesOf(range: typeof came): readonly string[] {
  return ledger(scenarios.ready, range)
    .map(({ date, id }) => `${date} ${id}`)
    .sort();
}

/** The command that is to be run next, without the program's name. */
function nextCommand(stderr: string): readonly string[] {
  const [, flags = ''] = /^ *To continue, run: pectus-linkedin (.+)$/m.exec(stderr) ?? [];
  return flags.split(' ');
}

describe('when the calls of the day end in the middle', () => {
  it('what came is in .partial, and what did not is told', async () => {
    const world = await signedIn();
    const argv = ['report', ...year, '--format', 'csv', '--output', 'out.csv'];
    const run = await world.run(argv, { fetch: quotaEnds(world) });

    expect(run).toMatchObject({ exitCode: 5, stdout: '' });
    expect(run.told).toContain('Written: out.csv.partial');
    expect(run.told).toContain('24 May to 21 Nov 2026 did not come');
    expect(run.told).toContain("used up LinkedIn's calls for today");
    expect(run.told).toContain(`--from ${missing.from} --to ${missing.to}`);
    expect(await world.names()).toEqual(['.env', 'out.csv.partial']);
    expect(placesIn(await world.text('out.csv.partial'))).toEqual(placesOf(came));
  });

  it('an older report stays as it was', async () => {
    const world = await signedIn();
    await world.put('older', 'out.csv');
    const argv = ['report', ...year, '--format', 'csv', '--output', 'out.csv', '--force'];
    const run = await world.run(argv, { fetch: quotaEnds(world) });

    expect(run.exitCode).toBe(5);
    expect(await world.text('out.csv')).toBe('older');
    expect(await world.names()).toEqual(['.env', 'out.csv', 'out.csv.partial']);
  });

  it('json says of itself that it is not complete', async () => {
    const world = await signedIn();
    const run = await world.run(['report', ...year, '--json'], { fetch: quotaEnds(world) });
    const { complete, gaps } = JSON.parse(run.stdout);

    expect(run.exitCode).toBe(5);
    expect({ complete, gaps }).toMatchObject({
      complete: false,
      gaps: [{ ...missing, code: 'quota-exhausted' }],
    });
  });

  it.each([
    [['--format', 'csv']],
    [['--format', 'csv', '--metrics', 'approximateMemberReach']],
    [['--format', 'csv', '--usd']],
    [['--format', 'csv', '--by', 'campaign-group', '--granularity', 'monthly']],
    [['--format', 'csv', '--leads', 'form+conversions']],
    [['--format', 'csv', '--campaign', visits]],
    [['--json']],
  ])('the command to continue %j brings the rest of it', async (flags) => {
    const world = await signedIn();
    const first = await world.run(['report', ...year, ...flags], { fetch: quotaEnds(world) });
    world.play(scenarios.ready);
    const [, ...next] = nextCommand(first.stderr);
    const rest = await world.run(['report', ...next]);
    const wanted = await world.run(['report', ...next.slice(0, 4), ...flags]);

    expect(wanted.exitCode).toBe(0);
    expect(rest).toMatchObject({ exitCode: 0, stdout: wanted.stdout, stderr: wanted.stderr });
  });

  it('the command to continue reads the same .env', async () => {
    const world = await openTestWorld();
    await world.put(envText(minted(world)), 'other.env');
    const argv = ['report', ...year, '--format', 'csv', '--env-file', 'other.env'];
    const first = await world.run(argv, { fetch: quotaEnds(world) });
    world.play(scenarios.ready);
    expect((await world.run(nextCommand(first.stderr))).exitCode).toBe(0);
  });
});

test.each([
  ['quota-exhausted', 5, scenarios['throttled-day']],
  ['reporting-denied', 3, scenarios['reporting-denied']],
  ['account-role-missing', 3, scenarios['no-role']],
])('without any row, %s is all that is told', async (code, exitCode, scenario) => {
  const world = await signedIn(scenario);
  const run = await world.run(['report', '--format', 'csv', '--output', 'out.csv']);

  expect(run).toMatchObject({ exitCode, stdout: '' });
  expect(run.told).toContain(`(${code}, exit ${exitCode}`);
  expect(await world.names()).toEqual(['.env']);
});

test.each(['table', 'html'])('that no campaign ran is a report, too, in %s', async (format) => {
  const world = await signedIn(scenarios['one-account-no-activity']);
  const run = await world.run(['report', '--format', format]);

  expect(run.exitCode).toBe(0);
  expect(run.stdout.replace(/\s+/g, ' ')).toContain(
    'No campaign had any activity on these days; the checks say that you may read them.',
  );
});

test('that no campaign ran is an empty list in json, and complete', async () => {
  const world = await signedIn(scenarios['one-account-no-activity']);
  const run = await world.run(['report', '--json']);

  expect(run.exitCode).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ rows: [], gaps: [], complete: true });
});

test('Ctrl-C in the middle leaves nothing', async () => {
  const world = await signedIn();
  const argv = ['report', ...year, '--format', 'csv', '--output', 'out.csv'];
  const run = await world.run(argv, { fetch: inTheMiddle(world, world.interrupt) });

  expect(run).toMatchObject({ exitCode: 130, stdout: '' });
  expect(await world.names()).toEqual(['.env']);
});
