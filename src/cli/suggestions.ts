/** What may stand where the cursor is: read off the commands, their flags and their arguments. Pure. */

import type { Argument, Command, Option } from '@commander-js/extra-typings';
import { offeredValues } from './flags.ts';

export type Suggestion =
  | { readonly kind: 'word'; readonly text: string; readonly says?: string | undefined }
  /** Of the folder that the shell is in; `prefix` stands before it in the same word. */
  | { readonly kind: 'file'; readonly prefix: string }
  /** A program that the shell finds. */
  | { readonly kind: 'program' };

export interface CommandTree {
  /** Its commands, without their flags. */
  readonly program: Command;
  /** A command with its arguments and flags; undefined where there is none of the name. */
  readonly define: (name: string) => Promise<Command | undefined>;
}

/** `words` are those of the line behind the program's name, the last one as far as it is typed. */
export async function suggestionsFor(
  words: readonly string[],
  { program, define }: CommandTree,
): Promise<readonly Suggestion[]> {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const at = before.findIndex((word) => !word.startsWith('-'));
  const name = before[at];
  if (name === undefined || name === 'help') {
    const isAfter = name === 'help' && before.length > at + 1;
    const others = name === undefined ? optionsOf(program) : [];
    return isAfter ? [] : startingWith(current, [...commandsOf(program), ...others]);
  }
  const command = await define(name);
  return command === undefined ? [] : inCommand(command, before.slice(at + 1), current);
}

function inCommand(command: Command, before: readonly string[], current: string) {
  const { operands, awaiting, takesFlags } = readWords(command, before);
  const isFlag = takesFlags && current.startsWith('-');
  if (awaiting !== undefined && !(awaiting.optional && isFlag)) return valuesOf(awaiting, current);
  const [flag = '', ...rest] = current.split('=');
  const joined = isFlag && rest.length > 0 ? optionNamed(command, flag) : undefined;
  if (joined !== undefined) return valuesOf(joined, rest.join('='), `${flag}=`);
  const others = takesFlags ? startingWith(current, optionsOf(command)) : [];
  if (isFlag) return others;
  const { registeredArguments } = command;
  const argument = registeredArguments[operands.length] ?? registeredArguments.at(-1);
  const isTaken = argument !== undefined && (argument.variadic || operands.length === 0);
  const values = isTaken ? operandsOf(argument, operands, current) : [];
  // Where a value may stand, flags are only offered to who begins one.
  return values.length === 0 && current === '' ? others : values;
}

/** What was typed so far, as the command itself would read it. */
function readWords(command: Command, words: readonly string[]) {
  const operands: string[] = [];
  let awaiting: Option | undefined;
  let takesFlags = true;
  for (const word of words) {
    const isFlag = takesFlags && word.startsWith('-');
    if (awaiting !== undefined && !(awaiting.optional && isFlag)) {
      awaiting = undefined;
    } else if (isFlag && word !== '--') {
      const option = optionNamed(command, word);
      awaiting = option?.required === true || option?.optional === true ? option : undefined;
    } else if (takesFlags && word === '--') {
      takesFlags = false;
    } else {
      operands.push(word);
      // What follows it is another program's.
      if (command.registeredArguments[0]?.name() === 'command') takesFlags = false;
    }
  }
  return { operands, awaiting, takesFlags };
}

function optionNamed(command: Command, flag: string): Option | undefined {
  return command.options.find(({ long, short }) => long === flag || short === flag);
}

function commandsOf(program: Command): readonly Suggestion[] {
  const commands = program.createHelp().visibleCommands(program);
  return commands.map((one) => ({ kind: 'word', text: one.name(), says: one.description() }));
}

function optionsOf(command: Command): readonly Suggestion[] {
  const options = command.createHelp().visibleOptions(command);
  return options.map(({ long, short, description: says }) => {
    return { kind: 'word', text: long ?? short ?? '', says };
  });
}

/** `<path>` is a file; the others are choices, or what is offered where any text will do. */
function valuesOf(option: Option, current: string, prefix = ''): readonly Suggestion[] {
  if (option.flags.includes('<path>')) return [{ kind: 'file', prefix }];
  // Several with commas: the last one is completed, and none is offered twice.
  const isList = Array.isArray(option.defaultValue);
  const start = isList ? current.slice(0, current.lastIndexOf(',') + 1) : '';
  const rest = offeredValues(option).filter((value) => !start.split(',').includes(value));
  const words = rest.map((value) => ({ kind: 'word', text: prefix + start + value }) as const);
  return startingWith(prefix + current, words);
}

function operandsOf(argument: Argument, operands: readonly string[], current: string) {
  if (argument.argChoices !== undefined) {
    const words = argument.argChoices.map((text) => ({ kind: 'word', text }) as const);
    return startingWith(current, words);
  }
  const name = argument.name();
  const isProgram = name === 'command' && operands.length === 0 && !/[\\/]/.test(current);
  if (isProgram) return [{ kind: 'program' } as const];
  return name === 'command' || name === 'files' ? [{ kind: 'file', prefix: '' } as const] : [];
}

function startingWith(current: string, words: readonly Suggestion[]): readonly Suggestion[] {
  return words.filter((one) => one.kind !== 'word' || one.text.startsWith(current));
}
