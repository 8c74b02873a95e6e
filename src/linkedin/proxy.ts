/** Which proxy a request goes through, by the usual environment variables. */

import { fault } from '../faults/fault.ts';
import { Secret } from '../secret.ts';
import type { Env } from '../world.ts';
import { isLoopback } from './endpoints.ts';

export type HttpProxy = ReturnType<typeof readProxy>;

/**
 * The proxy on the way to an address; undefined where it is reached directly, as this machine always is.
 * Throws `setting-malformed` for what is no address of an HTTP proxy.
 */
export function proxyFor(url: URL, env: Env): HttpProxy | undefined {
  // An empty lower-case variable must not hide the upper-case one.
  const firstSet = (...names: readonly string[]) =>
    names.flatMap((name) => [name, name.toUpperCase()]).find((name) => env[name]);
  const bypass = firstSet('no_proxy');
  // Only this machine is spoken to without TLS.
  if (url.protocol !== 'https:' || isLoopback(url.hostname)) return undefined;
  if (bypass !== undefined && isBypassed(url, env[bypass] ?? '')) return undefined;
  const variable = firstSet('https_proxy', 'all_proxy', 'http_proxy');
  return variable === undefined ? undefined : readProxy(variable, env[variable]?.trim() ?? '');
}

function readProxy(variable: string, address: string) {
  if (!/^https?:\/\/./.test(address) || !URL.canParse(address)) {
    throw malformed(variable, 'the address of an HTTP proxy');
  }
  const { protocol, hostname, port, username, password } = new URL(address);
  const secure = protocol === 'https:';
  const realPort = port || (secure ? '443' : '80');
  return {
    variable,
    /** For a sentence: without the password that the address may carry. */
    name: `${hostname}:${realPort}`,
    /** Without the brackets of IPv6. */
    hostname: hostname.replace(/[[\]]/g, ''),
    port: Number(realPort),
    secure,
    /** Of the `Proxy-Authorization` header. */
    authorization: basicAuthorization(variable, [username, password]),
  };
}

function basicAuthorization(variable: string, parts: readonly string[]): Secret | undefined {
  if (parts.join('') === '') return undefined;
  try {
    const pair = parts.map((part) => decodeURIComponent(part)).join(':');
    return new Secret(`Basic ${Buffer.from(pair).toString('base64')}`);
  } catch {
    throw malformed(variable, 'an address whose password has %25 for every % of its own');
  }
}

/** The value is never shown: a password may stand anywhere in it. */
function malformed(variable: string, expected: string): Error {
  const example = 'http://proxy.example.com:8080';
  return fault('setting-malformed', { variable, expected, example });
}

/** As NO_PROXY is usually read: hosts with their subdomains, a leading dot or `*.` aside, maybe with a port. */
function isBypassed({ hostname, port }: URL, bypass: string): boolean {
  return bypass.split(/[\s,]/).some((entry) => {
    if (entry === '*') return true;
    const [, host = '', onlyPort] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (host === '' || (onlyPort !== undefined && onlyPort !== (port || '443'))) return false;
    return hostname === host || hostname.endsWith(`.${host}`);
  });
}
