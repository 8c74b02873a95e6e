/** What a client of LinkedIn knows of time: only LinkedIn itself tells it. */

import { expect, it } from 'vitest';
import { createLinkedIn } from '../../src/linkedin/client.ts';
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
