/** A renewal: what it mints, where it saves it, and what it says where it can do neither. */

import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';
import { type RenewalOptions, renewAccess } from '../../src/checks/renewal.ts';
import { openSession } from '../../src/checks/session.ts';
import { findCredentials } from '../../src/credentials/load.ts';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { readToken } from '../../src/simulator/tokens.ts';
import type { Env } from '../../src/world.ts';
import { describe as described, envText, minted } from '../support/credentials.ts';
import { type MemoryWorld, openTestWorld, type WorldOptions } from '../support/world.ts';

const access = 'LINKEDIN_ACCESS_TOKEN';
const refresh = 'LINKEDIN_REFRESH_TOKEN';
const refreshEnd = 'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT';
const accessEnd = 'LINKEDIN_ACCESS_TOKEN_EXPIRES_AT';

interface SignedIn extends WorldOptions {
  readonly daysAgo?: number;
  /** Over what a sign-in leaves in the file. */
  readonly changes?: Readonly<Record<string, string | undefined>>;
}

async function signedIn({ daysAgo = 61, changes = {}, ...options }: SignedIn = {}) {
  const world = await openTestWorld({ ...options, setting: 'memory' });
  const values = { ...minted(world), ...changes };
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  await world.put(envText(Object.fromEntries(set) as Record<string, string>));
  world.passDays(daysAgo);
  return world;
}

async function renewing(world: MemoryWorld, options?: RenewalOptions, env: Env = {}) {
  const parts = world.parts({ env });
  const loaded = await findCredentials('.env', parts);
  const session = await openSession({ envFile: '.env' }, parts);
  return renewAccess(loaded, () => session.linkedin(), parts, options);
}

const mintings = (world: MemoryWorld) =>
  world.requests().filter(({ grantType }) => grantType === 'refresh_token').length;

const valuesIn = async (world: MemoryWorld) => parse((await world.text()) ?? '');

/** Changes what LinkedIn answers to a request for tokens. */
function granting(
  change: (body: Record<string, unknown>) => Record<string, unknown>,
): WorldOptions {
  return {
    async intercept({ url }, answer) {
      if (!url.endsWith('/accessToken')) return undefined;
      return Response.json(change((await (await answer()).json()) as Record<string, unknown>));
    },
  };
}

describe('a renewal', () => {
  it('is saved to the file, and nothing is said', async () => {
    const world = await signedIn();
    const before = await world.env();
    const { accessToken, expiresAt, unsaved, grant, loaded } = await renewing(world);
    const saved = {
      ...before,
      [access]: 'access token of 2027-01-22T10:00:00Z',
      [accessEnd]: '2027-03-23T09:59:59Z',
    };
    expect(await world.env()).toEqual(saved);
    expect(described(envText({ [access]: accessToken.reveal() }))).toEqual({
      [access]: saved[access],
    });
    expect(loaded.credentials.accessToken?.equals(accessToken)).toBe(true);
    expect(expiresAt).toEqual(new Date('2027-03-23T09:59:59Z'));
    expect(grant?.mintedAt).toEqual(world.now());
    expect([unsaved, world.stderr()]).toEqual([undefined, '']);
  });

  it.each<[string, (body: Record<string, unknown>) => Record<string, unknown>]>([
    ['the refresh token', ({ refresh_token: _, refresh_token_expires_in: __, ...rest }) => rest],
    ['its date', ({ refresh_token_expires_in: _, ...rest }) => rest],
  ])('whose answer leaves out %s keeps what is known of it', async (_, change) => {
    const world = await signedIn(granting(change));
    const before = await valuesIn(world);
    await renewing(world);
    const after = await valuesIn(world);
    expect([after[refresh], after[refreshEnd]]).toEqual([before[refresh], before[refreshEnd]]);
    expect(after[access]).not.toBe(before[access]);
  });

  it('brings another refresh token where LinkedIn sends one', async () => {
    const world = await signedIn(granting((body) => ({ ...body, refresh_token: 'AQVanother' })));
    await renewing(world);
    expect((await valuesIn(world))[refresh]).toBe('AQVanother');
    expect(world.stderr()).toBe('');
  });

  it.each([
    [refresh, 'AQVpart'],
    ['LINKEDIN_CLIENT_SECRET', 'WPL_AP1.part'],
  ])('is tried once more with the %s that an editor has just saved', async (name, part) => {
    let whole = '';
    let writes = 0;
    const world = await signedIn({
      async intercept({ url }, answer) {
        if (!url.endsWith('/accessToken') || writes > 0) return undefined;
        writes += 1;
        const refusal = await answer();
        await world.put(whole);
        return refusal;
      },
    });
    const values = await valuesIn(world);
    whole = envText(values);
    await world.put(envText({ ...values, [name]: part }));
    const { grant } = await renewing(world);
    expect(grant).toBeDefined();
    expect(mintings(world)).toBe(2);
    expect((await valuesIn(world))[name]).toBe(values[name]);
  });

  it.each([
    ['LINKEDIN_CLIENT_ID', 'client-rejected'],
    ['LINKEDIN_CLIENT_SECRET', 'client-rejected'],
    [refresh, 'refresh-token-rejected'],
  ])('is tried once where %s in the file is what it was', async (name, code) => {
    const wrong =
      name === refresh ? 'AQVpart' : `${minted(await signedIn())[name]?.slice(0, -3)}xyz`;
    const world = await signedIn({ changes: { [name]: wrong } });
    const before = await world.text();
    await expect(renewing(world)).rejects.toMatchObject({
      code,
      message: expect.not.stringContaining('environment'),
    });
    expect(mintings(world)).toBe(1);
    expect(await world.text()).toBe(before);
  });

  it('is not tried once more where LinkedIn is away', async () => {
    const world = await signedIn({ scenario: scenarios.unavailable });
    await expect(renewing(world)).rejects.toMatchObject({ code: 'linkedin-unavailable' });
  });

  it('takes the token that another process has just saved', async () => {
    const world = await signedIn();
    const parts = world.parts();
    const before = await findCredentials('.env', parts);
    const session = await openSession({ envFile: '.env' }, parts);
    await session.renew();
    const taken = await renewAccess(before, () => session.linkedin(), parts, { mustSave: true });
    expect(taken).toMatchObject({ grant: undefined, unsaved: undefined });
    expect(taken.accessToken.reveal()).toBe((await valuesIn(world))[access]);
    expect(taken.expiresAt).toEqual(new Date('2027-03-23T09:59:59Z'));
    expect(mintings(world)).toBe(1);
  });

  it('that comes at once with another is made once, and both have its token', async () => {
    const world = await signedIn();
    const [one, other] = await Promise.all([renewing(world), renewing(world)]);
    expect(mintings(world)).toBe(1);
    expect(one.accessToken.equals(other.accessToken)).toBe(true);
  });
});

describe('where nothing can be saved', () => {
  it('because there is no file, the token is handed on without a word', async () => {
    const world = await signedIn();
    const env = await valuesIn(world);
    await world.parts().files.remove('.env');
    const { unsaved, accessToken, loaded } = await renewing(world, {}, env);
    expect(unsaved).toBe('there is no .env');
    expect(readToken(accessToken.reveal())?.refreshed).toBe(true);
    expect(loaded.values[access]).toBe(accessToken.reveal());
    expect(loaded.values[refresh]).toBe(env[refresh]);
    expect([await world.names(), world.stderr()]).toEqual([[], '']);
  });

  it.each([
    [refresh],
    [access],
  ])('because %s is a reference in the file, that is said', async (name) => {
    const world = await signedIn();
    const env = await valuesIn(world);
    await world.put(envText({ ...env, [name]: 'op://ads/linkedin/token' }));
    const before = await world.text();
    const { unsaved } = await renewing(world, {}, env);
    const why = `${name} in .env is a reference, which would be lost`;
    expect(unsaved).toBe(why);
    expect(world.stderr()).toBe(`  Renewed, and not saved: ${why}.\n`);
    expect(await world.text()).toBe(before);

    const minted = mintings(world);
    await expect(renewing(world, { mustSave: true }, env)).rejects.toMatchObject({
      code: 'env-file-unwritable',
      message: expect.stringContaining(why),
    });
    expect(mintings(world)).toBe(minted);
  });

  it.each<['assertWritable' | 'create' | 'replace', string]>([
    ['assertWritable', 'EROFS'],
    ['replace', 'ENOSPC'],
  ])('because %s fails with %s, that is said', async (call, code) => {
    const world = await signedIn();
    const before = await world.text();
    world.files.fail(call, code);
    const { unsaved, accessToken, loaded } = await renewing(world);
    expect(unsaved).toMatch(/^\.env cannot be written: \S/);
    expect(world.stderr()).toBe(`  Renewed, and not saved: ${unsaved}.\n`);
    expect(loaded.values[access]).toBe(accessToken.reveal());
    expect(await world.text()).toBe(before);
    expect(mintings(world)).toBe(1);

    const minted = mintings(world);
    await expect(renewing(world, { mustSave: true })).rejects.toMatchObject({
      code: 'env-file-unwritable',
    });
    expect(mintings(world)).toBe(call === 'replace' ? minted + 1 : minted);
  });

  it('because the file cannot even be read any more, the token is used', async () => {
    const world = await signedIn({
      async intercept({ url }, answer) {
        if (!url.endsWith('/accessToken')) return undefined;
        const granted = await answer();
        world.files.fail('read', 'EACCES');
        world.files.fail('replace', 'EACCES');
        return granted;
      },
    });
    const { unsaved, accessToken, grant } = await renewing(world);
    expect(unsaved).toMatch(/^\.env cannot be /);
    expect(grant?.accessToken.equals(accessToken)).toBe(true);
    expect(mintings(world)).toBe(1);
  });

  it('because another process saved its own token meanwhile, that one is taken', async () => {
    let other: Record<string, string> = {};
    const world = await signedIn({
      async intercept({ url }, answer) {
        if (!url.endsWith('/accessToken')) return undefined;
        const granted = await answer();
        await world.put(envText({ ...(await valuesIn(world)), ...other }));
        world.files.fail('replace', 'EACCES');
        return granted;
      },
    });
    other = minted(world);
    const { unsaved, accessToken, grant } = await renewing(world);
    expect([unsaved, grant, accessToken.reveal()]).toEqual([undefined, undefined, other[access]]);
  });

  it('another refresh token is said to be lost', async () => {
    const world = await signedIn(granting((body) => ({ ...body, refresh_token: 'AQVanother' })));
    world.files.fail('assertWritable', 'EROFS');
    await renewing(world);
    expect(world.stderr().split('\n')).toEqual([
      expect.stringMatching(/^ {2}Renewed, and not saved: /),
      '  LinkedIn sent another refresh token with it, which is lost: if it no longer takes the one in .env, sign in again.',
      '',
    ]);
  });

  it('a refresh token that was left out is none that is lost', async () => {
    const world = await signedIn(granting(({ refresh_token: _, ...rest }) => rest));
    world.files.fail('assertWritable', 'EROFS');
    await renewing(world);
    expect(world.stderr()).not.toContain('another refresh token');
  });

  it('a lock that cannot be read is a failure of its own', async () => {
    const world = await signedIn();
    const parts = world.parts();
    const loaded = await findCredentials('.env', parts);
    const session = await openSession({ envFile: '.env' }, parts);
    world.files.fail('read', 'EACCES');
    await expect(renewAccess(loaded, () => session.linkedin(), parts)).rejects.toMatchObject({
      code: 'env-lock-unusable',
    });
    expect(mintings(world)).toBe(0);
  });
});

it.each([
  [{}, 0],
  [{ mustSave: true }, 1],
])('a token of the file that the environment shadows is renewed with %j: %i', async (options, count) => {
  const world = await signedIn();
  const old = (await valuesIn(world))[access] ?? '';
  await world.put(envText(minted(world)));
  await renewing(world, options, { [access]: old });
  expect(mintings(world)).toBe(count);
});

describe('unless LinkedIn calls the token active', () => {
  it.each([
    ['that is active', 0, scenarios.ready, 0],
    ['that has less than an hour left', 59.97, scenarios.ready, 1],
    ['that is revoked', 0, scenarios['access-token-revoked'], 1],
  ])('one %s, %s days after the sign-in', async (_, daysAgo, scenario, count) => {
    const world = await signedIn({ daysAgo, scenario });
    const { grant, expiresAt, unsaved, accessToken } = await renewing(world, {
      unlessActive: true,
    });
    expect(mintings(world)).toBe(count);
    expect(grant === undefined).toBe(count === 0);
    expect(unsaved).toBeUndefined();
    expect(accessToken.reveal()).toBe((await valuesIn(world))[access]);
    if (count === 0) expect(expiresAt).toEqual(new Date('2027-01-21T09:59:59Z'));
  });

  it('one that is active is minted where that is not asked', async () => {
    const world = await signedIn({ daysAgo: 0 });
    await renewing(world);
    expect(mintings(world)).toBe(1);
  });

  it('one of the environment is left alone, too', async () => {
    const world = await signedIn({ daysAgo: 0 });
    const env = await valuesIn(world);
    await world.parts().files.remove('.env');
    const { unsaved } = await renewing(world, { unlessActive: true }, env);
    expect([mintings(world), unsaved]).toEqual([0, undefined]);
  });

  it('where there is none, it is minted', async () => {
    const world = await signedIn({ daysAgo: 0, changes: { [access]: undefined } });
    await renewing(world, { unlessActive: true });
    expect(mintings(world)).toBe(1);
  });
});

describe('nothing is minted', () => {
  it.each<[string, SignedIn, string, string]>([
    [
      'without a refresh token, from a token that has expired',
      { changes: { [refresh]: undefined } },
      'access-token-rejected',
      'LinkedIn refuses the access token: it has expired. There is no refresh token to mint a new one.',
    ],
    [
      'without a refresh token, from a token that has not',
      { daysAgo: 0, changes: { [refresh]: undefined } },
      'refresh-token-absent',
      '',
    ],
    [
      'without a refresh token, from a token whose end nobody knows',
      { changes: { [refresh]: undefined, [accessEnd]: undefined } },
      'refresh-token-absent',
      '',
    ],
    [
      'without either token',
      { changes: { [refresh]: undefined, [access]: undefined } },
      'credentials-incomplete',
      'LINKEDIN_REFRESH_TOKEN is not set in .env or in the environment.',
    ],
    [
      'without a refresh token, whatever else cannot be used',
      { changes: { [refresh]: undefined, LINKEDIN_API_VERSION: '<version>' } },
      'access-token-rejected',
      'There is no refresh token to mint a new one.',
    ],
    [
      'from a refresh token that cannot be one',
      { changes: { [refresh]: 'two words' } },
      'value-malformed',
      'LINKEDIN_REFRESH_TOKEN in .env cannot be used',
    ],
    [
      'without the secret',
      { changes: { LINKEDIN_CLIENT_SECRET: undefined } },
      'credentials-incomplete',
      'LINKEDIN_CLIENT_SECRET is not set in .env or in the environment.',
    ],
    [
      'without the keys',
      { changes: { LINKEDIN_CLIENT_SECRET: undefined, LINKEDIN_CLIENT_ID: undefined } },
      'credentials-incomplete',
      'LINKEDIN_CLIENT_ID and LINKEDIN_CLIENT_SECRET are not set in .env or in the environment.',
    ],
  ])('%s', async (_, options, code, message) => {
    const world = await signedIn(options);
    await expect(renewing(world)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect(mintings(world)).toBe(0);
  });

  it('from a reference that nothing has resolved, also where it would have to be saved', async () => {
    const world = await signedIn({ changes: { [refresh]: 'op://ads/linkedin/token' } });
    for (const options of [{}, { mustSave: true }]) {
      await expect(renewing(world, options)).rejects.toMatchObject({ code: 'value-unresolved' });
    }
    expect(mintings(world)).toBe(0);
  });

  it.each([
    [366, undefined, 'expired on 22 Nov 2027'],
    [61, undefined, 'refuses the refresh token'],
    [366, null, 'refuses the refresh token'],
  ])('from one that LinkedIn refuses after %i days, and %s as its date', async (daysAgo, end, words) => {
    const world = await signedIn({
      daysAgo,
      scenario: scenarios['refresh-token-expired'],
      changes:
        end === null ? { [refreshEnd]: undefined } : { [refreshEnd]: '2027-11-22T10:00:00Z' },
    });
    await expect(renewing(world)).rejects.toMatchObject({
      code: 'refresh-token-rejected',
      message: expect.stringContaining(words),
      linkedin: expect.anything(),
    });
  });

  it.each([
    [
      { LINKEDIN_CLIENT_SECRET: 'WPL_AP1.another.c2ltdWxhdG9y==' },
      'The environment sets a different LINKEDIN_CLIENT_SECRET, which overrides the file.',
    ],
    [
      { LINKEDIN_CLIENT_ID: '78another' },
      'The environment sets a different LINKEDIN_CLIENT_ID, which overrides the file.',
    ],
  ])('with keys that the environment sets to others: %j', async (env, words) => {
    const world = await signedIn();
    await expect(renewing(world, {}, env)).rejects.toMatchObject({
      code: 'client-rejected',
      message: expect.stringContaining(words),
      linkedin: expect.anything(),
    });
  });
});
