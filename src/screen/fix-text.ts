/** Fixes as people and programs read them. */

import type { CommandLine } from '../faults/command-line.ts';
import type { SetupError } from '../faults/fault.ts';
import type { Fix } from '../faults/fix.ts';
import type { Terminal } from '../world.ts';

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

/** Of `--json`, under `error`. */
export interface FaultReport
  extends Pick<SetupError, 'code' | 'message'>,
    Partial<Pick<SetupError, 'docs' | 'requestId' | 'linkedin'>> {
  readonly fix: readonly FixReport[];
}

export function faultReport(error: SetupError, terminal: Commands): FaultReport {
  const { code, message, docs, requestId, linkedin } = error;
  const fix = fixReports(error.fix, terminal);
  return {
    code,
    message,
    fix,
    docs,
    ...(requestId && { requestId }),
    ...(linkedin && { linkedin }),
  };
}

/** "LinkedIn: Not enough permissions (ACCESS_DENIED, HTTP 403)"; undefined where it said nothing, or it is told already. */
export function linkedInText({ linkedin, message }: SetupError): string | undefined {
  const { message: said, code, status } = linkedin ?? {};
  const isTold = said !== undefined && message.includes(said.replace(/[.\s]+$/, ''));
  if (isTold || (said ?? code) === undefined) return undefined;
  const where = [said === undefined ? undefined : code, status && `HTTP ${status}`];
  const place = where.filter((part) => part !== undefined).join(', ');
  return `LinkedIn: ${said ?? code}${place === '' ? '' : ` (${place})`}`;
}

/** What is to be copied below the sentence; undefined where the sentence is all. */
export function copiedText({ run }: Fix, terminal: Commands): string | undefined {
  if (run === undefined) return undefined;
  return 'open' in run ? run.open : terminal.command(run).text;
}
