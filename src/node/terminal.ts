/** The door to the person: stdout, stderr, questions, the browser. */

import { fileErrorText } from '../credentials/file-errors.ts';
import { commandLine, type Invocation } from '../faults/command-line.ts';
import { Exit, fault } from '../faults/fault.ts';
import { again } from '../faults/fix.ts';
import type { Prompts, Question, TextQuestion } from '../questions.ts';
import { fitted, withSpaces } from '../screen/text-lines.ts';
import type { Env, Terminal } from '../world.ts';
import { openBrowser } from './browser.ts';
import {
  forPipe,
  forScreen,
  forScreenInFull,
  keepExact,
  painted,
  type ScreenAbilities,
} from './screen.ts';
import { isTerminal, streamOf, write } from './standard-streams.ts';
import { createStdout } from './stdout.ts';

export interface TerminalOptions {
  /** `--no-input` */
  readonly neverAsk: boolean;
  readonly invocation: Invocation;
}

export function createTerminalSide(env: Env, options: TerminalOptions, signal: AbortSignal) {
  for (const word of options.invocation.argv) keepExact(word);
  const terminal = terminalOf(env, options, signal);
  return { terminal, prompts: promptsOnDemand(terminal, env, signal), browser: openBrowser(env) };
}

/** The questions are loaded with the first of them. */
function promptsOnDemand(terminal: Terminal, env: Env, signal: AbortSignal): Prompts {
  // Questions are drawn on the screen without `say`.
  const shown = (text: string) => forScreen(text, terminal);
  const safe = <Q extends Question>(question: Q): Q => ({
    ...question,
    message: shown(question.message),
  });
  const complaint = (text: string | undefined) => (text === undefined ? text : shown(text));
  const safeText = (question: TextQuestion): TextQuestion => ({
    ...safe(question),
    preset: shown(question.preset ?? ''),
    reject: (answer) => complaint(question.reject?.(answer)),
  });
  const paint: Terminal['paint'] = (role, text) => shown(terminal.paint(role, text));
  const apart = Object.assign(Object.create(terminal), { paint });
  const load = async () => (await import('./prompts.ts')).createPrompts(apart, env, signal);
  return {
    text: async (question) => (await load()).text(safeText(question)),
    secret: async (question) => (await load()).secret(safeText(question)),
    confirm: async (question) => (await load()).confirm(safe(question)),
    choose: async (question) =>
      (await load()).choose({
        ...safe(question),
        choices: question.choices.map(({ value, label, short = label }) => ({
          value,
          label: shown(label),
          short: shown(short),
        })),
      }),
    pause: async (question) => (await load()).pause(safe(question)),
    textWhileWaiting: async (question) =>
      (await load()).textWhileWaiting({
        ...question,
        message: () => shown(question.message()),
        reject: (answer) => complaint(question.reject(answer)),
      }),
  };
}

/** Of stderr, nobody could be told. */
const ignored = () => {};

/** How a text leaves: whatever it is, nothing of a stranger's acts on a screen. */
function outputFilters(screen: ScreenAbilities, resultIsShown: boolean) {
  const [exact, forPeople] = resultIsShown ? [forScreenInFull, forScreen] : [forPipe, forPipe];
  return {
    exact: (text: string) => exact(text, screen),
    readable: (text: string) => forScreen(text, screen),
    forPeople: (text: string) => forPeople(text, screen),
  };
}

function terminalOf(env: Env, options: TerminalOptions, signal: AbortSignal): Terminal {
  const { neverAsk, invocation } = options;
  const dumb = isDumb(env);
  const ci = (env['CI'] ?? '') !== '' && env['CI'] !== 'false';
  const unicode = showsUnicode(env);
  const colors = showsColors(env, dumb);
  const resultIsShown = isTerminal(1);
  const { exact, readable, forPeople } = outputFilters({ unicode, colors }, resultIsShown);
  const showLine = transientLine(isTerminal(2) && !dumb && !ci);
  const stdout = createStdout(signal, (error) => void reportUnwritable(error, terminal));
  const print = (text: string) => {
    showLine(undefined);
    stdout.print(`${text}\n`);
  };
  const terminal: Terminal = {
    get interactive() {
      return !ci && !neverAsk && hasPerson();
    },
    unicode,
    colors,
    resultIsShown,
    get columns() {
      return screenWidth();
    },
    paint: painted,
    command: (run, called) => commandLine(run, { ...invocation, ...called }),
    say(text) {
      showLine(undefined);
      write(2, `${readable(withSpaces(fitted(text, screenWidth())))}\n`, ignored);
    },
    result: (text) => print(exact(text)),
    show: (text) => print(forPeople(withSpaces(text))),
    async write(text) {
      showLine(undefined);
      await stdout.write(exact(text));
    },
    progress: (text) => showLine(text === undefined ? undefined : readable(text)),
  };
  return terminal;
}

/** Looked at when it matters: opening stdin takes as long as loading a command. */
function hasPerson(): boolean {
  if (!isTerminal(2) || process.stdin.isTTY !== true) return false;
  if (!process.stdin.listeners('error').includes(onLostTerminal)) {
    process.stdin.on('error', onLostTerminal);
  }
  return true;
}

/** A terminal that was closed can neither be read nor set; the signal for it may have gone elsewhere. */
function onLostTerminal(): void {
  process.emit('SIGHUP');
}

/** Of the one screen, wherever it is reached: `2>/dev/null` leaves stdout. A new screen has no columns. */
function screenWidth(): number {
  const columns = columnsOf(2) || columnsOf(1) || 80;
  return Math.min(Math.max(columns, narrowest), widest);
}

function columnsOf(descriptor: 1 | 2): number {
  return isTerminal(descriptor) ? streamOf(descriptor).columns : 0;
}

/** Below this the words cannot be kept apart, so the terminal breaks the lines. */
const narrowest = 20;
const widest = 1_000;

/** A terminal without a name can do nothing, as far as it is known. */
function isDumb(env: Env): boolean {
  const name = env['TERM'] ?? '';
  if (process.platform === 'win32') return name === 'dumb';
  return ['', 'dumb', 'unknown'].includes(name);
}

/** A result is written when the command has ended: what went wrong with it comes later than the exit code. */
async function reportUnwritable(error: Error, terminal: Terminal): Promise<void> {
  process.once('exit', (code) => {
    if (code === Exit.ok) process.exitCode = Exit.usage;
  });
  const { faultText } = await import('../screen/layout.ts');
  const why = fileErrorText(error) ?? error.message;
  const fix = [{ say: 'Redirect stdout to a place with room, then run it again', run: again() }];
  const told = fault('output-unwritable', { path: 'stdout', why, fix }, { cause: error });
  terminal.say(faultText(told, terminal));
}

function transientLine(enabled: boolean): (text: string | undefined) => void {
  let shown = false;
  return (text) => {
    if (!enabled || (text === undefined && !shown)) return;
    // Back to the first column, clear the line: ECMA-48 CR and EL.
    write(2, `\r\u001b[K${cut(text ?? '', screenWidth() - 1)}`, ignored);
    shown = text !== undefined;
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
  return isTerminal(2) && !dumb;
}

function showsUnicode(env: Env): boolean {
  if (process.platform === 'win32') {
    return Boolean(env['WT_SESSION'] || env['TERM_PROGRAM'] || env['ConEmuTask']);
  }
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8';
  return env['TERM'] !== 'linux' && !isDumb(env) && /utf-?8/i.test(locale);
}
