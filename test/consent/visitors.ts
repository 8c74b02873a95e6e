/** Those who knock at the listener: whole requests, and bytes that are none. */

import { once } from 'node:events';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Knock {
  readonly address?: string;
  readonly method?: string;
  readonly target?: string;
  readonly headers?: OutgoingHttpHeaders;
}

export interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request on a connection of its own; resolves with the whole reply. */
export async function knock(port: number, given: Knock = {}): Promise<Reply> {
  const sent = request({
    agent: false,
    host: given.address ?? '127.0.0.1',
    port,
    method: given.method ?? 'GET',
    path: given.target ?? '/',
    headers: { Host: `localhost:${port}`, ...given.headers },
  });
  sent.end();
  const [reply] = await once(sent, 'response');
  reply.setEncoding('utf8');
  let body = '';
  for await (const chunk of reply) body += chunk;
  return { status: reply.statusCode, headers: reply.headers, body };
}

/** Sends bytes as they are; resolves with everything that came back once the other side has closed. */
export async function knockWith(port: number, bytes: string): Promise<string> {
  const socket = await connection(port);
  socket.write(bytes);
  return await everythingFrom(socket);
}

/** An open connection that has said nothing yet. */
export async function connection(port: number, address = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: address });
  // A reset is one of the ways in which the listener may end a connection.
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

export async function everythingFrom(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

/** The code of the refusal, or undefined when somebody answers there. */
export async function refusalAt(port: number, address: string): Promise<string | undefined> {
  const socket = connect({ port, host: address });
  try {
    await once(socket, 'connect');
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  } finally {
    socket.destroy();
  }
}

/** Another program that holds a port. */
export async function holder(port: number, address: string): Promise<Server> {
  const server = createServer();
  server.listen({ port, host: address });
  await once(server, 'listening');
  return server;
}

/**
 * A port that nobody holds on either loopback address, and that nobody else takes meanwhile: it lies
 * below those that systems hand out themselves, and every worker of vitest has a thousand of its own.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstOfWorker + (steps % portsOfWorker);
    steps += 1;
    if ((await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'))) return port;
  }
}

const portsOfWorker = 1000;
const workers = 15;
const firstOfWorker = 12_000 + portsOfWorker * (Number(process.env['VITEST_POOL_ID']) % workers);
/** Begins anywhere, so that another run of the tests on this machine is elsewhere. */
let steps = Math.floor(Math.random() * portsOfWorker);

/** Nobody can hold a port of an address that this machine has not. */
async function isFree(port: number, address: string): Promise<boolean> {
  try {
    await closed(await holder(port, address));
    return true;
  } catch (error) {
    return ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(
      String((error as NodeJS.ErrnoException).code),
    );
  }
}

export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
