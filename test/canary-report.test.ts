/** The canary over `report`: rows, pages, files and what a host gets show no secret, whatever LinkedIn does, and when. */

import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Session } from '../src/checks/session.ts';
import { loadCredentials } from '../src/credentials/load.ts';
import { pullReport } from '../src/report/fetch/pull.ts';
import { reportFormats } from '../src/report/report.ts';
import { readReportOptions } from '../src/report/request/options.ts';
import { type ScenarioName, scenarios } from '../src/simulator/scenarios.ts';
import {
  type Canary,
  crashing,
  leaksOf,
  noteError,
  openCanary,
  quotes,
  runMain,
} from './support/canary.ts';

const names = Object.keys(scenarios) as ScenarioName[];
/** Every way to have such a report. */
const ways = [...reportFormats.map((format) => ['--format', format]), ['--json']].flatMap(
  (format) => [[], ['--output', 'out']].map((place) => [...format, ...place]),
);

/** People are counted over 92 days at most: LinkedIn is asked for the last days when others have come. */
const longAsking = { from: '2025-11-01', to: '2026-11-21', metrics: ['approximateMemberReach'] };
const lastCall = /\/adAnalytics\?.*end:\(year:2026,month:11,day:21\)/;
const { from, to, metrics } = longAsking;
const longReport = ['report', '--from', from, '--to', to, '--metrics', ...metrics, '--debug'];

/** Whether a report, or a part of it, was given. */
function isGiven({ transcript }: Canary): boolean {
  return /^(stdout: |file: out)/m.test(transcript());
}

describe('a report', () => {
  it.each(names)('shows no secret with %s', async (scenario) => {
    for (const flags of [...ways, ...ways.map((way) => [...way, '--debug'])]) {
      const canary = await openCanary({ scenario, prepared: true });
      const exitCode = await runMain(canary, ['report', '--from', '7d', ...flags]);
      expect({ flags, leaks: leaksOf(canary) }).toEqual({ flags, leaks: [] });
      if (scenario === 'ready')
        expect({ exitCode, given: isGiven(canary) }).toEqual({ exitCode: 0, given: true });
    }
  });
});

/** What LinkedIn becomes in the middle of a report, and how the report ends. */
const turns: readonly (readonly [ScenarioName, number])[] = [
  ['access-token-expired', 0],
  ['access-token-revoked', 0],
  ['refresh-token-expired', 4],
  ['member-restricted', 3],
  ['reporting-denied', 3],
  ['api-version-ended', 3],
  ['throttled-day', 5],
  ['unavailable', 5],
  ['html-error-page', 5],
  ['reply-cut-short', 5],
];

describe('a report in the middle of which LinkedIn changes', () => {
  it.each(turns)('shows no secret with %s', async (into, exitCode) => {
    for (const flags of ways) {
      const turn = { at: lastCall, into };
      const canary = await openCanary({ scenario: 'ready', prepared: true, turn });
      const ended = await runMain(canary, [...longReport, ...flags]);
      expect({ flags, leaks: leaksOf(canary) }).toEqual({ flags, leaks: [] });
      expect({ exitCode: ended, given: isGiven(canary) }).toEqual({ exitCode, given: true });
    }
  });

  // What passes by itself is waited for, which takes its time even on a quick clock: once is enough.
  const sooner = turns.map(([into]) => into);
  it.each<ScenarioName>([
    ...sooner,
    'throttled-minute',
  ])('gives a host none with %s', async (into) => {
    const turn = { at: lastCall, into };
    const canary = await openCanary({ scenario: 'ready', prepared: true, turn });
    const { world, note } = canary;
    const loaded = await loadCredentials('.env', world);
    const request = readReportOptions(longAsking, loaded, world.clock.now());
    const sessionUntil = (signal: AbortSignal) => new Session(loaded, {}, { ...world, signal });
    const { head, batches, gaps } = await pullReport(request, { sessionUntil }, world);
    for await (const rows of batches) note('rows', inspect(rows, { maxArrayLength: Infinity }));
    noteError(canary, { head, gaps });
    expect(leaksOf(canary)).toEqual([]);
  });
});

describe.each(Object.entries(quotes))('a crash that quotes a request, %s', (_, quote) => {
  it('is told without a secret behind the gap that it leaves', async () => {
    const broken = (request: string) => Object.assign(quote(request), { code: 'ECONNRESET' });
    for (const flags of ways) {
      const canary = await openCanary({ scenario: 'ready', prepared: true });
      const exchange = crashing(canary.world.exchange, lastCall, broken);
      const world = { ...canary.world, exchange };
      const exitCode = await runMain({ ...canary, world }, [...longReport, ...flags]);
      expect({ flags, leaks: leaksOf(canary) }).toEqual({ flags, leaks: [] });
      expect({ exitCode, given: isGiven(canary) }).toEqual({ exitCode: 5, given: true });
    }
  });
});
