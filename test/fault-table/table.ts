/** The table in text and in markdown. */

import type { Row } from './judge.ts';

const columns = ['fault', 'command', 'outcome', 'exit', 's', '.env', 'unexplained'] as const;

const cellsOf = (row: Row): readonly string[] => [
  row.fault,
  row.command,
  row.outcome,
  row.exit,
  row.seconds.toFixed(1),
  row.file,
  row.complaints.map((complaint) => complaint.split('\n')[0]).join('; '),
];

export function textTable(rows: readonly Row[]): string {
  return [...byArea(rows)]
    .map(([area, part]) => {
      const lines = [columns, ...part.map(cellsOf)];
      const widths = columns.map((_, column) =>
        Math.max(...lines.map((cells) => Math.min(50, cells[column]?.length ?? 0))),
      );
      const text = lines.map((cells) =>
        cells
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
      );
      return `${area}\n${text.map((line) => `  ${line}`).join('\n')}\n`;
    })
    .join('\n');
}

export function markdownTable(rows: readonly Row[]): string {
  return [...byArea(rows)]
    .map(([area, part]) => {
      const line = (cells: readonly string[]) =>
        `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
      const rule = columns.map(() => '---');
      return [`## ${area}`, '', ...[columns, rule, ...part.map(cellsOf)].map(line), ''].join('\n');
    })
    .join('\n');
}

const byArea = (rows: readonly Row[]) => grouped(rows, ({ area }) => area);

/** In the order in which the keys come. */
export function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? [];
    group.push(item);
    groups.set(keyOf(item), group);
  }
  return groups;
}

export function summary(rows: readonly Row[]): string {
  const unexplained = rows.filter(({ complaints }) => complaints.length > 0);
  const perArea = [...byArea(unexplained)].map(([area, part]) => `${area} ${part.length}`);
  const list = perArea.length > 0 ? ` (${perArea.join(', ')})` : '';
  return `${rows.length} runs, ${unexplained.length} unexplained${list}`;
}
