/** LinkedIn's rows as rows of the report: exact amounts, whole counts, and the names. */

import { fault } from '../errors.ts';
import type { AnalyticsRow } from '../linkedin/analytics.ts';
import { type Micros, parseMicros } from '../linkedin/money.ts';
import type { Naming } from './names.ts';
import type { ReportRequest, ReportRow } from './report.ts';

type Values = AnalyticsRow['values'];

export function reportRow(
  { date, id, values }: AnalyticsRow,
  { usd, leads, extraMetrics }: ReportRequest,
  naming: Naming,
): ReportRow {
  const conversions = leads === 'form' ? 0 : count(values, 'externalWebsiteConversions');
  return {
    date,
    id,
    ...naming(id),
    spend: amount(values, 'costInLocalCurrency'),
    spendUsd: usd ? amount(values, 'costInUsd') : undefined,
    impressions: count(values, 'impressions'),
    clicks: count(values, 'clicks'),
    leads: count(values, 'oneClickLeads') + conversions,
    extra: extraOf(values, extraMetrics),
  };
}

/** A metric that there is nothing of may be left out of a row. */
function count(values: Values, metric: string): number {
  const value = values[metric] ?? 0;
  if (typeof value !== 'number') throw damaged(metric);
  return value;
}

function amount(values: Values, metric: string): Micros {
  const value = values[metric] ?? '0';
  if (typeof value !== 'string') throw damaged(metric);
  return parseMicros(value);
}

/** What LinkedIn does not tell stays untold: an average of nothing is not zero. */
function extraOf(values: Values, metrics: readonly string[]): ReportRow['extra'] {
  const extra: Record<string, number | string> = {};
  for (const metric of metrics) {
    const value = values[metric] ?? undefined;
    if (typeof value === 'number' || typeof value === 'string') extra[metric] = value;
    else if (value !== undefined) throw damaged(metric);
  }
  return extra;
}

function damaged(metric: string): Error {
  return fault('linkedin-unavailable', { what: `its adAnalytics answer has an odd ${metric}` });
}
