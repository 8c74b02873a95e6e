/** Everything under /rest: which operation a call means, the checks it must pass, its parameters, its answer. */

import {
  type Collection,
  campaigns,
  conversionRules,
  getAccount,
  groups,
  pageRoles,
  type Run,
  rolesOfMember,
  searchAccounts,
  usersOfAccount,
} from './account-structure.ts';
import { userOfAccount } from './account-user.ts';
import { analytics } from './analytics.ts';
import { analyticsParameters } from './analytics-query.ts';
import { filler } from './hash.ts';
import { isForm, notModelled, Refusal, type SimulatedRequest } from './responses.ts';
import * as refuse from './rest-refusals.ts';
import { assertKnown, parseQuery } from './restli-query.ts';
import { epochSeconds, type SimulatorState } from './state.ts';
import { ownToken, type Token, tokenStatus } from './tokens.ts';

type Route = ReturnType<typeof routeTo>;

const cursor = ['q', 'search', 'pageSize', 'pageToken'];
const counting = ['q', 'start', 'count'];

/**
 * The path is the one below /rest, with `*` for a key; the method is `GET` or `FINDER-search`, as LinkedIn's
 * messages name it.
 */
function routeTo(path: string, method: string, parameters: readonly string[], run: Run) {
  return {
    path: new RegExp(`^/rest${path.replaceAll('*', '([^/]+)')}$`),
    resource: path.split('/').findLast((part) => part !== '*') ?? '',
    method,
    /** One of these is enough. */
    scopes: ['r_ads', 'rw_ads'],
    parameters,
    run,
  };
}

function routesOf({ resource, search, get }: Collection): readonly Route[] {
  const path = `/adAccounts/*/${resource}`;
  return [
    routeTo(path, 'FINDER-search', [...cursor, 'sortOrder'], search),
    routeTo(`${path}/*`, 'GET', [], get),
  ];
}

/** adAccounts still puts up with start and count, although cursors page it since 202401. */
const routes: readonly Route[] = [
  routeTo('/adAccounts', 'FINDER-search', [...cursor, ...counting], searchAccounts),
  routeTo('/adAccounts/*', 'GET', [], getAccount),
  routeTo('/adAccountUsers', 'FINDER-authenticatedUser', counting, rolesOfMember),
  routeTo('/adAccountUsers', 'FINDER-accounts', [...counting, 'accounts'], usersOfAccount),
  routeTo('/adAccountUsers/*', 'GET', [], userOfAccount),
  ...routesOf(campaigns),
  ...routesOf(groups),
  // One source reads the list with r_ads alone.
  {
    ...routeTo(
      '/conversions',
      'FINDER-account',
      [...counting, 'account', 'fields'],
      conversionRules,
    ),
    scopes: ['rw_conversions', 'r_ads'],
  },
  {
    ...routeTo(
      '/organizationAcls',
      'FINDER-roleAssignee',
      [...counting, 'role', 'state'],
      pageRoles,
    ),
    scopes: ['r_organization_admin', 'rw_organization_admin'],
  },
  {
    ...routeTo('/adAnalytics', 'FINDER-analytics', analyticsParameters, analytics),
    scopes: ['r_ads_reporting'],
  },
];

/** Finders that LinkedIn has and the simulator has not. */
const otherFinders = ['statistics', 'attributedRevenueMetrics'];

/** Throws a refusal where LinkedIn refuses the call. */
export function answerRest(state: SimulatorState, request: SimulatedRequest): Response {
  const call = untunnelled(request);
  const route = routeOf(call);
  checkRequest(state, call, route);
  const query = parseQuery(call.query);
  assertKnown(query, route.parameters);
  const [, ...keys] = route.path.exec(call.path) ?? [];
  assertMapped(state, route, call);
  return Response.json(route.run(state, query, keys));
}

function routeOf(call: SimulatedRequest): Route {
  const { method, path } = call;
  const candidates = routes.filter((route) => route.path.test(path));
  if (method !== 'GET' || candidates.length === 0) {
    throw new Refusal(notModelled(`${method} ${path}`));
  }
  const finder = new URLSearchParams(call.query).get('q');
  if (otherFinders.includes(finder ?? '')) throw new Refusal(notModelled(`the finder ${finder}`));
  const named = finder === null ? 'GET' : `FINDER-${finder}`;
  const route = candidates.find((candidate) => candidate.method === named);
  if (route === undefined) throw refuse.noResource();
  return route;
}

/** In characters (query-tunneling page). */
const longest = { query: 4096, tunnelled: 28 * 1024 };

/** A long query may travel as a form: POST, with the method it stands for in a header. */
function untunnelled(request: SimulatedRequest): SimulatedRequest {
  const { method, headers, query, body } = request;
  if (query.length > longest.query) throw refuse.uriTooLong();
  const override = headers.get('x-http-method-override');
  if (method !== 'POST' || override !== 'GET' || !isForm(request)) return request;
  if (body.length > longest.tunnelled) throw refuse.uriTooLong();
  return { ...request, method: 'GET', query: [query, body].filter(Boolean).join('&') };
}

/** Every REST answer carries these, failures too; LinkedIn's support asks for the first. */
export function addRestHeaders({ headers }: Response, callNumber: number): void {
  headers.set('x-li-uuid', `AAY${filler(`call ${callNumber}`, 19)}==`);
  headers.set('x-li-fabric', 'prod-lva1');
  headers.set('x-li-pop', 'afd-prod-lva1-x');
  headers.set('x-restli-protocol-version', '2.0.0');
}

// --- what a call must pass before it is looked at: version, token, limits, scope -----------------
// Source: learn.microsoft.com/linkedin/marketing/versioning, marketing/error-responses.

function checkRequest(
  state: SimulatorState,
  { headers }: SimulatedRequest,
  { resource, method, scopes }: Route,
): void {
  const { scenario } = state;
  if (headers.get('x-restli-protocol-version') !== '2.0.0') {
    throw new Refusal(notModelled('requests without the header X-Restli-Protocol-Version: 2.0.0'));
  }
  const checkToken = () => activeToken(state, headers.get('authorization'));
  const early = scenario.disputed.checkedFirst === 'token' ? checkToken() : undefined;
  const version = activeVersion(state, headers.get('linkedin-version'));
  const token = early ?? checkToken();

  const { outage } = scenario;
  if (outage?.kind === 'throttled') {
    throw refuse.throttled(outage.window, outage.retryAfterSeconds);
  }
  const granted = scopes.some((scope) => token.scopes.includes(scope));
  if (!granted || scenario.deniedResources.includes(resource)) {
    throw refuse.accessDenied(`${resource}.${method}.${version}`);
  }
}

/** Where the tier refuses calls, it refuses those about accounts that the app does not list. */
function assertMapped(state: SimulatorState, { resource }: Route, call: SimulatedRequest) {
  const { developmentTier: tier, accounts } = state.scenario;
  const { mappedAccounts } = state.memory.app;
  if (tier === undefined || tier.hides === 'lists') return;
  if (tier.hides === 'reporting' && resource !== 'adAnalytics') return;
  if (!resource.startsWith('ad')) return;
  const unmapped = accounts.filter(({ id }) => !mappedAccounts.includes(id));
  const isAbout = ({ id }: { readonly id: number }) =>
    `${call.path}?${call.query}`.includes(String(id));
  const isAboutOther = accounts.some(isAbout) && !unmapped.some(isAbout);
  if (unmapped.some(isAbout) || (mappedAccounts.length === 0 && !isAboutOther))
    throw refuse.notMapped();
}

/** As a date, the way LinkedIn's messages write versions. */
function activeVersion({ scenario, now }: SimulatorState, header: string | null): string {
  if (header === null || header === '') throw refuse.versionMissing();
  // 202609.01 is accepted for 202609.
  const [version = ''] = header.split('.');
  const dated = `${version}01`;
  const [, sunset] = Object.entries(scenario.apiVersions).find(([name]) => name === version) ?? [];
  if (sunset === undefined || now() >= new Date(`${sunset}T00:00:00Z`)) {
    throw refuse.versionNotActive(dated);
  }
  return dated;
}

function activeToken(state: SimulatorState, header: string | null): Token {
  const [, text] = /^Bearer\s+(\S+)$/i.exec(header ?? '') ?? [];
  const { disputed, member, tokens } = state.scenario;
  if (text === undefined) throw refuse.tokenEmpty(disputed.emptyToken);
  const token = ownToken(state, text);
  if (token?.kind !== 'access') throw refuse.tokenRefused('invalid');
  const status = tokenStatus(state, token);
  if (status !== 'active') throw refuse.tokenRefused(status);
  if (member.restricted) throw refuse.tokenRefused('restricted');
  // A fresh token that has not reached every data centre counts as revoked
  // (omniauth-linkedin-oauth2 issue 81).
  const age = epochSeconds(state) - token.createdAt;
  if (age < tokens.propagationSeconds) throw refuse.tokenRefused('revoked');
  return token;
}
