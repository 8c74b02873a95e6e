/** Proxies: read from the variables that every tool reads, and named without what nobody should see. */

import { describe, expect, it } from 'vitest';
import { SetupError } from '../../src/errors.ts';
import { proxyName, readProxies } from '../../src/linkedin/proxy.ts';
import type { Env } from '../../src/world.ts';

const own = 'localhost,127.0.0.1,::1';
const one = 'http://one.example.com:8080';
const other = 'http://other.example.com:8080';

describe('the proxies', () => {
  it.each<[Env, object]>([
    [{}, { https: undefined, http: undefined, bypass: own }],
    [{ HTTPS_PROXY: one }, { https: one, http: undefined, bypass: own }],
    [
      { https_proxy: one, HTTPS_PROXY: other },
      { https: one, http: undefined, bypass: own },
    ],
    [
      { https_proxy: '', HTTPS_PROXY: one },
      { https: one, http: undefined, bypass: own },
    ],
    [{ HTTP_PROXY: one }, { https: one, http: one, bypass: own }],
    [
      { HTTP_PROXY: one, HTTPS_PROXY: other },
      { https: other, http: one, bypass: own },
    ],
    [{ ALL_PROXY: one }, { https: one, http: undefined, bypass: own }],
    [
      { ALL_PROXY: one, HTTPS_PROXY: other },
      { https: other, http: undefined, bypass: own },
    ],
    [
      { NO_PROXY: '.example.com' },
      { https: undefined, http: undefined, bypass: `.example.com,${own}` },
    ],
    [
      { no_proxy: '', NO_PROXY: 'x' },
      { https: undefined, http: undefined, bypass: `x,${own}` },
    ],
    [
      { HTTPS_PROXY: '', HTTP_PROXY: '' },
      { https: undefined, http: undefined, bypass: own },
    ],
  ])('of %j', (env, proxies) => {
    expect(readProxies(env)).toEqual(proxies);
  });

  it.each([
    'proxy.example.com:8080',
    'socks5://proxy.example.com:1080',
    'http://',
    'http://proxy.example.com:99999',
    'http://proxy.example.com:port',
    'http://[proxy',
  ])('are not read from %s', (address) => {
    expect(() => readProxies({ HTTPS_PROXY: address })).toThrow(
      expect.objectContaining({ code: 'setting-malformed' }),
    );
  });

  it.each([
    'socks5://robin:pa55w0rd@proxy.example.com:1080',
    'robin:pa55w0rd@proxy.example.com',
    'http://robin:pa55w0rd@proxy.example.com:99999',
    'http://robin:pa55@w0rd@[proxy',
  ])('keep their password to themselves when they cannot be read: %s', (address) => {
    const complaint = complaintOf({ HTTPS_PROXY: address });
    expect(complaint).toContain('HTTPS_PROXY is "');
    expect(complaint).not.toMatch(/robin|pa55|w0rd/);
  });
});

function complaintOf(env: Env): string {
  try {
    readProxies(env);
    return 'none';
  } catch (error) {
    if (error instanceof SetupError) return [error.message, ...error.fix].join('\n');
    throw error;
  }
}

describe('the name of the proxy for a sentence', () => {
  it.each<[string, Env, string | undefined]>([
    ['https://api.linkedin.com', {}, undefined],
    ['https://api.linkedin.com', { HTTPS_PROXY: one }, 'one.example.com:8080'],
    ['http://api.linkedin.com', { HTTPS_PROXY: one }, undefined],
    ['http://api.linkedin.com', { HTTP_PROXY: other }, 'other.example.com:8080'],
    [
      'https://api.linkedin.com',
      { HTTPS_PROXY: 'http://robin:pa55w0rd@p.example.com:3128' },
      'p.example.com:3128',
    ],
    ['http://localhost:8080', { HTTP_PROXY: one }, undefined],
    ['http://[::1]:8080', { HTTP_PROXY: one }, undefined],
    ['https://api.linkedin.com', { HTTPS_PROXY: one, NO_PROXY: 'api.linkedin.com' }, undefined],
    ['https://api.linkedin.com', { HTTPS_PROXY: one, NO_PROXY: '.linkedin.com' }, undefined],
    ['https://api.linkedin.com', { HTTPS_PROXY: one, NO_PROXY: '*' }, undefined],
    [
      'https://api.linkedin.com',
      { HTTPS_PROXY: one, NO_PROXY: 'example.com' },
      'one.example.com:8080',
    ],
  ])('to %s with %j is %s', (address, env, name) => {
    expect(proxyName(new URL(address), env)).toBe(name);
  });
});
