/** Wraps, pads and aligns text for a terminal of some width. */

import width from 'fast-string-width';

/**
 * A word longer than a line (an address) stays whole, so that it can be copied; and as it is: libraries that
 * wrap normalize Unicode, and a path that was copied would then lead to no file.
 */
export function linesOf(text: string, columns: number): readonly string[] {
  const [first = '', ...words] = text.split(' ');
  const lines: string[] = [];
  let line = first;
  for (const word of words) {
    const longer = `${line} ${word}`;
    if (line.trim() !== '' && width(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** "1 click, 36 leads", broken between the items only. */
export function linesOfItems(items: readonly string[], columns: number): readonly string[] {
  return linesOf(items.map(withoutBreaks).join(', '), columns).map(withSpaces);
}

/** One text again; lines after the first begin with `indent`. */
export function wrapAt(text: string, columns: number, indent = ''): string {
  return linesOf(text, columns - indent.length).join(`\n${indent}`);
}

/** Breaks only the lines that are too long, each under its own indentation. */
export function fitted(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => {
      if (width(line) < columns) return line;
      const indent = /^ */.exec(line)?.[0] ?? '';
      return indent + wrapAt(line.slice(indent.length), columns - 1 - indent.length, indent);
    })
    .join('\n');
}

/** No-break spaces keep a command in one line until it is fitted; no shell takes them for spaces. */
export function withoutBreaks(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

export function withSpaces(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

export function columnWidth(cells: readonly string[]): number {
  return cells.reduce((most, cell) => Math.max(most, width(cell)), 0);
}

export function alignColumns(rows: readonly (readonly string[])[]) {
  const widths = (rows[0] ?? []).map((_, column) =>
    columnWidth(rows.map((row) => row[column] ?? '')),
  );
  return rows.map((row) => row.map((cell, column) => alignLeft(cell, widths[column] ?? 0)));
}

export function alignLeft(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

export function alignRight(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - width(text))) + text;
}
