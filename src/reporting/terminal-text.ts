/** Text that fits into columns of a terminal, whatever the width of its characters. */

import width from 'fast-string-width';

/** Breaks at blanks; a word longer than a line stays whole. */
export function wrap(text: string, columns: number): readonly string[] {
  return wrapWords(text.split(' '), columns);
}

/** "1 click, 36 leads", broken between the items only. */
export function wrapList(items: readonly string[], columns: number): readonly string[] {
  const last = items.length - 1;
  return wrapWords(
    items.map((item, index) => (index === last ? item : `${item},`)),
    columns,
  );
}

function wrapWords(words: readonly string[], columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && width(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

export function columnWidth(cells: readonly string[]): number {
  return cells.reduce((most, cell) => Math.max(most, width(cell)), 0);
}

export function alignLeft(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

export function alignRight(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - width(text))) + text;
}

const characters = new Intl.Segmenter('en');

/** Cut out of the middle: campaign names begin alike ("EMEA_LeadGen_…") and differ at the end. */
export function shortened(text: string, columns: number, ellipsis: string): string {
  if (width(text) <= columns) return text;
  const parts = [...characters.segment(text)].map(({ segment }) => segment);
  const room = columns - width(ellipsis);
  const head = fitting(parts, Math.ceil(room / 2));
  const tail = fitting(parts.reverse(), room - width(head.join('')));
  return head.join('') + ellipsis + tail.reverse().join('');
}

function fitting(parts: readonly string[], columns: number): string[] {
  let left = columns;
  const end = parts.findIndex((part) => {
    left -= width(part);
    return left < 0;
  });
  return parts.slice(0, end === -1 ? parts.length : end);
}
