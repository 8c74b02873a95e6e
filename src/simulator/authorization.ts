/**
 * GET and POST /oauth/v2/authorization: the consent page and the redirect after it.
 * Source: learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow.
 */

import { escaped } from '../screen/sanitize.ts';
import { consentPage, disabledPage, refusalPage } from './pages.ts';
import { formOf, page, Refusal, type SimulatedRequest } from './responses.ts';
import type { SimulatorState } from './state.ts';
import { consentedBefore, grantCode } from './tokens.ts';

interface ConsentRequest {
  readonly redirectUri: string;
  /** The app's own `state`, which comes back with the redirect. */
  readonly appState: string | undefined;
  readonly scopes: readonly string[];
}

export function showConsent(state: SimulatorState, request: SimulatedRequest): Response {
  const asked = readRequest(state, request);
  const { consent } = state.scenario;
  if (consent.member === 'cancels-login') return cancel(state, asked, 'login');
  if (consent.member === 'cancels-consent') return cancel(state, asked, 'authorization');
  if (consent.skippedWhenRepeated && consentedBefore(state, asked.scopes)) {
    return allow(state, asked);
  }
  return page(200, consentPage(state, asked.scopes));
}

export function takeDecision(state: SimulatorState, request: SimulatedRequest): Response {
  const asked = readRequest(state, request);
  const decision = formOf(request).get('decision');
  if (decision === 'allow') return allow(state, asked);
  if (decision === 'cancel') return cancel(state, asked, 'authorization');
  throw pageRefusal(state, 'The form came without a decision');
}

function allow(state: SimulatorState, asked: ConsentRequest): Response {
  return sendBack(state, asked, { code: grantCode(state, asked.scopes, asked.redirectUri) });
}

function cancel(state: SimulatorState, asked: ConsentRequest, step: 'login' | 'authorization') {
  const error = step === 'login' ? 'user_cancelled_login' : 'user_cancelled_authorize';
  return sendBack(state, asked, { error, error_description: `The user cancelled the ${step}` });
}

/** Until app and redirect address are known to belong together, nobody is sent anywhere. */
function readRequest(state: SimulatorState, { query }: SimulatedRequest): ConsentRequest {
  const { app, disputed } = state.scenario;
  const given = new URLSearchParams(query);
  if (given.get('client_id') !== app.clientId) throw pageRefusal(state, "Client_id doesn't match");
  if (app.isDisabled === true)
    throw new Refusal(page(disputed.authorizationRefusal, disabledPage()));
  const redirectUri = given.get('redirect_uri') ?? '';
  // Whole strings are compared; what is registered has lost its query string.
  const registered = state.memory.app.redirectUris.map((address) => address.replace(/\?.*$/, ''));
  if (!registered.includes(redirectUri)) {
    throw pageRefusal(state, 'The redirect_uri does not match the registered value');
  }
  const needed = ['response_type', 'scope', ...(disputed.stateRequired ? ['state'] : [])];
  const missing = needed.find((name) => (given.get(name) ?? '') === '');
  if (missing !== undefined || given.get('response_type') !== 'code') {
    throw pageRefusal(state, `A required parameter "${missing ?? 'response_type'}" is missing`);
  }
  const asked = {
    redirectUri,
    appState: given.get('state') ?? undefined,
    // LinkedIn's own JavaScript client joins them with commas.
    scopes: (given.get('scope') ?? '')
      .split(disputed.requestedScopes === 'spaces' ? ' ' : /[ ,]+/)
      .filter((scope) => scope !== ''),
  };
  const refused = asked.scopes.find((scope) => !state.memory.app.scopes.includes(scope));
  if (refused === undefined) return asked;
  // One scope that the app lacks fails it all.
  const error_description = scopeRefusals[disputed.refusedScope](refused);
  const back = sendBack(state, asked, { error: 'unauthorized_scope_error', error_description });
  throw new Refusal(disputed.errorPageFirst ? errorPageBefore(back, state) : back);
}

/** Once seen in a text that was escaped for HTML (n8n issue 21924), since then in others. */
const scopeRefusals = {
  escaped: (scope: string) => escaped(`Scope "${scope}" is not authorized for your application`),
  quoted: (scope: string) => `Scope "${scope}" is not authorized for your application`,
  bare: (scope: string) => `Scope ${scope} is not authorized for your application`,
  unknown: () => 'Unknown',
};

/** Three projects saw it in 2026: the page for unregistered addresses, and then the redirect after all. */
function errorPageBefore(back: Response, { scenario }: SimulatorState): Response {
  const answer = page(scenario.disputed.authorizationRefusal, refusalPage());
  answer.headers.set('refresh', `2; url=${back.headers.get('location')}`);
  return answer;
}

function sendBack(
  state: SimulatorState,
  { redirectUri, appState }: ConsentRequest,
  params: Readonly<Record<string, string>>,
): Response {
  // The app's state comes back unchanged, and first, as in LinkedIn's own sample.
  const query = new URLSearchParams({
    ...(appState !== undefined && { state: appState }),
    ...params,
  });
  const headers = { location: `${redirectUri}?${query}`, 'cache-control': 'no-store' };
  return new Response('', { status: state.scenario.disputed.redirect, headers });
}

function pageRefusal(state: SimulatorState, sentence: string): Refusal {
  return new Refusal(page(state.scenario.disputed.authorizationRefusal, refusalPage(sentence)));
}
