/** `verify --record`, and what is recorded, played again: the same verdicts, and nothing private. */

import { describe, expect, it } from 'vitest';
import { parseRecording, type Recording } from '../../src/recording/recording.ts';
import { createReplay } from '../../src/recording/replay.ts';
import { type ScenarioName, scenarios } from '../../src/simulator/scenarios.ts';
import { envText } from '../support/credentials.ts';
import { leaksIn, secretsIn } from '../support/leaks.ts';
import { openSignedIn, type SignedIn } from '../support/signed-in.ts';
import { openTestWorld, type Run, type TestWorld } from '../support/world.ts';

const record = ['verify', '--record', 'recording.json'];

async function recordingOf(world: TestWorld): Promise<Recording> {
  const recording = parseRecording((await world.text('recording.json')) ?? '');
  if (recording === undefined) throw new Error('there is no recording');
  return recording;
}

function judged({ exitCode, stdout }: Run) {
  const { outcome, checks, error } = JSON.parse(stdout);
  const verdicts = checks.map(({ id, verdict, code }: Record<string, unknown>) => [
    id,
    verdict,
    code,
  ]);
  return { exitCode, outcome, verdicts, said: error?.linkedin?.code };
}

/** `verify` against a recording, by somebody who has nothing but the file. */
async function replayed(recording: Recording, startTime?: string): Promise<Run> {
  const world = await openTestWorld({ setting: 'memory', ...(startTime && { startTime }) });
  const { fetch, variables: given } = createReplay(recording, world.now());
  await world.put(envText(given));
  return await world.run(['verify', '--json'], { fetch });
}

const settings: readonly (readonly [ScenarioName, SignedIn])[] = [
  ['ready', {}],
  ['many-accounts', { account: '520001200' }],
  ['access-token-expired', {}],
  ['ready', { daysAgo: 70 }],
  ['refresh-token-expired', {}],
  ['no-refresh-token', {}],
  ['wrong-secret', {}],
  ['only-r-ads', { scopes: ['r_ads'] }],
  ['viewer-role', {}],
  ['no-role', {}],
  ['account-on-hold', {}],
  ['account-not-visible', {}],
  ['app-not-mapped', {}],
  ['app-not-mapped-to-reporting', {}],
  ['reporting-denied', {}],
  ['one-account-no-activity', {}],
  ['member-restricted', {}],
  ['api-version-ended', {}],
  ['throttled-minute', {}],
  ['throttled-day', {}],
  ['unavailable-then-fine', {}],
  ['html-error-page', {}],
  ['reply-cut-short', {}],
];

describe('a recording', () => {
  it.each(
    settings,
  )('of %s %o gives the same verdicts, at once and in a year', async (name, more) => {
    const world = await openSignedIn({ setting: 'memory', scenario: scenarios[name], ...more });
    const run = await world.run([...record, '--json']);
    const recording = await recordingOf(world);

    expect(judged(await replayed(recording))).toEqual(judged(run));
    expect(judged(await replayed(recording, '2027-03-05T21:45:10Z'))).toMatchObject({
      outcome: judged(run).outcome,
    });
  });

  it.each(settings)('of %s %o holds nothing private', async (name, more) => {
    const traffic: string[] = [];
    const world = await openSignedIn({
      setting: 'memory',
      scenario: scenarios[name],
      ...more,
      intercept: async (request, answer) => {
        const response = await answer();
        traffic.push(request.url, await request.clone().text(), await response.clone().text());
        return response;
      },
    });
    await world.run(record);
    const text = (await world.text('recording.json')) ?? '';
    const { app, accounts, member } = scenarios[name];
    const used = (await world.text()) ?? '';
    const secrets = [
      ...secretsIn(`${traffic.join('\n')}\n${used}`),
      app.clientId,
      app.clientSecret,
    ];
    expect(secrets.length).toBeGreaterThan(2);
    expect(leaksIn(text, secrets)).toEqual([]);
    const things = accounts.flatMap(({ id, name: called }) => [String(id), called]);
    const known = [...things, member.urn, member.urn.split(':').at(-1) ?? ''];
    expect(known.filter((one) => text.includes(one))).toEqual([]);
  });
});
