/**
 * Starts other programs: never one that the current folder supplies, with an environment that holds no
 * secret, and bounded in time and output.
 */

import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, parse, relative } from 'node:path';
import type { Env } from '../world.ts';
import { withCoreDumps } from './process-exit.ts';

export interface ProgramCall {
  /** A name that is looked up in PATH, or an absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** The environment of this process; the program gets `cleanEnvironment` of it. */
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
  /** Undefined if the program was killed: by a signal, for taking too long, or for too much output. */
  readonly code: number | undefined;
  readonly stdout: string;
}

/** Characters of stdout; a program that writes more is killed. */
const outputLimit = 1_000_000;

/**
 * Runs a program to its end and reads its stdout; stderr is thrown away. Undefined if it could not be
 * started. Never throws, and resolves in time whatever the program does.
 */
export async function runProgram(call: ProgramCall): Promise<ProgramResult | undefined> {
  const child = await spawnProgram(call, ['pipe', 'pipe', 'ignore']);
  if (child === undefined) return undefined;
  const { stdin, stdout } = child;
  writeInput(child, call.input);
  let text = '';
  const stop = () => {
    killGroup(child.pid);
    stdin?.destroy();
    stdout?.destroy();
  };
  stdout?.on('error', () => {});
  stdout?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    if (text.length > outputLimit) stop();
  });
  const code = await exitCode(child, 'close', call.timeout ?? 5_000);
  // A grandchild may still hold the pipes open.
  if (typeof code !== 'number') stop();
  return { code: typeof code === 'number' ? code : undefined, stdout: text };
}

/**
 * Starts a program that may outlive this one, such as a browser. True if it succeeded or still runs after
 * `timeout`, false if it could not be started or failed within it.
 */
export async function launchProgram(call: ProgramCall): Promise<boolean> {
  const child = await spawnProgram(call, ['ignore', 'ignore', 'ignore']);
  const code = child && (await exitCode(child, 'exit', call.timeout ?? 1_000));
  return code === 0 || code === 'timeout';
}

/** Passes the input to a program that keeps it. True only if it succeeded within `timeout`. */
export async function feedProgram(call: ProgramCall): Promise<boolean> {
  const child = await spawnProgram(call, ['pipe', 'ignore', 'ignore']);
  if (child === undefined) return false;
  writeInput(child, call.input);
  // 'exit', not 'close': a child of its own may hold the input for as long as it likes.
  return (await exitCode(child, 'exit', call.timeout ?? 3_000)) === 0;
}

function writeInput({ stdin }: ChildProcess, input: ProgramCall['input']): void {
  // A program may end before it has read its input.
  stdin?.on('error', () => {});
  stdin?.end(input ?? '');
}

/** Null if a signal ended it, or if it could not be started after all. */
function exitCode(child: ChildProcess, event: 'exit' | 'close', milliseconds: number) {
  return new Promise<number | null | 'timeout'>((resolve) => {
    const end = (code: number | null | 'timeout') => {
      clearTimeout(timer);
      child.unref();
      resolve(code);
    };
    const timer = setTimeout(() => end('timeout'), milliseconds);
    child.once('error', () => end(null));
    child.once(event, end);
  });
}

/** Loads `node:child_process` when needed: most commands start no other program. */
async function spawnProgram(call: ProgramCall, stdio: ('pipe' | 'ignore')[]) {
  const { args, env, variables, cwd, distrusted = [] } = call;
  const path = searchPath(env, distrusted);
  const program = isAbsolute(call.program) ? call.program : findProgram(call.program, path);
  if (program === undefined) return undefined;
  const { spawn } = await import('node:child_process');
  const options = {
    stdio,
    env: { ...cleanEnvironment(env), PATH: path.join(delimiter), ...variables },
    // The current folder may belong to somebody else, or be gone.
    cwd: cwd ?? parse(process.execPath).root,
    // A session of its own: it cannot prompt on this terminal, and is killed with all its children.
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
  // Undefined where it was deleted under this process.
  const currentFolder = orUndefined(() => process.cwd());
  // A home folder holds programs of its owner. A user whom the system does not know (a container's) has none.
  const home = orUndefined(homedir);
  const isHome = (folder: string) => home !== undefined && isInside(home, folder);
  const foreign = [currentFolder, ...distrusted].flatMap((folder) =>
    folder === undefined || isHome(folder) ? [] : [folder, realPathIfThere(folder)],
  );
  const path = env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
  return path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .filter(
      (folder) =>
        !foreign.some((at) => isInside(folder, at) || isInside(realPathIfThere(folder), at)),
    );
}

export function realPathIfThere(path: string): string {
  return orUndefined(() => realpathSync(path)) ?? path;
}

/** What the system says, whatever keeps it from saying anything. */
export function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
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

// --- their environment -----------------------------------------------------------------------------

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
