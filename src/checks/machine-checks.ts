/** The checks of the file, of what is set in it, and of the API version. */

import { type EnvFile, readersText } from '../credentials/env-file.ts';
import { ignoreLine } from '../credentials/ignore-rule.ts';
import { isTokenAlone, lacking, missingVariables } from '../credentials/lacking.ts';
import { isEmpty } from '../credentials/load.ts';
import { readAccountId } from '../credentials/pasted-values.ts';
import { dateText } from '../days.ts';
import { fault, faultIn, isFault } from '../faults/fault.ts';
import { own, shell } from '../faults/fix.ts';
import { contractNames, variables } from '../variables.ts';
import { counted } from '../words.ts';
import { type Evidence, restResults } from './evidence.ts';
import { versionFix } from './expiries.ts';
import { type ValueWarning, valueWarnings } from './value-warnings.ts';
import { type CheckOutcome, fail, failedCall, faultOf, pass, warn } from './verdict.ts';

const versionNotice = 60;

export function checkFile({ loaded, git, readers }: Evidence): CheckOutcome {
  const { file, displayPath } = loaded;
  if (isEmpty(loaded)) {
    return fail(fault('env-file-missing', { path: displayPath }), `there is no ${displayPath}`);
  }
  const ofFile = file === undefined ? [] : fileWarnings(file, displayPath, { git, readers });
  const warnings = [...ofFile, ...valueWarnings(loaded)];
  const fixes = warnings.flatMap(({ fix }) => fix);
  if (warnings.length > 0) return warn(warnings.map(({ words }) => words).join('; '), ...fixes);
  if (file === undefined) return pass(`no ${displayPath}; the environment has the values`);
  const ignored = git === 'ignored' ? ', ignored by git' : '';
  return pass(`${displayPath}, ${readersText(readers)}${ignored}`);
}

function fileWarnings(
  file: EnvFile,
  shown: string,
  { git, readers }: Pick<Evidence, 'git' | 'readers'>,
): readonly ValueWarning[] {
  const ignore = { say: `Add the line ${ignoreLine(shown)} to the .gitignore beside it.` };
  const protect = { say: 'Keep others out', run: shell('chmod', 'o=', shown) };
  const remove = { say: 'Then take it out of git', run: shell('git', 'rm', '--cached', shown) };
  const doubled = `set twice in it: ${file.duplicates.join(', ')}; the last one counts`;
  const shorten = { say: `Remove the earlier lines from ${shown}` };
  return [
    ...(readers === 'others'
      ? [{ words: 'others on this machine may read it', fix: [protect] }]
      : []),
    ...(git === 'tracked' ? [{ words: 'git tracks it', fix: [ignore, remove] }] : []),
    ...(git === 'not-ignored' ? [{ words: 'git does not ignore it', fix: [ignore] }] : []),
    ...(file.duplicates.length > 0 ? [{ words: doubled, fix: [shorten] }] : []),
  ];
}

export function checkCredentials({ loaded, renewal, access, refresh }: Evidence): CheckOutcome {
  const { credentials, values } = loaded;
  const missing = contractNames.filter((name) => values[name] === undefined);
  const absent = missingVariables(loaded);
  if (absent.length > 0) {
    const error = lacking(loaded, absent);
    const what = isFault(error, 'credentials-incomplete') ? 'missing' : 'not to be used';
    return fail(error, `${counted(absent.length, 'value')} ${what}: ${absent.join(', ')}`);
  }
  const { adAccountId } = credentials;
  const malformed =
    adAccountId === undefined ? undefined : faultIn(() => readAccountId(adAccountId));
  if (malformed !== undefined) return fail(malformed, `${variables.adAccountId} is no number`);
  const rejected = faultOf([renewal, access, refresh], 'client-rejected');
  if (rejected !== undefined) return fail(rejected, 'LinkedIn refuses Client ID and Secret');
  const failed = failedCall([access, refresh]);
  if (failed !== undefined) return failed;
  if (isTokenAlone(loaded)) {
    return warn('an access token alone: it cannot be renewed, and its end is not known', {
      say: 'For one that renews itself, set up an app',
      run: own('setup'),
    });
  }
  return pass(missing.length === 0 ? 'all five set' : `set, without ${missing.join(', ')}`);
}

export function checkVersion(evidence: Evidence): CheckOutcome {
  const { loaded, now } = evidence;
  const { version, endsAt, daysLeft } = evidence.version;
  const ended = faultOf(restResults(evidence), 'api-version-ended');
  if (ended !== undefined) return fail(ended, `${version} has ended`);
  if (endsAt === undefined || daysLeft === undefined) return pass(`${version}, end not announced`);
  const end = dateText(new Date(endsAt));
  const move = versionFix(loaded, now);
  if (daysLeft < 0) return warn(`${version}, announced to end on ${end}`, ...move);
  if (daysLeft <= versionNotice) {
    return warn(`${version} ends in ${counted(daysLeft, 'day')}, on ${end}`, ...move);
  }
  return pass(`${version}, until ${end}`);
}
