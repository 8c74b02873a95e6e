/** A table of verdicts on things of one kind (files, ad accounts): a row each, with a few words at its end. */

import width from 'fast-string-width';
import type { Terminal } from '../world.ts';
import { indent, mark, narrow, paragraph, type Verdict } from './layout.ts';
import { alignColumns, linesOf } from './text-lines.ts';

export interface VerdictRow {
  readonly verdict: Verdict;
  /** What it is about first; each in a column of its own. */
  readonly cells: readonly string[];
  /** What is wrong, or what is left: wraps under itself. */
  readonly words: string;
}

/** Room for the words beside the columns; where there is less, they move under the first column. */
const leastRoom = 18;

export function verdictRows(rows: readonly VerdictRow[], terminal: Terminal): readonly string[] {
  const columns = alignColumns(rows.map(({ cells }) => cells)).map((cells) => cells.join('  '));
  const signWidth = terminal.unicode ? 1 : 4;
  const start = indent.length + signWidth + 1;
  const room = terminal.columns - start - width(columns[0] ?? '') - 3;
  const isStacked = terminal.columns < narrow || room < leastRoom;
  return rows.map(({ verdict, cells, words }, index) => {
    const sign = `${indent}${mark(verdict, terminal)} `;
    if (!isStacked) {
      const head = columns[index] ?? '';
      const under = ' '.repeat(start + width(head) + 2);
      return `${sign}${head}  ${linesOf(words, room).join(`\n${under}`)}`.trimEnd();
    }
    const at = ' '.repeat(start + 2);
    const [name = '', ...more] = cells;
    const rest = more.filter((cell) => cell !== '').join('  ');
    const below = [rest, words].filter((line) => line !== '');
    return [`${sign}${name}`, ...below.map((line) => paragraph(line, terminal, at))].join('\n');
  });
}
