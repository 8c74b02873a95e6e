/** From nothing to proven credentials: before LinkedIn has approved the app, and after. */

import { expect, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { appKeys, envText } from '../support/credentials.ts';
import { approvedAnswers, complete, portalAnswers } from '../support/first-answers.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

const pending = scenarios['approval-pending'];

async function withKeys(scenario = scenarios.ready): Promise<TestWorld> {
  return await openTestWorld({ scenario, files: { '.env': envText(appKeys) } });
}

test('a first run before approval walks the portalAnswers, saves the keys and ends politely', async () => {
  const world = await openTestWorld({ scenario: pending });
  const run = await world.run(['setup'], {
    answers: { ...portalAnswers, 'product-added': 'waiting' },
  });

  expect(run.exitCode).toBe(3);
  expect(run.stdout).toBe('');
  expect(run.asked).toEqual([...Object.keys(portalAnswers), 'product-added']);
  expect(await world.env()).toEqual(appKeys);
  expect(await world.names()).toEqual(['.env']);
  expect(run.stderrAsOneLine).toContain("Waiting for LinkedIn's review.");
  expect(run.stderrAsOneLine).toContain(
    'Welcome! Jumpstart your development with LinkedIn Advertising API',
  );
  expect(run.stderrAsOneLine).toMatch(
    /Then continue: pectus-linkedin setup .*\(approval-pending, exit 3\)/,
  );
});

test('the portal is explained as LinkedIn labels it, with what there is to copy', async () => {
  const world = await openTestWorld({ scenario: pending });
  const {
    stderrAsOneLine: told,
    opened,
    questions,
  } = await world.run(['setup'], {
    answers: { ...portalAnswers, 'product-added': 'waiting' },
  });

  expect(opened.map(({ href }) => href)).toEqual(['https://www.linkedin.com/developers/apps/new']);
  for (const words of [
    'super admin',
    'square logo',
    'from a day to three weeks',
    'Settings tab › Verify › Generate URL',
    'Products tab › Advertising API › Request access',
    'Marketing Developer Platform',
    'Auth tab › OAuth 2.0 settings › pencil',
    'LinkedIn accepts this pair. Saved to .env (readable by you alone).',
  ]) {
    expect(told).toContain(words);
  }
  const copied = questions.flatMap(({ id, copy }) => (copy === undefined ? [] : [[id, copy]]));
  expect(Object.fromEntries(copied)).toEqual({
    'product-requested': [
      expect.stringMatching(/^Acme reads .* its own ad account.*No third-party/),
    ],
    'redirect-registered': [world.redirectUri],
  });
  expect(told).toContain(
    `${world.redirectUri} Exactly so: http, not https; localhost, not 127.0.0.1;`,
  );
});

test('whoever says that the product is added gets the word of LinkedIn', async () => {
  const world = await openTestWorld({ scenario: pending });
  const run = await world.run(['setup'], { answers: { ...portalAnswers, 'product-added': 'yes' } });

  expect(run.exitCode).toBe(3);
  expect(run.stdout).toBe('');
  expect(await world.env()).toEqual(appKeys);
  expect(run.stderrAsOneLine).toContain('(approval-pending, exit 3)');
  expect(run.pages).toHaveLength(1);
  expect(run.pages[0]?.text).toContain('Advertising API');
  expect(run.pages[0]?.text).toContain('approval-pending');
});

test('the run after a pending approval goes straight to the consent and changes nothing', async () => {
  const world = await openTestWorld({ scenario: pending });
  await world.run(['setup'], { answers: { ...portalAnswers, 'product-added': 'waiting' } });
  const before = await world.text();
  const run = await world.run(['setup']);

  expect(run.exitCode).toBe(3);
  expect(run.stdout).toBe('');
  expect(run.asked).toEqual(['redirected-address']);
  expect(await world.text()).toBe(before);
  expect(run.stderrAsOneLine).toMatch(
    /Client ID and Secret +accepted by LinkedIn just now \(78si…00\)/,
  );
  expect(run.stderrAsOneLine).toContain('(approval-pending, exit 3)');
});

test('the run after approval asks for consent and account alone, and proves all nine checks', async () => {
  const world = await withKeys();
  const run = await world.run(['setup'], {
    answers: { 'ad-account': '512345678' },
  });

  expect(run.exitCode).toBe(0);
  expect(run.stdout).toBe('');
  expect(run.asked).toEqual(['redirected-address', 'ad-account']);
  expect(await world.env()).toEqual(complete);
  expect(await world.names()).toEqual(['.env']);
  for (const words of [
    'Asking for: r_ads (see ad accounts) · r_ads_reporting (see their numbers)',
    'Signed in. Access token until 21 Jan 2027, refresh token until 22 Nov 2027.',
    'Ready. Pectus can read Acme Europe.',
    'Sign in again before 22 Nov 2027. This makes a calendar entry for it: pectus-linkedin remind',
  ]) {
    expect(run.stderrAsOneLine).toContain(words);
  }
  const rows = [...run.stderr.matchAll(/^ {5}✓ (\S.*?) {2,}/gm)].map(([, title]) => title);
  expect(rows).toEqual([
    'Client ID and Secret',
    'Environment file',
    'Credentials',
    'API version',
    'Access token',
    'Consented scopes',
    'Refresh token',
    'Ad account',
    'Your role',
    'Reporting',
  ]);
  expect(run.stderrAsOneLine).toMatch(
    /last 7 days: €[\d,.]+, [\d,]+ impressions, \d+ clicks, \d+ leads/,
  );
});

test('the browser is told of success only after the exchange', async () => {
  const world = await withKeys();
  const { pages } = await world.run(['setup'], {
    answers: approvedAnswers,
  });

  expect(pages).toHaveLength(1);
  const [{ status, text = '' } = {}] = pages;
  expect(status).toBe(200);
  expect(text).toContain('signed in');
  expect(text).toContain('21 Jan 2027');
  expect(text).toContain('22 Nov 2027');
  expect(text).toContain('Go back to your terminal to choose the ad account.');
  expect(text).not.toContain('AQ');
});

test('the whole way without a stop leaves the same file', async () => {
  const world = await openTestWorld();
  const run = await world.run(['setup'], {
    answers: {
      ...portalAnswers,
      'product-added': 'yes',
      ...approvedAnswers,
    },
  });

  expect(run.exitCode).toBe(0);
  expect(run.stdout).toBe('');
  expect(await world.env()).toEqual(complete);
  expect(await world.names()).toEqual(['.env']);
});

test('an app without refresh tokens is told of during setup, with the reason', async () => {
  const world = await withKeys(scenarios['no-refresh-token']);
  const run = await world.run(['setup'], {
    answers: approvedAnswers,
  });

  expect(run.exitCode).toBe(0);
  expect(run.stdout).toBe('');
  const { LINKEDIN_REFRESH_TOKEN: _, LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: __, ...rest } = complete;
  expect(await world.env()).toEqual(rest);
  expect(run.stderrAsOneLine).toContain('Advertising API must be under "Added products"');
  expect(run.stderrAsOneLine).toContain('the Page must be verified');
  expect(run.stderrAsOneLine).toContain('Sign in again before 21 Jan 2027.');
});

test('--json prints the verdict on stdout and leaves the talk on stderr', async () => {
  const world = await withKeys(scenarios['single-account']);
  const run = await world.run(['setup', '--json'], { answers: {} });

  expect(run.exitCode).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({
    outcome: 'ready',
    exitCode: 0,
    envFile: '.env',
    account: { id: '512345678', role: 'ACCOUNT_MANAGER' },
  });
  expect(run.stderrAsOneLine).toContain('Ready. Pectus can read Acme Europe.');
});

test('--redirect-uri is kept for the next sign-in', async () => {
  const world = await withKeys(scenarios['single-account']);
  const env = { LINKEDIN_REDIRECT_URI: undefined };
  const run = await world.run(['setup', '--redirect-uri', world.redirectUri], {
    env,
    answers: {},
  });

  expect(run.exitCode).toBe(0);
  expect(await world.env()).toEqual({ ...complete, LINKEDIN_REDIRECT_URI: world.redirectUri });
});

test.each([
  'access-token-expired',
  'access-token-revoked',
] as const)('a first access token as in %s is renewed, and nobody has to consent twice', async (name) => {
  const world = await withKeys(scenarios[name]);
  let exchanges = 0;
  const run = await world.run(['setup'], {
    answers: approvedAnswers,
    fetch: async (request) => {
      if (request.url.endsWith('/accessToken')) exchanges += 1;
      // A wizard that goes round in circles must not keep this test going.
      if (exchanges > 4) world.interrupt();
      const answer = await world.linkedin(request);
      // To another one, the token that it gave is one of an earlier sign-in.
      if (exchanges === 1) world.setScenario(scenarios[name]);
      return answer;
    },
  });

  expect(run.asked).toEqual(['redirected-address', 'ad-account']);
  expect(run.exitCode).toBe(0);
  expect(run.stderrAsOneLine).not.toContain('There is no refresh token');
  // The code's, and the renewal's.
  expect(exchanges).toBe(2);
});
