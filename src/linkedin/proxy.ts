/** Which proxy a request goes through, by the usual environment variables. */

import type { Env } from '../world.ts';
import { isLoopback } from './endpoints.ts';

export interface ProxySettings {
  readonly https: string | undefined;
  readonly http: string | undefined;
  /** Comma-separated hosts that are reached directly. */
  readonly bypass: string;
}

export function readProxies(env: Env): ProxySettings {
  // An empty lower-case variable must not hide the upper-case one.
  const named = (name: string) => env[name] || env[name.toUpperCase()] || undefined;
  const http = named('http_proxy');
  const bypass = [named('no_proxy'), 'localhost', '127.0.0.1', '::1'].filter(Boolean).join(',');
  return { https: named('https_proxy') ?? named('all_proxy') ?? http, http, bypass };
}

/** The proxy's host and port for a sentence, without the password that its address may carry. */
export function proxyName(url: URL, env: Env): string | undefined {
  const { https, http } = readProxies(env);
  const proxy = url.protocol === 'https:' ? https : http;
  if (proxy === undefined || isLoopback(url.hostname) || !URL.canParse(proxy)) return undefined;
  return new URL(proxy).host;
}
