/** The LinkedIns that can be rehearsed: each is the ready one with a few facts changed. */

import { scopesOf } from './products.ts';
import type { Scenario, ScenarioName, SimulatedAccount } from './scenario.ts';
import { usualDisputed } from './switches.ts';

export type { Scenario, ScenarioName } from './scenario.ts';

const clientSecret = 'WPL_AP1.simulated0PrimarySecret.c2ltdWxhdG9y==';

/** Sunset days of the migrations page as of 2026-09; 202610 and 202611 have no source and are refused. */
const apiVersions = {
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

const acmeEurope: SimulatedAccount = {
  id: 512345678,
  name: 'Acme Europe',
  currency: 'EUR',
  status: 'ACTIVE',
  servingStatuses: ['RUNNABLE'],
  type: 'BUSINESS',
  test: false,
  role: 'ACCOUNT_MANAGER',
  campaigns: 5,
  delivering: true,
};

const acmeUs: SimulatedAccount = {
  ...acmeEurope,
  id: 509876543,
  name: 'Acme US',
  currency: 'USD',
  role: 'VIEWER',
};

const acmeOld: SimulatedAccount = {
  ...acmeUs,
  id: 501112223,
  name: 'Acme (old)',
  servingStatuses: ['BILLING_HOLD'],
  delivering: false,
};

const openIdConnect = 'Sign In with LinkedIn using OpenID Connect';
const conversionScopes = scopesOf('Conversions API');

export const ready: Scenario = {
  title: 'Everything is approved and works.',
  app: {
    name: 'Pectus Marketing',
    clientId: '78simulator000',
    clientSecret,
    acceptedSecrets: [clientSecret, 'WPL_AP1.simulated0OlderSecret.b2xkZXI=='],
    redirectUris: ['http://localhost:27365/callback', 'http://localhost:28365/callback'],
    scopes: scopesOf('Advertising API'),
    getsRefreshTokens: true,
  },
  member: { name: 'Robin Example', urn: 'urn:li:person:K1RwyVNukt', restricted: false },
  consent: { member: 'asked', skippedWhenRepeated: true },
  tokens: {
    accessSeconds: 5_183_999,
    refreshSeconds: 31_536_000,
    propagationSeconds: 0,
    earlierAccess: 'active',
    earlierRefresh: 'active',
  },
  apiVersions,
  accounts: [acmeEurope, acmeUs, acmeOld],
  pages: [2414183, 10002687],
  ghostAccounts: [],
  deniedResources: [],
  metricValuesPerFiveMinutes: 45_000_000,
  latencyMs: 0,
  disputed: usualDisputed(),
};

function variant(title: string, changes: Partial<Scenario>): Scenario {
  return { ...ready, title, ...changes };
}

/** The LinkedIns that can be rehearsed, by name. Names are permanent: `--scenario` takes them. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  ready,
  'approval-pending': variant('LinkedIn still reviews the request for the Advertising API.', {
    app: { ...ready.app, scopes: [] },
  }),
  'request-denied': variant('LinkedIn denied the app access to the Advertising API.', {
    app: { ...ready.app, scopes: [], request: 'denied' },
  }),
  'error-page-first': variant('An error page stands for a moment before the scopes are refused.', {
    app: { ...ready.app, scopes: [] },
    disputed: { ...ready.disputed, errorPageFirst: true },
  }),
  'app-disabled': variant('LinkedIn has disabled the app.', {
    app: { ...ready.app, isDisabled: true },
  }),
  'consent-cancelled': variant('The member presses Cancel on the consent page.', {
    consent: { ...ready.consent, member: 'cancels-consent' },
  }),
  'login-cancelled': variant('The member does not sign in.', {
    consent: { ...ready.consent, member: 'cancels-login' },
  }),
  'redirect-unregistered': variant('The app does not list the redirect address.', {
    app: { ...ready.app, redirectUris: ['https://example.com/auth/linkedin/callback'] },
  }),
  'wrong-secret': variant('The client secret was replaced; the one at hand is refused.', {
    app: { ...ready.app, acceptedSecrets: ['WPL_AP1.simulated0NewerSecret.bmV3ZXI=='] },
  }),
  'no-refresh-token': variant('The app gets access tokens only.', {
    app: { ...ready.app, getsRefreshTokens: false },
  }),
  'access-token-expired': variant('The access token has expired; the refresh token works.', {
    signedInDaysAgo: 100,
    tokens: { ...ready.tokens, earlierAccess: 'expired' },
  }),
  'access-token-revoked': variant('The access token was revoked; the refresh token works.', {
    signedInDaysAgo: 100,
    tokens: { ...ready.tokens, earlierAccess: 'revoked' },
  }),
  'access-token-fresh': variant('An access token is refused for ten seconds after its issue.', {
    tokens: { ...ready.tokens, propagationSeconds: 10 },
  }),
  'refresh-token-expired': variant('The year is over: access and refresh token have expired.', {
    signedInDaysAgo: 366,
    tokens: { ...ready.tokens, earlierAccess: 'expired', earlierRefresh: 'expired' },
  }),
  yearly: variant('A sign-in of last year, whose tokens end in a few days.', {
    signedInDaysAgo: 361,
  }),
  'only-r-ads': variant('The consent brings r_ads alone, without the numbers.', {
    consent: { ...ready.consent, grantsOnly: ['r_ads'] },
  }),
  'account-not-visible': variant('The member sees no ad account at all.', { accounts: [] }),
  'viewer-role': variant('The member is a viewer of every account, which is enough.', {
    accounts: ready.accounts.map((account) => ({ ...account, role: 'VIEWER' as const })),
  }),
  'no-role': variant('The accounts are visible, but the member has no role on them.', {
    accounts: ready.accounts.map(({ role: _, ...account }) => account),
  }),
  'account-on-hold': variant('The one ad account is on billing hold.', {
    accounts: [{ ...acmeEurope, servingStatuses: ['BILLING_HOLD'] }],
  }),
  'test-account': variant('The one ad account is a test account, which never has numbers.', {
    accounts: [{ ...acmeEurope, name: 'Acme test', test: true }],
  }),
  'ghost-accounts': variant('Roles are listed for two accounts that were deleted.', {
    ghostAccounts: [507770001, 507770002],
  }),
  'many-accounts': variant('The member sees 1,200 ad accounts.', {
    accounts: Array.from({ length: 1200 }, (_, index) => ({
      ...acmeEurope,
      id: 520000001 + index,
      name: `Acme ${String(index + 1).padStart(4, '0')}`,
      campaigns: 1,
    })),
  }),
  'single-account': variant('The member sees one ad account.', { accounts: [acmeEurope] }),
  'one-account-no-activity': variant('The one ad account has campaigns that never ran.', {
    accounts: [{ ...acmeEurope, delivering: false }],
  }),
  'reporting-denied': variant('Scopes and roles are fine, but adAnalytics is refused.', {
    deniedResources: ['adAnalytics'],
  }),
  'app-not-mapped': variant('An app in the Development tier that lists no ad account: no call.', {
    developmentTier: { hides: 'every-call', mapped: [] },
  }),
  'app-not-mapped-to-reporting': variant('The same, where LinkedIn refuses only the numbers.', {
    developmentTier: { hides: 'reporting', mapped: [] },
  }),
  'app-not-mapped-in-lists': variant('The same, where LinkedIn leaves the accounts out of lists.', {
    developmentTier: { hides: 'lists', mapped: [] },
  }),
  'conversions-only': variant('The app has the Conversions API, not the Advertising API.', {
    app: { ...ready.app, scopes: conversionScopes },
  }),
  'conversions-viewer': variant('The same, and the member is a viewer, which is too little.', {
    app: { ...ready.app, scopes: conversionScopes },
    accounts: ready.accounts.map((account) => ({ ...account, role: 'VIEWER' as const })),
  }),
  'no-conversion-rules': variant('The same, on accounts without a conversion rule.', {
    app: { ...ready.app, scopes: conversionScopes },
    accounts: ready.accounts.map((account) => ({ ...account, conversionRules: [] })),
  }),
  'openid-connect': variant('The app has OpenID Connect and the Conversions API as well.', {
    app: {
      ...ready.app,
      scopes: [...ready.app.scopes, ...scopesOf(openIdConnect), ...conversionScopes],
    },
  }),
  'no-page-role': variant('The member administers no LinkedIn Page.', { pages: [] }),
  'member-restricted': variant("LinkedIn has restricted the member's account.", {
    member: { ...ready.member, restricted: true },
  }),
  'api-version-ended': variant('LinkedIn has ended every API version.', { apiVersions: {} }),
  'throttled-minute': variant('Too many calls in this minute.', {
    outage: { kind: 'throttled', window: 'MINUTE' },
  }),
  'throttled-day': variant('The calls of this day are used up.', {
    outage: { kind: 'throttled', window: 'DAY' },
  }),
  'unavailable-then-fine': variant('The first two calls fail with 503, then all is well.', {
    outage: { kind: 'unavailable', calls: 2 },
  }),
  unavailable: variant('Every call fails with 503.', { outage: { kind: 'unavailable' } }),
  'html-error-page': variant('Every call is answered with an HTML page.', {
    outage: { kind: 'html-page' },
  }),
  'reply-cut-short': variant('Every reply stops half-way.', { outage: { kind: 'cut-short' } }),
  slow: variant('Every answer takes three seconds.', { latencyMs: 3000 }),
};
