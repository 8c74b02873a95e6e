/** The terminal while a question stands: raw keys in, one block of lines out, and back to what it was at the end. */

import { type Block, openDrawing } from './node-drawing.ts';
import { createKeyDecoder, type Key } from './node-keys.ts';
import { Cancelled } from './world.ts';

/** One question: what stands on the screen, and what a key makes of it. */
export interface Dialog<T> {
  readonly block: () => Block;
  /** The answer once there is one, in a box of its own: undefined may be an answer. */
  readonly press: (key: Key) => { readonly answer: T } | undefined;
  /** What stays on the screen; nothing when left out. */
  readonly closing?: (answer: T) => readonly string[];
  /** For what changes, or is answered, without a key; returns what ends that. */
  readonly start?: (redraw: () => void, answer: (answer: T) => void) => () => void;
}

interface Surroundings {
  readonly signal: AbortSignal;
  readonly columns: () => number;
}

/** Throws `Cancelled` on Ctrl-C, on the end of the input, and when the signal is aborted. */
export async function converse<T>(
  dialog: Dialog<T>,
  { signal, columns }: Surroundings,
): Promise<T> {
  if (signal.aborted) throw new Cancelled(signal.reason);
  const drawing = openDrawing((text) => void process.stderr.write(text), columns);
  const redraw = () => drawing.draw(dialog.block());
  let stop = () => {};
  let ended = () => {};
  try {
    const answer = await new Promise<T>((resolve, reject) => {
      const cancel = () => reject(new Cancelled(signal.reason));
      signal.addEventListener('abort', cancel);
      const press = (key: Key) => {
        const done = dialog.press(key);
        if (done !== undefined) resolve(done.answer);
        return done !== undefined;
      };
      const keyboard = openKeyboard({ redraw, leave: drawing.leave, cancel, press });
      stop = () => {
        signal.removeEventListener('abort', cancel);
        keyboard.close();
      };
      ended = dialog.start?.(redraw, resolve) ?? ended;
    });
    const closing = dialog.closing?.(answer);
    if (closing === undefined) drawing.erase();
    else drawing.draw({ lines: closing });
    return answer;
  } finally {
    ended();
    stop();
    drawing.leave();
  }
}

interface Watcher {
  readonly redraw: () => void;
  /** Puts the cursor where somebody else may write. */
  readonly leave: () => void;
  readonly cancel: () => void;
  /** True when it has what it wants. */
  readonly press: (key: Key) => boolean;
}

interface Keyboard extends Watcher {
  /** Stale: what was typed before the question stood there was meant for something else. */
  stage: 'stale' | 'open' | 'closed';
}

/** What follows a paste or an escape character comes at once, if it comes. */
const settleMilliseconds = 40;

/** Bracketed paste (DECSET 2004): a paste comes as one piece, and its line breaks press nothing. */
const [markPastes, unmarkPastes] = ['\u001b[?2004h', '\u001b[?2004l'];

function openKeyboard(watcher: Watcher): { close(): void } {
  const { stdin, stderr } = process;
  const keyboard: Keyboard = { ...watcher, stage: 'stale' };
  const decoder = createKeyDecoder();
  let settling: NodeJS.Timeout | undefined;

  const settle = () => take(decoder.flush(), keyboard);
  const onData = (chunk: Uint8Array) => {
    clearTimeout(settling);
    take(decoder.push(chunk), keyboard);
    if (decoder.waiting) settling = setTimeout(settle, settleMilliseconds);
  };
  const onResize = () => {
    if (keyboard.stage === 'open') keyboard.redraw();
  };
  const onContinue = () => takeUp(keyboard);
  stdin.on('data', onData).on('end', watcher.cancel).on('error', watcher.cancel);
  stderr.on('resize', onResize);
  process.on('SIGCONT', onContinue).once('exit', letGo);
  takeUp(keyboard);
  afterReading(() => {
    if (keyboard.stage !== 'stale') return;
    decoder.flush();
    keyboard.stage = 'open';
    keyboard.redraw();
  });
  return {
    close() {
      keyboard.stage = 'closed';
      clearTimeout(settling);
      stdin.off('data', onData).off('end', watcher.cancel).off('error', watcher.cancel);
      stderr.off('resize', onResize);
      process.off('SIGCONT', onContinue).off('exit', letGo);
      letGo();
    },
  };
}

function take(keys: readonly Key[], keyboard: Keyboard): void {
  for (const key of keys) {
    if (keyboard.stage === 'closed') return;
    if (isEnd(key)) {
      keyboard.cancel();
      return;
    }
    if (keyboard.stage === 'stale') continue;
    if (key.kind === 'press' && key.name === 'suspend') suspend(keyboard);
    else if (keyboard.press(key)) keyboard.stage = 'closed';
  }
  if (keys.length > 0 && keyboard.stage === 'open') keyboard.redraw();
}

function takeUp(keyboard: Keyboard): void {
  if (keyboard.stage === 'closed') return;
  // A shell may have changed the terminal meanwhile, and libuv sets only what it thinks is new.
  setRaw(false);
  setRaw(true);
  process.stdin.resume();
  process.stderr.write(markPastes);
  if (keyboard.stage === 'open') keyboard.redraw();
}

function letGo(): void {
  // In this order: Windows would begin to read a line that nothing ends.
  process.stdin.pause();
  setRaw(false);
  process.stderr.write(unmarkPastes);
}

/** As the terminal does it where Ctrl-Z is not raw: to the whole job. */
function suspend(keyboard: Keyboard): void {
  if (process.platform === 'win32') return;
  keyboard.leave();
  letGo();
  process.kill(0, 'SIGTSTP');
  // Where no shell looks after jobs the system does not stop it.
  setTimeout(() => takeUp(keyboard), 100);
}

/** Ctrl-D is the end of the input, as it would be for a shell. */
function isEnd(key: Key): boolean {
  return key.kind === 'press' && (key.name === 'interrupt' || key.name === 'end-of-input');
}

/** Once the event loop has read what was there already: a whole turn lies between two of these. */
function afterReading(work: () => void): void {
  setImmediate(() => setImmediate(work));
}

/** A terminal that has gone away cannot be set, and need not be. */
function setRaw(raw: boolean): void {
  try {
    process.stdin.setRawMode(raw);
  } catch {}
}
