/** The checks of the ad account: what can be said where LinkedIn answers one question and refuses another. */

import { describe, expect, it } from 'vitest';
import type { RestResults } from '../../src/checks/evidence.ts';
import { runChecks } from '../../src/checks/verification.ts';
import { fault } from '../../src/faults/fault.ts';
import type { AdAccount } from '../../src/linkedin/ad-accounts.ts';
import {
  acme,
  differing,
  failed,
  ok,
  other,
  type Row,
  refused,
  row,
  skippedAfter,
  withRest,
} from './healthy.ts';

const listed = (...items: AdAccount[]) => ok({ items, next: undefined });
const nothingSeen = skippedAfter('Ad account', ['account-role', 'reporting']);
const invisible: Row = [
  'fail',
  '512345678 is not visible to the person who signed in',
  'account-not-visible',
];
const network = failed(fault('network-unreachable', { host: 'api.linkedin.com', why: 'it rains' }));

describe('the ad account', () => {
  it.each<[string, Partial<RestResults>]>([
    ['refused, and in the list', { account: refused(403) }],
    ['not found, and in the list', { account: refused(404) }],
    ['not asked for want of a network, and in the list', { account: network }],
    ['found, and the list refused', { visible: refused(403) }],
    ['found, and not in the first page of the list', { visible: listed(other) }],
  ])('is seen when it is %s', (_, answers) => {
    expect(differing(withRest(answers))).toEqual({});
  });

  it.each<[string, Partial<RestResults>, Row]>([
    ['not found, nor in the list', { account: refused(404), visible: listed(other) }, invisible],
    ['refused, nor in the list', { account: refused(403), visible: listed(other) }, invisible],
    ['not found, and the list empty', { account: refused(404), visible: listed() }, invisible],
    [
      'refused, and the list as well',
      { account: refused(403), visible: refused(403) },
      ['fail', 'LinkedIn shows this app no ad accounts', 'approval-pending'],
    ],
    [
      'not asked for want of a network, nor in the list',
      { account: network, visible: listed(other) },
      ['fail', 'LinkedIn could not be asked', 'network-unreachable'],
    ],
  ])('is not seen when it is %s', (_, answers, told) => {
    expect(differing(withRest(answers))).toEqual({ 'ad-account': told, ...nothingSeen });
  });

  it('that is not seen is told with those that are', () => {
    const checks = runChecks(withRest({ account: refused(404), visible: listed(other) }));
    expect(checks.find(({ id }) => id === 'ad-account')?.fault?.message).toBe(
      'The person who signed in cannot see ad account 512345678. They can see Acme US (509876543).',
    );
  });

  it.each<[Partial<AdAccount>, string]>([
    [{ status: 'DRAFT' }, 'Acme Europe (512345678), EUR, draft'],
    [{ status: 'PENDING_DELETION' }, 'Acme Europe (512345678), EUR, pending deletion'],
    [
      { holds: ['BILLING_HOLD', 'ACCOUNT_END_DATE_HOLD'] },
      'Acme Europe (512345678), EUR, active, on billing hold, account end date hold: past numbers can be read',
    ],
    [{ test: true }, 'Acme Europe (512345678), EUR, active, a test account: it never has numbers'],
  ])('with %j is warned of', (changed, detail) => {
    expect(differing(withRest({ account: ok({ ...acme, ...changed }) }))).toEqual({
      'ad-account': ['warn', detail],
    });
  });
});

describe('the role', () => {
  const unlisted = { role: ok(undefined) };

  it('that is not listed is no obstacle where the numbers come', () => {
    expect(differing(withRest(unlisted))).toEqual({
      'account-role': ['warn', 'LinkedIn lists none, yet the numbers come'],
    });
  });

  it('that is not listed explains an empty answer, which proves nothing', () => {
    expect(differing(withRest({ ...unlisted, totals: ok([]) }))).toEqual({
      'account-role': ['fail', 'none on Acme Europe (512345678)', 'account-role-missing'],
      ...skippedAfter('Your role', ['reporting']),
    });
  });

  it('that LinkedIn does not let be listed is no obstacle where the numbers come', () => {
    expect(differing(withRest({ role: refused(403) }))).toEqual({
      'account-role': ['warn', 'LinkedIn does not say, yet the numbers come'],
    });
  });
});

describe('reporting', () => {
  it.each([403, 404])('that is answered with %i is denied', (status) => {
    const evidence = withRest({ totals: refused(status) });
    expect(differing(evidence)).toEqual({
      reporting: ['fail', 'LinkedIn refuses the numbers', 'reporting-denied'],
    });
    const told = runChecks(evidence).find(({ id }) => id === 'reporting');
    expect(told?.fault?.requestId).toBe('AAYq5qVd');
  });

  it('that could not be asked is never told as nothing', () => {
    expect(differing(withRest({ totals: network }))).toEqual({
      reporting: ['fail', 'LinkedIn could not be asked', 'network-unreachable'],
    });
  });

  it('of an account at rest is allowed, once there is a role', () => {
    expect(differing(withRest({ totals: ok([]) }))).toEqual({
      reporting: ['pass', 'allowed; no activity in the last 7 days'],
    });
  });

  it('adds up the days, and draws the seven before today', () => {
    const earlier = { ...row, day: '2026-11-15', spend: 602_190_000n, leads: 0 };
    const evidence = withRest({ totals: ok([earlier, row]) });
    expect(differing(evidence)).toEqual({
      reporting: ['pass', 'last 7 days: €1,806.57, 63,740 impressions, 824 clicks, 9 leads'],
    });
    expect(runChecks(evidence).find(({ id }) => id === 'reporting')?.chart).toBe('▅▁▁▁▁█▁');
  });

  it('counts in the currency of the account', () => {
    const evidence = withRest({ account: ok({ ...acme, currency: 'JPY' }) });
    expect(differing(evidence)['reporting']).toEqual([
      'pass',
      'last 7 days: ¥1,204, 31,870 impressions, 412 clicks, 9 leads',
    ]);
  });
});
