/** A session with LinkedIn: one renewal for all calls, one repeat, and what is never written. */

import { parse } from 'dotenv';
import { beforeEach, describe, expect, it } from 'vitest';
import { gatherEvidence } from '../../src/checks/gather.ts';
import { openSession, Session, type SessionOptions } from '../../src/checks/session.ts';
import { loadCredentials } from '../../src/credentials/load.ts';
import { type AdAccount, adAccountPage } from '../../src/linkedin/ad-accounts.ts';
import { lastSevenDays } from '../../src/linkedin/daily-totals.ts';
import type { Page, RestAnswer } from '../../src/linkedin/rest.ts';
import { scenarios } from '../../src/simulator/scenarios.ts';
import type { Env } from '../../src/world.ts';
import { envText, minted } from '../support/credentials.ts';
import type { Intercept } from '../support/linkedin.ts';
import { type MemoryWorld, openTestWorld, type WorldOptions } from '../support/world.ts';

async function signedIn(daysAgo: number, options: WorldOptions = {}): Promise<MemoryWorld> {
  const world = await openTestWorld({ ...options, setting: 'memory' });
  await world.put(envText(minted(world)));
  world.passDays(daysAgo);
  return world;
}

const renewals = (world: MemoryWorld) =>
  world.simulator().log.filter(({ grantType }) => grantType === 'refresh_token').length;

const callsOf = (world: MemoryWorld) =>
  world.simulator().log.filter(({ path }) => path.startsWith('/rest/')).length;

/** Changes values in the file; an empty one stands for none. */
async function change(world: MemoryWorld, changes: Readonly<Record<string, string>>) {
  await world.put(envText({ ...parse((await world.text()) ?? ''), ...changes }));
}

let refusals = 0;
beforeEach(() => {
  refusals = 0;
});

/** LinkedIn refuses the tokens of the calls, as long as that is so. */
function refusing(isRefused: () => boolean): Intercept {
  return ({ url }) => {
    if (!new URL(url).pathname.startsWith('/rest/') || !isRefused()) return undefined;
    refusals += 1;
    const body = { status: 401, serviceErrorCode: 65602, code: 'EXPIRED_ACCESS_TOKEN' };
    return Response.json(body, { status: 401 });
  };
}

async function sessionIn(world: MemoryWorld, options: SessionOptions = {}, env: Env = {}) {
  const session = await openSession({ envFile: '.env', ...options }, world.parts({ env }));
  const call = (): Promise<RestAnswer<Page<AdAccount>>> =>
    session.call((token, linkedin) => adAccountPage({ size: 5 }, token, linkedin));
  return { session, call };
}

describe('calls', () => {
  it('that come at once with an expired token share one renewal, before the first of them', async () => {
    const world = await signedIn(61);
    const { call } = await sessionIn(world);
    const answers = await Promise.all([call(), call(), call()]);
    expect(answers.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok']);
    expect([renewals(world), callsOf(world)]).toEqual([1, 3]);
  });

  it('that LinkedIn rejects share one renewal, and are each repeated once', async () => {
    const world = await signedIn(1, { scenario: scenarios['access-token-revoked'] });
    const { call, session } = await sessionIn(world);
    const answers = await Promise.all([call(), call()]);
    expect(answers.map(({ kind }) => kind)).toEqual(['ok', 'ok']);
    expect([renewals(world), callsOf(world)]).toEqual([1, 4]);
    expect(session.loaded.values.LINKEDIN_ACCESS_TOKEN).toBe(
      parse((await world.text()) ?? '')['LINKEDIN_ACCESS_TOKEN'],
    );
  });

  it('need no access token in the file where there is a refresh token', async () => {
    const world = await signedIn(0);
    const { LINKEDIN_ACCESS_TOKEN: _, ...values } = parse((await world.text()) ?? '');
    await world.put(envText(values));
    const { call } = await sessionIn(world);
    expect((await call()).kind).toBe('ok');
  });

  it('try again after a renewal that failed', async () => {
    const world = await signedIn(61);
    const { call } = await sessionIn(world);
    world.setScenario(scenarios.unavailable);
    await expect(call()).rejects.toMatchObject({ code: 'linkedin-unavailable' });
    world.setScenario(scenarios.ready);
    expect((await call()).kind).toBe('ok');
  });

  it('do not renew a renewed token that never worked', async () => {
    const world = await signedIn(61, { intercept: refusing(() => true) });
    const { call } = await sessionIn(world);
    await expect(call()).rejects.toMatchObject({ code: 'access-token-rejected' });
    expect([renewals(world), refusals]).toEqual([1, 1]);
  });

  it('renew a renewed token that has worked and is then refused', async () => {
    let isRefused = false;
    const world = await signedIn(61, { intercept: refusing(() => isRefused) });
    const { call } = await sessionIn(world);
    expect((await call()).kind).toBe('ok');
    isRefused = true;
    await expect(call()).rejects.toMatchObject({ code: 'access-token-rejected' });
    expect([renewals(world), refusals]).toEqual([2, 2]);
  });

  it('wait for a renewed token that is not known everywhere yet', async () => {
    const world = await signedIn(61, { scenario: scenarios['access-token-fresh'] });
    const { call } = await sessionIn(world);
    expect((await call()).kind).toBe('ok');
    expect([renewals(world), callsOf(world)]).toEqual([1, 5]);
    expect(world.progress()[0]).toContain('LinkedIn is still making the new token known');
  });

  it('bring a refusal that is not about the token as it is', async () => {
    const intercept = () => Response.json({ status: 403 }, { status: 403 });
    const { call } = await sessionIn(await signedIn(1, { intercept }));
    expect(await call()).toMatchObject({ kind: 'refused', refusal: { status: 403 } });
  });

  it.each([
    ['both tokens', ['LINKEDIN_ACCESS_TOKEN', 'LINKEDIN_REFRESH_TOKEN'], {}],
    [
      'an access token, where it may not be renewed',
      ['LINKEDIN_ACCESS_TOKEN'],
      { mayRenew: false },
    ],
  ])('need %s', async (_, names, options) => {
    const world = await signedIn(0);
    await change(world, Object.fromEntries(names.map((name) => [name, ''])));
    const { call } = await sessionIn(world, options);
    await expect(call()).rejects.toMatchObject({
      code: 'credentials-incomplete',
      message: expect.stringContaining('LINKEDIN_ACCESS_TOKEN'),
    });
    expect(world.requests()).toEqual([]);
  });

  it('with an expired token that may not be renewed are refused', async () => {
    const world = await signedIn(61);
    const { call } = await sessionIn(world, { mayRenew: false });
    await expect(call()).rejects.toMatchObject({ code: 'access-token-rejected' });
    expect([renewals(world), callsOf(world)]).toEqual([0, 1]);
  });

  it('with an expired token that nothing renews are refused', async () => {
    const world = await signedIn(61);
    await change(world, { LINKEDIN_REFRESH_TOKEN: '', LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '' });
    const { call } = await sessionIn(world);
    await expect(call()).rejects.toMatchObject({ code: 'access-token-rejected' });
    expect([renewals(world), callsOf(world)]).toEqual([0, 1]);
  });

  it('take the token of the file where the environment has an expired one', async () => {
    const world = await signedIn(61);
    const { LINKEDIN_ACCESS_TOKEN = '' } = parse((await world.text()) ?? '');
    const before = {
      LINKEDIN_ACCESS_TOKEN,
      LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-01-21T09:59:59Z',
    };
    await world.put(envText(minted(world)));
    const { call } = await sessionIn(world, {}, before);
    expect((await call()).kind).toBe('ok');
    expect([renewals(world), callsOf(world)]).toEqual([0, 1]);
  });

  it('of a token that was minted a moment ago wait for it', async () => {
    const world = await signedIn(0, { scenario: scenarios['access-token-fresh'] });
    const { call } = await sessionIn(world, { mintedAt: world.now() });
    expect((await call()).kind).toBe('ok');
    expect(renewals(world)).toBe(0);
  });
});

describe('the access token', () => {
  const end = new Date('2027-01-21T09:59:59Z');

  it.each<[string, number, Record<string, string>, number, Date | undefined]>([
    ['that has more than an hour left is the one in the file', 59.95, {}, 0, end],
    ['that has less than an hour left is a new one', 59.97, {}, 1, undefined],
    ['that has no date is a new one', 1, { LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '' }, 1, undefined],
    ['that is not there is a new one', 1, { LINKEDIN_ACCESS_TOKEN: '' }, 1, undefined],
    ['without refresh token is the one in the file', 1, { LINKEDIN_REFRESH_TOKEN: '' }, 0, end],
  ])('%s', async (_, daysAgo, changes, count, expiresAt) => {
    const world = await signedIn(daysAgo);
    await change(world, changes);
    const { session } = await sessionIn(world);
    const fresh = await session.accessToken();
    expect(renewals(world)).toBe(count);
    const values = parse((await world.text()) ?? '');
    expect(fresh.accessToken.reveal()).toBe(values['LINKEDIN_ACCESS_TOKEN']);
    expect(world.stderr()).toBe('');
    if (count === 1) expect(fresh.serverTime).toEqual(world.now());
    else expect(fresh).toEqual({ accessToken: fresh.accessToken, expiresAt });
  });

  it('without date and refresh token is the best there is', async () => {
    const world = await signedIn(1);
    await change(world, { LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '', LINKEDIN_REFRESH_TOKEN: '' });
    const { session } = await sessionIn(world);
    const { expiresAt, accessToken } = await session.accessToken();
    expect([expiresAt, accessToken.reveal().slice(0, 3)]).toEqual([undefined, 'AQX']);
    expect(world.requests()).toEqual([]);
  });

  it('of the environment does not have the date of the one in the file, which is taken', async () => {
    const world = await signedIn(1);
    const LINKEDIN_ACCESS_TOKEN = minted(world)['LINKEDIN_ACCESS_TOKEN'] ?? '';
    const { session } = await sessionIn(world, {}, { LINKEDIN_ACCESS_TOKEN });
    const { accessToken, expiresAt, serverTime } = await session.accessToken();
    const values = parse((await world.text()) ?? '');
    expect(accessToken.reveal()).toBe(values['LINKEDIN_ACCESS_TOKEN']);
    expect([expiresAt, serverTime]).toEqual([end, undefined]);
  });

  it('of the environment has the date that stands there', async () => {
    const world = await signedIn(1);
    const LINKEDIN_ACCESS_TOKEN = minted(world)['LINKEDIN_ACCESS_TOKEN'] ?? '';
    const env = { LINKEDIN_ACCESS_TOKEN, LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-01-01T00:00:00Z' };
    const { session } = await sessionIn(world, {}, env);
    const { accessToken, expiresAt } = await session.accessToken();
    expect(accessToken.reveal()).toBe(LINKEDIN_ACCESS_TOKEN);
    expect(expiresAt).toEqual(new Date('2027-01-01T00:00:00Z'));
  });

  it('with a date that no token lives to is kept while LinkedIn calls it active', async () => {
    const world = await signedIn(-30);
    const before = await world.text();
    const { session } = await sessionIn(world);
    const { expiresAt, serverTime } = await session.accessToken();
    expect([expiresAt, serverTime]).toEqual([end, world.now()]);
    expect(renewals(world)).toBe(0);
    expect(await world.text()).toBe(before);
  });

  it('that has less than an hour by the clock of LinkedIn is a new one, once it was heard', async () => {
    const world = await signedIn(59.97, { ahead: 2 * 3_600_000 });
    const { session, call } = await sessionIn(world);
    await session.accessToken();
    expect(renewals(world)).toBe(0);
    await call();
    await session.accessToken();
    expect(renewals(world)).toBe(1);
  });

  it('that is in the environment alone is renewed, and that is said', async () => {
    const world = await signedIn(61);
    const env = parse((await world.text()) ?? '');
    await world.parts().files.remove('.env');
    const { session } = await sessionIn(world, {}, env);
    expect((await session.accessToken()).unsaved).toBe('there is no .env');
    expect(world.stderr()).toBe('  Renewed, and not saved: there is no .env.\n');
  });

  it('that cannot be saved is said once', async () => {
    const world = await signedIn(61);
    world.files.fail('assertWritable', 'EROFS');
    const { session } = await sessionIn(world);
    const { unsaved } = await session.accessToken();
    expect(world.stderr()).toBe(`  Renewed, and not saved: ${unsaved}.\n`);
  });

  it('needs a token to begin with', async () => {
    const world = await signedIn(0);
    await change(world, { LINKEDIN_ACCESS_TOKEN: '', LINKEDIN_REFRESH_TOKEN: '' });
    const { session } = await sessionIn(world);
    await expect(session.accessToken()).rejects.toMatchObject({ code: 'credentials-incomplete' });
  });
});

describe('the LinkedIn of a session', () => {
  it('is the one of the settings, opened once', async () => {
    const world = await signedIn(0);
    await change(world, { LINKEDIN_API_VERSION: '202606' });
    const { session } = await sessionIn(world);
    const linkedin = await session.linkedin();
    expect(linkedin.version).toBe('202606');
    expect(await session.linkedin()).toBe(linkedin);
    const other = await sessionIn(world, { linkedin });
    expect(await other.session.linkedin()).toBe(linkedin);
  });

  it('is refused with a rate that is none', async () => {
    const world = await signedIn(0);
    const { session } = await sessionIn(world, {}, { LINKEDIN_RATE_LIMIT_RPS: 'many' });
    await expect(session.linkedin()).rejects.toMatchObject({ code: 'setting-malformed' });
  });

  it.each([
    [true, /^debug: .*adAccounts/m],
    [false, /^$/],
  ])('is written down with debug: %s', async (debug, text) => {
    const world = await signedIn(0);
    const { call } = await sessionIn(world, { debug });
    await call();
    expect(world.stderr()).toMatch(text);
  });
});

describe('a renewal', () => {
  it('takes another token of the file only while that one lives', async () => {
    for (const [daysAgo, isTaken] of [
      [0, true],
      [61, false],
    ] as const) {
      const world = await signedIn(61);
      const { session } = await sessionIn(world);
      const other = minted(world);
      world.passDays(daysAgo);
      const values = { ...parse((await world.text()) ?? ''), ...other };
      await world.put(envText(values));
      const { accessToken, grant } = await session.renew();
      expect(accessToken.reveal() === other['LINKEDIN_ACCESS_TOKEN']).toBe(isTaken);
      expect(grant === undefined).toBe(isTaken);
    }
  });
});

describe('credentials that are not in the file yet', () => {
  it('are judged without a renewal, and nothing is written', async () => {
    const world = await signedIn(1, { scenario: scenarios['access-token-revoked'] });
    const before = await world.text();
    const parts = world.parts();
    const loaded = await loadCredentials('.env', parts);
    const evidence = await gatherEvidence(new Session(loaded, { mayRenew: false }, parts), parts);
    expect(evidence.renewal).toBeUndefined();
    expect(renewals(world)).toBe(0);
    expect(await world.text()).toBe(before);
  });
});

it('the last seven days are whole ones: the day that is not over yet is none of them', () => {
  expect(lastSevenDays(new Date('2026-11-22T23:59:59Z'))).toEqual({
    first: new Date('2026-11-15T00:00:00Z'),
    last: new Date('2026-11-21T00:00:00Z'),
  });
});
