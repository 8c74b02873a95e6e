/** What a check is, and the four verdicts it can give. */

import type { FaultCode, Fix, SetupError } from '../faults/fault.ts';
import type { CheckLine } from '../screen/layout.ts';

/** The checks of `verify`; permanent. */
export type CheckId =
  | 'env-file'
  | 'credentials'
  | 'api-version'
  | 'access-token'
  | 'scopes'
  | 'refresh-token'
  | 'ad-account'
  | 'account-role'
  | 'reporting'
  | 'conversions'
  | 'page-role';

export interface CheckResult extends CheckLine {
  readonly id: CheckId;
  readonly code?: FaultCode;
  readonly docs?: string | undefined;
  readonly fault?: SetupError;
}

export type CheckOutcome = Pick<CheckResult, 'verdict' | 'detail'> & Partial<CheckResult>;

/** What a question yielded: a value, or the fault that stood in the way. */
export type Result<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'failed'; readonly fault: SetupError };

export function pass(detail: string): CheckOutcome {
  return { verdict: 'pass', detail };
}

/** Works today; the fixes say what to do about it. */
export function warn(detail: string, ...fix: readonly Fix[]): CheckOutcome {
  return { verdict: 'warn', detail, fix };
}

export function fail(error: SetupError, detail: string): CheckOutcome {
  const { code, fix, docs } = error;
  return { verdict: 'fail', detail, code, fix, docs, fault: error };
}

/** What is to be told of them in one line: the first failure, or else every warning. */
export function concernsIn(checks: readonly CheckResult[]): readonly CheckResult[] {
  const failed = checks.find(({ verdict }) => verdict === 'fail');
  return failed === undefined ? checks.filter(({ verdict }) => verdict === 'warn') : [failed];
}

export function concernText({ title, detail }: CheckResult): string {
  return `${title}: ${detail}`;
}

/** What became of a call, in the few words that a table has room for. */
export function callText({ code, linkedin }: SetupError): string {
  if (code !== 'linkedin-unavailable') return callTexts[code] ?? 'LinkedIn refuses the call';
  if (linkedin === undefined) return 'something else answered in place of LinkedIn';
  return (linkedin.status ?? 200) < 400
    ? "LinkedIn's answer cannot be read"
    : `LinkedIn answers with HTTP ${linkedin.status}`;
}

const callTexts: Readonly<Partial<Record<FaultCode, string>>> = {
  'network-unreachable': 'LinkedIn could not be asked',
  'tls-untrusted': 'LinkedIn could not be asked',
  throttled: 'LinkedIn is throttling this app',
  'quota-exhausted': "LinkedIn's calls for today are used up",
  'member-restricted': 'LinkedIn has restricted the person who signed in',
};

/** The outcome of a check whose question got no answer; undefined where all of them got one. */
export function failedCall(
  results: readonly (Result<unknown> | undefined)[],
): CheckOutcome | undefined {
  const error = faultOf(results);
  return error && fail(error, callText(error));
}

/** The first of the faults, of these codes where any are named. */
export function faultOf(
  results: readonly (Result<unknown> | undefined)[],
  ...codes: readonly FaultCode[]
): SetupError | undefined {
  const faults = results.flatMap((result) => (result?.kind === 'failed' ? [result.fault] : []));
  return faults.find((one) => codes.length === 0 || codes.includes(one.code));
}
