/** The wizard in a Windows console, with real keys. */

import { beforeAll, expect, it } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { decide } from '../support/browser.ts';
import { buildOnce } from '../support/build.ts';
import { across, walk } from '../support/first-run.ts';
import { silentAt } from '../support/linkedin.ts';
import { storedCredentials } from '../support/stored-credentials.ts';
import { openWindowsWorld } from './windows-world.ts';

beforeAll(buildOnce);

const nineDaysLeft = { daysAgo: 356, accessDays: 365 };

it('goes from nothing to proof, and the process ends by itself', async () => {
  const world = await openWindowsWorld();
  const screen = world.screen(world.setup);
  await walk({ world, screen });
  expect(await screen.exited).toEqual({ exitCode: 0 });
  expect(screen.text()).toContain('Ready. Pectus can read Acme US.');
  expect(await world.values()).toMatchObject({ LINKEDIN_AD_ACCOUNT_ID: '509876543' });
});

it('takes one Enter and one consent a year later, and the process ends by itself', async () => {
  const world = await openWindowsWorld({ env: storedCredentials(nineDaysLeft) });
  const screen = world.screen(world.setup);
  await screen.waitFor('Press Enter to open LinkedIn');
  screen.press('enter');
  await decide(await world.opened('/authorization'), 'allow');
  expect(await screen.exited).toEqual({ exitCode: 0 });
  expect(screen.text()).toContain('All checks passed for Acme Europe (512345678).');
});

/** Answered in the browser, so that the wait for a pasted address ends without a key. */
async function openQuestionAfterConsent() {
  const scopes = ['r_ads', 'r_ads_reporting', 'r_liteprofile'];
  const env = storedCredentials({ ...nineDaysLeft, scopes });
  const world = await openWindowsWorld({ env, scenario: scenarios.ready });
  const screen = world.screen(world.setup);
  await screen.waitFor('Press Enter to open LinkedIn');
  screen.press('enter');
  await decide(await world.opened('/authorization'), 'allow');
  await screen.waitFor('(Y/n)');
  return { world, screen, env };
}

it('n means no where Yes is offered, right after the browser has answered', async () => {
  const { world, screen, env } = await openQuestionAfterConsent();
  screen.type('n');
  screen.press('enter');
  expect(await screen.exited).toEqual({ exitCode: 3 });
  expect(screen.text()).toMatch(across('Sign in without r_liteprofile? No'));
  expect(await world.values()).toEqual(env);
});

it('Enter takes what is offered, right after the browser has answered', async () => {
  const { world, screen } = await openQuestionAfterConsent();
  screen.press('enter');
  await decide(await world.opened('/authorization', 2), 'allow');
  expect(await screen.exited).toEqual({ exitCode: 0 });
  expect(await world.values()).toMatchObject({ LINKEDIN_SCOPES: 'r_ads,r_ads_reporting' });
});

it('Ctrl-C at a question ends it with 130 and leaves the file as it is', async () => {
  const world = await openWindowsWorld({ env: storedCredentials() });
  const before = await world.text();
  const screen = world.screen(['revoke']);
  await screen.waitFor('(y/N)');
  screen.press('ctrl-c');
  expect(await screen.exited).toEqual({ exitCode: 130 });
  expect(await world.text()).toBe(before);
});

it('Ctrl-C while LinkedIn is asked ends it with 130', async () => {
  const { intercept, asked } = silentAt('/rest/adAnalytics');
  const world = await openWindowsWorld({ env: storedCredentials(), intercept });
  const screen = world.screen(['verify']);
  await asked;
  screen.press('ctrl-c');
  expect(await screen.exited).toEqual({ exitCode: 130 });
});
