/** An HTTP server for one short visit: few bytes, little time, and room however many connections are opened. */

import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { platformCode } from '../faults/fault.ts';

const limits = {
  maxHeaderSize: 8192,
  headersTimeout: 5000,
  requestTimeout: 5000,
  // The two above are enforced only as often as this; by default every 30 seconds.
  connectionsCheckingInterval: 1000,
  // A missing Host is rejected like a wrong one.
  requireHostHeader: false,
} as const;

/** Connections without a request: far more than a browser opens, and few enough to be no burden. */
const maxIdleConnections = 128;
/** Milliseconds in which one of too many can still send its request. */
const graceMs = 50;

/** `onGarbage` hears of what was no HTTP: it never becomes a request. */
export function createLimitedServer(onRequest: RequestListener, onGarbage: () => void): Server {
  const server = createServer(limits, onRequest);
  server.on('clientError', (error, socket) => {
    const code = platformCode(error) ?? '';
    // Other codes are connections that timed out or broke off: browsers open some and never use them.
    const isGarbage = code.startsWith('HPE_');
    if (isGarbage) onGarbage();
    const isLate = code === 'ERR_HTTP_REQUEST_TIMEOUT' && hasSentData(socket);
    if (!(isGarbage || isLate) || !socket.writable) socket.destroy();
    else socket.end(errorResponse(code), () => socket.destroy());
  });
  limitIdleConnections(server);
  return server;
}

/**
 * One connection too many ends the oldest that has asked for nothing yet, so that LinkedIn's answer gets
 * in. A request that has come already may not have been read yet, so the oldest is given the grace twice:
 * in between, everything that has come is read.
 */
function limitIdleConnections(server: Server): void {
  const idle = new Set<Socket>();
  /** The graces that each has been given. */
  const graces = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    idle.add(socket);
    socket.once('close', () => {
      idle.delete(socket);
      graces.delete(socket);
    });
    const [oldest] = idle;
    if (oldest === undefined || idle.size <= maxIdleConnections) return;
    idle.delete(oldest);
    graces.set(oldest, 1);
    oldest.setTimeout(graceMs);
  });
  server.on('request', ({ socket }: IncomingMessage) => {
    idle.delete(socket);
    if (graces.delete(socket)) socket.setTimeout(0);
  });
  server.on('timeout', (socket: Socket) => {
    const given = graces.get(socket);
    graces.delete(socket);
    if (given === 1) {
      graces.set(socket, 2);
      socket.setTimeout(graceMs);
    } else if (given === 2 && hasSentData(socket)) {
      socket.end(errorResponse('busy'), () => socket.destroy());
    } else socket.destroy();
  });
}

/** Half a request is somebody's who wanted something. */
function hasSentData(socket: Duplex): boolean {
  return 'bytesRead' in socket && Number(socket.bytesRead) > 0;
}

const errorResponses: Readonly<Record<string, readonly [status: string, advice: string]>> = {
  // A browser full of localhost cookies of other programs gets here with the right address.
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'Paste the address of this page into your terminal.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'Reload this page.'],
  busy: ['503 Service Unavailable', 'Reload this page.'],
};

/** Written by hand: where there is no request, there is no `ServerResponse`. */
function errorResponse(code: string): string {
  const [status, advice] = errorResponses[code] ?? ['400 Bad Request', ''];
  return [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${advice.length}`,
    '',
    advice,
  ].join('\r\n');
}
