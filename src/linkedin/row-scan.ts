/** The numbers of a row, read straight from its bytes where it is spelled as another one before it. */

import type { Source } from './json-bytes.ts';
import type { Spelling } from './row-spelling.ts';

const point = 0x2e;
/** Numbers of so many digits are exact. */
const mostDigits = 15;
/** Of an amount, those of a millionth. */
const decimals = 6;

/**
 * Reads the row that begins there into the spelling's numbers, and returns the place behind it; -1 where
 * it is spelled otherwise, has not come to its end, or has a number that only the parser reads exactly.
 */
export function scanRow(spelling: Spelling, source: Source, at: number): number {
  const { amounts, numbers } = spelling;
  const { bytes } = source;
  let next = passText(spelling, 0, source, at);
  for (let place = 0; place < amounts.length; place += 1) {
    if (next < 0) return -1;
    const first = next;
    let number = 0;
    for (let digit = digitAt(bytes, next); isDigit(digit); digit = digitAt(bytes, next)) {
      number = number * 10 + digit;
      next += 1;
    }
    const isAmount = amounts[place] === true;
    if (!isPlain(bytes, first, next, isAmount ? mostDigits - decimals : mostDigits)) return -1;
    if (isAmount) {
      const fraction = bytes[next] === point ? next + 1 : next;
      number = withDecimals(number, bytes, fraction);
      next = endOfDigits(bytes, fraction);
      if (number < 0) return -1;
    }
    numbers[place] = number;
    next = passText(spelling, place + 1, source, next);
  }
  return next;
}

/** Behind the text before the number of that place when it stands there, otherwise -1. */
function passText(
  { text, ends }: Spelling,
  place: number,
  { view, end }: Source,
  at: number,
): number {
  let from = place === 0 ? 0 : (ends[place - 1] ?? 0);
  const to = ends[place] ?? 0;
  let next = at;
  if (next + to - from > end) return -1;
  // Four bytes at a time: most of an answer is this text.
  for (; from + 4 <= to; from += 4, next += 4) {
    if (view.getInt32(next) !== text.getInt32(from)) return -1;
  }
  for (; from < to; from += 1, next += 1) {
    if (view.getUint8(next) !== text.getUint8(from)) return -1;
  }
  return next;
}

/** Neither too long nor with zeros before it. */
function isPlain(bytes: Uint8Array, from: number, to: number, most: number): boolean {
  const digits = to - from;
  return digits === 1 || (digits > 1 && digits <= most && digitAt(bytes, from) !== 0);
}

/** In millionths, rounded; -1 where exactly half of one may be left. */
function withDecimals(whole: number, bytes: Uint8Array, from: number): number {
  let number = whole;
  let at = from;
  for (let place = 0; place < decimals; place += 1) {
    const digit = digitAt(bytes, at);
    number = number * 10 + (isDigit(digit) ? digit : 0);
    if (isDigit(digit)) at += 1;
  }
  const next = digitAt(bytes, at);
  if (next === 5) return -1;
  return next > 5 && isDigit(next) ? number + 1 : number;
}

function endOfDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(digitAt(bytes, at))) at += 1;
  return at;
}

const digitAt = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) - 0x30;
const isDigit = (digit: number): boolean => digit >= 0 && digit <= 9;
