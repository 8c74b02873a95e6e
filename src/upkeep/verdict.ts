/** What a check is, and the four verdicts it can give. */

import type { FaultCode, Fix, SetupError } from '../errors.ts';
import type { Evidence, Finding } from './evidence.ts';

export type CheckId =
  | 'env-file'
  | 'credentials'
  | 'api-version'
  | 'access-token'
  | 'scopes'
  | 'refresh-token'
  | 'ad-account'
  | 'account-role'
  | 'reporting';

export type Verdict = 'pass' | 'warn' | 'fail' | 'skip';

export interface Check {
  readonly id: CheckId;
  readonly verdict: Verdict;
  readonly title: string;
  readonly detail: string;
  readonly code?: FaultCode;
  readonly fix?: readonly Fix[];
  readonly docs?: string | undefined;
  /** Seven characters of spend per day, for a terminal that can show them. */
  readonly chart?: string;
  /** The whole fault of a failed check. */
  readonly fault?: SetupError;
}

export type Finish = Pick<Check, 'verdict' | 'detail'> & Partial<Check>;

/** One check: what it is called, and how it judges. `failed` names the checks that failed before it. */
export interface Judge {
  readonly id: CheckId;
  readonly title: string;
  /** Checks whose failure leaves this one without an answer. */
  readonly needs: readonly CheckId[];
  readonly judge: (evidence: Evidence) => Finish;
}

export function pass(detail: string): Finish {
  return { verdict: 'pass', detail };
}

/** Works today; the fixes say what to do about it. */
export function warn(detail: string, ...fix: readonly Fix[]): Finish {
  return { verdict: 'warn', detail, fix };
}

export function fail(error: SetupError, detail: string): Finish {
  const { code, fix, docs } = error;
  return { verdict: 'fail', detail, code, fix, docs, fault: error };
}

/** The first of the faults, as the verdict of a question that could not be asked. */
export function faultOf(
  findings: readonly (Finding<unknown> | undefined)[],
  ...codes: readonly FaultCode[]
): SetupError | undefined {
  const faults = findings.flatMap((finding) => (finding?.kind === 'failed' ? [finding.fault] : []));
  return faults.find((one) => codes.length === 0 || codes.includes(one.code));
}

export function restFindings({ rest }: Evidence): readonly (Finding<unknown> | undefined)[] {
  return [rest?.visible, rest?.account, rest?.role, rest?.totals];
}
