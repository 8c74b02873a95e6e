/** Runs the command line in this process; the rest of the world is opened when a command needs it. */

import { basename, delimiter, dirname } from 'node:path';
import { main, type StartOptions } from '../cli/main.ts';
import type { Output } from '../cli/program.ts';
import { fileErrorText } from '../credentials/file-errors.ts';
import type { Invocation } from '../faults/command-line.ts';
import { Exit, platformCode } from '../faults/fault.ts';
import type { Env, Machine } from '../world.ts';
import { prepareExit } from './process-exit.ts';
import { forScreen } from './screen.ts';
import { shellOf } from './shell.ts';
import { areFlushed, helpWidth, isTerminal, streamOf, write } from './standard-streams.ts';

export async function run(): Promise<void> {
  prepareExit();
  // A process that runs out of work before the command has an answer has not succeeded.
  process.once('exit', () => {
    process.exitCode ??= Exit.bug;
  });
  process.exitCode = await runCommand(process.argv.slice(2));
  exitOnceFlushed();
}

/** To its exit code; the process goes on. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  return await main(argv, openWorld, output);
}

/**
 * Nothing is left to do; but a name that is being looked up (getaddrinfo) cannot be given up, and would hold
 * the process for many seconds after Ctrl-C.
 */
function exitOnceFlushed(): void {
  const end = () => {
    if (areFlushed()) process.exit();
    else exitOnceFlushed();
  };
  setTimeout(end, 250).unref();
}

async function openWorld({ neverAsk, argv, file }: StartOptions) {
  const [{ cancelOnSignals, createMachineSide }, { createTerminalSide }] = await Promise.all([
    import('./machine.ts'),
    import('./terminal.ts'),
  ]);
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
  // In Git Bash, winpty starts no scripts, and npx is one.
  if (env['npm_command'] === 'exec' && env['MSYSTEM'] === undefined) return ['npx', name];
  const folders = (env['PATH'] ?? '').split(delimiter);
  if (basename(script, '.js') === name && folders.includes(dirname(script))) return [name];
  return ['node', machine.displayPath(script)];
}

/** For what is said before there is a world: help, version, wrong flags; and for a crash. */
const output: Output = {
  out: (text) => say(1, text),
  err: (text) => say(2, text),
  get columns() {
    // A new screen has no columns yet. Wider lines are harder to read.
    return isTerminal(1) ? Math.min(streamOf(1).columns || helpWidth, helpWidth) : helpWidth;
  },
};

/** A reader that went away (`--help | head -1`) is no failure; a full disk is one, whatever was said. */
function say(descriptor: 1 | 2, text: string): void {
  const isPlain = descriptor === 1 && !isTerminal(1);
  write(descriptor, isPlain ? text : forScreen(text), (error) => {
    if (!error || platformCode(error) === 'EPIPE') return;
    process.once('exit', () => {
      process.exitCode = Exit.usage;
    });
    const why = fileErrorText(error) ?? error.message;
    if (descriptor === 1) output.err(`\n  stdout cannot be written: ${why}.\n`);
  });
}
