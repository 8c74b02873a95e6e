/** Calendar days in UTC, as texts: how they are counted through and shown; and how dates are read. */

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

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

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

/** "2 Jan 2027, 11:20 (10:20 UTC)": where the person is, and where LinkedIn counts. */
export function localTime(date: Date): string {
  const here = date.toTimeString().slice(0, 5);
  const day = `${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}`;
  return `${day}, ${here} (${date.toISOString().slice(11, 16)} UTC)`;
}

/** `2027-01-21`, alone or with a time; an offset other than UTC may stand behind it. */
const isoDate =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$/i;
/** RFC 2822 and 1123, and what `Date` prints in JavaScript. */
const writtenDate =
  /^(?:[a-z]{3},? )?(?:(\d{1,2}) ([a-z]{3})|([a-z]{3}) (\d{1,2})) (\d{4})(?: (\d\d:\d\d(?::\d\d)?) ?(Z|UTC?|(?:GMT)?(?:[+-]\d{4})?)(?: ?\(.*\))?)?$/i;

/**
 * The date of a text, or undefined when it is none: ISO 8601, RFC 2822, or the seconds or milliseconds since
 * 1970 that other tools write. A time without an offset is taken for UTC, as this tool writes it.
 */
export function parseDate(text: string | undefined): Date | undefined {
  const given = text?.trim().replace(/\s+/g, ' ') ?? '';
  if (/^\d{10}(?:\.\d+)?$/.test(given)) return new Date(Math.trunc(Number(given)) * 1_000);
  if (/^\d{13}$/.test(given)) return new Date(Number(given));
  const [, isoDay, isoTime, isoZone] = isoDate.exec(given) ?? [];
  if (isoDay !== undefined) return instant(isoDay, isoTime, isoZone);
  const [, day, month, monthFirst, dayBehind, year, time, zone] = writtenDate.exec(given) ?? [];
  if (year === undefined) return undefined;
  const name = (month ?? monthFirst ?? '').toLowerCase();
  const number = months.findIndex((one) => one.toLowerCase() === name) + 1;
  const parts = [String(number), day ?? dayBehind ?? ''].map((part) => part.padStart(2, '0'));
  return instant([year, ...parts].join('-'), time, zone);
}

function instant(day: Day, time = '00:00', zone = ''): Date | undefined {
  if (!isDay(day)) return undefined;
  const [, sign, hours, minutes = '00'] = /([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const date = new Date(`${day}T${time}${sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
