/** The door for LinkedIn's redirect: the first true visit is let in, everybody else changes nothing. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { fault, platformCode } from '../errors.ts';
import type { Secret } from '../secret.ts';
import type { World } from '../world.ts';
import { holdPort, letGo } from './loopback.ts';
import { type Page, pageHeaders, strayPage, usedPage } from './pages.ts';
import { type Expected, readRedirectUri, readVisit, type Strangeness } from './redirect.ts';

export interface Arrival {
  readonly params: URLSearchParams;
  /** Sends the page; resolves when the browser has it, or is gone. */
  reply(page: Page): Promise<void>;
}

export interface Listener {
  /** The one of the addresses that is listened on. */
  readonly redirectUri: string;
  /** The first true visit. Its tab waits until it is replied to. */
  readonly arrival: Promise<Arrival>;
  /** Visits turned away so far. */
  readonly strangers: number;
  /** Frees the port and ends every connection; a second time does nothing. */
  close(): Promise<void>;
}

/** Far more than a browser opens, and few enough to be no burden. */
const mostConnections = 16;
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

/** Listens on the first of the addresses whose port nobody else holds. */
export async function openListener(
  redirectUris: readonly string[],
  state: Secret,
  { machine }: Pick<World, 'machine'>,
): Promise<Listener> {
  const ports: number[] = [];
  for (const redirectUri of redirectUris) {
    const port = Number(readRedirectUri(redirectUri).port);
    const reception = openReception({ redirectUri, state });
    const servers = await holdPort(port, () => newServer(reception));
    if (servers !== undefined) {
      return {
        redirectUri,
        arrival: reception.arrival,
        get strangers() {
          return reception.strangers();
        },
        close: () => letGo(servers),
      };
    }
    ports.push(port);
  }
  const holder = await holderOf(ports, machine);
  throw fault('port-taken', { ports, ...(holder === undefined ? {} : { holder }) });
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

interface Reception {
  readonly arrival: Promise<Arrival>;
  strangers(): number;
  receive(request: IncomingMessage, response: ServerResponse): void;
  receiveGarbage(error: Error, socket: Duplex): void;
}

/** Shared by the servers of both address families, so that one visit alone can be the first. */
function openReception(expected: Expected): Reception {
  let strangers = 0;
  let letIn: ((arrival: Arrival) => void) | undefined;
  const arrival = new Promise<Arrival>((resolve) => {
    letIn = resolve;
  });
  return {
    arrival,
    strangers: () => strangers,
    receive(request, response) {
      const { method, url: target, headers } = request;
      const visit = readVisit({ method, target, headers }, expected);
      if (visit.kind === 'stranger') {
        strangers += 1;
        turnAway(request, response, visit.why);
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
      if (!isGarbage || !socket.writable) socket.destroy();
      else socket.end(refusalOf(error), () => socket.destroy());
    },
  };
}

function newServer(reception: Reception): Server {
  const server = createServer(limits, reception.receive);
  server.on('clientError', reception.receiveGarbage);
  keepRoom(server);
  return server;
}

/** One connection too many ends the oldest that has asked for nothing yet, so that a true visit gets in. */
function keepRoom(server: Server): void {
  const silent = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
    const [oldest] = silent;
    if (oldest !== undefined && silent.size > mostConnections) {
      silent.delete(oldest);
      oldest.destroy();
    }
  });
  server.on('request', ({ socket }: IncomingMessage) => silent.delete(socket));
}

function turnAway(request: IncomingMessage, response: ServerResponse, why: Strangeness): void {
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
  // A browser full of localhost cookies of other programs gets here with the true address.
  const [status, advice] =
    platformCode(error) === 'HPE_HEADER_OVERFLOW'
      ? [
          '431 Request Header Fields Too Large',
          'Paste the address of this page into your terminal.',
        ]
      : ['400 Bad Request', ''];
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
