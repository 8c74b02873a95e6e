/** The door to the browser: whether one can appear before the operator, and opening it. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, posix, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Env } from '../world.ts';
import { launchProgram, orUndefined, type ProgramCall } from './processes.ts';

/** Milliseconds, of all programs together that are tried. */
const longestWait = 1_000;

export function openBrowser(env: Env, system: System = thisSystem(env)): Browser {
  const place = { env, system };
  return {
    available: available(place),
    ...(system.interop === 'off' && { obstacle: interopOff }),
    async open(url) {
      const until = Date.now() + longestWait;
      for (const opener of openersOf(url.href, place)) {
        const timeout = Math.max(0, until - Date.now());
        if (await launchProgram({ ...opener, env, timeout })) return true;
      }
      return false;
    },
  };
}

const interopOff = 'This WSL may not start programs of Windows: its interop is off.';

/** What the variables do not say. */
export interface System {
  readonly platform: NodeJS.Platform;
  /** Whether WSL starts programs of Windows; undefined elsewhere. */
  readonly interop?: 'on' | 'off' | undefined;
}

interface Place {
  readonly env: Env;
  readonly system: System;
}

type Opener = Omit<ProgramCall, 'env' | 'timeout'>;

function thisSystem(env: Env): System {
  const { platform } = process;
  return { platform, interop: platform === 'linux' ? interopOf(env) : undefined };
}

const handlers = '/proc/sys/fs/binfmt_misc';

/** WSL registers the programs of Windows with the kernel, as `WSLInterop` or `WSLInterop-late`. */
export function interopOf(env: Env, folder = handlers): System['interop'] {
  if (!env['WSL_DISTRO_NAME']) return undefined;
  const read = (name: string) => orUndefined(() => readFileSync(`${folder}/${name}`, 'utf8'));
  if (read('status') === undefined) return 'on';
  const registered = [read('WSLInterop'), read('WSLInterop-late')];
  return registered.some((text) => text?.startsWith('enabled')) ? 'on' : 'off';
}

/** What BROWSER names knows its way, over SSH and out of a container as well. */
function available(place: Place): boolean {
  const { env } = place;
  if ((env['CI'] ?? '') !== '' && env['CI'] !== 'false') return false;
  return namedBrowsers(place).length > 0 || systemShowsPages(place);
}

function systemShowsPages({ env, system }: Place): boolean {
  if (env['SSH_CONNECTION']) return false;
  if (system.platform !== 'linux') return true;
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'] || system.interop === 'on');
}

/** In the order in which they are tried. */
export function openersOf(address: string, place: Place): readonly Opener[] {
  const named = namedBrowsers(place).map((text) => namedOpener(text, address));
  return [...named, ...(systemShowsPages(place) ? systemOpeners(address, place) : [])];
}

/** A list of commands, as xdg-open and Python's webbrowser read it; `none` is a custom of build tools. */
function namedBrowsers({ env, system }: Place): readonly string[] {
  const separator = system.platform === 'win32' ? ';' : ':';
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

function systemOpeners(address: string, { env, system }: Place): readonly Opener[] {
  const { platform, interop } = system;
  if (platform === 'darwin') return [{ program: '/usr/bin/open', args: [address] }];
  if (platform === 'win32') {
    return [windowsOpener(env['SystemRoot'] ?? 'C:\\Windows', address, win32.join)];
  }
  const xdgOpen = { program: xdgOpenProgram(), args: [address] };
  if (interop !== 'on') return [xdgOpen];
  const wslview = { program: 'wslview', args: [address] };
  return [wslview, windowsOpener(windowsFolderInWsl(env), address, posix.join), xdgOpen];
}

/** Where the drives are mounted is a setting; WSL puts the programs of Windows into PATH. */
function windowsFolderInWsl(env: Env): string {
  const programs = (env['PATH'] ?? '').split(':').find((one) => /\/Windows\/System32$/i.test(one));
  return programs === undefined ? '/mnt/c/Windows' : dirname(programs);
}

/** PowerShell, which `open` packages start for this, takes from one second to half a minute. */
function windowsOpener(folder: string, address: string, join: typeof posix.join): Opener {
  const program = join(folder, 'System32', 'rundll32.exe');
  // A working folder that Windows cannot reach keeps a program of WSL from starting.
  return { program, args: ['url.dll,FileProtocolHandler', address], cwd: folder };
}

/** One comes along for systems that have none. */
function xdgOpenProgram(): string {
  const own = posix.join(dirname(fileURLToPath(import.meta.url)), 'xdg-open');
  return existsSync(own) ? own : 'xdg-open';
}
