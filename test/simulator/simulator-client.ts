/** Short ways to call a simulated LinkedIn from its tests. */

import { ready, type Scenario } from '../../src/simulator/scenarios.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';

export const start = Date.parse('2026-11-22T12:00:00Z');
export const redirectUri = 'http://localhost:27365/callback';
export const europe = 'urn%3Ali%3AsponsoredAccount%3A512345678';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

type Fields = Readonly<Record<string, string | undefined>>;

export function withDisputed(disputed: Partial<Scenario['disputed']>): Scenario {
  return { ...ready, disputed: { ...ready.disputed, ...disputed } };
}

export function createClient(scenario: Scenario = ready) {
  let now = start;
  const simulator = createSimulator({ scenario, now: () => new Date(now) });
  const { clientId: client_id, clientSecret: client_secret } = simulator.app;

  const send = (path: string, init: RequestInit = {}) =>
    simulator.fetch(new Request(`https://linkedin.test${path}`, init));

  /** A form with the app's keys; a field that is undefined is left out. */
  const post = async (endpoint: string, fields: Fields): Promise<Reply> => {
    const body = parameters({ client_id, client_secret, ...fields });
    return reply(await send(`/oauth/v2/${endpoint}`, { method: 'POST', body }));
  };

  const query = (changes: Fields = {}) =>
    parameters({
      response_type: 'code',
      client_id,
      redirect_uri: redirectUri,
      state: 'xyz',
      scope: 'r_ads r_ads_reporting',
      ...changes,
    });

  const visit = (changes?: Fields) => send(`/oauth/v2/authorization?${query(changes)}`);

  const decide = (decision: string, changes?: Fields) =>
    send(`/oauth/v2/authorization?${query(changes)}`, {
      method: 'POST',
      body: new URLSearchParams({ decision }),
    });

  const code = async (changes?: Fields) => {
    const { searchParams } = destination(await decide('allow', changes));
    return searchParams.get('code') ?? '';
  };

  const exchange = async (changes: Fields = {}) =>
    post('accessToken', {
      grant_type: 'authorization_code',
      code: 'code' in changes ? changes['code'] : await code(),
      redirect_uri: redirectUri,
      ...changes,
    });

  const rest = async (path: string, init: RestInit = {}): Promise<Reply> => {
    const token = init.token ?? simulator.issueTokens().accessToken;
    const headers = new Headers({
      authorization: `Bearer ${token}`,
      'linkedin-version': '202609',
      'x-restli-protocol-version': '2.0.0',
      ...init.headers,
    });
    for (const name of init.without ?? []) headers.delete(name);
    const method = init.body === undefined ? 'GET' : 'POST';
    return reply(await send(`/rest${path}`, { ...init, method, headers }));
  };

  const pass = (seconds: number) => {
    now += seconds * 1000;
  };

  return { simulator, send, post, visit, decide, code, exchange, rest, pass };
}

interface RestInit {
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly without?: readonly string[];
  readonly body?: string;
}

export function destination(response: Response): URL {
  return new URL(response.headers.get('location') ?? '');
}

function parameters(fields: Fields): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.set(name, value);
  }
  return form;
}

async function reply(response: Response): Promise<Reply> {
  return { status: response.status, body: await response.json() };
}
