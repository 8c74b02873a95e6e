/** Everything under /rest: which operation a call means, the checks it must pass, its parameters, its answer. */

import { getAccount, rolesOfMember, searchAccounts, usersOfAccount } from './accounts.ts';
import { analytics } from './analytics.ts';
import { analyticsParameters } from './analytics-query.ts';
import { type Collection, campaigns, groups, type Run } from './campaigns.ts';
import { filler } from './hash.ts';
import { checkRequest, type Operation } from './request-checks.ts';
import {
  isForm,
  json,
  notModelled,
  Refusal,
  type SimulatedRequest,
  type SimulatedResponse,
} from './responses.ts';
import * as refuse from './rest-refusals.ts';
import { assertKnown, parseQuery } from './restli-query.ts';
import type { SimulatorState } from './state.ts';

interface Route extends Operation {
  /** The path below /rest; its groups are the keys. */
  readonly path: RegExp;
  readonly parameters: readonly string[];
  readonly run: Run;
}

const cursor = ['q', 'search', 'pageSize', 'pageToken'];

/** In a path, `*` stands for a key. */
function routeTo(path: string, method: string, parameters: readonly string[], run: Run): Route {
  return {
    path: new RegExp(`^${path.replaceAll('*', '([^/]+)')}$`),
    resource: path.split('/').findLast((part) => part !== '*') ?? '',
    method,
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
  routeTo('/adAccounts', 'FINDER-search', [...cursor, 'start', 'count'], searchAccounts),
  routeTo('/adAccounts/*', 'GET', [], (state, _, [account = '']) => getAccount(state, account)),
  routeTo('/adAccountUsers', 'FINDER-authenticatedUser', ['q', 'start', 'count'], rolesOfMember),
  routeTo(
    '/adAccountUsers',
    'FINDER-accounts',
    ['q', 'accounts', 'start', 'count'],
    usersOfAccount,
  ),
  ...routesOf(campaigns),
  ...routesOf(groups),
  {
    ...routeTo('/adAnalytics', 'FINDER-analytics', analyticsParameters, analytics),
    scopes: ['r_ads_reporting'],
  },
];

/** Finders that LinkedIn has and the simulator has not. */
const otherFinders = ['statistics', 'attributedRevenueMetrics'];

/** Throws a refusal where LinkedIn refuses the call. */
export function answerRest(state: SimulatorState, request: SimulatedRequest): SimulatedResponse {
  const call = untunnelled(request);
  const route = routeOf(call);
  checkRequest(state, call, route);
  const query = parseQuery(call.query);
  assertKnown(query, route.parameters);
  const [, ...keys] = route.path.exec(pathBelowRest(call)) ?? [];
  return json(200, route.run(state, query, keys));
}

function pathBelowRest({ path }: SimulatedRequest): string {
  return path.replace(/^\/rest/, '');
}

function routeOf(call: SimulatedRequest): Route {
  const { method, path } = call;
  const candidates = routes.filter((route) => route.path.test(pathBelowRest(call)));
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
export function withRestHeaders(answer: SimulatedResponse, callNumber: number): SimulatedResponse {
  const headers = {
    ...answer.headers,
    'x-li-uuid': `AAY${filler(`call ${callNumber}`, 19)}==`,
    'x-li-fabric': 'prod-lva1',
    'x-li-pop': 'afd-prod-lva1-x',
    'x-restli-protocol-version': '2.0.0',
  };
  return { ...answer, headers };
}
