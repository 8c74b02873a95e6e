/** Questions on the terminal, by Inquirer. Loaded on the first question. */

import { fault } from './errors.ts';
import { Secret } from './secret.ts';
import {
  Cancelled,
  type Prompts,
  type Question,
  type Terminal,
  type WaitQuestion,
} from './world.ts';

export function openPrompts(terminal: Terminal, signal: AbortSignal): Prompts {
  /** Refuses first: Inquirer throws the same error for Ctrl-C and for an input that is no terminal. */
  async function ask<T>(question: Question, prompt: (use: Inquirer) => Promise<T>): Promise<T> {
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
  }

  const context = { output: process.stderr, signal };
  const theme = themeOf(terminal);
  return {
    text: (question) =>
      ask(question, ({ input }) =>
        input(
          {
            message: question.message,
            theme,
            ...(question.preset === undefined ? {} : { default: question.preset }),
            validate: (answer) => question.reject?.(answer) ?? true,
          },
          context,
        ),
      ),
    secret: (question) =>
      ask(question, async ({ password }) => {
        const answer = await password(
          {
            message: question.message,
            mask: terminal.unicode ? '•' : '*',
            theme,
            validate: (typed) => question.reject?.(typed) ?? true,
          },
          context,
        );
        return new Secret(answer.trim());
      }),
    confirm: (question) =>
      ask(question, ({ confirm }) =>
        confirm({ message: question.message, default: question.preset, theme }, context),
      ),
    choose: (question) =>
      ask(question, ({ select, search }) => {
        const choices = question.choices.map(({ value, label }) => ({
          value,
          name: label,
          short: label.trim().split(/\s{2,}/)[0] ?? label,
        }));
        const { message, preset } = question;
        const icon = { cursor: terminal.unicode ? '❯' : '>' };
        const looks = { pageSize, theme: { ...theme, icon } };
        if (choices.length <= pageSize) {
          const start = preset === undefined ? {} : { default: preset };
          return select({ message, choices, ...start, ...looks, loop: false }, context);
        }
        // Nobody scrolls through a thousand lines.
        const source = (term: string | undefined) =>
          choices.filter(({ name }) => holds(name, term));
        return search({ message: `${message} (type to narrow down)`, source, ...looks }, context);
      }),
    pause: (question) =>
      ask(question, ({ pause }) =>
        pause({ message: question.message, theme, copy: copier(question.copy) }, context),
      ),
    async meanwhile(question) {
      const answer = await ask({ id: question.id, message: question.message() }, (use) =>
        listen(use, question, terminal, signal),
      );
      return answer === undefined ? undefined : new Secret(answer);
    },
  };
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
): Promise<string | undefined> {
  const either = AbortSignal.any([signal, question.signal]);
  if (question.signal.aborted) return undefined;
  try {
    return await meanwhile(
      { ...question, frames: terminal.unicode ? '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏' : '|/-\\' },
      { output: process.stderr, signal: either, clearPromptOnDone: true },
    );
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

function themeOf(terminal: Terminal) {
  const done = terminal.unicode ? '✓' : '*';
  return {
    prefix: { idle: '?', done: terminal.paint('good', done) },
    style: {
      message: (text: string) => text,
      answer: (text: string) => text,
      highlight: (text: string) => terminal.paint('copy', text),
      help: (text: string) => text,
      error: (text: string) => `  ${terminal.paint('bad', terminal.unicode ? '✗' : '!')} ${text}`,
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
    ...ownPrompts(core),
  };
}

interface Pause {
  readonly message: string;
  readonly theme: ReturnType<typeof themeOf>;
  readonly copy: (() => void) | undefined;
}

function ownPrompts(core: typeof import('@inquirer/core')) {
  const { createPrompt, useState, useKeypress, useEffect, isEnterKey, makeTheme, usePrefix } = core;

  const pause = createPrompt<void, Pause>((config, done) => {
    const [status, setStatus] = useState<'idle' | 'done'>('idle');
    const [copied, setCopied] = useState(false);
    const prefix = usePrefix({ status, theme: makeTheme(config.theme) });
    useKeypress((key, line) => {
      line.clearLine(0);
      if (isEnterKey(key)) {
        setStatus('done');
        done();
      } else if (key.name === 'c' && config.copy !== undefined) {
        config.copy();
        setCopied(true);
      }
    });
    return `${prefix} ${config.message}${copied ? '  (copied)' : ''}`;
  });

  const meanwhile = createPrompt<string, WaitQuestion & { readonly frames: string }>(
    (config, done) => {
      const [frame, setFrame] = useState(0);
      const [typed, setTyped] = useState('');
      const [complaint, setComplaint] = useState<string | undefined>(undefined);
      useEffect(() => {
        const timer = setTimeout(() => setFrame((frame + 1) % config.frames.length), 120);
        return () => clearTimeout(timer);
      }, [frame]);
      useKeypress((key, line) => {
        const text = line.line.trim();
        if (isEnterKey(key)) {
          // Readline has emptied its line by now; what was typed is in the state.
          const complained = typed === '' ? undefined : config.reject(typed);
          if (typed !== '' && complained === undefined) done(typed);
          setComplaint(complained);
          setTyped('');
        } else if (config.keys.includes(text) && typed === '') {
          done(text);
        } else {
          setTyped(text);
          setComplaint(undefined);
        }
      });
      // What is pasted holds an authorization code: only its length is shown.
      const echo = typed === '' ? '' : `  (${typed.length} characters pasted, Enter takes them)`;
      const head = `  ${config.frames[frame]} ${config.message()}${echo}`;
      return complaint === undefined ? head : [head, `  ${complaint}`];
    },
  );

  return { pause, meanwhile };
}
