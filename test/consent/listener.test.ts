/** The listener on real sockets: rejects all but LinkedIn's answer, accepts that once, and frees its port. */

import { spawn } from 'node:child_process';
import { Server as HttpServer } from 'node:http';
import type { Server, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Listener, openListener } from '../../src/consent/listener.ts';
import { type Page, strayPage, usedPage } from '../../src/consent/pages.ts';
import { Secret } from '../../src/secret.ts';
import { quietMachine } from '../support/machine.ts';

import {
  closed,
  connection,
  everythingFrom,
  freePort,
  holder,
  type Knock,
  knock,
  knockWith,
  refusalAt,
} from './visitors.ts';

const stateText = 'q7Vd0C1mZ0xJ8r6yTn5wKb2LsEoHgUaPfXiM3vRtYcA';
const state = new Secret(stateText);
const page: Page = { status: 200, html: '<!doctype html><title>Held page</title>' };
const answerTarget = `/callback?code=AQT0&state=${stateText}`;

const redirectTo = (port: number) => `http://localhost:${port}/callback`;

let port: number;
let listener: Listener;
const others: Server[] = [];

beforeEach(async () => {
  port = await freePort();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await listener?.close();
  await Promise.all(others.splice(0).map(closed));
});

async function open(uris: readonly string[] = [redirectTo(port)]): Promise<void> {
  listener = await openListener(uris, state, { machine: quietMachine });
}

/** The whole of what is sent where there is no request to answer. */
function errorReply(status: string, advice: string): RegExp {
  const lines = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${advice.length}`,
    '',
    advice,
  ];
  return new RegExp(`^${lines.join('\r\n').replaceAll('.', '\\.')}$`);
}

/** LinkedIn's answer is accepted, and its tab gets the page that it is replied with. */
async function expectAccepted(given: Knock = {}): Promise<void> {
  const reply = knock(port, { target: answerTarget, ...given });
  const response = await listener.authorizationResponse;
  expect(Object.fromEntries(response.params)).toEqual({ code: 'AQT0', state: stateText });
  await response.reply(page);
  expect(await reply).toMatchObject({ status: 200, body: page.html });
}

describe('any other visit', () => {
  beforeEach(() => open());

  const stray = strayPage.html;
  const rejected: readonly (readonly [string, Knock, object])[] = [
    ['a favicon', { target: '/favicon.ico' }, { status: 404, body: '' }],
    ['a port scan', { target: '/' }, { status: 404, body: stray }],
    ['HEAD', { method: 'HEAD', target: answerTarget }, { status: 404, body: '' }],
    ...['OPTIONS', 'POST'].map((method): readonly [string, Knock, object] => [
      method,
      { method, target: answerTarget },
      { status: 405, body: '', headers: expect.objectContaining({ allow: 'GET' }) },
    ]),
    [
      'a prefetch',
      { target: answerTarget, headers: { 'Sec-Purpose': 'prefetch;prerender' } },
      { status: 404, body: stray },
    ],
    [
      'an answer with a wrong state',
      { target: answerTarget.replace('q7', 'z9') },
      { status: 404, body: stray },
    ],
    [
      'an error without state',
      { target: '/callback?error=user_cancelled_authorize' },
      { status: 404, body: stray },
    ],
    [
      'an error with a wrong state',
      { target: `/callback?error=user_cancelled_authorize&state=z9` },
      { status: 404, body: stray },
    ],
    ['a doubled code', { target: `${answerTarget}&code=AQT1` }, { status: 404, body: stray }],
    [
      'a doubled state',
      { target: `${answerTarget}&state=${stateText}` },
      { status: 404, body: stray },
    ],
    [
      'a foreign Host',
      { target: answerTarget, headers: { Host: 'evil.example' } },
      { status: 404, body: stray },
    ],
    [
      'a foreign Origin',
      { target: answerTarget, headers: { Origin: 'https://evil.example' } },
      { status: 404, body: stray },
    ],
    [
      'an image of another page',
      { target: answerTarget, headers: { 'Sec-Fetch-Dest': 'image', 'Sec-Fetch-Mode': 'no-cors' } },
      { status: 404, body: stray },
    ],
    [
      'an upgrade to a WebSocket',
      {
        target: answerTarget,
        headers: { Connection: 'Upgrade', Upgrade: 'websocket', Origin: 'https://evil.example' },
      },
      { status: 404, body: stray },
    ],
  ];
  it.each(rejected)('%s is rejected, counted, and ends nothing', async (_, given, reply) => {
    expect(await knock(port, given)).toMatchObject(reply);
    expect(listener.rejectedVisits()).toBe(1);
    await expectAccepted();
  });

  const bytes: readonly (readonly [string, string, RegExp])[] = [
    [
      'an absolute target',
      `GET http://localhost:PORT${answerTarget} HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n`,
      /^HTTP\/1\.1 404 /,
    ],
    ['no Host at all', `GET ${answerTarget} HTTP/1.1\r\n\r\n`, /^HTTP\/1\.1 404 /],
    [
      'a header of 9 KB',
      `GET ${answerTarget} HTTP/1.1\r\nHost: localhost:PORT\r\nCookie: ${'c'.repeat(9216)}\r\n\r\n`,
      errorReply(
        '431 Request Header Fields Too Large',
        'Paste the address of this page into your terminal.',
      ),
    ],
    ['garbage', '\u0016\u0003\u0001 this is no HTTP\r\n\r\n', errorReply('400 Bad Request', '')],
  ];
  it.each(bytes)('%s is rejected, counted, and ends nothing', async (_, text, reply) => {
    expect(await knockWith(port, text.replaceAll('PORT', String(port)))).toMatch(reply);
    expect(listener.rejectedVisits()).toBe(1);
    await expectAccepted();
  });

  it('is answered without a word about who is expected', async () => {
    const replies = await Promise.all(rejected.map(([, given]) => knock(port, given)));
    for (const { headers, body } of replies) {
      expect(JSON.stringify([headers, body])).not.toContain(stateText.slice(0, 8));
      expect(headers).toMatchObject({
        connection: 'close',
        'cache-control': 'no-store',
        'content-length': expect.stringMatching(/^\d+$/),
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('that resets its connection ends nothing', async () => {
    const socket = await connection(port);
    socket.write('GET /callb');
    socket.resetAndDestroy();
    await expectAccepted();
  });

  it('of any bytes ends nothing', async () => {
    const scraps = fc.array(
      fc.oneof(
        fc.string(),
        fc.constantFrom('GET ', answerTarget, ' HTTP/1.1', '\r\n', 'Host: localhost', '\0', '\xff'),
      ),
    );
    await fc.assert(
      fc.asyncProperty(scraps, async (pieces) => {
        const socket = await connection(port);
        socket.end(pieces.join(''));
        await everythingFrom(socket);
      }),
      { numRuns: 200 },
    );
    await expectAccepted();
  });

  it('with half a request is sent away after a while', async () => {
    const socket = await connection(port);
    socket.write('GET /callback HTTP/1.1\r\nHost: local');
    expect(await everythingFrom(socket)).toMatch(
      errorReply('408 Request Timeout', 'Reload this page.'),
    );
    await expectAccepted();
  });
});

describe("LinkedIn's answer", () => {
  it.each(['127.0.0.1', '::1'])('is accepted at %s', async (address) => {
    await open();
    await expectAccepted({ address });
  });

  it.each([
    '127.0.0.1',
    '::1',
  ])('is accepted at %s when the address says 127.0.0.1', async (address) => {
    await open([`http://127.0.0.1:${port}/callback`]);
    await expectAccepted({ address, headers: { Host: `127.0.0.1:${port}` } });
  });

  it('may be a refusal of LinkedIn', async () => {
    await open();
    const reply = knock(port, {
      target: `/callback?error=user_cancelled_login&state=${stateText}`,
    });
    const response = await listener.authorizationResponse;
    await response.reply(page);
    await reply;
    expect(Object.fromEntries(response.params)).toEqual({
      error: 'user_cancelled_login',
      state: stateText,
    });
  });

  it("may be a script of the operator's", async () => {
    await open();
    const reply = fetch(`http://localhost:${port}${answerTarget}`);
    await (await listener.authorizationResponse).reply(page);
    expect(await (await reply).text()).toBe(page.html);
  });

  it('is accepted past twenty connections that never ask for anything', async () => {
    await open();
    const idle = await Promise.all(Array.from({ length: 20 }, () => connection(port)));
    await expectAccepted();
    for (const socket of idle) socket.destroy();
  });

  it('keeps its place while twenty connections crowd in behind it', async () => {
    await open();
    const reply = knock(port, { target: answerTarget });
    const response = await listener.authorizationResponse;
    const idle = await Promise.all(Array.from({ length: 20 }, () => connection(port)));
    // Connections are accepted in order, so once this is answered all of them are there.
    await knock(port);
    await response.reply(page);
    expect((await reply).body).toBe(page.html);
    for (const socket of idle) socket.destroy();
  });

  it('is accepted once: a repetition while it waits gets the page that says so', async () => {
    await open();
    const first = knock(port, { target: answerTarget });
    const response = await listener.authorizationResponse;
    const { status, html } = usedPage;
    const again = { target: answerTarget.replace('AQT0', 'AQT1') };
    expect(await knock(port, again)).toMatchObject({ status, body: html });
    expect(await knock(port, { ...again, address: '::1' })).toMatchObject({ status, body: html });
    await response.reply(page);
    expect((await first).body).toBe(page.html);
    expect((await listener.authorizationResponse).params.get('code')).toBe('AQT0');
    expect(listener.rejectedVisits()).toBe(0);
  });

  it('may leave before it is answered', async () => {
    await open();
    const socket = await connection(port);
    socket.write(`GET ${answerTarget} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    const response = await listener.authorizationResponse;
    socket.destroy();
    await knock(port);
    await response.reply(page);
    await listener.close();
  });

  it('may never read its page', async () => {
    await open();
    const socket = await connection(port);
    socket.pause();
    socket.write(`GET ${answerTarget} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    const response = await listener.authorizationResponse;
    await response.reply({ status: 200, html: 'x'.repeat(32 * 1024 * 1024) });
    socket.destroy();
  });

  it('receives the whole page although everything is closed right after', async () => {
    await open();
    const html = 'page '.repeat(4_000_000);
    const reply = knock(port, { target: answerTarget });
    const response = await listener.authorizationResponse;
    await response.reply({ status: 200, html });
    await listener.close();
    expect((await reply).body).toBe(html);
  });
});

describe('the port', () => {
  it('answers on loopback addresses alone', async (test) => {
    await open();
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((at) => at !== undefined && !at.internal && !at.address.startsWith('fe80'));
    if (outside.length === 0) test.skip('this machine has no address but loopback');
    for (const at of outside) expect(await refusalAt(port, at?.address ?? '')).toBe('ECONNREFUSED');
    await expectAccepted();
  });

  it('is free on both addresses after closing, even with silent connections open', async () => {
    await open();
    const idle = [await connection(port), await connection(port, '::1')];
    await listener.close();
    others.push(await holder(port, '127.0.0.1'), await holder(port, '::1'));
    for (const socket of idle) socket.destroy();
  });

  it('can be closed twice', async () => {
    await open();
    await Promise.all([listener.close(), listener.close()]);
    await listener.close();
  });

  it.each([
    [['127.0.0.1']],
    [['::1']],
    [['127.0.0.1', '::1']],
  ])('gives way to the second when somebody holds %s', async (addresses) => {
    const first = port;
    for (const address of addresses) others.push(await holder(first, address));
    port = await freePort();
    await open([redirectTo(first), redirectTo(port)]);
    expect(listener.redirectUri).toBe(redirectTo(port));
    await expectAccepted();
    const free = ['127.0.0.1', '::1'].filter((address) => !addresses.includes(address));
    for (const address of free) expect(await refusalAt(first, address)).toBe('ECONNREFUSED');
  });

  /** As the system does for a port that is reserved. */
  function refuseToBind(...refused: readonly number[]): void {
    const { listen } = HttpServer.prototype;
    vi.spyOn(HttpServer.prototype, 'listen').mockImplementation(function (
      this: HttpServer,
      ...args: unknown[]
    ) {
      const { port: asked = 0 } = args[0] as { readonly port?: number };
      if (!refused.includes(asked)) return Reflect.apply(listen, this, args);
      const refusal = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
      queueMicrotask(() => this.emit('error', refusal));
      return this;
    });
  }

  it('is the second where the system refuses the first', async () => {
    const first = port;
    port = await freePort();
    refuseToBind(first);
    await open([redirectTo(first), redirectTo(port)]);
    expect([listener.redirectUri, listener.bindError]).toEqual([redirectTo(port), undefined]);
    await expectAccepted();
  });

  it('is the first that the system refuses where the others cannot be had either', async () => {
    const [second, third] = [await freePort(), await freePort()];
    others.push(await holder(second, '127.0.0.1'));
    refuseToBind(port, third);
    await open([port, second, third].map(redirectTo));
    expect([listener.redirectUri, listener.bindError]).toEqual([redirectTo(port), 'EACCES']);
    await listener.close();
  });

  it('is a fault when every one is taken, and the fault names the holder', async () => {
    const second = await freePort();
    others.push(await holder(port, '::1'), await holder(second, '127.0.0.1'));
    const told = openListener([redirectTo(port), redirectTo(second)], state, {
      machine: {
        ...quietMachine,
        portListener: async (asked) => (asked === second ? 'node, process 4711' : undefined),
        run: async () => ({ kind: 'missing' as const }),
      },
    });
    await expect(told).rejects.toMatchObject({
      code: 'port-taken',
      message: `LinkedIn sends you back to port ${port} or ${second} of this machine, but node, process 4711 is listening there.`,
    });
  });

  it('is a fault that names nobody when nobody can be named', async () => {
    others.push(await holder(port, '127.0.0.1'));
    await expect(
      openListener([redirectTo(port)], state, { machine: quietMachine }),
    ).rejects.toMatchObject({
      code: 'port-taken',
      message: `LinkedIn sends you back to port ${port} of this machine, but another program is listening there.`,
    });
  });
});

describe('the page that sends the browser on', () => {
  const address = new URL(`https://www.linkedin.com/oauth/v2/authorization?state=${stateText}`);
  let target: string;
  beforeEach(async () => {
    await open();
    target = listener.startPage(address).pathname;
  });

  it('leads to LinkedIn, once, and gives nothing away afterwards', async () => {
    const first = await knock(port, { target });
    expect(first).toMatchObject({ status: 302, body: '' });
    expect(first.headers).toMatchObject({
      location: address.href,
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    const again = await knock(port, { target });
    expect(again).toMatchObject({ status: 410 });
    expect(JSON.stringify(again)).not.toContain('state');
    expect(listener.rejectedVisits()).toBe(0);
    await expectAccepted();
  });

  it('has a path that cannot be guessed', () => {
    expect(target).toMatch(/^\/start-[\w-]{22}$/);
    expect(target).not.toContain(stateText.slice(0, 8));
  });

  it.each<[string, Knock]>([
    ['a prefetch', { headers: { 'Sec-Purpose': 'prefetch' } }],
    ['HEAD', { method: 'HEAD' }],
    ['a foreign Host', { headers: { Host: 'evil.example' } }],
    ['a foreign Origin', { headers: { Origin: 'https://evil.example' } }],
    ['an image of another page', { headers: { 'Sec-Fetch-Dest': 'image' } }],
  ])('is not used up by %s', async (_, given) => {
    expect((await knock(port, { target, ...given })).headers.location).toBeUndefined();
    expect((await knock(port, { target })).status).toBe(302);
  });

  it.each([
    '?next=https://evil.example',
    '/../start-AAAAAAAAAAAAAAAAAAAAAA',
    '//evil.example',
    '#',
    '%00',
  ])('leads nowhere with %s behind it', async (rest) => {
    const reply = await knock(port, { target: target + rest });
    expect(reply.headers.location).toBeUndefined();
    expect((await knock(port, { target })).headers.location).toBe(address.href);
  });
});

describe('floods', () => {
  it('of silent connections do not keep it out', async () => {
    await open();
    for (const count of [17, 200, 200, 200, 400]) {
      const flood = flooding(count);
      const response = await Promise.race([listener.authorizationResponse, flood]);
      if (typeof response === 'object') await response.reply(page);
      expect(await flood).toContain(page.html);
      await listener.close();
      await open();
    }
  });

  it('of half requests tell the page that is lost to reload', async () => {
    await open();
    const slow = await connection(port);
    slow.write('GET /callback HTTP/1.1\r\nHost: local');
    await knock(port);
    const idle: Socket[] = [];
    await connect(port, idle, 200);
    expect(await everythingFrom(slow)).toMatch(
      errorReply('503 Service Unavailable', 'Reload this page.'),
    );
    await expectAccepted();
    for (const socket of idle) socket.destroy();
  });

  /** LinkedIn's answer and, before it is sent, connections that say nothing. */
  function flooding(count: number): Promise<string> {
    const visit = `GET ${answerTarget} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`;
    const script = `
      const { connect } = require('node:net');
      const visit = connect(${port}, '127.0.0.1', () => {
        let open = 0;
        const ask = () => { open += 1; if (open === ${count}) visit.write(${JSON.stringify(visit)}); };
        for (let n = 0; n < ${count}; n += 1) connect(${port}, '127.0.0.1', ask).on('error', () => {});
      });
      visit.pipe(process.stdout);
      visit.on('error', ({ code }) => { console.log(code); });
      visit.on('close', () => process.exit());
    `;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    return text(child.stdout);
  }

  async function connect(at: number, idle: Socket[], count: number): Promise<void> {
    await Promise.all(
      Array.from({ length: count }, async () => void idle.push(await connection(at))),
    );
  }
});
