/** Reports that something gets in the way of: what comes all the same, and what is told of the rest. */

import { describe, expect, it } from 'vitest';
import { daysBetween } from '../../src/days.ts';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { Cancelled } from '../../src/world.ts';
import {
  dayThrottle,
  inOrder,
  lastYear,
  ledger,
  minuteThrottle,
  openReportWorld,
  outage,
  withCampaigns,
} from './report-world.ts';

/** 104 of them run: some 32,000 rows a year. */
const large = withCampaigns(130);

describe('trouble', () => {
  it('a token that expires in the middle is renewed once, and the rest comes', async () => {
    const scenario = { ...large, tokens: { ...large.tokens, accessSeconds: 86_400 } };
    const { pull, simulator, env } = await openReportWorld(scenario, (call, _, { clock }) => {
      if (call === 3) clock.pass(2 * 86_400_000);
      return undefined;
    });
    const before = env();
    const { rows, gaps } = await pull();
    expect(inOrder(rows)).toEqual(inOrder(ledger(scenario)));
    expect(gaps).toEqual([]);
    expect(simulator.log.filter(({ grantType }) => grantType === 'refresh_token')).toHaveLength(1);
    expect(env()).not.toBe(before);
  });

  it('a DAY limit keeps what is there, tells what is not, and asks nothing more', async () => {
    const larger = withCampaigns(400);
    const { pull } = await openReportWorld(larger, (call) =>
      call > 3 ? dayThrottle() : undefined,
    );
    const { rows, gaps, calls } = await pull();
    const days = new Set(rows.map(({ date }) => date));
    const [gap] = gaps;
    expect(gaps).toHaveLength(1);
    expect(gap).toMatchObject({ to: lastYear.to, fault: { code: 'quota-exhausted' } });
    expect(days.has(gap?.from ?? '')).toBe(false);
    expect(inOrder(rows)).toEqual(
      inOrder(ledger(larger).filter(({ date }) => date < (gap?.from ?? ''))),
    );
    // Of some ten that it would have taken.
    expect(calls).toBeLessThanOrEqual(3 + 4);
  });

  it.each([
    ['2025-11-22', 0],
    ['2026-04-02', 0],
    ['2026-04-02', 1],
    ['2026-11-21', 1],
  ])('a day that fails for good, %s, is a gap, and all others come', async (bad, whole) => {
    const { pull } = await openReportWorld(large, (call, query) =>
      call > whole && asksFor(query, bad) ? outage() : undefined,
    );
    const { rows, gaps } = await pull();
    expect(gaps).toMatchObject([{ from: bad, to: bad, fault: { code: 'linkedin-unavailable' } }]);
    expect(inOrder(rows)).toEqual(inOrder(ledger(large).filter(({ date }) => date !== bad)));
  });

  it('windows that take LinkedIn too long come when they are narrower', async () => {
    const { pull } = await openReportWorld(withCampaigns(5), (_, query) =>
      daysBetween(...rangeOf(query)) > 20 ? outage() : undefined,
    );
    const { rows, gaps } = await pull();
    expect(gaps).toEqual([]);
    expect(inOrder(rows)).toEqual(inOrder(ledger(withCampaigns(5))));
  });

  it('an outage ends it, before a year is asked for day by day', async () => {
    const { pull } = await openReportWorld(large, outage);
    const { rows, gaps, calls } = await pull();
    expect(rows).toEqual([]);
    expect(gaps).toMatchObject([{ ...span, fault: { code: 'linkedin-unavailable' } }]);
    // Each is tried three times.
    expect(calls).toBeLessThanOrEqual(13 * 3);
  });

  it('throttles are waited out, with the seconds counted down', async () => {
    const { pull, clock } = await openReportWorld(withCampaigns(5), (call) =>
      call <= 3 ? minuteThrottle() : undefined,
    );
    const before = clock.now().getTime();
    const { rows, lines } = await pull();
    expect(rows.length).toBeGreaterThan(0);
    expect(lines[0]).toBe('     LinkedIn asks for a pause: going on in 60 s …');
    expect(lines.at(-1)).toBe('     LinkedIn asks for a pause: going on in 1 s …');
    expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(60_000);
  });

  it('throttles that do not pass end it', async () => {
    const { pull } = await openReportWorld(withCampaigns(5), minuteThrottle);
    const { rows, gaps } = await pull();
    expect(rows).toEqual([]);
    expect(gaps).toMatchObject([{ ...span, fault: { code: 'throttled' } }]);
  });

  it('what LinkedIn refuses is told of all days', async () => {
    const { pull } = await openReportWorld(scenarios['reporting-denied']);
    expect((await pull()).gaps).toMatchObject([{ ...span, fault: { code: 'reporting-denied' } }]);
  });

  it('a metric that LinkedIn does not know is named, with the nearest one', async () => {
    const { pull } = await openReportWorld(withCampaigns(5));
    const { gaps } = await pull({ extraMetrics: ['landingPageClick'] });
    expect(gaps).toMatchObject([span]);
    expect(gaps[0]?.fault?.fix[0]?.say).toContain('landingPageClicks');
  });

  it('an account that is not visible is told before anything is asked', async () => {
    const { pull } = await openReportWorld(scenarios['account-not-visible']);
    await expect(pull()).rejects.toMatchObject({ code: 'account-not-visible' });
  });

  it('Ctrl-C ends it', async () => {
    const { pull } = await openReportWorld(large, (call, _, { interrupt }) => {
      if (call === 3) interrupt();
      return undefined;
    });
    await expect(pull()).rejects.toBeInstanceOf(Cancelled);
  });
});

const span = { from: lastYear.from, to: lastYear.to };

/** Whether a call's days include this one. */
function asksFor(query: string, day: string): boolean {
  const [from, to] = rangeOf(query);
  return from <= day && day <= to;
}

function rangeOf(query: string): readonly [from: string, to: string] {
  const days = [...query.matchAll(/year:(\d+),month:(\d+),day:(\d+)/g)].map(
    ([, year, month, date]) =>
      [year, month, date].map((part = '') => part.padStart(2, '0')).join('-'),
  );
  const [from = '', to = ''] = days;
  return [from, to];
}
