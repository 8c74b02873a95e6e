/**
 * What LinkedIn might do, where its documents and what was seen disagree or are silent: every side of each
 * question, the usual one first, and where the sides come from.
 */

import type { DevelopmentTier, Disputed, Scenario } from './scenario.ts';

/** One question about LinkedIn. */
export interface Switch<Value = unknown> {
  /** Every answer; the first is the one of the ready scenario. */
  readonly values: readonly Value[];
  /** Where the answers come from, in their order; `unknown` for one that nobody has seen. */
  readonly source: string;
}

/** Every question, by the name under which a scenario or `simulate --switch` answers it. */
export type Switches = { readonly [Name in keyof Disputed]: Switch<Disputed[Name]> } & {
  /** Which calls of an app in the Development tier are refused for accounts that it does not list. */
  readonly developmentTier: Switch<'reads-all' | DevelopmentTier['hides']>;
  /** For how many seconds after its issue an access token is refused. */
  readonly propagationSeconds: Switch<number>;
};

/** The name of a question. */
export type SwitchName = keyof Switches;

/** What LinkedIn might do: every question with its answers. A test of a host's can go through all of them. */
export const switches: Switches = {
  authorizationRefusal: {
    values: [401, 400],
    source: 'authorization-code-flow page of 2025-11; its rewrite of 2026-01',
  },
  redirect: { values: [302, 303], source: 'no source tells' },
  refusedScope: {
    values: ['escaped', 'quoted', 'bare', 'unknown'],
    source: 'n8n issue 21924; then three clients of 2026',
  },
  errorPageFirst: { values: [false, true], source: 'documents; three projects of 2026-07' },
  stateRequired: {
    values: [false, true],
    source: 'authorization-code-flow page of 2025-11; its rewrite of 2026-01',
  },
  codeMismatch: {
    values: ['invalid_request', 'invalid_redirect_uri'],
    source: 'seen live; authorization-code-flow page',
  },
  badRefreshToken: {
    values: ['invalid_request', 'invalid_grant'],
    source: 'programmatic-refresh-tokens page and seen live; one blog',
  },
  badSecret: {
    values: ['invalid_client', 'invalid_client_id'],
    source: 'react-native-linkedin issue 177; client-credentials page',
  },
  unknownClient: { values: [400, 401], source: 'client-credentials page, which has both' },
  tokenErrors: {
    values: ['documented', 'older'],
    source: 'authorization-code-flow page; several clients, live',
  },
  scopeSeparator: {
    values: [',', ' ', '%20', '%2C', '+'],
    source: "seen live and LinkedIn's Python client; then the prose of the documents",
  },
  requestedScopes: {
    values: ['spaces-and-commas', 'spaces'],
    source: "LinkedIn's JavaScript client; authorization-code-flow page",
  },
  tokenType: { values: [false, true], source: 'openid-client issue 826; captures by others' },
  refreshNamesScopes: {
    values: [false, true],
    source: "LinkedIn's Python client; captures by others",
  },
  refreshTokenRotates: {
    values: [false, true],
    source: 'programmatic-refresh-tokens page; unknown',
  },
  tokenInQuery: { values: [true, false], source: "OWOX's connector in production; unknown" },
  checkedFirst: { values: ['version', 'token'], source: 'no source tells' },
  emptyToken: {
    values: ['general', 'marketing'],
    source: 'error-handling page; error-responses page of marketing',
  },
  pageKey: {
    values: ['organization', 'organizationTarget'],
    source: 'organization-access-control-by-role page; one client of 2026',
  },
  emptyFirstPage: { values: [false, true], source: 'documents; one client of 2026' },
  analyticsTenRows: {
    values: [false, true],
    source: 'PostHog, Airbyte and OWOX; one client of 2026',
  },
  mostPivots: { values: [4, 3], source: "OWOX's connector in production; ads-reporting page" },
  retention: {
    values: ['ten-years', 'half-year-daily'],
    source: 'ads-reporting page; ingestr and Adobe',
  },
  developmentTier: {
    values: ['reads-all', 'every-call', 'reporting', 'lists'],
    source: 'marketing-tiers page and advetics, 2026-09; four clients and guides of 2026',
  },
  propagationSeconds: {
    values: [0, 10, 600],
    source: 'documents; omniauth-linkedin-oauth2 issue 17; python-social-auth issue 181',
  },
};

/** The usual answers. */
export function usualDisputed(): Disputed {
  const { developmentTier: _, propagationSeconds: __, ...disputed } = switches;
  const usual = Object.entries(disputed).map(([name, { values }]) => [name, values[0]]);
  // Each value is of its own name's type, which no list of pairs can say.
  return Object.fromEntries(usual) as Disputed;
}

/** The scenario with one question answered in another way; undefined for an answer that there is not. */
export function withSwitch(scenario: Scenario, name: SwitchName, text: string) {
  const choices: readonly unknown[] = switches[name].values;
  const value = choices.find((choice) => String(choice) === text);
  if (value === undefined) return undefined;
  if (name === 'propagationSeconds') {
    return { ...scenario, tokens: { ...scenario.tokens, propagationSeconds: Number(value) } };
  }
  if (name !== 'developmentTier') {
    return { ...scenario, disputed: { ...scenario.disputed, [name]: value } };
  }
  const { developmentTier: before, ...others } = scenario;
  const hides = (['every-call', 'reporting', 'lists'] as const).find((one) => one === value);
  const mapped = before?.mapped ?? [];
  return hides === undefined ? others : { ...others, developmentTier: { hides, mapped } };
}
