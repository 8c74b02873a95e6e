/** The help: every command in a group, no line wider than the terminal, and examples that work as they stand. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { examples } from '../../src/cli/examples.ts';
import { describeProgram } from '../../src/cli/program.ts';
import { openCanary, runMain } from '../support/canary.ts';
import { envText, minted } from '../support/credentials.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { openTestWorld } from '../support/world.ts';

const names = (await describeProgram()).commands.map((command) => command.name());

async function helpOf(name: string, columns = 80): Promise<string> {
  const world = await openTestWorld({ setting: 'memory' });
  const { exitCode, stdout, stderr } = await world.run(
    name === '' ? ['--help'] : [name, '--help'],
    {
      columns,
    },
  );
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout;
}

describe('the help', () => {
  it('puts every command into a group', async () => {
    const text = await helpOf('');
    expect(text).not.toContain('\nCommands:');
    const headings = text.match(/^\S.*:$/gm);
    expect(headings).toEqual([
      'Options:',
      'Get credentials:',
      'Check them:',
      'Use them:',
      'Keep them:',
      'Practise:',
      'In your shell:',
      'Examples:',
      'Exit codes:',
    ]);
    for (const name of names) expect(text).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  });

  it.each(names)('of %s ends with its common options and a few examples', async (name) => {
    const text = await helpOf(name);
    expect(text.match(/^\S.*:$/gm)?.slice(-2)).toEqual(['Common options:', 'Examples:']);
    expect(text).not.toMatch(/default: (false|\[\]|true)|choices:/);
    expect(examples[name]?.length).toBeGreaterThanOrEqual(2);
  });

  it.each([40, 57, 80])('fits into %i columns, but for commands', async (columns) => {
    for (const name of ['', ...names]) {
      const lines = (await helpOf(name, columns)).split('\n');
      const wide = lines.filter((line) => line.length > columns);
      expect(wide.filter((line) => !line.includes('pectus-linkedin '))).toEqual([]);
    }
  });

  it('of a command is what `help` shows of it, and a slip is told', async () => {
    const world = await openTestWorld({ setting: 'memory' });
    expect((await world.run(['help', 'verify'])).stdout).toBe(await helpOf('verify'));
    for (const words of [
      ['help', 'verfy'],
      ['verfy', '--help'],
      ['verfy', '-h'],
    ]) {
      const slip = await world.run(words);
      expect(slip).toMatchObject({ exitCode: 2, stdout: '' });
      expect(slip.stderr).toContain('Did you mean verify?');
    }
  });
});

describe('every example works as it stands:', () => {
  const lines = new Set(Object.values(examples).flatMap((list) => list.map(({ words }) => words)));
  const isRehearsal = (line: string) => line.includes('--rehearse');

  it.each([...lines].filter(isRehearsal))('%s', async (line) => {
    const canary = await openCanary({ scenario: 'ready', interactive: false, ownLinkedIn: true });
    const argv = [...line.split(' '), '--redirect-uri', canary.redirectUri];
    expect(await runMain(canary, argv)).toBe(0);
  });

  it.each([...lines].filter((line) => !isRehearsal(line)))('%s', async (line) => {
    const scopes = ['r_ads', 'r_ads_reporting', 'rw_conversions'];
    const world = await openSignedIn({ scopes });
    await mkdir(join(world.folder, 'clients'));
    for (const client of ['acme', 'blue']) {
      await world.put(envText(minted(world, { scopes })), join('clients', `${client}.env`));
    }
    const ended = world.run(line.split(' '), {
      ...(line === 'revoke' && { answers: { revoke: true } }),
      machine: { run: async () => ({ kind: 'exit', code: 0 }) },
    });
    const isServing = line.startsWith('simulate');
    while (isServing && !world.stdout().includes('http://')) await setImmediate();
    if (isServing) world.interrupt();
    const { exitCode, stderr } = await ended;
    expect(exitCode, stderr).toBe(isServing ? 130 : 0);
  });
});
