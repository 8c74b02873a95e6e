/** All nine checks together: their order, and what becomes of the rest when one fails. */

import { expect, it } from 'vitest';
import { runChecks } from '../../src/checks/verification.ts';
import { fault } from '../../src/faults/fault.ts';
import { checkIds, failed, health, healthy, tableOf, withRest } from './healthy.ts';

it('in health every check passes, in the order of the contract', () => {
  expect(tableOf(healthy)).toEqual(health);
  expect(runChecks(healthy).map(({ id }) => id)).toEqual(checkIds);
});

it('a network that fails in the middle of the wave fails the checks that it leaves without an answer', () => {
  const unreachable = failed(
    fault('network-unreachable', { host: 'api.linkedin.com', why: 'it rains' }),
  );
  const failing = runChecks(withRest({ role: unreachable, proofs: { reporting: unreachable } }));
  expect(failing.filter(({ verdict }) => verdict !== 'pass')).toEqual([
    expect.objectContaining({ id: 'account-role', verdict: 'fail', code: 'network-unreachable' }),
    expect.objectContaining({ id: 'reporting', verdict: 'skip' }),
  ]);
});

it('a failed check has the whole fault, for the operator and for the host', () => {
  const error = fault('throttled', { wait: 'In five minutes' });
  const checks = runChecks({ ...healthy, access: failed(error) });
  expect(checks.find(({ id }) => id === 'credentials')).toEqual({
    id: 'credentials',
    title: 'Credentials',
    verdict: 'fail',
    fault: error,
    detail: 'LinkedIn is throttling this app',
    code: 'throttled',
    fix: error.fix,
    docs: error.docs,
  });
});
