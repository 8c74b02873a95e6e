/** Holds a port of this machine on every loopback address, so that nobody else can answer there. */

import type { Server } from 'node:http';
import { platformCode } from '../errors.ts';

const loopbackAddresses: readonly string[] = ['127.0.0.1', '::1'];

/** EACCES: Windows keeps port ranges for Hyper-V and says so in this way, though nobody listens. */
const taken = ['EADDRINUSE', 'EACCES'];
/** The machine has no IPv6, or no IPv4. */
const absent = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/**
 * One listening server per address that the machine has, or undefined when somebody else holds the port on
 * any of them: browsers choose the address, and the answer must not reach another program.
 */
export async function holdPort(
  port: number,
  newServer: () => Server,
  addresses: readonly string[] = loopbackAddresses,
): Promise<readonly Server[] | undefined> {
  const held: Server[] = [];
  for (const host of addresses) {
    const server = newServer();
    const failure = await listen(server, { port, host });
    const code = platformCode(failure) ?? '';
    if (failure === undefined) held.push(server);
    else if (!absent.includes(code)) {
      await letGo(held);
      if (taken.includes(code)) return undefined;
      throw failure;
    }
  }
  if (held.length === 0) throw new Error('this machine has no loopback address');
  return held;
}

/** Frees the ports and ends every connection; a second time does nothing. */
export async function letGo(servers: readonly Server[]): Promise<void> {
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

function listen(
  server: Server,
  at: { readonly port: number; readonly host: string },
): Promise<Error | undefined> {
  return new Promise((resolve) => {
    // Stays on after listening has begun: a connection that cannot be accepted must not end the wait.
    server.on('error', resolve);
    server.listen({ ...at, exclusive: true }, () => resolve(undefined));
  });
}
