/** What is asked of LinkedIn for a verdict, and the verdict as an object. */

import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/checks/evidence.ts';
import { gatherEvidence } from '../../src/checks/gather.ts';
import { openSession } from '../../src/checks/session.ts';
import { verifyCredentials } from '../../src/checks/verification.ts';
import { type ScenarioName, scenarios } from '../../src/simulator/scenarios.ts';
import type { Env } from '../../src/world.ts';
import { envText, minted } from '../support/credentials.ts';
import type { Intercept } from '../support/linkedin.ts';
import { type MemoryWorld, openTestWorld, type WorldOptions } from '../support/world.ts';

interface SignedIn extends WorldOptions {
  readonly daysAgo?: number;
  readonly changes?: Readonly<Record<string, string>>;
}

async function signedIn({ daysAgo = 1, changes = {}, ...options }: SignedIn = {}) {
  const world = await openTestWorld({ ...options, setting: 'memory' });
  await world.put(envText({ ...minted(world), ...changes }));
  world.passDays(daysAgo);
  return world;
}

async function gathering(world: MemoryWorld, env: Env = {}): Promise<Evidence> {
  const parts = world.parts({ env });
  return await gatherEvidence(await openSession({ envFile: '.env' }, parts), parts);
}

async function verifying(world: MemoryWorld, within?: number) {
  const parts = world.parts();
  return await verifyCredentials(await openSession({ envFile: '.env' }, parts), parts, within);
}

const pathsOf = (world: MemoryWorld) => world.requests().map(({ path }) => path);
const rest = [
  '/rest/adAccounts',
  '/rest/adAccounts/512345678',
  '/rest/adAccountUsers',
  '/rest/adAnalytics',
];
const introspection = '/oauth/v2/introspectToken';
const tokenRequest = '/oauth/v2/accessToken';

describe('what is asked', () => {
  it.each<[string, SignedIn, readonly string[]]>([
    ['everything at once', {}, [introspection, introspection, ...rest]],
    [
      'nothing about an account that is not named',
      { changes: { LINKEDIN_AD_ACCOUNT_ID: 'Acme Europe' } },
      [introspection, introspection, '/rest/adAccounts'],
    ],
    [
      'nothing about a refresh token that is not there',
      { changes: { LINKEDIN_REFRESH_TOKEN: '' } },
      [introspection, ...rest],
    ],
    [
      'nothing once more where the numbers alone are refused',
      { scenario: scenarios['reporting-denied'] },
      [introspection, introspection, ...rest],
    ],
    [
      'the same once where no account is named, and this machine is days off',
      { changes: { LINKEDIN_AD_ACCOUNT_ID: 'Acme Europe' }, ahead: 36 * 3_600_000 },
      [introspection, introspection, '/rest/adAccounts'],
    ],
    ['nothing without the secret', { changes: { LINKEDIN_CLIENT_SECRET: '' } }, []],
    [
      'nothing without a token',
      { changes: { LINKEDIN_REFRESH_TOKEN: '', LINKEDIN_ACCESS_TOKEN: '' } },
      [],
    ],
    [
      'a new token first where there is none',
      { changes: { LINKEDIN_ACCESS_TOKEN: '' } },
      [tokenRequest, introspection, introspection, ...rest],
    ],
    [
      'a new token in the place of one that is refused, and everything once more',
      { scenario: scenarios['access-token-revoked'] },
      [introspection, introspection, ...rest, tokenRequest, introspection, introspection, ...rest],
    ],
  ])('is %s', async (_, options, paths) => {
    const world = await signedIn(options);
    await gathering(world);
    expect(pathsOf(world).toSorted()).toEqual(paths.toSorted());
    expect(pathsOf(world).indexOf(tokenRequest)).toBe(paths.indexOf(tokenRequest));
  });

  it('is no other token in the place of a new one that does not become known', async () => {
    const { ready } = scenarios;
    const tokens = { ...ready.tokens, propagationSeconds: 300 };
    const world = await signedIn({ daysAgo: 0, scenario: { ...ready, tokens } });
    const { renewal, rest: answers } = await gathering(world);
    expect(renewal).toBeUndefined();
    expect(answers?.visible).toMatchObject({ value: { kind: 'refused' } });
    expect(pathsOf(world)).not.toContain(tokenRequest);
  });

  it('is about the days of LinkedIn where this machine is days off', async () => {
    const world = await signedIn({ ahead: 36 * 3_600_000 });
    const { clockAhead, now, rest: answers } = await gathering(world);
    expect([clockAhead, now]).toEqual([-36 * 3_600_000, new Date('2026-11-24T22:00:00Z')]);
    expect(pathsOf(world).filter((path) => path === '/rest/adAnalytics')).toHaveLength(2);
    expect(answers?.proofs?.reporting).toMatchObject({ kind: 'found', value: { kind: 'ok' } });
  });

  it('is asked once where both have the same day', async () => {
    const world = await signedIn({ ahead: 3_600_000 });
    await gathering(world);
    expect(pathsOf(world).filter((path) => path === '/rest/adAnalytics')).toHaveLength(1);
  });

  it('is asked again while a token becomes known', async () => {
    const world = await signedIn({ daysAgo: 0, scenario: scenarios['access-token-fresh'] });
    const { rest: answers, renewal } = await gathering(world);
    expect(answers?.visible).toMatchObject({ kind: 'found', value: { kind: 'ok' } });
    expect(renewal).toBeUndefined();
    expect(pathsOf(world).filter((path) => path === '/rest/adAnalytics')).toHaveLength(5);
  });
});

describe('what is found', () => {
  const end = new Date('2027-01-21T09:59:59Z');

  it('are the answers, and when the token was minted', async () => {
    const world = await signedIn({ git: 'tracked' });
    const { git, access, refresh, mintedAt, renewal, version, now, clockAhead } =
      await gathering(world);
    expect({ git, mintedAt, renewal, now, clockAhead }).toEqual({
      git: 'tracked',
      mintedAt: new Date('2026-11-22T10:00:00Z'),
      renewal: undefined,
      now: new Date('2026-11-23T10:00:00Z'),
      clockAhead: 0,
    });
    expect(access).toMatchObject({ kind: 'found', value: { active: true, expiresAt: end } });
    expect(refresh).toMatchObject({ kind: 'found', value: { active: true } });
    expect(version).toEqual({ version: '202609', endsAt: '2027-09-15', daysLeft: 296 });
  });

  it('is no repository where there is no file', async () => {
    const world = await signedIn({ git: 'tracked' });
    const env = parse((await world.text()) ?? '');
    await world.parts().files.remove('.env');
    expect((await gathering(world, env)).git).toBe('no-repository');
  });

  it.each<[string, object, Date | undefined]>([
    [
      'an access token',
      { active: true, created_at: 1_795_341_600, expires_at: 1_800_525_600 },
      new Date(1_795_341_600_000),
    ],
    [
      'a token of sixty-one days',
      { active: true, created_at: 1_795_341_600, expires_at: 1_800_612_000 },
      new Date(1_795_341_600_000),
    ],
    [
      'a token without an end',
      { active: true, created_at: 1_795_341_600 },
      new Date(1_795_341_600_000),
    ],
    [
      'a token that lives longer than access tokens',
      { active: true, created_at: 1_795_341_600, expires_at: 1_826_877_600 },
      undefined,
    ],
    ['a token that is inactive', { active: false, created_at: 1_795_341_600 }, undefined],
  ])('%s is minted when LinkedIn says so', async (_, body, mintedAt) => {
    const intercept: Intercept = ({ url }) =>
      url.endsWith('/introspectToken') ? Response.json(body) : undefined;
    expect((await gathering(await signedIn({ intercept }))).mintedAt).toEqual(mintedAt);
  });

  it('is when a renewal minted the token, where introspection fails', async () => {
    const intercept: Intercept = ({ url }) =>
      url.endsWith('/introspectToken') ? new Response('', { status: 503 }) : undefined;
    const { mintedAt, access, now } = await gathering(await signedIn({ daysAgo: 61, intercept }));
    expect(access).toMatchObject({ kind: 'failed' });
    expect(mintedAt?.getTime()).toBeLessThanOrEqual(now.getTime());
  });

  it('is no renewal where there is no token to begin with', async () => {
    const changes = { LINKEDIN_REFRESH_TOKEN: '', LINKEDIN_ACCESS_TOKEN: '' };
    const { renewal, access, rest: answers } = await gathering(await signedIn({ changes }));
    expect([renewal, access, answers]).toEqual([undefined, undefined, undefined]);
  });

  it('are the accounts that are seen where none is named', async () => {
    const changes = { LINKEDIN_AD_ACCOUNT_ID: 'Acme Europe' };
    const { rest: answers } = await gathering(await signedIn({ changes }));
    expect(Object.keys(answers ?? {})).toEqual(['visible']);
    expect(answers?.visible).toMatchObject({ kind: 'found', value: { kind: 'ok' } });
  });

  it('is a renewal, and what the host reads after it', async () => {
    const world = await signedIn({ scenario: scenarios['access-token-revoked'] });
    const { renewal, loaded, mintedAt } = await gathering(world);
    expect(renewal).toMatchObject({ kind: 'found', value: { unsaved: undefined } });
    expect(loaded.values.LINKEDIN_ACCESS_TOKEN).toBe(
      parse((await world.text()) ?? '')['LINKEDIN_ACCESS_TOKEN'],
    );
    expect(loaded.origins.LINKEDIN_ACCESS_TOKEN).toBe('file');
    expect(mintedAt).toEqual(world.now());
  });

  it('is a renewal that was not saved, with its token', async () => {
    const world = await signedIn({ daysAgo: 61 });
    world.files.fail('assertWritable', 'EROFS');
    const { renewal, loaded, rest: answers } = await gathering(world);
    expect(renewal).toMatchObject({ value: { unsaved: expect.stringContaining('.env cannot') } });
    expect(loaded.values.LINKEDIN_ACCESS_TOKEN).not.toBe(
      parse((await world.text()) ?? '')['LINKEDIN_ACCESS_TOKEN'],
    );
    expect(answers?.visible).toMatchObject({ value: { kind: 'ok' } });
  });

  it('is the fault of a renewal, beside the answers from before it', async () => {
    const { ready, 'access-token-revoked': revoked } = scenarios;
    const tokens = { ...revoked.tokens, earlierRefresh: 'expired' } as typeof ready.tokens;
    const {
      renewal,
      access,
      rest: answers,
    } = await gathering(await signedIn({ scenario: { ...ready, tokens } }));
    expect(renewal).toMatchObject({ kind: 'failed', fault: { code: 'refresh-token-rejected' } });
    expect(access).toMatchObject({ kind: 'found', value: { status: 'revoked' } });
    expect(answers?.visible).toMatchObject({ value: { kind: 'refused' } });
  });

  it('are faults where LinkedIn does not answer', async () => {
    const {
      access,
      refresh,
      rest: answers,
    } = await gathering(await signedIn({ intercept: () => new Response('', { status: 503 }) }));
    for (const one of [
      access,
      refresh,
      answers?.visible,
      answers?.account,
      answers?.role,
      answers?.proofs?.reporting,
    ]) {
      expect(one).toMatchObject({ kind: 'failed', fault: { code: 'linkedin-unavailable' } });
    }
  });

  it.each<[string, Intercept]>([
    ['a bug', () => Promise.reject(new TypeError('undefined is not a function'))],
  ])('is never %s', async (_, intercept) => {
    await expect(gathering(await signedIn({ intercept }))).rejects.toThrow('not a function');
  });

  it('is never a fault of the file', async () => {
    const world = await signedIn({ daysAgo: 61 });
    const parts = world.parts();
    const session = await openSession({ envFile: '.env' }, parts);
    world.files.fail('read', 'EACCES');
    await expect(gatherEvidence(session, parts)).rejects.toMatchObject({
      code: 'env-lock-unusable',
    });
  });
});

describe('the verdict', () => {
  const account = {
    id: '512345678',
    name: 'Acme Europe',
    currency: 'EUR',
    status: 'ACTIVE',
    type: 'BUSINESS',
    role: 'ACCOUNT_MANAGER',
  };
  const facts = {
    envFile: '.env',
    account,
    accessToken: {
      expiresAt: '2027-01-21T09:59:59Z',
      daysLeft: 59,
      scopes: ['r_ads', 'r_ads_reporting'],
    },
    refreshToken: { expiresAt: '2027-11-22T10:00:00Z', daysLeft: 364 },
    apiVersion: { version: '202609', endsAt: '2027-09-15', daysLeft: 296 },
  };

  it('is everything that is known', async () => {
    const { report, expiries, fault } = await verifying(await signedIn());
    const { checks, ...rest } = report;
    expect(rest).toEqual({ outcome: 'ready', exitCode: 0, ...facts });
    expect(checks.map(({ title, verdict }) => `${title}: ${verdict}`)).toEqual([
      'Environment file: pass',
      'Credentials: pass',
      'API version: pass',
      'Access token: pass',
      'Consented scopes: pass',
      'Refresh token: pass',
      'Ad account: pass',
      'Your role: pass',
      'Reporting: pass',
    ]);
    expect(checks.at(-1)).toEqual({
      id: 'reporting',
      title: 'Reporting',
      verdict: 'pass',
      detail: expect.stringMatching(/^last 7 days: €/),
    });
    expect([expiries, fault]).toEqual([[], undefined]);
  });

  const soon = [{ what: 'sign-in', endsAt: '2027-06-01T10:00:00Z', daysLeft: 364 }];
  it.each([
    [363, 0, undefined],
    [364, 6, soon],
  ])('within %i days ends with %i', async (within, exitCode, ending) => {
    const world = await signedIn({ startTime: '2026-06-01T10:00:00Z' });
    const { report, expiries } = await verifying(world, within);
    expect([report.outcome, report.exitCode, report.ending]).toEqual(['ready', exitCode, ending]);
    expect(expiries).toHaveLength(ending?.length ?? 0);
  });

  it('leaves out what is not known', async () => {
    const changes = { LINKEDIN_REFRESH_TOKEN: '', LINKEDIN_ACCESS_TOKEN: '', LINKEDIN_SCOPES: '' };
    const { report } = await verifying(await signedIn({ changes }));
    const { checks: _, error, ...rest } = report;
    expect(rest).toEqual({
      outcome: 'credentials-incomplete',
      exitCode: 4,
      envFile: '.env',
      apiVersion: facts.apiVersion,
    });
    expect(error).toMatchObject({ code: 'credentials-incomplete' });
  });

  it.each<[ScenarioName, string, number]>([
    ['account-not-visible', 'account-not-visible', 3],
    ['reporting-denied', 'reporting-denied', 3],
    ['only-r-ads', 'scope-missing', 3],
    ['refresh-token-expired', 'refresh-token-rejected', 4],
    ['throttled-minute', 'throttled', 5],
  ])('of %s is %s', async (scenario, outcome, exitCode) => {
    const world = await openTestWorld({ scenario: scenarios[scenario], setting: 'memory' });
    const grantsOnly = scenario === 'only-r-ads' ? { scopes: ['r_ads'] } : {};
    await world.put(envText(minted(world, grantsOnly)));
    const { report, fault, checks } = await verifying(world, 30);
    expect([report.outcome, report.exitCode]).toEqual([outcome, exitCode]);
    expect(report.error).toMatchObject({ code: outcome });
    expect(fault?.code).toBe(outcome);
    const failed = report.checks.find(({ verdict }) => verdict === 'fail');
    expect(failed).not.toHaveProperty('fault');
    expect(failed?.fix?.length).toBe(checks.find(({ verdict }) => verdict === 'fail')?.fix?.length);
    expect(failed?.fix?.[0]).toHaveProperty('say');
  });

  it('leaves out what LinkedIn does not say of the account', async () => {
    const intercept: Intercept = ({ url }) =>
      new URL(url).pathname.startsWith('/rest/adAccounts')
        ? Response.json({ id: 512345678, elements: [] })
        : undefined;
    const { report } = await verifying(await signedIn({ intercept }));
    expect(report.account).toEqual({ id: '512345678', name: '512345678', role: 'ACCOUNT_MANAGER' });
  });
});
