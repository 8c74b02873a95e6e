/** The door for the operator: commands, flags and help; and the one place where an error becomes words and an exit code. */

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { CommonOptions } from './commands/options.ts';
import { exportNames } from './credentials/export-names.ts';
import { Exit, type ExitCode, SetupError } from './errors.ts';
import { withoutSecrets } from './secret.ts';
import { scenarios } from './simulator/scenarios.ts';
import { version } from './version.ts';
import { stepIds } from './wizard/step-ids.ts';
import { Cancelled, type World } from './world.ts';

/** Opens the world once the flags are known; `neverAsk` is `--no-input`. */
export type OpenWorld = (manners: { readonly neverAsk: boolean }) => Promise<World> | World;

interface Given extends CommonOptions {
  readonly input: boolean;
}

/** Where a fault is told: known as soon as the flags are. */
interface Session {
  world?: World;
  json: boolean;
  debug: boolean;
}

/** What commander itself has to say, before there is a world. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly columns: number;
}

export async function main(
  argv: readonly string[],
  open: OpenWorld,
  output: Output,
): Promise<number> {
  const session: Session = { json: false, debug: argv.includes('--debug') };
  let exitCode: number = Exit.ok;
  const act = async <O extends Given>(
    options: O,
    command: (options: O, world: World) => Promise<number>,
  ) => {
    session.json = options.json === true;
    session.debug = options.debug;
    session.world = await open({ neverAsk: !options.input });
    exitCode = await command(options, session.world);
  };
  try {
    await program(act, output).parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return await ending(error, session, output);
  } finally {
    session.world?.terminal.progress(undefined);
  }
}

// --- commands and flags ----------------------------------------------------------------------------------

type Act = <O extends Given>(
  options: O,
  command: (options: O, world: World) => Promise<number>,
) => Promise<void>;

/** Commands are loaded when they run: what starts often must be light. */
function program(act: Act, output: Output): Command {
  const root = new Command('pectus-linkedin')
    .description(
      'Takes you from nothing to proven LinkedIn Ads credentials in a .env, and keeps them that way.',
    )
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: output.out,
      writeErr: output.err,
      getOutHelpWidth: () => output.columns,
      getErrHelpWidth: () => output.columns,
    });
  addSetup(root, act);
  addProofs(root, act);
  addUpkeep(root, act);
  addHandOver(root, act);
  addSimulate(root, act);
  return root.addHelpText('after', epilogue);
}

function addProofs(root: Command, act: Act): void {
  withCommon(root.command('verify'))
    .description('prove the credentials, and say the one thing to do next')
    .addOption(withinOption())
    .action((options) =>
      act(options, async (...all) => (await import('./commands/verify.ts')).verify(...all)),
    );
  withCommon(root.command('status'))
    .description('show what is set and how long it lives, offline')
    .addOption(withinOption())
    .action((options) =>
      act(options, async (...all) => (await import('./commands/status.ts')).status(...all)),
    );
  withCommon(root.command('accounts'))
    .description('list the ad accounts you can see, with your role')
    .action((options) =>
      act(options, async (...all) => (await import('./commands/accounts.ts')).accounts(...all)),
    );
}

function addUpkeep(root: Command, act: Act): void {
  withCommon(root.command('refresh'))
    .description('mint a new access token now')
    .action((options) =>
      act(options, async (...all) => (await import('./commands/refresh.ts')).refresh(...all)),
    );
  withCommon(root.command('remind'))
    .description('write a calendar file for the yearly sign-in')
    .option('--output <path>', 'the file (default: linkedin-renewal.ics beside the .env)')
    .action((options) =>
      act(options, async (...all) => (await import('./commands/remind.ts')).remind(...all)),
    );
  withCommon(root.command('revoke'))
    .description('end both tokens at LinkedIn and take them out of the file')
    .option('--yes', 'without a question', false)
    .action((options) =>
      act(options, async (...all) => (await import('./commands/revoke.ts')).revoke(...all)),
    );
}

function addHandOver(root: Command, act: Act): void {
  withCommon(root.command('token'))
    .description('print an access token that works for the next hour, alone on stdout')
    .action((options) =>
      act(options, async (...all) => (await import('./commands/token.ts')).token(...all)),
    );
  withoutJson(root.command('run'))
    .description('run a command with fresh LINKEDIN_* variables: run -- <command>')
    .argument('[command...]')
    .passThroughOptions()
    .action((command, options) =>
      act({ ...options, command }, async (...all) =>
        (await import('./commands/run.ts')).run(...all),
      ),
    );
  withCommon(root.command('export'))
    .description("write the credentials in another tool's format")
    .addOption(formatOption())
    .option('--output <path>', 'the file, readable by you alone')
    .option('--yes', 'print the secrets on a terminal', false)
    .action((options) =>
      act(options, async (...all) =>
        (await import('./commands/export.ts')).exportCredentials(...all),
      ),
    );
}

function addSimulate(root: Command, act: Act): void {
  withCommon(root.command('simulate'))
    .description('serve a simulated LinkedIn on this machine')
    .addOption(scenarioOption('--scenario <name>', 'which LinkedIn').default('ready'))
    .option('--port <number>', 'the port to listen on (0: any free one)', wholeNumber(0, 65_535), 0)
    .action((options) =>
      act(options, async (...all) => (await import('./commands/simulate.ts')).simulate(...all)),
    );
}

function addSetup(root: Command, act: Act): void {
  withCommon(
    root
      .command('setup')
      .description('create the app, sign in, write the .env, prove it; once a year again'),
  )
    .option('--no-browser', 'print the consent address instead of opening it')
    .option(
      '--redirect-uri <uri>',
      'where LinkedIn sends you back to (must be registered in the app)',
    )
    .option('--ad-account <id>', 'the ad account: number, Campaign Manager address or URN')
    .option('--scope <name>', 'ask for this scope, too (repeatable)', collected, [])
    .option('--timeout <seconds>', 'how long to wait for the consent', wholeNumber(1, 86_400), 300)
    .addOption(new Option('--from <step>', 'begin at this step').choices([...stepIds]))
    .addOption(
      scenarioOption(
        '--rehearse [scenario]',
        'against a simulated LinkedIn; writes .env.rehearsal',
      ).preset('ready'),
    )
    .action((options) =>
      act(options, async (given, world) =>
        given.rehearse === undefined
          ? (await import('./commands/setup.ts')).setup(given, world)
          : (await import('./commands/rehearsal.ts')).rehearse(given, given.rehearse, world),
      ),
    );
}

function withCommon(command: Command): Command {
  return withoutJson(command).option(
    '--json',
    'print one JSON object on stdout, and nothing else there',
    false,
  );
}

/** For `run`, whose stdout is the command's own. */
function withoutJson(command: Command): Command {
  return command
    .option('--env-file <path>', 'the file to read and write', '.env')
    .option('--no-input', 'never ask: a question that would be needed is exit 2')
    .option('--debug', 'one line per request, and stack traces', false);
}

function withinOption(): Option {
  return new Option(
    '--within <days>',
    'exit 6 when a sign-in is due within so many days',
  ).argParser(wholeNumber(0, 3_650));
}

function scenarioOption(flags: string, description: string): Option {
  return new Option(flags, description).choices(Object.keys(scenarios));
}

function formatOption(): Option {
  return new Option('--format <target>', 'the tool that reads it')
    .choices([...exportNames])
    .makeOptionMandatory();
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most && text.trim() !== '')
      return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

const epilogue = `
Begin with:  pectus-linkedin setup
Rehearse it: pectus-linkedin setup --rehearse

Exit codes: 0 ready · 1 bug · 2 wrong flags or values · 3 something must change at LinkedIn ·
4 sign in again · 5 try later · 6 works, but not for the days asked · 130 stopped`;

// --- endings ----------------------------------------------------------------------------------------------

async function ending(error: unknown, session: Session, output: Output): Promise<ExitCode> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.ok : Exit.usage;
  const { world } = session;
  if (error instanceof Cancelled || world?.signal.aborted === true) {
    output.err('\nStopped. What was finished is saved; the same command goes on from there.\n');
    return Exit.cancelled;
  }
  if (error instanceof SetupError && world !== undefined) {
    await tell(error, world, session);
    return error.exit;
  }
  output.err(bugText(error, session.debug));
  return Exit.bug;
}

async function tell(
  error: SetupError,
  { terminal }: World,
  { json, debug }: Session,
): Promise<void> {
  const { code, message, fix, docs, requestId, exit } = error;
  if (json) {
    const told = { code, message, fix, docs, ...(requestId && { requestId }) };
    terminal.result(JSON.stringify({ outcome: code, exitCode: exit, error: told }, undefined, 2));
  } else {
    const { faultText } = await import('./wizard/layout.ts');
    terminal.say(faultText(error, terminal));
  }
  if (debug) terminal.say(traceOf(error));
}

function bugText(error: unknown, debug: boolean): string {
  const what = error instanceof Error ? error.message : String(error);
  const trace = debug ? `${traceOf(error)}\n` : '';
  return withoutSecrets(
    `\n  This should not have happened: ${what}\n\n  It is a bug in pectus-linkedin ${version}. Run the same command with --debug\n  and report what it prints; it holds no secrets.\n  (exit 1)\n${trace}`,
  );
}

/** The stack and its causes, cleaned: a library may have put a request's body into its error. */
function traceOf(error: unknown): string {
  const lines: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    lines.push(at.stack ?? at.message);
  return withoutSecrets(lines.join('\ncaused by: '));
}
