/** The door to the person: stdout, stderr, questions, the browser. */

import { styleText } from 'node:util';
import { commandLine, type Invocation } from './command-line.ts';
import { fileTrouble } from './credentials/file-trouble.ts';
import { Exit, fault } from './errors.ts';
import { again } from './faults/fix.ts';
import { openBrowser } from './node-browser.ts';
import { openStdout } from './node-stdout.ts';
import { fitted, withSpaces } from './text-lines.ts';
import type { Env, Paint, Prompts, Terminal, World } from './world.ts';

export interface TerminalOptions {
  /** `--no-input` */
  readonly neverAsk: boolean;
  readonly invocation: Invocation;
}

export type PersonSide = Pick<World, 'terminal' | 'prompts' | 'browser'>;

export function openTerminal(env: Env, options: TerminalOptions, signal: AbortSignal): PersonSide {
  const terminal = terminalOf(env, options, signal);
  return { terminal, prompts: promptsOnDemand(terminal, signal), browser: openBrowser(env) };
}

/** The questions are loaded with the first of them. */
function promptsOnDemand(terminal: Terminal, signal: AbortSignal): Prompts {
  const load = async () => (await import('./node-prompts.ts')).openPrompts(terminal, signal);
  return {
    text: async (question) => (await load()).text(question),
    secret: async (question) => (await load()).secret(question),
    confirm: async (question) => (await load()).confirm(question),
    choose: async (question) => (await load()).choose(question),
    pause: async (question) => (await load()).pause(question),
    meanwhile: async (question) => (await load()).meanwhile(question),
  };
}

/** Who writes to stdout is told what became of it; of stderr, nobody could be told. */
export function forgiveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

const styles: Readonly<Record<Paint, Parameters<typeof styleText>[0]>> = {
  step: 'bold',
  good: 'green',
  warning: 'yellow',
  bad: 'red',
  copy: 'cyan',
};

function terminalOf(env: Env, options: TerminalOptions, signal: AbortSignal): Terminal {
  const { neverAsk, invocation } = options;
  const dumb = env['TERM'] === 'dumb';
  const ci = (env['CI'] ?? '') !== '' && env['CI'] !== 'false';
  const mayAsk = !ci && !neverAsk;
  const unicode = showsUnicode(env);
  const colors = showsColors(env, dumb);
  const readable = (text: string) => (unicode ? text : toAscii(text));
  const line = transientLine(process.stderr.isTTY === true && !dumb && !ci);
  const stdout = openStdout(signal, (error) => void tellUnwritable(error, terminal));
  const terminal: Terminal = {
    get interactive() {
      return mayAsk && hasPerson();
    },
    unicode,
    colors,
    resultIsShown: process.stdout.isTTY === true,
    get columns() {
      return screenWidth();
    },
    paint: (role, text) =>
      colors ? styleText(styles[role], text, { validateStream: false }) : text,
    command: (run) => commandLine(run, invocation),
    say(text) {
      line.show(undefined);
      process.stderr.write(`${readable(withSpaces(fitted(text, screenWidth())))}\n`);
    },
    result(text) {
      line.show(undefined);
      stdout.print(`${readable(text)}\n`);
    },
    async write(text) {
      line.show(undefined);
      await stdout.write(text);
    },
    progress: (text) => line.show(text === undefined ? undefined : readable(text)),
  };
  return terminal;
}

/** Looked at when it matters: opening stdin takes as long as loading a command. */
function hasPerson(): boolean {
  return process.stderr.isTTY === true && process.stdin.isTTY === true;
}

/** Of the one screen, wherever it is reached: `2>/dev/null` leaves stdout. A new screen has no columns. */
function screenWidth(): number {
  return process.stderr.columns || process.stdout.columns || 80;
}

/** A result is written when the command has ended: what went wrong with it comes later than the exit code. */
async function tellUnwritable(error: Error, terminal: Terminal): Promise<void> {
  process.once('exit', (code) => {
    if (code === Exit.ok) process.exitCode = Exit.usage;
  });
  const { faultText } = await import('./wizard/layout.ts');
  const why = fileTrouble(error) ?? error.message;
  const fix = [{ say: 'Redirect stdout to a place with room, then run it again', run: again() }];
  const told = fault('output-unwritable', { path: 'stdout', why, fix }, { cause: error });
  terminal.say(faultText(told, terminal));
}

function transientLine(enabled: boolean): { show(text: string | undefined): void } {
  let shown = false;
  return {
    show(text) {
      if (!enabled || (text === undefined && !shown)) return;
      // Back to the first column, clear the line: ECMA-48 CR and EL.
      process.stderr.write(`\r\u001b[K${cut(text ?? '', screenWidth() - 1)}`);
      shown = text !== undefined;
    },
  };
}

/** A line that is too long ends with a whole word. */
function cut(text: string, columns: number): string {
  if (text.length <= columns) return text;
  const end = text.lastIndexOf(' ', columns);
  return text.slice(0, end > 0 ? end : columns);
}

/** no-color.org and force-color.org; without either, a terminal gets colours. */
function showsColors(env: Env, dumb: boolean): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return process.stderr.isTTY === true && !dumb;
}

function showsUnicode(env: Env): boolean {
  if (process.platform === 'win32') {
    return Boolean(env['WT_SESSION'] || env['TERM_PROGRAM'] || env['ConEmuTask']);
  }
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8';
  return env['TERM'] !== 'linux' && env['TERM'] !== 'dumb' && /utf-?8/i.test(locale);
}

const ascii: Readonly<Record<string, string>> = {
  '›': '>',
  '…': '...',
  '·': '-',
  '•': '*',
  '–': '-',
  '→': '->',
  '█': '#',
  '€': 'EUR ',
  '£': 'GBP ',
};

function toAscii(text: string): string {
  return text.replace(/[›…·•–→█€£]/g, (character) => ascii[character] ?? character);
}
