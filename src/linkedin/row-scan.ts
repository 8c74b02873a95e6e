/** The numbers of a row, read straight from its bytes where it is spelled as another one before it. */

import type { Spelling } from './row-spelling.ts';

const point = 0x2e;
/** Numbers of so many digits are exact. */
const mostDigits = 15;
/** Of an amount, those of a millionth. */
const decimals = 6;

/**
 * Reads the row that begins there into `numbers`, amounts as micros, and returns the place behind it; -1
 * where it is spelled otherwise, or has a number that only the parser reads exactly.
 */
export function scanRow(
  { text, ends, amounts }: Spelling,
  bytes: Uint8Array,
  at: number,
  numbers: Float64Array,
): number {
  let next = at;
  let from = 0;
  for (let place = 0; ; place += 1) {
    const to = ends[place] ?? 0;
    for (; from < to; from += 1) {
      if (bytes[next] !== text[from]) return -1;
      next += 1;
    }
    if (place === amounts.length) return next;
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
  }
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
