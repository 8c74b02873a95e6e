/** Texts of strangers: nothing of them reaches a screen but words. */

import fc from 'fast-check';
import width from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import { forPipe, forScreen, forScreenInFull, painted } from '../../src/node/screen.ts';
import { sanitized, spelledOut } from '../../src/screen/sanitize.ts';

const unsafe =
  /(?![\n\t]|\ufe0e|\ufe0f)[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]|\p{M}{7}/u;

const texts: readonly (readonly [what: string, text: string, clean: string, spelled: string])[] = [
  ['colours', '\u001b[31mred\u001b[0m', 'red', '\\u001b[31mred\\u001b[0m'],
  ['colours of eight bits', 'a\u009b31mb', 'ab', 'a\\u009b31mb'],
  ['cursor movements', 'a\u001b[2K\u001b[1;1Hb', 'ab', 'a\\u001b[2K\\u001b[1;1Hb'],
  ['titles', 'a\u001b]0;title\u0007b', 'ab', 'a\\u001b]0;title\\u0007b'],
  ['titles of eight bits', 'a\u009d0;title\u009cb', 'ab', 'a\\u009d0;title\\u009cb'],
  ['device controls', 'a\u001bPq#0\u001b\\b', 'ab', 'a\\u001bPq#0\\u001b\\b'],
  ['strings that end with their line', 'a\u001b]0;x\nb', 'a\nb', 'a\\u001b]0;x\nb'],
  ['sequences in sequences', '\u001b\u001b[31m[31mx', '[31mx', '\\u001b\\u001b[31m[31mx'],
  ['a reset', 'a\u001bcb', 'ab', 'a\\u001bcb'],
  ['returns to the first column', 'failed\rready', 'failed ready', 'failed\\u000dready'],
  ['line breaks of Windows', 'a\r\nb', 'a\nb', 'a\nb'],
  ['backspaces and bells', 'a\u0008\u0007b', 'ab', 'a\\u0008\\u0007b'],
  ['separators', 'a\u2028b\u2029c\u000cd', 'a b c d', 'a\\u2028b\\u2029c\\u000cd'],
  ['direction marks', 'a\u202eb\u2066c\u200fd', 'abcd', 'a\\u202eb\\u2066c\\u200fd'],
  ['nothing wide', 'a\u200bb\u200dc\u2060d\ufeffe', 'abcde', 'a\\u200bb\\u200dc\\u2060d\\ufeffe'],
  ['tags', 'a\u{e0041}b', 'ab', 'a\\udb40\\udc41b'],
  ['halves of a pair', 'a\ud800b', 'a\ufffdb', 'a\\ud800b'],
  [
    'towers of marks',
    `a${'\u0301'.repeat(50)}b`,
    `a${'\u0301'.repeat(6)}b`,
    `a${'\u0301'.repeat(6)}${'\\u0301'.repeat(44)}b`,
  ],
];

describe('a text on a screen', () => {
  it.each(texts)('has no %s', (_, text, clean, spelled) => {
    expect(sanitized(text)).toBe(clean);
    expect(spelledOut(text)).toBe(spelled);
  });

  it.each([
    'Zürich – 東京 😀 ❤️ ✓',
    'שָׁלוֹם',
    'นี้',
    'two\nlines\tand a tab',
  ])('keeps the words %j', (text) => {
    expect(sanitized(text)).toBe(text);
    expect(spelledOut(text)).toBe(text);
  });

  it('is safe whatever it was, and stays what it then is', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), pieces)), (parts) => {
        for (const clean of [sanitized, spelledOut]) {
          const once = clean(parts.join(''));
          expect(once).not.toMatch(unsafe);
          expect(clean(once)).toBe(once);
        }
      }),
    );
  });

  it('says the same as JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(spelledOut(JSON.stringify({ text })))).toEqual({ text });
      }),
    );
  });

  const pieces = fc.constantFrom(
    '\u001b',
    '\u001b[',
    '\u009b',
    '\u001b]',
    '31m',
    '\r',
    '\n',
    '\u0301',
  );
});

describe('colours of our own', () => {
  const mark = painted('good', '✓');

  it.each([forScreen, forScreenInFull, forPipe])('are put in by %o', (finish) => {
    expect(finish(`a ${mark} b`)).toBe('a \u001b[32m✓\u001b[39m b');
  });

  it('take no room in a line', () => {
    expect(width(mark)).toBe(1);
  });

  it('are not written by anybody else', () => {
    expect(forScreen(`\u001b[32m✓\u001b[39m ${mark}\u001b[`)).toBe('✓ \u001b[32m✓\u001b[39m');
  });

  it('are left out where there are none', () => {
    const noColors = { unicode: true, colors: false };
    for (const finish of [forScreen, forScreenInFull, forPipe]) {
      expect(finish(`a ${mark} b`, noColors)).toBe('a ✓ b');
    }
  });

  it('tell what is to be copied, which stays as it is where prose does not', () => {
    const text = `Auth › ${painted('copy', "cd 'Kunden – Süd'")} · ${painted('bad', 'no …')}`;
    expect(forScreen(text, { unicode: false, colors: false })).toBe(
      "Auth > cd 'Kunden – Süd' - no ...",
    );
  });

  it('leave what goes into a pipe as it is', () => {
    const text = '\u001b[31m\u202e\r\n';
    expect(forPipe(text)).toBe(text);
  });
});
