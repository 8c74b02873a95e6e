/** A rehearsal with nobody there plays both parts, and comes to an end whatever LinkedIn it plays. */

import { expect, it } from 'vitest';
import { Exit } from '../../src/faults/fault.ts';
import { type ScenarioName, scenarios } from '../../src/simulator/scenarios.ts';
import { variables } from '../../src/variables.ts';
import { openCanary, runMain } from '../support/canary.ts';

const names = Object.keys(scenarios) as ScenarioName[];

async function rehearsal(scenario: ScenarioName) {
  return await openCanary({ scenario, interactive: false, ownLinkedIn: true });
}

// What would go on for ever is interrupted by its world.

it.each(names)('ends by itself with %s', async (scenario) => {
  const canary = await rehearsal(scenario);
  const argv = ['setup', '--rehearse', scenario, '--redirect-uri', canary.redirectUri];
  expect(await runMain(canary, argv)).not.toBe(Exit.cancelled);
});

it('ends by itself when LinkedIn sends nobody back to the address in the file', async () => {
  const canary = await rehearsal('redirect-unregistered');
  const line = `${variables.redirectUri}=${canary.redirectUri}\n`;
  await canary.world.files.replace('.env.rehearsal', () => Buffer.from(line));
  const exitCode = await runMain(canary, ['setup', '--rehearse', 'redirect-unregistered']);
  expect(exitCode).toBe(Exit.actionNeeded);
});
