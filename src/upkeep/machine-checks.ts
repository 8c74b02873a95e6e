/** The checks of the file, of what is set in it, and of the API version. */

import { basename } from 'node:path';
import { keysOf, readAccountId } from '../credentials/credentials.ts';
import type { EnvText } from '../credentials/env-store.ts';
import { counted, dateText } from '../credentials/lifetime.ts';
import type { Stored } from '../credentials/stored.ts';
import { type Fix, fault, SetupError } from '../errors.ts';
import { updateTool } from '../faults/entry.ts';
import { again, shell } from '../faults/fix.ts';
import { currentVersion } from '../linkedin/versions.ts';
import { contractNames, variables } from '../variables.ts';
import type { GitStanding } from '../world.ts';
import type { Evidence } from './evidence.ts';
import { type Finish, fail, faultOf, type Judge, pass, restFindings, warn } from './verdict.ts';

const versionNotice = 60;

export const machineChecks: readonly Judge[] = [
  { id: 'env-file', title: 'Environment file', needs: [], judge: judgeFile },
  { id: 'credentials', title: 'Credentials', needs: ['env-file'], judge: judgeCredentials },
  { id: 'api-version', title: 'API version', needs: [], judge: judgeVersion },
];

function judgeFile({ stored, git }: Evidence): Finish {
  const { file, shown } = stored;
  if (file === undefined) {
    if (Object.keys(stored.values).length > 0)
      return pass(`no ${shown}; the environment has the values`);
    return fail(fault('env-file-missing', { path: shown }), `there is no ${shown}`);
  }
  const raised = remarksOn(file, stored, git);
  if (raised.length > 0) {
    return warn(raised.map(({ words }) => words).join('; '), ...raised.flatMap(({ fix }) => fix));
  }
  const ignored = git === 'ignored' ? ', ignored by git' : '';
  return pass(`${shown}${readersOf(file)}${ignored}`);
}

/** Where the system has no permission bits, nothing is claimed. */
function readersOf({ mode }: EnvText): string {
  if (mode === undefined) return '';
  return `, readable by you ${(mode & 0o070) === 0 ? 'alone' : 'and its group'}`;
}

interface Remark {
  readonly words: string;
  readonly fix: readonly Fix[];
}

function remarksOn(
  file: EnvText,
  { shown, shadowed }: Stored,
  git: GitStanding,
): readonly Remark[] {
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
    [
      shadowed.length > 0,
      `the environment sets another ${shadowed.join(', ')}, and wins`,
      { say: 'Take it out of the environment', run: { unset: shadowed } },
    ],
  ];
  return remarks.flatMap(([applies, words, ...fix]) => (applies ? [{ words, fix }] : []));
}

function judgeCredentials({ stored, renewal, access, refresh }: Evidence): Finish {
  const { draft, values, shown } = stored;
  const missing = contractNames.filter((name) => values[name] === undefined);
  const canMint = draft.refreshToken !== undefined;
  const needed = missing.filter(
    (name) => name !== variables.refreshToken && !(name === variables.accessToken && canMint),
  );
  const tokenless = draft.accessToken === undefined && !canMint;
  const lacking = tokenless ? missing : needed;
  if (keysOf(draft) === undefined || lacking.length > 0) {
    const error = fault('credentials-incomplete', { missing: lacking, path: shown });
    return fail(error, `${counted(lacking.length, 'value')} missing: ${lacking.join(', ')}`);
  }
  const malformed = accountFault(draft.adAccountId ?? '');
  if (malformed !== undefined) return fail(malformed, `${variables.adAccountId} is no number`);
  const rejected = faultOf([renewal, access, refresh], 'client-rejected');
  if (rejected !== undefined) return fail(rejected, 'LinkedIn refuses Client ID and Secret');
  const unasked = faultOf([access, refresh]);
  if (unasked !== undefined) return fail(unasked, 'LinkedIn could not be asked');
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

/** Of a version that the operator chose. */
const raise: Fix = {
  say: `Remove ${variables.apiVersion} (this tool then uses ${currentVersion}), or raise it`,
  run: again({}, { [variables.apiVersion]: currentVersion }),
};

function judgeVersion(evidence: Evidence): Finish {
  const { stored } = evidence;
  const { version, endsAt, daysLeft } = evidence.version;
  const ended = faultOf(restFindings(evidence), 'api-version-ended');
  if (ended !== undefined) return fail(ended, `${version} has ended`);
  if (endsAt === undefined || daysLeft === undefined) return pass(`${version}, end not announced`);
  const end = dateText(new Date(endsAt));
  const move = stored.values[variables.apiVersion] === undefined ? updateTool : [raise];
  if (daysLeft < 0) return warn(`${version}, announced to end on ${end}`, ...move);
  if (daysLeft <= versionNotice) {
    return warn(`${version} ends in ${counted(daysLeft, 'day')}, on ${end}`, ...move);
  }
  return pass(`${version}, until ${end}`);
}
