/** The metrics of adAnalytics by name, the words for the usual ones, and how many fit into a call. */

import { mostMetrics } from '../../linkedin/analytics.ts';
import { keyFields } from '../../linkedin/analytics-rows.ts';
import { knownMetrics } from '../../linkedin/metric-names.ts';
import { plainText } from '../../screen/sanitize.ts';
import type { ReportRequest } from '../report.ts';

/** What every report has, by the words for it. */
const standardMetrics: Readonly<Record<string, string>> = {
  spend: 'costInLocalCurrency',
  impressions: 'impressions',
  clicks: 'clicks',
  leads: 'oneClickLeads',
};

export type Metrics =
  | { readonly kind: 'read'; readonly extra: readonly string[] }
  | ({ readonly kind: 'refused' } & UnknownMetric);

/** A name that is no metric's. */
export interface UnknownMetric {
  readonly given: string;
  /** What it may be a slip of. */
  readonly nearest?: string;
  /** What was asked for beside it. */
  readonly others: readonly string[];
}

/**
 * What is asked for besides the usual ones. Names that are not known here may be new at LinkedIn: it
 * decides on them.
 */
export function readMetrics(names: readonly string[]): Metrics {
  const extra = [...new Set(names)].filter((name) => !Object.hasOwn(standardMetrics, name));
  const odd = extra.find((name) => !/^[a-z][A-Za-z0-9]*$/.test(name) || keyFields.includes(name));
  return odd === undefined
    ? { kind: 'read', extra }
    : { kind: 'refused', ...findUnknownMetric(extra, odd) };
}

export function findUnknownMetric(metrics: readonly string[], given: string): UnknownMetric {
  const nearest = nearestMetric(given);
  const others = metrics.filter((name) => name !== given);
  return { given: plainText(given), others, ...(nearest !== undefined && { nearest }) };
}

/** So many letters may stand in many names. */
const tellingLetters = 3;

/**
 * The shortest known name that has the given one in it, else the one that is the fewest keystrokes away;
 * none where a third of the name would have to be typed anew.
 */
export function nearestMetric(name: string): string | undefined {
  const given = name.toLowerCase();
  const distance = (word: string) => keystrokes(given, word.toLowerCase());
  const words = [...Object.keys(standardMetrics), ...knownMetrics].filter((word) => word !== name);
  const near = words.filter(
    (word) =>
      distance(word) <= given.length / 3 ||
      (given.length >= tellingLetters && word.toLowerCase().includes(given)),
  );
  const [first, ...others] = near;
  if (first === undefined) return undefined;
  return others.reduce(
    (closest, word) => (distance(closest) <= distance(word) ? closest : word),
    first,
  );
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
