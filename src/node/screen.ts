/**
 * What reaches a screen: everything passes here, so that only this program's own colours are left in it.
 * `paint` writes colours with a number that no other text can hold; the real ones are put in at the end.
 */

import { sanitized, spelledOut } from '../screen/sanitize.ts';
import type { Paint, Terminal } from '../world.ts';

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

/** For `forScreen` and its sisters to finish, whether there are colours or not: what is to be copied is known by it. */
export function painted(role: Paint, text: string): string {
  const [on, off] = colours[role];
  return `\u001b[${colourTag};${on}m${text}\u001b[${colourTag};${off}m`;
}

/** What a screen can show. */
export type ScreenAbilities = Pick<Terminal, 'unicode' | 'colors'>;

const everything: ScreenAbilities = { unicode: true, colors: true };

/** For people, on a screen: prose in the characters that it has; commands, addresses and paths as they are. */
export function forScreen(text: string, { unicode, colors } = everything): string {
  const prose = (piece: string) => sanitized(unicode ? piece : inAscii(piece));
  return rendered(text, { prose, copied: sanitized, colors });
}

/** For programs, on a screen all the same: nothing is lost. */
export function forScreenInFull(text: string, { colors } = everything): string {
  return rendered(text, { prose: spelledOut, copied: spelledOut, colors });
}

/** For a pipe or a file, whose reader no terminal tells of: as it is, and coloured where that was asked for. */
export function forPipe(text: string, { colors } = everything): string {
  if (!text.includes(colourTag)) return text;
  const asItIs = (piece: string) => piece;
  return rendered(text, { prose: asItIs, copied: asItIs, colors });
}

interface Rendering {
  readonly prose: (piece: string) => string;
  readonly copied: (piece: string) => string;
  readonly colors: boolean;
}

/** Every second piece is the number of a colour. */
function rendered(text: string, { prose, copied, colors }: Rendering): string {
  let isCopied = false;
  const finish = (piece: string, index: number) => {
    if (index % 2 === 0) return (isCopied ? copied : prose)(piece);
    isCopied = Number(piece) === colours.copy[0];
    return colors ? `\u001b[${piece}m` : '';
  };
  return text.split(taggedColour).map(finish).join('');
}

// --- where there are no characters but those of ASCII ------------------------------------------------

const ascii: Readonly<Record<string, string>> = {
  '›': '>',
  '…': '...',
  '·': '-',
  '•': '*',
  '–': '-',
  '→': '->',
  '█': '#',
  '€': 'EUR ',
  '£': 'GBP ',
};
const symbols = new RegExp(`[${Object.keys(ascii).join('')}]`);

/** Paths and arguments that hold such characters, as they may stand in prose. */
const exactTexts = new Set<string>();

/** From now on the text is shown as it is, wherever it stands. */
export function keepExact(text: string): string {
  if (symbols.test(text)) exactTexts.add(text);
  return text;
}

function inAscii(text: string): string {
  // Prose is broken between words.
  const exact = Array.from(exactTexts, (one) =>
    one.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/ +/g, '\\s+'),
  );
  const parts = new RegExp([...exact, symbols.source].join('|'), 'g');
  return text.replace(parts, (part) => ascii[part] ?? part);
}
