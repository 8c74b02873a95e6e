/** What to do about a fault, as data: a sentence, and the command or the page behind it. */

export interface Fix {
  /** What to do, without the command: no sentence is ever searched for one. */
  readonly say: string;
  /** Shown below the sentence, ready to be copied. */
  readonly run?: Run;
}

/** A value, a list of values, or nothing behind the flag; undefined and false take the flag out. */
export type Flags = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

export type Run = Command | { readonly open: string };

/** The printer adds what only it knows: how this program was called, its `--file`, the shell. */
export type Command =
  /** A command of this program; one of the name that was run keeps the flags that it was given. */
  | {
      /** Undefined: the one that was run. */
      readonly command: string | undefined;
      readonly flags: Flags;
      readonly env?: Variables;
      readonly through?: Through;
    }
  /** Another program, as a POSIX system knows it. */
  | { readonly program: string; readonly args: readonly string[] }
  /** Takes variables out of the shell's environment. */
  | { readonly unset: readonly string[] };

type Variables = Readonly<Record<string, string>>;

/** Another program that starts this one: its words in front, the command behind them. */
export interface Through {
  readonly words: readonly string[];
  /** It takes the command as one word. */
  readonly joined?: boolean;
}

export function own(command: string, flags: Flags = {}, env?: Variables): Command {
  return { command, flags, ...(env && { env }) };
}

/** The command that was run, once more. */
export function again(flags: Flags = {}, env?: Variables): Command {
  return { command: undefined, flags, ...(env && { env }) };
}

/** The command that was run, started by another program. */
export function againThrough(through: Through): Command {
  return { command: undefined, flags: {}, through };
}

export function shell(program: string, ...args: readonly string[]): Command {
  return { program, args };
}

export function open(url: string): { readonly open: string } {
  return { open: url };
}
