/** The checks of the ad account: whether it is seen, with which role, and whether its numbers come. */

import { accountIdOf } from '../credentials/credentials.ts';
import { addDays, dayOf } from '../days.ts';
import { manager } from '../faults/entry.ts';
import { fault } from '../faults/fault.ts';
import { open, own } from '../faults/fix.ts';
import type { AdAccount } from '../linkedin/ad-accounts.ts';
import type { DayTotals } from '../linkedin/daily-totals.ts';
import { moneyText } from '../linkedin/money.ts';
import {
  accessDenied,
  answerOf,
  isExplained,
  listRefused,
  numbersRefused,
} from '../linkedin/rest-errors.ts';
import { constantText } from '../words.ts';
import { type Evidence, lastSevenDays, okValue, refusalOf } from './evidence.ts';
import { type CheckOutcome, fail, failedCall, pass, warn } from './verdict.ts';

/** Directly, or from the list of what the member sees. */
export function accountOf({ rest, loaded }: Evidence): AdAccount | undefined {
  const id = accountIdOf(loaded.credentials);
  return okValue(rest?.account) ?? okValue(rest?.visible)?.items.find((item) => item.id === id);
}

export function roleOf({ rest }: Evidence): string | undefined {
  return okValue(rest?.role)?.role;
}

/** "Acme Europe (512345678)" */
export function namedAccount({ name, id }: AdAccount): string {
  return `${name} (${id})`;
}

function accountName(evidence: Evidence): string {
  const account = accountOf(evidence);
  if (account !== undefined) return namedAccount(account);
  return accountIdOf(evidence.loaded.credentials) ?? 'the ad account';
}

export function checkAccount(evidence: Evidence): CheckOutcome {
  const { rest, loaded } = evidence;
  const account = accountOf(evidence);
  if (account !== undefined) return describeAccount(account);
  const id = accountIdOf(loaded.credentials) ?? '';
  const failed = failedCall([rest?.account]);
  if (failed !== undefined) return failed;
  const refusal = refusalOf(rest?.account);
  if (refusal !== undefined && isExplained(refusal)) {
    return fail(accessDenied(refusal, `ad account ${id}`), 'LinkedIn refuses it');
  }
  const refusedList = refusalOf(rest?.visible);
  if (refusedList !== undefined) {
    const error = listRefused(refusedList, 'the list of ad accounts');
    return fail(error, 'LinkedIn shows this app no ad accounts');
  }
  const items = okValue(rest?.visible)?.items;
  const visible = items?.slice(0, 5).map(namedAccount);
  const facts = { accountId: id, ...(visible && { visible }) };
  const origin = refusal === undefined ? {} : { linkedin: answerOf(refusal) };
  const error = fault('account-not-visible', facts, origin);
  return fail(error, `${id} is not visible to the person who signed in`);
}

function describeAccount(account: AdAccount): CheckOutcome {
  const state = constantText(account.status);
  const parts = [namedAccount(account), account.currency, state];
  const words = parts.filter((part) => part !== '').join(', ');
  const why = { say: 'See why', run: accountPage(account.id) };
  const choose = { say: 'Choose a real one', run: own('setup', { '--from': 'account' }) };
  if (account.test) return warn(`${words}, a test account: it never has numbers`, choose);
  const holds = account.holds.map(constantText).join(', ');
  if (account.holds.length > 0) return warn(`${words}, on ${holds}: past numbers can be read`, why);
  if (account.status !== 'ACTIVE' && account.status !== '') return warn(words, why);
  return pass(words);
}

export function checkRole(evidence: Evidence): CheckOutcome {
  const role = roleOf(evidence);
  if (role === '') return pass('one that LinkedIn does not name');
  if (role !== undefined) return pass(constantText(role));
  const { rest, loaded } = evidence;
  const failed = failedCall([rest?.role]);
  if (failed !== undefined) return failed;
  const account = accountName(evidence);
  const isRefused = refusalOf(rest?.role) !== undefined;
  const silence = isRefused ? 'LinkedIn does not say' : 'LinkedIn lists none';
  const access = { say: 'See who has access', run: accountPage(accountIdOf(loaded.credentials)) };
  // Numbers prove access whatever the list of roles says.
  if ((okValue(rest?.totals) ?? []).length > 0) {
    return warn(`${silence}, yet the numbers come`, access);
  }
  if (isRefused) return warn(silence, access);
  return fail(fault('account-role-missing', { account }), `none on ${account}`);
}

const accountPage = (id = '') => open(`${manager.open}/${id}`);

/** An empty answer means no activity where the member has a role; without one it proves nothing. */
export function checkReporting(evidence: Evidence): CheckOutcome {
  const { rest, now } = evidence;
  const failed = failedCall([rest?.totals]);
  if (failed !== undefined) return failed;
  const rows = okValue(rest?.totals);
  if (rows === undefined) {
    const refusal = refusalOf(rest?.totals);
    const account = accountName(evidence);
    const denied = fault('reporting-denied', { account });
    const error = refusal === undefined ? denied : numbersRefused(refusal, account);
    return fail(error, 'LinkedIn refuses the numbers');
  }
  if (rows.length === 0) return pass('allowed; no activity in the last 7 days');
  const currency = accountOf(evidence)?.currency ?? '';
  return { ...pass(totalsText(rows, currency)), chart: spendChart(rows, now) };
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
