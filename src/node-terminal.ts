/** The door to the person: stdout, stderr, questions, the browser. */

import { once } from 'node:events';
import { styleText } from 'node:util';
import { openBrowser } from './node-browser.ts';
import { fitted } from './text-lines.ts';
import type { Env, Paint, Prompts, Terminal, World } from './world.ts';

export interface Manners {
  /** `--no-input` */
  readonly neverAsk: boolean;
}

export type PersonSide = Pick<World, 'terminal' | 'prompts' | 'browser'>;

export function openTerminal(env: Env, manners: Manners, signal: AbortSignal): PersonSide {
  const terminal = terminalOf(env, manners);
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

/** A reader that went away (`pectus-linkedin accounts | head -1`) is no failure. */
export function forgiveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

const styles: Readonly<Record<Paint, Parameters<typeof styleText>[0]>> = {
  step: 'bold',
  good: 'green',
  warning: 'yellow',
  bad: 'red',
  copy: 'cyan',
};

function terminalOf(env: Env, { neverAsk }: Manners): Terminal {
  const dumb = env['TERM'] === 'dumb';
  const ci = (env['CI'] ?? '') !== '' && env['CI'] !== 'false';
  const unicode = showsUnicode(env);
  const colors = showsColors(env, dumb);
  const write = (stream: NodeJS.WriteStream, text: string) =>
    stream.write(`${unicode ? text : toAscii(text)}\n`);
  const line = transientLine(process.stderr.isTTY === true && !dumb && !ci);
  return {
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true && !ci && !neverAsk,
    unicode,
    colors,
    resultIsShown: process.stdout.isTTY === true,
    get columns() {
      return process.stderr.columns ?? 80;
    },
    paint: (role, text) =>
      colors ? styleText(styles[role], text, { validateStream: false }) : text,
    say(text) {
      line.show(undefined);
      write(process.stderr, fitted(text, process.stderr.columns ?? 80));
    },
    result(text) {
      line.show(undefined);
      write(process.stdout, text);
    },
    async write(text) {
      line.show(undefined);
      // A slow reader is waited for, so that memory does not grow with what it has not read.
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    },
    progress: (text) => line.show(text === undefined || unicode ? text : toAscii(text)),
  };
}

function transientLine(enabled: boolean): { show(text: string | undefined): void } {
  let shown = false;
  return {
    show(text) {
      if (!enabled || (text === undefined && !shown)) return;
      const width = (process.stderr.columns ?? 80) - 1;
      // Back to the first column, clear the line: ECMA-48 CR and EL.
      process.stderr.write(`\r\u001b[K${(text ?? '').slice(0, width)}`);
      shown = text !== undefined;
    },
  };
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
  '€': 'EUR ',
  '£': 'GBP ',
};

function toAscii(text: string): string {
  return text.replace(/[›…·•–→€£]/g, (character) => ascii[character] ?? character);
}
