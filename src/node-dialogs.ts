/** The questions that are typed into: each as what stands on the screen, and what a key makes of it. */

import width from 'fast-string-width';
import type { Block } from './node-drawing.ts';
import type { Dialog } from './node-keyboard.ts';
import type { Key } from './node-keys.ts';
import { edited, emptyLine, type Line, textOf, visiblePart } from './node-line.ts';
import { wrapAt } from './text-lines.ts';
import type { PauseQuestion, Question, TextQuestion, WaitQuestion } from './world.ts';

/** How questions look on this terminal. */
export interface Look {
  readonly asked: string;
  readonly answered: string;
  readonly pointer: string;
  readonly dots: string;
  /** Of the spinner, a character each. */
  readonly frames: string;
  readonly arrows: string;
  readonly returnKey: string;
  readonly between: string;
  readonly columns: number;
  readonly rows: number;
  highlight(text: string): string;
  complaint(text: string): string;
}

/** The message behind its mark, broken where the terminal ends. */
export function headLines(mark: string, message: string, { columns }: Look): readonly string[] {
  return `${mark} ${wrapAt(message, columns - 3, '  ')}`.split('\n');
}

/** What is typed stands behind the question, or below it where there is no room. */
export function inputBlock(
  head: readonly string[],
  typed: Line,
  below: { readonly lines: readonly string[]; readonly look: Look },
): Block {
  const { columns, dots } = below.look;
  const last = `${head.at(-1)} `;
  const fits = columns - 1 - width(last) >= Math.min(20, columns / 2);
  const start = fits ? last : '  ';
  const above = fits ? head.slice(0, -1) : head;
  const { text, cursor } = visiblePart(typed, columns - 1 - width(start), dots);
  return {
    lines: [...above, start + text, ...below.lines],
    cursor: { line: above.length, column: width(start) + cursor },
  };
}

/** A line that is typed until it is taken. */
interface Field<T> {
  readonly line: () => Line;
  /** What was wrong with the last one; it is gone from the line. */
  readonly complaint: () => string | undefined;
  readonly press: (key: Key) => { readonly answer: T } | undefined;
}

type Taken<T> = { readonly answer: T } | { readonly complaint: string | undefined };

function openField<T>(take: (typed: string) => Taken<T>, completed = ''): Field<T> {
  let line = emptyLine;
  let complaint: string | undefined;
  return {
    line: () => line,
    complaint: () => complaint,
    press(key) {
      if (isPress(key, 'tab') && textOf(line) === '') line = { before: completed, after: '' };
      else if (!isPress(key, 'enter')) line = edited(line, key);
      complaint = undefined;
      if (!isPress(key, 'enter') && !(key.kind === 'paste' && key.entered)) return undefined;
      const taken = take(textOf(line));
      if ('answer' in taken) return taken;
      complaint = taken.complaint;
      line = emptyLine;
      return undefined;
    },
  };
}

function complaintLines(field: Field<unknown>, look: Look): readonly string[] {
  const complaint = field.complaint();
  return complaint === undefined ? [] : look.complaint(complaint).split('\n');
}

const maskedAnswer = 12;

/** Hidden when there is a mask: a character each, and once it is taken not even their number. */
export function textDialog(question: TextQuestion, look: Look, mask?: string): Dialog<string> {
  const { message, preset = '', reject, read = (typed) => typed.trim(), echo } = question;
  const field = openField<string>((typed) => {
    const answer = typed.trim() === '' ? preset : read(typed);
    const complaint = reject?.(answer);
    return complaint === undefined ? { answer } : { complaint };
  }, preset);

  function shown(line: Line): Line {
    if (mask !== undefined) {
      return { before: mask.repeat(line.before.length), after: mask.repeat(line.after.length) };
    }
    const text = echo?.(textOf(line)) ?? textOf(line);
    return text === textOf(line) ? line : { before: text, after: '' };
  }
  return {
    block() {
      const offered = preset !== '' && textOf(field.line()) === '' ? ` (${preset})` : '';
      const head = headLines(look.asked, message + offered, look);
      return inputBlock(head, shown(field.line()), { lines: complaintLines(field, look), look });
    },
    press: field.press,
    closing(answer) {
      const told = mask === undefined ? (echo?.(answer) ?? answer) : mask.repeat(maskedAnswer);
      const head = headLines(look.answered, message, look);
      return inputBlock(head, { before: told, after: '' }, { lines: [], look }).lines;
    },
  };
}

export function confirmDialog(
  { message, preset }: Question & { readonly preset: boolean },
  look: Look,
): Dialog<boolean> {
  const field = openField<boolean>((typed) => {
    const answer = yesOrNo(typed.trim().toLowerCase(), preset);
    return answer === undefined ? { complaint: 'Type y or n, then Enter.' } : { answer };
  });
  return {
    block() {
      const head = headLines(look.asked, `${message} ${preset ? '(Y/n)' : '(y/N)'}`, look);
      return inputBlock(head, field.line(), { lines: complaintLines(field, look), look });
    },
    press: field.press,
    closing: (answer) => headLines(look.answered, `${message} ${answer ? 'Yes' : 'No'}`, look),
  };
}

function yesOrNo(typed: string, preset: boolean): boolean | undefined {
  if (typed === '') return preset;
  if ('yes'.startsWith(typed)) return true;
  return 'no'.startsWith(typed) ? false : undefined;
}

/** `c` copies one text after the other; "copied" only when a program has taken it. */
export function pauseDialog(
  { message, copy = [] }: PauseQuestion,
  look: Look,
  copyText: (text: string) => Promise<boolean>,
): Dialog<void> {
  let told = '';
  let next = 0;
  let redraw = () => {};

  async function copyNext(): Promise<void> {
    const index = next % copy.length;
    next += 1;
    const taken = await copyText(copy[index] ?? '');
    told = taken ? copiedText(index, copy.length) : 'nothing here copies; select it above';
    redraw();
  }
  return {
    block: () => ({
      lines: headLines(look.asked, told === '' ? message : `${message}  (${told})`, look),
    }),
    press(key) {
      if (isPress(key, 'enter')) return { answer: undefined };
      if (key.kind === 'text' && key.text.toLowerCase() === 'c' && copy.length > 0) void copyNext();
      return undefined;
    },
    closing: () => headLines(look.answered, message, look),
    start(changed) {
      redraw = changed;
      return () => {
        redraw = () => {};
      };
    },
  };
}

function copiedText(index: number, count: number): string {
  if (count === 1) return 'copied';
  return index === 0 ? 'first copied; c again copies the second' : 'second copied';
}

/** Redrawn while it waits, so that it can count down; what is typed is answered with Enter, a key at once. */
export function meanwhileDialog(question: WaitQuestion, look: Look): Dialog<string | undefined> {
  let frame = 0;
  const field = openField<string>((typed) => {
    const answer = typed.trim();
    const complaint = answer === '' ? undefined : question.reject(answer);
    return answer === '' || complaint !== undefined ? { complaint } : { answer };
  });
  return {
    block() {
      const text = `  ${look.frames[frame]} ${question.message()}${lengthOf(field.line())}`;
      const lines = wrapAt(text, look.columns - 1, '    ').split('\n');
      const complaint = field.complaint();
      const told = complaint && `  ${wrapAt(complaint, look.columns - 3, '  ')}`;
      return { lines: told ? [...lines, ...told.split('\n')] : lines };
    },
    press(key) {
      const typed = key.kind === 'text' && textOf(field.line()) === '' ? key.text : '';
      return question.keys.includes(typed) ? { answer: typed } : field.press(key);
    },
    start(redraw, answer) {
      const overtaken = () => answer(undefined);
      question.signal.addEventListener('abort', overtaken);
      const timer = setInterval(() => {
        frame = (frame + 1) % look.frames.length;
        redraw();
      }, 120);
      return () => {
        clearInterval(timer);
        question.signal.removeEventListener('abort', overtaken);
      };
    },
  };
}

/** What is pasted holds an authorization code: only its length is shown. */
function lengthOf(line: Line): string {
  const { length } = textOf(line);
  return length === 0 ? '' : `  (${length} characters pasted, Enter takes them)`;
}

export function isPress(key: Key, name: string): boolean {
  return key.kind === 'press' && key.name === name;
}
