/** The spellings of the rows of one answer: most have the same, and those that lack a metric another. */

import type { Source } from './json-bytes.ts';
import { scanRow } from './row-scan.ts';
import { type Spelling, spellingOf } from './row-spelling.ts';

export interface Spellings {
  /** Hands the row's numbers on, and returns the place behind it; -1 for the parser, or for more bytes. */
  scan(source: Source, at: number, put: (spelling: Spelling) => void): number;
  /** A row that had to be parsed. */
  learn(row: Readonly<Record<string, unknown>>): void;
}

/** Beyond so many the trying would take as long as the parsing. */
const mostSpellings = 8;
/** Rows that are looked at for one: where none of them helps, others will not. */
const mostLessons = 64;

export function openSpellings(metrics: readonly string[]): Spellings {
  const known: Spelling[] = [];
  let lessons = 0;
  return {
    scan(source, at, put) {
      for (const spelling of known) {
        const behind = scanRow(spelling, source, at);
        if (behind < 0) continue;
        put(spelling);
        return behind;
      }
      return -1;
    },
    learn(row) {
      if (known.length === mostSpellings || lessons === mostLessons) return;
      lessons += 1;
      const spelling = spellingOf(row, metrics);
      if (spelling === undefined || known.some(({ pattern }) => pattern === spelling.pattern))
        return;
      known.push(spelling);
    },
  };
}
