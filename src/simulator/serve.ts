/** The simulator as a server of this machine, for people with a browser and for programs with an address. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Simulator } from './simulator.ts';

/** A simulator that listens. */
export interface SimulatorServer {
  /** `http://127.0.0.1:` and the port; `PECTUS_LINKEDIN_OAUTH_URL` and `PECTUS_LINKEDIN_API_URL` begin with it. */
  readonly origin: string;
  /** Ends every connection, whatever it is waiting for. */
  readonly close: () => Promise<void>;
}

/** Where to listen. */
export interface ServeOptions {
  /** One that the system chooses when left out. */
  readonly port?: number;
}

/**
 * Serves the simulator over HTTP, on 127.0.0.1 and [::1] only, so that `localhost` is it in either family. Rejects
 * with the system's error when the port is taken.
 *
 * @example
 * ```ts
 * import { createSimulator, serveSimulator } from 'pectus-linkedin/simulator';
 *
 * const simulator = createSimulator({ now: () => new Date() });
 * const { origin, close } = await serveSimulator(simulator);
 * process.env['PECTUS_LINKEDIN_OAUTH_URL'] = `${origin}/oauth/v2`;
 * process.env['PECTUS_LINKEDIN_API_URL'] = `${origin}/rest`;
 * // … what is to be tested …
 * await close();
 * ```
 */
export async function serveSimulator(
  simulator: Pick<Simulator, 'fetch'>,
  { port = 0 }: ServeOptions = {},
): Promise<SimulatorServer> {
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void answer(simulator, request, response);
  const servers = await listenOnBoth(listener, port);
  const close = async (server: Server) => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    origin: originOf(portOf(servers[0])),
    close: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** How often a free port is looked for that is free in both families. */
const attempts = 10;

async function listenOnBoth(listener: Listener, port: number, left = attempts) {
  const first = await listen(listener, port, '127.0.0.1');
  try {
    return [first, await listen(listener, portOf(first), '::1')] as const;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // Containers often have one family only.
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return [first] as const;
    first.close();
    if (port !== 0 || left === 0) throw error;
    return await listenOnBoth(listener, port, left - 1);
  }
}

async function listen(listener: Listener, port: number, host: string): Promise<Server> {
  const server = createServer(listener);
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function originOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

async function answer(
  simulator: Pick<Simulator, 'fetch'>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  try {
    await send(await simulator.fetch(await requestFrom(incoming)), outgoing);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const body = JSON.stringify({ status: 500, message: `The simulator failed: ${message}` });
    if (!outgoing.headersSent) outgoing.writeHead(500, { 'content-type': 'application/json' });
    outgoing.end(body);
  }
}

async function requestFrom(incoming: IncomingMessage): Promise<Request> {
  const { method = 'GET', url = '/', headersDistinct } = incoming;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  return new Request(`${calledOrigin(incoming)}${url}`, { method, headers, ...(body && { body }) });
}

/**
 * As the caller names this server, where that is one of its names, or LinkedIn's behind a stand-in for TLS. The path
 * alone decides which of LinkedIn's hosts is meant.
 */
function calledOrigin({ headers, socket }: IncomingMessage): string {
  const { host = '' } = headers;
  if (/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host)) return `http://${host}`;
  if (/^(www|api)\.linkedin\.com$/.test(host)) return `https://${host}`;
  return originOf(socket.localPort ?? 0);
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  const announced = Number(response.headers.get('content-length') ?? body.length);
  if (announced === body.length) {
    outgoing.end(body);
    return;
  }
  // A reply that was cut short: the rest never comes, and the connection says so.
  outgoing.write(body, () => outgoing.destroy());
}
