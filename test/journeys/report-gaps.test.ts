/** `report` that does not get all it asked for: what is missing is told, and is never taken for an empty day. */

import { execFileSync } from 'node:child_process';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { ledger, outage } from '../report/report-world.ts';
import { envText, minted } from '../support/credentials.ts';
import type { Fetch } from '../support/exchange.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

const year = ['--from', '2025-11-22', '--to', '2026-11-21'];
/** A call that fails is made again in halves. */
const came = { from: '2025-11-22', to: '2026-05-23' };
const missing = { from: '2026-05-24', to: '2026-11-21' };
/** A campaign without forms: it has leads only where conversions count. */
const visits =
  ledger(scenarios.ready, came).find(({ group }) => group?.name === 'Awareness')?.id ?? '';

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
  return inTheMiddle(world, () => world.setScenario(scenarios['throttled-day']));
}

/** Whether one of the days is among those that LinkedIn is asked for. */
function isAbout({ url }: Request, days: readonly string[]): boolean {
  const [from, to] = [...new URL(url).search.matchAll(/year:(\d+),month:(\d+),day:(\d+)/g)].map(
    ([, year = '', month = '', day = '']) =>
      `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
  );
  return from !== undefined && to !== undefined && days.some((day) => from <= day && day <= to);
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

/** The commands that are to be run next, as a shell reads them, without the program's name. */
function nextCommands(stderr: string): readonly (readonly string[])[] {
  return [...stderr.matchAll(/^ {5}pectus-linkedin (.+)$/gm)].map(([, flags = '']) =>
    execFileSync('sh', ['-c', `printf '%s\\n' ${flags}`], { encoding: 'utf8' })
      .trimEnd()
      .split('\n'),
  );
}

const toCsv = ['report', ...year, '--format', 'csv'];
const toFile = [...toCsv, '--output', 'out.csv'];

describe('when the calls of the day end in the middle', () => {
  it('what came is in .partial, and what did not is told', async () => {
    const world = await openSignedIn();
    const run = await world.run(toFile, { fetch: quotaEnds(world) });

    expect(run).toMatchObject({ exitCode: 5, stdout: '' });
    expect(run.stderrAsOneLine).toContain(
      `Written: out.csv.partial, ${placesOf(came).length} rows. Not complete: 24 May to 21 Nov 2026 is missing (182 of 365 days). This app has used up`,
    );
    expect(run.stderrAsOneLine).toContain(
      'After midnight UTC, in 14 h 0 min, run: pectus-linkedin report',
    );
    expect(nextCommands(run.stderr)).toEqual([
      [
        ...['report', '--format', 'csv', '--from', missing.from, '--to', missing.to],
        ...['--output', 'out.rest.csv'],
      ],
    ]);
    expect(await world.names()).toEqual(['.env', 'out.csv.partial']);
    expect(placesIn(await world.text('out.csv.partial'))).toEqual(placesOf(came));
  });

  it('an older report stays as it was', async () => {
    const world = await openSignedIn();
    await world.put('older', 'out.csv');
    const run = await world.run([...toFile, '--force'], { fetch: quotaEnds(world) });

    expect(run.exitCode).toBe(5);
    expect(await world.text('out.csv')).toBe('older');
    expect(await world.names()).toEqual(['.env', 'out.csv', 'out.csv.partial']);
  });

  it('the rest is to go into a file that is not there yet, whatever its name', async () => {
    const world = await openSignedIn();
    await world.put('', "it's mine.rest.csv");
    const argv = [...toCsv, '--output', "it's mine.csv"];
    const run = await world.run(argv, { fetch: quotaEnds(world) });
    expect(nextCommands(run.stderr)[0]?.at(-1)).toBe("it's mine.rest2.csv");
  });

  it('the table says that its totals are without it, and only once', async () => {
    const world = await openSignedIn();
    const run = await world.run(['report', ...year], { fetch: quotaEnds(world) });

    expect(run.exitCode).toBe(5);
    expect(run.stdout.replace(/\s+/g, ' ')).toContain(
      'Not complete: 24 May to 21 Nov 2026 is missing (182 of 365 days); the totals are without it.',
    );
    expect(run.stderrAsOneLine).not.toContain('Not complete');
    expect(nextCommands(run.stderr)).toEqual([
      ['report', '--from', missing.from, '--to', missing.to],
    ]);
  });

  it('json says of itself that it is not complete', async () => {
    const world = await openSignedIn();
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
    const world = await openSignedIn();
    const first = await world.run(['report', ...year, ...flags], { fetch: quotaEnds(world) });
    world.setScenario(scenarios.ready);
    const [next = []] = nextCommands(first.stderr);
    const rest = await world.run(next);
    const dates = next.slice(next.indexOf('--from'), next.indexOf('--to') + 2);
    const wanted = await world.run(['report', ...dates, ...flags]);

    expect(wanted.exitCode).toBe(0);
    expect(rest).toMatchObject({ exitCode: 0, stdout: wanted.stdout, stderr: wanted.stderr });
  });

  it('the command to continue reads the same .env', async () => {
    const world = await openTestWorld();
    await world.put(envText(minted(world)), 'other.env');
    const argv = ['report', ...year, '--format', 'csv', '--env-file', 'other.env'];
    const first = await world.run(argv, { fetch: quotaEnds(world) });
    world.setScenario(scenarios.ready);
    const [next = []] = nextCommands(first.stderr);
    expect((await world.run(next)).exitCode).toBe(0);
  });
});

test.each([
  ['quota-exhausted', 5, scenarios['throttled-day']],
  ['reporting-denied', 3, scenarios['reporting-denied']],
  ['account-role-missing', 3, scenarios['no-role']],
])('without any row, %s ends it, and no file is left', async (code, exitCode, scenario) => {
  const world = await openSignedIn({ scenario });
  const run = await world.run(['report', '--format', 'csv', '--output', 'out.csv']);

  expect(run).toMatchObject({ exitCode, stdout: '' });
  expect(run.stderrAsOneLine).toContain(`(${code}, exit ${exitCode}`);
  expect(await world.names()).toEqual(['.env']);
});

test.each(['table', 'html'])('that no campaign ran is a report, too, in %s', async (format) => {
  const world = await openSignedIn({ scenario: scenarios['one-account-no-activity'] });
  const run = await world.run(['report', '--format', format]);

  expect(run.exitCode).toBe(0);
  expect(run.stdout.replace(/\s+/g, ' ')).toContain(
    'No campaign had any activity on these days. You may read this account: the numbers really are zero.',
  );
});

test('that no campaign ran is an empty list in json, and complete', async () => {
  const world = await openSignedIn({ scenario: scenarios['one-account-no-activity'] });
  const run = await world.run(['report', '--json']);

  expect(run.exitCode).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ rows: [], gaps: [], complete: true });
});

test('what passes by itself is over when the same report can be made', async () => {
  const world = await openSignedIn({ scenario: scenarios['throttled-day'] });
  const run = await world.run(toCsv);
  expect(run.stderrAsOneLine).toContain(
    `After midnight UTC, run it again: pectus-linkedin ${toCsv.join(' ')} More:`,
  );
});

test('days apart are asked for apart, so that no row comes twice', async () => {
  const world = await openSignedIn();
  const fetch: Fetch = async (request) =>
    isAbout(request, ['2025-12-01', '2026-06-15']) ? outage() : await world.linkedin(request);
  // People are counted over 92 days at most: the year is asked for in four windows.
  const argv = [...toCsv, '--metrics', 'approximateMemberReach'];
  const run = await world.run(argv, { fetch });
  const next = nextCommands(run.stderr);
  const rests = await Promise.all(next.map((command) => world.run(command)));

  expect(run.exitCode).toBe(5);
  expect(run.stderrAsOneLine).toContain('are missing (');
  expect(run.stderrAsOneLine).toContain(
    'For the rest, run each of these, and append the rows: pectus',
  );
  expect(rests.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect([run, ...rests].flatMap(({ stdout }) => placesIn(stdout)).sort()).toEqual(
    placesOf({ from: came.from, to: missing.to }),
  );
});

test('what somebody has to act on is told with its fix, and then the rest', async () => {
  const world = await openSignedIn();
  const denied = () => world.setScenario(scenarios['reporting-denied']);
  const run = await world.run(toFile, { fetch: inTheMiddle(world, denied) });

  expect(run.exitCode).toBe(3);
  expect(run.stderrAsOneLine).toMatch(/ 1\. Choose your app, then Products\..* 2\. If it is there/);
  expect(run.stderrAsOneLine).toMatch(
    /\(reporting-denied, exit 3\S* .*Then, for the rest, run: pectus/,
  );
  expect(await world.names()).toEqual(['.env', 'out.csv.partial']);
});

test('names that do not come leave the numbers, and are told', async () => {
  const world = await openSignedIn();
  const fetch: Fetch = async (request) =>
    request.url.includes('/adCampaigns') ? outage() : await world.linkedin(request);
  const run = await world.run(toFile, { fetch });

  expect(run.exitCode).toBe(5);
  expect(run.stderrAsOneLine).toContain('rows, complete. Names, statuses or groups are missing.');
  expect(run.stderrAsOneLine).toContain(
    `In a few minutes, run it again: pectus-linkedin ${toFile.join(' ')} --force More:`,
  );
  expect(placesIn(await world.text('out.csv'))).toEqual(
    placesOf({ from: came.from, to: missing.to }),
  );
});

describe('Ctrl-C in the middle', () => {
  it('keeps what came in .partial, and says how to go on', async () => {
    const world = await openSignedIn();
    const run = await world.run(toFile, { fetch: inTheMiddle(world, world.interrupt) });

    expect(run).toMatchObject({ exitCode: 130, stdout: '' });
    expect(run.stderrAsOneLine).toMatch(
      / Stopped\. Written: out\.csv\.partial, \d+ rows\. Not complete: /,
    );
    expect(nextCommands(run.stderr)).toEqual([
      [
        ...['report', '--format', 'csv', '--from', missing.from, '--to', missing.to],
        ...['--output', 'out.rest.csv'],
      ],
    ]);
    expect(await world.names()).toEqual(['.env', 'out.csv.partial']);
    expect(placesIn(await world.text('out.csv.partial'))).toEqual(placesOf(came));
  });

  it.each(['csv', 'ndjson', 'table', 'html'])('ends %s on stdout', async (format) => {
    const world = await openSignedIn();
    const argv = ['report', ...year, '--format', format];
    const run = await world.run(argv, { fetch: inTheMiddle(world, world.interrupt) });

    expect(run.exitCode).toBe(130);
    expect(run.stdout).toMatch(/\n$/);
    expect(run.stderr).toContain('Stopped.');
    expect(nextCommands(run.stderr)).toHaveLength(1);
  });

  it('leaves json that can be read', async () => {
    const world = await openSignedIn();
    const argv = ['report', ...year, '--json'];
    const run = await world.run(argv, { fetch: inTheMiddle(world, world.interrupt) });
    const { complete, gaps, rows } = JSON.parse(run.stdout);

    expect(run.exitCode).toBe(130);
    expect({ complete, gaps }).toMatchObject({ complete: false, gaps: [missing] });
    expect(rows).toHaveLength(placesOf(came).length);
  });

  it('before the first row leaves nothing', async () => {
    const world = await openSignedIn();
    const fetch: Fetch = async (request) => {
      if (request.url.includes('/adAnalytics')) world.interrupt();
      return await world.linkedin(request);
    };
    const run = await world.run(toFile, { fetch });

    expect(run).toMatchObject({ exitCode: 130, stdout: '' });
    expect(run.stderr).toMatch(/\nStopped\.\n$/);
    expect(await world.names()).toEqual(['.env']);
  });
});
