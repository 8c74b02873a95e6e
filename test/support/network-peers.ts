/** The other end of a connection, as the network has it: servers that answer, stop, break off, and proxies. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const certificates = join(import.meta.dirname, '../fixtures/tls');
export const authority = join(certificates, 'authority.pem');
/** Signed for what is odd about certificates, and for a proxy. */
export const secondAuthority = join(certificates, 'second-authority.pem');

export const accountText = JSON.stringify({
  id: 512345678,
  name: 'Acme Europe',
  currency: 'EUR',
  status: 'ACTIVE',
  type: 'BUSINESS',
});

/** Answers every request with an ad account. */
export const account: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(accountText);
};

/** Far longer than any test. */
const keepAliveTimeout = 60_000;

/** Listens until the test is over; resolves with the port. */
async function opened(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

export async function httpServer(answer: RequestListener): Promise<number> {
  return await opened(createHttpServer({ keepAliveTimeout }, answer));
}

/** For `linkedin.test`; its certificate is trusted only by those who were told to. */
export async function httpsServer(
  answer: RequestListener,
  certificate = 'server.pem',
): Promise<number> {
  return await opened(createHttpsServer({ ...keyPair(certificate), keepAliveTimeout }, answer));
}

function keyPair(certificate: string) {
  const [key, cert] = ['server-key.pem', certificate].map((name) =>
    readFileSync(join(certificates, name)),
  );
  return { key, cert };
}

/** Sends the bytes when the first request has come, and hangs up; without bytes it stays silent. */
export async function roughServer(bytes?: string): Promise<number> {
  return await socketServer((socket) => {
    if (bytes !== undefined) socket.end(bytes);
  });
}

/** Does whatever it likes with a connection when the first bytes of it have come. */
export async function socketServer(
  act: (socket: Socket, connection: number) => void,
): Promise<number> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const connection = connections;
    socket.once('data', () => act(socket, connection));
  });
  return await opened(server);
}

/** Sends the bytes one by one, so many milliseconds apart, for ever. */
export function drip(socket: Socket, bytes: string, apart: number): void {
  let at = 0;
  const timer = setInterval(() => {
    socket.write(bytes[at % bytes.length] ?? ' ');
    at += 1;
  }, apart);
  socket.on('close', () => clearInterval(timer));
}

/** A port on which nobody listens. */
export async function deadPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export interface Proxy {
  readonly port: number;
  /** The hosts and ports that were asked for. */
  readonly asked: readonly string[];
}

export interface ProxyRules {
  /** The proxy itself is spoken to over TLS, and shows this one. */
  readonly certificate?: string;
  /** Every tunnel leads to this port of this machine; without it, every tunnel is refused. */
  readonly leadsTo?: number;
  /** `user:password`; whoever comes without is refused with 407. */
  readonly login?: string;
}

/** Answers CONNECT and nothing else. */
export async function proxy({ leadsTo, login, certificate }: ProxyRules = {}): Promise<Proxy> {
  const asked: string[] = [];
  const refuse: RequestListener = (_, response) => response.writeHead(405).end();
  const server =
    certificate === undefined
      ? createHttpServer(refuse)
      : createHttpsServer(keyPair(certificate), refuse);
  server.on('connect', ({ url, headers }, socket: Socket) => {
    asked.push(url ?? '');
    socket.on('error', () => undefined);
    const expected = `Basic ${Buffer.from(login ?? '').toString('base64')}`;
    if (login !== undefined && headers['proxy-authorization'] !== expected) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
    } else if (leadsTo === undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    } else {
      const tunnel = connect(leadsTo, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        tunnel.pipe(socket).pipe(tunnel);
      });
      tunnel.on('error', () => socket.destroy());
    }
  });
  return { port: await opened(server), asked };
}
