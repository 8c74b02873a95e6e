/** `simulate`: LinkedIn in a box behind a real socket, until Ctrl-C. */

import { once } from 'node:events';
import { chmod, stat } from 'node:fs/promises';
import { get, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, test } from 'vitest';
import { closed, holder, refusalAt } from '../consent/visitors.ts';
import { appKeys } from '../support/credentials.ts';
import { type MemoryWorld, openTestWorld } from '../support/world.ts';

interface Served {
  readonly world: MemoryWorld;
  readonly origin: string;
  /** Ctrl-C; resolves when the command has ended. */
  end(): ReturnType<MemoryWorld['run']>;
}

async function serve(flags: readonly string[] = []): Promise<Served> {
  const world = await openTestWorld({ setting: 'memory' });
  const ended = world.run(['simulate', ...flags]);
  const end = async () => {
    world.interrupt();
    return await ended;
  };
  for (;;) {
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(world.stdout()) ?? [];
    if (origin !== undefined) return { world, origin, end };
    await setImmediate();
  }
}

async function page(address: string): Promise<{ status: number | undefined; text: string }> {
  const [response] = (await once(get(address, { agent: false }), 'response')) as [IncomingMessage];
  return { status: response.statusCode, text: await text(response) };
}

async function post(address: string, fields: Readonly<Record<string, string>>): Promise<unknown> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const sent = request(address, { method: 'POST', agent: false, headers });
  sent.end(String(new URLSearchParams(fields)));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await json(response) };
}

const keys = {
  client_id: appKeys.LINKEDIN_CLIENT_ID,
  client_secret: appKeys.LINKEDIN_CLIENT_SECRET,
};

describe('a simulated LinkedIn', () => {
  it('answers people and programs, and ends with Ctrl-C', async () => {
    const { origin, end } = await serve();

    expect(await page(`${origin}/developers/apps`)).toEqual({
      status: 200,
      text: expect.stringContaining(keys.client_id),
    });
    expect(await post(`${origin}/oauth/v2/introspectToken`, { ...keys, token: 'x' })).toEqual({
      status: 200,
      body: { active: false },
    });
    expect(await end()).toMatchObject({ exitCode: 130 });
    expect(await refusalAt(Number(new URL(origin).port), '127.0.0.1')).toBe('ECONNREFUSED');
  });

  it('prints on stdout what a shell takes, keys and tokens too, and the rest on stderr', async () => {
    const { origin, end } = await serve();
    const { stdout, stderr } = await end();

    const lines = stdout.trimEnd().split('\n');
    const values = lines.map((line) => /^export ([A-Z_]+)=([\w.+/=%:,-]+)$/.exec(line)?.slice(1));
    expect(Object.fromEntries(values as [string, string][])).toEqual({
      PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
      PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
      ...appKeys,
      LINKEDIN_REFRESH_TOKEN: expect.stringMatching(/^AQV/),
      LINKEDIN_ACCESS_TOKEN: expect.stringMatching(/^AQX/),
      LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: expect.any(String),
      LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: expect.any(String),
      LINKEDIN_SCOPES: 'r_ads,r_ads_reporting',
      LINKEDIN_AD_ACCOUNT_ID: '512345678',
      LINKEDIN_MEMBER_URN: 'urn:li:person:K1RwyVNukt',
    });
    expect(stderr).toContain(`LinkedIn is simulated at ${origin} (ready: `);
    expect(stderr).toContain(`What there is: ${origin}/`);
    expect(stderr).toMatch(/\n\nStopped\.[^\n]*\n+$/);
  });

  it('prints one object with --json', async () => {
    const uri = 'http://localhost:3000/oauth';
    const { origin, end } = await serve(['--json', '--redirect-uri', uri]);
    expect(JSON.parse((await end()).stdout)).toEqual({
      outcome: 'ok',
      exitCode: 0,
      origin,
      redirectUris: expect.arrayContaining([uri]),
      env: expect.objectContaining({
        PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
        LINKEDIN_ACCESS_TOKEN: expect.any(String),
      }),
    });
  });

  it('has no tokens before the app has a product', async () => {
    const { end } = await serve(['--json', '--scenario', 'approval-pending']);
    const { env } = JSON.parse((await end()).stdout);
    expect(Object.keys(env)).toEqual([
      'PECTUS_LINKEDIN_OAUTH_URL',
      'PECTUS_LINKEDIN_API_URL',
      'LINKEDIN_CLIENT_ID',
      'LINKEDIN_CLIENT_SECRET',
    ]);
  });

  it('follows the scenario', async () => {
    const { origin, end } = await serve(['--scenario', 'wrong-secret']);
    const answer = await post(`${origin}/oauth/v2/introspectToken`, { ...keys, token: 'x' });
    expect(answer).toMatchObject({ status: 401 });
    expect(await end()).toMatchObject({ exitCode: 130 });
  });

  it('writes no file', async () => {
    const { world, end } = await serve();
    await end();
    expect(world.files.paths()).toEqual([]);
  });
});

test('another command works against it', async () => {
  const { world, origin, end } = await serve();
  const other = await openTestWorld({ setting: 'memory' });
  const env = {
    ...appKeys,
    PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
    LINKEDIN_ACCESS_TOKEN: world.simulator().issueTokens().accessToken,
  };
  const run = await other.run(['accounts'], { env, fetch: (asked) => fetch(asked) });
  await end();

  expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Acme Europe') });
});

/** What the program of somebody else gets: its consent page, and the numbers of a call with the ready token. */
async function asStranger(flags: readonly string[], { scope = 'r_ads r_ads_reporting' } = {}) {
  const { origin, end } = await serve(['--json', ...flags]);
  const consent = new URLSearchParams({
    response_type: 'code',
    client_id: keys.client_id,
    redirect_uri: 'http://[::1]:9000/oauth',
    scope,
  });
  const { status } = await page(`${origin}/oauth/v2/authorization?${consent}`);
  const { port } = new URL(origin);
  const sent = get(`http://[::1]:${port}/`, { agent: false });
  const [sixth] = (await once(sent, 'response')) as [IncomingMessage];
  sixth.resume();
  const run = await end();
  return { status, sixth: sixth.statusCode, run };
}

describe('an app of somebody else', () => {
  const listed = ['--redirect-uri', 'http://[::1]:9000/oauth'];

  it('is sent back to its own address, and reached on either loopback address', async () => {
    expect(await asStranger(listed)).toMatchObject({ status: 200, sixth: 200 });
    expect(await asStranger([])).toMatchObject({ status: 401 });
  });

  it('meets a LinkedIn that does what it might do', async () => {
    const commas = { scope: 'r_ads,r_ads_reporting' };
    expect(await asStranger(listed, commas)).toMatchObject({ status: 200 });
    const strict = [...listed, '--switch', 'requestedScopes=spaces'];
    expect(await asStranger(strict, commas)).toMatchObject({ status: 302 });
    const documents = ['--switch', 'authorizationRefusal=400', '--switch', 'redirect=303'];
    expect(await asStranger(documents)).toMatchObject({ status: 400 });
  });

  it.each([
    [['--switch', 'colour=red'], 'Allowed choices are authorizationRefusal, redirect'],
    [['--switch', 'refusedScopes=bare'], 'Did you mean refusedScope?'],
    [['--switch', 'redirect=301'], 'redirect is one of these: "302", "303".'],
    [['--redirect-uri', 'localhost:3000'], 'It must be a whole address, without a #fragment.'],
    [['--api-version', '2026'], 'It must be a year and a month'],
  ])('%o is refused with what is meant', async (flags, sentence) => {
    const world = await openTestWorld({ setting: 'memory' });
    const run = await world.run(['simulate', ...flags]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr.replace(/\s+/g, ' ')).toContain(sentence);
  });
});

describe('--env-out', () => {
  it('writes the variables for nobody else to read, and never over what is there', async () => {
    const { world, origin, end } = await serve(['--env-out', 'simulated.env']);
    const { stdout } = await end();
    const text = Buffer.from((await world.files.read('simulated.env')) ?? '').toString();
    expect(text).toBe(stdout.replaceAll('export ', ''));
    expect(text).toContain(`PECTUS_LINKEDIN_API_URL=${origin}/rest\n`);
    expect((await world.files.stat('simulated.env'))?.mode).toBe(0o600);

    const again = await openTestWorld({ setting: 'memory', files: { 'simulated.env': text } });
    const refused = await again.run(['simulate', '--env-out', 'simulated.env']);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('--force');
  });

  it('replaces made-up credentials with --force, and no real ones', async () => {
    const openWith = (clientId: string) => {
      const text = `LINKEDIN_CLIENT_ID=${clientId}\nLINKEDIN_CLIENT_SECRET=WPL_AP1.any\n`;
      return openTestWorld({ setting: 'memory', files: { 'simulated.env': text } });
    };
    const made = await openWith(keys.client_id);
    const real = await openWith('78abcdefghijkl');
    const flags = ['simulate', '--env-out', 'simulated.env', '--force'];

    const ended = made.run(flags);
    while (!made.stdout().includes('LINKEDIN_MEMBER_URN')) await setImmediate();
    made.interrupt();
    expect(await ended).toMatchObject({ exitCode: 130 });
    expect(await real.run(flags)).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

test('a file of variables is for you and the group that the one before it had', async () => {
  const world = await openTestWorld({ files: { 'simulated.env': '' } });
  const path = join(world.folder, 'simulated.env');
  await chmod(path, 0o644);
  const ended = world.run(['simulate', '--env-out', path, '--force']);
  while (!world.stdout().includes('LINKEDIN_MEMBER_URN')) await setImmediate();
  world.interrupt();
  await ended;
  expect((await stat(path)).mode & 0o777).toBe(0o640);
});

test('with --debug there is a line for each call, without a secret', async () => {
  const { origin, end } = await serve(['--debug']);
  await page(`${origin}/rest/adAccounts?q=search&oauth2_access_token=AQXmine`);
  const { stderr } = await end();
  expect(stderr).toContain('GET /rest/adAccounts?q=search&oauth2_access_token=*** → 400');
  expect(stderr).not.toContain('AQXmine');
});

test('an ended version is active where it is named', async () => {
  const versions = async (flags: readonly string[]) => {
    const { world, origin, end } = await serve(flags);
    const [, token = ''] = /LINKEDIN_ACCESS_TOKEN=(\S+)/.exec(world.stdout()) ?? [];
    const headers = { authorization: `Bearer ${token}`, 'linkedin-version': '202510' };
    const { status } = await fetch(`${origin}/rest/adAccounts?q=search`, { headers });
    await end();
    return status;
  };
  expect(await versions([])).toBe(426);
  expect(await versions(['--api-version', '202510'])).toBe(200);
});

test('a port that somebody else holds is told, and is no bug', async () => {
  const other = await holder(0, '127.0.0.1');
  const at = other.address();
  const port = typeof at === 'object' && at !== null ? at.port : 0;
  const world = await openTestWorld({ setting: 'memory' });
  const run = await world.run(['simulate', '--port', String(port)]);
  await closed(other);

  expect(run).toMatchObject({ exitCode: 3, stdout: '' });
  expect(run.stderr).toContain(String(port));
  expect(run.stderr).toContain('(port-taken, exit 3)');
});
