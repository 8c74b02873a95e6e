/** The days a report is about: what `--from` and `--to` say, and the periods between them. All of it UTC. */

import type { Flags } from '../faults/fix.ts';
import { plainText } from '../linkedin/plain-text.ts';
import type { Day, Granularity, Span } from './report.ts';
import { dayText as shownDay } from './wording.ts';

export type Range =
  | { readonly kind: 'read'; readonly from: Day; readonly to: Day }
  | { readonly kind: 'refused'; readonly complaint: string; readonly flags: Flags };

export interface AskedRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What one row is about: a day, month or year, or as much of it as was asked for. */
export type Period = Span;

const millisecondsPerDay = 86_400_000;
/** Of a report that is not told from when. */
const usualDays = 30;
/** LinkedIn keeps no more (ads-reporting page, "Data retention"). */
const keptYears = 10;

/** `7d` is seven days ago, so that `--from 7d` alone is the last seven complete days. */
export function readRange(asked: AskedRange, now: Date): Range {
  const today = dayText(now);
  const read = { from: readDay(asked.from, now), to: readDay(asked.to, now) };
  const wrong = (['from', 'to'] as const).find((end) => read[end] === 'malformed');
  if (wrong !== undefined) return malformed(wrong, asked, now);
  const to = read.to ?? later(shift(today, { days: -1 }), read.from);
  const from = read.from ?? shift(to, { days: 1 - usualDays });
  const last = asked.to === undefined ? 'from' : 'to';
  if (to > today) {
    const begin = from < today ? asked.from : 'yesterday';
    return refused(`--${last} ${to} is in the future`, {
      ...asked,
      from: begin,
      [last]: 'yesterday',
    });
  }
  const oldest = shift(today, { months: -12 * keptYears });
  if (from > to) {
    const turned = { from: to < oldest ? oldest : to, to: from > today ? undefined : from };
    return refused(`--from ${from} is after --to ${to}`, turned);
  }
  if (from < oldest) {
    const shown = asked.from === from ? from : `${asked.from ?? from} (${shownDay(from)})`;
    const complaint = `--from ${shown} is further back than the ten years LinkedIn keeps`;
    return refused(complaint, { from: oldest, to: to < oldest ? undefined : asked.to });
  }
  return { kind: 'read', from, to };
}

/** `--from today` means today alone. */
function later(yesterday: Day, from: Day | undefined): Day {
  return from !== undefined && from > yesterday ? from : yesterday;
}

/** What was asked for, put right. */
function refused(complaint: string, { from, to }: AskedRange): Range {
  return { kind: 'refused', complaint, flags: { '--from': from, '--to': to } };
}

function malformed(end: 'from' | 'to', asked: AskedRange, now: Date): Range {
  const given = asked[end] ?? '';
  const example = shift(dayText(now), { days: -1 });
  const complaint = /^\d{4}-\d{2}-\d{2}$/.test(given)
    ? `--${end} ${given} is not a valid date`
    : `--${end} "${plainText(given, 40)}" is neither a day (${example}) nor 7d, 12m, yesterday or today`;
  return refused(complaint, { ...asked, [end]: example });
}

function readDay(given: string | undefined, now: Date): Day | 'malformed' | undefined {
  if (given === undefined) return undefined;
  const text = given.trim().toLowerCase();
  const today = dayText(now);
  if (text === 'today') return today;
  if (text === 'yesterday') return shift(today, { days: -1 });
  const [, ago, unit] = /^(\d{1,4})([dm])$/.exec(text) ?? [];
  if (ago !== undefined) {
    return shift(today, unit === 'd' ? { days: -Number(ago) } : { months: -Number(ago) });
  }
  return isDay(text) ? text : 'malformed';
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // Some days that no calendar has are taken for the ones after them.
  return !Number.isNaN(time) && dayText(new Date(time)) === text;
}

export function dayText(time: Date): Day {
  return time.toISOString().slice(0, 10);
}

/** A month ago is the same day of the month, or its last one. */
export function shift(
  day: Day,
  { days = 0, months = 0 }: { readonly days?: number; readonly months?: number },
): Day {
  const start = new Date(day);
  const [year, month] = [start.getUTCFullYear(), start.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const date = Date.UTC(year, month, Math.min(start.getUTCDate(), last));
  return dayText(new Date(date + days * millisecondsPerDay));
}

// --- periods -----------------------------------------------------------------------------------------

/** The first and the last one may be parts of a month or year. */
export function periodsOf(from: Day, to: Day, granularity: Granularity): readonly Period[] {
  const periods: Period[] = [];
  for (let start = from; start <= to; ) {
    const last = lastDayOf(start, granularity);
    periods.push({ from: start, to: last < to ? last : to });
    start = shift(last, { days: 1 });
  }
  return periods;
}

function lastDayOf(day: Day, granularity: Granularity): Day {
  switch (granularity) {
    case 'daily':
      return day;
    case 'monthly':
      return shift(`${day.slice(0, 7)}-01`, { months: 1, days: -1 });
    case 'yearly':
      return `${day.slice(0, 4)}-12-31`;
  }
}

/** Both included. */
export function daysBetween(from: Day, to: Day): number {
  return (Date.parse(to) - Date.parse(from)) / millisecondsPerDay + 1;
}
