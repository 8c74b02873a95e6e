/** Runs one of Inquirer's prompts, with the keys of the terminal in raw mode, Ctrl-Z among them. */

import { PassThrough } from 'node:stream';
import { Cancelled } from '../world.ts';
import { createKeyDecoder, type Key } from './keys.ts';

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
    await keyboard.close();
  }
}

/** Inquirer cannot redraw a prompt: it is started again, and gets the same keys. */
type PromptAttempt = ReturnType<typeof createAttempt>;

function createAttempt(cancelled: AbortSignal) {
  const end = new AbortController();
  const signal = AbortSignal.any([cancelled, end.signal]);
  const base = { input: new PassThrough(), output: process.stderr, clearPromptOnDone: false };
  const context: Context = { ...base, signal };
  return { context, end, typed: [] as Key[] };
}

/** One turn of the event loop for each key: Inquirer validates an answer asynchronously. */
function emitKeypresses(keypresses: readonly Keypress[], { context, end }: PromptAttempt) {
  return async () => {
    if (end.signal.aborted) return;
    for (const key of keypresses) context.input.emit('keypress', key.text, key);
    await nextTurn();
  };
}

// --- the keyboard ------------------------------------------------------------------------------------

interface KeyboardListener {
  readonly press: (key: Key) => void;
  readonly cancel: () => void;
  /** Takes the prompt off the screen; it is started again once the keyboard is ready. */
  readonly stop: () => void;
}

interface Keyboard extends KeyboardListener {
  /** Stale: what was typed before the prompt appeared was meant for something else. */
  stage: 'stale' | 'open' | 'closed';
  ready: Promise<void>;
  onResumed: () => void;
}

/** Milliseconds: the rest of a paste or an escape sequence arrives sooner than that. */
const escapeTimeout = 40;

/** Bracketed paste (DECSET 2004): a paste arrives as one piece, and its line breaks are not Enter. */
const [enableBracketedPaste, disableBracketedPaste] = ['\u001b[?2004h', '\u001b[?2004l'];

function listenToKeyboard(listener: KeyboardListener) {
  const { stdin, stderr } = process;
  const decoder = createKeyDecoder();
  // Two turns of the event loop, in which it reads what was typed before.
  const read = nextTurn().then(nextTurn);
  const keyboard: Keyboard = { ...listener, stage: 'stale', ready: read, onResumed: () => {} };
  let escapeTimer: NodeJS.Timeout | undefined;

  const onData = (chunk: Uint8Array) => {
    clearTimeout(escapeTimer);
    dispatch(decoder.push(chunk), keyboard);
    if (!decoder.waiting) return;
    escapeTimer = setTimeout(() => dispatch(decoder.flush(), keyboard), escapeTimeout);
  };
  const onContinue = () => resume(keyboard);
  stdin.on('data', onData).on('end', listener.cancel).on('error', listener.cancel);
  stderr.on('resize', listener.stop);
  process.on('SIGCONT', onContinue).once('exit', leaveRawMode);
  enterRawMode();
  return {
    async ready() {
      await keyboard.ready;
      if (keyboard.stage === 'stale') decoder.flush();
      keyboard.stage = 'open';
    },
    async close() {
      keyboard.stage = 'closed';
      clearTimeout(escapeTimer);
      stdin.off('data', onData).off('end', listener.cancel).off('error', listener.cancel);
      stderr.off('resize', listener.stop);
      process.off('SIGCONT', onContinue);
      stdin.pause();
      // Pausing takes effect a turn later. Until then Windows would begin to read a line, which nothing ends but Enter.
      await nextTurn();
      process.off('exit', leaveRawMode);
      leaveRawMode();
    },
  };
}

const nameOf = (key: Key) => (key.kind === 'press' ? key.name : undefined);

function dispatch(keys: readonly Key[], keyboard: Keyboard): void {
  const names = keys.map(nameOf);
  // Ctrl-D is the end of the input, as it would be for a shell.
  const ends = names.includes('interrupt') || names.includes('end-of-input');
  if (ends) keyboard.cancel();
  for (const key of ends || keyboard.stage !== 'open' ? [] : keys) {
    if (nameOf(key) === 'suspend') void suspend(keyboard);
    else keyboard.press(key);
  }
}

/** As the terminal does outside raw mode: stops the whole job. */
async function suspend(keyboard: Keyboard): Promise<void> {
  if (process.platform === 'win32') return;
  keyboard.ready = new Promise((resolve) => {
    keyboard.onResumed = resolve;
  });
  keyboard.stop();
  await nextTurn();
  leaveRawMode();
  process.kill(0, 'SIGTSTP');
  // Without a shell that controls jobs, the system does not stop it.
  setTimeout(() => resume(keyboard), 100);
}

function resume(keyboard: Keyboard): void {
  if (keyboard.stage === 'closed') return;
  enterRawMode();
  keyboard.stop();
  keyboard.onResumed();
}

function enterRawMode(): void {
  // The shell may have changed the mode, and libuv skips a mode that it believes is set.
  setRaw(false);
  setRaw(true);
  process.stdin.resume();
  process.stderr.write(enableBracketedPaste);
}

function leaveRawMode(): void {
  process.stdin.pause();
  setRaw(false);
  process.stderr.write(disableBracketedPaste);
}

/** A terminal that is gone cannot be set, and need not be. */
function setRaw(raw: boolean): void {
  try {
    process.stdin.setRawMode(raw);
  } catch {}
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
