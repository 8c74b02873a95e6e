/** The flags of `report`: what they may be together, and what the help says of them. */

import { describe, expect, it } from 'vitest';
import { openSignedIn } from '../support/signed-in.ts';

const days = ['--from', '2026-11-20', '--to', '2026-11-20'];
const campaign = '628390001';

describe('a flag that is given more than once', () => {
  it('adds its metrics to the others, and what is empty is none', async () => {
    const world = await openSignedIn();
    const flags = ['--metrics', 'qualifiedLeads, ,', '--metrics', 'landingPageClicks'];
    const { stdout } = await world.run(['report', ...days, ...flags, '--format', 'csv']);
    const [header] = stdout.split('\r\n');
    expect(header).toMatch(/,leads,qualifiedLeads,landingPageClicks$/);
  });

  it('may name more metrics than fit into one call', async () => {
    const world = await openSignedIn();
    const names = [
      ...['actionClicks', 'adUnitClicks', 'cardClicks', 'cardImpressions', 'commentLikes'],
      ...['comments', 'companyPageClicks', 'follows', 'likes', 'opens', 'reactions', 'shares'],
      ...['totalEngagements', 'videoViews', 'landingPageClicks'],
    ];
    const flags = ['--metrics', names.join(','), '--format', 'csv'];
    const { exitCode, stdout } = await world.run(['report', ...days, ...flags]);
    const [header = ''] = stdout.split('\r\n');
    expect(exitCode).toBe(0);
    expect(header.endsWith(`,leads,${names.join(',')}`)).toBe(true);
    expect(stdout).toMatch(/(?:,0){12},[1-9]\d*,0,[1-9]\d*\r\n/);
  });

  it('means the same campaign once', async () => {
    const world = await openSignedIn();
    const flags = ['--campaign', campaign, '--campaign', campaign];
    const { stdout } = await world.run(['report', ...days, ...flags, '--json']);
    expect(JSON.parse(stdout).head.campaign_ids).toEqual([campaign]);
  });
});

describe('what is refused before anything is asked', () => {
  it('is an object on stdout for who asked for one', async () => {
    const world = await openSignedIn();
    const run = await world.run(['report', '--json', '--format', 'csv']);
    expect(run).toMatchObject({ exitCode: 2, requests: [] });
    expect(JSON.parse(run.stdout)).toMatchObject({ outcome: 'option-malformed', exitCode: 2 });
    expect(run.stderrAsOneLine).toContain("cannot be used with option '--json'");
  });

  it.each<[readonly string[], string]>([
    [['--campaign', `0${campaign}`], 'without leading zeros'],
    [['--campaign', '1234567890123456'], 'at most 15 digits'],
    [['--metrics', 'pivotValues'], '(metric-unknown, exit 2)'],
    [
      ['--metrics', 'likes', '--metrics', 'video views'],
      'The nearest name is videoViews: pectus-linkedin report --metrics likes,videoViews',
    ],
    [
      ['--granularity', 'yearly', '--from', '12m', '--metrics', 'approximateMemberReach'],
      '(reach-too-long, exit 2)',
    ],
  ])('%j', async (flags, words) => {
    const world = await openSignedIn();
    const run = await world.run(['report', ...flags]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toContain(words);
  });
});

it('the help says what a flag is, and no default that says nothing', async () => {
  const world = await openSignedIn();
  const { stdout } = await world.run(['report', '--help'], { columns: 200 });
  expect(stdout).not.toMatch(/default: (false|\[\])/);
  expect(stdout).toMatch(/--from <day>.*today.*\(default: 30 days\)/);
  expect(stdout).toMatch(/--by <subject> +what a row is about/);
  expect(stdout).toMatch(/--output <path>.*<path>\.partial/);
});

describe('the format', () => {
  it.each([
    ['ads.csv', [], /^date,/],
    ['ADS.CSV', [], /^date,/],
    ['ads.ndjson', [], /^\{"date":/],
    ['ads.json', [], /^\{\n"head":/],
    ['ads.html', [], /^<!doctype html>/i],
    ['ads.txt', [], /^\n {2}Acme Europe/],
    ['ads', [], /^\n {2}Acme Europe/],
    ['ads.csv', ['--format', 'ndjson'], /^\{"date":/],
    ['ads.csv', ['--json'], /^\{\n"head":/],
  ])('of %s with %j is as its name ends, if nothing says otherwise', async (name, flags, begin) => {
    const world = await openSignedIn();
    const run = await world.run(['report', ...days, ...flags, '--output', name]);
    expect(run.exitCode).toBe(0);
    expect(await world.text(name)).toMatch(begin);
  });
});

it('what a csv leaves out is said beside it', async () => {
  const world = await openSignedIn();
  const today = ['--from', 'yesterday', '--to', 'today'];
  const flags = [...today, '--by', 'account', '--campaign', campaign, '--format', 'csv'];
  const { stderrAsOneLine: told } = await world.run(['report', ...flags]);
  expect(told).toContain(`Only campaign ${campaign}. A lead is`);
  expect(told).toContain('22 Nov is not over yet.');
});

it('a json without rows says why there are none', async () => {
  const world = await openSignedIn();
  const past = ['--from', '2020-01-01', '--to', '2020-01-31', '--json'];
  const report = JSON.parse((await world.run(['report', ...past])).stdout);
  expect(report).toMatchObject({ rows: [], complete: true });
  expect(report.why_empty).toMatch(/^No campaign had any activity on these days/);
});
