/** The sentences that say what the numbers are: the same ones on the terminal and on the page. */

import { addDays, type Day, daysBetween, dayText, type Span, spanText } from '../../days.ts';
import { plainText } from '../../screen/sanitize.ts';
import { counted, listed } from '../../words.ts';
import { spansOf } from '../fetch/gaps.ts';
import type {
  Gap,
  Granularity,
  LeadDefinition,
  ReportHead,
  ReportRequest,
  Subject,
} from '../report.ts';
import { periodKey, periodsOf } from '../request/range.ts';
import type { Series } from './series.ts';

export const leadMetrics: Readonly<Record<LeadDefinition, readonly string[]>> = {
  form: ['oneClickLeads'],
  'form+conversions': ['oneClickLeads', 'externalWebsiteConversions'],
};

const leadWords: Readonly<Record<LeadDefinition, string>> = {
  form: 'A lead is a Lead Gen Form that was sent (oneClickLeads).',
  'form+conversions':
    'A lead is a Lead Gen Form that was sent or a conversion on the website (oneClickLeads + externalWebsiteConversions).',
};

/** Where the caller does not say why. */
export const nothingText = 'No rows came for this range.';

export function subjectText(subject: Subject): string {
  return subject.replace('-', ' ');
}

export function periodText(granularity: Granularity): string {
  return { daily: 'day', monthly: 'month', yearly: 'year' }[granularity];
}

/** "1 to 30 Nov 2026, 30 days in UTC" */
export function rangeText({ from, to }: Span): string {
  return `${spanText({ from, to })}, ${counted(daysBetween(from, to), 'day')} in UTC`;
}

/** Why a chart's columns are lower than a day's spend: ", each column the mean of 7 days"; empty where they are not. */
export function meanText({ size, columns }: Series, { granularity }: ReportRequest): string {
  if (size === 1) return '';
  const first = columns[0]?.periods ?? size;
  const other = first === size || columns.length === 1 ? '' : `, the first one of ${first}`;
  return `, each column the mean of ${counted(size, periodText(granularity))}${other}`;
}

/** What the report has and the table does not. */
export function leftOutText({ by, granularity, extraMetrics }: ReportRequest): string {
  const extra = extraMetrics.length === 0 ? '' : `, with ${extraMetrics.join(', ')}`;
  const row = `a row per ${subjectText(by)} and ${periodText(granularity)}${extra}`;
  return `Every line adds up the whole range. For ${row}: --format csv, json or ndjson.`;
}

/** What a document lacks, and why; undefined when it lacks nothing. */
export function missingText(gaps: readonly Gap[], request: Span): string | undefined {
  if (gaps.length === 0) return undefined;
  return [missingDaysText(gaps, { request, totals: true }), ...reasonsOf(gaps)].join(' ');
}

/** "Not complete: 25 Jul to 21 Nov 2026 is missing (120 of 150 days); the totals are without it." */
export function missingDaysText(
  gaps: readonly Span[],
  { request, totals }: { readonly request: Span; readonly totals: boolean },
): string {
  const spans = spansOf(gaps);
  const [are, them] = spans.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const shown = listed(spans.map(spanText));
  const missing = spans.reduce((sum, span) => sum + daysBetween(span.from, span.to), 0);
  const all = counted(daysBetween(request.from, request.to), 'day');
  const share = `${missing.toLocaleString('en')} of ${all}`;
  const without = totals ? `; the totals are without ${them}` : '';
  return `Not complete: ${shown} ${are} missing (${share})${without}.`;
}

/** Each reason once. */
export function reasonsOf(gaps: readonly Gap[]): readonly string[] {
  return [...new Set(gaps.map(({ fault }) => fault?.message ?? 'The report was stopped.'))];
}

// --- what has to be known first ---------------------------------------------------------------------

/** "EUR, with USD beside it" */
export function currencyText({ account, request }: ReportHead): string {
  const currency = plainText(account.currency);
  return request.usd ? `${currency}, with USD beside it` : currency;
}

/** What the numbers are about and what they count, as far as it is not plain. */
export function aboutTexts(head: ReportHead): readonly string[] {
  const { request } = head;
  const texts = [selectionText(request), leadWords[request.leads], shortTimeText(head)];
  return texts.filter((text) => text !== undefined);
}

/** So many campaigns are named by their ids. */
const mostNamed = 5;

/** Undefined where the report is about the whole account. */
function selectionText({ campaignIds }: ReportRequest): string | undefined {
  const [id] = campaignIds;
  if (id === undefined) return undefined;
  if (campaignIds.length === 1) return `Only campaign ${id}.`;
  const named = campaignIds.length > mostNamed ? '' : `: ${campaignIds.join(', ')}`;
  return `Only ${counted(campaignIds.length, 'campaign')}${named}.`;
}

/** Which of the numbers are about less time than they look; undefined where none is. */
function shortTimeText({ request, madeAt }: ReportHead): string | undefined {
  const today = madeAt.toISOString().slice(0, 10);
  const sentences = [
    ...(request.to < today ? [] : [`${dayOfYear(today)} is not over yet.`]),
    ...partsOfPeriods(request),
  ];
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

/** "The first month begins on 15 Sep." */
function partsOfPeriods({ from, to, granularity }: ReportRequest): readonly string[] {
  const one = periodsOf(from, to, granularity).length === 1;
  const period = (which: string) => `The ${one ? '' : `${which} `}${periodText(granularity)}`;
  const together = (day: Day, other: Day) =>
    periodKey(day, granularity) === periodKey(other, granularity);
  return [
    ...(together(from, addDays(from, -1))
      ? [`${period('first')} begins on ${dayOfYear(from)}.`]
      : []),
    ...(together(to, addDays(to, 1)) ? [`${period('last')} ends on ${dayOfYear(to)}.`] : []),
  ];
}

/** "15 Sep" */
export function dayOfYear(day: Day): string {
  return dayText(day).slice(0, -' 2026'.length);
}
