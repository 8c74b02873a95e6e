/** The names of the scenarios, and what one may say: plain data. Apart from the scenarios, so that help loads none of them. */

/** Every name, in the order in which help lists them; permanent. */
export const scenarioNames = [
  'ready',
  'approval-pending',
  'request-denied',
  'error-page-first',
  'app-disabled',
  'consent-cancelled',
  'login-cancelled',
  'redirect-unregistered',
  'wrong-secret',
  'no-refresh-token',
  'access-token-expired',
  'access-token-revoked',
  'access-token-fresh',
  'refresh-token-expired',
  'yearly',
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
  'app-not-mapped',
  'app-not-mapped-to-reporting',
  'app-not-mapped-in-lists',
  'conversions-only',
  'conversions-viewer',
  'no-conversion-rules',
  'openid-connect',
  'no-page-role',
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

/**
 * A person's role on an ad account, as LinkedIn's `adAccountUsers` spells it.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-account-users.
 */
export type Role =
  | 'VIEWER'
  | 'CREATIVE_MANAGER'
  | 'CAMPAIGN_MANAGER'
  | 'ACCOUNT_MANAGER'
  | 'ACCOUNT_BILLING_ADMIN';

/** What LinkedIn holds of a token, whatever its date says. */
export type TokenStatus = 'active' | 'expired' | 'revoked';

/** The developer app. */
export interface SimulatedApp {
  /** As the portal and the consent page show it. */
  readonly name: string;
  /** Of the Auth tab. */
  readonly clientId: string;
  /** The one that the portal page shows. */
  readonly clientSecret: string;
  /** What LinkedIn accepts: up to two at a time (application-secret-management page). */
  readonly acceptedSecrets: readonly string[];
  /** Compared as whole strings; a query string on them is ignored. */
  readonly redirectUris: readonly string[];
  /** What the app's products allow it to ask for; empty while the Advertising API is under review. */
  readonly scopes: readonly string[];
  /** Apps with the Advertising API get refresh tokens, others do not. */
  readonly getsRefreshTokens: boolean;
  /** What came of the request for the Advertising API while it brings no scopes; `in-review` when left out. */
  readonly request?: 'in-review' | 'denied';
  /** LinkedIn shows a page of its own in the place of a disabled app's consent page. */
  readonly isDisabled?: boolean;
}

/** The person who signs in. */
export interface SimulatedMember {
  /** As the consent page shows it. */
  readonly name: string;
  /** `urn:li:person:` and an id. */
  readonly urn: string;
  /** Restricted members' access tokens are refused with 65608. */
  readonly restricted: boolean;
}

/** What happens on the consent page. */
export interface ConsentRules {
  /** `asked` shows the page; the other two redirect at once, as if the member had turned away. */
  readonly member: 'asked' | 'cancels-login' | 'cancels-consent';
  /** Whether a second request for the scopes granted last is redirected without a page. */
  readonly skippedWhenRepeated: boolean;
  /** What comes out of a consent; left out, it is what was asked for. */
  readonly grantsOnly?: readonly string[];
}

/**
 * How long tokens live, and what became of them. Real ones live 60 and 365 days.
 * Source: learn.microsoft.com/linkedin/shared/authentication/programmatic-refresh-tokens.
 */
export interface TokenRules {
  /** Lifetime of an access token, in seconds; the refresh token's end caps it. */
  readonly accessSeconds: number;
  /** Lifetime of a refresh token, in seconds, counted from consent and never extended. */
  readonly refreshSeconds: number;
  /** For how many seconds after its issue an access token is refused with 65601. */
  readonly propagationSeconds: number;
  /** What LinkedIn holds of access tokens of sign-ins before this one, whatever their dates say. */
  readonly earlierAccess: TokenStatus;
  /** The same of refresh tokens. A sign-in brings new ones of both, and those work. */
  readonly earlierRefresh: TokenStatus;
}

/**
 * An ad account, in the words of LinkedIn's `adAccounts`.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-accounts.
 */
export interface SimulatedAccount {
  /** The number under its name in Campaign Manager. */
  readonly id: number;
  /** To the letter. */
  readonly name: string;
  /** ISO 4217, as in `EUR`. */
  readonly currency: string;
  /** Whether it is in use. */
  readonly status: 'ACTIVE' | 'CANCELED' | 'DRAFT' | 'PENDING_DELETION' | 'REMOVED';
  /** `RUNNABLE`, or what holds it: `BILLING_HOLD` and the like. */
  readonly servingStatuses: readonly string[];
  /** LinkedIn's kind of account. */
  readonly type: 'BUSINESS' | 'ENTERPRISE';
  /** A test account never serves and never has numbers. */
  readonly test: boolean;
  /** The member's role; left out, the account is visible but the member has no row in adAccountUsers. */
  readonly role?: Role;
  /** Its conversion rules; two, of which one takes events of servers, when left out. */
  readonly conversionRules?: readonly SimulatedConversionRule[];
  /** How many there are. */
  readonly campaigns: number;
  /** Whether the campaigns have numbers at all. */
  readonly delivering: boolean;
  /** How many of a campaign's days, from 0 to 1, are without activity; some of them, when left out. */
  readonly inactiveShare?: number;
}

/**
 * What counts as a conversion.
 * Source: learn.microsoft.com/linkedin/marketing/conversions/conversions-workflow.
 */
export interface SimulatedConversionRule {
  /** To the letter. */
  readonly name: string;
  /** Where its events come from: a server, or the tag of a website. */
  readonly conversionMethod: 'CONVERSIONS_API' | 'INSIGHT_TAG';
  /** Whether it counts. */
  readonly enabled: boolean;
}

/**
 * How LinkedIn treats ad accounts that an app of the Development tier does not list; which of these holds, no
 * source settles. Source: learn.microsoft.com/linkedin/marketing/integrations/marketing-tiers.
 */
export interface DevelopmentTier {
  /** Every call about ads, or those for numbers, refused; or such accounts left out of lists and not found. */
  readonly hides: 'every-call' | 'reporting' | 'lists';
  /** The ad accounts that the app lists, by number. */
  readonly mapped: readonly number[];
}

/** Something that goes wrong outside the rules of the API. */
export type Outage =
  | {
      /** 429 on every REST call. */
      readonly kind: 'throttled';
      /** What is used up: the calls of this minute, or of the day. */
      readonly window: 'MINUTE' | 'DAY';
      /** `Retry-After`, in seconds: never seen live, but other clients read it. */
      readonly retryAfterSeconds?: number;
    }
  | {
      /** 503 on calls of programs. */
      readonly kind: 'unavailable';
      /** For the first so many of them; for all when left out. */
      readonly calls?: number;
    }
  | {
      /** The servers in front of the API answer calls of programs with a page. */
      readonly kind: 'html-page';
    }
  | {
      /** Replies to programs announce their whole length and stop half-way. */
      readonly kind: 'cut-short';
    };

/** Where sources disagree; the ready scenario takes the side that was seen live. */
export interface Disputed {
  /** HTTP status of the page that refuses an authorization request. */
  readonly authorizationRefusal: 400 | 401;
  /** HTTP status of the redirect back to the app, which no source tells. */
  readonly redirect: 302 | 303;
  /** How a refused scope is named: in quotes escaped for HTML, in plain ones, in none, or not at all ("Unknown"). */
  readonly refusedScope: 'escaped' | 'quoted' | 'bare' | 'unknown';
  /** Whether an error page stands for a moment before that refusal is sent back. */
  readonly errorPageFirst: boolean;
  /** Whether a missing `state` is refused. */
  readonly stateRequired: boolean;
  /** `error` of a code that does not fit its redirect address: seen live, or documented. */
  readonly codeMismatch: 'invalid_request' | 'invalid_redirect_uri';
  /** `error` of a bad refresh token; the first with HTTP 400, the other with 401. */
  readonly badRefreshToken: 'invalid_request' | 'invalid_grant';
  /** `error` of a bad client secret: seen live, or documented for another flow. */
  readonly badSecret: 'invalid_client' | 'invalid_client_id';
  /** HTTP status of a Client ID that LinkedIn does not know. */
  readonly unknownClient: 400 | 401;
  /** How refusals of codes and secrets are worded: as documented, or as several clients still meet them. */
  readonly tokenErrors: 'documented' | 'older';
  /** Between scopes in replies: seen live, or documented, or URL-encoded as the documents' prose has it. */
  readonly scopeSeparator: ',' | ' ' | '%20' | '%2C' | '+';
  /** What separates the scopes that are asked for: LinkedIn's JavaScript client sends commas, documents have spaces. */
  readonly requestedScopes: 'spaces' | 'spaces-and-commas';
  /** Whether token replies have `token_type`. */
  readonly tokenType: boolean;
  /** Whether the reply to a refresh has `scope`. */
  readonly refreshNamesScopes: boolean;
  /** Whether a refresh brings another refresh token, which ends the one before. */
  readonly refreshTokenRotates: boolean;
  /** Whether REST takes the token as `oauth2_access_token` in the address, too. */
  readonly tokenInQuery: boolean;
  /** Which of two faults is told when both are there. */
  readonly checkedFirst: 'version' | 'token';
  /** Which of two documented refusals a request without a token gets. */
  readonly emptyToken: 'general' | 'marketing';
  /** How organizationAcls names a Page: as documented, or as one client of 2026 sees it. */
  readonly pageKey: 'organization' | 'organizationTarget';
  /** Whether the first page of organizationAcls is empty and names a next one. */
  readonly emptyFirstPage: boolean;
  /** Whether adAnalytics gives ten rows unless `count` asks for more. */
  readonly analyticsTenRows: boolean;
  /** How many pivots `q=statistics` takes: one connector sends four, documents have three. */
  readonly mostPivots: 3 | 4;
  /** How long numbers by the day are kept. */
  readonly retention: 'ten-years' | 'half-year-daily';
}

/** One simulated LinkedIn, as plain data: another one is a copy with a few facts changed. */
export interface Scenario {
  /** One short sentence: what it shows. */
  readonly title: string;
  /** The developer app. */
  readonly app: SimulatedApp;
  /** The person who signs in. */
  readonly member: SimulatedMember;
  /** What happens on the consent page. */
  readonly consent: ConsentRules;
  /** How long tokens live. */
  readonly tokens: TokenRules;
  /** Version → first day on which it is refused, as YYYY-MM-DD; any other version is refused always. */
  readonly apiVersions: Readonly<Record<string, string>>;
  /** A rehearsal begins with the file of a sign-in so many days ago; with none when left out. */
  readonly signedInDaysAgo?: number;
  /** What the member sees. */
  readonly accounts: readonly SimulatedAccount[];
  /** Left out where the app may read every account that the member sees. */
  readonly developmentTier?: DevelopmentTier;
  /** LinkedIn Pages that the member administers, by the number of their organization. */
  readonly pages: readonly number[];
  /** Deleted accounts that still have a row in adAccountUsers. */
  readonly ghostAccounts: readonly number[];
  /** Resources refused with 403 although the scopes are there. */
  readonly deniedResources: readonly string[];
  /** How many metric values (fields × rows) adAnalytics gives in five minutes. */
  readonly metricValuesPerFiveMinutes: number;
  /** How long every answer takes, in milliseconds. */
  readonly latencyMs: number;
  /** What goes wrong outside the rules of the API; nothing when left out. */
  readonly outage?: Outage;
  /** Where sources disagree about LinkedIn. */
  readonly disputed: Disputed;
}
