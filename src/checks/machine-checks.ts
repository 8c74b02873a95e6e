/** The checks of the file, of what is set in it, and of the API version. */

import { basename } from 'node:path';
import type { EnvFile } from '../credentials/env-file.ts';
import { contractLack, lacking } from '../credentials/lacking.ts';
import { isEmpty } from '../credentials/load.ts';
import { readAccountId } from '../credentials/pasted-values.ts';
import { dateText } from '../days.ts';
import { type Fix, fault, isFault, SetupError } from '../faults/fault.ts';
import { shell } from '../faults/fix.ts';
import { contractNames, variables } from '../variables.ts';
import { counted } from '../words.ts';
import type { GitStatus } from '../world.ts';
import { versionFix } from './endings.ts';
import type { Evidence } from './evidence.ts';
import { type Remark, valueRemarks } from './value-remarks.ts';
import {
  type Check,
  type CheckOutcome,
  callText,
  fail,
  faultOf,
  pass,
  restResults,
  warn,
} from './verdict.ts';

const versionNotice = 60;

export const machineChecks: readonly Check[] = [
  { id: 'env-file', title: 'Environment file', needs: [], judge: checkFile },
  { id: 'credentials', title: 'Credentials', needs: ['env-file'], judge: checkCredentials },
  { id: 'api-version', title: 'API version', needs: [], judge: checkVersion },
];

function checkFile({ stored, git }: Evidence): CheckOutcome {
  const { file, displayPath } = stored;
  if (file === undefined) {
    if (isEmpty(stored))
      return fail(fault('env-file-missing', { path: displayPath }), `there is no ${displayPath}`);
    return remarked(
      valueRemarks(stored),
      pass(`no ${displayPath}; the environment has the values`),
    );
  }
  const ignored = git === 'ignored' ? ', ignored by git' : '';
  return remarked(
    [...fileRemarks(file, displayPath, git), ...valueRemarks(stored)],
    pass(`${displayPath}${readersOf(file)}${ignored}`),
  );
}

/** Where the system has no permission bits, nothing is claimed. */
function readersOf({ mode }: EnvFile): string {
  if (mode === undefined) return '';
  return `, readable by you ${(mode & 0o070) === 0 ? 'alone' : 'and its group'}`;
}

function remarked(remarks: readonly Remark[], otherwise: CheckOutcome): CheckOutcome {
  if (remarks.length === 0) return otherwise;
  return warn(remarks.map(({ words }) => words).join('; '), ...remarks.flatMap(({ fix }) => fix));
}

function fileRemarks(file: EnvFile, shown: string, git: GitStatus): readonly Remark[] {
  const loose = file.mode !== undefined && (file.mode & 0o007) !== 0;
  const ignore = { say: `Add the line ${basename(shown)}* to the .gitignore beside it` };
  const remarks: readonly (readonly [boolean, string, ...Fix[]])[] = [
    [
      loose,
      'others on this machine may read it',
      { say: 'Keep others out', run: shell('chmod', 'o=', shown) },
    ],
    [
      git === 'tracked',
      'git tracks it',
      ignore,
      { say: 'Then take it out of git', run: shell('git', 'rm', '--cached', shown) },
    ],
    [git === 'not-ignored', 'git does not ignore it', ignore],
    [
      file.duplicates.length > 0,
      `set twice in it: ${file.duplicates.join(', ')}; the last one counts`,
      { say: `Remove the earlier lines from ${shown}` },
    ],
  ];
  return remarks.flatMap(([applies, words, ...fix]) => (applies ? [{ words, fix }] : []));
}

function checkCredentials({ stored, renewal, access, refresh }: Evidence): CheckOutcome {
  const { credentials, values } = stored;
  const missing = contractNames.filter((name) => values[name] === undefined);
  const absent = contractLack(stored);
  if (absent.length > 0) {
    const error = lacking(stored, absent);
    const what = isFault(error, 'credentials-incomplete') ? 'missing' : 'not to be used';
    return fail(error, `${counted(absent.length, 'value')} ${what}: ${absent.join(', ')}`);
  }
  const malformed = accountFault(credentials.adAccountId ?? '');
  if (malformed !== undefined) return fail(malformed, `${variables.adAccountId} is no number`);
  const rejected = faultOf([renewal, access, refresh], 'client-rejected');
  if (rejected !== undefined) return fail(rejected, 'LinkedIn refuses Client ID and Secret');
  const unasked = faultOf([access, refresh]);
  if (unasked !== undefined) return fail(unasked, callText(unasked));
  return pass(missing.length === 0 ? 'all five set' : `set, without ${missing.join(', ')}`);
}

function accountFault(text: string): SetupError | undefined {
  try {
    readAccountId(text);
    return undefined;
  } catch (error) {
    if (error instanceof SetupError) return error;
    throw error;
  }
}

function checkVersion(evidence: Evidence): CheckOutcome {
  const { stored, now } = evidence;
  const { version, endsAt, daysLeft } = evidence.version;
  const ended = faultOf(restResults(evidence), 'api-version-ended');
  if (ended !== undefined) return fail(ended, `${version} has ended`);
  if (endsAt === undefined || daysLeft === undefined) return pass(`${version}, end not announced`);
  const end = dateText(new Date(endsAt));
  const move = versionFix(stored, now);
  if (daysLeft < 0) return warn(`${version}, announced to end on ${end}`, ...move);
  if (daysLeft <= versionNotice) {
    return warn(`${version} ends in ${counted(daysLeft, 'day')}, on ${end}`, ...move);
  }
  return pass(`${version}, until ${end}`);
}
