/** Questions on the terminal, by Inquirer. Loaded on the first question. */

import askLine from '@inquirer/input';
import search from '@inquirer/search';
import select from '@inquirer/select';
import width from 'fast-string-width';
import { type Fix, fault } from '../faults/fault.ts';
import { again } from '../faults/fix.ts';
import type { ChoiceQuestion, Prompts, Question, TextQuestion } from '../questions.ts';
import { wrapAt } from '../screen/text-lines.ts';
import { Secret } from '../secret.ts';
import type { Env, Terminal } from '../world.ts';
import { lineWhileWaiting, pause, type WaitConfig } from './custom-prompts.ts';
import type { Key, KeyName } from './keys.ts';
import { type Context, type Keypress, runPrompt } from './prompt-runner.ts';
import { isTerminal } from './standard-streams.ts';

export function createPrompts(terminal: Terminal, env: Env, signal: AbortSignal): Prompts {
  const wrap = (text: string) => wrapAt(text, terminal.columns - 3, '  ');
  type Ask<T> = (context: Context) => Promise<T>;
  async function ask<T>(question: Question, prompt: Ask<T>, keys = lineKeys): Promise<T> {
    if (!terminal.interactive) {
      const answeredBy = [...(question.answeredBy ?? []), ...otherTerminal(env)];
      throw fault('input-needed', { question: question.message, answeredBy });
    }
    terminal.progress(undefined);
    return await runPrompt(prompt, keys, signal);
  }
  return {
    text: (question) => ask(question, (context) => text(question, terminal, context)),
    async secret(question) {
      const asked = hiddenQuestion(question, terminal.unicode ? '•' : '*');
      return new Secret(await ask(question, (context) => text(asked, terminal, context)));
    },
    async confirm(question) {
      const asked = yesNoQuestion(question);
      const answer = await ask(asked, (context) => text(asked, terminal, context));
      return yesOrNo(answer, question.preset) ?? question.preset;
    },
    async choose(question) {
      const keys = question.choices.length > mostLines ? searchKeys : listKeys(question);
      return await ask(question, (context) => choose(question, terminal, context), keys);
    },
    pause: (question) => {
      const { prefix } = themeOf(terminal);
      const config = { ...question, prefix, wrap, env };
      return ask(question, (context) => pause(config, context), pauseKeys);
    },
    async textWhileWaiting(question) {
      if (question.signal.aborted) return undefined;
      const frames = terminal.unicode ? '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏' : '|/-\\';
      const asked = { ...question, message: question.message() };
      return await ask(asked, (context) => askWhileWaiting({ ...question, frames, wrap }, context));
    },
  };
}

/** The terminal of Git Bash gives programs of Windows pipes, unless they are started by winpty. */
function otherTerminal(env: Env): readonly Fix[] {
  if (env['MSYSTEM'] === undefined || isTerminal(0)) return [];
  const run = { ...again({ '--no-input': undefined }), through: { words: ['winpty'] } };
  return [{ say: 'In Git Bash, let winpty start it, so that you can be asked', run }];
}

async function askWhileWaiting(config: WaitConfig, context: Context): Promise<Secret | undefined> {
  const signal = AbortSignal.any([context.signal, config.signal]);
  try {
    return new Secret(
      await lineWhileWaiting(config, { ...context, signal, clearPromptOnDone: true }),
    );
  } catch (error) {
    if (config.signal.aborted && !context.signal.aborted) return undefined;
    throw error;
  }
}

interface ShownText extends Omit<TextQuestion, 'echo'> {
  /** Stands behind the question while it is asked. */
  readonly hint?: string;
  readonly echo?: (typed: string, taken: boolean) => string;
}

/** Once it is taken, not even its length stays on the screen. */
function hiddenQuestion(question: TextQuestion, mark: string): ShownText {
  return { ...question, echo: (typed, taken) => mark.repeat(taken ? 12 : typed.length) };
}

/** A refused answer is gone from the line, and a long one shows its end. */
async function text(question: ShownText, terminal: Terminal, context: Context): Promise<string> {
  const { message, hint = '', preset = '', reject, echo, read } = question;
  const answerOf = (typed: string) => (typed.trim() ? (read?.(typed) ?? typed.trim()) : preset);
  const config = {
    message,
    theme: themeOf(terminal, hint),
    default: preset,
    validate: (typed: string) => reject?.(answerOf(typed)) ?? true,
    transformer(typed: string, { isFinal }: { isFinal: boolean }) {
      const shown = echo?.(isFinal ? answerOf(typed) : typed, isFinal) ?? typed;
      return inputText(message + hint, shown, terminal);
    },
  };
  return answerOf(await askLine(config, context));
}

/** What is typed stands behind the question, or below it where there is no room. */
function inputText(message: string, typed: string, { columns, unicode }: Terminal): string {
  const head = wrapAt(message, columns - 3, '  ').replace(/^[\s\S]*\n/, '');
  const room = columns - width(head) - 5;
  const below = room < Math.min(20, columns / 2);
  const text = truncateStart(typed, below ? columns - 4 : room, unicode);
  return below && typed !== '' ? `\n  ${text}` : text;
}

function truncateStart(text: string, columns: number, unicode: boolean): string {
  if (text.length <= columns && width(text) <= columns) return text;
  const dots = unicode ? '…' : '...';
  let end = [...text.slice(-columns)];
  while (width(dots + end.join('')) > columns) end = end.slice(1);
  return dots + end.join('');
}

function yesNoQuestion(question: Question & { readonly preset: boolean }): ShownText {
  const { preset, ...asked } = question;
  const refusal = 'Type y or n, then Enter.';
  return {
    ...asked,
    hint: preset ? ' (Y/n)' : ' (y/N)',
    reject: (typed) => (yesOrNo(typed, preset) === undefined ? refusal : undefined),
    echo: (typed, taken) => (!taken ? typed : yesOrNo(typed, preset) ? 'Yes' : 'No'),
  };
}

function yesOrNo(answer: string, preset: boolean): boolean | undefined {
  const typed = answer.trim().toLowerCase();
  if (typed === '') return preset;
  if ('yes'.startsWith(typed)) return true;
  return 'no'.startsWith(typed) ? false : undefined;
}

const mostLines = 12;

async function choose<T extends string>(
  question: ChoiceQuestion<T>,
  terminal: Terminal,
  context: Context,
): Promise<T> {
  const { message, preset, find, escape: away } = question;
  const wrap = (text: string, indent = '  ') => wrapAt(text, terminal.columns - 3, indent);
  const choices = question.choices.map(({ value, label, short = label }) => {
    const taken = wrap(`${message} ${short}`).slice(wrap(message).length).replace(/^ /, '');
    return { value, name: wrap(label, '    '), short: taken };
  });
  const pageSize = Math.max(3, Math.min(mostLines, (process.stderr.rows || 24) - 6));
  const long = choices.length > mostLines;
  const theme = themeOf(terminal, long ? ' (type to narrow down)' : '', away !== undefined);
  const config = { message, pageSize, theme, ...(preset && { default: preset }) };
  if (!long) return await select({ ...config, choices, loop: false }, context);
  // Nobody scrolls through a thousand lines.
  const source = (term = '') => {
    const [found, part] = [find?.(term), term.trim().toLowerCase()];
    return choices.filter((one) => one.value === found || one.name.toLowerCase().includes(part));
  };
  return await search({ ...config, source }, context);
}

const enter: Keypress = { name: 'return' };
type KeyTable = Readonly<Partial<Record<KeyName, readonly Keypress[]>>>;

const readlineKeys: KeyTable = {
  enter: [enter],
  escape: [{ name: 'end' }, { name: 'u', ctrl: true }],
  'erase-line': [{ name: 'u', ctrl: true }],
  'erase-word': [{ name: 'w', ctrl: true }],
  'erase-rest': [{ name: 'k', ctrl: true }],
  // They would bring back what was refused.
  up: [],
  down: [],
};

function lineKeys(key: Key): readonly Keypress[] {
  if (key.kind === 'press') return readlineKeys[key.name] ?? [{ name: key.name }];
  const typed = { name: '', text: key.text };
  return key.kind === 'paste' && key.entered ? [typed, enter] : [typed];
}

function searchKeys(key: Key): readonly Keypress[] {
  if (key.kind === 'press' && /^(up|down)$/.test(key.name)) return [{ name: key.name }];
  return lineKeys(key.kind === 'paste' ? { ...key, entered: false } : key);
}

/** A paste presses nothing, and nothing is copied by itself. */
function pauseKeys(key: Key): readonly Keypress[] {
  if (key.kind === 'press') return lineKeys(key);
  return key.kind === 'text' ? [{ name: '', text: key.text, once: true }] : [];
}

/** No letter moves the pointer, and a paste takes nothing by itself. */
function listKeys<T extends string>({ choices, find, escape: back }: ChoiceQuestion<T>) {
  const indexOf = (wanted: T | undefined) => choices.findIndex(({ value }) => value === wanted);
  const [up, down] = [{ name: 'up' }, { name: 'down' }];
  const moveTo = (index: number): readonly Keypress[] =>
    index < 0 ? [] : [...choices.map(() => up), ...choices.slice(0, index).map(() => down)];
  const away = back === undefined ? [] : [...moveTo(indexOf(back)), enter];
  const ends = { home: moveTo(0), end: moveTo(choices.length - 1) };
  const keys: KeyTable = { ...ends, up: [up], down: [down], enter: [enter], escape: away };
  return (key: Key) =>
    key.kind === 'press' ? (keys[key.name] ?? []) : moveTo(indexOf(find?.(key.text)));
}

function themeOf(terminal: Terminal, hint = '', back = false) {
  const { unicode, columns } = terminal;
  const bad = terminal.paint('bad', unicode ? '✗' : '!');
  let taken = false;
  const words: Readonly<Record<string, string>> = { '↑↓': 'up/down', '⏎': 'enter' };
  return {
    prefix: { idle: '?', done: terminal.paint('good', unicode ? '✓' : '*') },
    icon: { cursor: unicode ? '❯' : '>' },
    validationFailureMode: 'clear' as const,
    style: {
      message(text: string, status: string) {
        taken = status === 'done';
        return wrapAt(taken ? text : text + hint, columns - 3, '  ');
      },
      answer: (text: string) => text,
      defaultAnswer: (text: string) => `(${text})`,
      searchTerm: (text: string) => truncateStart(text, 16, unicode),
      highlight: (text: string) => terminal.paint('copy', text),
      keysHelpTip: (keys: [string, string][]) =>
        [...keys, ...(back ? [['esc', 'back'] as const] : [])]
          .map(([key, action]) => `${unicode ? key : (words[key] ?? key)} ${action}`)
          .join(unicode ? ' • ' : ', '),
      error: (text: string) => (taken ? '' : `  ${bad} ${wrapAt(text, columns - 5, '    ')}`),
    },
  };
}
