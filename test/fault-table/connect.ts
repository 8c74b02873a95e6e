/** Faults of the way there: the proxy at CONNECT, and certificates. */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { authority, type CertificateKind } from './certificates.ts';
import { online, refresh, report, revoke, run, setup, token, verify } from './commands.ts';
import type { Expected, Fault } from './fault.ts';
import type { Place } from './place.ts';

const some = [setup, verify, report, refresh, token, run, revoke];
const unreachable: Expected = { exits: [5], codes: ['network-unreachable'], file: 'unchanged' };

/** A proxy that does this when it is asked to connect. */
type AtConnect = (socket: Socket, place: Place) => void | Promise<void>;

const html = '<html><body>Blocked by policy</body></html>';
const answered =
  (status: string, body = html): AtConnect =>
  (socket) => {
    socket.end(
      `HTTP/1.1 ${status}\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  };

const established = 'HTTP/1.1 200 Connection established\r\n\r\n';

const works: AtConnect = (socket, { linkedin }) => {
  socket.write(established);
  const upstream = connect(linkedin.port, '127.0.0.1');
  socket.pipe(upstream).pipe(socket);
  upstream.on('error', () => socket.destroy());
};

const refusing: Readonly<Record<string, AtConnect>> = {
  'closes at CONNECT': (socket) => {
    socket.end();
  },
  'resets at CONNECT': (socket) => {
    socket.resetAndDestroy();
  },
  'wants a password (407)': answered('407 Proxy Authentication Required'),
  'forbids (403)': answered('403 Forbidden'),
  'has no way (502)': answered('502 Bad Gateway'),
  'answers 200 and closes': (socket) => {
    socket.end(established);
  },
  'answers 200 and speaks HTML': (socket) => {
    socket.end(`${established}HTTP/1.1 200 OK\r\n\r\n${html}`);
  },
  'answers with something else': (socket) => {
    socket.end('220 mail.example.com ESMTP\r\n');
  },
  'breaks off inside the status line': (socket) => {
    socket.end('HTTP/1.1 200 Conn');
  },
};

const waiting: Readonly<Record<string, AtConnect>> = {
  'silent at CONNECT': () => {},
  'silent after CONNECT': (socket) => {
    socket.write(established);
  },
  'drips its answer to CONNECT': async (socket) => {
    for (const letter of `HTTP/1.1 200 OK\r\nX-Slow: ${'x'.repeat(5000)}`) {
      if (socket.destroyed) return;
      socket.write(letter);
      await sleep(1000);
    }
  },
};

async function openProxy(place: Place, atConnect: AtConnect): Promise<string> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => void atConnect(socket, place));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  place.endings.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  proxyConnections.set(place, () => connections);
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const proxyConnections = new WeakMap<Place, () => number>();
const endlessly = (place: Place) => {
  const count = proxyConnections.get(place)?.() ?? 0;
  return count > 60 ? `${count} connections to the proxy` : undefined;
};

/** An address that only the proxy can resolve. */
function behindProxy(place: Place, proxy: string): void {
  const { env } = place.start;
  env['HTTPS_PROXY'] = proxy;
  env['NODE_EXTRA_CA_CERTS'] = authority();
  env['PECTUS_LINKEDIN_OAUTH_URL'] = 'https://linkedin.test/oauth/v2';
  env['PECTUS_LINKEDIN_API_URL'] = 'https://linkedin.test/rest';
}

const through = (atConnect: AtConnect) => async (place: Place) =>
  behindProxy(place, `http://${await openProxy(place, atConnect)}`);

const proxies: readonly Fault[] = [
  {
    area: 'proxy',
    name: 'works',
    certificate: 'good',
    commands: online,
    arrange: through(works),
    expected: { exits: [0] },
  },
  ...Object.entries(refusing).map(
    ([name, atConnect]): Fault => ({
      area: 'proxy',
      name,
      certificate: 'good',
      commands: some,
      arrange: through(atConnect),
      expected: {
        ...unreachable,
        codes: name.startsWith('answers 200')
          ? ['network-unreachable', 'tls-untrusted']
          : ['network-unreachable'],
        after: endlessly,
        within: 90,
      },
    }),
  ),
  ...Object.entries(waiting).map(
    ([name, atConnect]): Fault => ({
      area: 'proxy',
      name,
      certificate: 'good',
      commands: some,
      arrange: through(atConnect),
      expected: { ...unreachable, after: endlessly },
      waits: true,
    }),
  ),
  {
    area: 'proxy',
    name: 'nobody listens there',
    commands: some,
    arrange: (place) => behindProxy(place, 'http://127.0.0.1:1'),
    expected: unreachable,
  },
  ...Object.entries({
    'password with a bare %': 'http://me:hunter2%zzhunter2hunter2hunter2hunter2@127.0.0.1:1',
    'no address': 'not an address at all hunter2hunter2hunter2hunter2',
    'socks scheme': 'socks5://me:hunter2hunter2hunter2hunter2hunter2@127.0.0.1:1',
    'port out of range': 'http://me:hunter2hunter2hunter2hunter2hunter2@127.0.0.1:99999',
    'without a scheme': '127.0.0.1:1',
  }).map(
    ([name, value]): Fault => ({
      area: 'proxy',
      name: `HTTPS_PROXY: ${name}`,
      commands: some,
      arrange: (place) => {
        place.secrets.add('hunter2hunter2hunter2hunter2');
        behindProxy(place, value);
      },
      expected: { exits: [2, 5], file: 'unchanged' },
    }),
  ),
];

/** Nobody's root certificate helps where the certificate itself is wrong. */
const wrongCertificate = (says: RegExp): Expected => ({
  exits: [5],
  codes: ['tls-untrusted'],
  file: 'unchanged',
  says,
  neverSays: /NODE_EXTRA_CA_CERTS|root certificate/,
});

const trusted: readonly [CertificateKind, Expected][] = [
  ['good', { exits: [0] }],
  ['self-signed', { exits: [5], codes: ['tls-untrusted'], file: 'unchanged' }],
  ['expired', wrongCertificate(/expired|ended|clock|no longer valid/)],
  ['future', wrongCertificate(/not yet|begins|clock/)],
  ['other-name', wrongCertificate(/another|other name|not for|different/)],
];

const certificates: readonly Fault[] = [
  ...trusted.map(
    ([certificate, expected]): Fault => ({
      area: 'tls',
      name: `certificate: ${certificate}`,
      certificate,
      commands: some,
      arrange: ({ start }) => {
        start.env['NODE_EXTRA_CA_CERTS'] = authority();
      },
      expected,
      ci: true,
    }),
  ),
  {
    area: 'tls',
    name: 'an authority nobody knows',
    certificate: 'good',
    commands: some,
    expected: { exits: [5], codes: ['tls-untrusted'], says: /NODE_EXTRA_CA_CERTS/ },
  },
  {
    area: 'tls',
    name: 'NODE_EXTRA_CA_CERTS names no file',
    certificate: 'good',
    commands: some,
    arrange: ({ start }) => {
      start.env['NODE_EXTRA_CA_CERTS'] = '/nowhere/authority.pem';
    },
    expected: { exits: [5], codes: ['tls-untrusted'] },
  },
  {
    area: 'tls',
    name: 'plain HTTP where TLS is expected',
    commands: some,
    arrange: ({ start, linkedin }) => {
      start.env['PECTUS_LINKEDIN_OAUTH_URL'] = `https://127.0.0.1:${linkedin.port}/oauth/v2`;
      start.env['PECTUS_LINKEDIN_API_URL'] = `https://127.0.0.1:${linkedin.port}/rest`;
    },
    expected: { exits: [5], codes: ['tls-untrusted', 'network-unreachable'], file: 'unchanged' },
  },
];

export const connectFaults: readonly Fault[] = [...proxies, ...certificates];
