/** The checks of the ad account: what can be said where LinkedIn answers one question and refuses another. */

import { describe, expect, it } from 'vitest';
import type { RestResults } from '../../src/checks/evidence.ts';
import type { Result } from '../../src/checks/verdict.ts';
import { runChecks } from '../../src/checks/verification.ts';
import { fault } from '../../src/faults/fault.ts';
import type { AdAccount } from '../../src/linkedin/ad-accounts.ts';
import type { RestAnswer } from '../../src/linkedin/rest.ts';
import { fixLines } from '../support/fix-lines.ts';
import {
  acme,
  differing,
  failed,
  found,
  ok,
  other,
  type Row,
  refused,
  row,
  skippedAfter,
  withRest,
} from './healthy.ts';

/** In words of LinkedIn's own. */
function refusedFor(message: string): Result<RestAnswer<never>> {
  const told = { status: 403, code: 'BLOCKED', serviceErrorCode: undefined, requestId: undefined };
  return found({ kind: 'refused', refusal: { ...told, message } });
}

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
    const answered = { role: ok(undefined), ...answers };
    expect(differing(withRest(answered))).toEqual({ 'ad-account': told, ...nothingSeen });
  });

  it.each<[string, Partial<RestResults>]>([
    ['is not found', { account: refused(404), visible: listed(other) }],
    ['is refused', { account: refused(403, 100), visible: listed() }],
  ])('that LinkedIn %s although the person has a role on it is not on the list of the app', (_, answers) => {
    const evidence = withRest(answers);
    expect(differing(evidence)).toEqual({
      'ad-account': ['fail', '512345678 is not on the list of this app', 'account-not-mapped'],
      ...nothingSeen,
    });
  });

  it('that LinkedIn refuses in those words is not on the list of the app, either', () => {
    const message =
      'Your application is not configured to access the related advertiser account(s), please ensure you have added the account ID(s) in your Account Management list.';
    const refusal = {
      status: 403,
      code: 'FORBIDDEN',
      serviceErrorCode: undefined,
      message,
      requestId: 'AAYq5qVd',
    };
    const answer = found({ kind: 'refused', refusal } as const);
    expect(
      differing(withRest({ account: answer, visible: listed(other), role: ok(undefined) })),
    ).toMatchObject({
      'ad-account': ['fail', 'LinkedIn refuses it', 'account-not-mapped'],
    });
    expect(differing(withRest({ proofs: { reporting: answer } }))).toEqual({
      reporting: ['fail', 'LinkedIn refuses the numbers', 'account-not-mapped'],
    });
  });

  it('that is not seen is told with those that are', () => {
    const checks = runChecks(
      withRest({ account: refused(404), role: ok(undefined), visible: listed(other) }),
    );
    expect(checks.find(({ id }) => id === 'ad-account')?.fault?.message).toBe(
      'The person who signed in cannot see ad account 512345678. They can see Acme US (509876543).',
    );
  });

  it('that is not seen is told with five of those that are, and with what LinkedIn answered', () => {
    const many = Array.from({ length: 7 }, (_, n) => ({ ...other, id: `${n}`, name: `Acme ${n}` }));
    const checks = runChecks(
      withRest({ account: refused(404), role: ok(undefined), visible: listed(...many) }),
    );
    const error = checks.find(({ id }) => id === 'ad-account')?.fault;
    expect(error?.message).toContain('Acme 4 (4)');
    expect(error?.message).not.toContain('Acme 5 (5)');
    expect(error?.requestId).toBe('AAYq5qVd');
  });

  it('that LinkedIn refuses with a reason is told with the reason', () => {
    const blocked = refusedFor('Your organization is blocked');
    const evidence = withRest({ account: blocked, visible: listed(other) });
    expect(differing(evidence)).toEqual({
      'ad-account': ['fail', 'LinkedIn refuses it', 'access-denied'],
      ...nothingSeen,
    });
    const error = runChecks(evidence).find(({ id }) => id === 'ad-account')?.fault;
    expect(error?.message).toBe(
      'LinkedIn refuses ad account 512345678: Your organization is blocked.',
    );
  });

  it('may stand in a list that LinkedIn refuses with a reason', () => {
    const blocked = refusedFor('Your organization is blocked');
    const evidence = withRest({ account: refused(404), role: ok(undefined), visible: blocked });
    expect(differing(evidence)).toEqual({
      'ad-account': ['fail', 'LinkedIn shows this app no ad accounts', 'access-denied'],
      ...nothingSeen,
    });
    const error = runChecks(evidence).find(({ id }) => id === 'ad-account')?.fault;
    expect(error?.message).toBe(
      'LinkedIn refuses the list of ad accounts: Your organization is blocked.',
    );
  });

  const see = ['See why: https://www.linkedin.com/campaignmanager/accounts/512345678'];
  it.each<[Partial<AdAccount>, string, readonly string[]]>([
    [{ status: 'DRAFT' }, 'Acme Europe (512345678), EUR, draft', see],
    [{ status: 'PENDING_DELETION' }, 'Acme Europe (512345678), EUR, pending deletion', see],
    [
      { holds: ['BILLING_HOLD', 'ACCOUNT_END_DATE_HOLD'] },
      'Acme Europe (512345678), EUR, active, on billing hold, account end date hold: past numbers can be read',
      see,
    ],
    [
      { test: true },
      'Acme Europe (512345678), EUR, active, a test account: it never has numbers',
      ['Choose a real one: pectus-linkedin setup --from account'],
    ],
  ])('with %j is warned of', (changed, detail, fixes) => {
    const evidence = withRest({ account: ok({ ...acme, ...changed }) });
    expect(differing(evidence)).toEqual({ 'ad-account': ['warn', detail] });
    const check = runChecks(evidence).find(({ id }) => id === 'ad-account');
    expect(fixLines(check?.fix ?? [])).toEqual(fixes);
  });

  it('needs neither currency nor status', () => {
    const evidence = withRest({ account: ok({ ...acme, currency: '', status: '' }) });
    expect(differing(evidence)['ad-account']).toEqual(['pass', 'Acme Europe (512345678)']);
  });
});

describe('the role', () => {
  const unlisted = { role: ok(undefined) };

  it('need not have a name', () => {
    expect(differing(withRest({ role: ok({ accountId: acme.id, role: '' }) }))).toEqual({
      'account-role': ['pass', 'one that LinkedIn does not name'],
    });
  });

  it('may consist of two words', () => {
    expect(
      differing(withRest({ role: ok({ accountId: acme.id, role: 'ACCOUNT_MANAGER' }) })),
    ).toEqual({
      'account-role': ['pass', 'account manager'],
    });
  });

  it.each<[string, Partial<RestResults>]>([
    ['not listed', unlisted],
    ['refused', { role: refused(403) }],
    ['refused, with no numbers yet', { role: refused(403), proofs: { reporting: ok([]) } }],
  ])('that is %s can be looked up in Campaign Manager', (_, answers) => {
    const check = runChecks(withRest(answers)).find(({ id }) => id === 'account-role');
    expect(fixLines(check?.fix ?? [])).toEqual([
      'See who has access: https://www.linkedin.com/campaignmanager/accounts/512345678',
    ]);
  });

  it('that is refused proves nothing where no numbers come', () => {
    expect(
      differing(withRest({ role: refused(403), proofs: { reporting: refused(403) } })),
    ).toEqual({
      'account-role': ['warn', 'LinkedIn does not say'],
      reporting: ['fail', 'LinkedIn refuses the numbers', 'reporting-denied'],
    });
  });

  it('that is missing is told with the account', () => {
    const check = runChecks(withRest({ ...unlisted, proofs: { reporting: ok([]) } })).find(
      ({ id }) => id === 'account-role',
    );
    expect(check?.fault?.message).toContain('Acme Europe (512345678)');
  });

  it('that is not listed is no obstacle where the numbers come', () => {
    expect(differing(withRest(unlisted))).toEqual({
      'account-role': ['warn', 'LinkedIn lists none, yet the numbers come'],
    });
  });

  it('that is not listed explains an empty answer, which proves nothing', () => {
    expect(differing(withRest({ ...unlisted, proofs: { reporting: ok([]) } }))).toEqual({
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
    const evidence = withRest({ proofs: { reporting: refused(status) } });
    expect(differing(evidence)).toEqual({
      reporting: ['fail', 'LinkedIn refuses the numbers', 'reporting-denied'],
    });
    const told = runChecks(evidence).find(({ id }) => id === 'reporting');
    expect(told?.fault?.requestId).toBe('AAYq5qVd');
  });

  it('that is refused with a reason is told with it, and with the account', () => {
    const evidence = withRest({
      proofs: { reporting: refusedFor('Your organization is blocked') },
    });
    const error = runChecks(evidence).find(({ id }) => id === 'reporting')?.fault;
    expect(error?.message).toContain('Your organization is blocked');
    expect(error?.message).toContain('Acme Europe (512345678)');
  });

  it('that was not asked for is never told as nothing', () => {
    const { visible, account, role } = { ...withRest({}).rest };
    const rest = { visible, account, role } as RestResults;
    expect(differing({ ...withRest({}), rest })).toEqual({
      reporting: ['fail', 'LinkedIn refuses the numbers', 'reporting-denied'],
    });
  });

  it('that could not be asked is never told as nothing', () => {
    expect(differing(withRest({ proofs: { reporting: network } }))).toEqual({
      reporting: ['fail', 'LinkedIn could not be asked', 'network-unreachable'],
    });
  });

  it('of an account at rest is allowed, once there is a role', () => {
    expect(differing(withRest({ proofs: { reporting: ok([]) } }))).toEqual({
      reporting: ['pass', 'allowed; no activity in the last 7 days'],
    });
  });

  it('adds up the days, and draws the seven before today', () => {
    const earlier = { ...row, day: '2026-11-15', spend: 602_190_000n, leads: 0 };
    const evidence = withRest({ proofs: { reporting: ok([earlier, row]) } });
    expect(differing(evidence)).toEqual({
      reporting: ['pass', 'last 7 days: €1,806.57, 63,740 impressions, 824 clicks, 9 leads'],
    });
    expect(runChecks(evidence).find(({ id }) => id === 'reporting')?.chart).toBe('▅▁▁▁▁█▁');
  });

  it.each<[Record<string, number>, string]>([
    [{ '2026-11-20': 0 }, '▁▁▁▁▁▁▁'],
    [{ '2026-11-21': 5, '2026-11-15': 1, '2026-11-16': 4 }, '▂▇▁▁▁▁█'],
    [{ '2026-11-20': 3, '2026-11-22': 9 }, '▁▁▁▁▁█▁'],
  ])('draws %j as %s', (days, chart) => {
    const totals = Object.entries(days).map(([day, spend]) => ({
      ...row,
      day,
      spend: BigInt(spend) * 1_000_000n,
    }));
    const check = runChecks(withRest({ proofs: { reporting: ok(totals) } })).find(
      ({ id }) => id === 'reporting',
    );
    expect(check?.chart).toBe(chart);
  });

  it('counts in the currency of the account', () => {
    const evidence = withRest({ account: ok({ ...acme, currency: 'JPY' }) });
    expect(differing(evidence)['reporting']).toEqual([
      'pass',
      'last 7 days: ¥1,204, 31,870 impressions, 412 clicks, 9 leads',
    ]);
  });
});
