/**
 * GET and POST /oauth/v2/authorization: the consent page and the redirect after it.
 * Source: learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow.
 */

import {
  formOf,
  type Incoming,
  page,
  redirect,
  refusal,
  type SimulatedResponse,
} from './answers.ts';
import { consentedBefore, grantCode } from './grants.ts';
import { escapeHtml } from './page-layout.ts';
import { consentPage, refusalPage } from './pages.ts';
import type { SimulatorState } from './state.ts';

interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly scopes: readonly string[];
}

export function showConsent(stage: SimulatorState, incoming: Incoming): SimulatedResponse {
  const asked = readRequest(stage, incoming);
  const { consent, app, member } = stage.scenario;
  if (consent.member === 'cancels-login') {
    return sendBack(stage, asked, declined('user_cancelled_login', 'login'));
  }
  if (consent.member === 'cancels-consent') return cancel(stage, asked);
  if (consent.skippedWhenRepeated && consentedBefore(stage, asked.scopes)) {
    return allow(stage, asked);
  }
  return page(200, consentPage({ app: app.name, member: member.name, scopes: asked.scopes }));
}

export function takeDecision(stage: SimulatorState, incoming: Incoming): SimulatedResponse {
  const asked = readRequest(stage, incoming);
  switch (formOf(incoming).get('decision')) {
    case 'allow':
      return allow(stage, asked);
    case 'cancel':
      return cancel(stage, asked);
    default:
      throw ownPage(stage, 'The form came without a decision');
  }
}

function allow(stage: SimulatorState, asked: AuthorizationRequest): SimulatedResponse {
  return sendBack(stage, asked, { code: grantCode(stage, asked.scopes, asked.redirectUri) });
}

function cancel(stage: SimulatorState, asked: AuthorizationRequest): SimulatedResponse {
  return sendBack(stage, asked, declined('user_cancelled_authorize', 'authorization'));
}

function declined(error: string, what: string) {
  return { error, error_description: `The user cancelled the ${what}` };
}

/** Until app and redirect address are known to belong together, nobody is sent anywhere. */
function readRequest(stage: SimulatorState, { query }: Incoming): AuthorizationRequest {
  const { app, disputed } = stage.scenario;
  const given = new URLSearchParams(query);
  if (given.get('client_id') !== app.clientId) throw ownPage(stage, "Client_id doesn't match");
  const redirectUri = given.get('redirect_uri') ?? '';
  if (!isRegistered(redirectUri, app.redirectUris)) {
    throw ownPage(stage, 'The redirect_uri does not match the registered value');
  }
  const needed = disputed.stateRequired
    ? ['response_type', 'scope', 'state']
    : ['response_type', 'scope'];
  const missing = needed.find((name) => (given.get(name) ?? '') === '');
  if (missing !== undefined || given.get('response_type') !== 'code') {
    throw ownPage(stage, `A required parameter "${missing ?? 'response_type'}" is missing`);
  }
  const asked = {
    redirectUri,
    state: given.get('state') ?? undefined,
    // Spaces only: commas belong to replies.
    scopes: (given.get('scope') ?? '').split(' ').filter((scope) => scope !== ''),
  };
  refuseUngranted(stage, asked);
  return asked;
}

/** Whole strings are compared; what is registered has lost its query string. */
function isRegistered(redirectUri: string, registered: readonly string[]): boolean {
  return registered.some((address) => address.replace(/\?.*$/, '') === redirectUri);
}

/** One scope that the app lacks fails it all, in a text that was escaped for HTML (n8n issue 21924). */
function refuseUngranted(stage: SimulatorState, asked: AuthorizationRequest): void {
  const refused = asked.scopes.find((scope) => !stage.scenario.app.scopes.includes(scope));
  if (refused === undefined) return;
  throw refusal(
    sendBack(stage, asked, {
      error: 'unauthorized_scope_error',
      error_description: escapeHtml(`Scope "${refused}" is not authorized for your application`),
    }),
  );
}

function sendBack(
  stage: SimulatorState,
  { redirectUri, state }: AuthorizationRequest,
  params: Readonly<Record<string, string>>,
): SimulatedResponse {
  // The state comes back unchanged, and first, as in LinkedIn's own sample.
  const query = new URLSearchParams({ ...(state !== undefined && { state }), ...params });
  return redirect(stage.scenario.disputed.redirect, `${redirectUri}?${query}`);
}

function ownPage(stage: SimulatorState, sentence: string) {
  return refusal(page(stage.scenario.disputed.authorizationRefusal, refusalPage(sentence)));
}
