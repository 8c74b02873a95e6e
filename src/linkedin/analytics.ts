/**
 * adAnalytics, one call at a time: the query, and its rows with every value as LinkedIn wrote it.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting.
 */

import type { Secret } from '../secret.ts';
import type { Answer } from './api.ts';
import type { LinkedIn } from './linkedin.ts';
import { shapeFault } from './refusals.ts';
import { type Question, readAnswer, restCall } from './rest.ts';
import { accountUrn, day, idOf, list, record } from './restli.ts';
import type { Reply } from './transport.ts';
import { analyticsElements, restErrorReply } from './wire.ts';

/** There are no pages: an answer never has more rows, and one that has so many may be cut. */
export const mostRows = 15_000;

/** Of one call, `dateRange` and `pivotValues` included. */
export const mostFields = 20;

/** Asked for in every call: without them a row belongs to nothing. */
const placing = ['dateRange', 'pivotValues'];
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
}

export interface AnalyticsRow {
  /** First day of the period, YYYY-MM-DD. */
  readonly date: string;
  /** Of the campaign, group, creative or account: digits. */
  readonly id: string;
  /** By metric name: counts are numbers, amounts are decimal texts; what there is none of may be absent. */
  readonly values: Readonly<Record<string, unknown>>;
}

export type AnalyticsReply =
  | { readonly kind: 'rows'; readonly rows: readonly AnalyticsRow[] }
  | { readonly kind: 'metric-unknown'; readonly metric: string };

/** Days without activity have no row. An empty answer is also what members without a role get. */
export async function analytics(
  query: AnalyticsQuery,
  token: Secret,
  linkedin: LinkedIn,
): Promise<Answer<AnalyticsReply>> {
  const question: Question = { path: 'adAnalytics', query: queryText(query) };
  const reply = await linkedin.send(restCall(question, token, linkedin));
  const metric = unknownMetric(reply, query.metrics);
  if (metric !== undefined) {
    return { kind: 'ok', value: { kind: 'metric-unknown', metric }, serverTime: reply.serverTime };
  }
  const answer = readAnswer(reply, question, analyticsElements, linkedin);
  if (answer.kind === 'refused') return answer;
  const rows = answer.value.elements.map((element) => {
    const row = readRow(element);
    if (row === undefined) throw shapeFault('adAnalytics', placing, reply);
    return row;
  });
  return { ...answer, value: { kind: 'rows', rows } };
}

const urns = {
  campaignGroups: 'urn:li:sponsoredCampaignGroup',
  campaigns: 'urn:li:sponsoredCampaign',
};

function queryText({ accountId, from, to, only, ...query }: AnalyticsQuery): string {
  const range = { start: day(new Date(from)), end: day(new Date(to)) };
  return [
    'q=analytics',
    `pivot=${query.pivot}`,
    `timeGranularity=${query.granularity}`,
    `dateRange=${record(range)}`,
    `accounts=${list([accountUrn(accountId)])}`,
    ...(only ? [`${only.facet}=${list(only.ids.map((id) => `${urns[only.facet]}:${id}`))}`] : []),
    `fields=${[...query.metrics, ...placing].join(',')}`,
  ].join('&');
}

/** LinkedIn names the field that it does not know, in a 400. */
function unknownMetric({ status, json }: Reply, metrics: readonly string[]): string | undefined {
  if (status !== 400) return undefined;
  const { data } = restErrorReply.safeParse(json);
  const paths = data?.errorDetails?.inputErrors?.map(({ input }) => input?.inputPath?.fieldPath);
  return metrics.find((metric) => paths?.includes(metric));
}

// --- rows ------------------------------------------------------------------------------------------

/** By hand: fifteen thousand rows take a schema as long as the parsing of their text. */
function readRow(element: unknown): AnalyticsRow | undefined {
  if (!isRecord(element)) return undefined;
  const { dateRange, pivotValues } = element;
  const date = isRecord(dateRange) ? readDate(dateRange['start']) : undefined;
  const urn: unknown = Array.isArray(pivotValues) ? pivotValues[0] : undefined;
  if (date === undefined || typeof urn !== 'string') return undefined;
  return { date, id: idOf(urn), values: element };
}

function readDate(start: unknown): string | undefined {
  if (!isRecord(start)) return undefined;
  const { year, month, day: dayOfMonth } = start;
  if (typeof year !== 'number' || typeof month !== 'number' || typeof dayOfMonth !== 'number') {
    return undefined;
  }
  return `${year}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`;
}

const twoDigits = (number: number) => String(number).padStart(2, '0');

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
