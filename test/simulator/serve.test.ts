/** The simulator over a real socket. */

import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { type SimulatorServer, serveSimulator } from '../../src/simulator/serve.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { closed, freePort, holder, refusalAt } from '../consent/visitors.ts';
import { createClient, start } from './simulator-client.ts';

const servers: SimulatorServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(scenario: Scenario = scenarios.ready) {
  const simulator = createSimulator({ scenario, now: () => new Date(start) });
  const server = await serveSimulator(simulator);
  servers.push(server);
  return { simulator, origin: server.origin, close: server.close };
}

function port(origin: string): number {
  return Number(new URL(origin).port);
}

describe('a server', () => {
  it('answers as the simulator does, byte for byte', async () => {
    const { origin } = await serve();
    const inside = await createClient().send('/developers/apps');
    const outside = await fetch(`${origin}/developers/apps`);
    expect([outside.status, await outside.text()]).toEqual([inside.status, await inside.text()]);
    expect(outside.headers.get('date')).toBe('Sun, 22 Nov 2026 12:00:00 GMT');
    expect(outside.headers.get('content-security-policy')).toBe(
      inside.headers.get('content-security-policy'),
    );
  });

  it('takes forms, headers and queries as they were sent', async () => {
    const { origin, simulator } = await serve();
    const { clientId, clientSecret } = simulator.app;
    const { accessToken } = simulator.issueTokens();
    const introspection = await fetch(`${origin}/oauth/v2/introspectToken`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: clientId,
        client_secret: clientSecret,
        token: accessToken,
      }),
    });
    const search = await fetch(
      `${origin}/rest/adAccounts?q=search&search=(name:(values:List(Acme%20US)))`,
      {
        headers: {
          authorization: `Bearer ${accessToken}`,
          'linkedin-version': '202609',
          'x-restli-protocol-version': '2.0.0',
        },
      },
    );
    expect(await introspection.json()).toMatchObject({ active: true });
    expect(await search.json()).toMatchObject({ elements: [{ id: 509876543 }] });
  });

  it('listens on 127.0.0.1, on the port it was told', async () => {
    const { origin, close } = await serve();
    await close();
    const again = await serveSimulator(createClient().simulator, { port: port(origin) });
    servers.push(again);
    expect([new URL(origin).hostname, again.origin]).toEqual(['127.0.0.1', origin]);
  });

  it('says so when the port is taken', async () => {
    const { origin } = await serve();
    await expect(
      serveSimulator(createClient().simulator, { port: port(origin) }),
    ).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('answers on either loopback address, and listens on no other', async () => {
    const { origin } = await serve();
    for (const host of ['localhost', '[::1]']) {
      expect((await fetch(`http://${host}:${port(origin)}/`)).status).toBe(200);
    }
    const [address] = Object.values(networkInterfaces())
      .flat()
      .filter((one) => one?.internal === false && one.family === 'IPv4');
    if (address !== undefined) {
      expect(await refusalAt(port(origin), address.address)).toBe('ECONNREFUSED');
    }
  });

  it('says so when the port is taken in one family alone', async () => {
    const other = await holder(await freePort(), '::1');
    const at = other.address();
    const taken = typeof at === 'object' && at !== null ? at.port : 0;
    await expect(serveSimulator(createClient().simulator, { port: taken })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await closed(other);
    expect(await refusalAt(taken, '127.0.0.1')).toBe('ECONNREFUSED');
  });

  it.each([
    ['127.0.0.1:PORT', 'http://127.0.0.1:PORT'],
    ['localhost:PORT', 'http://localhost:PORT'],
    ['[::1]:PORT', 'http://[::1]:PORT'],
    // Behind a stand-in for TLS.
    ['www.linkedin.com', 'https://www.linkedin.com'],
    ['api.linkedin.com', 'https://www.linkedin.com'],
    ['linkedin.com.example.org', 'http://127.0.0.1:PORT'],
  ])('takes %s for its name', async (host, expected) => {
    const { origin } = await serve();
    const here = (text: string) => text.replace('PORT', String(port(origin)));
    const path = '/oauth/.well-known/openid-configuration';
    const [response] = (await once(
      get(`${origin}${path}`, { agent: false, headers: { host: here(host) } }),
      'response',
    )) as [IncomingMessage];
    expect(await json(response)).toMatchObject({ issuer: `${here(expected)}/oauth` });
  });

  it('breaks the connection off where the reply is cut short', async () => {
    const { origin } = await serve(scenarios['reply-cut-short']);
    const response = await fetch(`${origin}/oauth/v2/revoke`, { method: 'POST' });
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('answers with 500 where the simulator throws', async () => {
    const server = await serveSimulator({
      fetch: () => Promise.reject(new Error('out of order')),
    });
    servers.push(server);
    const response = await fetch(server.origin);
    expect([response.status, await response.json()]).toEqual([
      500,
      { status: 500, message: 'The simulator failed: out of order' },
    ]);
  });
});

describe('closing', () => {
  it('ends idle connections, and a second time does nothing', async () => {
    const { origin, close } = await serve();
    const socket = connect(port(origin), '127.0.0.1');
    await once(socket, 'connect');
    const ended = once(socket, 'close');
    await close();
    await close();
    await ended;
  });

  it('ends connections that wait for an answer', async () => {
    const asked = new EventTarget();
    const server = await serveSimulator({
      fetch: () => {
        asked.dispatchEvent(new Event('call'));
        return new Promise(() => {});
      },
    });
    const call = once(asked, 'call');
    const waiting = fetch(server.origin).catch((error: unknown) => error);
    await call;
    await server.close();
    expect(await waiting).toBeInstanceOf(TypeError);
  });
});
