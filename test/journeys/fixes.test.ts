/** What a fault tells to run is for the file of this run, and ready to be pasted. */

import { expect, it, test } from 'vitest';
import { type ScenarioName, scenarioNames } from '../../src/simulator/scenario.ts';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { openSignedIn } from '../support/signed-in.ts';

/** The lines of a screen that name this program as a shell runs it. */
function commandsIn(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(?:[A-Z_]+=\S+ )*pectus-linkedin \S/.test(line))
    .filter((line) => line !== 'pectus-linkedin setup');
}

async function openNamed(name: ScenarioName) {
  const world = await openSignedIn({ scenario: scenarios[name], daysAgo: 61 });
  await world.put((await world.text()) ?? '', 'prod.env');
  return world;
}

const commands = [
  ['verify'],
  ['refresh'],
  ['token'],
  ['accounts'],
  ['report', '--from', '7d'],
  ['revoke', '--yes'],
  ['status'],
  ['setup', '--no-input', '--no-browser', '--timeout', '1'],
] as const;

test.each(scenarioNames)('LinkedIn being %s, every command names the file', async (name) => {
  const world = await openNamed(name);
  for (const argv of commands) {
    const { stdout, stderr } = await world.run([...argv, '--file', 'prod.env'], {
      browser: 'missing',
    });
    const shown = commandsIn(stdout + stderr);
    expect(shown.filter((line) => !/ --file prod\.env/.test(line))).toEqual([]);
  }
});

it('is the command that was run, where that is to be run again', async () => {
  const world = await openNamed('unavailable');
  for (const argv of [['token'], ['accounts'], ['refresh'], ['report', '--from', '7d']]) {
    const { stderr } = await world.run([...argv, '--file', 'prod.env']);
    expect(commandsIn(stderr).at(-1)).toBe(`pectus-linkedin ${argv.join(' ')} --file prod.env`);
  }
});

it('is data in --json, and a line to paste', async () => {
  const world = await openNamed('wrong-secret');
  const { stdout } = await world.run(['refresh', '--json', '--file', 'prod.env']);
  expect(JSON.parse(stdout).error.fix.at(-1)).toEqual({
    say: 'Enter both',
    run: {
      program: 'pectus-linkedin',
      args: ['setup', '--from', 'keys', '--file', 'prod.env'],
    },
    command: 'pectus-linkedin setup --from keys --file prod.env',
  });
});
