/**
 * What reaches a screen: everything passes here, so that only this program's own colours are left in it.
 * `paint` writes colours with a number that no other text can hold; the real ones are put in at the end.
 */

import { sanitized, spelledOut } from '../screen/sanitize.ts';
import type { Paint } from '../world.ts';

/** ECMA-48 SGR: on, and off again. */
const colours: Readonly<Record<Paint, readonly [on: number, off: number]>> = {
  step: [1, 22],
  good: [32, 39],
  warning: [33, 39],
  bad: [31, 39],
  copy: [36, 39],
};

/** In parts of four digits: with longer ones it would not be taken for a colour where widths are measured. */
const colourTag = Array.from({ length: 4 }, () => Math.floor(1_000 + Math.random() * 9_000)).join(
  ';',
);
const taggedColour = new RegExp(`\u001b\\[${colourTag};(\\d+)m`);
const taggedColours = new RegExp(taggedColour, 'g');

/** For `forScreen` and its sisters to finish. */
export function painted(role: Paint, text: string): string {
  const [on, off] = colours[role];
  return `\u001b[${colourTag};${on}m${text}\u001b[${colourTag};${off}m`;
}

export function forScreen(text: string): string {
  return sanitizeAround(text, sanitized);
}

/** For programs, on a screen all the same: nothing is lost. */
export function forScreenInFull(text: string): string {
  return sanitizeAround(text, spelledOut);
}

/** For a pipe or a file: as it is, and coloured where that was asked for. */
export function forPipe(text: string): string {
  return text.includes(colourTag) ? text.replace(taggedColours, '\u001b[$1m') : text;
}

/** Every second piece is the number of a colour. */
function sanitizeAround(text: string, clean: (text: string) => string): string {
  return text
    .split(taggedColour)
    .map((piece, index) => (index % 2 === 0 ? clean(piece) : `\u001b[${piece}m`))
    .join('');
}
