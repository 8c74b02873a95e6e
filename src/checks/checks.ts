/** The checks, each one verdict on the evidence. Pure. */

import { accountChecks } from './account-checks.ts';
import type { Evidence } from './evidence.ts';
import { machineChecks } from './machine-checks.ts';
import { tokenChecks } from './token-checks.ts';
import type { CheckOutcome, CheckResult } from './verdict.ts';

const checks = [...machineChecks, ...tokenChecks, ...accountChecks];

/** In the order in which they are shown and in which the first failure is the outcome. */
export function runChecks(evidence: Evidence): readonly CheckResult[] {
  const done: CheckResult[] = [];
  for (const { id, title, needs, judge } of checks) {
    const broken = done.find(
      (check) => needs.includes(check.id) && (check.verdict === 'fail' || check.verdict === 'skip'),
    );
    const finish = broken === undefined ? judge(evidence) : skipped(broken);
    done.push({ id, title, ...finish });
  }
  return done;
}

function skipped(broken: CheckResult): CheckOutcome {
  return { verdict: 'skip', detail: `not asked: needs "${broken.title}" first` };
}
