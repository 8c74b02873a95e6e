/** Throttles and a token that dies: the same wait for every call of a report. */

import { describe, expect, it } from 'vitest';
import { again } from '../../src/faults/fix.ts';
import {
  inOrder,
  ledger,
  minuteThrottle,
  openReportWorld,
  outage,
  withCampaigns,
} from './report-world.ts';

const scenario = withCampaigns(5);
const days = { from: '2026-11-01', to: '2026-11-21' };
const entries = inOrder(ledger(scenario, days));

/** The transport makes a call three times by itself. */
const tries = 3;

describe('a throttle', () => {
  it.each([
    ['the account', '/adAccounts/512345678'],
    ['the campaigns', '/adCampaigns'],
    ['the groups', '/adCampaignGroups'],
  ])('of %s is waited out like one of the numbers, and said once', async (_, end) => {
    const { pull, said } = await openReportWorld(scenario, undefined, {
      intercept: (path, call) =>
        path.endsWith(end) && call <= tries ? minuteThrottle() : undefined,
    });
    const { rows, namesFault } = await pull(days);
    expect(inOrder(rows)).toEqual(entries);
    expect(namesFault).toBeUndefined();
    expect(said).toEqual(['  LinkedIn asks for a pause; going on at 10:01 UTC.']);
  });

  it('of several calls at a time is said once', async () => {
    const { pull, said } = await openReportWorld(withCampaigns(20), (call) =>
      call > 1 && call <= 1 + 3 * tries ? minuteThrottle() : undefined,
    );
    const year = { extraMetrics: ['approximateMemberReach'] };
    expect((await pull(year)).gaps).toEqual([]);
    expect(said).toHaveLength(1);
  });

  it('that does not pass ends the report before it begins, when it is of the account', async () => {
    const { pull } = await openReportWorld(scenario, undefined, {
      intercept: () => minuteThrottle(),
    });
    await expect(pull(days)).rejects.toMatchObject({ code: 'throttled', exit: 5 });
  });

  it.each([
    ['90', 1, 90],
    ['600', 1, 600],
    // Shorter than the shortest window that LinkedIn names, and there still.
    ['2', tries, 60],
  ])('with Retry-After: %s is waited for', async (seconds, times, waited) => {
    const asked = () =>
      Response.json({ status: 429 }, { status: 429, headers: { 'retry-after': seconds } });
    const { pull, clock } = await openReportWorld(scenario, (call) =>
      call <= times ? asked() : undefined,
    );
    const start = clock.now().getTime();
    const { rows } = await pull(days);
    expect(inOrder(rows)).toEqual(entries);
    const took = (clock.now().getTime() - start) / 1_000;
    expect(took).toBeGreaterThanOrEqual(waited);
    expect(took).toBeLessThan(waited + 10);
  });

  it('with a Retry-After of hours is told at once', async () => {
    const asked = () =>
      Response.json({ status: 429 }, { status: 429, headers: { 'retry-after': '7200' } });
    const { pull, clock } = await openReportWorld(scenario, asked);
    const start = clock.now().getTime();
    const { gaps } = await pull(days);
    expect(gaps).toMatchObject([{ ...days, fault: { code: 'throttled' } }]);
    expect(gaps[0]?.fault?.fix).toEqual([{ say: 'In 2 hours, run it again', run: again() }]);
    expect(clock.now().getTime()).toBe(start);
  });
});

describe('a token that dies in the middle', () => {
  it('is renewed again where the first renewal failed', async () => {
    const short = { ...scenario, tokens: { ...scenario.tokens, accessSeconds: 86_400 } };
    const { pull } = await openReportWorld(
      short,
      (call, _, { clock }) => {
        if (call === 2) clock.pass(2 * 86_400_000);
        return undefined;
      },
      // As often as the transport tries: the whole renewal fails.
      {
        intercept: (path, call) =>
          path.endsWith('/accessToken') && call <= tries ? outage() : undefined,
      },
    );
    // In the second of four windows: the names are there by then.
    const { rows, gaps, namesFault } = await pull({ extraMetrics: ['approximateMemberReach'] });
    expect({ gaps, namesFault }).toEqual({ gaps: [], namesFault: undefined });
    expect(inOrder(rows.map((row) => ({ ...row, extra: {} })))).toEqual(inOrder(ledger(scenario)));
  });
});
