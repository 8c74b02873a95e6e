/** The probe: what an ad account spent and got in its last days, by one small call of adAnalytics. */

import { dayOf } from '../days.ts';
import { fault } from '../faults/fault.ts';
import type { Secret } from '../secret.ts';
import { type AnalyticsReply, analytics } from './analytics.ts';
import { type AnalyticsAnswer, mostRows } from './analytics-rows.ts';
import type { LinkedIn } from './client.ts';
import type { Micros } from './money.ts';
import { mapAnswer, type RestAnswer } from './rest.ts';

/** One UTC day of an ad account. */
export interface DayTotals {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly impressions: number;
  readonly clicks: number;
  /** Lead Gen Form submits (`oneClickLeads`). */
  readonly leads: number;
  /** In the account's currency. */
  readonly spend: Micros;
}

export interface Days {
  readonly first: Date;
  readonly last: Date;
}

/** The seven whole UTC days before today: what Campaign Manager calls the last 7 days. */
export function lastSevenDays(now: Date): Days {
  const back = (days: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - days));
  return { first: back(7), last: back(1) };
}

const metrics = ['impressions', 'clicks', 'costInLocalCurrency', 'oneClickLeads'];

/**
 * The account's own totals per UTC day, both ends included. Days without activity have no row, and an
 * empty answer is no proof of access: LinkedIn gives one to members without a role, too.
 */
export async function dailyTotals(
  accountId: string,
  { first, last }: Days,
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<readonly DayTotals[]>> {
  const [from, to] = [dayOf(first), dayOf(last)];
  const query = { accountId, pivot: 'ACCOUNT', granularity: 'DAILY', from, to, metrics } as const;
  const ask = async (count?: { readonly count: number }) =>
    mapAnswer(await analytics({ ...query, ...count }, token, linkedin), rowsIn);
  const answer = await ask();
  const isCut = answer.kind === 'ok' && answer.value.isCut;
  return mapAnswer(isCut ? await ask({ count: mostRows }) : answer, totalsIn);
}

function rowsIn(reply: AnalyticsReply): AnalyticsAnswer {
  if (reply.kind === 'rows') return reply;
  throw fault('linkedin-unavailable', { what: `it does not know its metric ${reply.metric}` });
}

function totalsIn({ rows: { dates, values }, isCut }: AnalyticsAnswer): readonly DayTotals[] {
  // The days that are missing might be those with numbers.
  if (isCut) throw fault('linkedin-unavailable', { what: 'it returned only a part of the rows' });
  return dates.map((day, row) => ({
    day,
    impressions: Number(values['impressions']?.[row] ?? 0),
    clicks: Number(values['clicks']?.[row] ?? 0),
    leads: Number(values['oneClickLeads']?.[row] ?? 0),
    spend: BigInt(values['costInLocalCurrency']?.[row] ?? 0),
  }));
}
