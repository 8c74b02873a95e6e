/** The terminal in raw mode while a prompt is open: its keys, Ctrl-Z, and the restored mode at the end. */

import { createKeyDecoder, type Key } from './keys.ts';

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

export function listenToKeyboard(listener: KeyboardListener): {
  ready(): Promise<void>;
  close(): void;
} {
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
    close() {
      keyboard.stage = 'closed';
      clearTimeout(escapeTimer);
      stdin.off('data', onData).off('end', listener.cancel).off('error', listener.cancel);
      stderr.off('resize', listener.stop);
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
  // In this order: otherwise Windows would start to read a line that nothing ends.
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

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
