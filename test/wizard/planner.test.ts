/** The planner, as tables: what is known, and the step that follows from it. */

import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/checks/evidence.ts';
import { runChecks, type Verified } from '../../src/checks/verification.ts';
import { type FaultCode, fault } from '../../src/faults/fault.ts';
import type { Values } from '../../src/variables.ts';
import {
  type Attempt,
  isProductJustRequested,
  type Known,
  nextStep,
  planStart,
  recoveryStep,
  type SetupRequest,
  type StepId,
} from '../../src/wizard/planner.ts';
import {
  failed,
  file,
  found,
  healthy,
  loadedWith,
  ok,
  other,
  refused,
  withRest,
} from '../checks/healthy.ts';

const request: SetupRequest = {
  envFile: '.env',
  openBrowser: true,
  timeoutSeconds: 300,
  purposes: [],
  extraScopes: [],
};

const account = '512345678';
const noTokens = loadedWith({ LINKEDIN_ACCESS_TOKEN: '', LINKEDIN_REFRESH_TOKEN: '' });
const nothing = loadedWith({
  LINKEDIN_CLIENT_ID: '',
  LINKEDIN_CLIENT_SECRET: '',
  LINKEDIN_ACCESS_TOKEN: '',
  LINKEDIN_REFRESH_TOKEN: '',
  LINKEDIN_AD_ACCOUNT_ID: '',
});

/** What `verifyCredentials` makes of the evidence, as far as the planner looks at it. */
function verified(evidence: Evidence): Verified {
  const checks = runChecks(evidence);
  const scopes = evidence.access?.kind === 'found' ? evidence.access.value.scopes : undefined;
  return {
    report: { accessToken: { scopes } } as Verified['report'],
    checks,
    expiries: [],
    fault: checks.find(({ verdict }) => verdict === 'fail')?.fault,
    evidence,
  };
}

/** Everything is there and works. */
const working: Known = {
  loaded: healthy.loaded,
  keys: 'accepted',
  verified: verified(healthy),
  start: 'consent',
  isRenewal: false,
  attempts: [],
};

const deadAccess = withRest({ visible: refused(401, 65601) });
const deadRefresh: Evidence = {
  ...healthy,
  refresh: found({ active: false, status: 'revoked' }),
};
const invisible = withRest({
  visible: ok({ items: [other], next: undefined }),
  account: refused(403),
  role: ok(undefined),
  proofs: { reporting: refused(403) },
});
const rejectedKeys: Evidence = {
  ...healthy,
  renewal: failed(fault('client-rejected', { clientId: '78abcdefghij12' })),
};
const unreachable: Evidence = {
  ...healthy,
  renewal: failed(fault('linkedin-unavailable', { what: 'HTTP 503' })),
};
const noAccount = loadedWith({ LINKEDIN_AD_ACCOUNT_ID: '' });
const endsIn = (days: number): Evidence => ({
  ...healthy,
  refresh: found({
    active: true,
    status: 'active',
    expiresAt: new Date(healthy.now.getTime() + days * 86_400_000),
  }),
});

describe('a run begins', () => {
  const malformed = fault('keys-malformed', { variable: 'LINKEDIN_CLIENT_ID', why: 'it is short' });
  const look = (evidence: Evidence): Partial<Known> => ({
    loaded: evidence.loaded,
    verified: verified(evidence),
  });
  const unverified = { verified: undefined };

  it.each<[string, Partial<Known>, Partial<SetupRequest>, object]>([
    [
      'with a question',
      { ...unverified, loaded: nothing, keys: undefined },
      {},
      { kind: 'unknown' },
    ],
    [
      'where --from says',
      { ...unverified, loaded: nothing, keys: undefined },
      { from: 'page' },
      { kind: 'step', step: 'page' },
    ],
    [
      'with the keys that cannot be used',
      { ...unverified, keys: malformed },
      { from: 'page' },
      { kind: 'keys-unusable' },
    ],
    [
      'with the consent that was never given',
      { ...unverified, loaded: noTokens },
      {},
      { kind: 'step', step: 'consent' },
    ],
    [
      'where --from says, whatever works',
      {},
      { from: 'account' },
      { kind: 'step', step: 'account' },
    ],
    [
      'where --from says, whatever fails',
      look(deadAccess),
      { from: 'proof' },
      { kind: 'step', step: 'proof' },
    ],
    [
      'with the keys that LinkedIn refuses',
      look(rejectedKeys),
      {},
      { kind: 'fix', step: 'keys', isRenewal: false },
    ],
    [
      'with a new sign-in for a dead access token',
      look(deadAccess),
      {},
      { kind: 'fix', step: 'consent', isRenewal: true },
    ],
    [
      'with a new sign-in for a dead refresh token',
      look(deadRefresh),
      {},
      { kind: 'fix', step: 'consent', isRenewal: true },
    ],
    [
      'with the account that was not chosen',
      look({ ...healthy, loaded: noAccount }),
      {},
      { kind: 'fix', step: 'account', isRenewal: false },
    ],
    [
      'with the sign-in before the account',
      look({ ...deadAccess, loaded: noAccount }),
      {},
      { kind: 'fix', step: 'consent', isRenewal: false },
    ],
    [
      'with another account for one that cannot be seen',
      look(invisible),
      {},
      { kind: 'fix', step: 'account' },
    ],
    ['nowhere when no step fixes the fault', look(unreachable), {}, { kind: 'unfixable' }],
    [
      'with the account that was asked for',
      {},
      { adAccount: '509876543' },
      { kind: 'step', step: 'account' },
    ],
    [
      'nowhere when the account is the one asked for',
      {},
      { adAccount: account },
      { kind: 'ready' },
    ],
    ['with a sign-in that is due', look(endsIn(29)), {}, { kind: 'sign-in-due' }],
    ['nowhere before it is due', look(endsIn(31)), {}, { kind: 'ready' }],
    [
      'with a sign-in for more scopes',
      {},
      { extraScopes: ['r_basicprofile'] },
      { kind: 'scopes-to-add' },
    ],
    ['nowhere when the scopes are granted', {}, { extraScopes: ['r_ads'] }, { kind: 'ready' }],
  ])('%s', (_, known, asked, start) => {
    expect(planStart({ ...working, ...known }, { ...request, ...asked }, true)).toMatchObject(
      start,
    );
  });

  it.each<[string, Partial<Known>, Partial<SetupRequest>, object]>([
    [
      'with the keys',
      { ...unverified, loaded: nothing, keys: undefined },
      {},
      { kind: 'step', step: 'keys' },
    ],
    ['nowhere when the keys are refused', look(rejectedKeys), {}, { kind: 'unfixable' }],
    ['nowhere when the account cannot be seen', look(invisible), {}, { kind: 'unfixable' }],
    [
      'with another account that was named',
      look(invisible),
      { adAccount: '509876543' },
      { kind: 'fix', step: 'account' },
    ],
    ['with a new sign-in', look(deadAccess), {}, { kind: 'fix', step: 'consent' }],
  ])('%s, where nobody can be asked', (_, known, asked, start) => {
    expect(planStart({ ...working, ...known }, { ...request, ...asked }, false)).toMatchObject(
      start,
    );
  });
});

describe('a run goes on', () => {
  const inFile = (values: Values): Partial<Known> => ({
    loaded: { ...working.loaded, file: { ...file, values } },
  });
  const chosen = inFile({ LINKEDIN_AD_ACCOUNT_ID: account });
  const done = (...steps: StepId[]): readonly Attempt[] => steps.map((step) => ({ step }));
  const failedOnce: readonly Attempt[] = [{ step: 'consent', fixedBy: 'redirect' }];
  const unproven = { keys: undefined, verified: undefined };

  it.each<[string, Partial<Known>, readonly Attempt[], StepId | 'done']>([
    ['with the step it begins at', { ...chosen, start: 'account' }, [], 'account'],
    ['with each step of the portal', unproven, done('app'), 'page'],
    ['with the keys behind the portal', unproven, done('redirect'), 'keys'],
    [
      'past the portal and keys that are accepted',
      { ...chosen, verified: undefined },
      done('app'),
      'consent',
    ],
    [
      'with the consent where nothing is signed in',
      { verified: undefined },
      done('keys'),
      'consent',
    ],
    ['past the consent where the tokens work', inFile({}), done('keys'), 'account'],
    [
      'with the consent where the tokens do not work',
      { verified: verified(deadAccess) },
      done('keys'),
      'consent',
    ],
    [
      'past the consent that this run was given',
      { verified: undefined, mintedAt: healthy.now },
      done('keys'),
      'account',
    ],
    ['with the account that is not in the file', inFile({}), done('consent'), 'account'],
    [
      'with the account that is malformed',
      inFile({ LINKEDIN_AD_ACCOUNT_ID: 'Acme' }),
      done('consent'),
      'account',
    ],
    [
      'with the account that was given up',
      { ...chosen, abandonedAccount: account },
      done('consent'),
      'account',
    ],
    ['past the account that is chosen', chosen, done('consent'), 'proof'],
    ['with the proof, always', chosen, done('account'), 'proof'],
    ['no further than the proof', chosen, done('proof'), 'done'],
    ['with the step that fixes the fault', chosen, failedOnce, 'redirect'],
    [
      'with the step that failed, once that is fixed',
      chosen,
      [...failedOnce, ...done('redirect')],
      'consent',
    ],
    [
      'past the step that failed, once it went through',
      chosen,
      [...failedOnce, ...done('redirect', 'consent')],
      'proof',
    ],
  ])('%s', (_, known, attempts, step) => {
    expect(nextStep({ ...working, ...known, attempts }, request)).toBe(step);
  });

  it('with the account that the command line names', () => {
    const known = { ...working, ...chosen, attempts: done('consent') };
    expect(nextStep(known, { ...request, adAccount: '509876543' })).toBe('account');
    expect(nextStep(known, { ...request, adAccount: account })).toBe('proof');
  });

  it('with the question about the product only between its request and the consent', () => {
    const isAsked = (...steps: StepId[]) =>
      isProductJustRequested({ ...working, attempts: done(...steps) });
    expect(isAsked('product', 'redirect', 'keys')).toBe(true);
    expect(isAsked('redirect', 'keys')).toBe(false);
    expect(isAsked('product', 'keys', 'consent')).toBe(false);
  });
});

describe('a run goes back', () => {
  const round: Attempt = { step: 'consent', fixedBy: 'redirect' };

  it.each<[FaultCode, StepId, StepId | undefined, Partial<Known>]>([
    ['redirect-unregistered', 'consent', 'redirect', {}],
    ['client-rejected', 'consent', 'keys', {}],
    ['client-rejected', 'keys', undefined, {}],
    ['client-rejected', 'proof', 'keys', {}],
    ['access-token-rejected', 'consent', 'consent', {}],
    ['access-token-rejected', 'account', 'consent', {}],
    ['access-token-rejected', 'proof', 'consent', {}],
    ['access-token-rejected', 'proof', undefined, { mintedAt: healthy.now }],
    ['refresh-token-rejected', 'account', 'consent', {}],
    ['scope-missing', 'consent', undefined, {}],
    ['scope-missing', 'proof', 'consent', {}],
    ['account-not-visible', 'consent', undefined, {}],
    ['account-not-visible', 'account', undefined, {}],
    ['account-not-visible', 'proof', 'account', {}],
    ['account-id-malformed', 'proof', 'account', {}],
    ['credentials-incomplete', 'consent', undefined, {}],
    ['credentials-incomplete', 'proof', 'account', {}],
    ['approval-pending', 'consent', undefined, {}],
    ['redirect-unregistered', 'consent', 'redirect', { attempts: [round, round] }],
    ['redirect-unregistered', 'consent', undefined, { attempts: [round, round, round] }],
  ])('from %s at %s to %s', (code, step, back, known) => {
    expect(recoveryStep(code, step, { ...working, ...known })).toBe(back);
  });
});
