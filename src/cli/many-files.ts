/** One command on several `.env` files: a row for each, and the exit code of the worst. */

import { mapConcurrently } from '../checks/concurrency.ts';
import type { LoadedCredentials } from '../credentials/load.ts';
import { dateText } from '../days.ts';
import { Exit, type ExitCode, type Fix, fault, SetupError } from '../faults/fault.ts';
import type { Flags } from '../faults/fix.ts';
import { faultReport, linkedInText } from '../screen/fix-text.ts';
import { fixText, indent, paragraph, type Verdict } from '../screen/layout.ts';
import { plainText } from '../screen/sanitize.ts';
import { verdictRows } from '../screen/verdict-rows.ts';
import { withoutSecrets } from '../secret.ts';
import { contractNames, variableNames, variables } from '../variables.ts';
import { counted } from '../words.ts';
import type { Terminal, World } from '../world.ts';
import { type JsonAnswer, printJson } from './json-answer.ts';

/** What a command says of one of several files. */
export interface FileAnswer {
  /** What `--json` says where it is the only file. */
  readonly report: JsonAnswer;
  readonly verdict: Verdict;
  /** What is wrong, or what is left. */
  readonly words: string;
  /** When somebody has to sign in again. */
  readonly signIn?: Date | undefined;
  readonly account?: string | undefined;
  /** Below the table: what is wrong, in whole sentences, and what to do. */
  readonly message?: string | undefined;
  readonly fix: readonly Fix[];
}

interface FileRow extends FileAnswer {
  readonly name: string;
  /** Its commands are about this file. */
  readonly terminal: Terminal;
}

export type ProblemRow = Pick<FileRow, 'name' | 'terminal' | 'message' | 'words' | 'fix'>;

interface FilesCall<Options> {
  readonly command: string;
  /** Those that were given. */
  readonly flags: Flags;
  readonly ask: (options: Options, world: World) => Promise<FileAnswer>;
}

/** Each file has a session, a lock and a renewal of its own; what goes wrong with one of them is its row. */
export async function askFiles<Options extends { readonly json: boolean }>(
  files: readonly string[],
  { ask, ...call }: FilesCall<Options>,
  options: Options,
  world: World,
): Promise<ExitCode> {
  const { terminal, machine } = world;
  let count = 0;
  const askOne = async (envFile: string): Promise<FileRow> => {
    const name = plainText(machine.displayPath(envFile));
    const own = terminalOf(envFile, name, call, terminal);
    const work = ask({ ...options, envFile }, { ...world, terminal: own });
    const answer = await work.catch((error: unknown) => failure(error, envFile, own, world));
    count += 1;
    terminal.progress(`${indent}${count} of ${counted(files.length, 'file')} …`);
    return { ...answer, name, terminal: own };
  };
  // A rate that the environment sets is one for all of them together.
  const concurrency = world.env[variables.rateLimit] === undefined ? undefined : 1;
  const rows = await mapConcurrently(files, askOne, concurrency);
  terminal.progress(undefined);
  const worst = worstOf(rows.map(({ report }) => report));
  if (options.json) {
    printJson({ ...worst, files: rows.map(({ report }) => report) }, terminal);
  } else for (const line of textOf(rows, terminal)) terminal.show(line);
  return worst.exitCode;
}

/** The environment cannot stand for one of several files, nor for what is no `.env` at all. */
export function assertCredentialsFile({ file, displayPath: path }: LoadedCredentials): void {
  if (file === undefined) throw fault('env-file-missing', { path, oneOfSeveral: true });
  if (variableNames.every((name) => file.values[name] === undefined)) {
    throw fault('credentials-incomplete', { missing: contractNames, path });
  }
}

/** What stops everything first; then what a person has to do; then what passes, or is still to come. */
const worstFirst: readonly ExitCode[] = [
  Exit.usage,
  Exit.bug,
  Exit.signInAgain,
  Exit.actionNeeded,
  Exit.tryLater,
  Exit.expiring,
  Exit.ok,
];

export function worstOf(answers: readonly JsonAnswer[]): JsonAnswer {
  const rank = ({ exitCode }: JsonAnswer) => worstFirst.indexOf(exitCode);
  const { outcome, exitCode } = answers.reduce((worst, one) =>
    rank(one) < rank(worst) ? one : worst,
  );
  return { outcome, exitCode };
}

function terminalOf(
  file: string,
  name: string,
  { command, flags }: Omit<FilesCall<never>, 'ask'>,
  terminal: Terminal,
): Terminal {
  const own: Pick<Terminal, 'command' | 'say' | 'progress'> = {
    command(run) {
      if (!('flags' in run)) return terminal.command(run);
      const { command: other = command } = run;
      const kept = other === command ? flags : {};
      const about = { ...run, command: other, flags: { ...kept, '--file': file, ...run.flags } };
      return terminal.command(about, { argv: [], file: undefined });
    },
    say: (text) => terminal.say(`  ${name}: ${text.trimStart()}`),
    progress: () => {},
  };
  // Its own properties are asked of the terminal when they are needed.
  return Object.assign(Object.create(terminal), own);
}

export function failureOf(error: SetupError): Pick<FileAnswer, 'verdict' | 'message' | 'fix'> {
  const { message, fix } = error;
  const said = linkedInText(error);
  return { verdict: 'fail', message: said === undefined ? message : `${message}\n${said}`, fix };
}

/** Ctrl-C ends all of it. */
function failure(error: unknown, file: string, terminal: Terminal, world: World): FileAnswer {
  if (world.signal.aborted) throw error;
  const envFile = world.machine.displayPath(file);
  if (error instanceof SetupError) {
    const { code, exit: exitCode } = error;
    const report = { outcome: code, exitCode, envFile, error: faultReport(error, terminal) };
    return { report, words: shortText(error), ...failureOf(error) };
  }
  const text = withoutSecrets(error instanceof Error ? error.message : String(error));
  const message = `This should not have happened: ${text}`;
  const report = { outcome: 'bug', exitCode: Exit.bug, envFile, error: { code: 'bug', message } };
  return { report, verdict: 'fail', words: 'a bug of this tool', message, fix: [] };
}

function shortText({ code, facts }: SetupError): string {
  const { why, missing } = (facts ?? {}) as { readonly why?: string; readonly missing?: unknown };
  if (code === 'env-file-missing') return 'there is no such file';
  if (missing === contractNames) return 'no .env: it has no LINKEDIN_ variable';
  return code === 'env-file-unreadable' && why !== undefined ? `cannot be read: ${why}` : code;
}

function textOf(rows: readonly FileRow[], terminal: Terminal): readonly string[] {
  const table = rows.map(({ name, verdict, signIn, account = '', words }) => {
    const before = signIn === undefined ? '' : `before ${dateText(signIn)}`;
    return { verdict, cells: [name, before, account], words };
  });
  const fine = rows.filter(({ report }) => report.exitCode === Exit.ok).length;
  const count = `${fine} of ${counted(rows.length, 'file')} ${fine === 1 ? 'is' : 'are'} fine.`;
  return [...verdictRows(table, terminal), ...problemsOf(rows, terminal), `\n  ${count}`];
}

/** What is the same for several of them is said once. */
export function problemsOf(rows: readonly ProblemRow[], terminal: Terminal): readonly string[] {
  const groups = new Map<string, Problem & { readonly names: string[] }>();
  for (const row of rows) {
    const problem = problemOf(row);
    if (problem === undefined) continue;
    const key = JSON.stringify(problem);
    const group = groups.get(key) ?? { ...problem, names: [] };
    group.names.push(row.name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ message, fixes, names: [first = '', ...others] }) => {
    const whose =
      others.length > 1 ? `${first} and ${others.length} others` : [first, ...others].join(' and ');
    const text = message.includes(first) ? message : `${whose}: ${message}`;
    return [`\n${paragraph(text, terminal)}`, ...fixes].join('\n');
  });
}

interface Problem {
  readonly message: string;
  /** As they are shown, each once. */
  readonly fixes: readonly string[];
}

function problemOf({ message, words, fix, terminal }: ProblemRow): Problem | undefined {
  if (message === undefined && fix.length === 0) return undefined;
  const fixes = new Set(fix.map((one) => fixText(one, terminal, indent)));
  return { message: message ?? `${words}.`, fixes: [...fixes] };
}
