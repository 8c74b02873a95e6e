/** The checks of the ad account: whether it is seen, and with which role. */

import { accountIdOf } from '../credentials/credentials.ts';
import { manager } from '../faults/entry.ts';
import { fault } from '../faults/fault.ts';
import { open, own } from '../faults/fix.ts';
import { roles } from '../linkedin/account-roles.ts';
import type { AdAccount } from '../linkedin/ad-accounts.ts';
import { accessDenied, answerOf, isExplained, listRefused } from '../linkedin/rest-errors.ts';
import { constantText } from '../words.ts';
import { type Evidence, okValue, refusalOf } from './evidence.ts';
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

/** In digits; empty where there is none. */
export function accountId({ loaded }: Evidence): string {
  return accountIdOf(loaded.credentials) ?? '';
}

export function accountName(evidence: Evidence): string {
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
    return fail(accessDenied(refusal, `ad account ${id}`, id), 'LinkedIn refuses it');
  }
  const origin = refusal === undefined ? {} : { linkedin: answerOf(refusal) };
  const refusedList = refusalOf(rest?.visible);
  if (refusedList !== undefined) {
    const error = listRefused(refusedList, 'the list of ad accounts', id);
    return fail(error, 'LinkedIn shows this app no ad accounts');
  }
  // The person is right, and LinkedIn does not show the account to the app.
  if (roleOf(evidence) !== undefined) {
    const error = fault('account-not-mapped', { accounts: [id] }, origin);
    return fail(error, `${id} is not on the list of this app`);
  }
  const items = okValue(rest?.visible)?.items;
  const visible = items?.slice(0, 5).map(namedAccount);
  const facts = { accountId: id, ...(visible && { visible }) };
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
  if (role !== undefined) return judgeRole(role, evidence);
  const { rest, loaded } = evidence;
  const failed = failedCall([rest?.role]);
  if (failed !== undefined) return failed;
  const account = accountName(evidence);
  const isRefused = refusalOf(rest?.role) !== undefined;
  const silence = isRefused ? 'LinkedIn does not say' : 'LinkedIn lists none';
  const access = { say: 'See who has access', run: accountPage(accountIdOf(loaded.credentials)) };
  if (evidence.purposes.some(({ showsAccess }) => showsAccess(evidence))) {
    return warn(`${silence}, yet the numbers come`, access);
  }
  if (isRefused) return warn(silence, access);
  return fail(fault('account-role-missing', { account }), `none on ${account}`);
}

/** Where several purposes need a role, the highest of them counts. */
function judgeRole(role: string, evidence: Evidence): CheckOutcome {
  const rank = (one = '') => roles.indexOf(one);
  const [least] = evidence.purposes
    .map(({ leastRole }) => leastRole)
    .toSorted((one, other) => rank(other) - rank(one));
  // A role that is not known here may be a new one.
  if (least === undefined || rank(role) < 0 || rank(role) >= rank(least)) {
    return pass(constantText(role));
  }
  const [has, needed] = [constantText(role), constantText(least)];
  const facts = { account: accountName(evidence), role: has, needed };
  return fail(fault('account-role-missing', facts), `${has}; it takes a ${needed}`);
}

const accountPage = (id = '') => open(`${manager.open}/${id}`);
