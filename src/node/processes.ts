/**
 * Starts other programs: never one that the current folder supplies, with an environment that holds no
 * secret, and bounded in time and output.
 */

import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, parse, relative } from 'node:path';
import type { Env } from '../world.ts';
import { withCoreDumps } from './ending.ts';

export interface ProgramCall {
  /** A name that is looked up in PATH, or an absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** The environment of this process; `cleanEnvironment` of it is passed on. */
  readonly env: Env;
  /** Set on top of that. */
  readonly variables?: Env;
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  /** Folders besides the current one whose programs are not run. */
  readonly distrusted?: readonly string[];
  /** Milliseconds; 5,000 when left out. */
  readonly timeout?: number;
}

export interface ProgramResult {
  /** Undefined when the program was ended: by a signal, for its time, or for its output. */
  readonly code: number | undefined;
  readonly stdout: string;
}

/** Characters of stdout; a program that writes more is ended. */
const outputLimit = 1_000_000;

/**
 * Never throws, and resolves in time whatever the program does. Undefined when it could not be started.
 * Reads stdout; stderr is thrown away.
 */
export async function runProgram(call: ProgramCall): Promise<ProgramResult | undefined> {
  const child = await spawnProgram(call, ['pipe', 'pipe', 'ignore']);
  if (child === undefined) return undefined;
  const { stdin, stdout } = child;
  let text = '';
  // A program may end before it has read its input.
  stdin?.on('error', () => {});
  stdin?.end(call.input ?? '');
  stdout?.on('error', () => {});
  return await new Promise((resolve) => {
    const end = (code: number | undefined) => {
      clearTimeout(timer);
      if (code === undefined) killGroup(child.pid);
      // A grandchild may hold the pipe open for as long as it likes.
      stdin?.destroy();
      stdout?.destroy();
      child.unref();
      resolve({ code, stdout: text });
    };
    const timer = setTimeout(() => end(undefined), call.timeout ?? 5_000);
    stdout?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (text.length > outputLimit) end(undefined);
    });
    child.once('error', () => end(undefined));
    child.once('close', (code) => end(code ?? undefined));
  });
}

/**
 * Starts a program that may go on for longer than this one, such as a browser. True when it ended well or
 * still runs after `timeout`, false when it could not be started or failed within it.
 */
export async function launchProgram(call: ProgramCall): Promise<boolean> {
  const child = await spawnProgram(call, ['ignore', 'ignore', 'ignore']);
  if (child === undefined) return false;
  return await new Promise((resolve) => {
    const end = (launched: boolean) => {
      clearTimeout(timer);
      child.unref();
      resolve(launched);
    };
    const timer = setTimeout(() => end(true), call.timeout ?? 1_000);
    child.once('error', () => end(false));
    child.once('exit', (code) => end(code === 0));
  });
}

/** Hands the input to a program that keeps it. True only when it ended well within `timeout`. */
export async function feedProgram(call: ProgramCall): Promise<boolean> {
  const child = await spawnProgram(call, ['pipe', 'ignore', 'ignore']);
  if (child === undefined) return false;
  child.stdin?.on('error', () => {});
  child.stdin?.end(call.input ?? '');
  return await new Promise((resolve) => {
    const end = (code: number | null) => {
      clearTimeout(timer);
      child.unref();
      resolve(code === 0);
    };
    const timer = setTimeout(() => end(null), call.timeout ?? 3_000);
    child.once('error', () => end(null));
    // Its own child may hold the text for as long as it likes.
    child.once('exit', end);
  });
}

type Stdio = readonly ['pipe' | 'ignore', 'pipe' | 'ignore', 'ignore'];

/** `node:child_process` is loaded when needed: most commands start no other program. */
async function spawnProgram(call: ProgramCall, stdio: Stdio) {
  const { args, env, variables, cwd, distrusted = [] } = call;
  const path = searchPath(env, distrusted);
  const program = isAbsolute(call.program) ? call.program : findProgram(call.program, path);
  if (program === undefined) return undefined;
  const { spawn } = await import('node:child_process');
  const options = {
    stdio: [...stdio],
    env: { ...cleanEnvironment(env), PATH: path.join(delimiter), ...variables },
    // The current folder may be a stranger's, or gone.
    cwd: cwd ?? parse(process.execPath).root,
    // A session of its own: it cannot ask on this terminal, and it is ended with all that it started.
    detached: process.platform !== 'win32',
    windowsHide: true,
  };
  try {
    return withCoreDumps(() => spawn(program, args, options));
  } catch {
    // An argument that no program can be given, such as one with a null character.
    return undefined;
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It is over, or it runs as another user and cannot be ended.
  }
}

// --- where programs are looked for ---------------------------------------------------------------

/** PATH without relative folders, without the current folder, and without the distrusted ones. */
function searchPath(env: Env, distrusted: readonly string[]): readonly string[] {
  const foreign = [currentFolder(), ...distrusted].flatMap((folder) =>
    // A home folder holds programs of its owner.
    folder === undefined || isInside(homedir(), folder) ? [] : [folder, realFolder(folder)],
  );
  const path = env['PATH'] ?? env['Path'] ?? '/usr/local/bin:/usr/bin:/bin';
  return path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .filter(
      (folder) => !foreign.some((at) => isInside(folder, at) || isInside(realFolder(folder), at)),
    );
}

function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    // It was deleted under this process.
    return undefined;
  }
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
}

function findProgram(name: string, path: readonly string[]): string | undefined {
  // With a folder in it, a name that is not absolute would be looked up from the current folder.
  if (/[\\/]/.test(name)) return undefined;
  const file = process.platform === 'win32' && !name.includes('.') ? `${name}.exe` : name;
  return path.map((folder) => join(folder, file)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

// --- what they are told ----------------------------------------------------------------------------

/** What programs need to find their way: the user, the language, the screen, the editor's remote helper. */
const passedVariables =
  /^(HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_.*|TZ|TMPDIR|TMP|TEMP|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_.*|DBUS_SESSION_BUS_ADDRESS|DESKTOP_SESSION|GNOME_.*|KDE_.*|VSCODE_.*|WSL_.*|WSLENV|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|USERPROFILE|PROGRAMDATA|PROGRAMFILES.*|HOMEDRIVE|HOMEPATH|USERNAME|USERDOMAIN|COMPUTERNAME|PUBLIC|SESSIONNAME|__CF_USER_TEXT_ENCODING)$/i;
const proxies = /^(HTTPS?|ALL|NO)_PROXY$/i;
const secretive = /TOKEN|SECRET|PASS|CREDENTIAL|COOKIE|KEY/i;

/** Without secrets, proxy passwords, and what makes a program run something else (LD_PRELOAD, NODE_OPTIONS, GIT_*). */
export function cleanEnvironment(env: Env): Record<string, string> {
  const kept = Object.entries(env).filter(([name, value = '']) =>
    proxies.test(name) ? !value.includes('@') : passedVariables.test(name) && !secretive.test(name),
  );
  return Object.fromEntries(kept.map(([name, value = '']) => [name, value]));
}
