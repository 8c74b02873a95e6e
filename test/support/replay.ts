/** Sends a documented request to the simulator, with living values in the place of its `{names}`. */

import type { Scenario } from '../../src/simulator/scenarios.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import type { Fixture, Json } from './linkedin-fixtures.ts';

export interface Replay {
  /** What the document says, with the same living values. */
  readonly documented: Fixture['response'];
  readonly answered: { readonly status: number; readonly headers: Headers; readonly body: Json };
}

export async function replay({ request, response }: Fixture, scenario: Scenario): Promise<Replay> {
  const session = openSession(scenario);
  const values = await session.valuesNamedIn(JSON.stringify([request, response]));
  const { method, path, headers = {}, form } = request;
  const body = form && { body: new URLSearchParams(filled(form, values)) };
  const answer = await session.send(filled(path, mapped(values, encodeURIComponent)), {
    method,
    headers: filled(headers, values),
    ...body,
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  return {
    documented: filled(response, values),
    answered: {
      status: answer.status,
      headers: answer.headers,
      body: isJson ? JSON.parse(text) : text,
    },
  };
}

const redirectUri = 'http://localhost:27365/callback';
const day = 86_400_000;

/** One simulated LinkedIn, and the values that those who call it have at hand. */
function openSession(scenario: Scenario) {
  let now = Date.UTC(2026, 10, 22, 12);
  const simulator = createSimulator({ scenario, now: () => new Date(now) });
  const { clientId, clientSecret } = simulator.app;

  /** Where a page asks for the member's consent, Allow is pressed. */
  const send = async (path: string, init: RequestInit) => {
    const address = `https://www.linkedin.com${path}`;
    const response = await simulator.fetch(new Request(address, init));
    const asks = path.startsWith('/oauth/v2/authorization') && response.status === 200;
    if (!asks) return response;
    const body = new URLSearchParams({ decision: 'allow' });
    return await simulator.fetch(new Request(address, { method: 'POST', body }));
  };

  const makers: Readonly<Record<string, () => string | undefined | Promise<string | undefined>>> = {
    clientId: () => clientId,
    clientSecret: () => clientSecret,
    redirectUri: () => redirectUri,
    state: () => 'qVnE3fJk',
    accountId: () => String(scenario.accounts[0]?.id),
    member: () => scenario.member.urn,
    accessToken: () => simulator.issueTokens().accessToken,
    pageAccessToken: () => simulator.issueTokens(['r_organization_admin']).accessToken,
    refreshToken: () => simulator.issueTokens().refreshToken,
    freshAccessToken: () => simulator.issueTokens().accessToken,
    code: async () => {
      const query = `response_type=code&client_id=${clientId}&redirect_uri=${encodeURIComponent(redirectUri)}&scope=r_ads%20r_ads_reporting`;
      const response = await send(`/oauth/v2/authorization?${query}`, {});
      return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? undefined;
    },
    expiredAccessToken: () => {
      const { accessToken } = simulator.issueTokens();
      now += 61 * day;
      return accessToken;
    },
    revokedAccessToken: async () => {
      const { accessToken: token } = simulator.issueTokens();
      const form = { token, client_id: clientId, client_secret: clientSecret };
      await send('/oauth/v2/revoke', { method: 'POST', body: new URLSearchParams(form) });
      return token;
    },
    otherAppAccessToken: () => {
      const app = { ...scenario.app, clientId: '86someotherapp' };
      const other = createSimulator({ scenario: { ...scenario, app }, now: () => new Date(now) });
      return other.issueTokens().accessToken;
    },
  };

  const valuesNamedIn = async (text: string): Promise<Values> => {
    const values = new Map<string, string>();
    for (const [, name = ''] of text.matchAll(placeholder)) {
      const value = values.get(name) ?? (await makers[name]?.());
      if (value === undefined) throw new Error(`the simulator has no value for {${name}}`);
      values.set(name, value);
    }
    return values;
  };

  return { send, valuesNamedIn };
}

type Values = ReadonlyMap<string, string>;

const placeholder = /\{(\w+)\}/g;

function filled<T>(value: T, values: Values): T {
  const text = JSON.stringify(value);
  return JSON.parse(text.replace(placeholder, (whole, name) => values.get(name) ?? whole));
}

function mapped(values: Values, change: (value: string) => string): Values {
  return new Map([...values].map(([name, value]) => [name, change(value)]));
}
