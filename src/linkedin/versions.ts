/** API versions and the days on which LinkedIn ends them. */

import { dayOf, millisecondsPerDay } from '../days.ts';

/** Pinned, never computed from the calendar: not every month gets a version (there is no December). */
export const currentVersion = '202609';

/**
 * Last day of each version, UTC.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/migrations, read 2026-09.
 */
const ends: Readonly<Record<string, string>> = {
  '202510': '2026-10-15',
  '202511': '2026-11-16',
  '202601': '2027-01-15',
  '202602': '2027-02-15',
  '202603': '2027-03-16',
  '202604': '2027-04-15',
  '202605': '2027-05-15',
  '202606': '2027-06-15',
  '202607': '2027-07-15',
  '202608': '2027-08-17',
  '202609': '2027-09-15',
};

export interface VersionLife {
  readonly version: string;
  /** YYYY-MM-DD; undefined when LinkedIn had not announced it when this tool was built. */
  readonly endsAt?: string;
  /** Whole days from today (UTC) to that day, negative once it is over. */
  readonly daysLeft?: number;
}

export function versionLife(version: string, now: Date): VersionLife {
  const endsAt = ends[version.slice(0, 6)];
  if (endsAt === undefined) return { version };
  const today = Date.parse(dayOf(now));
  return { version, endsAt, daysLeft: (Date.parse(endsAt) - today) / millisecondsPerDay };
}

/** A version from before those that are known has ended, although its day is not. */
export function hasEnded({ version, daysLeft }: VersionLife): boolean {
  const [oldest = ''] = Object.keys(ends).sort();
  return daysLeft === undefined ? version < oldest : daysLeft < 0;
}

/** What a version must be where a text is none that LinkedIn can have; undefined where it can. */
export function versionComplaint(text: string): string | undefined {
  if (!isVersion(text)) return 'a year and a month';
  return text.slice(4, 6) === '12' ? 'a month with a release, and December has none' : undefined;
}

/** The version that was meant by `2026-01` or `v202601`; undefined where nothing of the kind can be told. */
export function meantVersion(text: string): string | undefined {
  const [, year = '', month = ''] = /^v?(20\d\d)[-_./ ]?(\d\d)(?!\d)/i.exec(text) ?? [];
  const version = year + month;
  return versionComplaint(version) === undefined ? version : undefined;
}

/** YYYYMM, or YYYYMM.RR for a revision within the month. */
export function isVersion(text: string): boolean {
  return /^20\d{2}(0[1-9]|1[0-2])(\.\d{2})?$/.test(text);
}
