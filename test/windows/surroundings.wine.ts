/** What stands around the program on Windows: the browser, who has the port, terminals that are pipes. */

import { symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { buildOnce } from '../support/build.ts';
import { appKeys } from '../support/credentials.ts';
import { openWindowsWorld, startWindowsNode } from './windows-world.ts';

beforeAll(buildOnce);

it('rundll32 opens the browser of the system, behind the address on the screen', async () => {
  const world = await openWindowsWorld();
  const { BROWSER = '' } = world.environment;
  // Wine hands the address to what opens it on this system.
  await symlink(BROWSER, join(dirname(BROWSER), 'xdg-open'));
  const PATH = `${dirname(BROWSER)}:${process.env['PATH']}`;
  const environment = { BROWSER: undefined, PATH };
  const screen = world.screen(['setup', '--from', 'app'], { environment });
  await screen.waitFor('/developers/apps/new; if nothing opens, go there.');
  await world.opened('/developers/apps/new');
});

it('Git Bash, whose terminal is a pipe, is told to start it with winpty', async () => {
  const world = await openWindowsWorld();
  const { exitCode, stderr } = await world.run(['setup'], { environment: { MSYSTEM: 'MINGW64' } });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/winpty node \S+pectus-linkedin\.js' setup$/m);
});

it('a port that is taken is told with who has it', async () => {
  const world = await openWindowsWorld({ env: appKeys });
  const script = `require('node:http').createServer().listen(${world.port}, '127.0.0.1', () => console.error('listens'))`;
  const { folder: cwd, environment: env } = world;
  const holder = startWindowsNode(['-e', script], { cwd, env });
  await holder.saidOnStderr(/listens/);
  const { exitCode, stderr } = await world.run([...world.setup, '--no-input', '--no-browser']);
  expect(exitCode).toBe(3);
  expect(stderr.replace(/\s+/g, ' ')).toMatch(/but .* is listening there\./);
});
