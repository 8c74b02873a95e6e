/** Runs the command line in this process; the rest of the world is opened when a command needs it. */

import { basename, delimiter, dirname } from 'node:path';
import { main, type StartOptions } from '../cli/main.ts';
import type { Output } from '../cli/program.ts';
import { fileErrorText } from '../credentials/file-errors.ts';
import type { Invocation } from '../faults/command-line.ts';
import { Exit } from '../faults/fault.ts';
import type { Env, Machine } from '../world.ts';
import { prepareExit } from './process-exit.ts';
import { forScreen } from './screen.ts';
import { shellOf } from './shell.ts';

export async function run(): Promise<void> {
  prepareExit();
  // A process that runs out of work before the command has an answer has not succeeded.
  process.once('exit', () => {
    process.exitCode ??= Exit.bug;
  });
  process.exitCode = await main(process.argv.slice(2), openWorld, output);
  exitOnceFlushed();
}

/**
 * Nothing is left to do; but a name that is being looked up (getaddrinfo) cannot be given up, and would hold
 * the process for many seconds after Ctrl-C.
 */
function exitOnceFlushed(): void {
  const end = () => {
    const isSaid = [process.stdout, process.stderr].every((stream) => stream.writableLength === 0);
    if (isSaid) process.exit();
    else exitOnceFlushed();
  };
  setTimeout(end, 250).unref();
}

async function openWorld({ neverAsk, argv, file }: StartOptions) {
  const [{ cancelOnSignals, createMachineSide }, { ignorePipeErrors, createTerminalSide }] =
    await Promise.all([import('./machine.ts'), import('./terminal.ts')]);
  ignorePipeErrors();
  const signal = cancelOnSignals();
  const outside = createMachineSide(signal);
  const { env, machine } = outside;
  // Fixes name the program as the operator can start it.
  const program = programOf(process.argv[1] ?? '', env, machine);
  const invocation: Invocation = { program, shell: shellOf(env, process.platform), argv, file };
  return { ...outside, ...createTerminalSide(env, { neverAsk, invocation }, signal) };
}

const name = 'pectus-linkedin';

function programOf(script: string, env: Env, machine: Machine): readonly string[] {
  if (env['npm_command'] === 'exec') return ['npx', name];
  const folders = (env['PATH'] ?? '').split(delimiter);
  if (basename(script, '.js') === name && folders.includes(dirname(script))) return [name];
  return ['node', machine.displayPath(script)];
}

/** For what is said before there is a world: help, version, wrong flags; and for a crash. */
const output: Output = {
  out: (text) => write(process.stdout, text),
  err: (text) => write(process.stderr, text),
  get columns() {
    // A new screen has no columns yet.
    return process.stdout.columns || 80;
  },
};

/** A reader that went away (`--help | head -1`) is no failure; a full disk is one, whatever was said. */
function write(stream: NodeJS.WriteStream, text: string): void {
  if (stream.listenerCount('error') === 0) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      process.once('exit', () => {
        process.exitCode = Exit.usage;
      });
      const why = fileErrorText(error) ?? error.code;
      if (stream === process.stdout) output.err(`\n  stdout cannot be written: ${why}.\n`);
    });
  }
  stream.write(stream === process.stderr || stream.isTTY ? forScreen(text) : text);
}
