/** Which proxy a request goes through, by the usual environment variables. */

import { fault } from '../errors.ts';
import type { Env } from '../world.ts';
import { isLoopback } from './endpoints.ts';
import { plainText } from './plain-text.ts';

export interface ProxySettings {
  readonly https: string | undefined;
  readonly http: string | undefined;
  /** Comma-separated hosts that are reached directly. */
  readonly bypass: string;
}

/** Throws `setting-malformed` for a proxy that is no http address. */
export function readProxies(env: Env): ProxySettings {
  // An empty lower-case variable must not hide the upper-case one.
  const named = (name: string) => env[name] || env[name.toUpperCase()] || undefined;
  const proxy = (name: string) => {
    const address = named(name);
    if (address !== undefined && !isProxy(address)) throw notAProxy(name, address);
    return address;
  };
  const http = proxy('http_proxy');
  const bypass = [named('no_proxy'), 'localhost', '127.0.0.1', '::1'].filter(Boolean).join(',');
  return { https: proxy('https_proxy') ?? proxy('all_proxy') ?? http, http, bypass };
}

function notAProxy(name: string, address: string): Error {
  return fault('setting-malformed', {
    variable: name.toUpperCase(),
    // What stands before an @ may be a password.
    given: plainText(address.replace(/^.*@/, ''), 80),
    expected: 'the address of an HTTP proxy',
    example: 'http://proxy.example.com:8080',
  });
}

function isProxy(address: string): boolean {
  return /^https?:\/\/./.test(address) && URL.canParse(address);
}

/** The proxy's host and port for a sentence, without the password that its address may carry. */
export function proxyName(url: URL, env: Env): string | undefined {
  const { https, http, bypass } = readProxies(env);
  const proxy = url.protocol === 'https:' ? https : http;
  if (proxy === undefined || isLoopback(url.hostname) || isBypassed(url, bypass)) return undefined;
  return new URL(proxy).host;
}

/** As undici reads NO_PROXY: hosts with their subdomains, a leading dot or `*.` aside, maybe with a port. */
function isBypassed({ hostname, port, protocol }: URL, bypass: string): boolean {
  const realPort = port || (protocol === 'https:' ? '443' : '80');
  return bypass.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const [, host = '', onlyPort] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (host === '' || (onlyPort !== undefined && onlyPort !== realPort)) return false;
    return hostname === host || hostname.endsWith(`.${host}`);
  });
}
