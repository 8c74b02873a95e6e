/** One question of Inquirer at a keyboard of our own, whose keys it gets as its readline knows them. */

import { PassThrough } from 'node:stream';
import { Cancelled } from '../world.ts';
import { listenToKeyboard, nextTurn } from './keyboard.ts';
import type { Key } from './keys.ts';

/** As readline tells of it; text comes in one piece, however long it is. */
export interface Keypress {
  readonly name: string;
  readonly ctrl?: boolean;
  readonly text?: string;
  /** Not when the question is asked anew. */
  readonly once?: boolean;
}

export interface Context {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
  /** Read when the question ends. */
  clearPromptOnDone: boolean;
}

/** Inquirer cannot draw a question again: it is asked again, and gets the same keys. */
interface PromptAttempt {
  readonly context: Context;
  readonly end: AbortController;
  readonly typed: Key[];
}

/** Throws `Cancelled` on Ctrl-C, on the end of the input, and when the signal is aborted. */
export async function runPrompt<T>(
  prompt: (context: Context) => Promise<T>,
  keypresses: (key: Key) => readonly Keypress[],
  signal: AbortSignal,
): Promise<T> {
  const leaving = new AbortController();
  const left = AbortSignal.any([signal, leaving.signal]);
  let round = createAttempt(left);
  let pressed = Promise.resolve();
  const press = (key: Key) => {
    const meant = keypresses(key);
    if (!meant.some(({ once }) => once)) round.typed.push(key);
    pressed = pressed.then(emitKeypresses(meant, round));
  };
  const stop = () => {
    round.context.clearPromptOnDone = true;
    round.end.abort();
  };
  const keyboard = listenToKeyboard({ press, stop, cancel: () => leaving.abort() });
  try {
    for (;;) {
      await keyboard.ready();
      const { typed, end } = round;
      if (end.signal.aborted) round = createAttempt(left);
      const asked = prompt(round.context);
      if (end.signal.aborted) typed.forEach(press);
      try {
        return await asked;
      } catch (error) {
        if (left.aborted) throw new Cancelled(signal.reason);
        if (!round.end.signal.aborted) throw error;
      }
    }
  } finally {
    keyboard.close();
  }
}

function createAttempt(left: AbortSignal): PromptAttempt {
  const end = new AbortController();
  const signal = AbortSignal.any([left, end.signal]);
  const base = { input: new PassThrough(), output: process.stderr, clearPromptOnDone: false };
  return { context: { ...base, signal }, end, typed: [] };
}

/** Inquirer gets a turn to itself behind each key: it looks at an answer while others wait. */
function emitKeypresses(keypresses: readonly Keypress[], { context, end }: PromptAttempt) {
  return async () => {
    if (end.signal.aborted) return;
    for (const key of keypresses) context.input.emit('keypress', key.text, key);
    await nextTurn();
  };
}
