/** A day of more rows than an answer has: asked for in parts, and there as a whole or not at all. */

import { describe, expect, it } from 'vitest';
import { openReportWorld, outage, withCampaigns } from './report-world.ts';

const day = '2026-11-20';
const nothing = { costInLocalCurrency: '0.0', impressions: 0, clicks: 0, oneClickLeads: 0 };

interface Asked {
  readonly pivot: string;
  readonly fields: readonly string[];
  /** The ids of the groups or campaigns that were asked for. */
  readonly only: readonly string[];
}

function askedIn(search: string): Asked {
  const query = decodeURIComponent(search);
  const only = /campaign\w*=List\(([^)]*)\)/i.exec(query)?.[1]?.split(',') ?? [];
  return {
    pivot: /pivot=(\w+)/.exec(query)?.[1] ?? '',
    fields: /fields=([^&]*)/.exec(query)?.[1]?.split(',') ?? [],
    only: only.map((urn) => urn.slice(urn.lastIndexOf(':') + 1)),
  };
}

function rowsOf(kind: string, ids: readonly number[], values: object): readonly object[] {
  return ids.map((id) => ({
    ...nothing,
    ...values,
    dateRange: { start: { year: 2026, month: 11, day: 20 } },
    pivotValues: [`urn:li:sponsored${kind}:${id}`],
  }));
}

const from = (first: number, count: number) => Array.from({ length: count }, (_, at) => first + at);
const elements = (rows: readonly object[]) => Response.json({ elements: rows.slice(0, 15_000) });
const asking = { from: day, to: day, by: 'creative' } as const;

/** Two groups of 9,000 creatives each. */
const creatives = { 1: from(10_000, 9_000), 2: from(20_000, 9_000) };

function twoGroups({ pivot, only }: Asked): Response {
  if (pivot === 'CAMPAIGN_GROUP') {
    return elements(rowsOf('CampaignGroup', [1, 2], { impressions: 9_000 }));
  }
  const [group] = only;
  const ids = group === '1' || group === '2' ? creatives[group] : Object.values(creatives).flat();
  return elements(rowsOf('Creative', ids, { impressions: 1 }));
}

describe('a day in parts', () => {
  it('comes whole, each row once', async () => {
    const { pull } = await openReportWorld(withCampaigns(2), (_, query) =>
      twoGroups(askedIn(query)),
    );
    const { rows, gaps } = await pull(asking);
    expect(rows.map(({ id }) => Number(id)).toSorted()).toEqual(Object.values(creatives).flat());
    expect(gaps).toEqual([]);
  });

  it.each(['1', '2'])('does not come at all where group %s does not', async (lost) => {
    const { pull } = await openReportWorld(withCampaigns(2), (_, query) => {
      const asked = askedIn(query);
      return asked.only[0] === lost ? outage() : twoGroups(asked);
    });
    const { rows, gaps, missing, progress } = await pull(asking);
    expect(rows).toEqual([]);
    expect(gaps).toMatchObject([{ from: day, to: day, fault: { code: 'linkedin-unavailable' } }]);
    expect(missing).toEqual([{ from: day, to: day }]);
    expect(progress.at(-1)).toMatchObject({ rows: 0 });
  });

  it('has the rows of groups that only the last metrics are about', async () => {
    const extraMetrics = [
      ...['actionClicks', 'adUnitClicks', 'cardClicks', 'cardImpressions', 'commentLikes'],
      ...['comments', 'companyPageClicks', 'documentCompletions', 'downloadClicks', 'follows'],
      ...['fullScreenPlays', 'headlineClicks', 'landingPageClicks', 'likes'],
      'externalWebsiteConversions',
    ];
    const busy = { 1: from(10_000, 8_000), 3: from(30_000, 8_000) };
    const { pull } = await openReportWorld(withCampaigns(2), (_, query) => {
      const { pivot, fields, only } = askedIn(query);
      const isLast = fields.includes('externalWebsiteConversions');
      const has = (group: string) => only.length === 0 || only.includes(group);
      if (pivot === 'CAMPAIGN_GROUP') {
        return elements(
          isLast
            ? rowsOf('CampaignGroup', [2], { externalWebsiteConversions: 3 })
            : rowsOf('CampaignGroup', [1, 3], { impressions: 8_000 }),
        );
      }
      if (isLast) {
        const late = has('2') ? from(20_000, 3) : [];
        return elements(rowsOf('Creative', late, { externalWebsiteConversions: 1 }));
      }
      const ids = [...(has('1') ? busy[1] : []), ...(has('3') ? busy[3] : [])];
      return elements(rowsOf('Creative', ids, { impressions: 1 }));
    });
    const { rows, gaps } = await pull({ ...asking, extraMetrics });
    const late = rows.filter(({ id }) => id.startsWith('2'));
    expect(late).toHaveLength(3);
    expect(rows).toHaveLength(16_003);
    expect(gaps).toEqual([]);
  });
});
