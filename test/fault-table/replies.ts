/** Answers that are wrong in one way each, down to the bytes. */

import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Answer, Endpoint, Exchange } from './linkedin.ts';

export type Reply = (exchange: Exchange) => void | Promise<void>;

/** Control and bidirectional characters, which must never reach a terminal. */
export const unprintable = '\u001b]0;mark\u0007\u009b31m\u202emark';

export const html = Buffer.from(
  '<!doctype html><html><head><title>Sign in to the network</title></head><body>token expired</body></html>',
);

/** An answer byte by byte, so that statuses and lengths may be ones that no library would send. */
export function raw(
  status: number,
  body: Buffer,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return ({ socket }) => {
    socket.end(
      Buffer.concat([head(status, { 'content-length': `${body.length}`, ...headers }), body]),
    );
  };
}

function head(status: number, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries({ connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return Buffer.from(`HTTP/1.1 ${status} Odd\r\n${lines.join('')}\r\n`, 'latin1');
}

/** What LinkedIn says with this status: OAuth's errors and Rest.li's differ. */
export function linkedInError(endpoint: Endpoint, status: number): Buffer {
  const oauth = ['exchange', 'refresh', 'introspectToken', 'revoke'].includes(endpoint);
  const error = { error: 'server_error', error_description: `Status ${status} ${unprintable}` };
  const refusal = {
    status,
    code: 'SOME_CODE',
    serviceErrorCode: 100,
    message: `Status ${status} ${unprintable}`,
  };
  return Buffer.from(JSON.stringify(oauth ? error : refusal));
}

export type BodyKind = (typeof bodyKinds)[number];
export const bodyKinds = [
  'linkedin',
  'none',
  'html',
  'cut',
  '[]',
  'null',
  'huge',
  'gzip',
  'longer',
  'shorter',
  'bom',
  'latin1',
] as const;

const json = { 'content-type': 'application/json' };

/** A status with a body of this kind; with 200 it is made from what LinkedIn would have said. */
export function reply(
  status: number,
  kind: BodyKind,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return async (exchange) => {
    const { endpoint } = exchange;
    const body = status === 200 ? (await exchange.genuine()).body : linkedInError(endpoint, status);
    await replies[kind](status, body, headers)(exchange);
  };
}

type Headers = Readonly<Record<string, string>>;
const replies: Readonly<Record<BodyKind, (status: number, body: Buffer, more: Headers) => Reply>> =
  {
    linkedin: (status, body, more) => raw(status, body, { ...json, ...more }),
    none: (status, _body, more) => raw(status, Buffer.alloc(0), more),
    html: (status, _body, more) => raw(status, html, { 'content-type': 'text/html', ...more }),
    cut: (status, body, more) =>
      raw(status, body.subarray(0, body.length / 2), { ...json, ...more }),
    '[]': (status, _body, more) => raw(status, Buffer.from('[]'), { ...json, ...more }),
    null: (status, _body, more) => raw(status, Buffer.from('null'), { ...json, ...more }),
    huge: (status, _body, more) => huge(status, { ...json, ...more }),
    gzip: (status, body, more) =>
      raw(status, gzipSync(body), { ...json, 'content-encoding': 'gzip', ...more }),
    longer: (status, body, more) =>
      raw(status, body, { ...json, ...more, 'content-length': `${body.length + 50}` }),
    shorter: (status, body, more) =>
      raw(status, body, { ...json, ...more, 'content-length': `${Math.floor(body.length / 2)}` }),
    bom: (status, body, more) =>
      raw(status, Buffer.concat([Buffer.from('\ufeff'), body]), { ...json, ...more }),
    latin1: (status, body, more) =>
      raw(status, Buffer.concat([Buffer.from('{"name":"Müller",', 'latin1'), body.subarray(1)]), {
        ...json,
        ...more,
      }),
  };

const hundredMegabytes = 100 * 1024 * 1024;

function huge(status: number, headers: Headers): Reply {
  return ({ socket }) => {
    const piece = Buffer.alloc(1024 * 1024, 'x');
    socket.write(head(status, { ...headers, 'content-length': `${hundredMegabytes + 13}` }));
    socket.write('{"message":"');
    let left = 100;
    const more = () => {
      while (left > 0 && !socket.destroyed) {
        left -= 1;
        if (!socket.write(piece)) return;
      }
      if (left === 0) socket.end('"');
    };
    socket.on('drain', more);
    more();
  };
}

export const closes: Reply = ({ socket }) => {
  socket.end();
};

export const resets: Reply = ({ socket }) => {
  socket.resetAndDestroy();
};

export const staysSilent: Reply = () => {};

export const halfTheHead: Reply = ({ socket }) => {
  socket.end('HTTP/1.1 200 OK\r\nContent-Ty');
};

export const halfTheHeadThenSilence: Reply = ({ socket }) => {
  socket.write('HTTP/1.1 200 OK\r\nContent-Ty');
};

export const halfTheBody: Reply = async (exchange) => {
  const { body } = await exchange.genuine();
  const whole = head(200, { ...json, 'content-length': `${body.length}` });
  exchange.socket.write(whole);
  exchange.socket.write(body.subarray(0, body.length / 2), () => exchange.socket.destroy());
};

export const halfTheBodyThenSilence: Reply = async (exchange) => {
  const { body } = await exchange.genuine();
  exchange.socket.write(head(200, { ...json, 'content-length': `${body.length}` }));
  exchange.socket.write(body.subarray(0, body.length / 2));
};

/** One byte a second. */
export const drips: Reply = async (exchange) => {
  const { body } = await exchange.genuine();
  await drip(exchange, Buffer.concat([head(200, { ...json, 'content-length': '100000' }), body]));
};

export const dripsHeaders: Reply = async (exchange) => {
  const line = Buffer.from(`HTTP/1.1 200 OK\r\nX-Slow: ${'x'.repeat(10_000)}`);
  await drip(exchange, line);
};

export const dripsContinues: Reply = async ({ socket }) => {
  while (!socket.destroyed) {
    socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    await sleep(1000);
  }
};

async function drip({ socket }: Exchange, bytes: Buffer): Promise<void> {
  // What comes before the body comes at once: the body is what drips.
  const bodyAt = bytes.indexOf('\r\n\r\n') + 4;
  socket.write(bytes.subarray(0, bodyAt > 4 ? bodyAt : 20));
  for (const byte of bytes.subarray(bodyAt > 4 ? bodyAt : 20)) {
    if (socket.destroyed) return;
    socket.write(Buffer.of(byte));
    await sleep(1000);
  }
}

/** LinkedIn's answer, with this done to it. */
export function altered(change: (answer: Answer) => Answer): Reply {
  return async ({ genuine, send }) => send(change(await genuine()));
}

/** LinkedIn's answer, with fields of its JSON replaced; undefined takes one out. */
export function withFields(fields: Readonly<Record<string, unknown>>): Reply {
  return altered(({ body, headers, status }) => ({
    status,
    headers,
    body: Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), ...fields })),
  }));
}

export function withHeaders(more: Headers): Reply {
  return altered((answer) => ({ ...answer, headers: { ...answer.headers, ...more } }));
}
