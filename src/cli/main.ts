/** Runs a command line, and is the one place where an error becomes a message and an exit code. */

import { CommanderError } from '@commander-js/extra-typings';
import { Exit, type ExitCode, fault, platformCode, SetupError } from '../faults/fault.ts';
import { withoutSecrets } from '../secret.ts';
import { bugs, version } from '../version.ts';
import { Cancelled, ErrorWithFollowUp, type World } from '../world.ts';
import { defaultFile } from './flags.ts';
import { type Execute, type Output, runProgram } from './program.ts';

/** What the flags say about the world. */
export interface StartOptions {
  readonly neverAsk: boolean;
  /** What the operator typed, from the name of the command on. */
  readonly argv: readonly string[];
  readonly file: string | undefined;
}

/** How a fault is printed: known as soon as the flags are. */
interface FaultContext {
  world?: World;
  json: boolean;
  debug: boolean;
  /** Whether the same command goes on where it was stopped. */
  resumes: boolean;
}

export async function main(
  argv: readonly string[],
  open: (options: StartOptions) => Promise<World> | World,
  output: Output,
): Promise<number> {
  const context: FaultContext = {
    json: argv[0] !== 'run' && flagsOf(argv).includes('--json'),
    debug: flagsOf(argv).includes('--debug'),
    resumes: argv[0] === 'setup',
  };
  let exitCode: number = Exit.ok;
  const execute: Execute = async ({ input, json, debug, envFile }, run) => {
    context.json = json === true;
    context.debug = debug === true;
    const file = envFile === defaultFile ? undefined : envFile;
    context.world = await open({ neverAsk: input === false, argv, file });
    exitCode = await run(context.world);
  };
  try {
    await runProgram(argv, execute, output);
    return exitCode;
  } catch (error) {
    return await handleError(error, context, output);
  } finally {
    context.world?.terminal.progress(undefined);
  }
}

/** What stands behind two dashes is another program's. */
function flagsOf(argv: readonly string[]): readonly string[] {
  const dashes = argv.indexOf('--');
  return dashes === -1 ? argv : argv.slice(0, dashes);
}

async function handleError(
  error: unknown,
  context: FaultContext,
  output: Output,
): Promise<ExitCode> {
  if (error instanceof ErrorWithFollowUp) {
    const exitCode = await handleError(error.cause, context, output);
    await error.followUp();
    return exitCode;
  }
  if (error instanceof CommanderError) return handleUsageError(error, context, output);
  const { world } = context;
  if (error instanceof Cancelled || world?.signal.aborted === true) {
    const advice = ' What was finished is saved; run the same command to continue.';
    const words = `Stopped.${context.resumes ? advice : ''}`;
    if (world === undefined) output.err(`\n${words}\n`);
    else world.terminal.say(`\n${words}`);
    return Exit.cancelled;
  }
  if (error instanceof SetupError && world !== undefined) {
    await printFault(error, world, context);
    return error.exit;
  }
  const what = exhausted[platformCode(error) ?? ''];
  if (what !== undefined) {
    const { message, fix, code, exit } = fault('resources-exhausted', { what }, { cause: error });
    // No other file can be loaded now, so the message is put together here.
    output.err(`\n  ${message}\n\n  1. ${fix[0]?.say}\n\n  (${code}, exit ${exit})\n`);
    printFailure({ code, message, fix: [{ say: fix[0]?.say }] }, exit, context, output);
    return exit;
  }
  output.err(bugText(error, context.debug));
  printFailure({ code: 'bug', message: bugMessage(error), fix: [] }, Exit.bug, context, output);
  return Exit.bug;
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly fix: readonly object[];
}

/** What people read is on stderr; a script that reads stdout gets its one object as well. */
function printFailure(
  error: Failure,
  exitCode: ExitCode,
  { json }: Pick<FaultContext, 'json'>,
  output: Output,
): void {
  const report = { outcome: error.code, exitCode, error };
  if (json) output.out(`${JSON.stringify(report, undefined, 2)}\n`);
}

/** Commander has printed the message on stderr. */
function handleUsageError(
  { exitCode, message }: CommanderError,
  context: FaultContext,
  output: Output,
) {
  if (exitCode === 0) return Exit.ok;
  const error = { code: 'option-malformed', message: message.replace(/^error: /, ''), fix: [] };
  printFailure(error, Exit.usage, context, output);
  return Exit.usage;
}

/** What the system can run out of while the program is loaded: not a bug. */
const exhausted: Readonly<Record<string, string>> = {
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOMEM: 'there is no memory left',
  EAGAIN: 'too many processes are running',
};

async function printFault(error: SetupError, { terminal }: World, { json, debug }: FaultContext) {
  const { code, exit, linkedin } = error;
  if (json) {
    const { faultReport } = await import('../screen/fix-text.ts');
    const report = { outcome: code, exitCode: exit, error: faultReport(error, terminal) };
    terminal.result(JSON.stringify(report, undefined, 2));
  } else {
    const { faultText } = await import('../screen/layout.ts');
    terminal.say(faultText(error, terminal));
  }
  if (debug && linkedin !== undefined) terminal.say(`debug: LinkedIn: ${JSON.stringify(linkedin)}`);
  if (debug) terminal.say(traceOf(error));
}

function bugText(error: unknown, debug: boolean): string {
  const what = bugMessage(error);
  const trace = debug ? `${traceOf(error)}\n` : '';
  return withoutSecrets(
    `\n  This should not have happened: ${what}\n\n  It is a bug in pectus-linkedin ${version}. Run the same command with --debug\n  and report what it prints (it holds no secrets):\n       ${bugs}\n  (exit 1)\n${trace}`,
  );
}

function bugMessage(error: unknown): string {
  return withoutSecrets(error instanceof Error ? error.message : String(error));
}

/** The stack and its causes, cleaned: a library may have put a request's body into its error. */
function traceOf(error: unknown): string {
  const lines: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    lines.push(at.stack ?? at.message);
  return withoutSecrets(lines.join('\ncaused by: '));
}
