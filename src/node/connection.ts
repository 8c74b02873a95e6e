/** A connection to LinkedIn: name lookup, proxy and TLS, within one timeout. */

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
  readonly signal: AbortSignal;
  /** Milliseconds for all of it. */
  readonly timeout: number;
}

export async function connect(route: Route): Promise<Socket> {
  const timedOut = new AbortController();
  const timer = setTimeout(() => timedOut.abort(new ExchangeError('CONNECT_LATE')), route.timeout);
  try {
    const signal = AbortSignal.any([route.signal, timedOut.signal]);
    return await openConnection({ ...route, signal });
  } finally {
    clearTimeout(timer);
  }
}

async function openConnection({ url, proxy, signal }: Route): Promise<Socket> {
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
  // A later error without a listener would end the process.
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
  const request = (secure ? openSecureRequest : openRequest)({
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
  request.on('error', () => {});
  try {
    const response = once(request, 'connect', { signal });
    request.end();
    const [{ statusCode }, socket, firstBytes] = await response;
    if (statusCode < 200 || statusCode > 299) throw new ExchangeError('PROXY_REFUSED', statusCode);
    socket.unshift(firstBytes);
    return socket;
  } catch (error) {
    request.destroy();
    const certificateError =
      request.socket instanceof TLSSocket && request.socket.authorizationError;
    if (signal.aborted) throw signal.reason;
    throw certificateError
      ? new ExchangeError('PROXY_UNTRUSTED', undefined, { cause: error })
      : error;
  }
}
