/** The package's own simulator behind a server that spoils answers on their way. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  createServer as createNetServer,
  type Server,
  type Socket,
} from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Simulator } from '../../src/simulator/index.ts';

export type Endpoint =
  | 'exchange'
  | 'refresh'
  | 'introspectToken'
  | 'revoke'
  | 'adAccounts'
  | 'adAccountUsers'
  | 'adAnalytics'
  | 'adCampaigns'
  | 'adCampaignGroups'
  | 'other';

/** What LinkedIn itself would have answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Exchange {
  readonly endpoint: Endpoint;
  readonly socket: Socket;
  /** Lets LinkedIn do what was asked, and gives what it says. */
  readonly genuine: () => Promise<Answer>;
  /** Sends an answer as it is, its headers included. */
  readonly send: (answer: Answer) => void;
}

/** Spoils the answers of some endpoints. */
export interface Spoiler {
  /** Every endpoint, when left out. */
  readonly endpoints?: readonly Endpoint[];
  /** Only the first so many requests of each endpoint. */
  readonly times?: number;
  readonly answer: (exchange: Exchange) => void | Promise<void>;
}

export interface LoggedCall {
  readonly endpoint: Endpoint;
  /** Method, address and body: equal when a request is repeated. */
  readonly request: string;
  readonly at: number;
  readonly spoiled: boolean;
}

export interface FaultyLinkedIn {
  /** `http://127.0.0.1:` or `https://localhost:`, and the port. */
  readonly origin: string;
  readonly port: number;
  readonly calls: readonly LoggedCall[];
  readonly connections: () => number;
  /** Tokens in what LinkedIn said, also where it was spoiled on its way. */
  readonly given: ReadonlySet<string>;
  spoil(spoiler: Spoiler): void;
  /** What happens to a connection instead of being read. */
  spoilConnections(spoil: (socket: Socket) => void): void;
  onCall(listener: (call: LoggedCall) => void): void;
  close(): Promise<void>;
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export async function serveFaultyLinkedIn(
  simulator: Pick<Simulator, 'fetch'>,
  certificate?: Certificate,
): Promise<FaultyLinkedIn> {
  const spoilers: Spoiler[] = [];
  const calls: LoggedCall[] = [];
  const given = new Set<string>();
  const listeners: ((call: LoggedCall) => void)[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let meddle: ((socket: Socket) => void) | undefined;

  const answer: RequestListener = (incoming, outgoing) => {
    void (async () => {
      const body = await buffer(incoming);
      const endpoint = endpointOf(incoming, body.toString());
      const spoiler = spoilers.find(({ endpoints, times = Number.POSITIVE_INFINITY }) => {
        const before = calls.filter((call) => call.endpoint === endpoint).length;
        return (endpoints?.includes(endpoint) ?? endpoint !== 'other') && before < times;
      });
      const request = `${incoming.method} ${incoming.url} ${body.toString()}`;
      const call = { endpoint, request, at: performance.now(), spoiled: spoiler !== undefined };
      calls.push(call);
      for (const listener of listeners) listener(call);
      const genuine = async () => {
        const said = await askSimulator(simulator, incoming, body);
        for (const token of tokensIn(said.body.toString())) given.add(token);
        return said;
      };
      const send = ({ status, headers, body: text }: Answer) => {
        outgoing.writeHead(status, headers).end(text);
        for (const token of tokensIn(text.toString())) given.add(token);
      };
      if (spoiler === undefined) send(await genuine());
      else await spoiler.answer({ endpoint, socket: incoming.socket, genuine, send });
    })().catch(() => incoming.socket.destroy());
  };

  const inner: Server =
    certificate === undefined
      ? createServer({ keepAliveTimeout: 60_000 }, answer)
      : createTlsServer(certificate, answer);
  const server = createNetServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (meddle === undefined) inner.emit('connection', socket);
    else meddle(socket);
  });
  // Handshakes that fail are what some rows are about.
  inner.on('tlsClientError', () => {});
  inner.on('clientError', (_error, socket: Socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: certificate === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
    port,
    calls,
    given,
    connections: () => connections,
    spoil: (spoiler) => spoilers.push(spoiler),
    spoilConnections: (change) => {
      meddle = change;
    },
    onCall: (listener) => listeners.push(listener),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function askSimulator(
  { fetch }: Pick<Simulator, 'fetch'>,
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  const request = new Request(`http://127.0.0.1${url}`, {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const response = await fetch(request);
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

function endpointOf({ url = '' }: IncomingMessage, body: string): Endpoint {
  const { pathname } = new URL(url, 'http://localhost');
  if (pathname === '/oauth/v2/accessToken') {
    return body.includes('grant_type=refresh_token') ? 'refresh' : 'exchange';
  }
  const names = ['introspectToken', 'revoke', 'adCampaignGroups', 'adCampaigns'] as const;
  const more = ['adAccountUsers', 'adAnalytics', 'adAccounts'] as const;
  return [...names, ...more].find((name) => pathname.split('/').includes(name)) ?? 'other';
}

export function tokensIn(text: string): readonly string[] {
  return [...text.matchAll(/AQ[A-Z][\w-]{20,}/g)].map(([token]) => token);
}
