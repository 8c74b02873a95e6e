/** What is wrong with the values as they stand, in words and with what to do about it. */

import { describe, expect, it } from 'vitest';
import { type ValueWarning, valueWarnings } from '../../src/checks/value-warnings.ts';
import { loadCredentials } from '../../src/credentials/load.ts';
import { envText } from '../support/credentials.ts';
import { memoryFiles } from '../support/files.ts';
import { fixLines } from '../support/fix-lines.ts';
import { quietMachine } from '../support/machine.ts';
import { loaded } from './healthy.ts';

/** The words and the fixes, where the file and the environment have these values too. */
async function warningsWith(
  inFile: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly (readonly string[])[]> {
  const files = memoryFiles({ '.env': envText({ ...loaded.values, ...inFile }) });
  const found = await loadCredentials('.env', { files, env, machine: quietMachine });
  return valueWarnings(found).map(({ words, fix }: ValueWarning) => [words, ...fixLines(fix)]);
}

const access = 'LINKEDIN_ACCESS_TOKEN';
const refresh = 'LINKEDIN_REFRESH_TOKEN';
const accessEnd = 'LINKEDIN_ACCESS_TOKEN_EXPIRES_AT';
const refreshEnd = 'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT';

const renewDates = 'Renew the access token, which writes both dates: pectus-linkedin refresh';
const replace = 'Put the value itself there, or take the line out.';

it.each([
  [{}, {}],
  [{ [access]: 'ab…cd' }, { [access]: 'AQXaccess' }],
])('values that the host can use need no warning', async (inFile, env) => {
  expect(await warningsWith(inFile, env)).toEqual([]);
});

describe('the environment', () => {
  it.each<[string, Record<string, string>, string[][]]>([
    [
      'overrides the file',
      { [access]: 'AQXanother', [refresh]: 'AQVanother' },
      [
        [
          `the environment sets a different ${refresh} and ${access}, which overrides the file`,
          `Remove it from the environment: unset ${refresh} ${access}`,
        ],
      ],
    ],
    [
      'is empty where the file has a value',
      { [access]: '', [refresh]: '<your token>' },
      [
        [
          `the environment sets ${refresh} and ${access} to nothing that can be used: the host reads that, and this tool reads .env`,
          `Remove it from the environment: unset ${refresh} ${access}`,
        ],
      ],
    ],
    ['says the same as the file', { [access]: 'AQXaccess' }, []],
  ])('that %s', async (_, env, told) => {
    expect(await warningsWith({}, env)).toEqual(told);
  });
});

describe('what stands round a value', () => {
  it('is told by its kind and by its place', async () => {
    const told = await warningsWith(
      { [access]: `'"AQXaccess"'`, [refresh]: `" AQVrefresh "`, LINKEDIN_CLIENT_ID: `'“78ab”'` },
      { LINKEDIN_SCOPES: '"r_ads"', LINKEDIN_RATE_LIMIT_RPS: ' 5' },
    );
    const words = (place: string, what: string, names: string) => [
      `${place} has ${what} round ${names}, which the host reads as part of it`,
      `Write the values without ${what} in ${place}.`,
    ];
    expect(told).toEqual([
      words('.env', 'quotes', `LINKEDIN_CLIENT_ID, ${access}`),
      words('.env', 'spaces or line breaks', refresh),
      words('the environment', 'quotes', 'LINKEDIN_SCOPES'),
      words('the environment', 'spaces or line breaks', 'LINKEDIN_RATE_LIMIT_RPS'),
    ]);
  });
});

describe('a value that cannot be used', () => {
  it.each<[string, Record<string, string>, string[][]]>([
    ['one of the five has a check of its own', { [access]: 'op://vault/item' }, []],
    [
      'a reference',
      { LINKEDIN_SCOPES: 'op://vault/linkedin/scopes' },
      [['LINKEDIN_SCOPES in .env is only a reference', replace]],
    ],
    [
      'a placeholder',
      { LINKEDIN_API_VERSION: '<version>' },
      [['LINKEDIN_API_VERSION in .env is only a placeholder', replace]],
    ],
    [
      'a date that is none',
      { [accessEnd]: 'in two months' },
      [[`${accessEnd} in .env cannot be used: it is not a date`, renewDates]],
    ],
    [
      'a date that no token lives to',
      { [refreshEnd]: '9999-12-31T00:00:00Z' },
      [[`${refreshEnd} in .env cannot be used: it is later than any token lives`, renewDates]],
    ],
    [
      'a date without a refresh token that could renew it',
      { [accessEnd]: 'in two months', [refresh]: '' },
      [
        [
          `${accessEnd} in .env cannot be used: it is not a date`,
          'Sign in again, which writes both dates: pectus-linkedin setup --from consent',
        ],
      ],
    ],
  ])('%s', async (_, inFile, told) => {
    expect(await warningsWith(inFile)).toEqual(told);
  });
});

describe('a name that is misspelt', () => {
  it('is told with the one that the host reads', async () => {
    expect(
      await warningsWith({ 'linkedin-scopes': 'r_ads', Linkedin_Api_Version: '202609' }),
    ).toEqual([
      [
        'linkedin-scopes is not LINKEDIN_SCOPES: the host reads only that spelling',
        'Write LINKEDIN_SCOPES.',
      ],
      [
        'Linkedin_Api_Version is not LINKEDIN_API_VERSION: the host reads only that spelling',
        'Write LINKEDIN_API_VERSION.',
      ],
    ]);
  });
});

describe('the ad account', () => {
  it.each([
    ['urn:li:sponsoredAccount:512345678', '512345678'],
    ['https://www.linkedin.com/campaignmanager/accounts/509876543/campaigns', '509876543'],
  ])('written as %s is to be %s', async (text, id) => {
    expect(await warningsWith({ LINKEDIN_AD_ACCOUNT_ID: text })).toEqual([
      [
        'LINKEDIN_AD_ACCOUNT_ID holds more than the number, which the host needs',
        `Write ${id} there: pectus-linkedin setup --ad-account ${id}`,
      ],
    ]);
  });

  it.each(['', 'Acme Europe'])('that is no number ("%s") is a failure of its own', async (text) => {
    expect(await warningsWith({ LINKEDIN_AD_ACCOUNT_ID: text })).toEqual([]);
  });
});

it('all of them stand in the order of how much the host suffers from them', async () => {
  const told = await warningsWith(
    {
      LINKEDIN_AD_ACCOUNT_ID: 'urn:li:sponsoredAccount:512345678',
      'linkedin-scopes': 'r_ads',
      LINKEDIN_API_VERSION: '<version>',
      LINKEDIN_CLIENT_ID: `'"78abcdefghij12"'`,
    },
    { [access]: 'AQXanother', [refresh]: '' },
  );
  expect(told.map(([words]) => words?.slice(0, 40))).toEqual([
    'the environment sets a different LINKEDI',
    'the environment sets LINKEDIN_REFRESH_TO',
    '.env has quotes round LINKEDIN_CLIENT_ID',
    'LINKEDIN_API_VERSION in .env is only a p',
    'linkedin-scopes is not LINKEDIN_SCOPES: ',
    'LINKEDIN_AD_ACCOUNT_ID holds more than t',
  ]);
});
