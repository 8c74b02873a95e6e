/** What a person can be asked, and in which ways. */

import type { Fix } from './faults/fix.ts';
import type { Secret } from './secret.ts';

export interface Question {
  /** Lasting name: tests and rehearsals answer by it; the wording may change. */
  readonly id: string;
  readonly message: string;
  /** What answers it where nobody can be asked: a flag or a variable. */
  readonly answeredBy?: readonly Fix[];
}

export interface TextQuestion extends Question {
  /** Taken when nothing is typed. */
  readonly preset?: string;
  /** What is meant by what was typed: without what copying adds. Left out, it is trimmed. */
  readonly read?: (typed: string) => string;
  /** What of it may be shown; all of it when left out. */
  readonly echo?: (typed: string) => string;
  /** The complaint to show, or undefined when the answer will do. */
  readonly reject?: (answer: string) => string | undefined;
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  /** Shown behind the question once it is answered; the label's first column when left out. */
  readonly short?: string;
}

export interface ChoiceQuestion<T extends string> extends Question {
  readonly choices: readonly Choice<T>[];
  readonly preset?: T;
  /** What Esc answers; nothing when left out. */
  readonly escape?: T;
  /** The choice that a text names in another way than its label does. */
  readonly find?: (text: string) => T | undefined;
}

export interface PauseQuestion extends Question {
  /** What `c` puts on the clipboard, one after the other. */
  readonly copy?: readonly string[];
}

export interface WaitQuestion {
  readonly id: string;
  /** Redrawn several times a second, so that it can count down. */
  readonly message: () => string;
  /** Single keys that answer at once when nothing has been typed yet. */
  readonly keys: readonly string[];
  readonly reject: (answer: string) => string | undefined;
  /** Ends the question from outside, because the answer came another way. */
  readonly signal: AbortSignal;
}

/** Every question throws `Cancelled` on Ctrl-C, and `input-needed` where nobody can be asked. */
export interface Prompts {
  text(question: TextQuestion): Promise<string>;
  /** Typed unseen. */
  secret(question: TextQuestion): Promise<Secret>;
  confirm(question: Question & { readonly preset: boolean }): Promise<boolean>;
  choose<T extends string>(question: ChoiceQuestion<T>): Promise<T>;
  pause(question: PauseQuestion): Promise<void>;
  /** A line that may be typed while something else is awaited; undefined when the signal ended it. */
  textWhileWaiting(question: WaitQuestion): Promise<Secret | undefined>;
}
