/** `status`: what is set and how long it lives, without a single request. */

import type { Draft } from '../credentials/credentials.ts';
import {
  dateText,
  daysLeft,
  endsWithin,
  isOver,
  isoSeconds,
  localTime,
  timeLeft,
} from '../credentials/lifetime.ts';
import { isEmpty, loadStored, type Stored } from '../credentials/stored.ts';
import { Exit, type ExitCode, fault } from '../errors.ts';
import { wrapAt } from '../text-lines.ts';
import { contractNames, type VariableName, variables } from '../variables.ts';
import type { GitStanding, Terminal, World } from '../world.ts';
import type { CommonOptions } from './options.ts';

export interface StatusOptions extends CommonOptions {
  /** Days; exit 6 when a token dies within them. */
  readonly within?: number;
}

export async function status(options: StatusOptions, world: World): Promise<ExitCode> {
  const { terminal, machine, clock } = world;
  const stored = await loadStored(options.envFile, world);
  if (isEmpty(stored)) throw fault('env-file-missing', { path: stored.shown });
  const git = stored.file === undefined ? 'no-repository' : await machine.git(stored.path);
  const now = clock.now();
  const exitCode = exitCodeOf(stored, options.within, now);
  if (options.json)
    terminal.result(JSON.stringify(reportOf({ stored, git, now, exitCode }), undefined, 2));
  else for (const row of textOf(rowsOf(stored, git, now), terminal)) terminal.show(row);
  return exitCode;
}

/** The value that keeps the rest alive: with the refresh token gone, the access token is the last one. */
function signInEnd({ refreshToken, refreshExpiresAt, accessExpiresAt }: Draft): Date | undefined {
  return refreshToken === undefined ? accessExpiresAt : refreshExpiresAt;
}

function missingOf({ values }: Stored): readonly VariableName[] {
  return contractNames.filter((name) => values[name] === undefined);
}

function exitCodeOf(stored: Stored, within: number | undefined, now: Date): ExitCode {
  const { draft } = stored;
  const end = signInEnd(draft);
  const tokenless = draft.accessToken === undefined && draft.refreshToken === undefined;
  const needed = [variables.clientId, variables.clientSecret, variables.adAccountId];
  const incomplete = tokenless || missingOf(stored).some((name) => needed.includes(name as never));
  if (incomplete || (end !== undefined && isOver(end, now))) return Exit.signInAgain;
  const dying = within !== undefined && end !== undefined && endsWithin(end, within, now);
  return dying ? Exit.expiring : Exit.ok;
}

type Row = readonly [label: string, left: string, until?: string];

function rowsOf(stored: Stored, git: GitStanding, now: Date): readonly Row[] {
  const { draft } = stored;
  const token = (label: string, set: boolean, until: Date | undefined): Row => {
    if (!set) return [label, 'not set'];
    if (until === undefined) return [label, 'set, its end is not known'];
    return [label, timeLeft(until, now), `until ${localTime(until)}`];
  };
  const end = signInEnd(draft);
  const keys = [variables.clientId, variables.clientSecret].filter(
    (name) => stored.values[name] === undefined,
  );
  return [
    ['App keys', keys.length === 0 ? 'set' : `not set: ${keys.join(', ')}`],
    token('Access token', draft.accessToken !== undefined, draft.accessExpiresAt),
    token('Refresh token', draft.refreshToken !== undefined, draft.refreshExpiresAt),
    ['Scopes', draft.scopes?.join(', ') ?? 'not known'],
    ['Ad account', draft.adAccountId ?? 'not set'],
    [stored.shown, fileText(stored, git)],
    ...(stored.shadowed.length === 0
      ? []
      : [['Environment', `sets another ${stored.shadowed.join(', ')}, and wins`] as Row]),
    ...(end === undefined ? [] : [['Sign in again', `before ${dateText(end)}`] as Row]),
  ];
}

const gitWords: Readonly<Record<GitStanding, string>> = {
  'no-repository': '',
  unknown: '',
  ignored: ', ignored by git',
  'not-ignored': ', NOT ignored by git',
  tracked: ', TRACKED by git',
};

function fileText({ file }: Stored, git: GitStanding): string {
  if (file === undefined) return 'not there; the environment has the values';
  const open = file.mode !== undefined && (file.mode & 0o077) !== 0;
  const access = open ? `open to others (${modeText(file.mode)})` : 'readable by you alone';
  return `${access}${gitWords[git]}`;
}

function modeText(mode = 0): string {
  return mode.toString(8).padStart(4, '0');
}

/** Countdowns end in one column, so that they can be compared; narrow terminals get lines of their own. */
function textOf(rows: readonly Row[], { columns }: Terminal): readonly string[] {
  const counted = rows.filter(([, , until]) => until !== undefined);
  const size = Math.max(0, ...counted.map(([, left]) => left.length));
  return rows.map(([label, left, until]) => {
    if (columns < 60) {
      const below = [left, until].filter((text) => text !== undefined);
      return [label, ...below.map((text) => `  ${wrapAt(text, columns, '  ')}`)].join('\n');
    }
    const head = `     ${label.padEnd(17)}  `;
    const text = until === undefined ? left : `${left.padStart(size)}    ${until}`;
    return head + wrapAt(text, columns, ' '.repeat(head.length));
  });
}

interface Seen {
  readonly stored: Stored;
  readonly git: GitStanding;
  readonly now: Date;
  readonly exitCode: ExitCode;
}

/** Unknown parts are left out. */
function reportOf({ stored, git, now, exitCode }: Seen) {
  const { draft, file } = stored;
  const life = (until: Date | undefined) =>
    until === undefined ? {} : { expiresAt: isoSeconds(until), daysLeft: daysLeft(until, now) };
  const end = signInEnd(draft);
  return {
    exitCode,
    envFile: stored.shown,
    missing: missingOf(stored),
    ...(draft.accessToken && { accessToken: life(draft.accessExpiresAt) }),
    ...(draft.refreshToken && { refreshToken: life(draft.refreshExpiresAt) }),
    ...(draft.scopes && { scopes: draft.scopes }),
    ...(draft.adAccountId && { adAccountId: draft.adAccountId }),
    ...(end && { signInAgainBefore: isoSeconds(end) }),
    ...(file && {
      file: {
        ...(file.mode === undefined ? {} : { mode: modeText(file.mode) }),
        git,
        duplicates: file.duplicates,
      },
    }),
    shadowed: stored.shadowed,
  };
}
