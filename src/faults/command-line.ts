/** Command lines as the operator can paste them: this program as it was called, its file, and the shell's quoting. */

import type { Command, Flags } from './fix.ts';

export type Shell = 'posix' | 'powershell' | 'cmd';

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
  if ('unset' in run) {
    return { text: unsetText(run.unset, shell), program: 'unset', args: run.unset };
  }
  if ('program' in run) {
    const { program, args } = run;
    return { text: programText(program, args, shell), program, args };
  }
  const { env, through } = run;
  const own = [...invocation.program, ...ownWords(run, invocation)];
  const started = through?.joined === true ? [line(own, shell)] : own;
  const [program = '', ...args] = [...(through?.words ?? []), ...started];
  const text = withVariables(line([program, ...args], shell), env ?? {}, shell);
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

/** Words that no shell reads anything into. A comma makes a list in PowerShell. */
const plain: Readonly<Record<Shell, RegExp>> = {
  posix: /^[\w@%+=:,./-]+$/,
  powershell: /^[\w+=:./\\-]+$/,
  cmd: /^[\w+:./\\@-]+$/,
};

function line(words: readonly string[], shell: Shell): string {
  return words.map((word) => quoted(word, shell)).join(' ');
}

/** One word, as the shell reads it back; a command is never broken into lines. */
export function quoted(word: string, shell: Shell): string {
  if (plain[shell].test(word)) return word;
  switch (shell) {
    case 'posix':
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they have a form of their own.
      return /[\u0000-\u001f\u007f]/.test(word)
        ? `$'${[...word].map(inAnsiQuotes).join('')}'`
        : `'${word.replaceAll("'", "'\\''")}'`;
    case 'powershell':
      return `'${oneLine(word).replaceAll("'", "''")}'`;
    case 'cmd':
      return `"${oneLine(word).replaceAll('"', '""')}"`;
  }
}

/** The $'…' of bash, zsh, ksh and POSIX 2024. */
function inAnsiQuotes(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || code === 0x7f ? `\\${code.toString(8).padStart(3, '0')}` : character;
}

/** Names on Windows hold no such characters. */
function oneLine(word: string): string {
  return word.replace(/\p{Cc}/gu, '?');
}

function withVariables(command: string, env: Readonly<Record<string, string>>, shell: Shell) {
  const set = Object.entries(env).map(([name, value]) => {
    if (shell === 'posix') return `${name}=${quoted(value, shell)} `;
    if (shell === 'cmd') return `set "${name}=${oneLine(value)}" && `;
    return `$env:${name}='${oneLine(value).replaceAll("'", "''")}'; `;
  });
  return set.join('') + command;
}

function unsetText(names: readonly string[], shell: Shell): string {
  if (shell === 'posix') return `unset ${names.join(' ')}`;
  if (shell === 'cmd') return names.map((name) => `set "${name}="`).join(' & ');
  return `Remove-Item ${names.map((name) => `Env:${name}`).join(', ')}`;
}

/** The few programs that fixes name, as Windows has them. */
function programText(program: string, args: readonly string[], shell: Shell): string {
  const last = args.at(-1) ?? '';
  const path = quoted(last.replaceAll('/', '\\'), shell);
  const isCmd = shell === 'cmd';
  if (shell === 'posix') return line([program, ...args], shell);
  const owner = isCmd ? '"%USERNAME%:F"' : '"$($env:USERNAME):F"';
  const onWindows: Readonly<Record<string, string>> = {
    chmod: `icacls ${path} /inheritance:r /grant:r ${owner}`,
    ls: `${isCmd ? 'dir /q' : 'Get-Acl'} ${path}`,
    mkdir: `mkdir ${path}`,
    mv: line([isCmd ? 'move' : 'Move-Item', ...args], shell),
    curl: line(['curl.exe', ...args], shell),
  };
  return onWindows[program] ?? line([program, ...args], shell);
}
