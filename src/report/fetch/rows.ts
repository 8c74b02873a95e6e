/** LinkedIn's rows as rows of the report: exact amounts, whole counts, and the names. */

import type { AnalyticsRows } from '../../linkedin/analytics-rows.ts';
import type { Value } from '../../linkedin/analytics-values.ts';
import { isAmount } from '../../linkedin/metric-names.ts';
import { decimalText, type Micros } from '../../linkedin/money.ts';
import type { ReportRequest, ReportRow } from '../report.ts';
import type { Naming } from './names.ts';

/** Makes the row of a number, the first being 0. */
export function rowReader(
  { dates, ids, values }: AnalyticsRows,
  { usd, leads, extraMetrics }: ReportRequest,
  naming: Naming,
): (row: number) => ReportRow {
  const column = (metric: string) => values.get(metric) ?? [];
  const spend = column('costInLocalCurrency');
  const spendUsd = column('costInUsd');
  const impressions = column('impressions');
  const clicks = column('clicks');
  const forms = column('oneClickLeads');
  const conversions = leads === 'form' ? [] : column('externalWebsiteConversions');
  const extra = extraMetrics.map((metric) => ({ metric, values: column(metric) }));
  return (row) => {
    const id = ids[row] ?? '';
    const { name, status, group } = naming(id);
    return {
      date: dates[row] ?? '',
      id,
      name,
      status,
      group,
      spend: amount(spend[row]),
      spendUsd: usd ? amount(spendUsd[row]) : undefined,
      impressions: Number(impressions[row] ?? 0),
      clicks: Number(clicks[row] ?? 0),
      leads: Number(forms[row] ?? 0) + Number(conversions[row] ?? 0),
      extra: extra.length === 0 ? noExtra : extraOf(extra, row),
    };
  };
}

/** A metric that there is nothing of may be left out of a row. */
function amount(value: Value): Micros {
  return BigInt(value ?? 0);
}

const noExtra: ReportRow['extra'] = {};

interface ExtraColumn {
  readonly metric: string;
  readonly values: readonly Value[];
}

/** What LinkedIn does not tell stays untold: an average of nothing is not zero. */
function extraOf(columns: readonly ExtraColumn[], row: number): ReportRow['extra'] {
  const extra: Record<string, number | string> = {};
  for (const { metric, values } of columns) {
    const value = values[row];
    if (isAmount(metric) && value !== undefined) extra[metric] = decimalText(BigInt(value));
    else if (typeof value !== 'bigint' && value !== undefined) extra[metric] = value;
  }
  return extra;
}
