/** The door for LinkedIn's redirect: the first true visit is let in, everybody else changes nothing. */

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { fault, platformCode } from '../faults/fault.ts';
import type { Secret } from '../secret.ts';
import type { World } from '../world.ts';
import { closeAll, holdPort } from './loopback.ts';
import { onwardPage, type Page, pageHeaders, startedPage, strayPage, usedPage } from './pages.ts';
import {
  type Expected,
  isStart,
  type RejectionReason,
  readRedirectUri,
  readVisit,
  type VisitRequest,
} from './redirect.ts';

export interface Arrival {
  readonly params: URLSearchParams;
  /** Sends the page; resolves when the browser has it, or is gone. */
  reply(page: Page): Promise<void>;
}

export interface Listener {
  /** The one of the addresses that is listened on. */
  readonly redirectUri: string;
  /** Why nobody can be listened to, as the system's error code; the answer can still be pasted. */
  readonly refusal?: string;
  /** The first true visit. Its tab waits until it is replied to. */
  readonly arrival: Promise<Arrival>;
  /** Visits turned away so far. */
  readonly strangers: number;
  /**
   * A page of this listener that sends the first browser that asks for it on to `address`. Programs that
   * open pages are given the page: what they are started with can be read by every user of the machine,
   * and the state of the sign-in stands in `address`.
   */
  startPage(address: URL): URL;
  /** Frees the port and ends every connection; a second time does nothing. */
  close(): Promise<void>;
}

/** Connections without a request: far more than a browser opens, and few enough to be no burden. */
const mostSilent = 128;
/** Milliseconds in which one of too many can still say something. */
const lastWords = 50;
/** Milliseconds after which a tab that does not read its page is given up. */
const replyPatience = 400;

const limits = {
  maxHeaderSize: 8192,
  headersTimeout: 5000,
  requestTimeout: 5000,
  // The two above are enforced only as often as this; by default every 30 seconds.
  connectionsCheckingInterval: 1000,
  // A missing Host is turned away like a wrong one.
  requireHostHeader: false,
} as const;

/** Listens on the first of the addresses where that can be done. Throws `port-taken`. */
export async function openListener(
  redirectUris: readonly string[],
  state: Secret,
  { machine }: Pick<World, 'machine'>,
): Promise<Listener> {
  const ports: number[] = [];
  let refused: Listener | undefined;
  for (const redirectUri of redirectUris) {
    const port = Number(readRedirectUri(redirectUri).port);
    const reception = createRedirectHandler({ redirectUri, state });
    const hold = await holdPort(port, () => newServer(reception));
    if (hold.kind === 'held') return listenerOf(redirectUri, reception, hold.servers);
    if (hold.kind === 'refused') {
      refused ??= { ...listenerOf(redirectUri, reception, []), refusal: hold.code };
    }
    ports.push(port);
  }
  if (refused !== undefined) return refused;
  const holder = await holderOf(ports, machine);
  throw fault('port-taken', { ports, ...(holder === undefined ? {} : { holder }) });
}

function listenerOf(
  redirectUri: string,
  reception: RedirectHandler,
  servers: readonly Server[],
): Listener {
  return {
    redirectUri,
    arrival: reception.arrival,
    get strangers() {
      return reception.strangers();
    },
    startPage: reception.startPage,
    close: () => closeAll(servers),
  };
}

async function holderOf(
  ports: readonly number[],
  machine: World['machine'],
): Promise<string | undefined> {
  for (const port of ports) {
    const holder = await machine.portHolder(port);
    if (holder !== undefined) return holder;
  }
  return undefined;
}

interface RedirectHandler {
  readonly arrival: Promise<Arrival>;
  strangers(): number;
  startPage(address: URL): URL;
  receive(request: IncomingMessage, response: ServerResponse): void;
  receiveGarbage(error: Error, socket: Duplex): void;
}

/** The page that sends one browser on. It leads nowhere but to the address that it was opened for. */
function openStart(redirectUri: string) {
  const page = new URL(`/start-${randomBytes(16).toString('base64url')}`, redirectUri);
  let address: URL | undefined;
  return {
    open(onward: URL): URL {
      address = onward;
      return page;
    },
    /** Undefined for every other visit. */
    visited(request: VisitRequest): Page | undefined {
      if (!isStart(request, page)) return undefined;
      const answer = address === undefined ? startedPage() : onwardPage(address);
      address = undefined;
      return answer;
    },
  };
}

/** Shared by the servers of both address families, so that one visit alone can be the first. */
function createRedirectHandler(expected: Expected): RedirectHandler {
  let strangers = 0;
  let letIn: ((arrival: Arrival) => void) | undefined;
  const start = openStart(expected.redirectUri);
  const arrival = new Promise<Arrival>((resolve) => {
    letIn = resolve;
  });
  return {
    arrival,
    strangers: () => strangers,
    startPage: start.open,
    receive(request, response) {
      const { method, url: target, headers } = request;
      const asked = { method, target, headers };
      const visit = readVisit(asked, expected);
      const onward = start.visited(asked);
      if (onward !== undefined) send(response, onward);
      else if (visit.kind === 'stranger') {
        strangers += 1;
        reject(request, response, visit.why);
      } else if (letIn === undefined) {
        send(response, usedPage());
      } else {
        letIn({ params: visit.params, reply: (page) => handOver(response, page) });
        letIn = undefined;
      }
    },
    receiveGarbage(error, socket) {
      // Other codes are connections that timed out or broke off: browsers open some and never use them.
      const isGarbage = platformCode(error)?.startsWith('HPE_') ?? false;
      if (isGarbage) strangers += 1;
      const isLate = platformCode(error) === 'ERR_HTTP_REQUEST_TIMEOUT' && hasSpoken(socket);
      if (!(isGarbage || isLate) || !socket.writable) socket.destroy();
      else socket.end(refusalOf(error), () => socket.destroy());
    },
  };
}

function newServer(reception: RedirectHandler): Server {
  const server = createServer(limits, reception.receive);
  server.on('clientError', reception.receiveGarbage);
  keepRoom(server);
  return server;
}

/**
 * One connection too many ends the oldest that has asked for nothing yet, so that a true visit gets in. A
 * request that has come already may not have been read yet, so that the oldest is given two rounds of time:
 * between them everything that has come is read.
 */
function keepRoom(server: Server): void {
  const silent = new Set<Socket>();
  /** How often each has been given time. */
  const leaving = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => {
      silent.delete(socket);
      leaving.delete(socket);
    });
    const [oldest] = silent;
    if (oldest === undefined || silent.size <= mostSilent) return;
    silent.delete(oldest);
    oldest.setTimeout(lastWords);
    leaving.set(oldest, 1);
  });
  server.on('request', ({ socket }: IncomingMessage) => {
    silent.delete(socket);
    if (leaving.delete(socket)) socket.setTimeout(0);
  });
  server.on('timeout', (socket: Socket) => {
    const rounds = leaving.get(socket);
    leaving.delete(socket);
    if (rounds === 1) {
      leaving.set(socket, 2);
      socket.setTimeout(lastWords);
    } else if (rounds === 2 && hasSpoken(socket)) {
      socket.end(refusal(busy), () => socket.destroy());
    } else socket.destroy();
  });
}

/** Half a request is somebody's who wanted something. */
function hasSpoken(socket: Duplex): boolean {
  return 'bytesRead' in socket && Number(socket.bytesRead) > 0;
}

function reject(request: IncomingMessage, response: ServerResponse, why: RejectionReason): void {
  if (why === 'method' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET');
    send(response, { status: 405, html: '' });
  } else if (request.url === '/favicon.ico') {
    send(response, { status: 404, html: '' });
  } else {
    send(response, strayPage());
  }
}

/** What the parser refuses never becomes a request, so the refusal is written by hand. */
function refusalOf(error: Error): string {
  switch (platformCode(error)) {
    // A browser full of localhost cookies of other programs gets here with the true address.
    case 'HPE_HEADER_OVERFLOW':
      return refusal({
        status: '431 Request Header Fields Too Large',
        advice: 'Paste the address of this page into your terminal.',
      });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return refusal({ ...busy, status: '408 Request Timeout' });
    default:
      return refusal({ status: '400 Bad Request', advice: '' });
  }
}

interface Refusal {
  readonly status: string;
  readonly advice: string;
}

const busy: Refusal = { status: '503 Service Unavailable', advice: 'Reload this page.' };

function refusal({ status, advice }: Refusal): string {
  return [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${advice.length}`,
    '',
    advice,
  ].join('\r\n');
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

/** Ending a connection as soon as its page is queued would blank the page, so this waits it out. */
async function handOver(response: ServerResponse, page: Page): Promise<void> {
  const { socket } = response.req;
  if (socket.destroyed) return;
  const over = new Promise((resolve) => socket.once('close', resolve));
  response.setTimeout(replyPatience);
  send(response, page);
  await over;
}
