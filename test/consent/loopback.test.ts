/** Machines whose loopback addresses are not as usual. */

import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { holdPort, letGo } from '../../src/consent/loopback.ts';
import { freePort, knock } from './visitors.ts';

/** Addresses set aside for documentation (RFC 5737, RFC 3849): no machine has them, so binding fails. */
const noIpv4 = '198.51.100.1';
const noIpv6 = '2001:db8::1';

const newServer = () => createServer((_, response) => response.end('here'));
let held: Awaited<ReturnType<typeof holdPort>>;

afterEach(() => letGo(held ?? []));

it.each([
  ['IPv6', ['127.0.0.1', noIpv6], '127.0.0.1'],
  ['IPv4', [noIpv4, '::1'], '::1'],
])('a machine without %s answers on the other', async (_, addresses, address) => {
  const port = await freePort();
  held = await holdPort(port, newServer, addresses);
  expect(held).toHaveLength(1);
  expect((await knock(port, { address })).body).toBe('here');
});

it('a machine without any loopback address is not a taken port', async () => {
  const nowhere = holdPort(await freePort(), newServer, [noIpv4, noIpv6]);
  await expect(nowhere).rejects.toThrow('this machine has no loopback address');
});
