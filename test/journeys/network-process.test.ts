/** The built program on a network that does not work: bounded in time, connections and memory, and left by Ctrl-C. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildOnce } from '../support/build.ts';
import { accountText, httpServer, socketServer } from '../support/network-peers.ts';
import { bin } from '../support/piped-program.ts';
import { openProcessWorld } from '../support/process.ts';
import { storedCredentials } from '../support/stored-credentials.ts';

beforeAll(buildOnce);

/** LinkedIn's own addresses, which only a proxy leads to. */
const itsOwn = { PECTUS_LINKEDIN_OAUTH_URL: undefined, PECTUS_LINKEDIN_API_URL: undefined };

describe('a proxy', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['closes', (socket) => socket.end()],
    ['breaks off', (socket) => socket.resetAndDestroy()],
  ])('that %s while it is asked is asked three times for every call', async (_, act) => {
    const world = await openProcessWorld({ env: storedCredentials() });
    let connections = 0;
    const port = await socketServer((socket, connection) => {
      connections = connection;
      act(socket);
    });
    const environment = { ...itsOwn, HTTPS_PROXY: `http://robin:pa55w0rd@127.0.0.1:${port}` };
    const { exitCode, stdout, stderr } = await world.run(['token'], {
      environment: { ...environment, LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2020-01-01T00:00:00Z' },
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' });
    const told = stderr.replace(/\s+/g, ' ');
    expect(told).toContain(`through the proxy 127.0.0.1:${port}: the connection broke off.`);
    expect(told).toContain('(network-unreachable, exit 5)');
    expect(stderr).not.toMatch(/robin|pa55w0rd|\.js:|node:/);
    expect(connections).toBe(3);
  });

  it.each([
    'http://robin:pa55%w0rd@127.0.0.1:1',
    'robin:pa55w0rd@127.0.0.1',
    'http://robin:pa55w0rd@127.0.0.1:99999',
  ])('at an address that cannot be read ends it before a request, without a word of it: %s', async (proxy) => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const environment = { ...itsOwn, HTTPS_PROXY: proxy };
    const { exitCode, stderr } = await world.run(['verify'], { environment });
    expect(exitCode).toBe(2);
    expect(world.requests()).toEqual([]);
    expect(stderr).toContain('HTTPS_PROXY must be');
    expect(stderr).not.toMatch(/robin|pa55|w0rd|\.js:|node:/);
  });
});

describe('Ctrl-C', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['is silent', () => {}],
    ['is silent behind its answer', (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n')],
  ])('leaves a proxy that %s', async (_, act) => {
    let asked: () => void = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const port = await socketServer((socket) => {
      act(socket);
      setTimeout(asked, 100);
    });
    await expectStopped({ HTTPS_PROXY: `http://127.0.0.1:${port}` }, () => isAsked);
  });

  it('leaves a name that nobody finds', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slow-names-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const lookup = join(folder, 'lookup.cjs');
    // As getaddrinfo: it holds the process, and cannot be given up.
    await writeFile(
      lookup,
      "require('node:dns').lookup = () => { process.stderr.write('looking'); setTimeout(() => {}, 600000); };",
    );
    await expectStopped({ NODE_OPTIONS: `--require ${lookup}` }, (child) =>
      once(child.stderr, 'data'),
    );
  });

  async function expectStopped(
    changes: Readonly<Record<string, string>>,
    isAsked: (child: ChildProcessWithoutNullStreams) => Promise<unknown>,
  ): Promise<void> {
    const { folder, environment } = await openProcessWorld({ env: storedCredentials() });
    const env = Object.entries({ ...environment, ...changes }).filter(
      ([name]) => !(name in itsOwn),
    );
    const options = { cwd: folder, env: Object.fromEntries(env) };
    const child = spawn(process.execPath, [bin, 'accounts'], options);
    onTestFinished(() => void child.kill('SIGKILL'));
    await isAsked(child);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
  }
});

describe('an answer without end', () => {
  /** Until the other side has had enough. */
  function pour(response: ServerResponse, head: string, piece: string): void {
    const bytes = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)));
    const more = () => {
      while (!response.destroyed && response.write(bytes));
    };
    response.on('drain', more);
    response.write(head);
    more();
  }

  const row = `{"dateRange":{"start":{"year":2026,"month":11,"day":1},"end":{"year":2026,"month":11,"day":1}},"pivotValues":["urn:li:sponsoredCampaign:1"],"impressions":1,"clicks":1,"costInLocalCurrency":"1.5","oneClickLeads":0},`;
  const verify = ['verify'];
  const report = ['report', '--from', '2026-11-01', '--to', '2026-11-10'];

  it.each<[string, readonly string[], number, string, string]>([
    ['text', verify, 200, '{"message":"', 'x'],
    ['text of a refusal', verify, 401, '{"message":"', 'x'],
    ['rows', report, 200, '{"elements":[', row],
    ['rows of nothing', report, 200, '{"elements":[', '{},'],
    ['one row', report, 200, '{"elements":[{"a":"', 'x'],
    ['one deep row', report, 200, '{"elements":[', '{"a":'],
    ['what are no rows', report, 200, '{"elements":[1,', '{},'],
    ['a page for a report', report, 200, '<html>', 'x'],
  ])(
    'of %s takes neither memory nor time',
    async (_, args, status, head, piece) => {
      const world = await openProcessWorld({ env: storedCredentials() });
      const port = await httpServer((request, response) => {
        const isRows = request.url?.includes('adAnalytics') === true;
        if (args === verify || isRows) pour(response.writeHead(status), head, piece);
        else response.end(request.url?.includes('q=') === true ? '{"elements":[]}' : accountText);
      });
      const memory = join(world.folder, 'memory.cjs');
      const most = 'process.resourceUsage().maxRSS';
      await writeFile(
        memory,
        `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(`${memory}.txt`)}, String(${most})));`,
      );
      const { exitCode, stderr } = await world.run(args, {
        environment: {
          PECTUS_LINKEDIN_OAUTH_URL: `http://127.0.0.1:${port}/oauth/v2`,
          PECTUS_LINKEDIN_API_URL: `http://127.0.0.1:${port}/rest`,
          NODE_OPTIONS: `--require ${memory}`,
        },
      });
      expect(exitCode).toBe(5);
      expect(stderr).toContain('linkedin-unavailable');
      // Kilobytes.
      expect(Number(await readFile(`${memory}.txt`, 'utf8'))).toBeLessThan(250_000);
    },
    60_000,
  );
});
