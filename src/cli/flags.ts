/** The flags that several commands take, and what a command's file makes of its own. */

import {
  type Command,
  InvalidArgumentError,
  Option,
  type OptionValues,
} from '@commander-js/extra-typings';

import type { Flags } from '../faults/fix.ts';
import { nearestWord } from '../words.ts';

export const defaultFile = '.env';

/** Over the flags of every command. */
export const commonHeading = 'Common options:';

/** What `run` of a command is given: everything its `flags` define, by the name of each flag. */
export type OptionsOf<Flags extends (command: Command) => { opts(): object }> = ReturnType<
  ReturnType<Flags>['opts']
> & {
  /** Of `--file` or `--env-file`. */
  readonly envFile: string;
};

export type CommonOptions = OptionsOf<typeof commonFlags>;

export function commonFlags(command: Command) {
  const json = 'print one JSON object on stdout, and nothing else there';
  return fileFlags(command).addOption(
    new Option('--json', json).default(false).helpGroup(commonHeading),
  );
}

export function helpFlag(command: Command) {
  return command.optionsGroup(commonHeading).helpOption('-h, --help', 'show help');
}

/** For `run`, whose stdout is the command's own. */
export function fileFlags(command: Command) {
  return (
    helpFlag(command)
      .option('-f, --file <path>', 'the file to read and write', filePath, defaultFile)
      // Node itself takes --env-file wherever it stands, unless it stands behind `--` (nodejs/node#54232).
      .addOption(
        new Option('--env-file <path>', 'the same as --file').argParser(filePath).hideHelp(),
      )
      .option('--no-input', 'never ask: a question that would be needed is exit 2')
      .option('--debug', 'one line per request, and stack traces', false)
      .optionsGroup('Options:')
  );
}

/** Flags as they were given, for the same command on another file. */
export function keptFlags(options: {
  readonly json: boolean;
  readonly input: boolean;
  readonly debug: boolean;
  readonly within?: number | undefined;
}): Flags {
  const { json, input, debug, within } = options;
  return {
    '--within': within === undefined ? undefined : String(within),
    '--json': json,
    '--no-input': !input,
    '--debug': debug,
  };
}

/**
 * Several files at once, for commands that only look at them. One alone is the same as `--file`, so that
 * whatever is said of it names it.
 */
export function filesArgument<Given extends unknown[], Flags extends OptionValues>(
  command: Command<Given, Flags>,
) {
  return command
    .argument('[files...]', 'the files, instead of --file: a row for each', addFile)
    .hook('preAction', (called) => {
      const [file, ...others] = called.args;
      if (file === undefined) return;
      const isNamedTwice = ['file', 'envFile'].some(
        (name) => called.getOptionValueSource(name) === 'cli',
      );
      if (isNamedTwice) called.error('error: name the files as arguments or with --file, not both');
      if (others.length === 0) called.setOptionValue('envFile', file);
    });
}

function addFile(text: string, before: readonly string[] = []): readonly string[] {
  return [...new Set([...before, filePath(text)])];
}

/** An empty one is a variable of a script that is not set. */
function filePath(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must name a file.');
  return text;
}

/** The sign-in, or the API version. */
export function withinFlag() {
  const within = 'exit 6 when a sign-in is due within so many days';
  return new Option('--within <days>', within).argParser(wholeNumber(0, 3_650));
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most && text.trim() !== '')
      return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

const offered = new WeakMap<object, readonly string[]>();

/** What completion offers for options that take other values, too, by their names. */
export function offering<Kind extends Pick<Command, 'options'>>(
  command: Kind,
  values: Readonly<Record<string, readonly string[]>>,
): Kind {
  for (const option of command.options) offered.set(option, values[option.attributeName()] ?? []);
  return command;
}

export function offeredValues(option: Option): readonly string[] {
  return option.argChoices ?? offered.get(option) ?? [];
}

/** More than these are shown only where nothing else can be said. */
const shortList = 6;

/** For a value that is none of the choices: the one that was most likely meant, and all of them where they are few. */
export function choiceRefusal(given: string, choices: readonly string[]): InvalidArgumentError {
  const nearest = nearestWord(given, choices);
  const meant = nearest === undefined ? [] : [`Did you mean ${nearest}?`];
  const isListed = nearest === undefined || choices.length <= shortList;
  const all = isListed ? [`Allowed choices are ${choices.join(', ')}.`] : [];
  return new InvalidArgumentError([...meant, ...all].join(' '));
}

/** Instead of commander's own refusal, which lists all of them, dozens of scenarios as well. */
export function suggestChoices({
  options,
  registeredArguments,
}: Pick<Command, 'options' | 'registeredArguments'>): void {
  for (const target of [...options, ...registeredArguments]) {
    const { argChoices: choices, parseArg } = target;
    if (choices === undefined || parseArg === undefined) continue;
    target.parseArg = (given, previous) => {
      if (!choices.includes(given)) throw choiceRefusal(given, choices);
      return parseArg(given, previous);
    };
  }
}
