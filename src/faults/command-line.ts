/** Command lines as the operator can paste them: this program as it was called, its file, and the shell's quoting. */

import type { Command, Flags } from './fix.ts';
import { programLine, type Shell, setLine, shellLine, unsetLine, withVariables } from './shells.ts';

export interface Invocation {
  /** What starts it: `pectus-linkedin`, or `node bin/pectus-linkedin.js`. */
  readonly program: readonly string[];
  /** Its arguments, the name of the command first. */
  readonly argv: readonly string[];
  readonly file: string | undefined;
  readonly shell: Shell;
}

/** A run as it stands on a screen, and its parts for programs. */
export interface CommandLine {
  readonly text: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Where nobody called the program: a host of the library, a test. */
export const bareInvocation: Invocation = {
  program: ['pectus-linkedin'],
  argv: [],
  file: undefined,
  shell: 'posix',
};

export function commandLine(run: Command, invocation: Invocation): CommandLine {
  const { shell } = invocation;
  if ('set' in run) {
    const args = Object.entries(run.set).map(([name, value]) => `${name}=${value}`);
    return { text: setLine(run.set, shell), program: 'export', args };
  }
  if ('unset' in run) {
    return { text: unsetLine(run.unset, shell), program: 'unset', args: run.unset };
  }
  if ('program' in run) {
    const { program, args } = run;
    return { text: programLine(program, args, shell), program, args };
  }
  const { env, through } = run;
  const own = [...invocation.program, ...ownWords(run, invocation)];
  const started = through?.joined === true ? [shellLine(own, shell)] : own;
  const [program = '', ...args] = [...(through?.words ?? []), ...started];
  const text = withVariables(env ?? {}, shellLine([program, ...args], shell), shell);
  return { text, program, args, ...(env && { env }) };
}

/** Commands that read no file of credentials. */
const withoutFile: readonly string[] = ['simulate', 'help'];

type OwnCommand = Extract<Command, { readonly flags: Flags }>;

/** What was run keeps its flags; another command gets the file only. */
function ownWords({ command, flags }: OwnCommand, { argv, file }: Invocation): readonly string[] {
  if (command === undefined || command === argv[0]) return withFlags(argv, flags);
  const isTold = withoutFile.includes(command) || '--file' in flags;
  const named = file !== undefined && !isTold;
  return [...withFlags([command], flags), ...(named ? ['--file', file] : [])];
}

/** The flags in their new place: before the `--` of `run`, whose rest is another program's. */
function withFlags(argv: readonly string[], flags: Flags): readonly string[] {
  const dashes = argv.indexOf('--');
  const end = dashes === -1 ? argv.length : dashes;
  const kept = Object.entries(flags).reduce(without, argv.slice(0, end));
  const added = Object.entries(flags).flatMap(([flag, value]) => wordsOf(flag, value));
  const at = kept[0] === 'run' ? 1 : kept.length;
  return [...kept.slice(0, at), ...added, ...kept.slice(at), ...argv.slice(end)];
}

function without(words: readonly string[], [flag, value]: readonly [string, Flags[string]]) {
  const takesValue = typeof value !== 'boolean';
  return words.filter((word, index) => {
    const isValue = takesValue && words[index - 1] === flag;
    return word !== flag && !isValue && !word.startsWith(`${flag}=`);
  });
}

function wordsOf(flag: string, value: Flags[string]): readonly string[] {
  if (value === undefined || value === false) return [];
  if (value === true) return [flag];
  const values = typeof value === 'string' ? [value] : value;
  return values.flatMap((one) => [flag, one]);
}
