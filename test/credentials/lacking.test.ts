/** Why a command cannot go on with what is set: the fault of each kind of flaw, and which comes first. */

import { describe, expect, it } from 'vitest';
import {
  assertResolved,
  assertTokens,
  lacking,
  missingVariables,
  referencesInFile,
} from '../../src/credentials/lacking.ts';
import { findCredentials, type LoadedCredentials } from '../../src/credentials/load.ts';
import { Exit } from '../../src/faults/fault.ts';
import { contractNames, type VariableName, variables } from '../../src/variables.ts';
import type { Env } from '../../src/world.ts';
import { envText } from '../support/credentials.ts';
import { memoryFiles } from '../support/files.ts';
import { quietMachine } from '../support/machine.ts';

const path = '/app/.env';
const { clientId, clientSecret, refreshToken, accessToken, adAccountId } = variables;
const { accessExpiresAt, refreshExpiresAt, scopes } = variables;
const keys = { [clientId]: '78abcdefghij12', [clientSecret]: 'WPL_AP1.aB3dE5gH7jK9mN1p' };
const reference = 'op://vault/linkedin/value';

async function loaded(inFile: Readonly<Record<string, string>>, env: Env = {}) {
  const files = memoryFiles({ [path]: envText(inFile) });
  const displayPath = (shown: string) => shown.replace('/app/', '');
  return await findCredentials(path, { files, env, machine: { ...quietMachine, displayPath } });
}

/** What `work` throws. */
function thrownBy(work: () => void): unknown {
  try {
    work();
    return 'nothing';
  } catch (error) {
    return error;
  }
}

describe('what is lacking', () => {
  it.each<[string, Readonly<Record<string, string>>, readonly VariableName[], object]>([
    [
      'is not set',
      { [clientId]: '78abcdefghij12' },
      [clientId, clientSecret, adAccountId],
      {
        code: 'credentials-incomplete',
        exit: Exit.signInAgain,
        message:
          'LINKEDIN_CLIENT_SECRET and LINKEDIN_AD_ACCOUNT_ID are not set in .env or in the environment.',
      },
    ],
    [
      'is a placeholder, or has another name; what is not needed is not named',
      {
        [clientSecret]: 'changeme',
        [accessToken]: 'changeme',
        client_id: '1',
        linkedin_scopes: 'x',
        Linkedin_Client_Id: '1',
      },
      [clientId, clientSecret],
      {
        code: 'credentials-incomplete',
        message:
          'LINKEDIN_CLIENT_ID and LINKEDIN_CLIENT_SECRET are not set in .env or in the environment. LINKEDIN_CLIENT_SECRET holds only a placeholder. Linkedin_Client_Id is not read: write LINKEDIN_CLIENT_ID.',
      },
    ],
    [
      'is a reference, before all else and with the others of the program',
      { [clientId]: 'a b', [clientSecret]: reference, [accessToken]: reference },
      [clientId, clientSecret],
      {
        code: 'value-unresolved',
        exit: Exit.usage,
        message:
          'LINKEDIN_CLIENT_SECRET and LINKEDIN_ACCESS_TOKEN in .env are references, which 1Password replaces with the values.',
        fix: [
          {
            say: 'Run it with the values',
            run: {
              command: undefined,
              flags: {},
              through: { words: ['op', 'run', '--env-file', '.env', '--'] },
            },
          },
        ],
      },
    ],
    [
      'is a reference of a program that starts nothing',
      { [clientSecret]: 'arn:aws:secretsmanager:eu-west-1:1:secret:x' },
      [clientSecret],
      {
        code: 'value-unresolved',
        message:
          'LINKEDIN_CLIENT_SECRET in .env is a reference, which AWS replaces with the value.',
        fix: [
          expect.objectContaining({
            say: 'Put the value itself there, or run this where the reference is resolved',
          }),
        ],
      },
    ],
    [
      'is not the reference that nobody needs',
      { [scopes]: reference },
      [clientSecret],
      {
        code: 'credentials-incomplete',
        message: expect.stringMatching(/^LINKEDIN_CLIENT_SECRET is/),
      },
    ],
    [
      'is a malformed Client ID',
      { [clientId]: '78abc defghij12' },
      [clientId, clientSecret],
      {
        code: 'keys-malformed',
        exit: Exit.usage,
        message:
          'LINKEDIN_CLIENT_ID cannot be right: a Client ID has no spaces. Copy it again, without the text around it.',
      },
    ],
    [
      'is a malformed Client ID, and not the reference that nobody needs',
      { [clientId]: '78abc defghij12', [scopes]: reference },
      [clientId, clientSecret],
      { code: 'keys-malformed' },
    ],
    [
      'is a malformed secret, beside a placeholder',
      { [clientId]: 'changeme', [clientSecret]: 'WPL_AP1.aB3dE…' },
      [clientId, clientSecret],
      {
        code: 'keys-malformed',
        message:
          'LINKEDIN_CLIENT_SECRET cannot be right: it was cut off. Use the copy button beside it.',
      },
    ],
    [
      'is a malformed token',
      { [accessToken]: 'Bearer AQXaccess' },
      [accessToken],
      {
        code: 'value-malformed',
        exit: Exit.signInAgain,
        message:
          'LINKEDIN_ACCESS_TOKEN in .env cannot be used: the word Bearer in front does not belong there.',
        fix: [{ say: 'Copy it again, or sign in again', run: expect.anything() }],
      },
    ],
    ...[accessExpiresAt, refreshExpiresAt].map(
      (variable): [string, Record<string, string>, VariableName[], object] => [
        `is a malformed date, which a renewal writes: ${variable}`,
        { [variable]: 'soon' },
        [variable],
        {
          code: 'value-malformed',
          message: `${variable} in .env cannot be used: it is not a date.`,
          fix: [{ say: expect.not.stringContaining('Copy it again'), run: expect.anything() }],
        },
      ],
    ),
    [
      'is not the malformed value that nobody needs',
      { [accessToken]: 'Bearer AQXaccess' },
      [clientId],
      { code: 'credentials-incomplete', message: expect.stringMatching(/^LINKEDIN_CLIENT_ID is/) },
    ],
  ])('%s', async (_, inFile, needed, expected) => {
    expect(lacking(await loaded(inFile), needed)).toMatchObject(expected);
  });

  it('is named with its place', async () => {
    const fromEnvironment = await loaded({}, { [accessToken]: 'Bearer AQXaccess' });
    expect(lacking(fromEnvironment, [accessToken]).message).toMatch(
      /^LINKEDIN_ACCESS_TOKEN in the environment cannot be used/,
    );
    const reference = await loaded({}, { [accessToken]: 'op://vault/linkedin/token' });
    expect(lacking(reference, [accessToken]).message).toMatch(
      /^LINKEDIN_ACCESS_TOKEN in the environment is a reference/,
    );
  });
});

describe('what is not set and must be', () => {
  it.each<[string, Readonly<Record<string, string>>, readonly VariableName[]]>([
    ['nothing', {}, contractNames],
    ['the keys', keys, [refreshToken, accessToken, adAccountId]],
    ['an access token alone', { [accessToken]: 'AQXaccess' }, [adAccountId]],
    [
      'one key',
      { [clientId]: '78abcdefghij12', [accessToken]: 'AQXaccess' },
      [clientSecret, adAccountId],
    ],
    [
      'scopes without ad accounts',
      { ...keys, [accessToken]: 'AQXaccess', LINKEDIN_SCOPES: 'r_organization_admin' },
      [],
    ],
    ['the refresh token', { ...keys, [refreshToken]: 'AQVrefresh' }, [adAccountId]],
    ['all', { ...keys, [accessToken]: 'AQXaccess', [adAccountId]: '512345678' }, []],
  ])('beside %s', async (_, inFile, missing) => {
    expect(missingVariables(await loaded(inFile))).toEqual(missing);
  });

  it('is at least one token', async () => {
    const refused = (inFile: Readonly<Record<string, string>>) =>
      loaded(inFile).then((found) => thrownBy(() => assertTokens(found)));
    expect(await refused({ [accessToken]: 'AQXaccess' })).toBe('nothing');
    expect(await refused({ [refreshToken]: 'AQVrefresh' })).toBe('nothing');
    expect(await refused(keys)).toMatchObject({
      code: 'credentials-incomplete',
      message:
        'LINKEDIN_REFRESH_TOKEN, LINKEDIN_ACCESS_TOKEN and LINKEDIN_AD_ACCOUNT_ID are not set in .env or in the environment.',
    });
  });
});

describe('a reference', () => {
  const refused = (found: LoadedCredentials) => thrownBy(() => assertResolved(found));

  it('of whatever variable stops who needs them all', async () => {
    expect(refused(await loaded({ ...keys, [scopes]: reference }))).toMatchObject({
      code: 'value-unresolved',
      message: expect.stringMatching(/^LINKEDIN_SCOPES in \.env is a reference, which 1Password/),
    });
  });

  it('is not missed among other flaws, nor seen in them', async () => {
    expect(refused(await loaded({ [clientId]: 'changeme', [clientSecret]: 'a b' }))).toBe(
      'nothing',
    );
    const second = await loaded({ [clientId]: 'changeme', [accessToken]: reference });
    expect(refused(second)).toMatchObject({ code: 'value-unresolved' });
  });

  it('in the file is one even where the environment has the value', async () => {
    const inFile = { ...keys, [accessToken]: reference, [refreshToken]: reference };
    const found = await loaded(inFile, { [accessToken]: 'AQXaccess', [scopes]: reference });
    expect(referencesInFile(found, [clientId, accessToken, scopes])).toEqual([accessToken]);
    const noFile = { ...found, file: undefined };
    expect(referencesInFile(noFile, [accessToken])).toEqual([]);
  });
});
