/** The checks of what the credentials are for: what the calls of the purposes brought. */

import { addDays, dayOf } from '../days.ts';
import { manager } from '../faults/entry.ts';
import { fault } from '../faults/fault.ts';
import { open } from '../faults/fix.ts';
import type { ConversionRule } from '../linkedin/conversions.ts';
import { type DayTotals, lastSevenDays } from '../linkedin/daily-totals.ts';
import { moneyText } from '../linkedin/money.ts';
import { accessDenied, numbersRefused } from '../linkedin/rest-errors.ts';
import { counted } from '../words.ts';
import { accountId, accountName, accountOf } from './account-checks.ts';
import { type Evidence, okValue, type RestResult, refusalOf } from './evidence.ts';
import { type CheckOutcome, fail, failedCall, pass, warn } from './verdict.ts';

/**
 * How many rules there are, and how many of them count what a server sends. The list proves neither the scope
 * nor the account: others have read it with `r_ads` alone, and an account that nobody knows has an empty one.
 */
export function judgeConversions(
  answer: RestResult<readonly ConversionRule[]>,
  evidence: Evidence,
): CheckOutcome {
  const failed = failedCall([answer]);
  if (failed !== undefined) return failed;
  const rules = okValue(answer);
  const refusal = refusalOf(answer);
  const what = `the conversion rules of ${accountName(evidence)}`;
  if (refusal !== undefined) {
    return fail(accessDenied(refusal, what, accountId(evidence)), 'LinkedIn refuses the rules');
  }
  if (rules === undefined) return fail(fault('access-denied', { what, said: '' }), 'not asked');
  const ready = rules.filter(({ takesServerEvents }) => takesServerEvents).length;
  const number =
    rules.length === 0 ? 'no conversion rule yet' : counted(rules.length, 'conversion rule');
  if (ready > 0) return pass(`${number}, ${ready} for events of a server`);
  return warn(`${number}${rules.length === 0 ? '' : ', none for events of a server'}`, {
    say: 'In Campaign Manager, choose Data › Signals manager › Create, and Direct API as the source',
    run: open(`${manager.open}/${accountId(evidence)}`),
  });
}

/** Without a Page the scopes open nothing. */
export function judgePages(answer: RestResult<readonly string[]>): CheckOutcome {
  const failed = failedCall([answer]);
  if (failed !== undefined) return failed;
  const pages = okValue(answer) ?? [];
  const refusal = refusalOf(answer);
  if (refusal !== undefined) {
    return fail(accessDenied(refusal, 'the list of Pages'), 'LinkedIn refuses the list of Pages');
  }
  if (pages.length > 0) return pass(`administrator of ${counted(pages.length, 'Page')}`);
  return fail(fault('page-role-missing', {}), 'administrator of no Page');
}

/** An empty answer means no activity where the member has a role; without one it proves nothing. */
export function judgeReporting(
  answer: RestResult<readonly DayTotals[]>,
  evidence: Evidence,
): CheckOutcome {
  const failed = failedCall([answer]);
  if (failed !== undefined) return failed;
  const rows = okValue(answer);
  if (rows === undefined) {
    const refusal = refusalOf(answer);
    const account = accountName(evidence);
    const denied = fault('reporting-denied', { account });
    const error =
      refusal === undefined ? denied : numbersRefused(refusal, account, accountId(evidence));
    return fail(error, 'LinkedIn refuses the numbers');
  }
  if (rows.length === 0) return pass('allowed; no activity in the last 7 days');
  const currency = accountOf(evidence)?.currency ?? '';
  return { ...pass(totalsText(rows, currency)), chart: spendChart(rows, evidence.now) };
}

function totalsText(rows: readonly DayTotals[], currency: string): string {
  const sum = (pick: (row: DayTotals) => number) =>
    rows.reduce((total, row) => total + pick(row), 0).toLocaleString('en');
  const spend = rows.reduce((total, row) => total + row.spend, 0n);
  return [
    `last 7 days: ${moneyText(spend, currency)}`,
    `${sum((row) => row.impressions)} impressions`,
    `${sum((row) => row.clicks)} clicks`,
    `${sum((row) => row.leads)} leads`,
  ].join(', ');
}

const bars = '▁▂▃▄▅▆▇█';

function spendChart(rows: readonly DayTotals[], now: Date): string {
  const { first } = lastSevenDays(now);
  const days = Array.from({ length: 7 }, (_, index) => {
    const day = addDays(dayOf(first), index);
    return Number(rows.find((row) => row.day === day)?.spend ?? 0n);
  });
  const most = Math.max(...days, 1);
  return days.map((spend) => bars[Math.round((spend / most) * (bars.length - 1))] ?? '').join('');
}
