/**
 * adAnalytics, one call at a time: the query, and its rows with every value as LinkedIn wrote it.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting.
 */

import type { Day } from '../days.ts';
import type { Secret } from '../secret.ts';
import { knownMetrics } from './analytics-metrics.ts';
import { type AnalyticsAnswer, keyFields, readRows } from './analytics-rows.ts';
import type { LinkedIn } from './client.ts';
import { type RestAnswer, restCall } from './rest.ts';
import { readRefusal } from './rest-errors.ts';
import { day, list, record } from './restli.ts';
import type { Reply } from './transport.ts';
import { restErrorReply } from './wire.ts';

/** Of one call, `dateRange` and `pivotValues` included. */
export const mostFields = 20;
export const mostMetrics = mostFields - keyFields.length;

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
  | ({ readonly kind: 'rows' } & AnalyticsAnswer)
  | { readonly kind: 'metric-unknown'; readonly metric: string };

/** Days without activity have no row. An empty answer is also what members without a role get. */
export async function analytics(
  query: AnalyticsQuery,
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<AnalyticsReply>> {
  const call = restCall(addressOf(query), token, linkedin);
  const reply = await linkedin.send({ ...call, mayBeLong: true });
  const metric = unknownMetric(reply, query.metrics);
  if (metric !== undefined) return { kind: 'ok', value: { kind: 'metric-unknown', metric } };
  const refusal = readRefusal(reply, linkedin.version, linkedin.clock.now());
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const answer = readRows(reply, query.metrics, rangeOf(query));
  return { kind: 'ok', value: { kind: 'rows', ...answer } };
}

/** How much of a date says which period a row is about. */
const datePart = { DAILY: 10, MONTHLY: 7, YEARLY: 4 };

/** Whether a row of this day is about a period that was asked for. */
function rangeOf({ granularity, from, to }: AnalyticsQuery): (date: Day) => boolean {
  if (granularity === 'ALL') return () => true;
  const part = (date: string) => date.slice(0, datePart[granularity]);
  const [first, last] = [part(from), part(to)];
  return (date) => part(date) >= first && part(date) <= last;
}

const urns = {
  campaignGroups: 'urn:li:sponsoredCampaignGroup',
  campaigns: 'urn:li:sponsoredCampaign',
};

function addressOf({ accountId, from, to, only, count, ...asked }: AnalyticsQuery): string {
  const range = { start: day(new Date(from)), end: day(new Date(to)) };
  return [
    'adAnalytics?q=analytics',
    `pivot=${asked.pivot}`,
    `timeGranularity=${asked.granularity}`,
    `dateRange=${record(range)}`,
    `accounts=${list([`urn:li:sponsoredAccount:${accountId}`])}`,
    ...(only ? [`${only.facet}=${list(only.ids.map((id) => `${urns[only.facet]}:${id}`))}`] : []),
    `fields=${[...asked.metrics, ...keyFields].join(',')}`,
    ...(count === undefined ? [] : [`count=${count}`]),
  ].join('&');
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
          input?.inputPath?.fieldPath === metric || description.split(/\W/).includes(metric),
      ),
    );
}
