/** `run --` on Windows: what npm installs are scripts for cmd, and a console's signals go to everybody in it. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { buildOnce } from '../support/build.ts';
import { storedCredentials } from '../support/stored-credentials.ts';
import { openWindowsWorld, windowsNode, windowsPath } from './windows-world.ts';

beforeAll(buildOnce);

const env = storedCredentials();

/** A world with scripts in a folder of the PATH. */
async function openWithScripts(scripts: Readonly<Record<string, string>>) {
  const world = await openWindowsWorld({ env });
  const folder = join(world.folder, 'tools');
  await mkdir(folder);
  for (const [name, text] of Object.entries(scripts)) {
    await writeFile(join(folder, name), text.replaceAll('\n', '\r\n'));
  }
  return { ...world, environment: { ...world.environment, WINEPATH: windowsPath(folder) } };
}

/** As npm's are: they hand everything on to Node. */
const shim = `@echo off\n"${windowsNode}" "%~dp0say.js" %*\n`;
const say = `
  const words = process.argv.slice(2);
  console.log([...words, process.env.LINKEDIN_AD_ACCOUNT_ID].join(', '));
  process.exit(7);
`;

it.each([
  ['a .cmd by its whole name', 'say.cmd', 'say.cmd'],
  ['a .cmd by the name that npm gives it', 'say.cmd', 'say'],
  ['a .bat', 'say.bat', 'say'],
  // Wine's cmd takes no blank in a path.
  ['a .cmd by its path', 'say.cmd', '.\\tools\\say.cmd'],
])('%s gets its words and the credentials, and its exit code counts', async (_, file, name) => {
  const world = await openWithScripts({ [file]: shim, 'say.js': say });
  const { environment } = world;
  const args = ['run', '--', name, 'two words', 'a&b', 'c"d'];
  const { exitCode, stdout } = await world.run(args, { environment });
  expect([exitCode, stdout.trim()]).toEqual([7, 'two words, a&b, c"d, 512345678']);
});

it('a program gets the token in its environment and nowhere else', async () => {
  const world = await openWindowsWorld({ env });
  const script = 'console.log(process.argv.length, process.env.LINKEDIN_ACCESS_TOKEN)';
  const { stdout } = await world.run(['run', '--', windowsNode, '-e', script, 'x']);
  expect(stdout.trim()).toBe(`2 ${env['LINKEDIN_ACCESS_TOKEN']}`);
});

it('Ctrl-C is the program’s to answer', async () => {
  const world = await openWindowsWorld({ env });
  const script =
    "process.on('SIGINT', () => process.exit(9)); setInterval(() => {}, 1000); console.log('at work')";
  const screen = world.screen(['run', '--', windowsNode, '-e', script]);
  await screen.waitFor('at work');
  screen.press('ctrl-c');
  expect(await screen.exited).toEqual({ exitCode: 9 });
});

it('a variable counts in whatever letters it is set', async () => {
  const world = await openWindowsWorld();
  const environment = { Linkedin_Access_Token: 'AQXmixed', linkedin_ad_account_id: '512345678' };
  const seen = await world.run(['token'], { environment });
  expect([seen.exitCode, seen.stdout.trim()]).toEqual([0, 'AQXmixed']);
});
