/** `status`: what is set and how long it lives, without a single request. */

import type { Command } from '@commander-js/extra-typings';
import { type Expiry, expiriesWithin, expiryReport } from '../../checks/endings.ts';
import { type Remark, valueRemarks } from '../../checks/value-remarks.ts';
import { contractLack, lacking } from '../../credentials/lacking.ts';
import {
  isEmpty,
  type LoadedCredentials,
  loadCredentials,
  signInEndOf,
} from '../../credentials/load.ts';
import { daysLeft, isPast } from '../../credentials/token-dates.ts';
import { isoSeconds } from '../../days.ts';
import { Exit, type ExitCode, type Fix, fault, type SetupError } from '../../faults/fault.ts';
import { own } from '../../faults/fix.ts';
import { currentVersion, versionLife } from '../../linkedin/versions.ts';
import { fixReports } from '../../screen/fix-text.ts';
import { fixText, paragraph } from '../../screen/layout.ts';
import { contractNames, variables } from '../../variables.ts';
import type { GitStatus, Terminal, World } from '../../world.ts';
import { commonFlags, type OptionsOf, withinFlag } from '../flags.ts';
import { modeText, rowsOf, tableOf } from './status-rows.ts';

export const flags = (command: Command) => commonFlags(command).addOption(withinFlag());

/** What there is to say, of one file. */
interface Standing {
  readonly stored: LoadedCredentials;
  readonly git: GitStatus;
  readonly now: Date;
  /** What cannot be used, where that stops every command. */
  readonly unusable: SetupError | undefined;
  readonly remarks: readonly Remark[];
  readonly within: number | undefined;
  readonly endings: readonly Expiry[];
}

export async function run(options: OptionsOf<typeof flags>, world: World): Promise<ExitCode> {
  const { terminal, machine, clock } = world;
  const stored = await loadCredentials(options.envFile, world);
  if (isEmpty(stored)) throw fault('env-file-missing', { path: stored.displayPath });
  const git = stored.file === undefined ? 'no-repository' : await machine.git(stored.path);
  const standing = standingOf(stored, git, { within: options.within, now: clock.now() });
  const exitCode = exitCodeOf(standing);
  if (options.json) {
    terminal.result(JSON.stringify(reportOf(standing, exitCode, terminal), undefined, 2));
    return exitCode;
  }
  for (const row of tableOf(rowsOf(stored, git, standing.now), terminal)) terminal.show(row);
  const notes = notesOf(standing, terminal);
  if (notes.length > 0) terminal.show(`\n${notes.join('\n')}`);
  return exitCode;
}

function standingOf(
  stored: LoadedCredentials,
  git: GitStatus,
  { within, now }: Pick<Standing, 'within' | 'now'>,
): Standing {
  const flawed = contractLack(stored).filter((name) =>
    stored.unusable.some(({ variable }) => variable === name),
  );
  const version = versionLife(stored.values[variables.apiVersion] ?? currentVersion, now);
  const horizon = { stored, signIn: signInEndOf(stored.credentials), version, now };
  return {
    stored,
    git,
    now,
    unusable: flawed.length === 0 ? undefined : lacking(stored, flawed),
    remarks: valueRemarks(stored),
    within,
    endings: within === undefined ? [] : expiriesWithin(horizon, within),
  };
}

function exitCodeOf({ stored, unusable, endings, now }: Standing): ExitCode {
  if (unusable !== undefined) return unusable.exit;
  const end = signInEndOf(stored.credentials);
  if (contractLack(stored).length > 0 || (end !== undefined && isPast(end, now))) {
    return Exit.signInAgain;
  }
  return endings.length > 0 ? Exit.expiring : Exit.ok;
}

// --- for people --------------------------------------------------------------------------------------

/** Below the table: what is wrong, and what to do, each with its command. */
function notesOf(standing: Standing, terminal: Terminal): readonly string[] {
  const { unusable, endings, within } = standing;
  const remarks = standing.remarks.filter(({ about }) => about !== 'shadow');
  return [
    ...(unusable === undefined ? [] : [paragraph(unusable.message, terminal)]),
    ...remarks.map(({ words }) => paragraph(sentence(words), terminal)),
    ...endings.map(({ words }) => paragraph(`Within ${within} days: ${words}.`, terminal)),
    ...fixesOf({ ...standing, remarks }).map((fix) => fixText(fix, terminal)),
  ];
}

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

/** Whatever else there is comes by itself once somebody signs in again. */
function fixesOf({ stored, now, unusable, remarks, endings }: Standing): readonly Fix[] {
  const end = signInEndOf(stored.credentials);
  const over = end !== undefined && isPast(end, now);
  const first = over ? [{ say: 'Sign in again now', run: own('setup') }] : [];
  const rest = [...remarks, ...endings].flatMap(({ fix }) => fix);
  const fixes = [...(unusable?.fix ?? first), ...rest];
  // What mends two things is said once.
  const texts = fixes.map((fix) => JSON.stringify(fix));
  return fixes.filter((_, index) => texts.indexOf(texts[index] ?? '') === index);
}

// --- for scripts -------------------------------------------------------------------------------------

/** Unknown parts are left out. */
function reportOf(standing: Standing, exitCode: ExitCode, terminal: Terminal) {
  const { stored, git, now, endings } = standing;
  const { credentials, file, values } = stored;
  const life = (until: Date | undefined) =>
    until === undefined ? {} : { expiresAt: isoSeconds(until), daysLeft: daysLeft(until, now) };
  const end = signInEndOf(credentials);
  const fix = fixReports(fixesOf(standing), terminal);
  return {
    exitCode,
    envFile: stored.displayPath,
    missing: contractNames.filter((name) => values[name] === undefined),
    ...(stored.unusable.length > 0 && {
      unusable: stored.unusable.map(({ variable, origin, kind }) => ({ variable, origin, kind })),
    }),
    ...(credentials.accessToken && { accessToken: life(credentials.accessExpiresAt) }),
    ...(credentials.refreshToken && { refreshToken: life(credentials.refreshExpiresAt) }),
    ...(credentials.scopes && { scopes: credentials.scopes }),
    ...(credentials.adAccountId && { adAccountId: credentials.adAccountId }),
    ...(end && { signInAgainBefore: isoSeconds(end) }),
    ...(endings.length > 0 && { ending: endings.map((one) => expiryReport(one, now)) }),
    ...(file && {
      file: {
        ...(file.mode === undefined ? {} : { mode: modeText(file.mode) }),
        git,
        duplicates: file.duplicates,
      },
    }),
    shadowed: [...stored.shadowed, ...stored.emptied],
    ...(fix.length > 0 && { fix }),
  };
}
