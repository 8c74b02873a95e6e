/** Stand-ins for the programs of macOS, Windows and WSL: what each is told, and what is made of its end. */

import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { interopOf, openBrowser, openersOf } from '../../src/node/browser.ts';
import { copyToClipboard } from '../../src/node/clipboard.ts';
import { isRunning, listenerByLsof } from '../../src/node/other-processes.ts';
import type { Env } from '../../src/world.ts';

let folder: string;
let env: Env;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'stand-ins-')));
  env = { PATH: `${folder}${delimiter}/usr/bin${delimiter}/bin` };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function standIn(name: string, script: string): Promise<void> {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const noted = (name: string) => readFile(join(folder, name), 'utf8');
const page = new URL('http://localhost:27365/start-x?a=1&b=%20');

describe('the programs that open a page', () => {
  const programs = (variables: Env, system: Parameters<typeof openersOf>[1]['system']) =>
    openersOf(page.href, { env: variables, system }).map(({ program, args }) => [program, ...args]);

  it('are one on macOS and one on Windows', () => {
    expect(programs({}, { platform: 'darwin' })).toEqual([['/usr/bin/open', page.href]]);
    expect(programs({}, { platform: 'win32' })).toEqual([
      ['C:\\Windows\\System32\\rundll32.exe', 'url.dll,FileProtocolHandler', page.href],
    ]);
  });

  it('are those of Windows in WSL, wherever its drives are, and then those of Linux', () => {
    const wsl = { WSL_DISTRO_NAME: 'Ubuntu', PATH: '/usr/bin:/c/WINDOWS/system32:/c/Tools' };
    const names = programs(wsl, { platform: 'linux', interop: 'on' }).map(([name]) => name);
    expect(names).toEqual([
      'wslview',
      '/c/WINDOWS/System32/rundll32.exe',
      expect.stringMatching(/xdg-open$/),
    ]);
  });

  it('are none in WSL that may start nothing of Windows, unless it has a screen', () => {
    const system = { platform: 'linux', interop: 'off' } as const;
    expect(programs({ WSL_DISTRO_NAME: 'Ubuntu' }, system)).toEqual([]);
    expect(programs({ WSL_DISTRO_NAME: 'Ubuntu', DISPLAY: ':0' }, system)).toHaveLength(1);
    expect(openBrowser({ WSL_DISTRO_NAME: 'Ubuntu' }, system)).toMatchObject({
      available: false,
      obstacle: 'This WSL may not start programs of Windows: its interop is off.',
    });
  });

  it.each([
    ['registered', { status: 'enabled', WSLInterop: 'enabled\ninterpreter /init\n' }, 'on'],
    ['registered late', { status: 'enabled', 'WSLInterop-late': 'enabled\n' }, 'on'],
    ['switched off', { status: 'enabled', WSLInterop: 'disabled\n' }, 'off'],
    ['lost', { status: 'enabled' }, 'off'],
    ['not to be seen', {}, 'on'],
  ] as const)('may be started in WSL by what the kernel has %s', async (_, files, interop) => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    expect(interopOf({ WSL_DISTRO_NAME: 'Ubuntu' }, folder)).toBe(interop);
    expect(interopOf({}, folder)).toBeUndefined();
  });

  const wsl = { platform: 'linux', interop: 'on' } as const;

  it('have opened it when they end well, and the address reaches them as one word', async () => {
    await standIn('wslview', `printf '%s|' "$@" > '${folder}/told'`);
    expect(await openBrowser(env, wsl).open(page)).toBe(true);
    expect(await noted('told')).toBe(`${page.href}|`);
  });

  it('have not when each of them fails', async () => {
    await standIn('wslview', 'exit 1');
    await standIn('Windows/System32/rundll32.exe', `echo "$@" > '${folder}/told'; exit 1`);
    const PATH = `${env['PATH']}${delimiter}${folder}/Windows/System32`;
    expect(await openBrowser({ ...env, PATH, DISPLAY: '' }, wsl).open(page)).toBe(false);
    expect(await noted('told')).toBe(`url.dll,FileProtocolHandler ${page.href}\n`);
  });

  it('are waited for a second in all, however many hang', async () => {
    await standIn('slow', 'sleep 0.8; exit 1');
    await standIn('slower', `sleep 0.7; echo late > '${folder}/late'`);
    const BROWSER = ['slow', 'slower'].map((name) => join(folder, name)).join(':');
    expect(await openBrowser({ ...env, BROWSER }, { platform: 'linux' }).open(page)).toBe(true);
    await expect(noted('late')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('the programs that copy', () => {
  const text = 'Grüße – 5 €';

  it('pbcopy is told that the bytes are UTF-8', async () => {
    await standIn('pbcopy', `cat > '${folder}/told'; echo "$LC_CTYPE" > '${folder}/locale'`);
    expect(await copyToClipboard(text, env, 'darwin')).toBe(true);
    expect(await noted('told')).toBe(text);
    expect(await noted('locale')).toBe('UTF-8\n');
  });

  it.each([
    ['win32', {}],
    ['linux', { WSL_DISTRO_NAME: 'Ubuntu' }],
  ] as const)('clip.exe gets UTF-16 with a mark on %s', async (platform, more) => {
    await standIn('clip.exe', `cat > '${folder}/told'`);
    expect(await copyToClipboard(text, { ...env, ...more }, platform)).toBe(true);
    const told = await readFile(join(folder, 'told'));
    expect([told[0], told[1]]).toEqual([0xff, 0xfe]);
    expect(new TextDecoder('utf-16le').decode(told)).toBe(text);
  });

  it('has not copied what no program has taken', async () => {
    await standIn('pbcopy', 'cat >/dev/null; exit 1');
    expect(await copyToClipboard(text, env, 'darwin')).toBe(false);
    expect(await copyToClipboard(text, { ...env, PATH: '/nowhere' }, 'win32')).toBe(false);
  });
});

describe('lsof', () => {
  const answer = (name: string) => `printf '%s\\n' p4711 '${name}' f23`;

  it.each([
    ['a blank', 'cGoogle\\x20Chrome\\x20H', 'Google Chrome H (process 4711)'],
    ['letters of UTF-8', 'cM\\xc3\\xbcller', 'Müller (process 4711)'],
    ['letters that it can show', 'cMüller', 'Müller (process 4711)'],
    ['controls', 'ca^[[31mb\\tc^?\\x1b', 'ab c (process 4711)'],
    ['no name', 'c', 'a program (process 4711)'],
  ])('names the process, with %s', async (_, name, told) => {
    await standIn('lsof', answer(name));
    expect(await listenerByLsof(27365, env)).toBe(told);
  });

  it('is ended when it hangs, and then nobody is known', async () => {
    await standIn('lsof', `echo $$ > '${folder}/pid'; sleep 3; echo late > '${folder}/late'`);
    expect(await listenerByLsof(27365, env)).toBeUndefined();
    const pid = Number(await noted('pid'));
    await expect.poll(() => isRunning(pid)).toBe(false);
    await expect(noted('late')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('knows nobody where it is not installed', async () => {
    expect(await listenerByLsof(27365, { PATH: '/nowhere' })).toBeUndefined();
  });
});
