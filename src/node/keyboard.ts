/** The terminal while a question stands: raw keys in, and back to what it was at the end. */

import { createKeyDecoder, type Key } from './keys.ts';

interface KeyboardListener {
  readonly press: (key: Key) => void;
  readonly cancel: () => void;
  /** What is asked is taken off the screen, and asked anew once the keyboard is ready. */
  readonly stop: () => void;
}

interface Keyboard extends KeyboardListener {
  /** Stale: what was typed before the question stood there was meant for something else. */
  stage: 'stale' | 'open' | 'closed';
  ready: Promise<void>;
  goOn: () => void;
}

/** What follows a paste or an escape character comes at once, if it comes. */
const escapeTimeout = 40;

/** Bracketed paste (DECSET 2004): a paste comes as one piece, and its line breaks press nothing. */
const [markPastes, unmarkPastes] = ['\u001b[?2004h', '\u001b[?2004l'];

export function listenToKeyboard(watcher: KeyboardListener): {
  ready(): Promise<void>;
  close(): void;
} {
  const { stdin, stderr } = process;
  const decoder = createKeyDecoder();
  // Once the event loop has read what was there already: a whole turn lies between the two.
  const read = nextTurn().then(nextTurn);
  const keyboard: Keyboard = { ...watcher, stage: 'stale', ready: read, goOn: () => {} };
  let settling: NodeJS.Timeout | undefined;

  const onData = (chunk: Uint8Array) => {
    clearTimeout(settling);
    dispatch(decoder.push(chunk), keyboard);
    if (decoder.waiting)
      settling = setTimeout(() => dispatch(decoder.flush(), keyboard), escapeTimeout);
  };
  const onContinue = () => resume(keyboard);
  stdin.on('data', onData).on('end', watcher.cancel).on('error', watcher.cancel);
  stderr.on('resize', watcher.stop);
  process.on('SIGCONT', onContinue).once('exit', leaveRawMode);
  enterRawMode();
  return {
    async ready() {
      await keyboard.ready;
      if (keyboard.stage === 'stale') decoder.flush();
      keyboard.stage = 'open';
    },
    close() {
      keyboard.stage = 'closed';
      clearTimeout(settling);
      stdin.off('data', onData).off('end', watcher.cancel).off('error', watcher.cancel);
      stderr.off('resize', watcher.stop);
      process.off('SIGCONT', onContinue).off('exit', leaveRawMode);
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

/** As the terminal does it where Ctrl-Z is not raw: to the whole job. */
async function suspend(keyboard: Keyboard): Promise<void> {
  if (process.platform === 'win32') return;
  keyboard.ready = new Promise((resolve) => {
    keyboard.goOn = resolve;
  });
  keyboard.stop();
  await nextTurn();
  leaveRawMode();
  process.kill(0, 'SIGTSTP');
  // Where no shell looks after jobs the system does not stop it.
  setTimeout(() => resume(keyboard), 100);
}

function resume(keyboard: Keyboard): void {
  if (keyboard.stage === 'closed') return;
  enterRawMode();
  keyboard.stop();
  keyboard.goOn();
}

function enterRawMode(): void {
  // A shell may have changed the terminal meanwhile, and libuv sets only what it thinks is new.
  setRaw(false);
  setRaw(true);
  process.stdin.resume();
  process.stderr.write(markPastes);
}

function leaveRawMode(): void {
  // In this order: Windows would begin to read a line that nothing ends.
  process.stdin.pause();
  setRaw(false);
  process.stderr.write(unmarkPastes);
}

/** A terminal that has gone away cannot be set, and need not be. */
function setRaw(raw: boolean): void {
  try {
    process.stdin.setRawMode(raw);
  } catch {}
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
