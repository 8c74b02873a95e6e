/** The metrics of adAnalytics by name, the words for the usual ones, and how many fit into a call. */

import { fault } from '../../faults/fault.ts';
import { mostMetrics } from '../../linkedin/analytics.ts';
import { knownMetrics } from '../../linkedin/analytics-metrics.ts';
import { keyFields } from '../../linkedin/analytics-rows.ts';
import { plainText } from '../../screen/sanitize.ts';
import { nearestWord } from '../../words.ts';
import type { ReportRequest } from '../report.ts';

/** What every report has, by the words for it. */
const standardMetrics: Readonly<Record<string, string>> = {
  spend: 'costInLocalCurrency',
  impressions: 'impressions',
  clicks: 'clicks',
  leads: 'oneClickLeads',
};

/**
 * What is asked for besides the usual ones. Names that are not known here may be new at LinkedIn: it
 * decides on them. Throws `metric-unknown`.
 */
export function readMetrics(names: readonly string[]): readonly string[] {
  const extra = [...new Set(names)].filter((name) => !Object.hasOwn(standardMetrics, name));
  const odd = extra.find((name) => !/^[a-z][A-Za-z0-9]*$/.test(name) || keyFields.includes(name));
  if (odd === undefined) return extra;
  throw fault('metric-unknown', findUnknownMetric(extra, odd));
}

/** A name that is no metric's, what it may be a slip of, and what was asked for beside it. */
export function findUnknownMetric(metrics: readonly string[], given: string) {
  const known = [...Object.keys(standardMetrics), ...knownMetrics];
  const nearest = nearestWord(
    given,
    known.filter((name) => name !== given),
  );
  const others = metrics.filter((name) => name !== given);
  return { given: plainText(given), others, ...(nearest !== undefined && { nearest }) };
}

// --- in calls ----------------------------------------------------------------------------------------

/** What has to be asked for, in as many calls as it takes: each set is asked of the same window. */
export function metricSets(request: Pick<ReportRequest, 'leads' | 'usd' | 'extraMetrics'>) {
  const all = new Set(Object.values(standardMetrics));
  if (request.leads === 'form+conversions') all.add('externalWebsiteConversions');
  if (request.usd) all.add('costInUsd');
  for (const metric of request.extraMetrics) all.add(metric);
  const names = [...all];
  return Array.from({ length: Math.ceil(names.length / mostMetrics) }, (_, set) =>
    names.slice(set * mostMetrics, (set + 1) * mostMetrics),
  );
}

/** LinkedIn counts people over so many days at most. */
export const longestReach = 92;
const reaching = ['approximateMemberReach', 'audiencePenetration'];

/** The metric, if there is one, that counts people. */
export function reachAmong(metrics: readonly string[]): string | undefined {
  return metrics.find((metric) => reaching.includes(metric));
}

/** In days. */
export function longestWindow(metrics: readonly string[]): number {
  return reachAmong(metrics) === undefined ? Infinity : longestReach;
}
