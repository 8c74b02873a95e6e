/** Questions on the terminal. Loaded on the first question. */

import { fault } from './errors.ts';
import { copyText } from './node-clipboard.ts';
import {
  confirmDialog,
  type Look,
  meanwhileDialog,
  pauseDialog,
  textDialog,
} from './node-dialogs.ts';
import { converse, type Dialog } from './node-keyboard.ts';
import { listDialog } from './node-list-dialog.ts';
import { Secret } from './secret.ts';
import { wrapAt } from './text-lines.ts';
import type { Env, Prompts, Question, Terminal } from './world.ts';

export function openPrompts(terminal: Terminal, env: Env, signal: AbortSignal): Prompts {
  const look = lookOf(terminal);
  const columns = () => terminal.columns;
  async function ask<T>(question: Question, dialog: () => Dialog<T>): Promise<T> {
    if (!terminal.interactive) {
      const answeredBy = question.answeredBy ?? [];
      throw fault('input-needed', { question: question.message, answeredBy });
    }
    terminal.progress(undefined);
    return await converse(dialog(), { signal, columns });
  }
  return {
    text: (question) => ask(question, () => textDialog(question, look)),
    secret: async (question) => {
      const mask = terminal.unicode ? '•' : '*';
      return new Secret(await ask(question, () => textDialog(question, look, mask)));
    },
    confirm: (question) => ask(question, () => confirmDialog(question, look)),
    choose: (question) => ask(question, () => listDialog(question, look)),
    pause: (question) =>
      ask(question, () => pauseDialog(question, look, (text) => copyText(text, env))),
    meanwhile: async (question) => {
      if (question.signal.aborted) return undefined;
      const asked = { id: question.id, message: question.message() };
      const typed = await ask(asked, () => meanwhileDialog(question, look));
      return typed === undefined ? undefined : new Secret(typed);
    },
  };
}

function lookOf(terminal: Terminal): Look {
  const { unicode } = terminal;
  return {
    asked: '?',
    answered: terminal.paint('good', unicode ? '✓' : '*'),
    pointer: unicode ? '❯' : '>',
    dots: unicode ? '…' : '...',
    frames: unicode ? '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏' : '|/-\\',
    arrows: unicode ? '↑↓' : 'up/down',
    returnKey: unicode ? '⏎' : 'enter',
    between: unicode ? ' • ' : ', ',
    get columns() {
      return terminal.columns;
    },
    get rows() {
      return process.stderr.rows || 24;
    },
    highlight: (text) => terminal.paint('copy', text),
    complaint: (text) =>
      `  ${terminal.paint('bad', unicode ? '✗' : '!')} ${wrapAt(text, terminal.columns - 5, '    ')}`,
  };
}
