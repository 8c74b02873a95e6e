/** Where a process finds LinkedIn, for a test that plays it. */

import type { Env } from '../../src/world.ts';

export function environmentAt(origin: string): Env {
  return {
    PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
  };
}
