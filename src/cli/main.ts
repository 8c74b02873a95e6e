/** The door for the operator: runs a command, and is the one place where an error becomes words and an exit code. */

import { CommanderError } from '@commander-js/extra-typings';
import { Exit, type ExitCode, fault, platformCode, SetupError } from '../faults/fault.ts';
import { withoutSecrets } from '../secret.ts';
import { bugs, version } from '../version.ts';
import { Cancelled, ErrorWithFollowUp, type World } from '../world.ts';
import { defaultFile } from './flags.ts';
import { type Execute, type Output, runProgram } from './program.ts';

export type { Output } from './program.ts';

/** What the flags say about the world. */
export interface StartOptions {
  /** `--no-input` */
  readonly neverAsk: boolean;
  /** What the operator typed, from the name of the command on. */
  readonly argv: readonly string[];
  /** Of `--file`, when it was given. */
  readonly file: string | undefined;
}

/** Opens the world once the flags are known. */
export type OpenWorld = (options: StartOptions) => Promise<World> | World;

/** Where a fault is told: known as soon as the flags are. */
interface Session {
  world?: World;
  json: boolean;
  debug: boolean;
  /** Whether the same command goes on where it was stopped. */
  resumes: boolean;
}

export async function main(
  argv: readonly string[],
  open: OpenWorld,
  output: Output,
): Promise<number> {
  const session: Session = {
    json: argv[0] !== 'run' && argv.includes('--json'),
    debug: argv.includes('--debug'),
    resumes: argv[0] === 'setup',
  };
  let exitCode: number = Exit.ok;
  const execute: Execute = async ({ input, json, debug, envFile }, run) => {
    session.json = json === true;
    session.debug = debug;
    const file = envFile === defaultFile ? undefined : envFile;
    session.world = await open({ neverAsk: !input, argv, file });
    exitCode = await run(session.world);
  };
  try {
    await runProgram(argv, execute, output);
    return exitCode;
  } catch (error) {
    return await ending(error, session, output);
  } finally {
    session.world?.terminal.progress(undefined);
  }
}

// --- endings ----------------------------------------------------------------------------------------------

async function ending(error: unknown, session: Session, output: Output): Promise<ExitCode> {
  if (error instanceof ErrorWithFollowUp) {
    const exitCode = await ending(error.cause, session, output);
    await error.followUp();
    return exitCode;
  }
  if (error instanceof CommanderError) return usageEnding(error, session, output);
  const { world } = session;
  if (error instanceof Cancelled || world?.signal.aborted === true) {
    const words = session.resumes
      ? 'Stopped. What was finished is saved; run the same command to continue.'
      : 'Stopped.';
    if (world === undefined) output.err(`\n${words}\n`);
    else world.terminal.say(`\n${words}`);
    return Exit.cancelled;
  }
  if (error instanceof SetupError && world !== undefined) {
    await tell(error, world, session);
    return error.exit;
  }
  const what = exhausted[platformCode(error) ?? ''];
  if (what !== undefined) {
    const { message, fix, code, exit } = fault('resources-exhausted', { what }, { cause: error });
    // No part of the program can be loaded any more, so the words are put together here.
    output.err(`\n  ${message}\n\n  1. ${fix[0]?.say}\n\n  (${code}, exit ${exit})\n`);
    return exit;
  }
  output.err(bugText(error, session.debug));
  return Exit.bug;
}

/** The words are on stderr already; a script that reads stdout gets its one object all the same. */
function usageEnding({ exitCode, message }: CommanderError, { json }: Session, output: Output) {
  if (exitCode === 0) return Exit.ok;
  const error = { code: 'option-malformed', message: message.replace(/^error: /, ''), fix: [] };
  const report = { outcome: error.code, exitCode: Exit.usage, error };
  if (json) output.out(`${JSON.stringify(report, undefined, 2)}\n`);
  return Exit.usage;
}

/** What runs out while a program is loaded, which is no fault of the program's. */
const exhausted: Readonly<Record<string, string>> = {
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOMEM: 'there is no memory left',
  EAGAIN: 'too many processes are running',
};

async function tell(
  error: SetupError,
  { terminal }: World,
  { json, debug }: Session,
): Promise<void> {
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
  const what = error instanceof Error ? error.message : String(error);
  const trace = debug ? `${traceOf(error)}\n` : '';
  return withoutSecrets(
    `\n  This should not have happened: ${what}\n\n  It is a bug in pectus-linkedin ${version}. Run the same command with --debug\n  and report what it prints (it holds no secrets):\n       ${bugs}\n  (exit 1)\n${trace}`,
  );
}

/** The stack and its causes, cleaned: a library may have put a request's body into its error. */
function traceOf(error: unknown): string {
  const lines: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    lines.push(at.stack ?? at.message);
  return withoutSecrets(lines.join('\ncaused by: '));
}
