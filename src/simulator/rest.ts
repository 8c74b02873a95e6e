/** Everything under /rest: which operation a call means, the gate, its parameters, its answer. */

import { getAccount, rolesOfMember, searchAccounts, usersOfAccount } from './accounts.ts';
import { analytics } from './analytics.ts';
import { analyticsParameters } from './analytics-query.ts';
import {
  answered,
  type Incoming,
  json,
  notModelled,
  refusal,
  type SimulatedResponse,
} from './answers.ts';
import { getCampaign, getGroup, searchCampaigns, searchGroups } from './campaigns.ts';
import { filler } from './hash.ts';
import { allowOnly } from './parameters.ts';
import { checkRequest, type Operation } from './request-checks.ts';
import * as refuse from './rest-refusals.ts';
import { parseQuery, type RestliQuery } from './restli-parser.ts';
import type { SimulatorState } from './state.ts';

interface Route extends Operation {
  /** The path below /rest; its groups are the keys. */
  readonly path: RegExp;
  readonly parameters: readonly string[];
  readonly run: (stage: SimulatorState, query: RestliQuery, keys: readonly string[]) => unknown;
}

const ads = ['r_ads', 'rw_ads'];
const cursor = ['q', 'search', 'pageSize', 'pageToken'];

/** adAccounts still puts up with start and count, although cursors page it since 202401. */
const routes: readonly Route[] = [
  {
    path: /^\/adAccounts$/,
    resource: 'adAccounts',
    method: 'FINDER-search',
    scopes: ads,
    parameters: [...cursor, 'start', 'count'],
    run: searchAccounts,
  },
  {
    path: /^\/adAccounts\/([^/]+)$/,
    resource: 'adAccounts',
    method: 'GET',
    scopes: ads,
    parameters: [],
    run: (stage, _, [account = '']) => getAccount(stage, account),
  },
  {
    path: /^\/adAccountUsers$/,
    resource: 'adAccountUsers',
    method: 'FINDER-authenticatedUser',
    scopes: ads,
    parameters: ['q', 'start', 'count'],
    run: rolesOfMember,
  },
  {
    path: /^\/adAccountUsers$/,
    resource: 'adAccountUsers',
    method: 'FINDER-accounts',
    scopes: ads,
    parameters: ['q', 'accounts', 'start', 'count'],
    run: usersOfAccount,
  },
  {
    path: /^\/adAccounts\/([^/]+)\/adCampaigns$/,
    resource: 'adCampaigns',
    method: 'FINDER-search',
    scopes: ads,
    parameters: [...cursor, 'sortOrder'],
    run: (stage, query, [account = '']) => searchCampaigns(stage, account, query),
  },
  {
    path: /^\/adAccounts\/([^/]+)\/adCampaigns\/([^/]+)$/,
    resource: 'adCampaigns',
    method: 'GET',
    scopes: ads,
    parameters: [],
    run: (stage, _, [account = '', campaign = '']) => getCampaign(stage, account, campaign),
  },
  {
    path: /^\/adAccounts\/([^/]+)\/adCampaignGroups$/,
    resource: 'adCampaignGroups',
    method: 'FINDER-search',
    scopes: ads,
    parameters: [...cursor, 'sortOrder'],
    run: (stage, query, [account = '']) => searchGroups(stage, account, query),
  },
  {
    path: /^\/adAccounts\/([^/]+)\/adCampaignGroups\/([^/]+)$/,
    resource: 'adCampaignGroups',
    method: 'GET',
    scopes: ads,
    parameters: [],
    run: (stage, _, [account = '', group = '']) => getGroup(stage, account, group),
  },
  {
    path: /^\/adAnalytics$/,
    resource: 'adAnalytics',
    method: 'FINDER-analytics',
    scopes: ['r_ads_reporting'],
    parameters: analyticsParameters,
    run: analytics,
  },
];

/** Finders that LinkedIn has and the simulator has not. */
const otherFinders = ['statistics', 'attributedRevenueMetrics'];

export function answerRest(stage: SimulatorState, incoming: Incoming): SimulatedResponse {
  return answered(() => {
    const call = untunnelled(incoming);
    const route = routeOf(call);
    checkRequest(stage, call, route);
    const query = readQuery(call.query);
    allowOnly(query, route.parameters);
    const [, ...keys] = route.path.exec(pathBelowRest(call)) ?? [];
    return json(200, route.run(stage, query, keys));
  });
}

function pathBelowRest({ path }: Incoming): string {
  return path.replace(/^\/rest/, '');
}

function routeOf(call: Incoming): Route {
  const { method, path } = call;
  const candidates = routes.filter((route) => route.path.test(pathBelowRest(call)));
  if (method !== 'GET' || candidates.length === 0) throw refusal(notModelled(`${method} ${path}`));
  const finder = new URLSearchParams(call.query).get('q');
  if (otherFinders.includes(finder ?? '')) throw refusal(notModelled(`the finder ${finder}`));
  const named = finder === null ? 'GET' : `FINDER-${finder}`;
  const route = candidates.find((candidate) => candidate.method === named);
  if (route === undefined) throw refuse.noResource();
  return route;
}

function readQuery(raw: string): RestliQuery {
  const parsed = parseQuery(raw);
  switch (parsed.kind) {
    case 'query':
      return parsed.query;
    case 'malformed':
      throw refuse.paramInvalid(parsed.parameter);
    case 'not-a-uri':
      throw refuse.notUri(raw, parsed.index);
  }
}

/** In characters (query-tunneling page). */
const longest = { query: 4096, tunnelled: 28 * 1024 };

/** A long query may travel as a form: POST, with the method it stands for in a header. */
function untunnelled(incoming: Incoming): Incoming {
  const { method, headers, query, body } = incoming;
  if (query.length > longest.query) throw refuse.uriTooLong();
  const override = headers.get('x-http-method-override');
  const type = headers.get('content-type') ?? '';
  const isTunnel = method === 'POST' && override === 'GET';
  if (!isTunnel || !type.startsWith('application/x-www-form-urlencoded')) return incoming;
  if (body.length > longest.tunnelled) throw refuse.uriTooLong();
  return { ...incoming, method: 'GET', query: [query, body].filter(Boolean).join('&') };
}

/** Every REST answer carries these, failures too; LinkedIn's support asks for the first. */
export function marked(answer: SimulatedResponse, callNumber: number): SimulatedResponse {
  const marks = {
    'x-li-uuid': `AAY${filler(`call ${callNumber}`, 19)}==`,
    'x-li-fabric': 'prod-lva1',
    'x-li-pop': 'afd-prod-lva1-x',
    'x-restli-protocol-version': '2.0.0',
  };
  return { ...answer, headers: { ...answer.headers, ...marks } };
}
