/** The real door to the network, on real sockets: what goes wrong there, and which fault it becomes. */

import type { RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SetupError } from '../../src/faults/fault.ts';
import { findAdAccount } from '../../src/linkedin/ad-accounts.ts';
import { createLinkedIn } from '../../src/linkedin/client.ts';
import { createExchange } from '../../src/node/exchange.ts';
import { Secret } from '../../src/secret.ts';
import type { Env } from '../../src/world.ts';
import { environmentAt } from '../support/linkedin-address.ts';
import {
  account,
  accountText,
  deadPort,
  httpServer,
  httpsServer,
  proxy,
  roughServer,
} from '../support/network-peers.ts';

const html: (status: number) => RequestListener = (status) => (_, response) => {
  response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>');
};

interface Told {
  readonly code?: string;
  readonly message?: string;
  readonly found?: string;
}

/** Asks for an ad account, with a clock that does not wait; resolves with what an operator would be told. */
async function ask(origin: string, env: Env = {}): Promise<Told & { readonly error?: unknown }> {
  const { signal } = new AbortController();
  const clock = { now: () => new Date(0), sleep: async () => {} };
  const exchange = createExchange(env);
  const world = { exchange, clock, env: { ...env, ...environmentAt(origin) }, signal };
  const linkedin = createLinkedIn(world);
  try {
    const answer = await findAdAccount('512345678', new Secret('AQXtheOneToken'), linkedin);
    return answer.kind === 'ok' ? { found: answer.value.name } : {};
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return { code: error.code, message: error.message, error };
  }
}

async function told(origin: string, env?: Env): Promise<Told> {
  const { error: _, ...words } = await ask(origin, env);
  return words;
}

const unreachable = (host: string, why: string) => ({
  code: 'network-unreachable',
  message: `${host} cannot be reached: ${why}.`,
});
const unavailable = (what: string) => ({
  code: 'linkedin-unavailable',
  message: `LinkedIn is not answering as it should: ${what}.`,
});

describe('a connection', () => {
  it('that works brings the answer', async () => {
    const port = await httpServer(account);
    expect(await told(`http://127.0.0.1:${port}`)).toEqual({ found: 'Acme Europe' });
  });

  it('that is refused is a fault that says so', async () => {
    const host = `127.0.0.1:${await deadPort()}`;
    expect(await told(`http://${host}`)).toEqual(unreachable(host, 'the connection was refused'));
  });

  it('to a name that does not exist is a fault that asks whether the machine is online', async () => {
    const { code, message } = await told('https://linkedin.invalid');
    expect(code).toBe('network-unreachable');
    // Which of the two it is depends on the machine's own name server.
    expect(message).toMatch(
      /^linkedin\.invalid cannot be reached: its name (is not known here|cannot be looked up); is this machine online\.$/,
    );
  });

  it('that stays silent is ended by Ctrl-C', async () => {
    const port = await roughServer();
    const interruption = new AbortController();
    const env = environmentAt(`http://127.0.0.1:${port}`);
    const clock = { now: () => new Date(0), sleep: async () => {} };
    const world = { exchange: createExchange(env), clock, env, signal: interruption.signal };
    const linkedin = createLinkedIn(world);
    const answer = findAdAccount('1', new Secret('AQXtheOneToken'), linkedin);
    const reason = new Error('interrupted');
    setImmediate(() => interruption.abort(reason));
    await expect(answer).rejects.toBe(reason);
  });
});

describe('an answer', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
  const half = accountText.slice(0, 40);

  it.each([
    ['shorter than announced', `${head}Content-Length: 1000\r\n\r\n${half}`],
    ['cut between its chunks', `${head}Transfer-Encoding: chunked\r\n\r\n28\r\n${half}\r\n`],
    ['cut within a chunk', `${head}Transfer-Encoding: chunked\r\n\r\nff\r\n${half}`],
  ])('%s is a connection that broke off', async (_, bytes) => {
    const host = `127.0.0.1:${await roughServer(bytes)}`;
    expect(await told(`http://${host}`)).toEqual(
      unreachable(host, 'the answer broke off in the middle'),
    );
  });

  it('cut within its headers is a connection that broke off', async () => {
    const host = `127.0.0.1:${await roughServer('HTTP/1.1 200 OK\r\nContent-Ty')}`;
    const { code, message } = await told(`http://${host}`);
    expect(code).toBe('network-unreachable');
    expect(message).toContain('broke off');
  });

  it('that is no HTTP at all is a fault, not a crash', async () => {
    const host = `127.0.0.1:${await roughServer('SSH-2.0-OpenSSH_9.6\r\n')}`;
    expect(await told(`http://${host}`)).toMatchObject({ code: 'network-unreachable' });
  });

  it("of HTML with 200 is not LinkedIn's", async () => {
    const port = await httpServer(html(200));
    expect(await told(`http://127.0.0.1:${port}`)).toEqual({
      code: 'linkedin-unavailable',
      message: "LinkedIn's answer did not arrive: a web page came in its place (HTTP 200).",
    });
  });

  it('of HTML with 502 is LinkedIn not answering as it should', async () => {
    const port = await httpServer(html(502));
    expect(await told(`http://127.0.0.1:${port}`)).toEqual(unavailable('it answers with HTTP 502'));
  });

  it('of half a JSON text is LinkedIn not answering as it should', async () => {
    const port = await httpServer((_, response) => void response.end(half));
    expect(await told(`http://127.0.0.1:${port}`)).toEqual(
      unavailable('its answer is cut off or damaged (HTTP 200)'),
    );
  });

  it('that leads elsewhere is not followed', async () => {
    let elsewhere = 0;
    const other = await httpServer((_, response) => {
      elsewhere += 1;
      response.end(accountText);
    });
    const location = `http://127.0.0.1:${other}/`;
    const port = await httpServer(
      (_, response) => void response.writeHead(302, { location }).end(),
    );
    expect(await told(`http://127.0.0.1:${port}`)).toMatchObject({ code: 'linkedin-unavailable' });
    expect(elsewhere).toBe(0);
  });
});

describe('a certificate', () => {
  it('that nobody vouches for is a fault of its own, and is not tried again', async () => {
    const port = await httpsServer(account);
    const tunnel = await proxy({ leadsTo: port });
    const { code, message } = await told('https://linkedin.test', {
      HTTPS_PROXY: `http://127.0.0.1:${tunnel.port}`,
    });
    expect({ code, message, connections: tunnel.asked.length }).toEqual({
      code: 'tls-untrusted',
      message:
        'The certificate shown for linkedin.test is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE). A company network that inspects traffic does that.',
      connections: 1,
    });
  });
});

describe('a proxy', () => {
  const through = (port: number, why: string) => ({
    code: 'network-unreachable',
    message: `linkedin.test cannot be reached through the proxy 127.0.0.1:${port}: ${why}.`,
  });

  it.each<[string, { readonly login?: string }, string]>([
    ['403', {}, 'the proxy refused (HTTP 403)'],
    [
      '407',
      { login: 'robin:another' },
      'the proxy does not take the user name and the password that it was given (HTTP 407)',
    ],
  ])('that refuses with %s is named, without its password', async (_, rules, why) => {
    const { port } = await proxy(rules);
    const env = { HTTPS_PROXY: `http://robin:pa55w0rd!@127.0.0.1:${port}` };
    const { error, ...words } = await ask('https://linkedin.test', env);
    expect(words).toEqual(through(port, why));
    const everything = inspect(error, { depth: 10, showHidden: true });
    expect(everything).not.toContain('pa55w0rd');
    expect(everything).not.toContain(Buffer.from('robin:pa55w0rd!').toString('base64'));
  });

  it('that is not there is named', async () => {
    const port = await deadPort();
    expect(
      await told('https://linkedin.test', { HTTPS_PROXY: `http://127.0.0.1:${port}` }),
    ).toEqual(through(port, 'the connection was refused'));
  });

  it.each<[string, (address: string) => Env]>([
    ['HTTPS_PROXY', (address) => ({ HTTPS_PROXY: address })],
    ['https_proxy', (address) => ({ https_proxy: address })],
    [
      'HTTPS_PROXY beside an empty https_proxy',
      (address) => ({ https_proxy: '', HTTPS_PROXY: address }),
    ],
    [
      'https_proxy rather than HTTPS_PROXY',
      (address) => ({ https_proxy: address, HTTPS_PROXY: 'http://127.0.0.1:1' }),
    ],
    ['HTTP_PROXY where no other is set', (address) => ({ HTTP_PROXY: address })],
    ['ALL_PROXY', (address) => ({ ALL_PROXY: address })],
  ])('is taken from %s', async (_, env) => {
    const { port, asked } = await proxy();
    await told('https://linkedin.test', env(`http://127.0.0.1:${port}`));
    expect(new Set(asked)).toEqual(new Set(['linkedin.test:443']));
  });

  it.each([
    'linkedin.invalid',
    '.invalid',
    'example.com,linkedin.invalid',
  ])('is passed by for what NO_PROXY names: %s', async (bypass) => {
    const { port, asked } = await proxy();
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: bypass };
    const { message } = await told('https://linkedin.invalid', env);
    expect(message).toMatch(/^linkedin\.invalid cannot be reached: its name/);
    expect(asked).toEqual([]);
  });

  it.each(['127.0.0.1', 'localhost'])('is passed by for %s', async (host) => {
    const server = await httpServer(account);
    const { port, asked } = await proxy();
    const address = `http://127.0.0.1:${port}`;
    const env = { HTTP_PROXY: address, HTTPS_PROXY: address };
    expect(await told(`http://${host}:${server}`, env)).toEqual({ found: 'Acme Europe' });
    expect(asked).toEqual([]);
  });
});
