/** Which calls under /rest there are: path, method, parameters, scopes, and what answers them. */

import { campaigns, creativeCriteria, creatives, groups } from './account-structure.ts';
import { userOfAccount } from './account-user.ts';
import {
  getAccount,
  getAccounts,
  rolesOfMember,
  searchAccounts,
  usersOfAccount,
} from './ad-accounts.ts';
import { analytics } from './analytics.ts';
import { analyticsParameters } from './analytics-query.ts';
import { conversionRules } from './conversion-rules.ts';
import { pageRoles } from './page-roles.ts';
import { notModelled, Refusal, type SimulatedRequest } from './responses.ts';
import * as refuse from './rest-refusals.ts';
import type { RestliQuery } from './restli-value.ts';
import type { SimulatorState } from './state.ts';

type Run = (state: SimulatorState, query: RestliQuery, keys: readonly string[]) => unknown;
export type Route = ReturnType<typeof routeTo>;

const cursor = ['q', 'search', 'pageSize', 'pageToken'];
const counting = ['q', 'start', 'count'];
const accountScopes = ['r_ads', 'rw_ads'];

/**
 * The path is the one below /rest, with `*` for a key; the method is `GET`, `BATCH_GET` or `FINDER-search`, as
 * LinkedIn's messages name it.
 */
function routeTo(
  path: string,
  method: string,
  parameters: readonly string[],
  run: Run,
  /** One of these is enough. */
  scopes: readonly string[] = accountScopes,
) {
  return {
    call: callOf(path, method),
    path: new RegExp(`^/rest${path.replaceAll('*', '([^/]+)')}$`),
    resource: path.split('/').findLast((part) => part !== '*') ?? '',
    method,
    scopes,
    // Every method takes a projection.
    parameters: [...parameters, 'fields'],
    run,
  };
}

/** As somebody sends it: `GET /rest/adAccounts?q=search`. */
function callOf(path: string, method: string): string {
  const address = `GET /rest${path.replaceAll('*', '{id}')}`;
  if (method === 'BATCH_GET') return `${address}?ids=List({id})`;
  return method === 'GET' ? address : `${address}?q=${method.replace('FINDER-', '')}`;
}

function routesOf(
  { resource, find, get, getSeveral }: typeof campaigns,
  finder: string,
  parameters: readonly string[],
): readonly Route[] {
  const path = `/adAccounts/*/${resource}`;
  return [
    routeTo(path, `FINDER-${finder}`, [...cursor, 'sortOrder', ...parameters], find),
    routeTo(path, 'BATCH_GET', ['ids'], getSeveral),
    routeTo(`${path}/*`, 'GET', [], get),
  ];
}

const routes: readonly Route[] = [
  // Cursors page it since 202401, but start and count are still put up with (advetics, 2026-09).
  routeTo('/adAccounts', 'FINDER-search', [...cursor, ...counting], searchAccounts),
  routeTo('/adAccounts', 'BATCH_GET', ['ids'], getAccounts),
  routeTo('/adAccounts/*', 'GET', [], getAccount),
  routeTo('/adAccountUsers', 'FINDER-authenticatedUser', counting, rolesOfMember),
  routeTo('/adAccountUsers', 'FINDER-accounts', [...counting, 'accounts'], usersOfAccount),
  routeTo('/adAccountUsers/*', 'GET', [], userOfAccount),
  ...routesOf(campaigns, 'search', []),
  ...routesOf(groups, 'search', []),
  ...routesOf(creatives, 'criteria', [...Object.keys(creativeCriteria), 'isTestAccount']),
  // One source reads the list with r_ads alone.
  routeTo('/conversions', 'FINDER-account', [...counting, 'account'], conversionRules, [
    'rw_conversions',
    'r_ads',
  ]),
  routeTo('/organizationAcls', 'FINDER-roleAssignee', [...counting, 'role', 'state'], pageRoles, [
    'r_organization_admin',
    'rw_organization_admin',
  ]),
  routeTo('/adAnalytics', 'FINDER-analytics', [...analyticsParameters, 'pivot'], analytics, [
    'r_ads_reporting',
  ]),
  routeTo('/adAnalytics', 'FINDER-statistics', [...analyticsParameters, 'pivots'], analytics, [
    'r_ads_reporting',
  ]),
];

export const restCalls: readonly string[] = routes.map(({ call }) => call);

/** Finders that LinkedIn has and the simulator has not. */
const otherFinders = ['attributedRevenueMetrics'];

export function routeOf({ method, path, query }: SimulatedRequest): Route {
  const candidates = routes.filter((route) => route.path.test(path));
  if (method !== 'GET' || candidates.length === 0) {
    throw new Refusal(notModelled(`${method} ${path}`));
  }
  const named = methodOf(new URLSearchParams(query));
  const route = candidates.find((candidate) => candidate.method === named);
  if (route !== undefined) return route;
  const finder = named.replace('FINDER-', '');
  if (otherFinders.includes(finder)) throw new Refusal(notModelled(`the finder ${finder}`));
  throw refuse.noResource();
}

function methodOf(given: URLSearchParams): string {
  const finder = given.get('q');
  if (finder !== null) return `FINDER-${finder}`;
  return [...given.keys()].some((name) => /^ids(\[\d+\])?$/.test(name)) ? 'BATCH_GET' : 'GET';
}
