/** A client of LinkedIn: its settings, and what it knows of time, which only LinkedIn itself tells. */

import { describe, expect, it } from 'vitest';
import { createLinkedIn, type LinkedInSettings } from '../../src/linkedin/client.ts';
import { answeringLinkedIn, json } from '../support/answering-linkedin.ts';
import { exchangeBy } from '../support/exchange.ts';

const machineTime = new Date('2026-11-22T10:00:00Z');
const call = { method: 'GET', url: 'https://api.linkedin.com/rest/x', headers: {} } as const;

/** Its clock once an answer with that date has come. */
async function after(body: string, date: string) {
  const response = () => new Response(body, { headers: { date: new Date(date).toUTCString() } });
  const clock = { now: () => machineTime, sleep: async () => {} };
  const { signal } = new AbortController();
  const exchange = exchangeBy(async () => response());
  const { send, clock: known, clockAhead } = createLinkedIn({ exchange, clock, env: {}, signal });
  await send({ ...call, repeatable: false });
  return { now: known.now(), ahead: clockAhead() };
}

it.each([
  ['2026-11-22T12:00:00Z', -7_200_000],
  ['2025-11-22T10:00:00Z', 365 * 86_400_000],
])("the time is LinkedIn's where this machine's is far from it: %s", async (date, ahead) => {
  expect(await after('{}', date)).toEqual({ now: new Date(date), ahead });
});

it("the time is this machine's where they differ by less than a minute", async () => {
  expect(await after('{}', '2026-11-22T10:00:59Z')).toEqual({ now: machineTime, ahead: -59_000 });
});

it('a page that a network shows in its place tells no time', async () => {
  expect(await after('<html>Sign in</html>', '2030-01-01T00:00:00Z')).toEqual({
    now: machineTime,
    ahead: undefined,
  });
});

it.each([
  ['2026-11-22T10:01:00Z', machineTime],
  ['2026-11-22T10:01:01Z', new Date('2026-11-22T10:01:01Z')],
  ['2026-11-22T09:59:00Z', machineTime],
  ['2026-11-22T09:58:59Z', new Date('2026-11-22T09:58:59Z')],
])('the clocks may differ by a minute, not by more: %s', async (date, now) => {
  expect((await after('{}', date)).now).toEqual(now);
});

it("the time is this machine's until LinkedIn has told its own", () => {
  const { linkedin } = answeringLinkedIn(() => json({}));
  expect(linkedin.clock.now()).toEqual(machineTime);
  expect(linkedin.clockAhead()).toBeUndefined();
});

describe('a setting', () => {
  const open = (settings: LinkedInSettings) => answeringLinkedIn(() => json({}), settings).linkedin;

  it.each([
    [undefined, '202609'],
    ['', '202609'],
    ['202601', '202601'],
    ['202601.02', '202601.02'],
  ])('of the version %j is %s', (apiVersion, version) => {
    expect(open({ apiVersion }).version).toBe(version);
  });

  const year = 'a year and a month';
  const december = 'a month with a release, and December has none';
  it.each([
    ['2026-01', year, '202601'],
    ['latest', year, '202609'],
    ['202612', december, '202609'],
  ])('of the version may not be %j', (apiVersion, expected, example) => {
    expect(() => open({ apiVersion })).toThrow(
      expect.objectContaining({
        code: 'setting-malformed',
        message: `LINKEDIN_API_VERSION is "${apiVersion}", but it must be ${expected}.`,
        fix: [
          {
            say: 'Change it, for example like this',
            run: { command: undefined, flags: {}, env: { LINKEDIN_API_VERSION: example } },
          },
        ],
      }),
    );
  });

  it.each([
    '0.09',
    '0',
    '-1',
    '5x',
    'x5',
    '1.',
    '1e3',
    `${'1'.repeat(90)}x`,
  ])('of the pace may not be %j', (rateLimit) => {
    const shown = rateLimit.length > 80 ? `${'1'.repeat(79)}…` : rateLimit;
    expect(() => open({ rateLimit })).toThrow(
      expect.objectContaining({
        message: `LINKEDIN_RATE_LIMIT_RPS is "${shown}", but it must be a number of calls per second, 0.1 or more.`,
        fix: [
          expect.objectContaining({
            run: expect.objectContaining({ env: { LINKEDIN_RATE_LIMIT_RPS: '5' } }),
          }),
        ],
      }),
    );
  });

  it.each(['0.1', '.5', '5', '12.25', '', undefined])('of the pace may be %j', (rateLimit) => {
    expect(() => open({ rateLimit })).not.toThrow();
  });

  it('of the pace spaces the calls, and each is noted', async () => {
    const sleeps: number[] = [];
    const notes: string[] = [];
    const world = {
      exchange: exchangeBy(async () => new Response('{}')),
      clock: { now: () => machineTime, sleep: async (wait: number) => void sleeps.push(wait) },
      env: {},
      signal: new AbortController().signal,
    };
    const note = (line: string) => void notes.push(line);
    const { send } = createLinkedIn(world, { rateLimit: '4', note });
    await send({ ...call, repeatable: true });
    await send({ ...call, repeatable: true });
    expect(sleeps).toEqual([250]);
    expect(notes).toHaveLength(2);
  });
});
