/** A question with a list of answers: moved through with the arrows, or searched where it is long. */

import { headLines, inputBlock, isPress, type Look } from './node-dialogs.ts';
import type { Dialog } from './node-keyboard.ts';
import type { Key } from './node-keys.ts';
import { edited, emptyLine, type Line, textOf } from './node-line.ts';
import { firstColumn, wrapAt } from './text-lines.ts';
import type { Choice, ChoiceQuestion } from './world.ts';

/** A list of more lines than this is searched instead of scrolled. */
const mostLines = 12;

/** The choices on offer, and the one that the pointer is at. */
interface List<T extends string> {
  readonly line: Line;
  readonly offered: readonly Choice<T>[];
  readonly at: number;
}

export function listDialog<T extends string>(question: ChoiceQuestion<T>, look: Look): Dialog<T> {
  const { message, choices, preset } = question;
  const searched = choices.length > mostLines;
  const asked = searched ? `${message} (type to narrow down)` : message;
  let list: List<T> = { line: emptyLine, offered: choices, at: indexOf(preset, choices) };
  return {
    block() {
      const lines = listLines(list.offered, list.at, look);
      const head = headLines(look.asked, asked, look);
      const back = question.escape === undefined ? '' : `${look.between}esc back`;
      const help = `${look.arrows} move${look.between}${look.returnKey} choose${back}`;
      if (!searched) return { lines: [...head, ...lines, help] };
      return inputBlock(head, list.line, { lines: [...lines, help], look });
    },
    press(key) {
      if (isPress(key, 'enter')) return chosen(list.offered[list.at]);
      if (isPress(key, 'escape') && question.escape !== undefined) {
        return { answer: question.escape };
      }
      const moves = isPress(key, 'up') || isPress(key, 'down');
      list = searched && !moves ? narrowed(list, key, question) : moved(list, key, question);
      return undefined;
    },
    closing(answer) {
      const { label = '', short = firstColumn(label) } = choices[indexOf(answer, choices)] ?? {};
      return headLines(look.answered, `${message} ${short}`, look);
    },
  };
}

function indexOf<T extends string>(wanted: T | undefined, choices: readonly Choice<T>[]): number {
  return Math.max(
    0,
    choices.findIndex(({ value }) => value === wanted),
  );
}

function narrowed<T extends string>(
  list: List<T>,
  key: Key,
  { choices, find }: ChoiceQuestion<T>,
): List<T> {
  const line = edited(list.line, key);
  const text = textOf(line);
  const found = find?.(text);
  const offered = choices.filter(({ value, label }) => value === found || holds(label, text));
  return { line, offered, at: indexOf(found, offered) };
}

function moved<T extends string>(list: List<T>, key: Key, { find }: ChoiceQuestion<T>): List<T> {
  const { at, offered } = list;
  const last = offered.length - 1;
  if (key.kind !== 'press') {
    // A paste that names one of them points to it, and takes nothing by itself.
    const found = find?.(key.text);
    return found === undefined ? list : { ...list, at: indexOf(found, offered) };
  }
  if (key.name === 'up') return { ...list, at: Math.max(0, at - 1) };
  if (key.name === 'down') return { ...list, at: Math.min(last, at + 1) };
  if (key.name === 'home') return { ...list, at: 0 };
  return key.name === 'end' ? { ...list, at: last } : list;
}

function chosen<T extends string>(choice: Choice<T> | undefined): { answer: T } | undefined {
  return choice && { answer: choice.value };
}

function holds(label: string, term: string): boolean {
  return label.toLowerCase().includes(term.trim().toLowerCase());
}

/** The choices around the chosen one, as many as there is room for. */
function listLines(choices: readonly Choice<string>[], at: number, look: Look): readonly string[] {
  if (choices.length === 0) return ['  Nothing holds these letters.'];
  const room = Math.max(3, Math.min(mostLines, look.rows - 6));
  const first = Math.max(0, Math.min(at - Math.floor(room / 2), choices.length - room));
  const lines = choices.slice(first, first + room).flatMap(({ label }, index) => {
    const text = wrapAt(label, look.columns - 3, '    ');
    const chosenOne = first + index === at;
    return (chosenOne ? look.highlight(`${look.pointer} ${text}`) : `  ${text}`).split('\n');
  });
  const more = choices.length - room;
  return more > 0 ? [...lines, `  (${room} of ${choices.length})`] : lines;
}
