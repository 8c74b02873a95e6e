/** LinkedIn in a box: one function from request to response, without a socket, the same at every run. */

import { missingScopes } from '../linkedin/scopes.ts';
import { showConsent, takeDecision } from './authorization.ts';
import { showFrontPage } from './front-page.ts';
import { answerIntrospection, answerRevocation, answerTokenRequest } from './oauth-endpoints.ts';
import { showDiscovery, showKeys, showMember, showUserInfo } from './openid.ts';
import { noScopesPage, tokensPage } from './pages.ts';
import { portalEndpoints } from './portal.ts';
import { catchRefusal, formOf, notModelled, page, type SimulatedRequest } from './responses.ts';
import { addRestHeaders, answerRest } from './rest.ts';
import { withTokenInHeader } from './rest-token.ts';
import type { Scenario, SimulatedApp } from './scenario.ts';
import { ready } from './scenarios.ts';
import { createState, type SimulatorState } from './state.ts';
import { mintDirectly, mintEarlier, writeToken } from './tokens.ts';

/** How to create a simulator. */
export interface SimulatorOptions {
  /** Which LinkedIn; the one where everything works when left out. */
  readonly scenario?: Scenario;
  /** LinkedIn's clock: tokens, versions and quotas end by it. */
  readonly now: () => Date;
  /** Waits so many milliseconds, as long as the scenario's answers take; without it they come at once. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** A request that was answered, without its secrets. */
export interface LoggedRequest {
  /** `GET`, `POST`, … */
  readonly method: string;
  /** Of the address: `/rest/adAnalytics`. */
  readonly path: string;
  /** Without the question mark; secret values are replaced by `***`. */
  readonly query: string;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Its place among all arrivals and answers, counted together, so that it can be seen which calls overlapped. */
  readonly arrived: number;
  /** The place of its answer in the same count. */
  readonly answered: number;
  /** Of a token request: `authorization_code` or `refresh_token`. */
  readonly grantType?: string;
}

/** What a consent brings. */
export interface IssuedTokens {
  /** Opens the API, as long as the scenario says. */
  readonly accessToken: string;
  /** LinkedIn refuses it from then on. */
  readonly accessExpiresAt: Date;
  /** Left out when the app is not entitled to one. */
  readonly refreshToken?: string;
  /** When the member has to consent again; left out with the token. */
  readonly refreshExpiresAt?: Date;
  /** What was granted. */
  readonly scopes: readonly string[];
}

/** A simulated LinkedIn: OAuth, the REST API, and the pages that a person sees. */
export interface Simulator {
  /** The whole of LinkedIn, chosen by path alone, whatever the host. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** In the order of the answers. Never holds a secret. */
  readonly log: readonly LoggedRequest[];
  /** What the operator would copy from the portal. */
  readonly app: Pick<SimulatedApp, 'clientId' | 'clientSecret'>;
  /**
   * What an earlier consent to these scopes brought, without the browser; `r_ads` and `r_ads_reporting` when left
   * out. Of one some days ago, the access token was renewed today.
   */
  readonly issueTokens: (scopes?: readonly string[], daysAgo?: number) => IssuedTokens;
}

/**
 * LinkedIn as a function from request to response, without a socket and the same at every run: what it issues is
 * counted, not random. It refuses what LinkedIn refuses; what it does not model is answered with 404 and named,
 * so that no program tries it again and again.
 *
 * @example
 * ```ts
 * import { createSimulator, scenarios } from 'pectus-linkedin/simulator';
 *
 * const scenario = scenarios['account-on-hold'];
 * const linkedin = createSimulator({ scenario, now: () => new Date('2026-11-26') });
 * const { accessToken } = linkedin.issueTokens();
 * const headers = {
 *   Authorization: `Bearer ${accessToken}`,
 *   'LinkedIn-Version': '202609',
 *   'X-Restli-Protocol-Version': '2.0.0',
 * };
 * const url = 'https://api.linkedin.com/rest/adAccounts/512345678';
 * const answer = await linkedin.fetch(new Request(url, { headers }));
 * console.log(answer.status, (await answer.json()).servingStatuses);
 * ```
 */
export function createSimulator({ scenario = ready, now, sleep }: SimulatorOptions): Simulator {
  const state = createState(scenario, now);
  const { clientId, clientSecret } = scenario.app;
  const log: LoggedRequest[] = [];
  let order = 0;
  const fetch = async (request: Request) => {
    order += 1;
    const arrived = order;
    const received = await receive(request);
    await sleep?.(scenario.latencyMs);
    const answer = await answerTo(state, received);
    answer.headers.set('date', now().toUTCString());
    order += 1;
    log.push({ ...logged(received), status: answer.status, arrived, answered: order });
    return answer;
  };
  return {
    fetch,
    log,
    app: { clientId, clientSecret },
    issueTokens: (scopes = reportingScopes, daysAgo = 0) => {
      const { access, refresh } = mintEarlier(state, scopes, daysAgo);
      return {
        accessToken: writeToken(access),
        accessExpiresAt: new Date(access.expiresAt * 1000),
        ...(refresh && {
          refreshToken: writeToken(refresh),
          refreshExpiresAt: new Date(refresh.expiresAt * 1000),
        }),
        scopes: access.scopes,
      };
    },
  };
}

type Endpoint = (state: SimulatorState, request: SimulatedRequest) => Response | Promise<Response>;

const pages: Readonly<Record<string, Endpoint>> = {
  'GET /': showFrontPage,
  'GET /oauth/v2/authorization': showConsent,
  'POST /oauth/v2/authorization': takeDecision,
  ...portalEndpoints,
  'GET /developers/tools/oauth/token-generator': showTokens,
};

/** Calls without a version. */
const withToken =
  (endpoint: Endpoint): Endpoint =>
  (state, request) =>
    endpoint(state, withTokenInHeader(request, state));

const programEndpoints: Readonly<Record<string, Endpoint>> = {
  'POST /oauth/v2/accessToken': answerTokenRequest,
  'POST /oauth/v2/introspectToken': answerIntrospection,
  'POST /oauth/v2/revoke': answerRevocation,
  'GET /oauth/.well-known/openid-configuration': showDiscovery,
  'GET /oauth/openid/jwks': showKeys,
  'GET /v2/userinfo': withToken(showUserInfo),
  'GET /v2/me': withToken(showMember),
  'GET /rest/me': withToken(showMember),
};

async function answerTo(state: SimulatorState, request: SimulatedRequest): Promise<Response> {
  const { method, path } = request;
  const name = `${method} ${path}`;
  const showPage = pages[name];
  if (showPage !== undefined) return await catchRefusal(() => showPage(state, request));
  const isRest = path.startsWith('/rest/');
  const endpoint = programEndpoints[name] ?? (isRest ? answerRest : undefined);
  if (endpoint === undefined) return notModelled(name);
  state.memory.calls += 1;
  const { calls } = state.memory;
  const answer = await applyOutage(state, () => catchRefusal(() => endpoint(state, request)));
  if (isRest) addRestHeaders(answer, request, calls);
  return answer;
}

/** The endpoint's answer, or what the scenario's outage makes of it. */
async function applyOutage(
  { memory, scenario: { outage } }: SimulatorState,
  endpoint: () => Promise<Response>,
): Promise<Response> {
  if (outage?.kind === 'html-page') {
    return page(502, '<html><body><h1>502 Bad Gateway</h1></body></html>\n');
  }
  if (outage?.kind === 'cut-short') return await cutShort(await endpoint());
  const isDown =
    outage?.kind === 'unavailable' && memory.calls <= (outage.calls ?? Number.POSITIVE_INFINITY);
  if (!isDown) return await endpoint();
  const message = 'The service is under maintenance';
  return Response.json({ status: 503, code: 'UNDER_MAINTENANCE', message }, { status: 503 });
}

/** Half the body, with the length of the whole. */
async function cutShort(answer: Response): Promise<Response> {
  const body = await answer.text();
  answer.headers.set('content-length', String(Buffer.byteLength(body)));
  return new Response(body.slice(0, Math.floor(body.length / 2)), answer);
}

/** Those of the Advertising API that most people tick. */
const reportingScopes = ['r_ads', 'r_ads_reporting'];

function showTokens(state: SimulatorState): Response {
  const { scopes } = state.memory.app;
  if (missingScopes(reportingScopes, scopes).length > 0) return page(200, noScopesPage());
  return page(200, tokensPage(mintDirectly(state, reportingScopes)));
}

async function receive(request: Request): Promise<SimulatedRequest> {
  const { method, headers, url } = request;
  const { origin, pathname, search } = new URL(url);
  const body = await request.text();
  return { method, origin, path: pathname, query: search.slice(1), headers, body };
}

const secretParameters =
  /(^|&)(state|code|token|access_token|refresh_token|client_secret|oauth2_access_token)=[^&]*/g;

function logged(request: SimulatedRequest) {
  const { method, path, query, body } = request;
  // The body of a REST call is a query that travels as a form; those of other calls hold secrets.
  const whole = path.startsWith('/rest/') ? [query, body].filter(Boolean).join('&') : query;
  const grantType = formOf(request).get('grant_type');
  return {
    method,
    path,
    query: whole.replace(secretParameters, '$1$2=***'),
    ...(grantType !== null && { grantType }),
  };
}
