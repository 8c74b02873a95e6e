/** What somebody asks for, made into a request: days, metrics and the ad account checked before a call is made. */

import { readAccountId } from '../credentials/credentials.ts';
import type { Stored } from '../credentials/stored.ts';
import { fault } from '../errors.ts';
import { variables } from '../variables.ts';
import { readMetrics } from './metrics.ts';
import { readRange } from './range.ts';
import type { ReportRequest } from './report.ts';

export interface Asking {
  /** YYYY-MM-DD, `7d`, `12m`, `yesterday`, `today`; 30 days when left out. UTC. */
  readonly from?: string | undefined;
  /** Included; yesterday when left out. */
  readonly to?: string | undefined;
  readonly granularity?: ReportRequest['granularity'];
  readonly by?: ReportRequest['by'];
  readonly leads?: ReportRequest['leads'];
  /** Spend in US dollars beside the account's currency. */
  readonly usd?: boolean;
  /** adAnalytics names beside spend, impressions, clicks and leads. */
  readonly metrics?: readonly string[];
  /** Digits; the whole account when left out. */
  readonly campaignIds?: readonly string[];
}

/** Throws `date-malformed`, `metric-unknown`, `account-id-malformed`, `credentials-incomplete`. */
export function readAsking(asking: Asking, { draft, shown }: Stored, now: Date): ReportRequest {
  if (draft.adAccountId === undefined) {
    throw fault('credentials-incomplete', { missing: [variables.adAccountId], path: shown });
  }
  const range = readRange(asking, now);
  if (range.kind === 'refused') throw fault('date-malformed', range);
  const metrics = readMetrics(asking.metrics ?? []);
  if (metrics.kind === 'refused') throw fault('metric-unknown', metrics);
  return {
    accountId: readAccountId(draft.adAccountId),
    from: range.from,
    to: range.to,
    granularity: asking.granularity ?? 'daily',
    by: asking.by ?? 'campaign',
    leads: asking.leads ?? 'form',
    usd: asking.usd ?? false,
    extraMetrics: metrics.extra,
    campaignIds: asking.campaignIds ?? [],
  };
}
