/** Which commands there are. A command's file has its flags and its work, and is loaded when the command is named. */

import { Command, type OptionValues } from '@commander-js/extra-typings';
import { version } from '../version.ts';
import type { World } from '../world.ts';
import { type fileFlags, suggestChoices } from './flags.ts';

/** What commander itself has to say, before there is a world. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly columns: number;
}

type GivenFlags = ReturnType<ReturnType<typeof fileFlags>['opts']> & { readonly json?: boolean };

export type Execute = (
  options: GivenFlags & { readonly envFile: string },
  run: (world: World) => Promise<number>,
) => Promise<void>;

/** The exports of a file in commands/. What its `run` is given is what its `flags` define, or it does not compile. */
interface CommandFile<Arguments extends unknown[], Flags extends OptionValues> {
  readonly flags: (command: Command) => Command<Arguments, Flags>;
  readonly run: (
    options: Flags & { readonly envFile: string },
    world: World,
    ...operands: Arguments
  ) => Promise<number>;
}

export async function runProgram(argv: readonly string[], execute: Execute, output: Output) {
  const program = createProgram(output);
  for (const name of names) addCommand[name](program, name, execute);
  // Commander's own `help` would show a command whose flags are not loaded.
  const isHelp = argv[0] === 'help' && program.commands.some((one) => one.name() === argv[1]);
  const named = isHelp ? [...argv.slice(1), '--help'] : argv;
  await program.parseAsync([...named], { from: 'user' });
}

function createProgram(output: Output): Command {
  return (
    new Command('pectus-linkedin')
      .description(
        'Takes you from nothing to proven LinkedIn Ads credentials in a .env, and keeps them that way.',
      )
      .version(version, '-V, --version', 'show the version')
      .helpOption('-h, --help', 'show help')
      .helpCommand('help [command]', 'show help for a command')
      // By itself it leaves out what is not loaded yet.
      .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
      .enablePositionalOptions()
      .exitOverride()
      .showSuggestionAfterError()
      .configureOutput({
        writeOut: output.out,
        writeErr: output.err,
        getOutHelpWidth: () => output.columns,
        getErrHelpWidth: () => output.columns,
      })
      .addHelpText('after', epilogue)
  );
}

/** Adds a command whose file is loaded when it is named, before its flags are read. */
function lazy<Arguments extends unknown[], Flags extends GivenFlags>(
  load: () => Promise<CommandFile<Arguments, Flags>>,
  usage = '[options]',
) {
  return (program: Command, name: CommandName, execute: Execute): void => {
    const command = program.command(name).description(descriptions[name]).usage(usage);
    program.hook('preSubcommand', async (_, named) => {
      if (named.name() !== name) return;
      const { flags, run } = await load();
      const defined = flags(command);
      suggestChoices(defined);
      defined.action(async () => {
        const given = defined.opts();
        const options = { ...given, envFile: given.envFile ?? given.file };
        await execute(options, (world) => run(options, world, ...defined.processedArgs));
      });
    });
  };
}

/** In the order in which the help lists them. */
const descriptions = {
  setup: 'create the app, sign in, write the .env, prove it; once a year again',
  verify: 'prove the credentials, and say the one thing to do next',
  status: 'show what is set and how long it lives, offline',
  accounts: 'list the ad accounts you can see, with your role',
  report: 'daily spend, impressions, clicks and leads per campaign; days are UTC',
  refresh: 'mint a new access token now',
  remind: 'write a calendar file for the yearly sign-in',
  revoke: 'end both tokens at LinkedIn and take them out of the file',
  token: 'print an access token that works for the next hour, alone on stdout',
  run: 'run a command with fresh LINKEDIN_* variables: run -- <command>',
  export: "write the credentials in another tool's format",
  simulate: 'serve a simulated LinkedIn on this machine',
} as const;
type CommandName = keyof typeof descriptions;
const names = Object.keys(descriptions) as readonly CommandName[];

const addCommand: Readonly<Record<CommandName, ReturnType<typeof lazy>>> = {
  setup: lazy(() => import('./commands/setup.ts')),
  verify: lazy(() => import('./commands/verify.ts'), '[options] [files...]'),
  status: lazy(() => import('./commands/status.ts'), '[options] [files...]'),
  accounts: lazy(() => import('./commands/accounts.ts')),
  report: lazy(() => import('./commands/report.ts')),
  refresh: lazy(() => import('./commands/refresh.ts')),
  remind: lazy(() => import('./commands/remind.ts')),
  revoke: lazy(() => import('./commands/revoke.ts')),
  token: lazy(() => import('./commands/token.ts')),
  run: lazy(() => import('./commands/run.ts'), '[options] [command...]'),
  export: lazy(() => import('./commands/export.ts'), '[options] [command...]'),
  simulate: lazy(() => import('./commands/simulate.ts')),
};

const epilogue = `
Begin with:  pectus-linkedin setup
Rehearse it: pectus-linkedin setup --rehearse

Exit codes: 0 ready · 1 bug · 2 wrong flags or values · 3 something must change at LinkedIn ·
4 sign in again · 5 try later · 6 works, but not for the days asked · 130 stopped`;
