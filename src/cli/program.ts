/** Which commands there are. A command's file has its flags and its work, and is loaded when the command is named. */

import { Command, type HelpConfiguration, type OptionValues } from '@commander-js/extra-typings';
import { version } from '../version.ts';
import type { World } from '../world.ts';
import { defaultFile, type fileFlags, suggestChoices } from './flags.ts';
import type { CommandTree } from './suggestions.ts';

/** What commander itself has to say, before there is a world. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly columns: number;
}

type GivenFlags = Partial<ReturnType<ReturnType<typeof fileFlags>['opts']>> & {
  readonly json?: boolean;
};

export type Execute = (
  options: GivenFlags & { readonly envFile: string },
  run: (world: World) => Promise<number>,
) => Promise<void>;

/** The exports of a file in commands/. What its `run` is given is what its `flags` define, or it does not compile. */
interface CommandFile<Arguments extends unknown[], Flags extends OptionValues> {
  readonly flags: (command: Command) => Command<Arguments, Flags>;
  readonly run: (
    options: Flags & { readonly envFile: string; readonly tree: CommandTree },
    world: World,
    ...operands: Arguments
  ) => Promise<number>;
}

export async function runProgram(argv: readonly string[], execute: Execute, output: Output) {
  const words = readHelpWords(argv);
  const showsHelp = words.length === 0 || words.some((word) => isHelpFlag(word) || word === 'help');
  const { helpLayout } = showsHelp ? await import('./help.ts') : {};
  const { program, define } = createProgram(output, helpLayout);
  program.hook('preSubcommand', async (_, named) => {
    await define(named.name(), execute);
  });
  await program.parseAsync([...words], { from: 'user' });
}

/**
 * Commander's own `help` would show a command whose flags are not loaded; and where there is no such command, it
 * would show the help of the program.
 */
function readHelpWords(argv: readonly string[]): readonly string[] {
  const [first = '', second] = argv;
  if (first === 'help' && second !== undefined) {
    return isCommand(second) ? [second, '--help'] : [second];
  }
  const isUnknown = !isCommand(first) && first !== 'help' && !first.startsWith('-');
  return isUnknown && isHelpFlag(second) ? [first] : argv;
}

function isHelpFlag(word: string | undefined): boolean {
  return word === '--help' || word === '-h';
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

/** With the flags of every command, for what describes them; its help is of that width. */
export async function describeProgram(columns = 80): Promise<Command> {
  const { helpLayout } = await import('./help.ts');
  const { program, define } = createProgram({ out: () => {}, err: () => {}, columns }, helpLayout);
  for (const name of names) await define(name);
  return program;
}

function createProgram(output: Output, layout: HelpConfiguration = {}) {
  const program = new Command('pectus-linkedin')
    .description(
      'Takes you from nothing to proven LinkedIn Ads credentials in a .env, and keeps them that way.',
    )
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .configureHelp(layout)
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: output.out,
      writeErr: output.err,
      getOutHelpWidth: () => output.columns,
      getErrHelpWidth: () => output.columns,
    });
  for (const name of names) {
    const { group, says, usage = '[options]' }: Listed = commands[name];
    program.command(name).helpGroup(`${group}:`).description(says).usage(usage);
  }
  const last = commands[names.at(-1) ?? 'setup'].group;
  program.commandsGroup(`${last}:`).helpCommand('help [command]', 'show help for a command');
  return { program, define: definer(program) };
}

/** Commander says itself what it does not know. */
function definer(program: Command) {
  const defined = new Set<Command>();
  return async function define(name: string, execute?: Execute): Promise<Command | undefined> {
    const command = program.commands.find((one) => one.name() === name);
    if (command === undefined || !isCommand(name)) return undefined;
    const isDefined = defined.has(command as Command);
    defined.add(command as Command);
    if (!isDefined) {
      await definitions[name](command as Command, { execute, tree: { program, define } });
    }
    return command as Command;
  };
}

interface Invoked {
  readonly execute: Execute | undefined;
  readonly tree: CommandTree;
}

function lazy<Arguments extends unknown[], Flags extends GivenFlags>(
  load: () => Promise<CommandFile<Arguments, Flags>>,
) {
  return async (command: Command, { execute, tree }: Invoked): Promise<void> => {
    const { flags, run } = await load();
    const defined = flags(command);
    suggestChoices(defined);
    defined.action(async () => {
      const given = defined.opts();
      const envFile = given.envFile ?? given.file ?? defaultFile;
      const options = { ...given, envFile, tree };
      await execute?.(options, (world) => run(options, world, ...defined.processedArgs));
    });
  };
}

interface Listed {
  readonly group: string;
  readonly says: string;
  /** Where there is more than options. */
  readonly usage?: string;
}

/** In the groups and in the order in which the help lists them. */
const commands = {
  setup: {
    group: 'Get credentials',
    says: 'create the app, sign in, write the .env, prove it; once a year again',
  },
  verify: {
    group: 'Check them',
    says: 'prove the credentials, and say the one thing to do next',
    usage: '[options] [files...]',
  },
  status: {
    group: 'Check them',
    says: 'show what is set and how long it lives, offline',
    usage: '[options] [files...]',
  },
  accounts: {
    group: 'Check them',
    says: 'list the ad accounts you can see, with your role',
  },
  report: {
    group: 'Use them',
    says: 'daily spend, impressions, clicks and leads per campaign; days are UTC',
  },
  run: {
    group: 'Use them',
    says: 'run a command with fresh LINKEDIN_* variables: run -- <command>',
    usage: '[options] [command...]',
  },
  token: {
    group: 'Use them',
    says: 'print an access token that works for the next hour, alone on stdout',
  },
  export: {
    group: 'Use them',
    says: "write the credentials in another tool's format",
    usage: '[options] [command...]',
  },
  refresh: {
    group: 'Keep them',
    says: 'mint a new access token now',
  },
  remind: {
    group: 'Keep them',
    says: 'write a calendar file for the yearly sign-in',
  },
  revoke: {
    group: 'Keep them',
    says: 'end both tokens at LinkedIn and take them out of the file',
  },
  simulate: {
    group: 'Practise',
    says: 'serve a simulated LinkedIn on this machine',
  },
  completion: {
    group: 'In your shell',
    says: 'print the script that completes commands in bash, zsh, fish or powershell',
    usage: '<shell>',
  },
} as const satisfies Readonly<Record<string, Listed>>;
type CommandName = keyof typeof commands;
const names = Object.keys(commands) as readonly CommandName[];

const definitions: Readonly<Record<CommandName, ReturnType<typeof lazy>>> = {
  setup: lazy(() => import('./commands/setup.ts')),
  verify: lazy(() => import('./commands/verify.ts')),
  status: lazy(() => import('./commands/status.ts')),
  accounts: lazy(() => import('./commands/accounts.ts')),
  report: lazy(() => import('./commands/report.ts')),
  run: lazy(() => import('./commands/run.ts')),
  token: lazy(() => import('./commands/token.ts')),
  export: lazy(() => import('./commands/export.ts')),
  refresh: lazy(() => import('./commands/refresh.ts')),
  remind: lazy(() => import('./commands/remind.ts')),
  revoke: lazy(() => import('./commands/revoke.ts')),
  simulate: lazy(() => import('./commands/simulate.ts')),
  completion: lazy(() => import('./commands/completion.ts')),
};
