/** A terminal of few characters gets prose in those that it has; what a machine reads or a person copies stays as it is. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { buildOnce } from '../support/build.ts';
import { envText } from '../support/credentials.ts';
import { openProcessWorld } from '../support/process.ts';
import { describeWithPty } from '../support/pty.ts';
import { storedCredentials } from '../support/stored-credentials.ts';

beforeAll(buildOnce);

const name = 'Müller – Süd › 5 €';
const environment = { LC_ALL: 'C' };

function openWithName() {
  const { ready } = scenarios;
  const scenario = { ...ready, accounts: ready.accounts.map((one) => ({ ...one, name })) };
  return openProcessWorld({ scenario, env: storedCredentials() });
}

it('a name in JSON and in a table is the same in a pipe, whatever the terminal can show', async () => {
  const world = await openWithName();
  for (const args of [['accounts', '--json'], ['accounts']]) {
    const run = await world.run(args, { environment });
    expect(run.stdout).toContain(name);
  }
});

describeWithPty('at a terminal without Unicode', () => {
  it('JSON is not changed', async () => {
    const world = await openWithName();
    const screen = world.screen(['accounts', '--json'], { environment, columns: 120 });
    await screen.exited;
    const { accounts } = JSON.parse(screen.text());
    expect(accounts[0].name).toBe(name);
  });

  it('prose is, around a path and a command that are not', async () => {
    const file = 'Kunden – Süd/5 € › heute.env';
    const world = await openProcessWorld();
    const screen = world.screen(['setup', '--from', 'redirect', '--file', file], { environment });
    await screen.exited;
    const text = screen.text();
    expect(text).toContain("mkdir -p 'Kunden – Süd'");
    expect(text.replace(/\s+/g, ' ')).toContain(`${file} cannot be written`);
  });

  it('and an instruction of LinkedIn’s portal is', async () => {
    const world = await openProcessWorld();
    const file = 'a › b/.env';
    await mkdir(join(world.folder, 'a › b'));
    await writeFile(join(world.folder, file), envText({ LINKEDIN_CLIENT_ID: '78abcdefghij12' }));
    const screen = world.screen(['setup', '--from', 'redirect', '--file', file], { environment });
    await screen.waitFor(/Auth tab > OAuth 2\.0 settings > pencil/);
    screen.press('ctrl-c');
    await screen.exited;
  });
});
