/** Fixes as people and programs read them. */

import type { FaultCode, LinkedInAnswer, SetupError } from '../faults/fault.ts';
import type { Fix, PageToOpen } from '../faults/fix.ts';
import type { Terminal } from '../world.ts';

/** One thing to do, as `--json` has it: the parts of the command, and the whole of it as it can be pasted. */
export interface FixReport {
  /** What to do, without the command. */
  readonly say: string;
  /** The program to start, or the page to open; left out where the sentence is all. */
  readonly run?: ProgramToRun | PageToOpen;
  /** The program with its arguments in one line, for the shell at hand; left out where there is none to start. */
  readonly command?: string;
}

/** A program with its arguments, each a word of its own and unquoted. */
export interface ProgramToRun {
  /** Its name or path. */
  readonly program: string;
  /** One per word. */
  readonly args: readonly string[];
  /** Variables to set for it alone. */
  readonly env?: Readonly<Record<string, string>>;
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

/** A fault as `--json` has it, under `error`. */
export interface FaultReport {
  /** What went wrong; permanent. */
  readonly code: FaultCode;
  /** What happened and why, in one or two sentences. */
  readonly message: string;
  /** What to do, in order. */
  readonly fix: readonly FixReport[];
  /** The address of a page to read. */
  readonly docs?: string | undefined;
  /** The header `x-li-uuid` of LinkedIn's answer, which its support asks for. */
  readonly requestId?: string | undefined;
  /** LinkedIn's own words, where the fault comes from an answer of LinkedIn's. */
  readonly linkedin?: LinkedInAnswer | undefined;
}

export function faultReport(error: SetupError, terminal: Commands): FaultReport {
  const { code, message, docs, requestId, linkedin } = error;
  const fix = fixReports(error.fix, terminal);
  const origin = { ...(requestId && { requestId }), ...(linkedin && { linkedin }) };
  return { code, message, fix, docs, ...origin };
}

/** "LinkedIn: Not enough permissions (ACCESS_DENIED, HTTP 403)"; undefined where it said nothing, or the message quotes it. */
export function linkedInText(error: SetupError): string | undefined {
  const { message: said, code, status } = error.linkedin ?? {};
  // A fault that is made of what LinkedIn said has it in its message.
  const quoted = (error.facts as { readonly said?: string } | undefined)?.said ?? '';
  if (quoted !== '' || (said ?? code) === undefined) return undefined;
  const where = [said === undefined ? undefined : code, status && `HTTP ${status}`];
  const place = where.filter((part) => part !== undefined).join(', ');
  return `LinkedIn: ${said ?? code}${place === '' ? '' : ` (${place})`}`;
}

/** What is to be copied below the sentence; undefined where the sentence is all. */
export function copiedText({ run }: Fix, terminal: Commands): string | undefined {
  if (run === undefined) return undefined;
  return 'open' in run ? run.open : terminal.command(run).text;
}
