/** One line that is being typed: its text, its cursor, and the part of it that fits on the screen. */

import width from 'fast-string-width';
import type { Key, KeyName } from './node-keys.ts';

export interface Line {
  readonly before: string;
  /** Behind the cursor. */
  readonly after: string;
}

export const emptyLine: Line = { before: '', after: '' };

export function textOf({ before, after }: Line): string {
  return before + after;
}

/** The line after a key; the same one when the key does nothing here. */
export function edited(line: Line, key: Key): Line {
  if (key.kind !== 'press') return { ...line, before: line.before + key.text };
  return edits[key.name]?.(line) ?? line;
}

const edits: Readonly<Partial<Record<KeyName, (line: Line) => Line>>> = {
  escape: () => emptyLine,
  'erase-line': ({ after }) => ({ before: '', after }),
  'erase-rest': ({ before }) => ({ before, after: '' }),
  'erase-word': ({ before, after }) => ({ before: before.replace(/\S+\s*$/, ''), after }),
  backspace: ({ before, after }) => ({ before: before.slice(0, -lastOf(before).length), after }),
  delete: ({ before, after }) => ({ before, after: after.slice(firstOf(after).length) }),
  left: ({ before, after }) => {
    const moved = lastOf(before);
    return { before: before.slice(0, before.length - moved.length), after: moved + after };
  },
  right: ({ before, after }) => {
    const moved = firstOf(after);
    return { before: before + moved, after: after.slice(moved.length) };
  },
  home: ({ before, after }) => ({ before: '', after: before + after }),
  end: ({ before, after }) => ({ before: before + after, after: '' }),
};

/** Marks that belong to a letter go with it. */
function lastOf(text: string): string {
  return /\P{M}?\p{M}*$/u.exec(text.slice(-16))?.[0] || text.slice(-1);
}

function firstOf(text: string): string {
  return /^\p{M}*\P{M}?\p{M}*/u.exec(text.slice(0, 16))?.[0] || text.slice(0, 1);
}

export interface Shown {
  readonly text: string;
  /** Columns before the cursor. */
  readonly cursor: number;
}

/** As much of the line around the cursor as fits into so many columns. */
export function visiblePart({ before, after }: Line, columns: number, dots: string): Shown {
  const whole = before.length + after.length <= columns && width(before + after) <= columns;
  if (whole) return { text: before + after, cursor: width(before) };
  const behind = fitting([...after.slice(0, columns)], Math.floor(columns / 4));
  const behindShown = behind.length < after.length ? behind + dots : behind;
  const room = columns - width(behindShown);
  const characters = [...before.slice(-columns)];
  const all = fitting(characters.toReversed(), room);
  if (all.length === before.length) return { text: before + behindShown, cursor: width(before) };
  const near = fitting(characters.toReversed(), room - width(dots));
  const shown = dots + [...near].toReversed().join('');
  return { text: shown + behindShown, cursor: width(shown) };
}

/** The first characters that fit. */
function fitting(characters: readonly string[], columns: number): string {
  let text = '';
  let used = 0;
  for (const character of characters) {
    used += width(character);
    if (used > columns) break;
    text += character;
  }
  return text;
}
