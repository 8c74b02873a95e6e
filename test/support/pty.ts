/** A program in a pseudo-terminal, and the screen as the person in front of it sees it. */

import xterm, { type Terminal } from '@xterm/headless';
import { describe, onTestFinished, test } from 'vitest';

const keys = {
  enter: '\r',
  tab: '\t',
  escape: '\u001b',
  backspace: '\u007f',
  up: '\u001b[A',
  down: '\u001b[B',
  'ctrl-c': '\u0003',
  'ctrl-d': '\u0004',
  'ctrl-z': '\u001a',
  'ctrl-\\': '\u001c',
  left: '\u001b[D',
  home: '\u001b[H',
  end: '\u001b[F',
} as const;

export interface Ending {
  readonly exitCode: number;
  /** The number of the signal that ended the program, if one did. */
  readonly signal?: number;
}

export interface Screen {
  /** What stands on the screen and what has scrolled off it, row by row, without blanks at the ends. */
  text(): string;
  /** Everything the program wrote, erased or not, with its control sequences. */
  raw(): string;
  /** Resolves with `text()` as soon as the pattern stands on it. */
  waitFor(pattern: RegExp | string, options?: { timeout?: number }): Promise<string>;
  type(text: string): void;
  press(key: keyof typeof keys): void;
  resize(columns: number, rows: number): void;
  kill(): void;
  /** The terminal goes away, as when its window is closed. */
  hangUp(): void;
  /** Resolves when the program has ended and its last words are on the screen. */
  readonly exited: Promise<Ending>;
}

export interface ScreenOptions {
  readonly cwd: string;
  /** The whole environment of the program; nothing is added but a TERM. */
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

type NodePty = typeof import('@lydell/node-pty');

const loaded = await load();

async function load(): Promise<{ readonly pty: NodePty } | { readonly failure: unknown }> {
  try {
    return { pty: await import('@lydell/node-pty') };
  } catch (failure) {
    return { failure };
  }
}

/** Where the machine has no pseudo-terminals the tests are skipped, but never on CI. */
export function describeWithPty(name: string, tests: () => void): void {
  if ('pty' in loaded) {
    describe(name, tests);
  } else if (process.env['CI']) {
    test(name, () => {
      throw new Error('this machine has no pseudo-terminals', { cause: loaded.failure });
    });
  } else {
    describe.skip(`${name} (skipped: no pseudo-terminals on ${process.platform})`, tests);
  }
}

/** Starts the program; it is killed when the test ends, if it has not ended by then. */
export function openScreen(
  command: string,
  args: readonly string[],
  { cwd, env, columns = 100, rows = 30 }: ScreenOptions,
): Screen {
  if (!('pty' in loaded)) throw new Error('no pseudo-terminals here', { cause: loaded.failure });
  const size = { cols: columns, rows };
  const name = env['TERM'] ?? 'xterm-256color';
  const program = loaded.pty.spawn(command, [...args], { cwd, env: { ...env }, name, ...size });
  const terminal = new xterm.Terminal({ ...size, scrollback: 10_000, allowProposedApi: true });

  let raw = '';
  let ending: Ending | undefined;
  program.onData((data) => {
    raw += data;
    terminal.write(data);
  });
  // Programs ask terminals things (where is the cursor?) and wait for the answer.
  terminal.onData((answer) => program.write(answer));
  const exited = new Promise<Ending>((resolve) => {
    program.onExit(({ exitCode, signal }) => {
      // An empty write is called back when all before it has been drawn.
      terminal.write('', () => {
        ending = { exitCode, ...(signal ? { signal } : {}) };
        resolve(ending);
      });
    });
  });

  const text = () => readRows(terminal);
  const kill = () => {
    if (ending === undefined) program.kill(process.platform === 'win32' ? undefined : 'SIGKILL');
  };
  onTestFinished(kill);
  return {
    text,
    raw: () => raw,
    waitFor: (pattern, { timeout = 15_000 } = {}) =>
      awaitText({ text, pattern, timeout, ended: () => ending }),
    type: (characters) => program.write(characters),
    press: (key) => program.write(keys[key]),
    resize: (newColumns, newRows) => {
      terminal.resize(newColumns, newRows);
      program.resize(newColumns, newRows);
    },
    kill,
    // Of every terminal that is no Windows console; the declarations leave it out.
    hangUp: () => (program as unknown as { destroy(): void }).destroy(),
    exited,
  };
}

function readRows({ buffer }: Terminal): string {
  const rows = Array.from(
    { length: buffer.active.length },
    (_, row) => buffer.active.getLine(row)?.translateToString(true).trimEnd() ?? '',
  );
  return rows.join('\n').trimEnd();
}

interface Awaited {
  readonly text: () => string;
  readonly pattern: RegExp | string;
  readonly timeout: number;
  readonly ended: () => Ending | undefined;
}

async function awaitText({ text, pattern, timeout, ended }: Awaited): Promise<string> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const ending = ended();
    const screen = text();
    if (typeof pattern === 'string' ? screen.includes(pattern) : screen.search(pattern) >= 0) {
      return screen;
    }
    const given = `${pattern} did not appear`;
    const frame = `--- the screen:\n${screen}\n---`;
    if (ending !== undefined) {
      throw new Error(
        `${given} before the program ended with exit code ${ending.exitCode}\n${frame}`,
      );
    }
    if (Date.now() > deadline) throw new Error(`${given} within ${timeout} ms\n${frame}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
