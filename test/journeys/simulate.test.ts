/** `simulate`: LinkedIn in a box behind a real socket, until Ctrl-C. */

import { once } from 'node:events';
import { get, type IncomingMessage, request } from 'node:http';
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

  it('prints on stdout what a shell takes, and the rest on stderr', async () => {
    const { origin, end } = await serve();
    const { stdout, stderr } = await end();

    expect(stdout).toBe(
      `export PECTUS_LINKEDIN_OAUTH_URL=${origin}/oauth/v2\nexport PECTUS_LINKEDIN_API_URL=${origin}/rest\n`,
    );
    expect(stderr).toContain(`LinkedIn is simulated at ${origin} (ready: `);
    expect(stderr).toContain(`${origin}/developers/apps`);
    expect(stderr).toMatch(/\n\nStopped\.[^\n]*\n+$/);
  });

  it('prints one object with --json', async () => {
    const { origin, end } = await serve(['--json']);
    expect(JSON.parse((await end()).stdout)).toEqual({
      outcome: 'ok',
      exitCode: 0,
      origin,
      env: {
        PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
        PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
      },
    });
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
