/** Machines whose loopback addresses are not as usual. */

import { createServer, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { bindPort, closeAll } from '../../src/consent/listener.ts';
import { freePort, knock } from './visitors.ts';

/** Addresses set aside for documentation (RFC 5737, RFC 3849): no machine has them, so binding fails. */
const noIpv4 = '198.51.100.1';
const noIpv6 = '2001:db8::1';

const newServer = () => createServer((_, response) => response.end('here'));
let held: readonly Server[] = [];

afterEach(() => closeAll(held));

it.each([
  ['IPv6', ['127.0.0.1', noIpv6], '127.0.0.1'],
  ['IPv4', [noIpv4, '::1'], '::1'],
])('a machine without %s answers on the other', async (_, addresses, address) => {
  const port = await freePort();
  const bound = await bindPort(port, newServer, addresses);
  held = bound.kind === 'bound' ? bound.servers : [];
  expect(held).toHaveLength(1);
  expect((await knock(port, { address })).body).toBe('here');
});

it('a machine without any loopback address is not a taken port', async () => {
  const nowhere = bindPort(await freePort(), newServer, [noIpv4, noIpv6]);
  expect(await nowhere).toEqual({ kind: 'refused', code: 'EADDRNOTAVAIL' });
});

it.each([
  'EPERM',
  'EINVAL',
  'EACCES',
  'ENETDOWN',
])('a system that answers %s lets nobody listen', async (code) => {
  const server = createServer();
  server.listen = () => {
    const refusal = Object.assign(new Error(`listen ${code}`), { code });
    queueMicrotask(() => server.emit('error', refusal));
    return server;
  };
  expect(await bindPort(await freePort(), () => server)).toEqual({ kind: 'refused', code });
});
