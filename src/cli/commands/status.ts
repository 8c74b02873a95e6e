/** `status`: what is set and how long it lives, without a single request. */

import type { Command } from '@commander-js/extra-typings';
import { expiriesWithin, expiryReport, tokenReport } from '../../checks/expiries.ts';
import { valueWarnings } from '../../checks/value-warnings.ts';
import { accountIdOf } from '../../credentials/credentials.ts';
import { readersText } from '../../credentials/env-file.ts';
import { lacking, missingVariables } from '../../credentials/lacking.ts';
import {
  findCredentials,
  type LoadedCredentials,
  loadCredentials,
  signInEndOf,
} from '../../credentials/load.ts';
import { isPast, isRenewable, timeLeft } from '../../credentials/token-dates.ts';
import { dateText, isoSeconds, localTime } from '../../days.ts';
import { Exit, type ExitCode, type Fix, fault } from '../../faults/fault.ts';
import { own } from '../../faults/fix.ts';
import { currentVersion, versionLife } from '../../linkedin/versions.ts';
import { fixReports } from '../../screen/fix-text.ts';
import { fixText, indent, labelled, narrow, paragraph } from '../../screen/layout.ts';
import { alignRight, columnWidth } from '../../screen/text-lines.ts';
import { contractNames, type VariableName, variables } from '../../variables.ts';
import { capitalized, counted, listed, sentence } from '../../words.ts';
import type { GitStatus, Readers, Terminal, World } from '../../world.ts';
import { commonFlags, filesArgument, keptFlags, type OptionsOf, withinFlag } from '../flags.ts';
import { type JsonAnswer, printJson } from '../json-answer.ts';
import { askFiles, assertCredentialsFile, type FileAnswer, failureOf } from '../many-files.ts';

export const flags = (command: Command) =>
  filesArgument(commonFlags(command).addOption(withinFlag()));

type StatusOptions = OptionsOf<typeof flags>;

export async function run(
  options: StatusOptions,
  world: World,
  files: readonly string[] = [],
): Promise<ExitCode> {
  if (files.length > 1) {
    const call = { command: 'status', flags: keptFlags(options), ask: askOne };
    return await askFiles(files, call, options, world);
  }
  const { terminal } = world;
  const loaded = await loadCredentials(options.envFile, world);
  const facts = await lookAt(loaded, options, world);
  const { exitCode } = endingOf(facts);
  if (options.json) {
    printJson(reportOf(facts, terminal), terminal);
    return exitCode;
  }
  for (const row of tableOf(rowsOf(facts), terminal)) terminal.show(row);
  const notes = notesOf(facts, terminal);
  if (notes.length > 0) terminal.show(`\n${notes.join('\n')}`);
  return exitCode;
}

/** A row of several, with what one file alone would be told of in more lines. */
async function askOne(options: StatusOptions, world: World): Promise<FileAnswer> {
  const loaded = await findCredentials(options.envFile, world);
  assertCredentialsFile(loaded);
  const facts = await lookAt(loaded, options, world);
  const { signIn, hasEnded, fault: failure, warnings, expiries } = facts;
  const remarks = [...exposureOf(facts), ...warnings.map(({ words }) => words)];
  const isFine = expiries.length === 0 && remarks.length === 0;
  return {
    report: reportOf(facts, world.terminal),
    verdict: isFine ? 'pass' : 'warn',
    words: [stateText(facts), ...remarks].join('; '),
    signIn: hasEnded ? undefined : signIn,
    account: accountIdOf(loaded.credentials),
    fix: fixesOf(facts),
    ...(failure && failureOf(failure)),
  };
}

function stateText({ missing, unusable, signIn, expiries, now }: StatusFacts): string {
  const lack = unusable === undefined ? 'missing' : 'not to be used';
  if (missing.length > 0) return `${counted(missing.length, 'value')} ${lack}: ${listed(missing)}`;
  if (expiries.length > 0) return expiries.map(({ words }) => words).join('; ');
  return signIn === undefined ? 'nobody knows when it ends' : timeLeft(signIn, now);
}

function exposureOf({ loaded, git, readers }: StatusFacts): readonly string[] {
  const isExposed = readers === 'others' || git === 'tracked' || git === 'not-ignored';
  return isExposed ? [fileText(loaded, { git, readers })] : [];
}

async function lookAt(
  loaded: LoadedCredentials,
  { within }: StatusOptions,
  { machine, clock, files }: World,
) {
  const { file, path } = loaded;
  const [git, readers] =
    file === undefined
      ? (['no-repository', undefined] as const)
      : await Promise.all([machine.gitStatus(path), files.readers(path)]);
  return factsOf(loaded, { git, readers }, within, clock.now());
}

interface Exposure {
  readonly git: GitStatus;
  readonly readers: Readers | undefined;
}

type StatusFacts = ReturnType<typeof factsOf>;

function factsOf(
  loaded: LoadedCredentials,
  exposure: Exposure,
  within: number | undefined,
  now: Date,
) {
  const unread = loaded.unusable.map(({ variable }) => variable);
  const missing = missingVariables(loaded);
  const flawed = missing.filter((name) => unread.includes(name));
  const version = versionLife(loaded.values[variables.apiVersion] ?? currentVersion, now);
  const signIn = signInEndOf(loaded.credentials);
  const ended = signIn !== undefined && isPast(signIn, now) ? signIn : undefined;
  // What cannot be used, where that stops every command.
  const unusable = flawed.length === 0 ? undefined : lacking(loaded, flawed);
  return {
    loaded,
    ...exposure,
    now,
    signIn,
    missing,
    hasEnded: ended !== undefined,
    unusable,
    fault: unusable ?? lackingFault(missing, loaded) ?? endedFault(ended, loaded),
    warnings: valueWarnings(loaded),
    within,
    expiries: within === undefined ? [] : expiriesWithin({ loaded, signIn, version, now }, within),
  };
}

function lackingFault(missing: readonly VariableName[], loaded: LoadedCredentials) {
  return missing.length === 0 ? undefined : lacking(loaded, missing);
}

/** What LinkedIn would say to whoever used the credentials now. */
function endedFault(ended: Date | undefined, { credentials }: LoadedCredentials) {
  if (ended === undefined) return undefined;
  return credentials.refreshToken === undefined
    ? fault('access-token-rejected', { why: 'it has expired', renewable: false })
    : fault('refresh-token-rejected', { expired: dateText(ended) });
}

function endingOf({ fault: failure, expiries }: StatusFacts): JsonAnswer {
  if (failure !== undefined) return { outcome: failure.code, exitCode: failure.exit };
  return { outcome: 'ok', exitCode: expiries.length > 0 ? Exit.expiring : Exit.ok };
}

/** Below the table: what is wrong, and what to do, each with its command. */
function notesOf(facts: StatusFacts, terminal: Terminal): readonly string[] {
  const { unusable, expiries, within } = facts;
  const warnings = facts.warnings.filter(({ about }) => about !== 'shadow');
  return [
    ...(unusable === undefined ? [] : [paragraph(unusable.message, terminal)]),
    ...warnings.map(({ words }) => paragraph(sentence(words), terminal)),
    ...expiries.map(({ words }) => paragraph(`Within ${within} days: ${words}.`, terminal)),
    ...fixesOf({ ...facts, warnings }).map((fix) => fixText(fix, terminal)),
  ];
}

/** Whatever else there is comes by itself once somebody signs in again. */
function fixesOf({ hasEnded, unusable, warnings, expiries }: StatusFacts): readonly Fix[] {
  const first = hasEnded ? [{ say: 'Sign in again now', run: own('setup') }] : [];
  const rest = [...warnings, ...expiries].flatMap(({ fix }) => fix);
  const fixes = [...(unusable?.fix ?? first), ...rest];
  // What mends two things is said once.
  const texts = fixes.map((fix) => JSON.stringify(fix));
  return fixes.filter((_, index) => texts.indexOf(texts[index] ?? '') === index);
}

type Row = readonly [label: string, left: string, until?: string];

function rowsOf({ loaded, git, readers, now, signIn, hasEnded }: StatusFacts): readonly Row[] {
  const { credentials, values } = loaded;
  const keys = [variables.clientId, variables.clientSecret].filter(
    (name) => values[name] === undefined,
  );
  const rows: Row[] = [
    ['App keys', keys.length === 0 ? 'set' : keysText(keys, loaded)],
    tokenRow('access', loaded, now),
    tokenRow('refresh', loaded, now),
    ['Scopes', credentials.scopes?.join(', ') ?? 'not known'],
    ['Ad account', credentials.adAccountId ?? 'not set'],
    ...(credentials.memberUrn === undefined
      ? []
      : [['Signed in as', credentials.memberUrn] as Row]),
    [loaded.displayPath, fileText(loaded, { git, readers })],
  ];
  const overridden = listed(loaded.shadowed);
  if (overridden !== '') rows.push(['Environment', `overrides ${overridden}`]);
  if (signIn !== undefined && !hasEnded) rows.push(['Sign in again', `before ${dateText(signIn)}`]);
  return rows;
}

function tokenRow(name: 'access' | 'refresh', loaded: LoadedCredentials, now: Date): Row {
  const { credentials, values, unusable } = loaded;
  const label = `${capitalized(name)} token`;
  const until = credentials[`${name}ExpiresAt`];
  const [token, date] = [variables[`${name}Token`], variables[`${name}ExpiresAt`]];
  const flaw = unusable.find(({ variable }) => variable === token);
  if (values[token] === undefined) return [label, flaw === undefined ? 'not set' : flawText(flaw)];
  if (until === undefined) {
    const unread = unusable.some(({ variable }) => variable === date);
    return [label, unread ? 'set, expiry unreadable' : 'set, expiry unknown'];
  }
  const left = timeLeft(until, now);
  if (!isPast(until, now)) return [label, left, `until ${localTime(until)}`];
  const isRenewed = name === 'access' && isRenewable(credentials, now);
  return [label, left, `on ${localTime(until)}${isRenewed ? '; renewed at its next use' : ''}`];
}

function keysText(absent: readonly VariableName[], { unusable }: LoadedCredentials): string {
  const flaws = unusable.filter(({ variable }) => absent.includes(variable));
  const unset = absent.filter((name) => flaws.every(({ variable }) => variable !== name));
  const texts = flaws.map((flaw) => `${flaw.variable}: ${flawText(flaw)}`);
  return (unset.length === 0 ? texts : [`not set: ${unset.join(', ')}`, ...texts]).join('; ');
}

function flawText(flaw: LoadedCredentials['unusable'][number]): string {
  if (flaw.kind === 'reference') return `a reference for ${flaw.resolver.name}, not the value`;
  return flaw.kind === 'placeholder' ? 'only a placeholder' : 'set, and cannot be used';
}

const gitWords: Readonly<Partial<Record<GitStatus, string>>> = {
  ignored: ', ignored by git',
  'not-ignored': ', NOT ignored by git',
  tracked: ', TRACKED by git',
};

function fileText({ file }: LoadedCredentials, { git, readers }: Exposure): string {
  if (file === undefined) return 'no such file; the environment has the values';
  const mode = file.mode === undefined ? '' : ` (${modeText(file.mode)})`;
  const access = readers === 'others' ? `open to others${mode}` : readersText(readers);
  return `${access}${gitWords[git] ?? ''}`;
}

function modeText(mode = 0): string {
  return mode.toString(8).padStart(4, '0');
}

/** Times end in one column, so that they can be compared; narrow terminals get lines of their own. */
function tableOf(rows: readonly Row[], terminal: Terminal): readonly string[] {
  const size = columnWidth(rows.flatMap(([, left, until]) => (until === undefined ? [] : left)));
  const isNarrow = terminal.columns < narrow;
  return rows.map(([label, left, until = '']) => {
    const timed = isNarrow ? `${left}\n${until}` : `${alignRight(left, size)}    ${until}`;
    return labelled(label, until === '' ? left : timed, terminal, isNarrow ? '' : indent);
  });
}

function reportOf(facts: StatusFacts, terminal: Terminal) {
  const { loaded, git, now, signIn, expiries } = facts;
  const { credentials, file, values } = loaded;
  const fix = fixReports(fixesOf(facts), terminal);
  return {
    ...endingOf(facts),
    envFile: loaded.displayPath,
    missing: contractNames.filter((name) => values[name] === undefined),
    ...(loaded.unusable.length > 0 && {
      unusable: loaded.unusable.map(({ variable, origin, kind }) => ({ variable, origin, kind })),
    }),
    ...(credentials.accessToken && { accessToken: tokenReport(credentials.accessExpiresAt, now) }),
    ...(credentials.refreshToken && {
      refreshToken: tokenReport(credentials.refreshExpiresAt, now),
    }),
    ...(credentials.scopes && { scopes: credentials.scopes }),
    ...(credentials.adAccountId && { adAccountId: credentials.adAccountId }),
    ...(signIn && { signInAgainBefore: isoSeconds(signIn) }),
    ...(expiries.length > 0 && { ending: expiries.map((one) => expiryReport(one, now)) }),
    ...(file && {
      file: {
        ...(file.mode === undefined ? {} : { mode: modeText(file.mode) }),
        git,
        duplicates: file.duplicates,
      },
    }),
    shadowed: [...loaded.shadowed, ...loaded.emptied],
    ...(fix.length > 0 && { fix }),
  };
}
