/** What a terminal in raw mode sends, read as key presses, typed text and pastes. */

import { StringDecoder } from 'node:string_decoder';

export type Key =
  | { readonly kind: 'press'; readonly name: KeyName }
  | { readonly kind: 'text'; readonly text: string }
  /** Lines are separated by one blank; `entered` when a line break ended it in a terminal that does not mark pastes. */
  | { readonly kind: 'paste'; readonly text: string; readonly entered: boolean };

/** Terminals that know bracketed paste put these around it (xterm's control sequences, DECSET 2004). */
const [pasteStart, pasteEnd] = ['\u001b[200~', '\u001b[201~'];

/** Of one paste; no value that is asked for comes near. */
const longestPaste = 100_000;

/** ECMA-48 control sequences, SS3 keys, operating system commands, and a letter with Alt. */
const sequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  /^\u001b(?:\[\[?[0-?]*[ -/]*[@-~]|O[ -~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[^[O\]\u0000-\u001f])/;

const finals = { A: 'up', B: 'down', C: 'right', D: 'left', H: 'home', F: 'end' } as const;
const numbered = { 1: 'home', 3: 'delete', 4: 'end', 7: 'home', 8: 'end' } as const;

/** Control characters in caret notation, by what readline does with them. */
const moving = { '^A': 'home', '^B': 'left', '^E': 'end', '^F': 'right' } as const;
const choosing = { '^N': 'down', '^P': 'up', '^I': 'tab', '^J': 'enter' } as const;
const erasing = { '^K': 'erase-rest', '^U': 'erase-line', '^W': 'erase-word' } as const;
const others = { '^H': 'backspace', '^?': 'backspace', '^Z': 'suspend' } as const;
// Ctrl-\ would leave a core file with the secrets in it.
const leaving = { '^C': 'interrupt', '^\\': 'interrupt', '^D': 'end-of-input' } as const;
const controls = { ...moving, ...choosing, ...erasing, ...others, ...leaving };

export type KeyName = 'escape' | 'delete' | (typeof controls)[keyof typeof controls];

const keyNames = new Map<string, KeyName>([
  ...Object.entries(controls),
  ...Object.entries(finals).flatMap(([final, name]) =>
    [`[${final}`, `O${final}`].map((keys) => [keys, name] as const),
  ),
  ...Object.entries(numbered).map(([number, name]) => [`[${number}~`, name] as const),
  ['OM', 'enter'],
]);

interface State {
  /** The beginning of a sequence whose end is still to come. */
  rest: string;
  /** Of a marked paste, while it lasts. */
  pasted: string | undefined;
  /** Text with a line break: typed by a script or pasted, as what follows at once will tell. */
  burst: string;
}

interface Reading {
  readonly keys: readonly Key[];
  readonly left: string;
}

export function createKeyDecoder() {
  const utf8 = new StringDecoder('utf8');
  const state: State = { rest: '', pasted: undefined, burst: '' };
  return {
    push(chunk: Uint8Array): readonly Key[] {
      const keys: Key[] = [];
      const text = utf8.write(Buffer.from(chunk));
      // Whatever is being pasted, and however much of it: who wants to leave, leaves.
      if (text.includes('\u0003') || text.includes('\u001c')) return [press('interrupt')];
      let left = state.rest + text;
      state.rest = '';
      while (left !== '') {
        const read = readSome(left, state);
        keys.push(...read.keys);
        left = read.left;
      }
      return keys;
    },
    /** Whether something is held back until it is known what follows. */
    get waiting() {
      return state.burst !== '' || (state.rest !== '' && state.pasted === undefined);
    },
    /** Nothing followed. */
    flush(): readonly Key[] {
      if (state.pasted !== undefined) return [];
      const escaped = state.rest === '\u001b' ? [press('escape')] : [];
      state.rest = '';
      return [...takeBurst(state), ...escaped];
    },
  };
}

function readSome(text: string, state: State): Reading {
  if (state.pasted !== undefined) return readPaste(text, state.pasted, state);
  return text.startsWith('\u001b') ? readSequence(text, state) : readPlain(text, state);
}

function readPaste(text: string, already: string, state: State): Reading {
  const end = text.indexOf(pasteEnd);
  if (end >= 0) {
    state.pasted = undefined;
    const whole = (already + text.slice(0, end)).slice(0, longestPaste);
    return { keys: [pasteOf(lineFeeds(whole), false)], left: text.slice(end + pasteEnd.length) };
  }
  state.rest = beginningAtEnd(text, pasteEnd);
  const sure = text.slice(0, text.length - state.rest.length);
  state.pasted = (already + sure).slice(0, longestPaste);
  return { keys: [], left: '' };
}

function readSequence(text: string, state: State): Reading {
  const [found] = sequence.exec(text) ?? [];
  if (found === pasteStart) {
    state.pasted = '';
    return { keys: [], left: text.slice(found.length) };
  }
  if (found !== undefined) {
    const name = keyNames.get(found.slice(1));
    return { keys: name === undefined ? [] : [press(name)], left: text.slice(found.length) };
  }
  // A control character follows, or a sequence that nobody finishes.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/^\u001b[\u0000-\u001f]/.test(text) || text.length > 64) {
    return { keys: [press('escape')], left: text.slice(1) };
  }
  state.rest = text;
  return { keys: [], left: '' };
}

function readPlain(text: string, state: State): Reading {
  const end = text.indexOf('\u001b');
  const plain = lineFeeds(end < 0 ? text : text.slice(0, end));
  const left = end < 0 ? '' : text.slice(end);
  if (state.burst === '' && !isBurst(plain)) return { keys: typedKeys(plain), left };
  state.burst = (state.burst + plain).slice(0, longestPaste);
  return { keys: left === '' ? [] : takeBurst(state), left };
}

function takeBurst(state: State): readonly Key[] {
  const text = state.burst;
  state.burst = '';
  return text === '' ? [] : [pasteOf(text, text.endsWith('\n'))];
}

function press(name: KeyName): Key {
  return { kind: 'press', name };
}

function pasteOf(text: string, entered: boolean): Key {
  const lines = text.split(/[\n\t]+/).map(printable);
  return { kind: 'paste', text: lines.filter((line) => line !== '').join(' '), entered };
}

/** More than a letter, and a line break or a tab: nobody types that fast. */
function isBurst(text: string): boolean {
  return /[\n\t]/.test(text) && printable(text).length > 1;
}

function typedKeys(text: string): readonly Key[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are keys.
  const pieces = text.match(/[\u0000-\u001f\u007f]|[^\u0000-\u001f\u007f]+/g) ?? [];
  return pieces.flatMap((piece): readonly Key[] => {
    const name = keyNames.get(`^${String.fromCharCode(piece.charCodeAt(0) ^ 64)}`);
    if (name !== undefined) return [press(name)];
    const typed = printable(piece);
    return typed === '' ? [] : [{ kind: 'text', text: typed }];
  });
}

/** Without what has no shape on a screen, or turns the direction of what has. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '');
}

function lineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** The longest end of the text that may go on to become the marker. */
function beginningAtEnd(text: string, marker: string): string {
  for (let length = Math.min(marker.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(marker.slice(0, length))) return text.slice(-length);
  }
  return '';
}
