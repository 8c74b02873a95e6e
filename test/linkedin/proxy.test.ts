/** Proxies: read from the variables that every tool reads, and named without what nobody should see. */

import { describe, expect, it } from 'vitest';
import { SetupError } from '../../src/faults/fault.ts';
import { proxyFor } from '../../src/linkedin/proxy.ts';
import type { Env } from '../../src/world.ts';

const one = 'http://one.example.com:8080';
const other = 'http://other.example.com:8080';
const api = 'https://api.linkedin.com';

const nameFor = (address: string, env: Env) => proxyFor(new URL(address), env)?.name;

describe('the proxy', () => {
  it.each<[string, Env, string | undefined]>([
    [api, {}, undefined],
    [api, { HTTPS_PROXY: one }, 'one.example.com:8080'],
    [api, { https_proxy: one, HTTPS_PROXY: other }, 'one.example.com:8080'],
    [api, { https_proxy: '', HTTPS_PROXY: one }, 'one.example.com:8080'],
    [api, { HTTP_PROXY: one }, 'one.example.com:8080'],
    [api, { HTTP_PROXY: one, HTTPS_PROXY: other }, 'other.example.com:8080'],
    [api, { ALL_PROXY: one }, 'one.example.com:8080'],
    [api, { ALL_PROXY: one, HTTPS_PROXY: other }, 'other.example.com:8080'],
    [api, { HTTPS_PROXY: '', HTTP_PROXY: '' }, undefined],
    [api, { HTTPS_PROXY: 'http://robin:pa55w0rd@p.example.com:3128' }, 'p.example.com:3128'],
    [api, { HTTPS_PROXY: 'http://p.example.com' }, 'p.example.com:80'],
    [api, { HTTPS_PROXY: 'https://p.example.com/' }, 'p.example.com:443'],
    [api, { HTTPS_PROXY: 'http://[::1]:3128' }, '[::1]:3128'],
    ['http://localhost:8080', { HTTP_PROXY: one, HTTPS_PROXY: one }, undefined],
    ['http://x.test', { HTTP_PROXY: one, HTTPS_PROXY: one }, undefined],
    ['https://localhost:8080', { HTTP_PROXY: one, HTTPS_PROXY: one }, undefined],
    ['http://[::1]:8080', { HTTP_PROXY: one }, undefined],
    [api, { HTTPS_PROXY: one, NO_PROXY: 'api.linkedin.com' }, undefined],
    [api, { HTTPS_PROXY: one, NO_PROXY: '.linkedin.com' }, undefined],
    [api, { HTTPS_PROXY: one, NO_PROXY: '*.linkedin.com' }, undefined],
    [api, { HTTPS_PROXY: one, NO_PROXY: 'x.test LinkedIn.com:443' }, undefined],
    [api, { HTTPS_PROXY: one, no_proxy: '', NO_PROXY: '*' }, undefined],
    [api, { HTTPS_PROXY: one, NO_PROXY: 'linkedin.com:8443' }, 'one.example.com:8080'],
    [api, { HTTPS_PROXY: one, NO_PROXY: 'x.test,  ,linkedin.com' }, undefined],
    [api, { HTTPS_PROXY: one, NO_PROXY: 'linkedin.com:443x' }, 'one.example.com:8080'],
    [api, { HTTPS_PROXY: one, NO_PROXY: ' , ,' }, 'one.example.com:8080'],
    [api, { HTTPS_PROXY: one, NO_PROXY: 'api*' }, 'one.example.com:8080'],
    ['https://x.test:8443', { HTTPS_PROXY: one, NO_PROXY: 'x.test:8443' }, undefined],
    ['https://x.test:8443', { HTTPS_PROXY: one, NO_PROXY: 'x.test:443' }, 'one.example.com:8080'],
    ['https://x.test:8443', { HTTPS_PROXY: one, NO_PROXY: 'x.test' }, undefined],
    [api, { HTTPS_PROXY: ` ${one} ` }, 'one.example.com:8080'],
    [api, { HTTPS_PROXY: one, NO_PROXY: 'edin.com' }, 'one.example.com:8080'],
    [api, { HTTPS_PROXY: one, NO_PROXY: 'example.com' }, 'one.example.com:8080'],
    [api, { HTTPS_PROXY: 'what nobody needs', NO_PROXY: '*' }, undefined],
  ])('to %s with %j is %s', (address, env, name) => {
    expect(nameFor(address, env)).toBe(name);
  });

  it.each([
    [
      one,
      { name: 'one.example.com:8080', hostname: 'one.example.com', port: 8_080, secure: false },
    ],
    ['https://p.test', { name: 'p.test:443', hostname: 'p.test', port: 443, secure: true }],
    ['http://[::1]:3128', { name: '[::1]:3128', hostname: '::1', port: 3_128, secure: false }],
  ])('at %s is connected to by its parts', (address, parts) => {
    const variable = 'https_proxy';
    const proxy = proxyFor(new URL(api), { [variable]: address });
    expect(proxy).toEqual({ variable, ...parts, authorization: undefined });
  });

  it.each<[string, string | undefined]>([
    [one, undefined],
    ['http://robin:pa55w0rd!@p.test', 'robin:pa55w0rd!'],
    ['http://robin@p.test', 'robin:'],
    ['http://do%40main:p%25%3A@p.test', 'do@main:p%:'],
  ])('at %s is signed in to as %s', (address, pair) => {
    const login = proxyFor(new URL(api), { HTTPS_PROXY: address })?.authorization?.reveal();
    expect(login).toBe(pair && `Basic ${Buffer.from(pair).toString('base64')}`);
  });
});

describe('an address that is no proxy', () => {
  const percent = 'an address whose password has %25 for every % of its own';
  it.each([
    'proxy.example.com:8080',
    'xhttp://proxy.example.com:8080',
    'socks5://proxy.example.com:1080',
    'http://',
    'http://proxy.example.com:99999',
    'http://proxy.example.com:port',
    'http://[proxy',
    'http://robin:pa55w0rd',
    'socks5://robin:pa55w0rd@proxy.example.com:1080',
    'robin:pa55w0rd@proxy.example.com',
    'http://robin:pa55w0rd@proxy.example.com:99999',
    'http://robin:pa55@w0rd@[proxy',
    'http://robin:pa55%w0rd@proxy.example.com:3128',
    'http://robin:pa55%E4w0rd@proxy.example.com:3128',
  ])('is told by the name of its variable, without any of it: %s', (address) => {
    for (const variable of ['HTTPS_PROXY', 'all_proxy', 'HTTP_PROXY']) {
      const complaint = complaintOf({ [variable]: address });
      expect(complaint).toMatch(
        `${variable} must be ${address.includes('%') ? percent : 'the address of an HTTP proxy'}`,
      );
      expect(complaint).toContain('http://proxy.example.com:8080');
      expect(complaint).not.toMatch(/robin|pa55|w0rd/);
    }
  });
});

function complaintOf(env: Env): string {
  try {
    return nameFor(api, env) ?? 'none';
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    expect(error.code).toBe('setting-malformed');
    return [error.message, JSON.stringify(error.fix)].join('\n');
  }
}
