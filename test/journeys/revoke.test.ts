/** `revoke`: both tokens end at LinkedIn and leave the file; the app's keys and the ad account stay. */

import { describe, expect, it, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { enter } from '../support/answers.ts';
import { appKeys, envText, minted } from '../support/credentials.ts';
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
    expect(run.told).toContain('LinkedIn has revoked both tokens.');
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
    expect(run.told).toContain('--yes (input-needed, exit 2)');
    expect(run.told).toContain('(input-needed, exit 2)');
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
  it('is told, and the file is cleared all the same', async () => {
    const { world } = await signedIn();
    world.play(scenarios['wrong-secret']);
    const run = await world.run(['revoke', '--yes']);

    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(run.told).toContain('LinkedIn did not revoke the refresh token:');
    expect(run.told).toContain('LinkedIn did not revoke the access token:');
    expect(run.told).not.toContain('LinkedIn has revoked');
    expect(await world.env()).toEqual(stays);
  });

  it('is in the object of --json', async () => {
    const { world } = await signedIn();
    world.play(scenarios['wrong-secret']);
    const run = await world.run(['revoke', '--yes', '--json']);

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toEqual({
      exitCode: 0,
      revoked: false,
      failures: [
        { token: 'refresh token', message: expect.any(String) },
        { token: 'access token', message: expect.any(String) },
      ],
    });
  });
});

describe('LinkedIn is not said to have revoked what it was not asked to', () => {
  it.each<[string, readonly string[]]>([
    ['without the secret', ['LINKEDIN_CLIENT_SECRET']],
    ['without a token', ['LINKEDIN_ACCESS_TOKEN', 'LINKEDIN_REFRESH_TOKEN']],
  ])('%s', async (_, without) => {
    const world = await openTestWorld();
    const kept = Object.entries(minted(world)).filter(([name]) => !without.includes(name));
    await world.put(envText(Object.fromEntries(kept)));
    const run = await world.run(['revoke', '--yes']);

    expect(run.requests).toEqual([]);
    expect(run.told).not.toContain('LinkedIn has revoked both tokens.');
  });
});

test('without a file and without the environment there is nothing to revoke', async () => {
  const world = await openTestWorld();
  const run = await world.run(['revoke', '--yes']);

  expect(run).toMatchObject({ exitCode: 4, stdout: '', requests: [] });
  expect(run.told).toContain('(env-file-missing, exit 4)');
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
