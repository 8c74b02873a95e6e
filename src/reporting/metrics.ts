/** The metrics of adAnalytics by name, the words for the usual ones, and how many fit into a call. */

import { mostMetrics } from '../linkedin/analytics.ts';
import { knownMetrics } from '../linkedin/metric-names.ts';
import type { ReportRequest } from './report.ts';

/** What every report has, by the words for it. */
const usual: Readonly<Record<string, string>> = {
  spend: 'costInLocalCurrency',
  impressions: 'impressions',
  clicks: 'clicks',
  leads: 'oneClickLeads',
};

export type Metrics =
  | { readonly kind: 'read'; readonly extra: readonly string[] }
  | { readonly kind: 'refused'; readonly given: string; readonly nearest: string };

/**
 * What is asked for besides the usual ones. Names that are not known here may be new at LinkedIn: it
 * decides on them.
 */
export function readMetrics(names: readonly string[]): Metrics {
  const odd = names.find((name) => !/^[a-z][A-Za-z0-9]*$/.test(name));
  if (odd !== undefined) return { kind: 'refused', given: odd, nearest: nearestMetric(odd) };
  return { kind: 'read', extra: [...new Set(names)].filter((name) => usual[name] === undefined) };
}

/** The shortest known name that has the given one in it, else the one that is the fewest keystrokes away. */
export function nearestMetric(name: string): string {
  const given = name.toLowerCase();
  const words = [...Object.keys(usual), ...knownMetrics];
  const containing = words.filter((word) => word.toLowerCase().includes(given));
  const closest = (one: string, other: string) =>
    keystrokes(given, one.toLowerCase()) <= keystrokes(given, other.toLowerCase()) ? one : other;
  return (containing.length > 0 ? containing : words).reduce(closest);
}

/** Letters to insert, delete or replace (Levenshtein). */
function keystrokes(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= to.length; at += 1) {
      const replaced = (row[at - 1] ?? 0) + (letter === to[at - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

// --- in calls ----------------------------------------------------------------------------------------

/** What has to be asked for, in as many calls as it takes: each set is asked of the same window. */
export function metricSets(
  request: Pick<ReportRequest, 'leads' | 'usd' | 'extraMetrics'>,
): readonly (readonly string[])[] {
  const all = new Set(Object.values(usual));
  if (request.leads === 'form+conversions') all.add('externalWebsiteConversions');
  if (request.usd) all.add('costInUsd');
  for (const metric of request.extraMetrics) all.add(metric);
  const names = [...all];
  return Array.from({ length: Math.ceil(names.length / mostMetrics) }, (_, set) =>
    names.slice(set * mostMetrics, (set + 1) * mostMetrics),
  );
}

/** LinkedIn counts people over so many days at most. Days. */
const longestReach = 92;
const reaching = ['approximateMemberReach', 'audiencePenetration'];

export function longestWindow(metrics: readonly string[]): number {
  return metrics.some((metric) => reaching.includes(metric)) ? longestReach : Infinity;
}
