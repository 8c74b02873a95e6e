/** What to do about a fault, as data: a sentence, and the command or the page behind it. */

/** One thing to do. */
export interface Fix {
  /** What to do, without the command: no sentence is ever searched for one. */
  readonly say: string;
  /** Shown below the sentence, ready to be copied. */
  readonly run?: Run;
}

/** Flags by name: a value, a list of values, or `true` for a flag alone; undefined and false take the flag out. */
export type Flags = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

/** A command to run, or an address to open in a browser. */
export type Run = Command | PageToOpen;

/** A page to look at. */
export interface PageToOpen {
  /** Its address. */
  readonly open: string;
}

/** A command as data. Whoever prints it adds how this program was called, its `--file`, and the shell's quoting. */
export type Command =
  /** A command of this program; one of the name that was run keeps the flags that it was given. */
  | {
      /** Undefined: the one that was run. */
      readonly command: string | undefined;
      /** On top of those that the command was run with, where it is the same one. */
      readonly flags: Flags;
      /** Variables to set for this command alone. */
      readonly env?: Readonly<Record<string, string>>;
      /** The program that starts it. */
      readonly through?: Through;
    }
  /** Another program, as a POSIX system knows it. */
  | {
      /** Its name, as in `git`. */
      readonly program: string;
      /** One per word, unquoted. */
      readonly args: readonly string[];
    }
  /** Sets variables in the shell's environment. */
  | {
      /** Their values, by name. */
      readonly set: Readonly<Record<string, string>>;
    }
  /** Takes variables out of the shell's environment. */
  | {
      /** Their names. */
      readonly unset: readonly string[];
    };

/** Another program that starts this one: its words in front, the command behind them. */
export interface Through {
  /** Its own words, in front of the command: `op`, `run`, `--`. */
  readonly words: readonly string[];
  /** It takes the command as one word. */
  readonly joined?: boolean;
}

type Environment = Readonly<Record<string, string>>;

export function own(command: string, flags: Flags = {}, env?: Environment): Command {
  return { command, flags, ...(env && { env }) };
}

/** The command that was run, once more. */
export function again(flags: Flags = {}, env?: Environment): Command {
  return { command: undefined, flags, ...(env && { env }) };
}

export function shell(program: string, ...args: readonly string[]): Command {
  return { program, args };
}

export function open(url: string): PageToOpen {
  return { open: url };
}
