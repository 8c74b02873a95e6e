/** `revoke`: both tokens end at LinkedIn and leave the file; the app's keys and the ad account stay. */

import { describe, expect, it, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { appKeys, envText, minted } from '../support/credentials.ts';
import { enter } from '../support/operator.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

const stays = { ...appKeys, LINKEDIN_AD_ACCOUNT_ID: '512345678' };

interface SignedIn {
  readonly world: TestWorld;
  readonly tokens: readonly string[];
}

async function signedIn(): Promise<SignedIn> {
  const world = await openTestWorld();
  const values = minted(world);
  await world.put(`# of the host\n${envText(values)}# the end`);
  const { LINKEDIN_ACCESS_TOKEN = '', LINKEDIN_REFRESH_TOKEN = '' } = values;
  return { world, tokens: [LINKEDIN_ACCESS_TOKEN, LINKEDIN_REFRESH_TOKEN] };
}

/** What LinkedIn says of each token. */
async function standing({ world, tokens }: SignedIn): Promise<readonly string[]> {
  const ask = async (token: string) => {
    const body = new URLSearchParams({
      client_id: appKeys.LINKEDIN_CLIENT_ID,
      client_secret: appKeys.LINKEDIN_CLIENT_SECRET,
      token,
    });
    const url = 'https://www.linkedin.com/oauth/v2/introspectToken';
    const reply = await world.linkedin(new Request(url, { method: 'POST', body }));
    const { status } = (await reply.json()) as { readonly status: string };
    return status;
  };
  return await Promise.all(tokens.map(ask));
}

describe('a revocation', () => {
  it.each<[string, readonly string[], Readonly<Record<string, boolean>>, readonly string[]]>([
    ['with --yes', ['--yes'], {}, []],
    ['with a yes', [], { revoke: true }, ['revoke']],
  ])('%s ends both tokens and clears them', async (_, flags, answers, asked) => {
    const start = await signedIn();
    const { world } = start;
    const run = await world.run(['revoke', ...flags], { answers, browser: 'zero' });

    expect(run).toMatchObject({ exitCode: 0, stdout: '', asked });
    expect(run.stderrAsOneLine).toContain('LinkedIn has revoked both tokens.');
    expect(await standing(start)).toEqual(['revoked', 'revoked']);
    expect(await world.env()).toEqual(stays);
    expect(await world.text()).toBe(`# of the host\n${envText(stays)}# the end`);
    expect(await world.names()).toEqual(['.env']);
  });

  it.each([
    ['with a no', false],
    ['with Enter', enter],
  ] as const)('%s changes nothing and asks nothing of LinkedIn', async (_, answer) => {
    const start = await signedIn();
    const { world } = start;
    const before = await world.text();
    const run = await world.run(['revoke'], { answers: { revoke: answer } });

    expect(run).toMatchObject({ exitCode: 0, stdout: '', requests: [] });
    expect(await standing(start)).toEqual(['active', 'active']);
    expect(await world.text()).toBe(before);
  });

  it.each<[string, readonly string[], boolean]>([
    ['with --no-input', ['--no-input'], true],
    ['without a terminal', [], false],
  ])('%s is exit 2, names --yes and changes nothing', async (_, flags, interactive) => {
    const { world } = await signedIn();
    const before = await world.text();
    const run = await world.run(['revoke', ...flags], { interactive });

    expect(run).toMatchObject({ exitCode: 2, stdout: '', asked: [], requests: [] });
    expect(run.stderrAsOneLine).toContain('--yes (input-needed, exit 2)');
    expect(run.stderrAsOneLine).toContain('(input-needed, exit 2)');
    expect(await world.text()).toBe(before);
  });

  it('lets setup sign in again with the same keys and account', async () => {
    const { world } = await signedIn();
    await world.run(['revoke', '--yes']);
    world.passDays(1);
    const run = await world.run(['setup', '--no-input']);

    expect(run).toMatchObject({ exitCode: 0, asked: [] });
    expect(await world.env()).toMatchObject({
      ...stays,
      LINKEDIN_REFRESH_TOKEN: 'refresh token of 2026-11-23T10:00:00Z',
    });
  });
});

describe('a refusal of LinkedIn', () => {
  it('is told with the place to remove the app at, and the file is cleared all the same', async () => {
    const { world } = await signedIn();
    world.setScenario(scenarios['wrong-secret']);
    const run = await world.run(['revoke', '--yes']);

    expect(run).toMatchObject({ exitCode: 3, stdout: '' });
    expect(run.stderrAsOneLine).toContain(
      'LinkedIn refused to revoke the refresh token and the access token',
    );
    expect(run.stderrAsOneLine).toContain(
      'LinkedIn: Client authentication failed (invalid_client, HTTP 401)',
    );
    expect(run.stderrAsOneLine).toContain('https://www.linkedin.com/psettings/permitted-services');
    expect(run.stderrAsOneLine).toContain('(revocation-refused, exit 3');
    expect(run.stderrAsOneLine).not.toContain('LinkedIn has revoked');
    expect(await world.env()).toEqual(stays);
  });

  it('is in the object of --json', async () => {
    const { world } = await signedIn();
    world.setScenario(scenarios['wrong-secret']);
    const run = await world.run(['revoke', '--yes', '--json']);

    expect(run).toMatchObject({ exitCode: 3, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({
      outcome: 'revocation-refused',
      exitCode: 3,
      revoked: false,
      tokens: [
        { token: 'refresh token', outcome: 'refused' },
        { token: 'access token', outcome: 'refused' },
      ],
      failures: [
        { token: 'refresh token', message: expect.any(String) },
        { token: 'access token', message: expect.any(String) },
      ],
      error: { linkedin: { status: 401, code: 'invalid_client' } },
    });
  });

  it('in a body of status 200 is one', async () => {
    const { world } = await signedIn();
    const body = { error: 'invalid_request', error_description: 'no such token' };
    const run = await world.run(['revoke', '--yes'], { fetch: async () => Response.json(body) });
    expect(run.exitCode).toBe(3);
    expect(await world.env()).toEqual(stays);
  });
});

it('says which token LinkedIn refuses where it gives no answer about the other one', async () => {
  const { world } = await signedIn();
  const answers = [
    Response.json({ error: 'invalid_request', error_description: 'odd' }, { status: 400 }),
  ];
  const fetch = async () => answers.shift() ?? new Response('', { status: 503 });
  const run = await world.run(['revoke', '--yes'], { fetch });

  expect(run.exitCode).toBe(5);
  expect(run.stderrAsOneLine).toContain('The access token is not revoked, and it stays in .env.');
  expect(run.stderrAsOneLine).toContain(
    'LinkedIn refused to revoke the refresh token, which is no longer in',
  );
  expect(run.stderrAsOneLine).toContain('https://www.linkedin.com/psettings/permitted-services');
});

describe('tokens that LinkedIn gave no answer about are kept', () => {
  const answers: readonly (readonly [string, () => Response])[] = [
    ['503', () => Response.json({ status: 503, message: 'no' }, { status: 503 })],
    ['429', () => Response.json({ status: 429, message: 'MINUTE limit' }, { status: 429 })],
    ['429 of the day', () => Response.json({ message: 'DAY limit is reached' }, { status: 429 })],
    ['408', () => new Response('', { status: 408 })],
    ['a redirect', () => new Response('', { status: 302, headers: { location: 'http://a.b/' } })],
    ["a network's sign-in page", () => new Response('<html>Welcome</html>')],
    ['a web page with 401', () => new Response('<html>', { status: 401 })],
    ['a web page with 403', () => new Response('<html>', { status: 403 })],
    ['nothing with 403', () => new Response('', { status: 403 })],
    ['a text with 403', () => new Response('Blocked', { status: 403 })],
    ['half an answer', () => new Response('{"error":"invalid', { status: 400 })],
    ['half an answer with 200', () => new Response('{"a')],
    ['a list', () => Response.json([])],
    ['500 in a body of status 200', () => Response.json({ status: 500, message: 'no' })],
    ['429 in a body of status 200', () => Response.json({ status: 429, message: 'no' })],
  ];

  it.each(answers)('%s', async (_, answer) => {
    const start = await signedIn();
    const { world } = start;
    const before = await world.text();
    const run = await world.run(['revoke', '--yes'], { fetch: async () => answer() });

    expect(run).toMatchObject({ exitCode: 5, stdout: '' });
    expect(run.stderrAsOneLine).toContain('Neither token is revoked, and both stay in .env.');
    expect(run.stderrAsOneLine).toContain('pectus-linkedin revoke --yes');
    expect(run.stderrAsOneLine).not.toContain('LinkedIn has revoked');
    expect(await world.text()).toBe(before);
    expect(await standing(start)).toEqual(['active', 'active']);
  });

  it('without a network', async () => {
    const { world } = await signedIn();
    const before = await world.text();
    const cause = Object.assign(new Error('made to fail'), { code: 'ENOTFOUND' });
    const fetch = async () => {
      throw new TypeError('fetch failed', { cause });
    };
    const run = await world.run(['revoke', '--yes', '--json'], { fetch });

    expect(run.exitCode).toBe(5);
    expect(JSON.parse(run.stdout)).toMatchObject({
      outcome: 'network-unreachable',
      exitCode: 5,
      revoked: false,
      tokens: [{ outcome: 'kept' }, { outcome: 'kept' }],
    });
    expect(await world.text()).toBe(before);
  });

  it('when only one of the two is revoked, and it is said which', async () => {
    const start = await signedIn();
    const { world, tokens } = start;
    let calls = 0;
    const run = await world.run(['revoke', '--yes'], {
      fetch: async (request) => {
        calls += 1;
        return calls === 1 ? await world.linkedin(request) : new Response('', { status: 503 });
      },
    });

    expect(run.exitCode).toBe(5);
    expect(run.stderrAsOneLine).toContain('LinkedIn has revoked the refresh token.');
    expect(run.stderrAsOneLine).toContain('The access token is not revoked, and it stays in .env.');
    expect(await standing(start)).toEqual(['active', 'revoked']);
    const text = (await world.text()) ?? '';
    expect(text).toContain(`LINKEDIN_ACCESS_TOKEN=${tokens[0]}\n`);
    expect(text).toContain('LINKEDIN_SCOPES=');
    expect(text).not.toContain('LINKEDIN_REFRESH_TOKEN');
  });

  it('that no request can carry', async () => {
    const { world, tokens } = await signedIn();
    const odd = `${tokens[0]}\u200b`;
    await world.put(((await world.text()) ?? '').replace(`${tokens[0]}`, odd));
    const run = await world.run(['revoke', '--yes']);

    expect(run.exitCode).toBe(4);
    expect(run.stderrAsOneLine).toContain('(value-malformed, exit 4)');
    expect(await world.text()).toContain(`LINKEDIN_ACCESS_TOKEN=${odd}\n`);
    expect(await world.text()).not.toContain('LINKEDIN_REFRESH_TOKEN');
  });

  it('without the keys to ask with', async () => {
    const world = await openTestWorld();
    const { LINKEDIN_CLIENT_SECRET: _, ...values } = minted(world);
    await world.put(envText(values));
    const run = await world.run(['revoke', '--yes']);

    expect(run).toMatchObject({ exitCode: 4, requests: [] });
    expect(run.stderrAsOneLine).toContain('(credentials-incomplete, exit 4)');
    expect(await world.text()).toBe(envText(values));
  });
});

test('a token that the environment sets is revoked, and the one in the file is not taken out', async () => {
  const { world, tokens } = await signedIn();
  const other = world.simulator().issueTokens().accessToken;
  const run = await world.run(['revoke', '--yes'], { env: { LINKEDIN_ACCESS_TOKEN: other } });

  expect(run.exitCode).toBe(0);
  expect(await standing({ world, tokens: [other, ...tokens] })).toEqual([
    'revoked',
    'active',
    'revoked',
  ]);
  expect(await world.text()).toContain(`LINKEDIN_ACCESS_TOKEN=${tokens[0]}\n`);
});

test('without a token there is nothing to revoke', async () => {
  const world = await openTestWorld({ files: { '.env': envText(appKeys) } });
  const run = await world.run(['revoke', '--yes']);

  expect(run).toMatchObject({ exitCode: 0, requests: [] });
  expect(run.stderrAsOneLine).toContain('There is no token to revoke.');
});

test('without a file and without the environment there is nothing to revoke', async () => {
  const world = await openTestWorld();
  const run = await world.run(['revoke', '--yes']);

  expect(run).toMatchObject({ exitCode: 4, stdout: '', requests: [] });
  expect(run.stderrAsOneLine).toContain('(env-file-missing, exit 4)');
});

test('what the environment holds is revoked, and no file appears', async () => {
  const world = await openTestWorld();
  const env = minted(world);
  const { LINKEDIN_ACCESS_TOKEN = '', LINKEDIN_REFRESH_TOKEN = '' } = env;
  const run = await world.run(['revoke', '--yes'], { env });

  expect(run).toMatchObject({ exitCode: 0, stdout: '' });
  const tokens = [LINKEDIN_ACCESS_TOKEN, LINKEDIN_REFRESH_TOKEN];
  expect(await standing({ world, tokens })).toEqual(['revoked', 'revoked']);
  expect(await world.names()).toEqual([]);
});
