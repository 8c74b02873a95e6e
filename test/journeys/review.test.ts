/** LinkedIn's review of the app, in every state: in step 3, before the sign-in, and where nobody can be asked. */

import { describe, expect, it, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { appKeys, envText } from '../support/credentials.ts';
import { portalAnswers } from '../support/first-answers.ts';
import { type Answers, enter } from '../support/operator.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

const appeal = 'https://www.linkedin.com/help/linkedin/ask/dsapi';

/** What each state is told with, on one line; the last is what to do. */
const told = {
  waiting: [
    "Waiting for LinkedIn's review. Nothing is wrong: LinkedIn has to act.",
    'Answer its e-mails: a question without an answer ends the review.',
    'It takes from a day to three weeks.',
    'Then continue: pectus-linkedin setup',
  ],
  denied: [
    'LinkedIn has denied this app the Advertising API.',
    "so does your app's Products tab: https://www.linkedin.com/developers/apps",
    'legal name, website and Page must be of one organization.',
    `Correct what LinkedIn names, then appeal: ${appeal}`,
    'Or begin again with a new app: pectus-linkedin setup --from app',
  ],
  'no-button': [
    'LinkedIn does not offer the Advertising API to this app: its Page is not verified yet, or it has the Community Management API',
    'Verified since? Continue: pectus-linkedin setup --from product',
    'Create a second app: pectus-linkedin setup --from app',
  ],
  approved: [
    'LinkedIn has approved the Advertising API, and may still refuse a sign-in: it can take hours',
    'an earlier sign-in does not gain scopes: pectus-linkedin setup --from consent',
  ],
} as const;

const states = Object.keys(told) as readonly (keyof typeof told)[];

async function openPending(): Promise<TestWorld> {
  return await openTestWorld({ setting: 'memory', scenario: scenarios['approval-pending'] });
}

const { company: _, 'product-requested': __, ...otherAnswers } = portalAnswers;

describe('what the Products tab says is asked in step 3', () => {
  it.each(states.filter((state) => state !== 'waiting'))('%s ends there', async (state) => {
    const world = await openPending();
    const answers: Answers = {
      'begin-at': 'product',
      'products-tab': state,
    };
    const run = await world.run(['setup'], { answers });
    expect(run.exitCode).toBe(3);
    for (const words of told[state]) expect(run.stderrAsOneLine).toContain(words);
    expect(run.stderrAsOneLine).toContain('(approval-pending, exit 3)');
    expect(run.requests).toEqual([]);
  });

  it('of a request that was sent before, the run gets as far as it can', async () => {
    const world = await openPending();
    const answers = { ...otherAnswers, 'products-tab': 'waiting' };
    const run = await world.run(['setup'], { answers });
    expect(run.exitCode).toBe(3);
    expect(run.asked).toEqual(Object.keys(otherAnswers));
    expect(await world.env()).toEqual(appKeys);
    for (const words of told.waiting) expect(run.stderrAsOneLine).toContain(words);
  });

  it('of a product that is added, LinkedIn is asked without another question', async () => {
    const world = await openTestWorld({ scenario: scenarios['single-account'] });
    const answers = { ...otherAnswers, 'products-tab': 'added' };
    const run = await world.run(['setup'], { answers });
    expect(run.exitCode).toBe(0);
    expect(run.asked).toEqual([...Object.keys(otherAnswers), 'redirected-address']);
  });
});

describe('what became of the request is asked before the sign-in', () => {
  it.each(states)('%s', async (state) => {
    const world = await openPending();
    const answers = { ...portalAnswers, 'product-added': state };
    const run = await world.run(['setup'], { answers });
    expect(run.exitCode).toBe(3);
    for (const words of told[state]) expect(run.stderrAsOneLine).toContain(words);
    expect(run.opened.map(({ pathname }) => pathname)).not.toContain('/oauth/v2/authorization');
    expect(await world.env()).toEqual(appKeys);
  });

  it('--json has the same text and fixes', async () => {
    const world = await openPending();
    const answers = { ...portalAnswers, 'product-added': 'denied' };
    const run = await world.run(['setup', '--json'], { answers });
    const { outcome, exitCode, error } = JSON.parse(run.stdout);
    expect({ outcome, exitCode }).toEqual({ outcome: 'approval-pending', exitCode: 3 });
    expect(error.message).toBe('LinkedIn has denied this app the Advertising API.');
    expect(error.fix).toContainEqual(expect.objectContaining({ run: { open: appeal } }));
    expect(error.fix.at(-1).command).toBe('pectus-linkedin setup --json --from app');
  });
});

test('where nobody can be asked, a refusal names every state with its cure', async () => {
  const world = await openTestWorld({
    scenario: scenarios['approval-pending'],
    files: { '.env': envText(appKeys) },
  });
  const run = await world.run(['setup', '--no-input', '--json']);
  expect(run.exitCode).toBe(3);
  const { error } = JSON.parse(run.stdout);
  expect(error.fix.map(({ say }: { say: string }) => say.split(':')[0])).toEqual([
    expect.stringContaining('Advertising API must be under "Added products"'),
    'Not there',
    'No Request access',
    'Access denied',
    'Approved by e-mail',
  ]);
  expect(error.fix.at(-1).command).toContain('setup');
});

test('a new app is taken through every step of the portal, whatever keys are there', async () => {
  const world = await openTestWorld({
    scenario: scenarios['single-account'],
    files: { '.env': envText(appKeys) },
  });
  const { 'begin-at': _begin, ...answers } = portalAnswers;
  const run = await world.run(['setup', '--from', 'app'], {
    answers: { ...answers, 'client-id': enter, 'product-added': 'yes' },
  });
  expect(run.exitCode).toBe(0);
  expect(run.asked).toEqual([...Object.keys(answers), 'product-added', 'redirected-address']);
});

describe('what LinkedIn shows in the place of its consent', () => {
  it('a disabled app is told as that', async () => {
    const world = await openTestWorld({
      scenario: scenarios['app-disabled'],
      files: { '.env': envText(appKeys) },
    });
    const answers: Answers = { 'redirected-address': 'r', 'linkedin-page': 'app-disabled' };
    const run = await world.run(['setup'], { answers });
    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toContain('LinkedIn has disabled this app');
    expect(run.stderrAsOneLine).toContain('(app-disabled, exit 3)');
  });

  it('an error page that goes away by itself ends as the refusal of a scope', async () => {
    const world = await openTestWorld({
      scenario: scenarios['error-page-first'],
      files: { '.env': envText(appKeys) },
    });
    const run = await world.run(['setup']);
    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toContain('does not yet let this app ask for r_ads:');
  });

  const forms = ['escaped', 'quoted', 'bare', 'unknown'] as const;
  it.each(forms)('a refused scope, %s, is left out after a yes', async (refusedScope) => {
    const { ready } = scenarios;
    const world = await openTestWorld({
      scenario: { ...ready, disputed: { ...ready.disputed, refusedScope } },
      files: { '.env': envText(appKeys) },
    });
    const answers: Answers = { 'without-scopes': true, 'ad-account': '512345678' };
    const run = await world.run(['setup', '--scope', 'openid'], { answers });
    expect(run.exitCode).toBe(0);
    const question = run.questions.find(({ id }) => id === 'without-scopes');
    expect(question?.message).toBe('Sign in without openid?');
    expect((await world.env())?.['LINKEDIN_SCOPES']).toBe('r_ads,r_ads_reporting');
  });
});
