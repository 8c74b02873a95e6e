/** One exchange on real sockets, with whoever answers as odd as can be: an answer, or a code, in bounded time. */

import type { Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Limits } from '../../src/node/exchange.ts';
import { createExchange } from '../../src/node/exchange.ts';
import type { Env, HttpRequest } from '../../src/world.ts';
import { deadPort, drip, httpServer, roughServer, socketServer } from '../support/network-peers.ts';

const limits: Limits = {
  connect: 200,
  idle: 300,
  total: { short: 800, long: 5_000 },
  minimumRate: { bytes: 1_000, period: 600 },
  size: { short: 1_000, long: 100_000 },
  connections: 2,
};

interface Asked extends Partial<Omit<HttpRequest, 'url'>> {
  readonly env?: Env;
  readonly exchange?: ReturnType<typeof createExchange>;
}

/** However the other side ends it. */
function closing(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.on('close', resolve));
}

/** Status and text of the answer, or the code of what went wrong. */
async function ask(address: string | number, asked: Asked = {}): Promise<unknown> {
  const { env = {}, exchange = createExchange(env, limits), ...request } = asked;
  const url = typeof address === 'number' ? `http://127.0.0.1:${address}/x` : address;
  const { signal } = new AbortController();
  try {
    const { status, body } = await exchange({ method: 'GET', url, signal, ...request });
    return { status, text: new TextDecoder().decode(body) };
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

const ok = (text: string, headers = '') =>
  `HTTP/1.1 200 OK\r\n${headers}Content-Length: ${text.length}\r\n\r\n${text}`;

describe('an answer', () => {
  it.each<[string, string, unknown]>([
    ['with 999', 'HTTP/1.1 999 Request denied\r\nContent-Length: 2\r\n\r\nno', 999],
    ['with 600', 'HTTP/1.1 600 Odd\r\nContent-Length: 2\r\n\r\nno', 600],
    ['with 204', 'HTTP/1.1 204 No Content\r\n\r\n', 204],
    ['with 205', 'HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n', 205],
    ['with 304', 'HTTP/1.1 304 Not Modified\r\n\r\n', 304],
    [
      'with 302',
      'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n',
      302,
    ],
    [
      'with 101',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      101,
    ],
    ['behind 100', `HTTP/1.1 100 Continue\r\n\r\n${ok('yes')}`, 200],
    [
      'behind 102 and 103',
      `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${ok('yes')}`,
      200,
    ],
    ['of HTTP/1.0 without a length', 'HTTP/1.0 200 OK\r\n\r\nyes', 200],
    ['without a length', 'HTTP/1.1 200 OK\r\n\r\nyes', 200],
    ['without a reason', 'HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nyes', 200],
    [
      'in chunks with trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\nX: y\r\n\r\n',
      200,
    ],
    ['that is two answers', ok('yes') + ok('no'), 200],
  ])('%s is read', async (_, bytes, status) => {
    const text = status === 200 ? 'yes' : expect.any(String);
    expect(await ask(await roughServer(bytes))).toEqual({ status, text });
  });

  it.each<[string, string, unknown]>([
    ['that never begins', '', 'ECONNRESET'],
    ['cut within its first line', 'HTTP/1.1 20', 'ECONNRESET'],
    ['cut within its headers', 'HTTP/1.1 200 OK\r\nContent-Ty', 'ECONNRESET'],
    ['shorter than announced', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nyes', 'ANSWER_BROKEN'],
    [
      'cut between its chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n',
      'ANSWER_BROKEN',
    ],
    [
      'cut within a chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nyes',
      'ANSWER_BROKEN',
    ],
    [
      'cut within its trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\nX: ',
      'ANSWER_BROKEN',
    ],
    [
      'with garbage for a chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nyes\r\n',
      'ANSWER_BROKEN',
    ],
    [
      'with a chunk beyond all numbers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffffff\r\nyes',
      'ANSWER_BROKEN',
    ],
    ['longer than announced', `${ok('yes')}and more`, 'ANSWER_BROKEN'],
    [
      'with two lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nyes',
      /^HPE_/,
    ],
    ['with a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nyes', /^HPE_/],
    [
      'with a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\n\r\n',
      /^HPE_/,
    ],
    ['with a status of four digits', 'HTTP/1.1 1000 Odd\r\n\r\n', /^HPE_/],
    ['with a status of two digits', 'HTTP/1.1 99 Odd\r\n\r\n', /^HPE_/],
    [
      'with headers without end',
      `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`,
      'HPE_HEADER_OVERFLOW',
    ],
    [
      'with a header without end',
      `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(100_000)}`,
      'HPE_HEADER_OVERFLOW',
    ],
    ['of SSH', 'SSH-2.0-OpenSSH_9.6\r\n', /^HPE_/],
    ['of a mail server', '220 mail.example.com ESMTP\r\n', /^HPE_/],
    ['of bytes', '\x00\x01\x02\x03', /^HPE_/],
  ])('%s is a failure', async (_, bytes, code) => {
    expect(await ask(await roughServer(bytes))).toEqual(
      code instanceof RegExp ? expect.stringMatching(code) : code,
    );
  });
});

describe('a body', () => {
  const text = 'yes'.repeat(100);
  const packed = (body: Buffer, coding: string): string =>
    `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n${body.toString('latin1')}`;
  const sending = (bytes: string) => socketServer((socket) => socket.end(bytes, 'latin1'));

  it.each<[string, Buffer]>([
    ['gzip', gzipSync(text)],
    ['X-GZip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', Buffer.from(text)],
    ['', Buffer.from(text)],
    ['deflate, gzip', gzipSync(deflateSync(text))],
    ['br , identity', brotliCompressSync(text)],
  ])('packed as %j is unpacked though nobody asked for it', async (coding, body) => {
    expect(await ask(await sending(packed(body, coding)))).toEqual({ status: 200, text });
  });

  it.each(['gzip', 'br', 'zstd'])('of nothing, packed as %s, is nothing', async (coding) => {
    const bytes = packed(Buffer.alloc(0), coding);
    expect(await ask(await sending(bytes))).toEqual({ status: 200, text: '' });
  });

  it.each<[string, string, Buffer]>([
    ['cut off', 'gzip', gzipSync(text).subarray(0, -12)],
    ['cut off', 'br', brotliCompressSync(text).subarray(0, -3)],
    ['not packed', 'gzip', Buffer.from(text)],
    ['not packed', 'deflate', Buffer.from(text)],
    ['not packed', 'br', Buffer.from(text)],
    ['packed in an unknown way', 'zstd', Buffer.from(text)],
  ])('that is %s (%s) is a failure', async (_, coding, body) => {
    expect(await ask(await sending(packed(body, coding)))).toBe('ANSWER_ENCODING');
  });

  const zeros = gzipSync(Buffer.alloc(50_000_000));
  const zerosOfZeros = gzipSync(zeros);

  it.each<[string, (socket: Socket) => void]>([
    ['announced', (socket) => socket.end(ok('x'.repeat(1_001)))],
    ['not announced', (socket) => socket.end(`HTTP/1.1 500 No\r\n\r\n${'x'.repeat(1_001)}`)],
    ['packed to nearly nothing', (socket) => socket.end(packed(zeros, 'gzip'), 'latin1')],
    [
      'packed twice to nearly nothing',
      (socket) => socket.end(packed(zerosOfZeros, 'gzip, gzip'), 'latin1'),
    ],
    [
      'without end',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const more = () => {
          while (!socket.destroyed && socket.write('x'.repeat(10_000)));
        };
        socket.on('drain', more);
        more();
      },
    ],
  ])('that is too large is not read on, %s', async (_, act) => {
    let closed: Promise<unknown> = Promise.resolve();
    const port = await socketServer((socket) => {
      closed = closing(socket);
      act(socket);
    });
    expect(await ask(port)).toBe('ANSWER_TOO_LARGE');
    await closed;
  });

  it('may be longer where that is asked for, if it is a 200', async () => {
    const long = 'x'.repeat(50_000);
    const port = await roughServer(ok(long));
    expect(await ask(port, { mayBeLong: true })).toEqual({ status: 200, text: long });
    expect(await ask(port)).toBe('ANSWER_TOO_LARGE');
    const tooLong = await roughServer(ok('x'.repeat(100_001)));
    expect(await ask(tooLong, { mayBeLong: true })).toBe('ANSWER_TOO_LARGE');
    const refusal = await roughServer(`HTTP/1.1 400 No\r\nContent-Length: 50000\r\n\r\n${long}`);
    expect(await ask(refusal, { mayBeLong: true })).toBe('ANSWER_TOO_LARGE');
  });
});

describe('time', () => {
  it.each<[string, (socket: Socket) => void, string]>([
    ['that nobody answers in', () => {}, 'ANSWER_LATE'],
    [
      'of a head that drips',
      (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy', 20),
      'ANSWER_LATE',
    ],
    [
      'of one 100 Continue after the other',
      (socket) => drip(socket, 'HTTP/1.1 100 Continue\r\n\r\n', 1),
      'ANSWER_LATE',
    ],
    [
      'of a body that stops',
      (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nyes'),
      'ANSWER_STOPPED',
    ],
    [
      'of a body that drips',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        drip(socket, ' ', 20);
      },
      'ANSWER_SLOW',
    ],
    [
      'of chunks that never end',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        drip(socket, '1\r\nx\r\n', 5);
      },
      'ANSWER_SLOW',
    ],
  ])('%s is bounded', async (_, act, code) => {
    let closed: Promise<unknown> = Promise.resolve();
    const port = await socketServer((socket) => {
      closed = closing(socket);
      act(socket);
    });
    expect(await ask(port)).toBe(code);
    await closed;
  });

  it('of a long answer is bounded by its pace', async () => {
    const port = await socketServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      drip(socket, ' ', 50);
    });
    expect(await ask(port, { mayBeLong: true })).toBe('ANSWER_SLOW');
  });

  it('of a long answer that keeps its pace goes on', async () => {
    const port = await socketServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const timer = setInterval(() => socket.write('x'.repeat(500)), 100);
      setTimeout(() => socket.end(), 1_500);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await ask(port, { mayBeLong: true })).toMatchObject({ status: 200 });
  });
});

describe('a connection', () => {
  it('is kept for the next request', async () => {
    const ports = new Set<number | undefined>();
    const port = await httpServer(({ socket }, response) => {
      ports.add(socket.remotePort);
      response.end('yes');
    });
    const exchange = createExchange({}, limits);
    for (let call = 0; call < 3; call += 1) {
      expect(await ask(port, { exchange })).toMatchObject({ status: 200 });
    }
    expect(ports.size).toBe(1);
  });

  it('is a new one for what must not be sent again', async () => {
    const port = await socketServer((socket) => {
      socket.write(ok('yes'));
      // Gone by the time of the next request.
      socket.on('data', () => socket.resetAndDestroy());
    });
    const exchange = createExchange({}, limits);
    expect(await ask(port, { exchange })).toMatchObject({ status: 200 });
    expect(await ask(port, { exchange, newConnection: true })).toMatchObject({ status: 200 });
  });

  it('that was kept and is gone is replaced by a new one, once', async () => {
    let connections = 0;
    const port = await socketServer((socket, connection) => {
      connections = connection;
      if (connection > 2) return void socket.resetAndDestroy();
      socket.write(ok('yes'));
      socket.on('data', () => socket.resetAndDestroy());
    });
    const exchange = createExchange({}, limits);
    expect(await ask(port, { exchange })).toMatchObject({ status: 200 });
    expect(await ask(port, { exchange })).toMatchObject({ status: 200 });
    expect(connections).toBe(2);
    expect(await ask(port, { exchange })).toBe('ECONNRESET');
    expect(connections).toBe(3);
  });

  it('that sends what nobody asked for is not used again', async () => {
    const port = await socketServer((socket) => {
      socket.write(`${ok('yes')}${ok('forged')}`);
      setTimeout(() => socket.write(ok('forged')), 20);
    });
    const exchange = createExchange({}, limits);
    expect(await ask(port, { exchange })).toEqual({ status: 200, text: 'yes' });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await ask(port, { exchange })).toEqual({ status: 200, text: 'yes' });
  });

  it('is one of so many at a time; the others wait', async () => {
    let open = 0;
    let most = 0;
    const port = await httpServer((_, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end('yes');
      }, 20);
    });
    const exchange = createExchange({}, limits);
    const all = await Promise.all(Array.from({ length: 7 }, () => ask(port, { exchange })));
    expect(all).toEqual(Array.from({ length: 7 }, () => ({ status: 200, text: 'yes' })));
    expect(most).toBe(2);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['before a byte', (socket) => socket.resetAndDestroy()],
    [
      'in the headers',
      (socket) => socket.write('HTTP/1.1 200 OK\r\nX: ', () => socket.resetAndDestroy()),
    ],
    [
      'in the body',
      (socket) =>
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nyes', () =>
          socket.resetAndDestroy(),
        ),
    ],
    [
      'in a body without length',
      (socket) =>
        socket.write('HTTP/1.1 200 OK\r\n\r\nyes', () =>
          setTimeout(() => socket.resetAndDestroy(), 20),
        ),
    ],
  ])('that is reset %s is a failure', async (_, act) => {
    expect(await ask(await socketServer(act))).toEqual(
      expect.stringMatching(/^(ECONNRESET|ANSWER_BROKEN)$/),
    );
  });

  it('that is refused is a failure, a name that is none, too', async () => {
    expect(await ask(await deadPort())).toBe('ECONNREFUSED');
    expect(await ask('https://linkedin.invalid/')).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  });

  it('that does not speak TLS is a failure', async () => {
    const port = await socketServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await ask(`https://127.0.0.1:${port}/`)).toMatch(/^(EPROTO|ERR_SSL_)/);
    const silent = await socketServer(() => {});
    expect(await ask(`https://127.0.0.1:${silent}/`)).toBe('CONNECT_LATE');
    const closing = await socketServer((socket) => socket.end());
    expect(await ask(`https://127.0.0.1:${closing}/`)).toBe('ECONNRESET');
  });
});

describe('Ctrl-C', () => {
  const reason = new Error('interrupted');

  it.each<[string, (socket: Socket) => void]>([
    ['before the answer', () => {}],
    ['in the headers', (socket) => socket.write('HTTP/1.1 200 OK\r\nX: ')],
    ['in the body', (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nyes')],
  ])('ends an exchange %s at once', async (_, act) => {
    const interruption = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    const port = await socketServer((socket) => {
      closed = closing(socket);
      act(socket);
      setTimeout(() => interruption.abort(reason), 50);
    });
    expect(await ask(port, { signal: interruption.signal })).toBe(reason);
    await closed;
  });

  it('ends those that wait for their turn, and those that have not begun', async () => {
    const interruption = new AbortController();
    const { signal } = interruption;
    const port = await socketServer(() => {});
    const exchange = createExchange({}, limits);
    const all = Array.from({ length: 5 }, () => ask(port, { exchange, signal }));
    setTimeout(() => interruption.abort(reason), 50);
    expect(await Promise.all(all)).toEqual(Array.from({ length: 5 }, () => reason));
    expect(await ask(port, { exchange, signal })).toBe(reason);
  });
});

describe('a proxy', () => {
  const through = (port: number, asked: Asked = {}) =>
    ask('https://linkedin.test/', { env: { HTTPS_PROXY: `http://127.0.0.1:${port}` }, ...asked });

  it.each<[string, (socket: Socket) => void, unknown]>([
    ['that closes', (socket) => socket.end(), 'ECONNRESET'],
    ['that resets', (socket) => socket.resetAndDestroy(), 'ECONNRESET'],
    ['that stays silent', () => {}, 'CONNECT_LATE'],
    [
      'whose answer drips',
      (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyy', 20),
      'CONNECT_LATE',
    ],
    [
      'whose answer breaks off',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nX: '),
      /^(ECONNRESET|HPE_)/,
    ],
    [
      'whose answer has no end',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(100_000)}`),
      'HPE_HEADER_OVERFLOW',
    ],
    ['that speaks something else', (socket) => socket.end('\x05\xff'), /^HPE_/],
    ['that sends a page', (socket) => socket.end('<html>Sign in</html>'), /^HPE_/],
    [
      'that refuses',
      (socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'),
      'PROXY_REFUSED',
    ],
    [
      'that wants a password',
      (socket) => socket.end('HTTP/1.0 407 Who are you\r\n\r\n'),
      'PROXY_REFUSED',
    ],
    [
      'that has no way',
      (socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n<html>'),
      'PROXY_REFUSED',
    ],
    [
      'that leads elsewhere',
      (socket) => socket.end('HTTP/1.1 302 Found\r\nLocation: http://x.test/\r\n\r\n'),
      'PROXY_REFUSED',
    ],
    [
      'that answers with a page',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>'),
      /^(EPROTO|ERR_SSL_)/,
    ],
    [
      'that is silent behind its answer',
      (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'),
      'CONNECT_LATE',
    ],
    [
      'that closes behind its answer',
      (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'),
      'ECONNRESET',
    ],
  ])('%s is a failure, after one connection', async (_, act, code) => {
    let connections = 0;
    const port = await socketServer((socket, connection) => {
      connections = connection;
      act(socket);
    });
    expect(await through(port)).toEqual(
      code instanceof RegExp ? expect.stringMatching(code) : code,
    );
    expect(connections).toBe(1);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['silent', () => {}],
    ['silent behind its answer', (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n')],
  ])('that stays %s is left at once by Ctrl-C', async (_, act) => {
    const interruption = new AbortController();
    const reason = new Error('interrupted');
    let closed: Promise<unknown> = Promise.resolve();
    const port = await socketServer((socket) => {
      closed = closing(socket);
      act(socket);
      setTimeout(() => interruption.abort(reason), 50);
    });
    expect(await through(port, { signal: interruption.signal })).toBe(reason);
    await closed;
  });
});
