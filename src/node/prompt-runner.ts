/** Runs one of Inquirer's prompts, with the keys that our own keyboard reads. */

import { PassThrough } from 'node:stream';
import { Cancelled } from '../world.ts';
import { listenToKeyboard, nextTurn } from './keyboard.ts';
import type { Key } from './keys.ts';

/** As Node's readline emits it; text comes in one piece, however long it is. */
export interface Keypress {
  readonly name: string;
  readonly ctrl?: boolean;
  readonly text?: string;
  /** Not repeated when the prompt is drawn again. */
  readonly once?: boolean;
}

export interface Context {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
  /** Read when the prompt ends. */
  clearPromptOnDone: boolean;
}

/** Inquirer cannot redraw a prompt: it is started again, and gets the same keys. */
interface PromptAttempt {
  readonly context: Context;
  readonly end: AbortController;
  readonly typed: Key[];
}

/** Throws `Cancelled` on Ctrl-C, on the end of the input, and when the signal is aborted. */
export async function runPrompt<T>(
  prompt: (context: Context) => Promise<T>,
  keypressesOf: (key: Key) => readonly Keypress[],
  signal: AbortSignal,
): Promise<T> {
  const cancel = new AbortController();
  const cancelled = AbortSignal.any([signal, cancel.signal]);
  let attempt = createAttempt(cancelled);
  let emitted = Promise.resolve();
  const press = (key: Key) => {
    const keypresses = keypressesOf(key);
    if (!keypresses.some(({ once }) => once)) attempt.typed.push(key);
    emitted = emitted.then(emitKeypresses(keypresses, attempt));
  };
  const stop = () => {
    attempt.context.clearPromptOnDone = true;
    attempt.end.abort();
  };
  const keyboard = listenToKeyboard({ press, stop, cancel: () => cancel.abort() });
  try {
    for (;;) {
      await keyboard.ready();
      const { typed, end } = attempt;
      if (end.signal.aborted) attempt = createAttempt(cancelled);
      const answer = prompt(attempt.context);
      if (end.signal.aborted) typed.forEach(press);
      try {
        return await answer;
      } catch (error) {
        if (cancelled.aborted) throw new Cancelled(signal.reason);
        if (!attempt.end.signal.aborted) throw error;
      }
    }
  } finally {
    keyboard.close();
  }
}

function createAttempt(cancelled: AbortSignal): PromptAttempt {
  const end = new AbortController();
  const signal = AbortSignal.any([cancelled, end.signal]);
  const base = { input: new PassThrough(), output: process.stderr, clearPromptOnDone: false };
  return { context: { ...base, signal }, end, typed: [] };
}

/** One turn of the event loop for each key: Inquirer validates an answer asynchronously. */
function emitKeypresses(keypresses: readonly Keypress[], { context, end }: PromptAttempt) {
  return async () => {
    if (end.signal.aborted) return;
    for (const key of keypresses) context.input.emit('keypress', key.text, key);
    await nextTurn();
  };
}
