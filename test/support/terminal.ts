/** Terminals without a screen: one that nobody reads, and one that records what is shown. */

import type { Output } from '../../src/cli/program.ts';
import { bareInvocation, commandLine } from '../../src/faults/command-line.ts';
import { withSpaces } from '../../src/screen/text-lines.ts';
import type { Terminal } from '../../src/world.ts';

/** For tests that are not about what is shown. */
export const quietTerminal: Terminal = {
  interactive: false,
  columns: 80,
  unicode: true,
  colors: false,
  resultIsShown: false,
  write: async () => {},
  paint: (_, text) => text,
  command: (run) => commandLine(run, bareInvocation),
  say: () => {},
  result: () => {},
  show: () => {},
  progress: () => {},
};

export interface TestTerminal {
  readonly terminal: Terminal;
  /** For what commander says. */
  readonly output: Omit<Output, 'columns'>;
  /** Everything since the start. */
  stdout(): string;
  stderr(): string;
  /** Every transient line, in order. */
  progress(): readonly string[];
}

/** `onLine` is called with each line of stderr. */
export function createTestTerminal(onLine: (line: string) => void = () => {}): TestTerminal {
  let stdout = '';
  let stderr = '';
  const progress: string[] = [];
  const output = {
    out(text: string) {
      stdout += text;
    },
    err(text: string) {
      stderr += text;
    },
  };
  const terminal: Terminal = {
    ...quietTerminal,
    interactive: true,
    result: (text) => output.out(`${text}\n`),
    show: (text) => output.out(`${text}\n`),
    write: async (text) => output.out(text),
    say(text) {
      output.err(`${withSpaces(text)}\n`);
      for (const line of text.split('\n')) onLine(line);
    },
    progress: (text) => void (text !== undefined && progress.push(text)),
  };
  return {
    terminal,
    output,
    stdout: () => stdout,
    stderr: () => stderr,
    progress: () => progress,
  };
}
