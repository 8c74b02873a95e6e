/** The names of the scenarios, apart from the scenarios, so that help loads none of them. */

/** Every name, in the order in which help lists them; permanent. */
export const scenarioNames = [
  'ready',
  'approval-pending',
  'consent-cancelled',
  'login-cancelled',
  'redirect-unregistered',
  'wrong-secret',
  'no-refresh-token',
  'access-token-expired',
  'access-token-revoked',
  'access-token-fresh',
  'refresh-token-expired',
  'only-r-ads',
  'account-not-visible',
  'viewer-role',
  'no-role',
  'account-on-hold',
  'test-account',
  'ghost-accounts',
  'many-accounts',
  'single-account',
  'one-account-no-activity',
  'reporting-denied',
  'member-restricted',
  'api-version-ended',
  'throttled-minute',
  'throttled-day',
  'unavailable-then-fine',
  'unavailable',
  'html-error-page',
  'reply-cut-short',
  'slow',
] as const;
/** One of `scenarioNames`. */
export type ScenarioName = (typeof scenarioNames)[number];
