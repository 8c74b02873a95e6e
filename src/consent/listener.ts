/** Listens on the redirect URI: accepts LinkedIn's answer once, and rejects every other visit without effect. */

import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { fault, platformCode } from '../faults/fault.ts';
import type { Secret } from '../secret.ts';
import type { World } from '../world.ts';
import { createLimitedServer } from './limited-server.ts';
import { type Page, pageHeaders, startedPage, strayPage, usedPage } from './pages.ts';
import {
  type Expected,
  isVisitTo,
  type RejectionReason,
  readRedirectUri,
  readVisit,
} from './redirect.ts';

/** What LinkedIn answers the authorization request with: the query of the redirect, and the tab that brought it. */
export interface AuthorizationResponse {
  readonly params: URLSearchParams;
  /** Sends the page; resolves when the browser has it, or is gone. */
  reply(page: Page): Promise<void>;
}

export interface Listener {
  /** The one of the addresses that is listened on. */
  readonly redirectUri: string;
  /** Why the system lets nobody listen, as its error code; the answer can still be pasted. */
  readonly bindError?: string;
  /** The first visit that carries it. Its tab waits until it is replied to. */
  readonly authorizationResponse: Promise<AuthorizationResponse>;
  rejectedVisits(): number;
  /**
   * A page of this listener that sends the first browser that asks for it on to `address`. Programs that
   * open pages are given the page: what they are started with can be read by every user of the machine,
   * and `address` contains the state of the sign-in.
   */
  startPage(address: URL): URL;
  close(): Promise<void>;
}

/** Listens on the first of the addresses where that can be done. Throws `port-taken`. */
export async function openListener(
  redirectUris: readonly string[],
  state: Secret,
  { machine }: Pick<World, 'machine'>,
): Promise<Listener> {
  const ports: number[] = [];
  let unbound: Listener | undefined;
  for (const redirectUri of redirectUris) {
    const port = Number(readRedirectUri(redirectUri).port);
    const { newServer, ...listener } = createRedirectHandler({ redirectUri, state });
    const bound = await bindPort(port, newServer);
    if (bound.kind === 'bound') return { ...listener, close: () => closeAll(bound.servers) };
    if (bound.kind === 'refused') {
      unbound ??= { ...listener, bindError: bound.code, close: async () => {} };
    }
    ports.push(port);
  }
  if (unbound !== undefined) return unbound;
  for (const port of ports) {
    const holder = await machine.portListener(port);
    if (holder !== undefined) throw fault('port-taken', { ports, holder });
  }
  throw fault('port-taken', { ports });
}

/** Makes a server for each loopback address: they share the handler, so that one visit alone is the first. */
function createRedirectHandler(expected: Expected) {
  const { redirectUri } = expected;
  const start = new URL(`/start-${randomBytes(16).toString('base64url')}`, redirectUri);
  let onwardPage: Page | undefined;
  let rejectedVisits = 0;
  let accept: ((response: AuthorizationResponse) => void) | undefined;
  const authorizationResponse = new Promise<AuthorizationResponse>((resolve) => {
    accept = resolve;
  });
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    if (isVisitTo(start, request)) {
      send(response, onwardPage ?? startedPage);
      onwardPage = undefined;
      return;
    }
    const visit = readVisit(request, expected);
    if (visit.kind === 'rejected') {
      rejectedVisits += 1;
      reject(request, response, visit.why);
    } else if (accept === undefined) {
      send(response, usedPage);
    } else {
      accept({ params: visit.params, reply: (page) => sendWhole(response, page) });
      accept = undefined;
    }
  };
  return {
    redirectUri,
    authorizationResponse,
    rejectedVisits: () => rejectedVisits,
    startPage(address: URL) {
      onwardPage = { status: 302, html: '', location: address.href };
      return start;
    },
    newServer: () =>
      createLimitedServer(handle, () => {
        rejectedVisits += 1;
      }),
  };
}

function reject(request: IncomingMessage, response: ServerResponse, why: RejectionReason): void {
  if (why === 'method' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET');
    send(response, { status: 405, html: '' });
  } else if (request.url === '/favicon.ico') {
    send(response, { status: 404, html: '' });
  } else {
    send(response, strayPage);
  }
}

function send(response: ServerResponse, page: Page): void {
  response.writeHead(page.status, {
    ...pageHeaders,
    ...(page.location === undefined ? {} : { Location: page.location }),
    'Content-Length': Buffer.byteLength(page.html),
    Connection: 'close',
  });
  response.end(page.html);
}

/** Milliseconds after which a tab that does not read its page is given up. */
const replyTimeoutMs = 400;

/** Ending a connection as soon as its page is queued would blank the page, so this waits until it is closed. */
async function sendWhole(response: ServerResponse, page: Page): Promise<void> {
  const { socket } = response.req;
  if (socket.destroyed) return;
  const closed = new Promise((resolve) => socket.once('close', resolve));
  response.setTimeout(replyTimeoutMs);
  send(response, page);
  await closed;
}

const loopbackAddresses: readonly string[] = ['127.0.0.1', '::1'];

export type BoundPort =
  | { readonly kind: 'bound'; readonly servers: readonly Server[] }
  /** Somebody else listens there. */
  | { readonly kind: 'taken' }
  /**
   * The system lets nobody listen: EPERM and EINVAL in sandboxes, EACCES for a port that is reserved
   * (below 1024, or by Windows for Hyper-V), EADDRNOTAVAIL without any loopback address.
   */
  | { readonly kind: 'refused'; readonly code: string };

/**
 * One listening server per address where that works; a machine may have no IPv6, or no IPv4. Nothing when
 * somebody else listens on one of them: browsers choose the address, and the answer must not reach another
 * program.
 */
export async function bindPort(
  port: number,
  newServer: () => Server,
  addresses: readonly string[] = loopbackAddresses,
): Promise<BoundPort> {
  const servers: Server[] = [];
  let code = 'EADDRNOTAVAIL';
  for (const host of addresses) {
    const server = newServer();
    const error = await listen(server, port, host);
    if (error === undefined) {
      servers.push(server);
      continue;
    }
    code = platformCode(error) ?? code;
    if (code === 'EADDRINUSE') {
      await closeAll(servers);
      return { kind: 'taken' };
    }
  }
  return servers.length > 0 ? { kind: 'bound', servers } : { kind: 'refused', code };
}

/** Frees the ports and ends every connection; a second time does nothing. */
export async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
}

function listen(server: Server, port: number, host: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    // Stays on after listening has begun: a connection that cannot be accepted must not end the wait.
    server.on('error', resolve);
    server.listen({ port, host, exclusive: true }, () => resolve(undefined));
  });
}
