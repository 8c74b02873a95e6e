/** The README's lines for many accounts and many clients do what they say. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { envText, minted } from '../support/credentials.ts';
import { openTestWorld } from '../support/world.ts';

const readme = readFileSync('README.md', 'utf8');

function linesOf(section: string): readonly string[] {
  const [, text = ''] = readme.split(`\n## ${section}\n`);
  const [, block = ''] = /```sh\n([\s\S]*?)```/.exec(text.split('\n## ')[0] ?? '') ?? [];
  return block
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, ''))
    .filter((line) => line !== '');
}

const clients = ['clients/acme.env', 'clients/blue.env'];

/** As a shell does. */
function wordsOf(line: string): readonly string[] {
  const [, ...words] = line.split(' ');
  return words.flatMap((word) => (word === 'clients/*.env' ? clients : [word]));
}

const cases = ['One login, many accounts', 'Many clients'].flatMap(linesOf);

it('there are seven of them', () => {
  expect(cases).toHaveLength(7);
});

it.each(cases)('%s', async (line) => {
  const world = await openTestWorld({ setting: 'memory' });
  for (const path of ['.env', ...clients]) world.files.put(path, envText(minted(world)));
  const before = world.files.text('.env');
  const run = await world.run(wordsOf(line));
  expect(run.exitCode).toBe(0);
  if (line.includes('us.csv')) expect(world.files.text('us.csv')).toContain(',USD,');
  else expect(run.stdout).toMatch(/5\d{8}/);
  if (line.includes('509876543')) expect(JSON.stringify(run.requests)).not.toContain('512345678');
  expect(world.files.text('.env')).toBe(before);
});
