/** Fixes as people and programs read them. */

import type { CommandLine } from './command-line.ts';
import type { Fix } from './faults/fix.ts';
import type { Terminal } from './world.ts';

/** Of `--json`: the parts of the command, and the whole of it as it can be pasted. */
export interface FixReport {
  readonly say: string;
  readonly run?: Omit<CommandLine, 'text'> | { readonly open: string };
  /** `run` in one line, for the shell at hand; left out where there is a page to open. */
  readonly command?: string;
}

type Commands = Pick<Terminal, 'command'>;

export function fixReports(fixes: readonly Fix[], terminal: Commands): readonly FixReport[] {
  return fixes.map(({ say, run }) => {
    if (run === undefined) return { say };
    if ('open' in run) return { say, run };
    const { text, ...parts } = terminal.command(run);
    return { say, run: parts, command: text };
  });
}

/** What is to be copied below the sentence; undefined where the sentence is all. */
export function copiedText({ run }: Fix, terminal: Commands): string | undefined {
  if (run === undefined) return undefined;
  return 'open' in run ? run.open : terminal.command(run).text;
}
