/** `verify --record`, and what is recorded, played again: the same verdicts, and nothing private. */

import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { parseRecording, type Recording } from '../../src/recording/recording.ts';
import { createReplay } from '../../src/recording/replay.ts';
import { type ScenarioName, scenarios } from '../../src/simulator/scenarios.ts';
import { bugs } from '../../src/version.ts';
import { web } from '../support/browser.ts';
import { envText, minted } from '../support/credentials.ts';
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

// --- the command -----------------------------------------------------------------------------------------

/** Others have written the file, between the first look at it and the last. */
function taken(world: TestWorld) {
  return async (request: Request) => {
    await world.put('theirs', 'recording.json');
    return await world.linkedin(request);
  };
}

describe('verify --record', () => {
  it('is the same verdict, and says what the file is', async () => {
    const world = await openSignedIn();
    const plain = await world.run(['verify']);
    const run = await world.run(record);

    expect(run).toMatchObject({ exitCode: 0, stdout: plain.stdout });
    expect(run.stderrAsOneLine).toContain(
      'recording.json (readable by you alone) It holds 6 calls',
    );
    expect(run.stderrAsOneLine).toContain('Read it before you send it to anybody.');
    expect(run.stderr).toContain(`     ${bugs}\n`);
    expect((await world.files.stat('recording.json'))?.mode).toBe(0o600);
  });

  it('says what has failed first, and then that there is a file', async () => {
    const world = await openSignedIn({ scenario: scenarios['no-role'] });
    const run = await world.run(record);
    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toMatch(/\(account-role-missing, exit 3\) ✓ recording\.json/);
    // What is to be run again is this very command.
    expect(await world.run(record)).toMatchObject({ exitCode: 3 });
  });

  it('keeps the verdict where the file cannot be written any more', async () => {
    const world = await openSignedIn();
    const plain = await world.run(['verify']);
    const run = await world.run(record, { fetch: taken(world) });
    expect(run).toMatchObject({ exitCode: 2, stdout: plain.stdout });
    expect(run.stderrAsOneLine).toContain('recording.json cannot be written: it already exists.');

    const denied = await openSignedIn({ scenario: scenarios['reporting-denied'] });
    const failed = await denied.run([...record, '--json'], { fetch: taken(denied) });
    expect(failed.exitCode).toBe(3);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      outcome: 'reporting-denied',
      exitCode: 3,
      recording: { error: { code: 'output-unwritable' } },
    });
  });

  it.each([
    [['--record', '-'], 'It must name a file.'],
    [['--record', 'x', '--all-accounts'], '--record takes one file and one ad account'],
    [['--record', 'x', '.env', 'other.env'], '--record takes one file and one ad account'],
  ])('refuses %j', async (flags, words) => {
    const world = await openSignedIn();
    const run = await world.run(['verify', ...flags]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(run.stderr).toContain(words);
  });

  it.each([
    ['LINKEDIN_API_VERSION', 'latest', 2],
    ['LINKEDIN_CLIENT_SECRET', '', 4],
  ])('writes nothing where %s keeps it from asking', async (name, value, exitCode) => {
    const world = await openTestWorld();
    await world.put(envText({ ...minted(world), [name]: value }));
    const run = await world.run(record);
    expect(run.exitCode).toBe(exitCode);
    expect(run.stderrAsOneLine).toContain('not asked anything, so there is no recording.');
    expect(await world.names()).toEqual(['.env']);
  });

  it('has the renewal that an early end makes necessary', async () => {
    const world = await openSignedIn({ setting: 'memory' });
    const env = { LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2020-01-01' };
    expect(await world.run(record, { env })).toMatchObject({ exitCode: 0 });
    const paths = (await recordingOf(world)).exchanges.map(({ request }) => request.path);
    expect(paths).toContain('/oauth/v2/accessToken');
  });

  it('has the calls that nobody answered, and the rest of a LinkedIn at another address', async () => {
    const world = await openSignedIn({ setting: 'memory' });
    const env = {
      PECTUS_LINKEDIN_OAUTH_URL: 'https://proxy.acme.example/signin',
      PECTUS_LINKEDIN_API_URL: 'https://proxy.acme.example/api',
    };
    const fetch = async () => {
      throw Object.assign(new Error('refused by acme'), { code: 'ECONNREFUSED' });
    };
    expect(await world.run(record, { env, fetch })).toMatchObject({ exitCode: 5 });
    const { exchanges, askedLinkedIn } = await recordingOf(world);
    expect(exchanges.length).toBeGreaterThan(6);
    for (const { request, response, failure } of exchanges) {
      expect(request.path).toMatch(/^\/(oauth\/v2|rest)\//);
      expect([response, failure]).toEqual([undefined, 'ECONNREFUSED']);
    }
    expect(askedLinkedIn).toBe(false);
    expect(await world.text('recording.json')).not.toContain('acme');
  });
});

describe('simulate --replay', () => {
  it('serves what was recorded, to its own credentials, and nothing else', async () => {
    const asked = await openSignedIn({ scenario: scenarios['account-on-hold'] });
    const run = await asked.run([...record, '--json']);
    const recording = (await asked.text('recording.json')) ?? '';

    const serving = await openTestWorld({ files: { 'recording.json': recording } });
    const served = serving.run(['simulate', '--replay', 'recording.json', '--json']);
    while (!serving.stdout().includes('http://')) await setImmediate();
    const { origin, env } = JSON.parse(serving.stdout());

    const there = await openTestWorld({ setting: 'memory' });
    const { PECTUS_LINKEDIN_OAUTH_URL, PECTUS_LINKEDIN_API_URL, ...values } = env;
    await there.put(envText(values));
    const script = { env: { PECTUS_LINKEDIN_OAUTH_URL, PECTUS_LINKEDIN_API_URL }, fetch: web };
    const again = await there.run(['verify', '--json'], script);
    expect(judged(again)).toEqual(judged(run));
    expect(JSON.parse(again.stdout).account).toMatchObject({ status: 'ACTIVE', currency: 'EUR' });

    const other = await web(new Request(`${origin}/rest/adAccounts/512345678`));
    expect(other.status).toBe(404);
    expect(await other.json()).toEqual({
      status: 404,
      code: 'NOT_RECORDED',
      message: 'The recording does not hold GET /rest/adAccounts/512345678.',
    });
    serving.interrupt();
    expect(await served).toMatchObject({ exitCode: 130 });
  });

  it.each([
    ['missing.json', 'there is no such file'],
    ['odd.json', 'it is no recording of this tool'],
    ['.', 'it is a folder'],
  ])('says what is wrong with %s', async (file, why) => {
    const world = await openTestWorld({ files: { 'odd.json': '{"recording":1}' } });
    const run = await world.run(['simulate', '--replay', file]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderrAsOneLine).toContain(`cannot be read as a recording: ${why}.`);
  });
});
