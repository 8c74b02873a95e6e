/** The door of LinkedIn's three OAuth calls for programs: the refusals they share. */

import { json, refusal, type SimulatedResponse } from './answers.ts';
import type { SimulatorState } from './state.ts';

export function oauthRefusal(status: number, error: string, description: string) {
  return refusal(oauthError(status, error, description));
}

function oauthError(status: number, error: string, error_description: string): SimulatedResponse {
  return json(status, { error, error_description });
}

export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name) ?? '';
  if (value !== '') return value;
  throw oauthRefusal(400, 'invalid_request', `A required parameter "${name}" is missing`);
}

const olderPrefix =
  'missing required parameters, includes an invalid parameter value, parameter more than once. : ';

/** As several clients still meet it: what is wrong stands behind the last colon. */
export function olderRefusal(what: string) {
  return oauthRefusal(400, 'invalid_request', olderPrefix + what);
}

/** Client ID and secret count in the body only: neither a query string nor Basic is read. */
export function authenticateClient({ scenario }: SimulatorState, form: URLSearchParams): void {
  const clientId = required(form, 'client_id');
  const clientSecret = required(form, 'client_secret');
  const { app, disputed } = scenario;
  if (clientId !== app.clientId) {
    const description = `The passed in client_id is invalid "${clientId}"`;
    throw oauthRefusal(disputed.unknownClient, 'invalid_client_id', description);
  }
  if (!app.acceptedSecrets.includes(clientSecret)) {
    if (disputed.tokenErrors === 'older') throw olderRefusal('client_secret');
    throw oauthRefusal(401, disputed.badSecret, 'Client authentication failed');
  }
}
