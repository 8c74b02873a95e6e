/** The totals of an ad account by day, and when an answer is not all of them. */

import { describe, expect, it } from 'vitest';
import { mostRows } from '../../src/linkedin/analytics-rows.ts';
import { dailyTotals } from '../../src/linkedin/daily-totals.ts';
import { Secret } from '../../src/secret.ts';
import type { HttpResponse } from '../../src/world.ts';
import { answeringLinkedIn, json } from '../support/answering-linkedin.ts';

const days = { first: new Date('2026-11-15T00:00:00Z'), last: new Date('2026-11-21T23:59:59Z') };

/** One answer after the other; the last one stays. */
async function ask(...answers: readonly HttpResponse[]) {
  const left = [...answers];
  const { linkedin, requests } = answeringLinkedIn(() => {
    const answer = left.length > 1 ? left.shift() : left[0];
    return answer ?? json({ elements: [] });
  });
  const answer = await dailyTotals('512345678', days, new Secret('AQXtoken'), linkedin);
  return { answer, addresses: requests.map(({ url }) => url) };
}

const row = (day: number, values: object) => ({
  dateRange: { start: { year: 2026, month: 11, day } },
  pivotValues: ['urn:li:sponsoredAccount:512345678'],
  ...values,
});
const full = { impressions: 1_204, clicks: 17, costInLocalCurrency: '38.50', oneClickLeads: 2 };
const cut = json({ elements: [row(15, full)], paging: { total: 2 } });

describe('daily totals', () => {
  it('are asked for by day, for the account as a whole, without a count', async () => {
    const { answer, addresses } = await ask();
    expect(answer).toEqual({ kind: 'ok', value: [] });
    expect(addresses).toEqual([
      'https://api.linkedin.com/rest/adAnalytics?q=analytics&pivot=ACCOUNT&timeGranularity=DAILY' +
        '&dateRange=(start:(year:2026,month:11,day:15),end:(year:2026,month:11,day:21))' +
        '&accounts=List(urn%3Ali%3AsponsoredAccount%3A512345678)' +
        '&fields=impressions,clicks,costInLocalCurrency,oneClickLeads,dateRange,pivotValues',
    ]);
  });

  it('are read exactly, and are zero where LinkedIn says nothing', async () => {
    const { answer } = await ask(json({ elements: [row(15, full), row(16, {})] }));
    expect(answer).toEqual({
      kind: 'ok',
      value: [
        { day: '2026-11-15', impressions: 1_204, clicks: 17, leads: 2, spend: 38_500_000n },
        { day: '2026-11-16', impressions: 0, clicks: 0, leads: 0, spend: 0n },
      ],
    });
  });

  it('are asked for again with the largest count where there are more', async () => {
    const all = json({ elements: [row(15, full), row(16, full)] });
    const { answer, addresses } = await ask(cut, all);
    expect(answer).toMatchObject({ value: [{ day: '2026-11-15' }, { day: '2026-11-16' }] });
    const counts = addresses.map((url) => new URL(url).searchParams.get('count'));
    expect(counts).toEqual([null, String(mostRows)]);
  });

  it('that are still not all are told', async () => {
    await expect(ask(cut)).rejects.toMatchObject({
      code: 'linkedin-unavailable',
      message: 'LinkedIn is not answering as it should: it returned only a part of the rows.',
    });
  });

  it('may be refused', async () => {
    const refused = json({ status: 403, message: 'Not enough permissions' }, 403);
    expect(await ask(refused)).toMatchObject({
      answer: { kind: 'refused', refusal: { status: 403 } },
      addresses: { length: 1 },
    });
  });
});
