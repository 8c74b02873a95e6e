/** What has to be known before the numbers are read: the same on the terminal and on the page. */

import { addDays, type Day, dayText } from '../../days.ts';
import { plainText } from '../../screen/sanitize.ts';
import type { ReportHead, ReportRequest } from '../report.ts';
import { periodsOf } from '../request/range.ts';
import { periodKey } from './series.ts';
import { countText, periodText } from './wording.ts';

/** "EUR, with USD beside it" */
export function currencyText({ account, request }: ReportHead): string {
  const currency = plainText(account.currency);
  return request.usd ? `${currency}, with USD beside it` : currency;
}

/** So many campaigns are named by their ids. */
const mostNamed = 5;

/** Undefined where the report is about the whole account. */
export function selectionText({ campaignIds }: ReportRequest): string | undefined {
  const [id] = campaignIds;
  if (id === undefined) return undefined;
  if (campaignIds.length === 1) return `Only campaign ${id}.`;
  const named = campaignIds.length > mostNamed ? '' : `: ${campaignIds.join(', ')}`;
  return `Only ${countText(campaignIds.length, 'campaigns')}${named}.`;
}

/** Which of the numbers are about less time than they look; undefined where none is. */
export function shortTimeText({ request, madeAt }: ReportHead): string | undefined {
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
