/** Many files on a real disk, asked about over real sockets. */

import { beforeAll, expect, it } from 'vitest';
import { buildOnce } from '../support/build.ts';
import { envText, minted } from '../support/credentials.ts';
import { openProcessWorld } from '../support/process.ts';

beforeAll(buildOnce);

it.each([
  'status',
  'verify',
])('%s has a row for each of 24, and nothing to say beside them', async (command) => {
  const world = await openProcessWorld();
  const names = Array.from({ length: 24 }, (_, index) => `c${index + 1}.env`);
  for (const name of names) await world.put(envText(minted(world)), name);
  const run = await world.run([command, ...names, 'gone.env']);
  expect(run).toMatchObject({ exitCode: 4, stderr: '' });
  expect(
    run.stdout.match(/^ {5}✓ c\d+\.env +before .* {2}512345678 {2}365 days left$/gm),
  ).toHaveLength(24);
  expect(run.stdout).toContain('✗ gone.env');
  expect(run.stdout).toContain('setup --file gone.env');
  const one = await world.run([command, 'gone.env']);
  expect(one).toMatchObject({ exitCode: 4 });
  expect(one.stderr).toContain('setup --file gone.env');
});
