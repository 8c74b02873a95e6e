/** The test world with the program on the Windows Node under Wine; `scripts/windows.mjs` says where those are. */

import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { bin, type Running } from '../support/piped-program.ts';
import { openProcessWorld, type ProcessOptions, type ProcessWorld } from '../support/process.ts';
import { openScreen, type Screen, type ScreenOptions } from '../support/pty.ts';

const { PECTUS_WINE = '', PECTUS_WINDOWS_NODE = '', WINEPREFIX = '' } = process.env;
if (PECTUS_WINE === '') throw new Error('these tests are played by `npm run windows`');
const preload = windowsPath(join(import.meta.dirname, 'wine-preload.cjs'));

/** What Wine needs to find itself, and a home folder for what it leaves there. */
const wineEnvironment = {
  WINEPREFIX,
  WINEDEBUG: '-all',
  HOME: WINEPREFIX,
  NODE_OPTIONS: `--require ${preload}`,
};

/** Wine shows the whole disk as drive Z. */
export function windowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

export interface Setting {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What is on stdin before it ends. */
  readonly input?: string;
}

/** Starts a Windows program; its stdout and stderr are files, because Wine has no pipes that Node could use. */
export function startWindows(args: readonly string[], { cwd, env, input = '' }: Setting): Running {
  const folder = mkdtempSync(join(tmpdir(), 'pectus-windows-'));
  const path = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(path(name), 'utf8');
  writeFileSync(path('stdin'), input);
  const outputs = ['stdout', 'stderr'].map((name) => openSync(path(name), 'w'));
  const stdio = [openSync(path('stdin'), 'r'), ...outputs];
  const child = spawn(PECTUS_WINE, args, { cwd, env: { ...env, ...wineEnvironment }, stdio });
  for (const file of stdio) closeSync(file);
  let isOver = false;
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode) => {
      isOver = true;
      resolve(exitCode);
    });
  });
  const outcome = async () => {
    const exitCode = await exited;
    return { exitCode, stdout: read('stdout'), stderr: read('stderr') };
  };
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    pid: child.pid ?? 0,
    async saidOnStderr(pattern) {
      for (;;) {
        const wasOver = isOver;
        const found = pattern.exec(read('stderr'));
        if (found !== null) return found;
        if (wasOver) throw new Error(`${pattern} was never said:\n${read('stderr')}`);
        await sleep(20);
      }
    },
    get ended() {
      return outcome();
    },
  };
}

export const runWindows = (args: readonly string[], setting: Setting) =>
  startWindows(args, setting).ended;

export const windowsNode = windowsPath(PECTUS_WINDOWS_NODE);

/** The Windows Node, with these arguments. */
export const startWindowsNode = (args: readonly string[], setting: Setting) =>
  startWindows([windowsNode, ...args], setting);

/** A Windows console, which Wine draws into a pseudo-terminal. */
export function openConsole(args: readonly string[], { env, ...options }: ConsoleOptions): Screen {
  const set = Object.entries({ ...env, ...wineEnvironment });
  const environment = Object.fromEntries(
    set.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const all = [windowsNode, ...args];
  return openScreen(PECTUS_WINE, all, { ...options, env: environment });
}

type ConsoleOptions = Omit<ScreenOptions, 'env'> & Pick<Setting, 'env'>;

export async function openWindowsWorld(options: ProcessOptions = {}): Promise<ProcessWorld> {
  const world = await openProcessWorld(options);
  const { PATH: _, ...environment } = world.environment;
  const program = windowsPath(bin);
  const settingOf = (changes: Readonly<Record<string, string | undefined>> = {}) => ({
    cwd: world.folder,
    env: { ...environment, ...changes },
  });
  const start: ProcessWorld['start'] = (args, { environment: changes, ...setting } = {}) =>
    startWindowsNode([program, ...args], { ...settingOf(changes), ...setting });
  return {
    ...world,
    start,
    run: (args, setting) => start(args, setting).ended,
    screen: (args, { environment: changes, ...size } = {}) =>
      openConsole([program, ...args], { ...settingOf(changes), ...size }),
  };
}
