/** What somebody asks for, made into a request: days, metrics and the ad account checked before a call is made. */

import * as z from 'zod';
import { lacking } from '../../credentials/lacking.ts';
import type { LoadedCredentials } from '../../credentials/load.ts';
import { readAccountId } from '../../credentials/pasted-values.ts';
import { daysBetween } from '../../days.ts';
import { fault } from '../../faults/fault.ts';
import { plainText } from '../../screen/sanitize.ts';
import { variables } from '../../variables.ts';
import { listed } from '../../words.ts';
import { mostIds } from '../fetch/plan.ts';
import {
  campaignIdPattern,
  type Granularity,
  granularities,
  type LeadDefinition,
  leadDefinitions,
  type ReportRequest,
  type Subject,
  subjects,
} from '../report.ts';
import { longestReach, reachAmong, readMetrics } from './metrics.ts';
import { periodsOf, readRange } from './range.ts';

/** What a report is to be about. */
export interface RequestedReport {
  /** The first day, included; UTC: `YYYY-MM-DD`, `7d`, `12m`, `yesterday` or `today`. 30 days when left out. */
  readonly from?: string | undefined;
  /** The last day, included, written the same way; yesterday when left out. */
  readonly to?: string | undefined;
  /** Which days a row adds up; `daily` when left out. */
  readonly granularity?: Granularity | undefined;
  /** What a row is about; `campaign` when left out. */
  readonly by?: Subject | undefined;
  /** What counts as a lead; `form` when left out. */
  readonly leads?: LeadDefinition | undefined;
  /** Spend in US dollars beside the account's currency. */
  readonly usd?: boolean | undefined;
  /** adAnalytics names, as LinkedIn spells them, beside spend, impressions, clicks and leads. */
  readonly metrics?: readonly string[] | undefined;
  /** Digits; the whole account when left out. 1 to 500 of them. */
  readonly campaignIds?: readonly string[] | undefined;
}

/**
 * Throws `option-malformed`, `date-malformed`, `metric-unknown`, `reach-too-long`, `account-id-malformed`,
 * `credentials-incomplete`.
 */
export function readReportOptions(asking: RequestedReport, stored: LoadedCredentials, now: Date) {
  const { from, to, metrics, campaignIds, ...rest } = readOptions(asking);
  const { credentials } = stored;
  if (credentials.adAccountId === undefined) {
    throw lacking(stored, [variables.adAccountId]);
  }
  const range = readRange({ from, to }, now);
  const extraMetrics = readMetrics(metrics);
  const request: ReportRequest = {
    accountId: readAccountId(credentials.adAccountId),
    ...range,
    ...rest,
    extraMetrics,
    campaignIds: [...new Set(campaignIds)],
  };
  assertReach(request);
  return request;
}

/** A row that is longer than LinkedIn counts people cannot be asked for in parts: people are no sum. */
function assertReach({ extraMetrics, from, to, granularity }: ReportRequest): void {
  const metric = reachAmong(extraMetrics);
  const lengths = periodsOf(from, to, granularity).map((one) => daysBetween(one.from, one.to));
  if (metric === undefined || Math.max(...lengths) <= longestReach) return;
  throw fault('reach-too-long', { metric, days: longestReach, metrics: extraMetrics });
}

/** Of a metric, in characters. */
const longestName = 100;

// --- a host may give anything ------------------------------------------------------------------------

const either = (words: readonly string[]) => listed(words, 'or');

const nameList = `a list of names, ${longestName} characters at most`;
const idList = `a list of campaign ids, 1 to ${mostIds} of them: texts of digits, 15 at most, that do not begin with 0`;

/** What each of them has to be. Strict: a filter that is spelled wrong would be the whole account. */
const options = z.strictObject({
  from: z.string('a text, such as "2026-11-01", "7d" or "yesterday"').optional(),
  to: z.string('a text, such as "2026-11-30" or "yesterday"').optional(),
  granularity: z.enum(granularities, either(granularities)).default('daily'),
  by: z.enum(subjects, either(subjects)).default('campaign'),
  leads: z.enum(leadDefinitions, either(leadDefinitions)).default('form'),
  usd: z.boolean('true or false').default(false),
  metrics: z.array(z.string(nameList).max(longestName, nameList), nameList).default([]),
  // A list that came out empty is no wish for the whole account.
  campaignIds: z
    .array(z.string(idList).regex(campaignIdPattern, idList), idList)
    .min(1, idList)
    .max(mostIds, idList)
    .default([]),
});

function readOptions(asking: RequestedReport) {
  const read = options.safeParse(asking);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  if (issue === undefined) throw read.error;
  if (issue.code === 'unrecognized_keys') {
    const [name = ''] = issue.keys;
    const expected = either(Object.keys(options.shape));
    throw fault('option-malformed', { option: 'an option', given: shownValue(name), expected });
  }
  const [option = '', item] = issue.path.map(String);
  const values: Readonly<Record<string, unknown>> = { ...asking };
  const value = values[option];
  const isItem = item !== undefined && Array.isArray(value);
  const given = isItem ? `a list with ${shownValue(value[Number(item)])}` : shownValue(value);
  throw fault('option-malformed', { option, given, expected: issue.message });
}

/** Whatever it is, in a few characters. */
function shownValue(value: unknown): string {
  if (typeof value === 'string') return `"${plainText(value, 40)}"`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
