/** The table of `status`: a row for each thing that is set. */

import { type LoadedCredentials, signInEndOf } from '../../credentials/load.ts';
import { isPast, timeLeft } from '../../credentials/token-dates.ts';
import { dateText, localTime } from '../../days.ts';
import { wrapAt } from '../../screen/text-lines.ts';
import { type VariableName, variables } from '../../variables.ts';
import { listed } from '../../words.ts';
import type { GitStatus, Terminal } from '../../world.ts';

export type Row = readonly [label: string, left: string, until?: string];

export function rowsOf(loaded: LoadedCredentials, git: GitStatus, now: Date): readonly Row[] {
  const { credentials, values } = loaded;
  const end = signInEndOf(credentials);
  const keys = [variables.clientId, variables.clientSecret].filter(
    (name) => values[name] === undefined,
  );
  return [
    ['App keys', keys.length === 0 ? 'set' : keysText(keys, loaded)],
    tokenRow('Access token', access, loaded, now),
    tokenRow('Refresh token', refresh, loaded, now),
    ['Scopes', credentials.scopes?.join(', ') ?? 'not known'],
    ['Ad account', credentials.adAccountId ?? 'not set'],
    [loaded.displayPath, fileText(loaded, git)],
    ...(loaded.shadowed.length === 0
      ? []
      : [['Environment', `overrides ${listed(loaded.shadowed)}`] as Row]),
    ...(end === undefined || isPast(end, now)
      ? []
      : [['Sign in again', `before ${dateText(end)}`] as Row]),
  ];
}

interface TokenNames {
  readonly token: typeof variables.accessToken | typeof variables.refreshToken;
  readonly date: VariableName;
}

const access: TokenNames = { token: variables.accessToken, date: variables.accessExpiresAt };
const refresh: TokenNames = { token: variables.refreshToken, date: variables.refreshExpiresAt };

function tokenRow(
  label: string,
  { token, date }: TokenNames,
  { credentials, values, unusable }: LoadedCredentials,
  now: Date,
): Row {
  const flaw = unusable.find(({ variable }) => variable === token);
  if (values[token] === undefined) return [label, flaw === undefined ? 'not set' : flawText(flaw)];
  const until =
    token === variables.accessToken ? credentials.accessExpiresAt : credentials.refreshExpiresAt;
  if (until === undefined) {
    const unread = unusable.some(({ variable }) => variable === date);
    return [label, unread ? 'set, expiry unreadable' : 'set, expiry unknown'];
  }
  if (!isPast(until, now)) return [label, timeLeft(until, now), `until ${localTime(until)}`];
  const { refreshToken, refreshExpiresAt } = credentials;
  const renewable =
    refreshToken !== undefined &&
    (refreshExpiresAt === undefined || !isPast(refreshExpiresAt, now));
  const next = token === variables.accessToken && renewable ? '; renewed at its next use' : '';
  return [label, timeLeft(until, now), `on ${localTime(until)}${next}`];
}

function keysText(absent: readonly VariableName[], { unusable }: LoadedCredentials): string {
  const flaws = unusable.filter(({ variable }) => absent.includes(variable));
  const unset = absent.filter((name) => flaws.every(({ variable }) => variable !== name));
  return [
    ...(unset.length === 0 ? [] : [`not set: ${unset.join(', ')}`]),
    ...flaws.map((flaw) => `${flaw.variable}: ${flawText(flaw)}`),
  ].join('; ');
}

function flawText(flaw: LoadedCredentials['unusable'][number]): string {
  if (flaw.kind === 'reference') return `a reference for ${flaw.resolver.name}, not the value`;
  return flaw.kind === 'placeholder' ? 'only a placeholder' : 'set, and cannot be used';
}

const gitWords: Readonly<Record<GitStatus, string>> = {
  'no-repository': '',
  unknown: '',
  ignored: ', ignored by git',
  'not-ignored': ', NOT ignored by git',
  tracked: ', TRACKED by git',
};

function fileText({ file }: LoadedCredentials, git: GitStatus): string {
  if (file === undefined) return 'no such file; the environment has the values';
  const { mode = 0o600 } = file;
  const alone = (mode & 0o070) === 0 ? 'alone' : 'and its group';
  const access =
    (mode & 0o007) !== 0 ? `open to others (${modeText(mode)})` : `readable by you ${alone}`;
  return `${access}${gitWords[git]}`;
}

export function modeText(mode = 0): string {
  return mode.toString(8).padStart(4, '0');
}

/** Countdowns end in one column, so that they can be compared; narrow terminals get lines of their own. */
export function tableOf(rows: readonly Row[], { columns }: Terminal): readonly string[] {
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
