/** Texts of strangers: nothing in them reaches the terminal but words. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, unescapeHtml } from '../../src/screen/sanitize.ts';

describe('a text that was escaped for HTML', () => {
  it.each([
    [
      'Scope &quot;r_ads&quot; is not authorized for your application',
      'Scope "r_ads" is not authorized for your application',
    ],
    ['it&#39;s, it&#x27;s, it&apos;s', "it's, it's, it's"],
    ['&lt;b&gt; &amp; &amp;lt;', '<b> & &lt;'],
    ['&nbsp; & &copy;', '&nbsp; & &copy;'],
    ['', ''],
  ])('%s is read once', (text, plain) => {
    expect(unescapeHtml(text)).toBe(plain);
  });
});

describe('a text for the terminal', () => {
  it.each([
    ['plain words', 'plain words', 'plain words'],
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['cursor movements', 'a\u001b[2K\u001b[1;1Hb', 'ab'],
    ['links', '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007', 'click'],
    ['links that end otherwise', '\u001b]8;;https://evil.example\u001b\\click', 'click'],
    ['a title that never ends', 'a\u001b]0;title', 'a'],
    ['a lone escape', 'a\u001b', 'a'],
    ['eight-bit controls', 'a\u009b31mb\u0085c', 'abc'],
    ['line breaks and tabs', ' a\r\nb\tc\u2028d\u2029e\u00a0f ', 'a b c d e f'],
    ['bells and nulls', 'a\u0007\u0000b', 'ab'],
    ['direction marks', 'a\u202eb\u2066c\u2069d\u200fe', 'abcde'],
    ['other scripts', 'Zürich 東京 😀', 'Zürich 東京 😀'],
  ])('has no %s', (_, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('is cut at its limit, and says so', () => {
    expect(plainText('abcdefghij', 10)).toBe('abcdefghij');
    expect(plainText('abcdefghijk', 10)).toBe('abcdefghi…');
  });

  it('is one line without controls, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = plainText(text, 20);
        expect(plain).not.toMatch(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(plain.length).toBeLessThanOrEqual(20);
        expect(plainText(plain, 20)).toBe(plain);
      }),
    );
  });
});
