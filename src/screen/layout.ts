/** Lines, columns and marks: how text sits on a terminal of any width. */

import width from 'fast-string-width';
import type { Fix, SetupError } from '../faults/fault.ts';
import type { Paint, Terminal } from '../world.ts';
import { copiedText, linkedInText } from './fix-text.ts';
import { alignLeft, linesOf, withoutBreaks } from './text-lines.ts';

export const indent = '     ';
/** Below this the second column moves under the first. */
export const narrow = 60;
const labelWidth = 19;

/** A paragraph at an indentation; line breaks in the text are kept. */
export function paragraph(text: string, { columns }: Pick<Terminal, 'columns'>, at = '  '): string {
  return text
    .split('\n')
    .flatMap((line) => linesOf(line, columns - at.length - 1))
    .map((line) => (line === '' ? '' : at + line))
    .join('\n');
}

/** A label and its text; the text wraps under itself, or moves below the label on a narrow terminal. */
export function labelled(label: string, text: string, terminal: Terminal, at = indent): string {
  if (terminal.columns < narrow) {
    return [at + label, paragraph(text, terminal, `${at}  `)].join('\n');
  }
  const head = at + alignLeft(`${label}  `, labelWidth);
  return head + paragraph(text, terminal, ' '.repeat(head.length)).slice(head.length);
}

/** `warn` works today; `skip` could not be asked, because an earlier check failed. */
export type Verdict = 'pass' | 'warn' | 'fail' | 'skip';

export interface CheckLine {
  readonly verdict: Verdict;
  readonly title: string;
  readonly detail: string;
  /** Seven characters of spend per day, for a terminal that can show them. */
  readonly chart?: string;
  readonly fix?: readonly Fix[];
}

const marks: Readonly<Record<Verdict, { paint: Paint; sign: string; word: string }>> = {
  pass: { paint: 'good', sign: '✓', word: 'ok  ' },
  warn: { paint: 'warning', sign: '!', word: 'warn' },
  fail: { paint: 'bad', sign: '✗', word: 'FAIL' },
  skip: { paint: 'step', sign: '–', word: 'skip' },
};

export function mark(verdict: Verdict, terminal: Terminal): string {
  const { paint, sign, word } = marks[verdict];
  return terminal.paint(paint, terminal.unicode ? sign : word);
}

/** One line that says something went well. */
export function done(text: string, terminal: Terminal): string {
  const head = `${indent}${mark('pass', terminal)} `;
  const start = ' '.repeat(width(head));
  return head + linesOf(text, terminal.columns - start.length - 1).join(`\n${start}`);
}

/** A row for each check, and under them what the warnings advise. */
export function checkTable(checks: readonly CheckLine[], terminal: Terminal): string {
  const rows = checks.map((check) => checkRow(check, terminal));
  const remarks = checks
    .filter(({ verdict }) => verdict === 'warn')
    .flatMap(({ title, fix = [] }) =>
      fix.map((one) => fixText({ ...one, say: `${title}: ${one.say}` }, terminal)),
    );
  return [...rows, ...(remarks.length === 0 ? [] : ['', ...remarks])].join('\n');
}

function checkRow(check: CheckLine, terminal: Terminal): string {
  const chart = check.chart !== undefined && terminal.unicode ? `\n${check.chart}` : '';
  const signWidth = terminal.unicode ? 1 : 4;
  // The mark is painted last: escape sequences have no width on the screen but count as characters.
  const row = labelled(check.title, check.detail + chart, terminal, ' '.repeat(6 + signWidth));
  return `${indent}${mark(check.verdict, terminal)}${row.slice(5 + signWidth)}`;
}

/** What to do; its command or address stands on a line of its own, ready to be copied. */
export function fixText(fix: Fix, terminal: Terminal, at = '  '): string {
  const copied = copiedText(fix, terminal);
  if (copied === undefined) return paragraph(fix.say, terminal, at);
  return `${paragraph(`${fix.say}:`, terminal, at)}\n${verbatim(copied, terminal, `${at}     `)}`;
}

/** A line to copy: in two lines it could not be pasted, so its spaces are no places to break it. */
export function verbatim(text: string, terminal: Terminal, at = indent): string {
  return at + terminal.paint('copy', withoutBreaks(text));
}

/** A verdict first, its reason second, the fix third, the code last. */
export function faultText(error: SetupError, terminal: Terminal): string {
  const steps = error.fix.map((one, index) => {
    const number = `  ${index + 1}. `;
    return number + fixText(one, terminal, ' '.repeat(number.length)).slice(number.length);
  });
  const said = linkedInText(error);
  const support = error.requestId === undefined ? '' : `, LinkedIn request ${error.requestId}`;
  return [
    '',
    paragraph(error.message, terminal),
    ...(said === undefined ? [] : [paragraph(said, terminal)]),
    '',
    ...steps,
    '',
    ...(error.docs === undefined ? [] : [paragraph(`More: ${error.docs}`, terminal)]),
    paragraph(`(${error.code}, exit ${error.exit}${support})`, terminal),
  ].join('\n');
}
