/** Rate limits: our own between calls, and those that LinkedIn reports with 429. */

import { counted } from '../words.ts';
import type { HttpResponse, World } from '../world.ts';

/** Spaces the calls evenly, however many are started at once; undefined for no limit of our own. */
export function createThrottle(
  { clock, signal }: Pick<World, 'clock' | 'signal'>,
  callsPerSecond = Number.POSITIVE_INFINITY,
): () => Promise<void> {
  const gap = 1_000 / callsPerSecond;
  let next = 0;
  return async () => {
    const now = clock.now().getTime();
    const turn = Math.max(now, next);
    next = turn + gap;
    if (turn > now) await clock.sleep(turn - now, signal);
  };
}

/** LinkedIn names the window in the text only: "… APPLICATION_AND_MEMBER DAY limit …". */
export function isDayLimit(text: string): boolean {
  return /\bDAY limit\b/i.test(text);
}

/** LinkedIn's day ends at midnight UTC: "in 18 h 44 min". */
export function untilMidnightText(now: Date): string {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  const minutes = Math.ceil((midnight - now.getTime()) / 60_000);
  return `in ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Longer than any window that LinkedIn counts in. */
const longestWait = 24 * 3_600_000;

/** `Retry-After` in milliseconds (RFC 9110, section 10.2.3), a day at most; undefined if missing or unusable. */
export function retryAfter(headers: HttpResponse['headers'], now: Date): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d*)?(e\d+)?$/i.test(text)) return Math.min(Number(text) * 1_000, longestWait);
  const date = /^[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(date)) return undefined;
  return Math.min(Math.max(0, date - now.getTime()), longestWait);
}

/** "40 seconds", "10 minutes", "2 hours": rounded up, so that nobody is early. */
export function waitInWords(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1_000));
  if (seconds < 120) return counted(seconds, 'second');
  if (seconds < 7_200) return counted(Math.ceil(seconds / 60), 'minute');
  return counted(Math.ceil(seconds / 3_600), 'hour');
}
