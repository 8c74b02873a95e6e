/** The spellings of the rows of one answer: most have the same, and those that lack a metric another. */

import { scanRow } from './row-scan.ts';
import { type Spelling, spellingOf } from './row-spelling.ts';

export interface Spellings {
  /** Hands the numbers of the row on, and returns the place behind it; -1 for the parser, or for more bytes. */
  scan(
    bytes: Uint8Array,
    at: number,
    end: number,
    put: (numbers: Float64Array, spelling: Spelling) => void,
  ): number;
  /** A row that had to be parsed. */
  learn(row: Readonly<Record<string, unknown>>): void;
}

/** Beyond so many the trying would take as long as the parsing. */
const mostSpellings = 8;
/** Rows that are looked at for one: where none of them helps, others will not. */
const mostLessons = 64;

export function openSpellings(metrics: readonly string[]): Spellings {
  const numbers = new Float64Array(metrics.length + 8);
  const known: Spelling[] = [];
  let lessons = 0;
  return {
    scan(bytes, at, end, put) {
      for (const spelling of known) {
        const behind = scanRow(spelling, bytes, at, numbers);
        // What stands behind the end is of an earlier piece.
        if (behind < 0 || behind > end) continue;
        put(numbers, spelling);
        return behind;
      }
      return -1;
    },
    learn(row) {
      if (known.length === mostSpellings || lessons === mostLessons) return;
      lessons += 1;
      const spelling = spellingOf(row, metrics);
      if (spelling !== undefined && !known.some((one) => isSame(one, spelling)))
        known.push(spelling);
    },
  };
}

function isSame(one: Spelling, other: Spelling): boolean {
  return `${one.text} ${one.ends}` === `${other.text} ${other.ends}`;
}
