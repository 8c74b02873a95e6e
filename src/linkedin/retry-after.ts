/** How long LinkedIn asks to wait. It is not known to; this is for when it does (RFC 9110, section 10.2.3). */

import type { HttpResponse } from '../world.ts';

/** Longer than any window that LinkedIn counts in. */
const longest = 24 * 3_600_000;

/** Milliseconds, a day at most; undefined where the header is missing or says nothing of use. */
export function retryAfter(headers: HttpResponse['headers'], now: Date): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d*)?(e\d+)?$/i.test(text)) return Math.min(Number(text) * 1_000, longest);
  const date = /^[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(date)) return undefined;
  return Math.min(Math.max(0, date - now.getTime()), longest);
}

/** "40 seconds", "10 minutes", "2 hours": rounded up, so that nobody is early. */
export function waitInWords(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1_000));
  const [amount, unit] =
    seconds < 120
      ? [seconds, 'second']
      : seconds < 7_200
        ? [Math.ceil(seconds / 60), 'minute']
        : [Math.ceil(seconds / 3_600), 'hour'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
