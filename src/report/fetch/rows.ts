/** LinkedIn's rows as rows of the report: exact amounts, whole counts, and the names. */

import type { AnalyticsRow, MetricValue } from '../../linkedin/analytics-rows.ts';
import { decimalText, type Micros } from '../../linkedin/money.ts';
import type { ReportRequest, ReportRow } from '../report.ts';
import type { Naming } from './names.ts';

export function reportRow(
  { date, id, values }: AnalyticsRow,
  { usd, leads, extraMetrics }: ReportRequest,
  naming: Naming,
): ReportRow {
  const { name, status, group } = naming(id);
  const conversions = leads === 'form' ? 0 : values['externalWebsiteConversions'];
  return {
    date,
    id,
    name,
    status,
    group,
    spend: amount(values['costInLocalCurrency']),
    spendUsd: usd ? amount(values['costInUsd']) : undefined,
    impressions: count(values['impressions']),
    clicks: count(values['clicks']),
    leads: count(values['oneClickLeads']) + count(conversions),
    extra: extraMetrics.length === 0 ? noExtra : extraOf(extraMetrics, values),
  };
}

/** A metric of which there is nothing may be left out of a row. */
const amount = (value: MetricValue): Micros => BigInt(value ?? 0);
const count = (value: MetricValue): number => Number(value ?? 0);

const noExtra: ReportRow['extra'] = {};

/** What LinkedIn leaves out stays out: an average of nothing is not zero. */
function extraOf(metrics: readonly string[], values: AnalyticsRow['values']): ReportRow['extra'] {
  const extra: Record<string, number | string> = {};
  for (const metric of metrics) {
    const value = values[metric];
    if (value !== undefined) extra[metric] = typeof value === 'bigint' ? decimalText(value) : value;
  }
  return extra;
}
