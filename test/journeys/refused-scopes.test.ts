/** One scope that the app lacks fails the whole consent: it is named with its product, and left out after a yes. */

import { describe, expect, it, test } from 'vitest';
import { createLinkedIn } from '../../src/linkedin/client.ts';
import { exchangeCode } from '../../src/linkedin/oauth.ts';
import { Secret } from '../../src/secret.ts';
import { appKeys, envText, minted } from '../support/credentials.ts';
import { exchangeBy } from '../support/exchange.ts';
import { type Answers, enter } from '../support/operator.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

/** Last year's consent covered a scope that LinkedIn has retired since. */
async function rememberingWorld(): Promise<TestWorld> {
  const world = await openTestWorld({ startTime: '2025-11-22T10:00:00Z' });
  const values = minted(world, { scopes: ['r_ads', 'r_ads_reporting', 'r_liteprofile'] });
  await world.put(envText(values));
  world.passDays(366);
  return world;
}

describe('a scope that LINKEDIN_SCOPES remembers', () => {
  it('is named with its place, and left out after a yes', async () => {
    const world = await rememberingWorld();
    const answers: Answers = { 'sign-in-again': enter, 'without-scopes': true };
    const run = await world.run(['setup'], { answers });

    expect(run.exitCode).toBe(0);
    expect(run.stderrAsOneLine).toContain('LinkedIn does not let this app ask for r_liteprofile');
    expect(run.stderrAsOneLine).toContain('LINKEDIN_SCOPES in .env names it.');
    expect(run.stderrAsOneLine).not.toContain('--scope');
    expect(await world.env()).toMatchObject({ LINKEDIN_SCOPES: 'r_ads,r_ads_reporting' });
  });

  it('ends the run after a no, with what goes on without it', async () => {
    const world = await rememberingWorld();
    const before = await world.text();
    const answers: Answers = { 'sign-in-again': enter, 'without-scopes': false };
    const run = await world.run(['setup'], { answers });

    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toContain(
      'LINKEDIN_SCOPES=r_ads,r_ads_reporting pectus-linkedin setup',
    );
    expect(run.stderrAsOneLine).not.toContain('leave out --scope');
    expect(await world.text()).toBe(before);
  });

  it('is gone on without by that command, where nobody can be asked', async () => {
    const world = await rememberingWorld();
    const args = ['setup', '--no-input', '--from', 'consent'];
    expect((await world.run(args)).exitCode).toBe(3);
    const env = { LINKEDIN_SCOPES: 'r_ads,r_ads_reporting' };
    expect((await world.run(args, { env })).exitCode).toBe(0);
    expect(await world.env()).toMatchObject({ LINKEDIN_SCOPES: 'r_ads,r_ads_reporting' });
  });
});

describe('a scope of another product', () => {
  it.each([
    ['openid', 'Sign In with LinkedIn using OpenID Connect'],
    ['rw_conversions', 'Conversions API'],
    ['r_marketing_leadgen_automation', 'Lead Sync API'],
  ])('%s is told with %s', async (scope, product) => {
    const world = await openTestWorld({ files: { '.env': envText(appKeys) } });
    const run = await world.run(['setup', '--no-input', '--scope', scope]);

    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toContain(
      `ask for ${scope}: the product that brings it, ${product}, is not`,
    );
    expect(run.stderrAsOneLine).not.toContain('Advertising API (once');
    expect(run.stderrAsOneLine).toMatch(/continue without it: pectus-linkedin setup(?!.*--scope)/);
  });
});

// --- how LinkedIn says it ----------------------------------------------------------------------------

const keys = { clientId: '78abcdefghij12', clientSecret: new Secret('WPL_AP1.notAsked0') };

const needed = ['r_ads', 'r_ads_reporting'];

async function refusal(query: Record<string, string>, asked: readonly string[] = needed) {
  const nobody = async () => {
    throw new Error('nobody is to be asked');
  };
  const clock = { now: () => new Date(0), sleep: async () => {} };
  const signal = new AbortController().signal;
  const linkedin = createLinkedIn({ exchange: exchangeBy(nobody), clock, env: {}, signal });
  const params = new URLSearchParams({ state: 'theStateItself', ...query });
  const redirectUri = 'http://localhost:27365/callback';
  const state = new Secret('theStateItself');
  const redirected = { keys, params, redirectUri, state, scopes: { asked, needed } };
  return await exchangeCode(redirected, linkedin).then(
    () => undefined,
    (error: unknown) => error,
  );
}

const asked = ['r_ads', 'r_ads_reporting', 'openid', 'profile'];

it.each([
  ['Scope &quot;openid&quot; is not authorized for your application', 'ask for openid:'],
  ['Scope "profile" is not authorized for your application', 'ask for profile:'],
  ['Scope openid is not authorized', 'ask for openid:'],
  ['Scopes openid, profile are not authorized', 'ask for openid and profile:'],
  [
    'Unknown',
    'one of the requested scopes and does not say which. You can do without openid and profile',
  ],
  ['', 'one of the requested scopes and does not say which'],
  [
    'Scope &quot;r_ads_reporting&quot; is not authorized',
    'yet let this app ask for r_ads_reporting',
  ],
])('"%s" is understood', async (error_description, words) => {
  const error = await refusal({ error: 'unauthorized_scope_error', error_description }, asked);
  expect(error).toMatchObject({
    code: 'approval-pending',
    message: expect.stringContaining(words),
    linkedin: { code: 'unauthorized_scope_error' },
  });
});

test('without an extra scope, a refusal that says nothing is about the product', async () => {
  const error = await refusal({ error: 'unauthorized_scope_error', error_description: 'Unknown' });
  expect(error).toMatchObject({ message: expect.stringContaining('is not approved') });
});

test('a redirect of a foreign issuer is told as one, and its code is not used', async () => {
  const error = await refusal({ code: 'AQT0', iss: 'https://evil.example/oauth' });
  expect(error).toMatchObject({
    code: 'code-rejected',
    message: expect.stringContaining(
      'names "https://evil.example/oauth" as its issuer, not LinkedIn',
    ),
  });
});
