/** A process world in which the access token has expired, in an `.env` that other people use, too. */

import { parse } from 'dotenv';
import { readToken } from '../../src/simulator/tokens.ts';
import { envText } from './credentials.ts';
import type { Intercept } from './linkedin.ts';
import type { Outcome } from './piped-program.ts';
import { openProcessWorld, type ProcessWorld } from './process.ts';
import { storedCredentials } from './stored-credentials.ts';

/** Signed in 61 days ago and not used since; and what other people keep in the same file. */
export const expired = [
  '# kept by hand',
  'export OTHER="one two" # a remark\r',
  envText(storedCredentials({ daysAgo: 61 })),
  "MULTILINE='first",
  "LINKEDIN_ACCESS_TOKEN=not this one'",
  'LAST=without a line break',
].join('\n');

export async function openExpired(intercept?: Intercept): Promise<ProcessWorld> {
  return await openProcessWorld({ env: expired, ...(intercept && { intercept }) });
}

/**
 * The text with the old access token and its date put back: the old text, if nothing else has changed. What is left
 * to the refresh token comes in whole seconds, so that its date may be a second off.
 */
export function withOldAccess(text = ''): string {
  const [now, before] = [parse(text), parse(expired)];
  const year = 'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT';
  const drift = Math.abs(Date.parse(now[year] ?? '') - Date.parse(before[year] ?? ''));
  const names = ['LINKEDIN_ACCESS_TOKEN', 'LINKEDIN_ACCESS_TOKEN_EXPIRES_AT'];
  return [...names, ...(drift <= 2_000 ? [year] : [])].reduce(
    (all, name) => all.replace(`${name}=${now[name]}`, () => `${name}=${before[name]}`),
    text,
  );
}

/** How many days are left to an access token that a refresh brought; undefined for anything else. */
export function daysLeft(accessToken: string | undefined): number | undefined {
  const token = readToken(accessToken ?? '');
  if (token?.kind !== 'access' || !token.refreshed) return undefined;
  return Math.round((token.expiresAt * 1_000 - Date.now()) / 86_400_000);
}

/** What it said besides that it waits, which depends on how busy the machine is. */
export function withoutWaiting({ stderr, ...outcome }: Outcome): Outcome {
  return {
    ...outcome,
    stderr: stderr.replace(/^ {2}Waiting for process[\s\S]*?minutes (\.\.\.|…)\n/m, ''),
  };
}
