/** A sign-in as a process: it ends when it is done, whoever still holds a connection. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundleFile } from '../support/bundle.ts';
import { closed, connection, freePort, holder, knock } from './visitors.ts';

let folder: string;
let program: string;
let child: ChildProcessByStdio<null, Readable, null>;
let lines: AsyncIterator<string>;
const idle: Socket[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sign-in-'));
  // Another user runs it in one of the tests.
  await chmod(folder, 0o755);
  program = join(folder, 'sign-in.mjs');
  await bundleFile(join(import.meta.dirname, 'sign-in-process.ts'), program);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

afterEach(() => {
  for (const socket of idle.splice(0)) socket.destroy();
  child.kill('SIGKILL');
});

/** Starts a sign-in and resolves with the target of its true visit once it listens. */
async function start(ports: readonly number[], uid?: number) {
  const redirectUris = ports.map((port) => `http://localhost:${port}/callback`);
  child = spawn(process.execPath, [program, ...redirectUris], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid }),
  });
  lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const { redirectUri, state } = await told();
  return { port: Number(new URL(redirectUri).port), target: `/callback?code=AQT0&state=${state}` };
}

async function told() {
  const { value } = await lines.next();
  return JSON.parse(value);
}

/** Connections of the kind that keep a process alive: silent ones, and half a request. */
async function crowd(port: number): Promise<void> {
  for (const address of ['127.0.0.1', '127.0.0.1', '::1', '::1']) {
    idle.push(await connection(port, address));
  }
  const half = await connection(port);
  half.write('GET /callback HTTP/1.1\r\nHost: local');
  idle.push(half);
}

/** A process that an idle connection keeps alive lives until Node gives that up, half a minute later. */
const timeout = 20_000;

describe('the process of a sign-in', () => {
  it('is over with the page, whoever still holds a connection', { timeout }, async () => {
    const { port, target } = await start([await freePort()]);
    await crowd(port);
    const exit = once(child, 'exit');
    const page = await knock(port, { target });
    expect(await exit).toEqual([0, null]);
    expect(page.body).toContain("You're signed in".replace("'", '&#39;'));
    expect(await told()).toEqual({ ended: 'settled' });
  });

  it('is over with Ctrl-C, and the port is free', { timeout }, async () => {
    const { port } = await start([await freePort()]);
    await crowd(port);
    const exit = once(child, 'exit');
    child.kill('SIGINT');
    expect(await exit).toEqual([0, null]);
    expect(await told()).toEqual({ ended: 'cancelled' });
    for (const address of ['127.0.0.1', '::1']) await closed(await holder(port, address));
  });

  it('takes the second port when the system refuses the first without anybody on it', async (test) => {
    if ((await firstOpenPort()) <= 81) test.skip('every port is open to everybody here');
    const nobody = process.getuid?.() === 0 ? 65534 : undefined;
    const second = await freePort();
    const { port, target } = await start([81, second], nobody);
    expect(port).toBe(second);
    expect((await knock(port, { target })).status).toBe(200);
  });
});

/** Ports below this one answer EACCES to ordinary users. */
async function firstOpenPort(): Promise<number> {
  if (process.platform === 'win32') return 0;
  const setting = '/proc/sys/net/ipv4/ip_unprivileged_port_start';
  return Number(await readFile(setting, 'utf8').catch(() => '1024'));
}
