/** docs/json.md and what the commands print: every member of an answer is described, and every described one is printed. */

import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { describeProgram } from '../src/cli/program.ts';
import { type ScenarioName, scenarios } from '../src/simulator/scenarios.ts';
import { envText, minted } from './support/credentials.ts';
import { complaintsOf, type Judge, readReference } from './support/json-reference.ts';
import { openTestWorld, type Script, type TestWorld } from './support/world.ts';

const reference = readReference(readFileSync('docs/json.md', 'utf8'));
const judge: Judge = { reference, seen: new Set() };

interface Case {
  readonly line: string;
  readonly scenario?: ScenarioName;
  readonly prepare?: (world: TestWorld) => Promise<Script>;
}

const appOnly = async (world: TestWorld): Promise<Script> => {
  await world.put('LINKEDIN_CLIENT_ID=78simulator000\nLINKEDIN_REFRESH_TOKEN="op://vault/item"\n');
  return { env: { LINKEDIN_CLIENT_ID: '78another00000' } };
};
/** The second half of a year does not come. */
const half = async (world: TestWorld): Promise<Script> => ({
  fetch: async (request) =>
    /year:2026,month:11/.test(decodeURIComponent(request.url)) &&
    request.url.includes('adAnalytics')
      ? new Response('{"message":"down"}', { status: 503 })
      : await world.linkedin(request),
});
/** Somebody is quicker. */
const taken = async (world: TestWorld): Promise<Script> => ({
  fetch: async (request) => {
    await world.put('theirs', 'recording.json');
    return await world.linkedin(request);
  },
});

const cases: readonly Case[] = [
  { line: 'setup --no-input' },
  { line: 'setup --no-input', scenario: 'account-not-visible' },
  { line: 'verify' },
  { line: 'verify', scenario: 'reporting-denied' },
  { line: 'verify', scenario: 'api-version-ended' },
  { line: 'verify', scenario: 'unavailable' },
  { line: 'verify --within 3650' },
  { line: 'verify --record recording.json' },
  { line: 'verify --record recording.json', prepare: taken },
  { line: 'verify --all-accounts' },
  { line: 'verify --ad-account 1 --ad-account 512345678' },
  { line: 'verify .env other.env missing.env' },
  { line: 'status' },
  { line: 'status --within 3650' },
  { line: 'status', prepare: appOnly },
  { line: 'status .env other.env missing.env' },
  { line: 'accounts', scenario: 'account-on-hold' },
  { line: 'accounts', scenario: 'reporting-denied' },
  { line: 'report --from 7d' },
  { line: 'report --from 12m --by account --granularity monthly --metrics likes --usd' },
  { line: 'report --from 7d --by creative' },
  { line: 'report --from 7d --by campaign-group' },
  { line: 'report --from 7d', scenario: 'one-account-no-activity' },
  { line: 'report --from 7d', scenario: 'throttled-day' },
  { line: 'report --from 12m', prepare: half },
  { line: 'refresh' },
  { line: 'refresh', scenario: 'wrong-secret' },
  { line: 'remind' },
  { line: 'token' },
  { line: 'export --format dotenv' },
  { line: 'export --format json --output out.json' },
  { line: 'revoke --yes' },
  { line: 'revoke --yes', scenario: 'unavailable' },
  { line: 'simulate --env-out simulated.env' },
];

describe('every member of the answer is described:', () => {
  it.each(cases)('$line ($scenario)', async ({ line, scenario = 'ready', prepare }) => {
    const world = await openTestWorld({ scenario: scenarios[scenario] });
    for (const file of ['.env', 'other.env']) await world.put(envText(minted(world)), file);
    const script = (await prepare?.(world)) ?? {};
    const words = line.split(' ');
    const ended = world.run([...words, '--json'], script);
    const isServing = words[0] === 'simulate';
    while (isServing && !world.stdout().includes('http://')) await setImmediate();
    if (isServing) world.interrupt();
    const { stdout } = await ended;
    expect(complaintsOf(words[0] ?? '', JSON.parse(stdout), judge)).toEqual([]);
  });
});

it('every command with --json has its section', async () => {
  const commands = (await describeProgram()).commands.filter(({ options }) =>
    options.some(({ long }) => long === '--json'),
  );
  const names = commands.map((command) => command.name());
  expect([...reference.keys()].filter((title) => /^[a-z]/.test(title)).toSorted()).toEqual(
    names.toSorted(),
  );
});

it('what is not described, is missing or is of another type is told', () => {
  const blank = { reference, seen: new Set<string>() };
  expect(complaintsOf('remind', { outcome: 'ok', exitCode: '0', when: 1 }, blank)).toEqual([
    'Every answer.exitCode is a string, not number',
    'remind.path is missing',
    'remind.before is missing',
    'remind.when is not described',
  ]);
});

it('every described member is printed by one of them', () => {
  const described = [...reference].flatMap(([title, members]) =>
    members.map(({ name }) => `${title}.${name}`),
  );
  expect(described.length).toBeGreaterThan(100);
  expect(described.filter((name) => !judge.seen.has(name))).toEqual([]);
});
