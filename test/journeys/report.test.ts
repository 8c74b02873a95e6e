/** `report`: every format, to the last row of the simulator's ledger; and what is refused. */

import { parse } from 'csv-parse/sync';
import { describe, expect, it, test } from 'vitest';
import type { ReportRow } from '../../src/report/report.ts';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { inOrder, ledger } from '../report/report-world.ts';
import { appKeys, envText } from '../support/credentials.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { openTestWorld } from '../support/world.ts';

const { ready } = scenarios;
const month = { from: '2026-10-01', to: '2026-10-31' };
const days = ['--from', month.from, '--to', month.to];
const entries = inOrder(ledger(ready, month));

/** A row of the ledger under the names of csv and json. */
function recordOf({ date, id, name, status, group, spend, impressions, clicks, leads }: ReportRow) {
  return {
    date,
    campaign_id: id,
    name,
    status,
    group_id: group?.id,
    group_name: group?.name,
    currency: 'EUR',
    spend: String(Number(spend) / 1_000_000),
    spend_micros: Number(spend),
    impressions,
    clicks,
    leads,
  };
}

type Row = ReturnType<typeof recordOf>;

function sorted(rows: readonly Row[]): readonly Row[] {
  const place = ({ date, campaign_id }: Row) => `${date} ${campaign_id}`;
  return rows.toSorted((one, other) => (place(one) < place(other) ? -1 : 1));
}

const records = entries.map(recordOf);
const sum = (pick: (row: ReportRow) => number) =>
  entries.reduce((total, row) => total + pick(row), 0);
const totals = {
  spend: sum(({ spend }) => Number(spend)),
  impressions: sum(({ impressions }) => impressions),
  clicks: sum(({ clicks }) => clicks),
  leads: sum(({ leads }) => leads),
};

// --- formats -----------------------------------------------------------------------------------------

describe('every row of the ledger, and nothing else,', () => {
  it('is in the totals of the table', async () => {
    const world = await openSignedIn();
    const run = await world.run(['report', ...days], { columns: 120, browser: 'zero' });
    const line = run.stdout.split('\n').find((text) => text.includes('Total of'));
    const [title, spend, impressions, clicks, , , leads] = line?.trim().split(/ {2,}/) ?? [];
    const money = { minimumFractionDigits: 2, maximumFractionDigits: 2 };

    expect(run).toMatchObject({ exitCode: 0, stderr: '', asked: [] });
    expect({ title, spend, impressions, clicks, leads }).toEqual({
      title: 'Total of 4 campaigns',
      spend: (totals.spend / 1_000_000).toLocaleString('en', money),
      impressions: totals.impressions.toLocaleString('en'),
      clicks: totals.clicks.toLocaleString('en'),
      leads: totals.leads.toLocaleString('en'),
    });
    expect(run.stdout).toContain('Acme Europe (512345678)');
  });

  it('is in csv, which says on stderr what its numbers are', async () => {
    const world = await openSignedIn();
    const run = await world.run(['report', ...days, '--format', 'csv']);
    const numbers = ['spend_micros', 'impressions', 'clicks', 'leads'];
    const rows: Row[] = parse(run.stdout, {
      columns: true,
      record_delimiter: '\r\n',
      cast: (value, { column, header }) =>
        !header && numbers.includes(String(column)) ? Number(value) : value,
    });

    expect(run.exitCode).toBe(0);
    expect(sorted(rows)).toEqual(records);
    expect(run.stderrAsOneLine).toContain('1 to 31 Oct 2026, 31 days in UTC. A lead is');
  });

  it.each([[['--format', 'json']], [['--json']]])('is in the one object of %j', async (flags) => {
    const world = await openSignedIn();
    const run = await world.run(['report', ...days, ...flags]);
    const { head, rows, ...rest } = JSON.parse(run.stdout);

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(sorted(rows)).toEqual(records);
    expect(head).toMatchObject({ account_id: '512345678', currency: 'EUR', ...month });
    expect(rest).toEqual({
      totals: {
        spend: String(totals.spend / 1_000_000),
        spend_micros: totals.spend,
        impressions: totals.impressions,
        clicks: totals.clicks,
        leads: totals.leads,
      },
      gaps: [],
      outcome: 'ok',
      exitCode: 0,
      complete: true,
    });
  });

  it('is a line of ndjson', async () => {
    const world = await openSignedIn();
    const run = await world.run(['report', ...days, '--format', 'ndjson']);
    const lines = run.stdout.split('\n');

    expect(run.exitCode).toBe(0);
    expect(lines.pop()).toBe('');
    expect(sorted(lines.map((line) => JSON.parse(line)))).toEqual(records);
  });
});

test('one campaign alone is asked for by its number', async () => {
  const world = await openSignedIn();
  const [{ id = '' } = {}] = entries;
  const run = await world.run(['report', ...days, '--campaign', id, '--json']);
  expect(sorted(JSON.parse(run.stdout).rows)).toEqual(
    records.filter(({ campaign_id }) => campaign_id === id),
  );
});

test('an expired access token is renewed and saved on the way', async () => {
  const world = await openSignedIn({ daysAgo: 70 });
  const run = await world.run(['report', ...days, '--json']);

  expect(run.exitCode).toBe(0);
  expect(sorted(JSON.parse(run.stdout).rows)).toEqual(records);
  expect(await world.env()).toMatchObject({
    LINKEDIN_ACCESS_TOKEN: 'access token of 2027-01-31T10:00:00Z',
  });
  expect(await world.names()).toEqual(['.env']);
});

// --- refusals ----------------------------------------------------------------------------------------

describe('what cannot be asked for is exit 2, with nothing on stdout', () => {
  it.each<[readonly string[], string]>([
    [['--from', '2026-02-30'], '2026-02-30 is not a valid date'],
    [['--from', '2026-10-02', '--to', '2026-10-01'], 'is after --to 2026-10-01'],
    [['--campaign', 'Spring promo'], 'It must be a campaign number:'],
    [['--format', 'xlsx'], 'Allowed choices are table, csv, json, ndjson, html.'],
    [['--metrics', 'video views'], 'The nearest name is videoViews:'],
  ])('%j, before anything is asked', async (flags, words) => {
    const world = await openSignedIn();
    const run = await world.run(['report', ...flags]);

    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [], asked: [] });
    expect(run.stderrAsOneLine).toContain(words);
  });

  it.each([
    'table',
    'csv',
    'ndjson',
  ])('a metric that LinkedIn does not know, in %s', async (format) => {
    const world = await openSignedIn();
    const flags = ['--metrics', 'landingPageClick', '--format', format];
    const run = await world.run(['report', ...days, ...flags]);

    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderrAsOneLine).toContain('The nearest name is landingPageClicks:');
  });
});

it.each<[readonly string[], string]>([
  [['--from', '2026-11-20', '--to', '2026-11-01'], '--from 2026-11-01 --to 2026-11-20'],
  [['--to', '2026-12-24', '--from', '7d'], '--from 7d --to yesterday'],
  [['--from', '9999d'], '--from 2016-11-22'],
])('%j is put right in the same command', async (flags, right) => {
  const world = await openSignedIn();
  const run = await world.run(['report', ...flags, '--by', 'account']);
  expect(run.stderrAsOneLine).toContain(
    ` 1. Ask for other days, such as: pectus-linkedin report --by account ${right} More:`,
  );
});

it.each<[string, string, string]>([
  ['a file', '', 'env-file-missing'],
  ['tokens', envText(appKeys), 'credentials-incomplete'],
])('without %s there is no report', async (_, text, code) => {
  const world = await openTestWorld({ files: text === '' ? {} : { '.env': text } });
  const run = await world.run(['report', '--format', 'csv', '--output', 'out.csv']);

  expect(run).toMatchObject({ exitCode: 4, stdout: '', requests: [] });
  expect(run.stderrAsOneLine).toContain(`(${code}, exit 4)`);
  expect(await world.text('out.csv')).toBeUndefined();
});
