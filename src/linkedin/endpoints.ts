/** Where LinkedIn is: its two bases, its developer portal, and the switches that move them in tests and rehearsals. */

import { fault } from '../faults/fault.ts';
import type { Env } from '../world.ts';

export interface Endpoints {
  /** Base of authorization, accessToken, introspectToken and revoke, without a slash at the end. */
  readonly oauth: string;
  /** Base of the versioned REST API, without a slash at the end. */
  readonly api: string;
  readonly apps: string;
}

const movable = {
  oauth: { variable: 'PECTUS_LINKEDIN_OAUTH_URL', base: 'https://www.linkedin.com/oauth/v2' },
  api: { variable: 'PECTUS_LINKEDIN_API_URL', base: 'https://api.linkedin.com/rest' },
} as const;

/**
 * Reads the bases from the process environment only, never from the `.env`: a planted file must not be
 * able to send secrets elsewhere. Throws `setting-malformed` for anything but https or loopback.
 */
export function readEndpoints(env: Env): Endpoints {
  const oauth = readBase(env, movable.oauth);
  return { oauth, api: readBase(env, movable.api), apps: new URL('/developers/apps', oauth).href };
}

function readBase(env: Env, { variable, base }: (typeof movable)['oauth' | 'api']): string {
  const given = env[variable]?.trim();
  if (given === undefined || given === '') return base;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !isSafe(url) || url.href !== `${url.origin}${url.pathname}`) {
    // The value is not shown: a password may stand in it.
    throw fault('setting-malformed', {
      variable,
      expected: 'an https address, or http on this machine, without user name, ? and #',
      example: base,
    });
  }
  return url.href.replace(/\/+$/, '');
}

function isSafe(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

export function isLoopback(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
