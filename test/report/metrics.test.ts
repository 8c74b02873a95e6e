/** Names of metrics, what is taken for a slip, and how they are dealt out to calls. */

import { describe, expect, it } from 'vitest';
import { isAmount, knownMetrics } from '../../src/linkedin/analytics-metrics.ts';
import {
  findUnknownMetric,
  longestWindow,
  metricSets,
  readMetrics,
} from '../../src/report/request/metrics.ts';

describe('metrics asked for', () => {
  it('are the usual ones by their words, and any other by its own name, once', () => {
    const names = ['spend', 'leads', 'videoViews', 'impressions', 'videoViews', 'newAtLinkedIn'];
    expect(readMetrics(names)).toEqual(['videoViews', 'newAtLinkedIn']);
  });

  it('are refused when no metric can be called so', () => {
    const facts = { given: 'video views', nearest: 'videoViews', others: ['shares', 'likes'] };
    expect(() => readMetrics(['shares', 'video views', 'spend', 'likes'])).toThrow(
      expect.objectContaining({ code: 'metric-unknown', facts }),
    );
  });

  it.each(['dateRange', 'pivotValues'])('are refused when they are no number: %s', (given) => {
    const facts = expect.objectContaining({ given });
    expect(() => readMetrics([given])).toThrow(
      expect.objectContaining({ code: 'metric-unknown', facts }),
    );
  });

  it('may be called like what every object has', () => {
    const names = ['constructor', 'toString'];
    expect(readMetrics(names)).toEqual(names);
  });
});

it.each([
  ['videoView', 'videoViews'],
  ['landingpageclicks', 'landingPageClicks'],
  ['oneClickLead', 'oneClickLeads'],
  ['spent', 'spend'],
  ['reach', 'approximateMemberReach'],
  ['conversionValue', 'conversionValueInLocalCurrency'],
])('%s is nearest to %s', (slip, metric) => {
  expect(findUnknownMetric([], slip).nearest).toBe(metric);
});

it.each([
  // LinkedIn may refuse what it knows.
  ['follows', 'viralFollows'],
  ['audiencePenetration', undefined],
  ['roas', undefined],
  ['x', undefined],
  ['returnOnAdSpend', undefined],
])('%s is nearest to nothing else than %s', (name, nearest) => {
  expect(findUnknownMetric([], name).nearest).toBe(nearest);
});

it('amounts are told from counts', () => {
  expect(knownMetrics.filter(isAmount)).toEqual([
    'conversionValueInLocalCurrency',
    'costInLocalCurrency',
    'costInUsd',
    'costPerEventView',
    'costPerEventViewOver15Seconds',
    'costPerEventViewOver2Minutes',
    'costPerEventViewOver30Seconds',
    'costPerQualifiedLead',
  ]);
});

describe('the metrics of the calls', () => {
  const usual = ['costInLocalCurrency', 'impressions', 'clicks', 'oneClickLeads'];
  const plain = { leads: 'form', usd: false, extraMetrics: [] } as const;

  it('are one set, as long as they fit', () => {
    expect(metricSets(plain)).toEqual([usual]);
    const request = { leads: 'form+conversions', usd: true, extraMetrics: ['costInUsd'] } as const;
    expect(metricSets(request)).toEqual([[...usual, 'externalWebsiteConversions', 'costInUsd']]);
  });

  it('are sets of 18, which leaves room for the day and the campaign', () => {
    const sets = metricSets({ ...plain, extraMetrics: knownMetrics });
    expect(Math.max(...sets.map(({ length }) => length))).toBe(18);
    expect(sets.flat().toSorted()).toEqual(knownMetrics);
  });

  it('allow for 92 days only when people are counted', () => {
    expect(longestWindow(['approximateMemberReach'])).toBe(92);
    expect(longestWindow(['reactions'])).toBe(Number.POSITIVE_INFINITY);
  });
});
