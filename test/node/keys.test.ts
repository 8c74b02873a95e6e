/** Bytes from a terminal as keys: whatever pieces they come in, and whatever a paste holds. */

/** Bytes from a terminal as keys: whatever pieces they come in, and whatever a paste holds. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyDecoder, type Key } from '../../src/node/keys.ts';

const press = (name: string) => ({ kind: 'press', name });
const text = (typed: string) => ({ kind: 'text', text: typed });
const paste = (pasted: string, entered = false) => ({ kind: 'paste', text: pasted, entered });

/** Nothing follows the last piece. */
function keysOf(...pieces: readonly (string | Uint8Array)[]): readonly Key[] {
  const decoder = createKeyDecoder();
  const keys = pieces.flatMap((piece) => decoder.push(Buffer.from(piece)));
  return [...keys, ...decoder.flush()];
}

describe('keys', () => {
  it.each<[string, string, readonly object[]]>([
    ['letters', 'ab', [text('ab')]],
    ['Enter', '\r', [press('enter')]],
    ['a letter and Enter, typed by a script', 'y\r', [text('y'), press('enter')]],
    ['Enter twice', '\r\r', [press('enter'), press('enter')]],
    ['an arrow and Enter', '\u001b[B\r', [press('down'), press('enter')]],
    ['arrows of the application mode', '\u001bOA\u001bOB', [press('up'), press('down')]],
    [
      'Home and End of several terminals',
      '\u001b[H\u001b[4~\u001bOF',
      [press('home'), press('end'), press('end')],
    ],
    ['Esc alone', '\u001b', [press('escape')]],
    ['Esc twice and Enter', '\u001b\u001b\r', [press('escape'), press('escape'), press('enter')]],
    ['Alt with a letter', '\u001bb', []],
    ['keys that do nothing here', '\u001b[15~\u001b[1;5C\u001b[200', []],
    ['Ctrl-U', '\u0015', [press('erase-line')]],
    ['Ctrl-Z', '\u001a', [press('suspend')]],
    ['Ctrl-\\', '\u001c', [press('interrupt')]],
    ['characters that turn the direction', 'a\u202eb\u0085', [text('ab')]],
  ])('%s', (_, bytes, keys) => {
    expect(keysOf(bytes)).toEqual(keys);
  });

  it('are read across the pieces they come in', () => {
    expect(keysOf('\u001b', '[', 'A')).toEqual([press('up')]);
    expect(keysOf(Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1))).toEqual([
      text('é'),
    ]);
  });

  it('hold Ctrl-C wherever it stands', () => {
    expect(keysOf(`\u001b[200~${'x'.repeat(50_000)}`, 'x\u0003')).toEqual([press('interrupt')]);
  });
});

describe('a paste', () => {
  it.each<[string, string, object]>([
    ['of one line', 'one', paste('one')],
    ['with a line break at its end', 'one\n', paste('one')],
    ['of two lines', 'one\ntwo', paste('one two')],
    ['with the line ends of Windows', 'one\r\ntwo\r\n', paste('one two')],
    ['with a tab', 'one\ttwo', paste('one two')],
    ['with control characters', 'one\u0000\u001btwo\u0085', paste('onetwo')],
    ['of nothing', '', paste('')],
  ])('%s is one key where the terminal marks it', (_, pasted, key) => {
    expect(keysOf(`\u001b[200~${pasted}\u001b[201~`)).toEqual([key]);
  });

  it.each<[string, string, object]>([
    ['of two lines', 'one\rtwo', paste('one two')],
    ['with a line break at its end', 'one\rtwo\r', paste('one two', true)],
    ['of one line with a line break, as a script types it', 'one\r', paste('one', true)],
    ['with a tab', 'one\ttwo', paste('one two')],
  ])('%s is one key where nothing marks it', (_, pasted, key) => {
    expect(keysOf(pasted)).toEqual([key]);
  });

  it('whose second line comes a moment later is still one', () => {
    expect(keysOf('one\r', 'two\r')).toEqual([paste('one two', true)]);
  });

  it('is the same in whatever pieces it comes', () => {
    const whole = '\u001b[200~Ünï\tcödé 漢字 🙂\nline\u001b[201\u001b[201~\r';
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 12 }), { maxLength: 30 }), (sizes) => {
        const bytes = Buffer.from(whole);
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const size of sizes) {
          pieces.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(keysOf(...pieces, bytes.subarray(at))).toEqual([
          paste('Ünï cödé 漢字 🙂 line[201'),
          press('enter'),
        ]);
      }),
    );
  });

  it('of any bytes breaks nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (pieces) => {
        for (const key of keysOf(...pieces)) {
          if (key.kind !== 'press') expect(key.text).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });

  // A decoder that goes through the text again with every piece of it takes minutes.
  it('of 200,000 characters is read, and cut', { timeout: 20_000 }, () => {
    const decoder = createKeyDecoder();
    const keys = ['\u001b[200~', ...Array(3_000).fill('x'.repeat(70)), '\u001b[201~'].flatMap(
      (piece) => decoder.push(Buffer.from(piece)),
    );
    expect(keys).toEqual([paste('x'.repeat(100_000))]);
  });
});
