/** How long tokens live, in the words and units that screens, JSON and the `.env` use. */

import { months } from '../days.ts';
import { type Fix, shell } from '../faults/fix.ts';
import { counted } from '../words.ts';

const day = 86_400_000;
const hour = 3_600_000;

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
export function readDate(text: string | undefined): Date | undefined {
  const date = dateIn(text);
  return date !== undefined && isBeyondTokens(date) ? undefined : date;
}

/** 9999-12-31 and its like mean "never" where they come from, and no token of LinkedIn's lives for ever. */
export function isBeyondTokens(date: Date): boolean {
  return date.getUTCFullYear() >= 2100;
}

/** Any date at all. */
export function dateIn(text: string | undefined): Date | undefined {
  const given = text?.trim().replace(/\s+/g, ' ') ?? '';
  if (/^\d{10}(?:\.\d+)?$/.test(given)) return new Date(Math.trunc(Number(given)) * 1_000);
  if (/^\d{13}$/.test(given)) return new Date(Number(given));
  const [, isoDay, isoTime, isoZone] = isoDate.exec(given) ?? [];
  if (isoDay !== undefined) return instant(isoDay, isoTime, isoZone);
  const [, day, month, monthFirst, dayBehind, year, time, zone] = writtenDate.exec(given) ?? [];
  if (year === undefined) return undefined;
  const number = monthNumber(month ?? monthFirst ?? '');
  return instant(`${year}-${number}-${(day ?? dayBehind ?? '').padStart(2, '0')}`, time, zone);
}

function monthNumber(name: string): string {
  const index = months.findIndex((month) => month.toLowerCase() === name.toLowerCase());
  return String(index + 1).padStart(2, '0');
}

/** Undefined for a day that no month has: the platform would take the next one. */
function instant(day: string, time = '00:00', zone = ''): Date | undefined {
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) {
    return undefined;
  }
  const [, sign, hours, minutes = '00'] = /([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const date = new Date(`${day}T${time}${sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** To the nearest day, never negative: right after consent it is 365, not 364. */
export function daysLeft(until: Date, now: Date): number {
  return Math.max(0, Math.round((until.getTime() - now.getTime()) / day));
}

export function isOver(until: Date, now: Date): boolean {
  return until.getTime() <= now.getTime();
}

export function endsWithin(until: Date, days: number, now: Date): boolean {
  return until.getTime() - now.getTime() <= days * day;
}

/** An access token with less than an hour left is renewed. */
export function livesOn(until: Date, now: Date): boolean {
  return until.getTime() - now.getTime() >= hour;
}

/** Of an access token: sixty days, and a little. */
export const longestAccess = 61 * day;

interface TokenDates {
  readonly accessExpiresAt?: Date;
  readonly refreshToken?: unknown;
  readonly refreshExpiresAt?: Date;
}

/**
 * Whether this machine's clock is likelier to be wrong than the dates to be so: no token lives that long, or
 * nothing is left that could renew the access token.
 */
export function isClockDoubtful(dates: TokenDates, now: Date): boolean {
  const { accessExpiresAt, refreshToken, refreshExpiresAt } = dates;
  if (accessExpiresAt === undefined) return false;
  if (accessExpiresAt.getTime() - now.getTime() > longestAccess) return true;
  const isLast =
    refreshToken === undefined || (refreshExpiresAt !== undefined && isOver(refreshExpiresAt, now));
  return isLast && isOver(accessExpiresAt, now);
}

/** "60 days left", "5 hours left", "expired 3 days ago". */
export function timeLeft(until: Date, now: Date): string {
  const span = until.getTime() - now.getTime();
  const size = Math.abs(span);
  const amount =
    size >= 2 * day
      ? counted(Math.round(size / day), 'day')
      : size >= hour
        ? counted(Math.round(size / hour), 'hour')
        : counted(Math.max(1, Math.round(size / 60_000)), 'minute');
  return span > 0 ? `${amount} left` : `expired ${amount} ago`;
}

/** "2 Jan 2027, 11:20 (10:20 UTC)": where the person is, and where LinkedIn counts. */
export function localTime(date: Date): string {
  const clock = (hours: number, minutes: number) =>
    `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
  const day = `${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}`;
  const here = clock(date.getHours(), date.getMinutes());
  return `${day}, ${here} (${clock(date.getUTCHours(), date.getUTCMinutes())} UTC)`;
}

const tolerance = 60_000;

/** Dates that this machine reckons with are wrong by as much as its clock: said from a minute on. */
export function clockRemark(ours: Date, theirs: Date | undefined): string | undefined {
  if (theirs === undefined) return undefined;
  const ahead = ours.getTime() - theirs.getTime();
  if (Math.abs(ahead) <= tolerance) return undefined;
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  const hours = Math.round(minutes / 60);
  const size =
    hours >= 48
      ? `${Math.round(hours / 24)} days`
      : hours >= 2
        ? `${hours} hours`
        : `${minutes} min`;
  return `this machine's clock is ${size} ${ahead > 0 ? 'ahead' : 'behind'}`;
}

/** For dates that this machine's clock is reckoned with. */
export const setClock: Fix = {
  say: 'Set the clock of this machine right',
  run: shell('sudo', 'timedatectl', 'set-ntp', 'true'),
};

/** What is said beside an answer that does not depend on it; undefined where both clocks agree. */
export function clockWarning(ours: Date, theirs: Date | undefined): Fix | undefined {
  const remark = clockRemark(ours, theirs);
  if (remark === undefined) return undefined;
  return { ...setClock, say: `The dates are LinkedIn's; ${remark}. ${setClock.say}` };
}
