/** What a network does to an exchange: it breaks off, stays silent, drips, floods. */

import {
  type Command,
  callersOf,
  online,
  refresh,
  report,
  revoke,
  setup,
  token,
  verify,
  verifyDue,
} from './commands.ts';
import type { Expected, Fault } from './fault.ts';
import { commandLimit, reportLimit } from './limits.ts';
import * as replies from './replies.ts';

const later: Expected = {
  exits: [5],
  codes: ['network-unreachable', 'linkedin-unavailable'],
  file: 'unchanged',
};
/** A sign-in that failed asks for another one; whatever was gained before it is kept. */
const laterOrAgain: Expected = {
  exits: [4, 5],
  codes: ['network-unreachable', 'linkedin-unavailable', 'code-rejected'],
};
const broken = (command: Command): Expected => (command === setup ? laterOrAgain : later);

const atOnce: Readonly<Record<string, replies.Reply>> = {
  'closes after the request': replies.closes,
  'resets after the request': replies.resets,
  'half the headers, closes': replies.halfTheHead,
  'half the body, closes': replies.halfTheBody,
  'an answer that is no HTTP': ({ socket }) => {
    socket.end('SSH-2.0-OpenSSH_9.9\r\n');
  },
  'headers of 1 MB': replies.raw(200, Buffer.from('{}'), { 'x-long': 'x'.repeat(1_000_000) }),
  'content-length is no number': replies.raw(200, Buffer.from('{}'), { 'content-length': 'two' }),
  'two lengths that differ': replies.raw(200, Buffer.from('{}'), {
    'Content-Length': '3',
    'content-length': '2',
  }),
  'chunks that are none': replies.raw(200, Buffer.from('zz\r\n{}'), {
    'transfer-encoding': 'chunked',
    'content-length': '6',
  }),
};

const endless: Readonly<Record<string, replies.Reply>> = {
  'silent after the request': replies.staysSilent,
  'half the headers, then silence': replies.halfTheHeadThenSilence,
  'half the body, then silence': replies.halfTheBodyThenSilence,
  'body drips a byte a second': replies.drips,
  'headers drip a byte a second': replies.dripsHeaders,
  '100 Continue for ever': replies.dripsContinues,
};

const breaking = Object.entries(atOnce).map(
  ([name, answer]): Fault => ({
    area: 'wire',
    name,
    commands: online,
    arrange: ({ linkedin }) => linkedin.spoil({ answer }),
    expected: broken,
  }),
);

const waiting = Object.entries(endless).map(
  ([name, answer]): Fault => ({
    area: 'wire',
    name,
    commands: online,
    arrange: ({ linkedin }) => linkedin.spoil({ answer }),
    expected: broken,
    waits: true,
  }),
);

/** In the middle of a command: what was gained before must stay. */
const midway = (['exchange', 'adAccounts', 'adAnalytics', 'introspectToken'] as const).flatMap(
  (endpoint) =>
    Object.entries({ ...atOnce, ...endless }).map(
      ([name, answer]): Fault => ({
        area: 'wire',
        name: `${name}, at ${endpoint}`,
        commands: callersOf(endpoint).filter((command) =>
          [setup, verify, report].includes(command),
        ),
        arrange: ({ linkedin }) => linkedin.spoil({ endpoints: [endpoint], answer }),
        expected: (command) => ({
          exits: endpoint === 'exchange' ? [4, 5] : [5],
          within: command === report ? reportLimit : commandLimit,
        }),
        ...(name in endless && { waits: true as const }),
      }),
    ),
);

/** Once, then all is well: repeated where that is safe. */
const passing = Object.entries(atOnce)
  .slice(0, 4)
  .map(
    ([name, answer]): Fault => ({
      area: 'wire',
      name: `${name}, once per endpoint`,
      commands: online,
      arrange: ({ linkedin }) =>
        linkedin.spoil({
          endpoints: [
            'introspectToken',
            'adAccounts',
            'adAccountUsers',
            'adAnalytics',
            'adCampaigns',
          ],
          times: 1,
          answer,
        }),
      expected: { exits: [0] },
    }),
  );

const connections: readonly Fault[] = [
  {
    area: 'wire',
    name: 'closes at accept',
    commands: online,
    arrange: ({ linkedin }) => linkedin.spoilConnections((socket) => socket.end()),
    expected: broken,
    ci: true,
  },
  {
    area: 'wire',
    name: 'resets at accept',
    commands: online,
    arrange: ({ linkedin }) => linkedin.spoilConnections((socket) => socket.resetAndDestroy()),
    expected: broken,
  },
  {
    area: 'wire',
    name: 'silent at accept',
    commands: online,
    arrange: ({ linkedin }) => linkedin.spoilConnections(() => {}),
    expected: broken,
    waits: true,
  },
  {
    area: 'wire',
    name: 'nobody listens',
    commands: online,
    arrange: ({ start }) => {
      start.env['PECTUS_LINKEDIN_OAUTH_URL'] = 'http://127.0.0.1:1/oauth/v2';
      start.env['PECTUS_LINKEDIN_API_URL'] = 'http://127.0.0.1:1/rest';
    },
    expected: broken,
    ci: true,
  },
  {
    area: 'wire',
    name: 'a name that nobody knows',
    commands: online,
    arrange: ({ start }) => {
      start.env['PECTUS_LINKEDIN_OAUTH_URL'] = 'https://nowhere.invalid/oauth/v2';
      start.env['PECTUS_LINKEDIN_API_URL'] = 'https://nowhere.invalid/rest';
    },
    expected: broken,
  },
  {
    area: 'wire',
    name: 'a base that may not be (http, elsewhere)',
    commands: [verify, refresh, setup],
    arrange: ({ start }) => {
      start.env['PECTUS_LINKEDIN_OAUTH_URL'] = 'http://linkedin.test/oauth/v2';
    },
    expected: { exits: [2], codes: ['setting-malformed'], file: 'unchanged' },
  },
  {
    area: 'wire',
    name: 'a base with a password in it',
    commands: [verify, refresh, setup, revoke],
    arrange: ({ start, secrets, linkedin }) => {
      secrets.add('hunter2hunter2hunter2hunter2hunter2');
      start.env['PECTUS_LINKEDIN_OAUTH_URL'] =
        `http://me:hunter2hunter2hunter2hunter2hunter2@127.0.0.1:${linkedin.port}/oauth/v2`;
    },
    expected: { exits: [2], codes: ['setting-malformed'], file: 'unchanged' },
  },
];

/** 200 OK, and more bytes than anybody wants to keep. */
const floods = ([200, 401, 503] as const).map(
  (status): Fault => ({
    area: 'wire',
    name: `${status} with 100 MB`,
    commands: [refresh, verify, report, token, revoke, verifyDue],
    arrange: ({ linkedin }) => linkedin.spoil({ answer: replies.reply(status, 'huge') }),
    expected: { exits: status === 401 ? [3, 4, 5] : [5], within: commandLimit / 2 },
  }),
);

export const wireFaults: readonly Fault[] = [
  ...connections,
  ...breaking,
  ...passing,
  ...midway,
  ...waiting,
  ...floods,
];
