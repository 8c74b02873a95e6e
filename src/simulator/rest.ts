/** Everything under /rest: the checks that a call must pass, its parameters, its answer. */

import { filler } from './hash.ts';
import { project } from './projection.ts';
import { isForm, type SimulatedRequest } from './responses.ts';
import * as refuse from './rest-refusals.ts';
import { type Route, routeOf } from './rest-routes.ts';
import { activeToken, withTokenInHeader } from './rest-token.ts';
import { parseFirstVersionQuery } from './restli-one-query.ts';
import { parseQuery } from './restli-query.ts';
import { assertKnown, type RestliValue, recordOf } from './restli-value.ts';
import type { SimulatorState } from './state.ts';

/** Throws a refusal where LinkedIn refuses the call. */
export function answerRest(state: SimulatorState, request: SimulatedRequest): Response {
  const call = withTokenInHeader(untunnelled(request), state);
  const route = routeOf(call);
  checkRequest(state, call, route);
  const query = parserOf(call)(call.query);
  assertKnown(query, route.parameters);
  const [, ...keys] = route.path.exec(call.path) ?? [];
  assertMapped(state, route, call);
  const answer = route.run(state, query, keys);
  const projected = withFields(answer, recordOf(query, 'fields'), route);
  return Response.json(withNextPage(projected, call));
}

/** A request that names no version is of the first: Airbyte and singer-io's tap send some. */
function parserOf({ headers }: SimulatedRequest) {
  const version = headers.get('x-restli-protocol-version') ?? '1.0.0';
  if (version === '2.0.0') return parseQuery;
  if (version === '1.0.0') return parseFirstVersionQuery;
  throw refuse.protocolUnknown(version);
}

/** The projection is one of an element, wherever elements stand. */
function withFields(answer: unknown, fields: RestliValue | undefined, { method }: Route): unknown {
  if (fields === undefined || typeof answer !== 'object' || answer === null) return answer;
  if (method === 'GET') return project(answer, fields);
  const place = method === 'BATCH_GET' ? 'results' : 'elements';
  const held = (answer as Readonly<Record<string, object>>)[place] ?? {};
  const inner = Array.isArray(held)
    ? held.map((one) => project(one, fields))
    : Object.fromEntries(Object.entries(held).map(([key, one]) => [key, project(one, fields)]));
  return { ...answer, [place]: inner };
}

/** A counted page that is not the last one names the next. */
function withNextPage(answer: unknown, { path, query }: SimulatedRequest): unknown {
  const { paging } = answer as { paging?: { start: number; count: number; total?: number } };
  if (paging?.total === undefined || paging.start + paging.count >= paging.total) return answer;
  const others = query.split('&').filter((part) => !/^(start|count)=/.test(part));
  const { start, count } = paging;
  const href = `${path}?${[...others, `start=${start + count}`, `count=${count}`].join('&')}`;
  const links = [{ type: 'application/json', rel: 'next', href }];
  return { ...(answer as object), paging: { ...paging, links } };
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
export function addRestHeaders(
  { headers }: Response,
  request: SimulatedRequest,
  callNumber: number,
): void {
  headers.set('x-li-uuid', `AAY${filler(`call ${callNumber}`, 19)}==`);
  headers.set('x-li-fabric', 'prod-lva1');
  headers.set('x-li-pop', 'afd-prod-lva1-x');
  const version = request.headers.get('x-restli-protocol-version') ?? '1.0.0';
  headers.set('x-restli-protocol-version', version);
}

// --- what a call must pass before it is looked at: version, token, limits, scope -----------------
// Source: learn.microsoft.com/linkedin/marketing/versioning, marketing/error-responses.

function checkRequest(
  state: SimulatorState,
  { headers }: SimulatedRequest,
  { resource, method, scopes }: Route,
): void {
  const { scenario } = state;
  const checkToken = () => activeToken(state, headers);
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
