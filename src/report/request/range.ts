/** The days a report is about: what `--from` and `--to` say, and the periods between them. All of it UTC. */

import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  dayText,
  isDay,
  maxDay,
  type Span,
} from '../../days.ts';
import { fault, type SetupError } from '../../faults/fault.ts';
import { plainText } from '../../screen/sanitize.ts';
import { nearestWord } from '../../words.ts';
import type { Granularity } from '../report.ts';

export interface AskedRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Where no first day is given. */
const usualDays = 30;
/** LinkedIn keeps no more (ads-reporting page, "Data retention"). */
const keptYears = 10;

/**
 * `7d` is seven days ago, so that `--from 7d` alone is the last seven complete days. Throws `date-malformed`,
 * with what was asked for put right.
 */
export function readRange(asked: AskedRange, now: Date): Span {
  const today = dayOf(now);
  const read = { from: readDay(asked.from, now), to: readDay(asked.to, now) };
  const wrong = (['from', 'to'] as const).find((end) => read[end] === 'malformed');
  if (wrong !== undefined) throw malformed(wrong, asked, now);
  // `--from today` means today alone.
  const to = read.to ?? maxDay(addDays(today, -1), read.from ?? '');
  const from = read.from ?? addDays(to, 1 - usualDays);
  const last = asked.to === undefined ? 'from' : 'to';
  if (to > today) {
    const begin = from < today ? asked.from : 'yesterday';
    throw refusal(`--${last} ${to} is in the future`, {
      ...asked,
      from: begin,
      [last]: 'yesterday',
    });
  }
  const oldest = addMonths(today, -12 * keptYears);
  if (from > to) {
    const turned = { from: to < oldest ? oldest : to, to: from > today ? undefined : from };
    throw refusal(`--from ${from} is after --to ${to}`, turned);
  }
  if (from < oldest) {
    const shown = asked.from === from ? from : `${asked.from ?? from} (${dayText(from)})`;
    const complaint = `--from ${shown} is further back than the ten years LinkedIn keeps`;
    throw refusal(complaint, { from: oldest, to: to < oldest ? undefined : asked.to });
  }
  return { from, to };
}

function refusal(complaint: string, { from, to }: AskedRange): SetupError {
  return fault('date-malformed', { complaint, flags: { '--from': from, '--to': to } });
}

function malformed(end: 'from' | 'to', asked: AskedRange, now: Date): SetupError {
  const given = asked[end] ?? '';
  const meant = nearestWord(given.trim(), ['yesterday', 'today']);
  const example = meant ?? addDays(dayOf(now), -1);
  const complaint = /^\d{4}-\d{2}-\d{2}$/.test(given)
    ? `--${end} ${given} is not a valid date`
    : `--${end} "${plainText(given, 40)}" is neither a day (${addDays(dayOf(now), -1)}) nor 7d, 12m, yesterday or today`;
  return refusal(complaint, { ...asked, [end]: example });
}

function readDay(given: string | undefined, now: Date): Day | 'malformed' | undefined {
  if (given === undefined) return undefined;
  const text = given.trim().toLowerCase();
  const today = dayOf(now);
  if (text === 'today') return today;
  if (text === 'yesterday') return addDays(today, -1);
  const [, ago, unit] = /^(\d{1,4})([dm])$/.exec(text) ?? [];
  if (ago !== undefined) {
    return unit === 'd' ? addDays(today, -Number(ago)) : addMonths(today, -Number(ago));
  }
  return isDay(text) ? text : 'malformed';
}

// --- periods -----------------------------------------------------------------------------------------

/** The first and the last one may be parts of a month or year. */
export function periodsOf(from: Day, to: Day, granularity: Granularity): readonly Span[] {
  const periods: Span[] = [];
  for (let start = from; start <= to; ) {
    const last = lastDayOf(start, granularity);
    periods.push({ from: start, to: last < to ? last : to });
    start = addDays(last, 1);
  }
  return periods;
}

function lastDayOf(day: Day, granularity: Granularity): Day {
  if (granularity === 'daily') return day;
  if (granularity === 'yearly') return `${day.slice(0, 4)}-12-31`;
  return addDays(addMonths(`${day.slice(0, 7)}-01`, 1), -1);
}

/** What all days of one period have in common: "2026-11-20", "2026-11" or "2026". */
export function periodKey(day: Day, granularity: Granularity): string {
  return day.slice(0, { daily: 10, monthly: 7, yearly: 4 }[granularity]);
}
