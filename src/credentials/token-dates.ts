/** How long tokens live, in the words and units that screens, JSON and the `.env` use. */

import { millisecondsPerDay } from '../days.ts';
import type { Fix } from '../faults/fix.ts';
import { counted } from '../words.ts';

const hour = 3_600_000;

/** To the nearest day, never negative: right after consent it is 365, not 364. */
export function daysLeft(until: Date, now: Date): number {
  return Math.max(0, Math.round((until.getTime() - now.getTime()) / millisecondsPerDay));
}

export function isPast(until: Date, now: Date): boolean {
  return until.getTime() <= now.getTime();
}

export function expiresWithin(until: Date, days: number, now: Date): boolean {
  return until.getTime() - now.getTime() <= days * millisecondsPerDay;
}

/** An access token with less than an hour left is renewed. */
export function isFresh(until: Date, now: Date): boolean {
  return until.getTime() - now.getTime() >= hour;
}

/** Of an access token: sixty days, and a little. */
export const maxAccessTokenLifetime = 61 * millisecondsPerDay;

interface TokenDates {
  readonly accessExpiresAt?: Date;
  readonly refreshToken?: unknown;
  readonly refreshExpiresAt?: Date;
}

/**
 * Whether this machine's clock is likelier to be wrong than the dates to be so: no token lives that long, or
 * nothing is left that could renew the access token.
 */
export function isClockSuspect(dates: TokenDates, now: Date): boolean {
  const { accessExpiresAt } = dates;
  if (accessExpiresAt === undefined) return false;
  if (accessExpiresAt.getTime() - now.getTime() > maxAccessTokenLifetime) return true;
  return !isRenewable(dates, now) && isPast(accessExpiresAt, now);
}

/** Whether there is a refresh token that has not expired, as far as is known. */
export function isRenewable({ refreshToken, refreshExpiresAt }: TokenDates, now: Date): boolean {
  return (
    refreshToken !== undefined && (refreshExpiresAt === undefined || !isPast(refreshExpiresAt, now))
  );
}

/** "60 days left", "5 hours left", "expired 3 days ago". */
export function timeLeft(until: Date, now: Date): string {
  const span = until.getTime() - now.getTime();
  const size = Math.abs(span);
  const amount =
    size >= 2 * millisecondsPerDay
      ? counted(Math.round(size / millisecondsPerDay), 'day')
      : size >= hour
        ? counted(Math.round(size / hour), 'hour')
        : counted(Math.max(1, Math.round(size / 60_000)), 'minute');
  return span > 0 ? `${amount} left` : `expired ${amount} ago`;
}

const tolerance = 60_000;

/** Dates that this machine reckons with are wrong by as much as its clock: said from a minute on. */
export function clockDifference(ours: Date, theirs: Date | undefined): string | undefined {
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

/** For dates that this machine's clock is reckoned with. Each system has a command of its own, and a container none. */
export const setClockFix: Fix = {
  say: 'Set the clock of this machine right: its settings can have that done by itself.',
};

/** What is said beside an answer that does not depend on it; undefined where both clocks agree. */
export function clockWarning(ours: Date, theirs: Date | undefined): Fix | undefined {
  const remark = clockDifference(ours, theirs);
  if (remark === undefined) return undefined;
  return { ...setClockFix, say: `The dates are LinkedIn's; ${remark}. ${setClockFix.say}` };
}
