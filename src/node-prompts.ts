/** Questions on the terminal, by Inquirer. Loaded on the first question. */

import { fault } from './errors.ts';
import { meanwhilePrompt, pausePrompt } from './node-own-prompts.ts';
import { Secret } from './secret.ts';
import { firstColumn, wrapAt } from './text-lines.ts';
import {
  Cancelled,
  type ChoiceQuestion,
  type Prompts,
  type Question,
  type Terminal,
  type TextQuestion,
  type WaitQuestion,
} from './world.ts';

export function openPrompts(terminal: Terminal, signal: AbortSignal): Prompts {
  const ask = asking(terminal);
  const context = { output: process.stderr, signal };
  const theme = themeOf(terminal);
  const validate =
    ({ reject }: TextQuestion) =>
    (answer: string) =>
      reject?.(answer) ?? true;
  return {
    text: (question) =>
      ask(question, ({ input }) => {
        const { message, preset } = question;
        const start = preset === undefined ? {} : { default: preset };
        return input({ message, theme, ...start, validate: validate(question) }, context);
      }),
    secret: (question) =>
      ask(question, (use) => hidden(use, question, { context, theme, terminal })),
    confirm: ({ preset, ...question }) =>
      ask(question, ({ confirm }) =>
        confirm({ message: question.message, default: preset, theme }, context),
      ),
    choose: (question) =>
      ask(question, (use) => choose(use, question, { context, theme, terminal })),
    pause: (question) =>
      ask(question, ({ pause }) =>
        pause(
          { message: theme.style.message(question.message), theme, copy: copier(question.copy) },
          context,
        ),
      ),
    meanwhile: (question) =>
      ask({ id: question.id, message: question.message() }, (use) =>
        listen(use, question, terminal, signal),
      ),
  };
}

/** Refuses first: Inquirer throws the same error for Ctrl-C and for an input that is no terminal. */
function asking(terminal: Terminal) {
  return async <T>(question: Question, prompt: (use: Inquirer) => Promise<T>): Promise<T> => {
    if (!terminal.interactive) {
      const answeredBy = question.answeredBy ?? [];
      throw fault('input-needed', { question: question.message, answeredBy });
    }
    terminal.progress(undefined);
    try {
      return await prompt(await inquirer());
    } catch (error) {
      throw cancelledOr(error);
    }
  };
}

interface Showing {
  readonly context: { readonly output: NodeJS.WritableStream; readonly signal: AbortSignal };
  readonly theme: ReturnType<typeof themeOf>;
  readonly terminal: Terminal;
}

async function hidden(
  { password }: Inquirer,
  { message, reject }: TextQuestion,
  { context, theme, terminal }: Showing,
): Promise<Secret> {
  const mask = terminal.unicode ? '•' : '*';
  // Once it is taken, not even its length stays on the screen.
  const style = { ...theme.style, answer: () => mask.repeat(12) };
  const validate = (typed: string) => reject?.(typed) ?? true;
  const typed = await password({ message, mask, validate, theme: { ...theme, style } }, context);
  return new Secret(typed.trim());
}

async function choose<T extends string>(
  { select, search }: Inquirer,
  { message, choices: offered, preset }: ChoiceQuestion<T>,
  { context, theme, terminal }: Showing,
): Promise<T> {
  const choices = offered.map(({ value, label, short }) => ({
    value,
    name: label,
    short: short ?? firstColumn(label),
  }));
  const icon = { cursor: terminal.unicode ? '❯' : '>' };
  const looks = { pageSize, theme: { ...theme, icon } };
  if (choices.length <= pageSize) {
    const start = preset === undefined ? {} : { default: preset };
    return await select({ message, choices, ...start, ...looks, loop: false }, context);
  }
  // Nobody scrolls through a thousand lines.
  const source = (term: string | undefined) => choices.filter(({ name }) => holds(name, term));
  return await search({ message: `${message} (type to narrow down)`, source, ...looks }, context);
}

/** A list of more lines than this is searched instead of scrolled. */
const pageSize = 12;

function holds(label: string, term: string | undefined): boolean {
  return label.toLowerCase().includes((term ?? '').trim().toLowerCase());
}

async function listen(
  { meanwhile }: Inquirer,
  question: WaitQuestion,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Secret | undefined> {
  const either = AbortSignal.any([signal, question.signal]);
  if (question.signal.aborted) return undefined;
  try {
    const typed = await meanwhile(
      {
        ...question,
        wrap: (text) => wrapAt(text, terminal.columns - 3, '  '),
        frames: terminal.unicode ? '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏' : '|/-\\',
      },
      { output: process.stderr, signal: either, clearPromptOnDone: true },
    );
    return new Secret(typed);
  } catch (error) {
    if (question.signal.aborted && !signal.aborted) return undefined;
    throw error;
  }
}

function cancelledOr(error: unknown): unknown {
  const name = error instanceof Error ? error.name : '';
  const cancelled = ['ExitPromptError', 'AbortPromptError', 'CancelPromptError'].includes(name);
  return cancelled ? new Cancelled(error) : error;
}

/** "up/down navigate, enter select" where arrows cannot be shown. */
function helpLine(keys: readonly [string, string][], { unicode }: Terminal): string {
  const names: Readonly<Record<string, string>> = { '↑↓': 'up/down', '⏎': 'enter', '␣': 'space' };
  return keys
    .map(([key, action]) => `${unicode ? key : (names[key] ?? key)} ${action}`)
    .join(unicode ? ' • ' : ', ');
}

function themeOf(terminal: Terminal) {
  const done = terminal.unicode ? '✓' : '*';
  return {
    prefix: { idle: '?', done: terminal.paint('good', done) },
    style: {
      message: (text: string) => wrapAt(text, terminal.columns - 3, '  '),
      answer: (text: string) => text,
      highlight: (text: string) => terminal.paint('copy', text),
      keysHelpTip: (keys: [string, string][]) => helpLine(keys, terminal),
      help: (text: string) => text,
      error: (text: string) =>
        `  ${terminal.paint('bad', terminal.unicode ? '✗' : '!')} ${wrapAt(text, terminal.columns - 5, '    ')}`,
    },
  };
}

// --- the clipboard -----------------------------------------------------------------------------------

function copier(text: string | undefined): (() => void) | undefined {
  return text === undefined ? undefined : () => void copy(text);
}

/** The system's own program where there is one, and OSC 52, which also crosses SSH. */
async function copy(text: string): Promise<void> {
  const programs: Readonly<Record<string, readonly string[]>> = {
    darwin: ['pbcopy'],
    win32: ['clip'],
    linux: process.env['WAYLAND_DISPLAY'] ? ['wl-copy'] : ['xclip', '-selection', 'clipboard'],
  };
  const [program, ...args] = programs[process.platform] ?? [];
  process.stderr.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
  if (program === undefined) return;
  const { spawn } = await import('node:child_process');
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.stdin.end(text);
  child.unref();
}

// --- Inquirer, and the two questions that it does not have ---------------------------------------------

type Inquirer = Awaited<ReturnType<typeof inquirer>>;

async function inquirer() {
  const [input, password, confirm, select, search, core] = await Promise.all([
    import('@inquirer/input'),
    import('@inquirer/password'),
    import('@inquirer/confirm'),
    import('@inquirer/select'),
    import('@inquirer/search'),
    import('@inquirer/core'),
  ]);
  return {
    input: input.default,
    password: password.default,
    confirm: confirm.default,
    select: select.default,
    search: search.default,
    pause: pausePrompt(core),
    meanwhile: meanwhilePrompt(core),
  };
}
