/** A process of its own on the network: through a proxy, with an authority of its own, and over when it is done. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFile } from '../support/bundle.ts';
import {
  account,
  authority,
  httpServer,
  httpsServer,
  proxy,
  secondAuthority,
} from '../support/network-peers.ts';

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'one-call-'));
  program = join(folder, 'one-call.cjs');
  await bundleFile(join(import.meta.dirname, '../support/one-call.ts'), program);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function start(origin: string, env: Readonly<Record<string, string>>) {
  return spawn(process.execPath, [program, origin], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function said(origin: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  const [line] = await once(start(origin, env).stdout, 'data');
  return JSON.parse(String(line));
}

it('reaches LinkedIn through a proxy that wants a password, with the authority it was told of', async () => {
  const { port, asked } = await proxy({
    leadsTo: await httpsServer(account),
    login: 'robin:pa55w0rd!',
  });
  const env = {
    NODE_EXTRA_CA_CERTS: authority,
    HTTPS_PROXY: `http://robin:pa55w0rd!@127.0.0.1:${port}`,
  };
  expect(await said('https://linkedin.test', env)).toEqual({ found: 'Acme Europe' });
  expect(asked).toEqual(['linkedin.test:443']);
});

it.each([
  ['expired.pem', 'linkedin.test', 'has expired (CERT_HAS_EXPIRED)'],
  ['not-yet-valid.pem', 'linkedin.test', 'is not valid yet (CERT_NOT_YET_VALID)'],
  ['proxy.pem', 'elsewhere.test', 'is for another name (ERR_TLS_CERT_ALTNAME_INVALID)'],
])('does not take the certificate %s for %s', async (certificate, host, why) => {
  const { port, asked } = await proxy({ leadsTo: await httpsServer(account, certificate) });
  const env = { NODE_EXTRA_CA_CERTS: secondAuthority, HTTPS_PROXY: `http://127.0.0.1:${port}` };
  expect(await said(`https://${host}`, env)).toMatchObject({
    code: 'tls-untrusted',
    message: expect.stringContaining(`The certificate shown for ${host} ${why}`),
  });
  expect(asked).toHaveLength(1);
});

describe('a proxy that is spoken to over TLS', () => {
  const behind = async (certificate: string, target = 'proxy.pem') => {
    const leadsTo = await httpsServer(account, target);
    const { port, asked } = await proxy({ leadsTo, certificate, login: 'robin:pa55w0rd!' });
    const env = {
      NODE_EXTRA_CA_CERTS: secondAuthority,
      HTTPS_PROXY: `https://robin:pa55w0rd!@localhost:${port}`,
    };
    return { port, asked, told: await said('https://linkedin.test', env) };
  };

  it('leads to LinkedIn', async () => {
    const { told, asked } = await behind('proxy.pem');
    expect({ told, asked }).toEqual({
      told: { found: 'Acme Europe' },
      asked: ['linkedin.test:443'],
    });
  });

  it.each([
    ['server.pem', 'is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)'],
    ['expired.pem', 'has expired (CERT_HAS_EXPIRED)'],
  ])('and shows %s is named', async (certificate, why) => {
    const { port, told, asked } = await behind(certificate);
    expect(told).toMatchObject({
      code: 'tls-untrusted',
      message: expect.stringContaining(`The certificate shown for localhost:${port} ${why}`),
    });
    expect(asked).toEqual([]);
  });

  it('and leads to a certificate that is not trusted is not blamed for it', async () => {
    const { told } = await behind('proxy.pem', 'expired.pem');
    expect(told).toMatchObject({
      code: 'tls-untrusted',
      message: expect.stringContaining('The certificate shown for linkedin.test has expired'),
    });
  });
});

it.each(['http', 'https'])('is not kept alive by a kept-alive %s connection', async (scheme) => {
  const secure = scheme === 'https';
  const server = await (secure ? httpsServer : httpServer)(account);
  const { port } = await proxy({ leadsTo: server });
  const child = secure
    ? start('https://linkedin.test', {
        NODE_EXTRA_CA_CERTS: authority,
        HTTPS_PROXY: `http://127.0.0.1:${port}`,
      })
    : start(`http://127.0.0.1:${server}`, {});
  const exit = once(child, 'exit');
  await once(child.stdout, 'data');
  expect(await exit).toEqual([0, null]);
});
