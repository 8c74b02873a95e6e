/** The credentials as the host sees them: what file and environment say together, and what cannot be used. */

import { describe, expect, it } from 'vitest';
import {
  credentialsIn,
  findCredentials,
  isEmpty,
  type LoadedCredentials,
  loadCredentials,
  signInEndOf,
  withChanges,
} from '../../src/credentials/load.ts';
import { Exit } from '../../src/faults/fault.ts';
import { Secret } from '../../src/secret.ts';
import type { Env } from '../../src/world.ts';
import { memoryFiles } from '../support/files.ts';
import { quietMachine } from '../support/machine.ts';

const path = '/app/.env';
const id = 'LINKEDIN_CLIENT_ID';
const secret = 'LINKEDIN_CLIENT_SECRET';
const token = 'LINKEDIN_ACCESS_TOKEN';
const account = 'LINKEDIN_AD_ACCOUNT_ID';

function worldOf(text: string | undefined, env: Env = {}) {
  const files = memoryFiles(text === undefined ? {} : { [path]: text });
  const displayPath = (shown: string) => shown.replace('/app/', '');
  return { files, env, machine: { ...quietMachine, displayPath } };
}

async function loaded(text: string | undefined, env: Env = {}): Promise<LoadedCredentials> {
  return await findCredentials(path, worldOf(text, env));
}

const reference = { kind: 'reference', resolver: expect.objectContaining({ name: '1Password' }) };

describe('what file and environment say', () => {
  it('is told with where each value comes from', async () => {
    const text = `${id}=78abcdefghij12\n${account}=512345678\nOTHER=1\n`;
    const found = await loaded(text, { [token]: 'AQXaccess', PATH: '/bin' });
    expect(found).toEqual({
      path,
      displayPath: '.env',
      file: {
        path,
        values: { [id]: '78abcdefghij12', [account]: '512345678', OTHER: '1' },
        duplicates: [],
        mode: 0o600,
      },
      values: { [id]: '78abcdefghij12', [account]: '512345678', [token]: 'AQXaccess' },
      origins: { [id]: 'file', [account]: 'file', [token]: 'environment' },
      unusable: [],
      wrapped: [],
      shadowed: [],
      emptied: [],
      misspelt: [],
      credentials: {
        clientId: '78abcdefghij12',
        adAccountId: '512345678',
        accessToken: expect.any(Secret),
      },
    });
  });

  it.each<[string, string | undefined, string | undefined, Partial<LoadedCredentials>]>([
    ['nothing', undefined, undefined, {}],
    ['the file', 'AQXfile', undefined, { values: { [token]: 'AQXfile' } }],
    [
      'the environment',
      undefined,
      'AQXenvironment',
      { values: { [token]: 'AQXenvironment' }, origins: { [token]: 'environment' } },
    ],
    ['both alike', 'AQXsame', 'AQXsame', { values: { [token]: 'AQXsame' } }],
    [
      'both, which differ',
      'AQXfile',
      'AQXenvironment',
      { values: { [token]: 'AQXenvironment' }, shadowed: [token] },
    ],
    [
      'the file, emptied by the environment',
      'AQXfile',
      '',
      { values: { [token]: 'AQXfile' }, origins: { [token]: 'file' }, emptied: [token] },
    ],
    [
      'the file, under a placeholder in the environment',
      'AQXfile',
      'changeme',
      { values: { [token]: 'AQXfile' }, origins: { [token]: 'file' }, emptied: [token] },
    ],
    [
      'the environment, over a reference in the file that it resolves',
      'op://vault/linkedin/token',
      'AQXenvironment',
      { values: { [token]: 'AQXenvironment' }, origins: { [token]: 'environment' } },
    ],
    [
      'no value, but a reference in the file',
      'op://vault/linkedin/token',
      undefined,
      { values: {}, unusable: [{ ...reference, variable: token, origin: 'file' }] as never },
    ],
    [
      'no value, but a reference in the file under nothing',
      'op://vault/linkedin/token',
      '',
      { values: {}, unusable: [{ ...reference, variable: token, origin: 'file' }] as never },
    ],
    [
      'no value, but a placeholder in the environment over a reference',
      'op://vault/linkedin/token',
      'changeme',
      { values: {}, unusable: [{ kind: 'placeholder', variable: token, origin: 'environment' }] },
    ],
    [
      'no value, but a malformed one',
      'AQX…',
      undefined,
      {
        values: {},
        unusable: [
          {
            kind: 'malformed',
            why: 'it ends with an ellipsis: it was cut off when it was copied',
            variable: token,
            origin: 'file',
          },
        ],
      },
    ],
    [
      'a value in quotes, which are taken off',
      undefined,
      '"AQXquoted"',
      {
        values: { [token]: 'AQXquoted' },
        wrapped: [{ variable: token, origin: 'environment', by: 'quotes' }],
      },
    ],
    [
      'the environment, with a blank behind what the file says',
      'AQXsame',
      'AQXsame ',
      {
        values: { [token]: 'AQXsame' },
        wrapped: [{ variable: token, origin: 'environment', by: 'spaces' }],
      },
    ],
  ])('of a token is that of %s', async (_, inFile, inEnvironment, expected) => {
    const text = inFile === undefined ? '' : `${token}=${inFile}\n`;
    const found = await loaded(text, { [token]: inEnvironment });
    expect(found).toMatchObject({
      values: {},
      unusable: [],
      wrapped: [],
      shadowed: [],
      emptied: [],
      ...expected,
    });
    expect(Object.keys(found.values)).toEqual(Object.keys(expected.values ?? {}));
  });

  it('has the duplicates of ours, and of no other variable', async () => {
    const text = `A=1\nA=2\n${id}=78abcdefghij12\n${id}=78abcdefghij12\n`;
    expect((await loaded(text)).file?.duplicates).toEqual([id]);
    const ofAll = { path, values: { A: '2' }, duplicates: ['A', id], mode: undefined };
    expect(credentialsIn(ofAll, path, worldOf('')).file?.duplicates).toEqual([id]);
  });
});

describe('a name that differs from ours in case or signs only', () => {
  it.each([
    ['linkedin_client_id', id],
    ['LinkedIn-Client-Id', id],
    ['LINKEDIN.CLIENT_SECRET', secret],
    ['LINKEDINCLIENTSECRET', secret],
    ['LINKED_IN_AD_ACCOUNT_ID', account],
  ])('is told: %s', async (name, variable) => {
    const misspelt = [{ name, variable }];
    expect((await loaded(`${name}=1\n`)).misspelt).toEqual(misspelt);
    expect((await loaded('', { [name]: '1' })).misspelt).toEqual(misspelt);
  });

  it.each([
    ['is empty', 'linkedin_client_id=\n'],
    ['is not needed', `linkedin_client_id=1\n${id}=78abcdefghij12\n`],
    ['stands beside one that is a placeholder', `linkedin_client_id=1\n${id}=changeme\n`],
    ['is ours', `${id}=\n`],
    ['is ours, and blank', `${id}=" "\n`],
    ['has other letters', 'LINKEDIN_CLIENT=1\nMY_LINKEDIN_CLIENT_ID=1\n'],
  ])('is not told where it %s', async (_, text) => {
    expect((await loaded(text)).misspelt).toEqual([]);
  });
});

describe('where nothing is set', () => {
  const refusal = {
    code: 'env-file-missing',
    exit: Exit.signInAgain,
    message: 'There is no .env, and no LINKEDIN_ variable is set in the environment.',
  };

  it('a missing file is a fault for those who need credentials, and an answer for others', async () => {
    const world = worldOf(undefined, { PATH: '/bin', [id]: '' });
    await expect(loadCredentials(path, world)).rejects.toMatchObject(refusal);
    const found = await findCredentials(path, world);
    expect([found.file, found.values, isEmpty(found)]).toEqual([undefined, {}, true]);
  });

  it.each<[string, string | undefined, Env]>([
    ['an empty file', '', {}],
    ['a value in the environment', undefined, { [id]: '78abcdefghij12' }],
    ['a placeholder in the environment', undefined, { [id]: 'changeme' }],
  ])('%s is enough to go on with', async (_, text, env) => {
    expect(isEmpty(await loadCredentials(path, worldOf(text, env)))).toBe(false);
  });
});

describe('changes that are not in the file yet', () => {
  const text = `${id}=changeme\n${secret}=op://vault/linkedin/secret\n${token}=AQXold\n${account}=512345678\n`;

  it('are seen as if they were, and what they replace is no longer unusable', async () => {
    const before = await loaded(text);
    const after = withChanges(before, {
      [id]: '78abcdefghij12',
      [token]: new Secret('AQXnew'),
      LINKEDIN_SCOPES: 'r_ads',
    });
    expect(after).toEqual({
      ...before,
      values: {
        [id]: '78abcdefghij12',
        [token]: 'AQXnew',
        [account]: '512345678',
        LINKEDIN_SCOPES: 'r_ads',
      },
      unusable: [{ ...reference, variable: secret, origin: 'file' }],
      credentials: {
        clientId: '78abcdefghij12',
        accessToken: expect.any(Secret),
        adAccountId: '512345678',
        scopes: ['r_ads'],
      },
    });
    expect(after.credentials.accessToken?.reveal()).toBe('AQXnew');
    expect(before.values).toEqual({ [token]: 'AQXold', [account]: '512345678' });
  });

  it.each([undefined, ''])('to %j take a value away', async (value) => {
    const after = withChanges(await loaded(text), { [token]: value });
    expect(after.values).toEqual({ [account]: '512345678' });
    expect(after.credentials).toEqual({ adAccountId: '512345678' });
    expect(after.unusable).toHaveLength(2);
  });
});

it('somebody has to sign in again when the refresh token ends, or without one when the access token does', () => {
  const accessExpiresAt = new Date('2027-01-21T10:00:00Z');
  const refreshExpiresAt = new Date('2027-11-22T10:00:00Z');
  const refreshToken = new Secret('AQVrefresh');
  expect(signInEndOf({ accessExpiresAt, refreshExpiresAt, refreshToken })).toBe(refreshExpiresAt);
  expect(signInEndOf({ accessExpiresAt, refreshToken })).toBeUndefined();
  expect(signInEndOf({ accessExpiresAt, refreshExpiresAt })).toBe(accessExpiresAt);
});
