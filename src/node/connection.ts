/** A connection to LinkedIn: name, proxy and TLS, all of it within one limit of time. */

import { once } from 'node:events';
import { request as openRequest } from 'node:http';
import { request as openSecureRequest } from 'node:https';
import { isIP, connect as openSocket, type Socket } from 'node:net';
import { connect as openTls, TLSSocket } from 'node:tls';
import type { HttpProxy } from '../linkedin/proxy.ts';
import { ExchangeError } from '../world.ts';

export interface Route {
  readonly url: URL;
  readonly proxy: HttpProxy | undefined;
  /** Of the exchange that opens the connection. */
  readonly signal: AbortSignal;
  /** Milliseconds for all of it. */
  readonly timeout: number;
}

export async function connect(route: Route): Promise<Socket> {
  const { signal, timeout } = route;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new ExchangeError('CONNECT_LATE')), timeout);
  try {
    return await connectThroughProxy({ ...route, signal: AbortSignal.any([signal, late.signal]) });
  } finally {
    clearTimeout(timer);
  }
}

async function connectThroughProxy({ url, proxy, signal }: Route): Promise<Socket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const address = { host, port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)) };
  if (url.protocol === 'http:') return await untilConnected(openSocket(address), 'connect', signal);
  const socket = proxy && (await openTunnel(address, proxy, signal));
  const servername = isIP(host) === 0 ? host : '';
  const secure = openTls({
    ...address,
    ...(socket && { socket }),
    servername,
    ALPNProtocols: ['http/1.1'],
  });
  return await untilConnected(secure, 'secureConnect', signal);
}

/** Destroys the socket when it fails or the signal comes first. */
async function untilConnected(socket: Socket, event: string, signal: AbortSignal): Promise<Socket> {
  // An error that comes when nobody listens any more would end the process.
  socket.on('error', () => {});
  try {
    await once(socket, event, { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? signal.reason : error;
  }
}

async function openTunnel(
  { host, port }: { readonly host: string; readonly port: number },
  { hostname, port: proxyPort, secure, authorization }: HttpProxy,
  signal: AbortSignal,
): Promise<Socket> {
  const path = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const asking = (secure ? openSecureRequest : openRequest)({
    agent: false,
    method: 'CONNECT',
    host: hostname,
    port: proxyPort,
    path,
    headers: {
      host: path,
      ...(authorization && { 'proxy-authorization': authorization.reveal() }),
    },
  });
  asking.on('error', () => {});
  try {
    const answered = once(asking, 'connect', { signal });
    asking.end();
    const [{ statusCode }, socket, begun] = await answered;
    if (statusCode < 200 || statusCode > 299) throw new ExchangeError('PROXY_REFUSED', statusCode);
    socket.unshift(begun);
    return socket;
  } catch (error) {
    asking.destroy();
    const isUntrusted = asking.socket instanceof TLSSocket && asking.socket.authorizationError;
    if (signal.aborted) throw signal.reason;
    throw isUntrusted ? new ExchangeError('PROXY_UNTRUSTED', undefined, { cause: error }) : error;
  }
}
