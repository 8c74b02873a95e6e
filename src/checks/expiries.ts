/** What ends within so many days: the sign-in, the API version; and what to do about it. */

import type { LoadedCredentials } from '../credentials/load.ts';
import { daysLeft, expiresWithin, isPast, timeLeft } from '../credentials/token-dates.ts';
import { dateText, isoSeconds } from '../days.ts';
import { docs, renewDates, signInAgain, updateTool } from '../faults/entry.ts';
import type { Fix } from '../faults/fault.ts';
import { again, open } from '../faults/fix.ts';
import { currentVersion, hasEnded, type VersionLife, versionLife } from '../linkedin/versions.ts';
import { variables } from '../variables.ts';

export interface Expiry {
  readonly what: 'sign-in' | 'api-version';
  /** Undefined when it cannot be told, so that nobody can say that it is far away. */
  readonly at: Date | undefined;
  readonly words: string;
  readonly fix: readonly Fix[];
}

export interface ExpiryFacts {
  readonly loaded: LoadedCredentials;
  readonly signIn: Date | undefined;
  readonly version: VersionLife;
  readonly now: Date;
}

export function expiriesWithin({ loaded, signIn, version, now }: ExpiryFacts, days: number) {
  const isWithin = (at: Date) => expiresWithin(at, days, now);
  const lastDay = version.endsAt === undefined ? undefined : new Date(version.endsAt);
  const versionEnds = lastDay === undefined ? hasEnded(version) : isWithin(lastDay);
  // What has expired is a failed check, not an expiry to come.
  const signInEnds = signIn === undefined || (isWithin(signIn) && !isPast(signIn, now));
  return [
    ...(signInEnds ? [signInExpiry(signIn, loaded, now)] : []),
    ...(versionEnds ? [versionExpiry(version, lastDay, { loaded, now })] : []),
  ];
}

function signInExpiry(at: Date | undefined, { credentials }: LoadedCredentials, now: Date): Expiry {
  const words =
    at === undefined
      ? 'when the sign-in ends is not known'
      : `the sign-in ends on ${dateText(at)} (${timeLeft(at, now)})`;
  const isRenewable = at === undefined && credentials.refreshToken !== undefined;
  return { what: 'sign-in', at, words, fix: [isRenewable ? renewDates : signInAgain] };
}

function versionExpiry(
  { version }: VersionLife,
  at: Date | undefined,
  { loaded, now }: Pick<ExpiryFacts, 'loaded' | 'now'>,
): Expiry {
  const words =
    at === undefined
      ? `LinkedIn has ended API version ${version}`
      : `API version ${version} ends on ${dateText(at)} (${timeLeft(at, now)})`;
  return { what: 'api-version', at, words, fix: versionFix(loaded, now) };
}

/** A version that the operator chose is theirs to move; this tool's own moves with the tool. */
export function versionFix({ values }: Pick<LoadedCredentials, 'values'>, now: Date) {
  const chosen = values[variables.apiVersion];
  const newer = { say: `Set ${variables.apiVersion} to a newer version`, run: open(docs.versions) };
  if (chosen === undefined) return [...updateTool, { ...newer, say: `Until then: ${newer.say}` }];
  const own = versionLife(currentVersion, now).endsAt ?? '';
  if ((versionLife(chosen, now).endsAt ?? '') >= own) return [newer];
  const say = `Remove ${variables.apiVersion} (this tool then uses ${currentVersion}), or raise it`;
  return [{ say, run: again({}, { [variables.apiVersion]: currentVersion }) }];
}

/** Something that ends soon. */
export interface ExpiryReport {
  /** The yearly sign-in (the refresh token), or the version of LinkedIn's API. */
  readonly what: 'sign-in' | 'api-version';
  /** ISO 8601, UTC; left out when nobody knows. */
  readonly endsAt?: string;
  /** Whole days until then. */
  readonly daysLeft?: number;
}

export function expiryReport({ what, at }: Expiry, now: Date): ExpiryReport {
  return { what, ...(at && { endsAt: isoSeconds(at), daysLeft: daysLeft(at, now) }) };
}

/** How long a token lives, by LinkedIn's clock. */
export interface TokenReport {
  /** ISO 8601, UTC, to the second. */
  readonly expiresAt?: string;
  /** Whole days until then; 0 on the last one. */
  readonly daysLeft?: number;
}

export function tokenReport(until: Date | undefined, now: Date): TokenReport {
  if (until === undefined) return {};
  return { expiresAt: isoSeconds(until), daysLeft: daysLeft(until, now) };
}
