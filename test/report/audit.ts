/** Rows held against the ledger one by one as they come: of a report of any length, none is kept. */

import { decimalText } from '../../src/linkedin/money.ts';
import type { ReportRequest, ReportRow } from '../../src/report/report.ts';
import { type Campaign, campaignsOf, groupsOf } from '../../src/simulator/account-structure.ts';
import { type Performance, performanceOn } from '../../src/simulator/performance.ts';
import type { Scenario } from '../../src/simulator/scenarios.ts';

export interface Audit {
  take(row: ReportRow): void;
  /** The first that is wrong; undefined when every row was there, once and as it has to be. */
  end(): string | undefined;
}

const dayLength = 86_400_000;
const cent = 10_000n;

/** Daily rows about campaigns; of extra metrics, clicks on the landing page and US dollars. */
export function openAudit({ accounts: [account] }: Scenario, request: ReportRequest): Audit {
  if (account === undefined) throw new Error('there is no account');
  const campaigns = campaignsOf(account);
  const groups = new Map(groupsOf(account).map(({ id, name }) => [id, name]));
  const indexes = new Map(campaigns.map(({ id }, index) => [String(id), index]));
  const [first, last] = [request.from, request.to].map((day) => Date.parse(day) / dayLength);
  const days = (last ?? 0) - (first ?? 0) + 1;
  const seen = new Uint8Array(campaigns.length * days);
  const dayAt = (index: number) => (first ?? 0) + index;
  let wrong: string | undefined;

  const expected = (campaign: Campaign, one: Performance): readonly unknown[] => [
    campaign.name,
    campaign.status,
    String(campaign.groupId),
    groups.get(campaign.groupId),
    BigInt(one.localCents) * cent,
    request.usd ? BigInt(one.usdCents) * cent : undefined,
    one.impressions,
    one.clicks,
    one.leads,
    ...request.extraMetrics.map((metric) =>
      metric === 'costInUsd' ? decimalText(BigInt(one.usdCents) * cent) : one.landingPageClicks,
    ),
  ];

  return {
    take(row) {
      const campaign = campaigns[indexes.get(row.id) ?? -1];
      const day = Date.parse(row.date) / dayLength - (first ?? 0);
      const place = (indexes.get(row.id) ?? 0) * days + day;
      if (campaign === undefined || !(day >= 0 && day < days) || seen[place] !== 0) {
        wrong ??= `${row.date} ${row.id}: a stranger, or there twice`;
        return;
      }
      seen[place] = 1;
      const wanted = expected(campaign, performanceOn(dayAt(day), campaign, account.currency));
      const { name, status, group, spend, spendUsd, impressions, clicks, leads, extra } = row;
      const amounts = [spend, spendUsd, impressions, clicks, leads];
      const more = request.extraMetrics.map((metric) => extra[metric]);
      const found = [name, status, group?.id, group?.name, ...amounts, ...more];
      const isSame = found.every((value, index) => Object.is(value, wanted[index]));
      if (!isSame) wrong ??= `${row.date} ${row.id}: ${found.join()} for ${wanted.join()}`;
    },
    end() {
      for (const [index, campaign] of campaigns.entries()) {
        for (let day = 0; day < days; day += 1) {
          const { impressions } = performanceOn(dayAt(day), campaign, account.currency);
          const isRow = impressions > 0 && dayAt(day) >= beginning;
          if (isRow !== (seen[index * days + day] === 1)) {
            wrong ??= `${campaign.id} on day ${day}: ${isRow ? 'lost' : 'from nowhere'}`;
          }
        }
      }
      return wrong;
    },
  };
}

/** No campaign ran before. */
const beginning = Date.parse('2025-01-01') / dayLength;
