/** The door to the browser: whether one can appear before the operator, and opening it. */

import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Env } from '../world.ts';
import { launchProgram, type ProgramCall } from './processes.ts';

export function openBrowser(env: Env): Browser {
  return {
    available: available(env),
    async open(url) {
      for (const opener of openersOf(url.href, env)) {
        if (await launchProgram({ ...opener, env })) return true;
      }
      return false;
    },
  };
}

type Opener = Omit<ProgramCall, 'env'>;

/** What BROWSER names knows its way, over SSH and out of a container as well. */
function available(env: Env): boolean {
  if ((env['CI'] ?? '') !== '' && env['CI'] !== 'false') return false;
  return namedBrowsers(env).length > 0 || systemShowsPages(env);
}

function systemShowsPages(env: Env): boolean {
  if (env['SSH_CONNECTION']) return false;
  if (process.platform !== 'linux') return true;
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'] || env['WSL_DISTRO_NAME']);
}

/** In the order in which they are tried. */
function openersOf(address: string, env: Env): readonly Opener[] {
  const named = namedBrowsers(env).map((text) => namedOpener(text, address));
  return [...named, ...(systemShowsPages(env) ? systemOpeners(address, env) : [])];
}

/** A list of commands, as xdg-open and Python's webbrowser read it; `none` is a custom of build tools. */
function namedBrowsers(env: Env): readonly string[] {
  const separator = process.platform === 'win32' ? ';' : ':';
  const entries = (env['BROWSER'] ?? '').split(separator).map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '' && entry !== 'none');
}

/** `%s` (KDE: `%u`) stands for the address, which comes last where nothing does. */
function namedOpener(text: string, address: string): Opener {
  // A path may hold spaces.
  if (isAbsolute(text) && existsSync(text)) return { program: text, args: [address] };
  const [program = '', ...words] = wordsOf(text.replace(/&$/, ''));
  const args = words.map((word) => word.replace(/%[su]/g, () => address));
  return { program, args: /%[su]/.test(words.join(' ')) ? args : [...args, address] };
}

function wordsOf(text: string): readonly string[] {
  const words = text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g);
  return Array.from(words, ([, one, other, bare]) => one ?? other ?? bare ?? '');
}

function systemOpeners(address: string, env: Env): readonly Opener[] {
  if (process.platform === 'darwin') return [{ program: '/usr/bin/open', args: [address] }];
  if (process.platform === 'win32') {
    return [windowsOpener(env['SystemRoot'] ?? 'C:\\Windows', address)];
  }
  const xdgOpen = { program: xdgOpenProgram(), args: [address] };
  if (!env['WSL_DISTRO_NAME']) return [xdgOpen];
  const wslview = { program: 'wslview', args: [address] };
  return [wslview, windowsOpener('/mnt/c/Windows', address), xdgOpen];
}

/** PowerShell, which `open` packages start for this, takes from one second to half a minute. */
function windowsOpener(folder: string, address: string): Opener {
  const program = join(folder, 'System32', 'rundll32.exe');
  // A working folder that Windows cannot reach keeps a program of WSL from starting.
  return { program, args: ['url.dll,FileProtocolHandler', address], cwd: folder };
}

/** One comes along for systems that have none. */
function xdgOpenProgram(): string {
  const own = join(dirname(fileURLToPath(import.meta.url)), 'xdg-open');
  return existsSync(own) ? own : 'xdg-open';
}
