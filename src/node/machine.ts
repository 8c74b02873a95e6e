/** The door to the machine: environment, clock, signals, the program that `run` starts. */

import type { ChildProcess } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { constants, hostname, userInfo } from 'node:os';
import { relative, resolve, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { platformCode } from '../faults/fault.ts';
import { type Command, shell } from '../faults/fix.ts';
import {
  Cancelled,
  type ChildExit,
  type Clock,
  type Env,
  type Exchange,
  type Machine,
} from '../world.ts';
import { createFiles } from './files.ts';
import { gitStatus } from './git.ts';
import { isRunning, portListener, processFacts, processNamespace } from './other-processes.ts';
import { withCoreDumps } from './process-exit.ts';
import { orUndefined } from './processes.ts';
import { keepExact } from './screen.ts';
import { isTerminal } from './standard-streams.ts';

const isOnWindows = process.platform === 'win32';

/** Everything outside but the person. */
export function createMachineSide(signal: AbortSignal = new AbortController().signal) {
  // Windows finds a variable by its name in any letters, and a copy would not.
  const env: Env = isOnWindows ? process.env : { ...process.env };
  return {
    clock,
    env,
    files: createFiles(signal),
    exchange: lazyExchange(env),
    machine: machineOf(env),
    signal,
  };
}

/** Loads what speaks HTTP on the first request: commands that need no network start without it. */
function lazyExchange(env: Env): Exchange {
  let exchange: Promise<Exchange> | undefined;
  return async (request) => {
    exchange ??= import('./exchange.ts').then(({ createExchange }) => createExchange(env));
    return await (await exchange)(request);
  };
}

/** Aborts with `Cancelled` on Ctrl-C or a termination signal; the second one ends the process at once. */
export function cancelOnSignals(): AbortSignal {
  const controller = new AbortController();
  // Every request that is under way listens to it, and there is no limit to those.
  setMaxListeners(0, controller.signal);
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Cancelled());
  };
  // SIGBREAK is Ctrl-Break, which only Windows has.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) process.on(name, onSignal);
  // A terminal that is closed says so more than once.
  process.on('SIGHUP', () => controller.abort(new Cancelled()));
  return controller.signal;
}

const clock: Clock = {
  now: () => new Date(),
  async sleep(milliseconds, signal) {
    try {
      await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};

function machineOf(env: Env): Machine {
  return {
    pid: process.pid,
    hostname: hostname(),
    program: [process.execPath, resolve(process.argv[1] ?? '')],
    ...(env['SSH_CONNECTION'] ? { sshTunnel: sshTunnelCommand(env['SSH_CONNECTION']) } : {}),
    isRunning,
    processNamespace,
    processFacts: (pid) => processFacts(pid, env),
    gitStatus: (path) => gitStatus(path, env),
    portListener: (port) => portListener(port, env),
    run: runInForeground,
    programNames: async (beginning) =>
      (await import('./program-names.ts')).programNames(beginning, env),
    // V8 would double the room for young objects until it has 32 MB (Node 24: 64), for little speed.
    capYoungGeneration: () =>
      process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1'),
    displayPath: (path) => keepExact(displayPath(path)),
    fullPath: (path) => keepExact(resolve(path)),
  };
}

function displayPath(path: string): string {
  try {
    const near = relative(process.cwd(), resolve(path));
    if (near.startsWith('..')) return resolve(path);
    // No program takes it for an option.
    return near.startsWith('-') ? `.${sep}${near}` : near;
  } catch {
    // The working folder was deleted under this process.
    return path;
  }
}

/** SSH_CONNECTION is "client-ip client-port server-ip server-port" (sshd's manual). */
function sshTunnelCommand(connection: string): (port: number) => Command {
  const server = connection.split(' ')[2] ?? hostname();
  // A user whom the system does not know (a container's) has no name.
  const name = orUndefined(() => userInfo().username);
  const target = name === undefined ? server : `${name}@${server}`;
  return (port) => shell('ssh', '-L', `${port}:localhost:${port}`, target);
}

const forwardedSignals = [
  ...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const),
  ...(['SIGUSR1', 'SIGUSR2', 'SIGBREAK'] as const),
];

/** A terminal sends these to every process in front of it, so that passing them on would double them. */
const keyboardSignals: readonly string[] = ['SIGINT', 'SIGQUIT'];

/** A console of Windows sends all of them to every process in it, and passing one on would end the child. */
function isSentToAll(name: string, terminal: boolean): boolean {
  return isOnWindows || (terminal && keyboardSignals.includes(name));
}

/** From here on signals are the program's. */
async function runInForeground(
  program: string,
  args: readonly string[],
  env: Env,
): Promise<ChildExit> {
  // On Windows most of what npm installs is a script, which only cmd can start.
  const { spawn } = await (isOnWindows ? import('cross-spawn') : import('node:child_process'));
  let child: ChildProcess;
  try {
    child = withCoreDumps(() => spawn(program, args, { stdio: 'inherit', env: { ...env } }));
  } catch (error) {
    return spawnFailure(error);
  }
  const terminal = hasTerminal();
  for (const name of forwardedSignals) {
    process.removeAllListeners(name);
    process.on(name, () => {
      if (!isSentToAll(name, terminal)) child.kill(name);
    });
  }
  return await new Promise((resolve) => {
    child.on('error', (error) => resolve(spawnFailure(error)));
    child.on('exit', (code, signal) => {
      if (signal === null) resolve({ kind: 'exit', code: code ?? 0 });
      else resolve({ kind: 'signal', number: constants.signals[signal] });
    });
  });
}

function spawnFailure(error: unknown): ChildExit {
  return platformCode(error) === 'ENOENT' ? { kind: 'missing' } : { kind: 'not-executable', error };
}

/** The one that can send Ctrl-C, even where stdin, stdout and stderr all lead elsewhere. */
function hasTerminal(): boolean {
  if (isTerminal(0) || isTerminal(1) || isTerminal(2)) return true;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
