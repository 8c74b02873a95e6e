/** Calendar days in UTC, as texts: how they are read, counted through and shown. */

/** A calendar day in UTC: `YYYY-MM-DD`. */
export type Day = string;

/** Days in a row, the first and the last both included. */
export interface Span {
  /** The first day. */
  readonly from: Day;
  /** The last day. */
  readonly to: Day;
}

export const millisecondsPerDay = 86_400_000;

/** As dates are written in English. */
export const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The day at that moment. */
export function dayOf(time: Date): Day {
  return time.toISOString().slice(0, 10);
}

/** Whether the text is a day of the calendar: 2026-02-30 is none, though the platform reads it as 2 March. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && dayOf(new Date(time)) === text;
}

export function addDays(day: Day, days: number): Day {
  return dayOf(new Date(Date.parse(day) + days * millisecondsPerDay));
}

/** The same day of the other month, or its last day where it is shorter. */
export function addMonths(day: Day, count: number): Day {
  const start = new Date(day);
  const [year, month] = [start.getUTCFullYear(), start.getUTCMonth() + count];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return dayOf(new Date(Date.UTC(year, month, Math.min(start.getUTCDate(), last))));
}

export function maxDay(one: Day, other: Day): Day {
  return one > other ? one : other;
}

/** Both days included. */
export function daysBetween(from: Day, to: Day): number {
  return (Date.parse(to) - Date.parse(from)) / millisecondsPerDay + 1;
}

/** "21 Jan 2027". Written out, because the platform's formatters take longer to load than the rest. */
export function dateText(date: Date): string {
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** "1 Nov 2026" */
export function dayText(day: Day): string {
  return dateText(new Date(day));
}

/** "1 Nov 2026", "1 to 30 Nov 2026", "1 Nov to 24 Dec 2026" or "28 Dec 2026 to 3 Jan 2027". */
export function spanText({ from, to }: Span): string {
  if (from === to) return dayText(from);
  const sharedParts =
    from.slice(0, 7) === to.slice(0, 7) ? 1 : from.slice(0, 4) === to.slice(0, 4) ? 2 : 3;
  return `${dayText(from).split(' ').slice(0, sharedParts).join(' ')} to ${dayText(to)}`;
}

/** ISO 8601 in UTC to the second, as in the `.env` and in JSON. */
export function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
