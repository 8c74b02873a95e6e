/** Every LinkedIn that can be rehearsed, met by `verify` and by `setup`: the outcome, and each of the nine verdicts. */

import { describe, expect, it, test } from 'vitest';
import { Exit, type ExitCode, type FaultCode } from '../../src/faults/fault.ts';
import type { Verdict } from '../../src/screen/layout.ts';
import { type ScenarioName, scenarios } from '../../src/simulator/scenarios.ts';
import { checkIds } from '../checks/healthy.ts';
import { appKeys, envText } from '../support/credentials.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { openTestWorld, type Run, type TestWorld } from '../support/world.ts';

interface Outcome {
  readonly outcome: 'ready' | FaultCode;
  readonly exitCode: ExitCode;
}

const { ok, actionNeeded, signInAgain, tryLater } = Exit;
const ready: Outcome = { outcome: 'ready', exitCode: ok };

const signs: Readonly<Record<Verdict, string>> = { pass: '✓', warn: '!', fail: '✗', skip: '–' };

/** A number that each scenario's member can see, where there is one. */
function accountOf(name: ScenarioName): string {
  return name === 'many-accounts' ? '520001200' : '512345678';
}

function told({ exitCode, stdout }: Run) {
  const { outcome, exitCode: said, checks = [] } = JSON.parse(stdout);
  const verdicts = checks.map(({ verdict }: { verdict: Verdict }) => signs[verdict]).join('');
  const ids = checks.map(({ id }: { id: string }) => id);
  return { outcome, exitCode, said, verdicts, ids };
}

// --- verify ------------------------------------------------------------------------------------------

/** Credentials of an hour ago, looked at by `verify`. The signs stand in the order of the contract. */
const verified: Readonly<Record<ScenarioName, readonly [signs: string, outcome: Outcome]>> = {
  ready: ['✓✓✓✓✓✓✓✓✓', ready],
  'approval-pending': ['✓✓✓✓✓✓✓✓✓', ready],
  'request-denied': ['✓✓✓✓✓✓✓✓✓', ready],
  'error-page-first': ['✓✓✓✓✓✓✓✓✓', ready],
  'app-disabled': ['✓✓✓✓✓✓✓✓✓', ready],
  'consent-cancelled': ['✓✓✓✓✓✓✓✓✓', ready],
  'login-cancelled': ['✓✓✓✓✓✓✓✓✓', ready],
  'redirect-unregistered': ['✓✓✓✓✓✓✓✓✓', ready],
  'wrong-secret': ['✓✗✓––––––', { outcome: 'client-rejected', exitCode: actionNeeded }],
  'no-refresh-token': ['✓✓✓✓✓!✓✓✓', ready],
  'access-token-expired': ['✓✓✓✓✓✓✓✓✓', ready],
  'access-token-revoked': ['✓✓✓✓✓✓✓✓✓', ready],
  'access-token-fresh': ['✓✓✓✓✓✓✓✓✓', ready],
  'refresh-token-expired': [
    '✓✓✓✗–✗–––',
    { outcome: 'refresh-token-rejected', exitCode: signInAgain },
  ],
  yearly: ['✓✓✓✓✓✓✓✓✓', ready],
  'only-r-ads': ['✓✓✓✓✗✓✓✓–', { outcome: 'scope-missing', exitCode: actionNeeded }],
  'account-not-visible': ['✓✓✓✓✓✓✗––', { outcome: 'account-not-visible', exitCode: actionNeeded }],
  'viewer-role': ['✓✓✓✓✓✓✓✓✓', ready],
  'no-role': ['✓✓✓✓✓✓✓✗–', { outcome: 'account-role-missing', exitCode: actionNeeded }],
  'account-on-hold': ['✓✓✓✓✓✓!✓✓', ready],
  'test-account': ['✓✓✓✓✓✓!✓✓', ready],
  'ghost-accounts': ['✓✓✓✓✓✓✓✓✓', ready],
  'many-accounts': ['✓✓✓✓✓✓✓✓✓', ready],
  'single-account': ['✓✓✓✓✓✓✓✓✓', ready],
  'one-account-no-activity': ['✓✓✓✓✓✓✓✓✓', ready],
  'reporting-denied': ['✓✓✓✓✓✓✓✓✗', { outcome: 'reporting-denied', exitCode: actionNeeded }],
  'app-not-mapped': ['✓✓✓✓✓✓✗––', { outcome: 'account-not-mapped', exitCode: actionNeeded }],
  'app-not-mapped-to-reporting': [
    '✓✓✓✓✓✓✓✓✗',
    { outcome: 'account-not-mapped', exitCode: actionNeeded },
  ],
  'app-not-mapped-in-lists': [
    '✓✓✓✓✓✓✗––',
    { outcome: 'account-not-mapped', exitCode: actionNeeded },
  ],
  'conversions-only': ['✓✓✓✓✓✓✓✓✓', ready],
  'conversions-viewer': ['✓✓✓✓✓✓✓✓✓', ready],
  'no-conversion-rules': ['✓✓✓✓✓✓✓✓✓', ready],
  'openid-connect': ['✓✓✓✓✓✓✓✓✓', ready],
  'no-page-role': ['✓✓✓✓✓✓✓✓✓', ready],
  'member-restricted': ['✓✓✓✗–✓–––', { outcome: 'member-restricted', exitCode: actionNeeded }],
  'api-version-ended': ['✓✓✗––✓–––', { outcome: 'api-version-ended', exitCode: actionNeeded }],
  'throttled-minute': ['✓✓✓✗–✓–––', { outcome: 'throttled', exitCode: tryLater }],
  'throttled-day': ['✓✓✓✗–✓–––', { outcome: 'quota-exhausted', exitCode: tryLater }],
  'unavailable-then-fine': ['✓✓✓✓✓✓✓✓✓', ready],
  unavailable: ['✓✗✓––––––', { outcome: 'linkedin-unavailable', exitCode: tryLater }],
  'html-error-page': ['✓✗✓––––––', { outcome: 'linkedin-unavailable', exitCode: tryLater }],
  'reply-cut-short': ['✓✗✓––––––', { outcome: 'linkedin-unavailable', exitCode: tryLater }],
  slow: ['✓✓✓✓✓✓✓✓✓', ready],
};

async function openScenario(name: ScenarioName): Promise<TestWorld> {
  return await openSignedIn({
    setting: 'memory',
    scenario: scenarios[name],
    scopes: name === 'only-r-ads' ? ['r_ads'] : undefined,
    account: accountOf(name),
    daysAgo: name === 'access-token-fresh' ? 0 : 1 / 24,
  });
}

describe('verify', () => {
  it.each(Object.entries(verified))('judges %s: %s', async (name, [verdicts, outcome]) => {
    const world = await openScenario(name as ScenarioName);
    const run = await world.run(['verify', '--json'], { browser: 'zero' });

    const { exitCode } = outcome;
    expect(told(run)).toEqual({ ...outcome, said: exitCode, verdicts, ids: checkIds });
    expect(run.asked).toEqual([]);
  });
});

test('every scenario is in both tables', () => {
  const names = Object.keys(scenarios).sort();
  expect(Object.keys(verified).sort()).toEqual(names);
  expect(Object.keys(signedIn).sort()).toEqual(names);
});

// --- setup -------------------------------------------------------------------------------------------

/** The keys alone in the file, and Allow pressed: what a first sign-in comes to where nobody is asked. */
const signedIn: Readonly<Record<ScenarioName, Outcome>> = {
  ready,
  'approval-pending': { outcome: 'approval-pending', exitCode: actionNeeded },
  'request-denied': { outcome: 'approval-pending', exitCode: actionNeeded },
  'error-page-first': { outcome: 'approval-pending', exitCode: actionNeeded },
  'app-disabled': { outcome: 'consent-timeout', exitCode: signInAgain },
  'consent-cancelled': { outcome: 'consent-declined', exitCode: signInAgain },
  'login-cancelled': { outcome: 'consent-declined', exitCode: signInAgain },
  'redirect-unregistered': { outcome: 'consent-timeout', exitCode: signInAgain },
  'wrong-secret': { outcome: 'client-rejected', exitCode: actionNeeded },
  'no-refresh-token': ready,
  'access-token-expired': ready,
  'access-token-revoked': ready,
  'access-token-fresh': ready,
  'refresh-token-expired': ready,
  yearly: ready,
  'only-r-ads': { outcome: 'scope-missing', exitCode: actionNeeded },
  'account-not-visible': { outcome: 'account-not-visible', exitCode: actionNeeded },
  'viewer-role': ready,
  'no-role': { outcome: 'account-role-missing', exitCode: actionNeeded },
  'account-on-hold': ready,
  'test-account': ready,
  'ghost-accounts': ready,
  'many-accounts': ready,
  'single-account': ready,
  'one-account-no-activity': ready,
  'reporting-denied': { outcome: 'reporting-denied', exitCode: actionNeeded },
  'app-not-mapped': { outcome: 'account-not-mapped', exitCode: actionNeeded },
  'app-not-mapped-to-reporting': { outcome: 'account-not-mapped', exitCode: actionNeeded },
  'app-not-mapped-in-lists': { outcome: 'account-not-mapped', exitCode: actionNeeded },
  'conversions-only': { outcome: 'approval-pending', exitCode: actionNeeded },
  'conversions-viewer': { outcome: 'approval-pending', exitCode: actionNeeded },
  'no-conversion-rules': { outcome: 'approval-pending', exitCode: actionNeeded },
  'openid-connect': ready,
  'no-page-role': ready,
  'member-restricted': { outcome: 'member-restricted', exitCode: actionNeeded },
  'api-version-ended': { outcome: 'api-version-ended', exitCode: actionNeeded },
  'throttled-minute': { outcome: 'throttled', exitCode: tryLater },
  'throttled-day': { outcome: 'quota-exhausted', exitCode: tryLater },
  'unavailable-then-fine': ready,
  unavailable: { outcome: 'linkedin-unavailable', exitCode: tryLater },
  'html-error-page': { outcome: 'linkedin-unavailable', exitCode: tryLater },
  'reply-cut-short': { outcome: 'linkedin-unavailable', exitCode: tryLater },
  slow: ready,
};

describe('setup with the keys alone', () => {
  it.each(Object.entries(signedIn))('ends %s with %o', async (name, outcome) => {
    const world = await openTestWorld({
      setting: 'memory',
      scenario: scenarios[name as ScenarioName],
      files: { '.env': envText(appKeys) },
    });
    const account = accountOf(name as ScenarioName);
    const run = await world.run(['setup', '--no-input', '--json', '--ad-account', account]);

    expect(told(run)).toMatchObject({ ...outcome, said: outcome.exitCode });
    expect(await world.env()).toMatchObject(appKeys);
    expect(await world.names()).toEqual(['.env']);
  });
});

/** Where a sign-in is the cure, it is tried: what it comes to is the outcome. */
const cured: Readonly<Partial<Record<ScenarioName, Outcome>>> = {
  'refresh-token-expired': ready,
  'only-r-ads': signedIn['only-r-ads'],
};

describe('setup with everything in the file', () => {
  it.each(Object.entries(verified))('ends %s as verify does', async (name, [, outcome]) => {
    const world = await openScenario(name as ScenarioName);
    const before = await world.env();
    const run = await world.run(['setup', '--no-input', '--json']);
    const expected = cured[name as ScenarioName] ?? outcome;

    expect(told(run)).toMatchObject({ ...expected, said: expected.exitCode });
    expect(Object.keys((await world.env()) ?? {}).sort()).toEqual(Object.keys(before ?? {}).sort());
  });
});
