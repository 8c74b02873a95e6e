/** A session with LinkedIn: one renewal for all calls, one repeat, and what is never written. */

import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';
import { gatherEvidence, lastSevenDays } from '../../src/checks/evidence.ts';
import { openSession, Session } from '../../src/checks/session.ts';
import { loadCredentials } from '../../src/credentials/load.ts';
import { type AdAccount, adAccountPage } from '../../src/linkedin/ad-accounts.ts';
import type { Page, RestAnswer } from '../../src/linkedin/rest.ts';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { envText, minted } from '../support/credentials.ts';
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

async function sessionIn(world: MemoryWorld) {
  const session = await openSession({ envFile: '.env' }, world.parts());
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
