/** Every endpoint with every status and every kind of body. */

import { accounts, type Command, callersOf, refresh, report, revoke, verify } from './commands.ts';
import type { Expected, Fault } from './fault.ts';
import { reportPatience } from './limits.ts';
import type { Endpoint } from './linkedin.ts';
import {
  type BodyKind,
  bodyKinds,
  html,
  linkedInError,
  raw,
  reply,
  unprintable,
  withFields,
  withHeaders,
} from './replies.ts';

const endpoints = [
  'exchange',
  'refresh',
  'introspectToken',
  'revoke',
  'adAccounts',
  'adAccountUsers',
  'adAnalytics',
  'adCampaigns',
  'adCampaignGroups',
] as const satisfies readonly Endpoint[];

const statuses = [
  100, 103, 204, 205, 301, 302, 304, 400, 401, 403, 404, 407, 408, 409, 411, 414, 418, 421, 426,
  429, 451, 500, 502, 503, 504, 599, 600, 999,
];
/** With these statuses every kind of body is tried. */
const thorough = [200, 400, 401, 403, 429, 503, 999];

const down = ['linkedin-unavailable', 'network-unreachable'];
const slowDown = ['throttled', 'quota-exhausted', ...down];

/** What this status may lead to when it is all that LinkedIn ever says. */
function expectedOf(
  endpoint: Endpoint,
  status: number,
  kind: BodyKind,
): (command: Command) => Expected {
  return () => {
    const optional = endpoint === 'adCampaigns' || endpoint === 'adCampaignGroups';
    const more = optional ? [0] : [];
    // A code is not sent twice: what to do then is to sign in again.
    const again = endpoint === 'exchange' ? [4] : [];
    const codes = endpoint === 'exchange' ? ['code-rejected'] : [];
    if (status === 429) return { exits: [5, ...more, ...again], codes: [...slowDown, ...codes] };
    if (status >= 400 && status < 500 && status !== 408) {
      // Numbers that come prove a role that LinkedIn does not list.
      const proven = endpoint === 'adAccountUsers' ? [0] : more;
      return { exits: [2, 3, 4, 5, ...proven], neverSays: /lists none/ };
    }
    if (endpoint === 'revoke' && status === 204) return { exits: [0] };
    if (endpoint === 'revoke' && status === 205) return { exits: [0, 5] };
    if (status === 200)
      return { exits: readable(endpoint, kind) ? [0, 5] : [5, ...more, ...again] };
    return { exits: [5, ...more, ...again], codes: [...down, ...codes] };
  };
}

/** Odd, but it says what LinkedIn said, or enough for what was asked. */
function readable(endpoint: Endpoint, kind: BodyKind): boolean {
  if (endpoint === 'revoke' && ['none', '[]', 'null', 'cut', 'shorter'].includes(kind)) return true;
  return ['linkedin', 'gzip', 'bom', 'latin1'].includes(kind);
}

/** A report waits while LinkedIn asks it to; one row waits with it. */
const isPatient = ({ name }: Command) => name.startsWith('report');

/** All callers of an endpoint have their turn, two with each answer. */
function twoOf(commands: readonly Command[], turn: number): readonly Command[] {
  const at = (index: number) => commands.slice(index % commands.length)[0];
  const [first, second] = [at(turn), at(turn + Math.floor(commands.length / 2))];
  return [first, second].flatMap((command, index, both) =>
    command === undefined || both.indexOf(command) < index ? [] : [command],
  );
}

const spoiledBy = (endpoint: Endpoint, status: number, kind: BodyKind, turn: number): Fault => ({
  area: 'endpoints',
  name: `${endpoint}: ${status} ${kind}`,
  commands: twoOf(
    callersOf(endpoint).filter((command) => status !== 429 || !isPatient(command)),
    turn,
  ),
  arrange: ({ linkedin, allowed }) => {
    if (status === 200 && readable(endpoint, kind)) allowed.add('spoiled-succeeds');
    // A new token is refused for a while, and renewed where it is refused.
    if (status === 401) allowed.add('repeats');
    if ([204, 205].includes(status) && endpoint === 'revoke') allowed.add('spoiled-succeeds');
    linkedin.spoil({
      endpoints: [endpoint],
      answer: async (exchange) => {
        // Success with nothing to say: LinkedIn did what it was asked.
        if (status === 204 || status === 205) await exchange.genuine();
        await reply(status, kind)(exchange);
      },
    });
  },
  expected: expectedOf(endpoint, status, kind),
});

const withoutBody = [100, 103, 204, 205, 304];
const matrix = endpoints.flatMap((endpoint) =>
  [
    ...statuses.map(
      (status) => [status, withoutBody.includes(status) ? 'none' : 'linkedin'] as const,
    ),
    ...thorough.flatMap((status) =>
      bodyKinds
        .filter((kind) => kind !== 'huge' && (status === 200 || kind !== 'linkedin'))
        .map((kind) => [status, kind] as const),
    ),
  ].map(([status, kind], turn) => spoiledBy(endpoint, status, kind, turn)),
);

/** Once, and then fine: repeated, where that is safe. */
const onceThenFine = (
  ['introspectToken', 'adAccounts', 'adAccountUsers', 'adAnalytics'] as const
).flatMap((endpoint) =>
  [
    { name: '200 none', answer: raw(200, Buffer.alloc(0)) },
    { name: '200 html', answer: raw(200, html, { 'content-type': 'text/html' }) },
    { name: '502 html', answer: raw(502, html, { 'content-type': 'text/html' }) },
    { name: '503 linkedin', answer: reply(503, 'linkedin') },
    { name: '504 none', answer: reply(504, 'none') },
    { name: '999 html', answer: reply(999, 'html') },
  ].map(
    ({ name, answer }): Fault => ({
      area: 'endpoints',
      name: `${endpoint}: ${name}, once`,
      commands: callersOf(endpoint),
      arrange: ({ linkedin }) => linkedin.spoil({ endpoints: [endpoint], times: 1, answer }),
      expected: name.startsWith('999') ? { exits: [0, 5] } : { exits: [0] },
    }),
  ),
);

const waits: Readonly<Record<string, string>> = {
  seconds: '2',
  zero: '0',
  negative: '-5',
  'a fraction': '1.5',
  'a date to come': new Date(Date.now() + 90_000).toUTCString(),
  'a date that has passed': 'Wed, 21 Oct 2015 07:28:00 GMT',
  'a date in another style': '2026-11-27T00:00:00Z',
  huge: '1e20',
  'of many digits': '99999999999999999999',
  words: 'soon',
  empty: '',
  'of two values': '2, 120',
  'with control characters': '2\u009b',
};

const patience: Fault = {
  area: 'endpoints',
  name: '429 for ever',
  commands: [report],
  arrange: ({ linkedin, allowed }) => {
    allowed.add('repeats');
    linkedin.spoil({ answer: reply(429, 'linkedin') });
  },
  expected: { exits: [5], codes: slowDown, within: reportPatience },
  waits: true,
};

const retryAfter = Object.entries(waits).flatMap(([name, value]) =>
  ([429, 503] as const).map(
    (status): Fault => ({
      area: 'endpoints',
      name: `${status} with Retry-After ${name}`,
      commands: [verify, refresh, revoke, report].filter(
        (command) => status !== 429 || !isPatient(command),
      ),
      arrange: ({ linkedin }) =>
        linkedin.spoil({ answer: reply(status, 'linkedin', { 'retry-after': value }) }),
      expected: {
        exits: [5],
        codes: slowDown,
        within: 150,
        neverSays: /\d{7,} seconds|NaN|Infinity|Invalid Date|undefined/,
      },
    }),
  ),
);

/** LinkedIn's clock is another than the machine's. */
const clocks = Object.entries({
  'years ahead': 'Tue, 26 Nov 2030 10:00:00 GMT',
  'years behind': 'Thu, 26 Nov 2020 10:00:00 GMT',
  'no date': 'yesterday',
  'not there': '',
}).map(
  ([name, date]): Fault => ({
    area: 'endpoints',
    name: `Date header ${name}`,
    commands: callersOf(...endpoints),
    arrange: ({ linkedin, allowed }) => {
      allowed.add('spoiled-succeeds');
      linkedin.spoil({ answer: withHeaders({ date }) });
      // Dates that LinkedIn gave are counted from its own clock.
      allowed.add('odd-dates');
    },
    expected: { exits: [0, 4], neverSays: /Invalid Date|NaN/ },
  }),
);

/** Parts of a token reply that are not what they should be: what can be used is kept. */
const oddFields: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'refresh_token null': { refresh_token: null, refresh_token_expires_in: null, scope: null },
  'numbers as text': { expires_in: '5184000', refresh_token_expires_in: '31536000' },
  'lifetimes of 9e12': { expires_in: 9e12, refresh_token_expires_in: 9e12 },
  'lifetimes below zero': { expires_in: -1, refresh_token_expires_in: -1 },
  'lifetimes as fractions': { expires_in: 5183999.5, refresh_token_expires_in: 31535999.5 },
  'lifetimes in words': { expires_in: 'soon', refresh_token_expires_in: {} },
  'no lifetimes': { expires_in: undefined, refresh_token_expires_in: undefined },
  'scope encoded': { scope: 'r_ads%20r_ads_reporting' },
  'scope with %2C': { scope: 'r_ads%2Cr_ads_reporting' },
  'scope with +': { scope: 'r_ads+r_ads_reporting' },
  'scope as a list': { scope: ['r_ads', 'r_ads_reporting'] },
  'scope missing': { scope: undefined },
  'token_type MAC': { token_type: 'MAC' },
  'token_type a number': { token_type: 7 },
  'token_type null': { token_type: null },
  'an id_token that is none': { id_token: 'no.such.thing' },
  'refresh_token empty': { refresh_token: '' },
  'refresh_token a number': { refresh_token: 12345 },
};

const tokenReplies = Object.entries(oddFields).map(
  ([name, fields]): Fault => ({
    area: 'endpoints',
    name: `token reply: ${name}`,
    commands: callersOf('exchange', 'refresh').filter(({ name: command }) =>
      ['setup', 'refresh', 'token, due'].includes(command),
    ),
    arrange: ({ linkedin, allowed }) => {
      allowed.add('spoiled-succeeds');
      linkedin.spoil({ endpoints: ['exchange', 'refresh'], answer: withFields(fields) });
    },
    expected: {
      exits: name.includes('MAC') || name.includes('a number') ? [0, 3, 4, 5] : [0, 4],
      file: 'changed',
    },
  }),
);

const unusable: Readonly<Record<string, unknown>> = {
  missing: undefined,
  null: null,
  empty: '',
  'a number': 7,
  'with a line break': 'AQXbroken\nLINKEDIN_EVIL=1',
  'with a zero-width space': 'AQXbro\u200bken0123456789012345678901234567890123456789',
  'with quotes': `AQX"'$(touch pwned)0123456789012345678901234567890123456789`,
};

const accessTokens = Object.entries(unusable).map(
  ([name, value]): Fault => ({
    area: 'endpoints',
    name: `token reply: access_token ${name}`,
    commands: callersOf('exchange', 'refresh').filter(({ name: command }) =>
      ['setup', 'refresh', 'token, due'].includes(command),
    ),
    arrange: ({ linkedin }) =>
      linkedin.spoil({
        endpoints: ['exchange', 'refresh'],
        answer: withFields({ access_token: value }),
      }),
    expected: { exits: [2, 3, 4, 5], file: 'unchanged' },
  }),
);

/** Refusals in LinkedIn's own words, old and new, and what each of them means. */
interface Refusal {
  readonly endpoint: Endpoint;
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly expected: Expected;
}

const oauth = (error: string, description: string) => ({ error, error_description: description });
const rest = (status: number, code: string, serviceErrorCode: number, message: string) => ({
  status,
  code,
  serviceErrorCode,
  message,
});

const refusals: Readonly<Record<string, Refusal>> = {
  'older wording of a refused code': {
    endpoint: 'exchange',
    status: 401,
    body: oauth(
      'invalid_request',
      'Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired. Or external member binding exists',
    ),
    expected: { exits: [4], codes: ['code-rejected'] },
  },
  'a refused secret in older wording': {
    endpoint: 'introspectToken',
    status: 400,
    body: oauth('invalid_request', 'A required parameter is invalid: client_secret'),
    expected: { exits: [3, 5] },
  },
  'a refused secret': {
    endpoint: 'introspectToken',
    status: 401,
    body: oauth('invalid_client', 'Client authentication failed'),
    expected: { exits: [3], codes: ['client-rejected'] },
  },
  'a 400 whose words hold "token"': {
    endpoint: 'refresh',
    status: 400,
    body: oauth('invalid_request', 'The token endpoint is not available for this tenant'),
    expected: { exits: [3, 5], neverSays: /refresh-token-rejected/ },
  },
  'an expired refresh token': {
    endpoint: 'refresh',
    status: 400,
    body: oauth(
      'invalid_request',
      'The provided authorization grant or refresh token is invalid, expired or revoked.',
    ),
    expected: { exits: [4], codes: ['refresh-token-rejected'], file: 'unchanged' },
  },
  invalid_grant: {
    endpoint: 'refresh',
    status: 401,
    body: oauth(
      'invalid_grant',
      'The provided authorization grant or refresh token is invalid, expired or revoked.',
    ),
    expected: { exits: [4], codes: ['refresh-token-rejected'], file: 'unchanged' },
  },
  'member restricted': {
    endpoint: 'adAnalytics',
    status: 401,
    body: rest(401, 'MEMBER_RESTRICTED', 65608, 'Member is restricted'),
    expected: { exits: [3, 4, 5] },
  },
  'the day is used up': {
    endpoint: 'adAnalytics',
    status: 429,
    body: rest(
      429,
      'TOO_MANY_REQUESTS',
      101,
      'Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached.',
    ),
    expected: { exits: [5], codes: ['quota-exhausted', 'throttled'] },
  },
};

const worded = Object.entries(refusals).map(
  ([name, { endpoint, status, body, expected }]): Fault => ({
    area: 'endpoints',
    name: `${endpoint}: ${name}`,
    commands: callersOf(endpoint),
    arrange: ({ linkedin }) =>
      linkedin.spoil({
        endpoints: [endpoint],
        answer: raw(status, Buffer.from(JSON.stringify(body)), {
          'content-type': 'application/json',
        }),
      }),
    expected,
  }),
);

/** Control and bidirectional characters in everything that LinkedIn may say. */
const characters: readonly Fault[] = [
  ...(['adAccounts', 'adAnalytics', 'refresh', 'revoke', 'introspectToken'] as const).map(
    (endpoint): Fault => ({
      area: 'endpoints',
      name: `${endpoint}: control characters in x-li-uuid and the message`,
      commands: callersOf(endpoint),
      arrange: ({ linkedin, start }) => {
        start.terminal = true;
        linkedin.spoil({
          endpoints: [endpoint],
          answer: raw(403, linkedInError(endpoint, 403), {
            'x-li-uuid': 'AAY\u009b31m\u0085xx',
            'x-li-request-id': '\u009b31m',
          }),
        });
      },
      expected: { exits: [0, 2, 3, 4, 5] },
    }),
  ),
  {
    area: 'endpoints',
    name: 'control characters in names, on a terminal',
    commands: [accounts, verify, report],
    arrange: ({ linkedin, start, allowed }) => {
      allowed.add('spoiled-succeeds');
      start.terminal = true;
      linkedin.spoil({
        endpoints: ['adAccounts', 'adCampaigns', 'adCampaignGroups'],
        answer: async ({ genuine, send }) => {
          const answer = await genuine();
          const named = answer.body
            .toString()
            .replaceAll(/"name":"/g, `"name":"${JSON.stringify(unprintable).slice(1, -1)}`);
          send({ ...answer, body: Buffer.from(named) });
        },
      });
    },
    expected: { exits: [0] },
  },
];

export const statusFaults: readonly Fault[] = [
  ...matrix,
  ...onceThenFine,
  patience,
  ...retryAfter,
  ...clocks,
  ...tokenReplies,
  ...accessTokens,
  ...worded,
  ...characters,
];
