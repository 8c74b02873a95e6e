/** The yearly sign-in, practised: `setup --rehearse yearly` is one key and one click. */

import { parse } from 'dotenv';
import { beforeAll, describe, expect, it } from 'vitest';
import { Exit } from '../../src/faults/fault.ts';
import { buildOnce } from '../support/build.ts';
import { openCanary, runMain } from '../support/canary.ts';
import { across, pressAllow, questionsOn } from '../support/first-run.ts';
import { openProcessWorld } from '../support/process.ts';
import { describeWithPty } from '../support/pty.ts';

const alone = { PECTUS_LINKEDIN_OAUTH_URL: undefined, PECTUS_LINKEDIN_API_URL: undefined };

const ends = ['LINKEDIN_ACCESS_TOKEN_EXPIRES_AT', 'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT'] as const;

function daysUntil(date: string | undefined): number {
  return (Date.parse(date ?? '') - Date.now()) / 86_400_000;
}

describeWithPty('a rehearsal of the yearly sign-in', () => {
  beforeAll(buildOnce);

  it.each(['yearly', 'refresh-token-expired'])('%s: one key and one click', async (scenario) => {
    const world = await openProcessWorld();
    const screen = world.screen([...world.setup, '--rehearse', scenario], { environment: alone });
    await screen.waitFor(across('Press Enter to open LinkedIn'));
    const before = parse((await world.text('.env.rehearsal')) ?? '');

    screen.press('enter');
    await pressAllow({ world, screen });
    expect(await screen.exited).toEqual({ exitCode: 0 });

    // Nothing else was asked, and no other page opened.
    expect(questionsOn(screen)).toEqual([
      'Press Enter to open LinkedIn (same app, same scopes, same account)',
    ]);
    expect((await world.visits()).map((one) => new URL(one).pathname)).toEqual([
      '/oauth/v2/authorization',
    ]);
    const after = parse((await world.text('.env.rehearsal')) ?? '');
    const isOver = scenario === 'refresh-token-expired';
    for (const end of ends) {
      expect(Math.round(daysUntil(before[end]))).toBe(isOver ? -1 : 4);
    }
    expect(Math.round(daysUntil(after[ends[1]]))).toBe(365);
    expect(after).toMatchObject({
      LINKEDIN_SCOPES: before['LINKEDIN_SCOPES'],
      LINKEDIN_AD_ACCOUNT_ID: '512345678',
    });
    expect(screen.text()).toMatch(across('.env.rehearsal holds a sign-in of'));
    expect(await world.text('.env')).toBeUndefined();
  });
});

describe('a rehearsal with an earlier sign-in', () => {
  it.each([
    ['yearly', 'Time to sign in again.'],
    ['refresh-token-expired', 'The refresh token expired on'],
    ['access-token-expired', 'Nothing has to be done.'],
    ['access-token-revoked', 'Nothing has to be done.'],
  ] as const)('%s ends well, and again so: "%s"', async (scenario, words) => {
    const canary = await openCanary({ scenario, interactive: false, ownLinkedIn: true });
    const argv = ['setup', '--rehearse', scenario, '--redirect-uri', canary.redirectUri];
    for (let times = 1; times <= 2; times += 1) {
      expect(await runMain(canary, argv)).toBe(Exit.ok);
      expect(canary.transcript().replace(/\s+/g, ' ').split(words)).toHaveLength(times + 1);
    }
  });
});
