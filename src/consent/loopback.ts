/** Holds a port of this machine on every loopback address, so that nobody else can answer there. */

import type { Server } from 'node:http';
import { platformCode } from '../faults/fault.ts';

const loopbackAddresses: readonly string[] = ['127.0.0.1', '::1'];

export type HeldPort =
  | { readonly kind: 'held'; readonly servers: readonly Server[] }
  /** Somebody else listens there. */
  | { readonly kind: 'taken' }
  /**
   * The system lets nobody listen: EPERM and EINVAL in sandboxes, EACCES for a port that is reserved
   * (below 1024, or by Windows for Hyper-V), EADDRNOTAVAIL without any loopback address.
   */
  | { readonly kind: 'refused'; readonly code: string };

/**
 * One listening server per address where that works; a machine may have no IPv6, or no IPv4. Nothing when
 * somebody else holds the port on one of them: browsers choose the address, and the answer must not reach
 * another program.
 */
export async function holdPort(
  port: number,
  newServer: () => Server,
  addresses: readonly string[] = loopbackAddresses,
): Promise<HeldPort> {
  const servers: Server[] = [];
  let refusal = 'EADDRNOTAVAIL';
  for (const host of addresses) {
    const server = newServer();
    const failure = await listen(server, { port, host });
    if (failure === undefined) servers.push(server);
    else {
      refusal = platformCode(failure) ?? refusal;
      if (refusal !== 'EADDRINUSE') continue;
      await closeAll(servers);
      return { kind: 'taken' };
    }
  }
  return servers.length > 0 ? { kind: 'held', servers } : { kind: 'refused', code: refusal };
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
