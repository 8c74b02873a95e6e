/**
 * adAnalytics, one call at a time: the query, and its rows with every value as LinkedIn wrote it.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting.
 */

import type { Secret } from '../secret.ts';
import type { RestAnswer } from './ad-accounts.ts';
import type { AnalyticsRows, OpenRows } from './analytics-rows.ts';
import { placing } from './analytics-table.ts';
import type { LinkedIn } from './client.ts';
import { knownMetrics } from './metric-names.ts';
import { readRefusal } from './refusals.ts';
import { shapeFault } from './reply-checks.ts';
import { type RestQuery, restCall } from './rest.ts';
import { accountUrn, day, list, record } from './restli.ts';
import type { Reply } from './transport.ts';
import { restErrorReply } from './wire.ts';

/** There are no pages: an answer never has more rows, and one that has so many may be cut. */
export const mostRows = 15_000;

/** Of one call, `dateRange` and `pivotValues` included. */
export const mostFields = 20;
export const mostMetrics = mostFields - placing.length;

export interface AnalyticsQuery {
  /** Digits. */
  readonly accountId: string;
  /** What a row is about. */
  readonly pivot: 'ACCOUNT' | 'CAMPAIGN_GROUP' | 'CAMPAIGN' | 'CREATIVE';
  /** The period that a row is about; `ALL` is the whole range. */
  readonly granularity: 'DAILY' | 'MONTHLY' | 'YEARLY' | 'ALL';
  /** UTC days, YYYY-MM-DD, both included. */
  readonly from: string;
  readonly to: string;
  /** `mostMetrics` names at most. */
  readonly metrics: readonly string[];
  /** Left out for the whole account. */
  readonly only?: {
    readonly facet: 'campaignGroups' | 'campaigns';
    /** Digits. */
    readonly ids: readonly string[];
  };
  /** Rows at most; documented as unsupported, and left out where it need not be said. */
  readonly count?: number;
}

export type AnalyticsReply =
  | { readonly kind: 'rows'; readonly rows: AnalyticsRows }
  | { readonly kind: 'metric-unknown'; readonly metric: string };

/** Days without activity have no row. An empty answer is also what members without a role get. */
export async function analytics(
  query: AnalyticsQuery,
  openRows: OpenRows,
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<AnalyticsReply>> {
  const reader = openRows(query.metrics);
  const call = restCall(questionOf(query), token, linkedin);
  const reply = await linkedin.send({ ...call, intake: reader });
  const metric = unknownMetric(reply, query.metrics);
  if (metric !== undefined) return { kind: 'ok', value: { kind: 'metric-unknown', metric } };
  const refusal = readRefusal(reply, linkedin.version, linkedin.clock.now());
  if (refusal !== undefined) return { kind: 'refused', refusal };
  return { kind: 'ok', value: { kind: 'rows', rows: rowsAsked(reader.end(reply), query, reply) } };
}

/** How much of a date says which period a row is about. */
const datePart = { DAILY: 10, MONTHLY: 7, YEARLY: 4 };

/** Without rows of days that were not asked for, which have been seen (Airbyte's client drops them). */
function rowsAsked(
  rows: AnalyticsRows,
  { granularity, from, to }: AnalyticsQuery,
  reply: Reply,
): AnalyticsRows {
  const isCut = rows.isCut || rows.count >= mostRows;
  if (granularity === 'ALL') return { ...rows, isCut };
  const part = (date: string) => date.slice(0, datePart[granularity]);
  const [first, last] = [part(from), part(to)];
  const asked: number[] = [];
  for (let row = 0; row < rows.count; row += 1) {
    const date = part(rows.dates[row] ?? '');
    if (date >= first && date <= last) asked.push(row);
  }
  if (asked.length === rows.count) return { ...rows, isCut };
  // An answer to something else says nothing of these days: they are not empty.
  if (asked.length === 0) throw shapeFault('adAnalytics', ['the days that were asked for'], reply);
  const columnOf = <T>(column: readonly T[]) => asked.map((row) => column[row] as T);
  const values = new Map([...rows.values].map(([metric, column]) => [metric, columnOf(column)]));
  const [dates, ids] = [columnOf(rows.dates), columnOf(rows.ids)];
  return { ...rows, count: asked.length, isCut, dates, ids, values };
}

const urns = {
  campaignGroups: 'urn:li:sponsoredCampaignGroup',
  campaigns: 'urn:li:sponsoredCampaign',
};

function questionOf({ accountId, from, to, only, count, ...asked }: AnalyticsQuery): RestQuery {
  const range = { start: day(new Date(from)), end: day(new Date(to)) };
  const query = [
    'q=analytics',
    `pivot=${asked.pivot}`,
    `timeGranularity=${asked.granularity}`,
    `dateRange=${record(range)}`,
    `accounts=${list([accountUrn(accountId)])}`,
    ...(only ? [`${only.facet}=${list(only.ids.map((id) => `${urns[only.facet]}:${id}`))}`] : []),
    `fields=${[...asked.metrics, ...placing].join(',')}`,
    ...(count === undefined ? [] : [`count=${count}`]),
  ].join('&');
  return { path: 'adAnalytics', query };
}

/**
 * LinkedIn names the field that it does not know, in a 400: as the place of the fault, or in its words. A
 * metric that it documents may stand in its words for another reason.
 */
function unknownMetric(reply: Reply, metrics: readonly string[]): string | undefined {
  if (reply.status !== 400) return undefined;
  const { data } = restErrorReply.safeParse(reply.json);
  const errors = data?.errorDetails?.inputErrors ?? [];
  return metrics
    .filter((metric) => !knownMetrics.includes(metric))
    .find((metric) =>
      errors.some(
        ({ description = '', input }) =>
          input?.inputPath?.fieldPath === metric || description.split(/\W+/).includes(metric),
      ),
    );
}
