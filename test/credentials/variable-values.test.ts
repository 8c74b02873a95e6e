/** What stands in a variable: a value, a reference to one, a placeholder for one, or what cannot be one. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCredentials } from '../../src/credentials/credentials.ts';
import { parseVariable } from '../../src/credentials/variable-values.ts';
import { Secret } from '../../src/secret.ts';
import { type VariableName, variables } from '../../src/variables.ts';

const token = 'AQXaB3dE5gH7jK9mN1p-_';
const { accessToken, clientId, clientSecret, refreshToken, scopes } = variables;

describe('a value', () => {
  it.each<[VariableName, string, string]>([
    [accessToken, token, token],
    [accessToken, `"${token}"`, token],
    [accessToken, `'${token}'`, token],
    [accessToken, `\`${token}\``, token],
    [accessToken, `“${token}”`, token],
    [accessToken, ` " ${token} " \r`, token],
    [accessToken, `${token}\r\n`, token],
    [accessToken, `\ufeff${token}\u00a0`, token],
    [clientId, '"78abcdefghij12"', '78abcdefghij12'],
    [
      clientSecret,
      'WPL_AP1.aB3dE5gH7jK9mN1p.cXJzdHV2d3h5eg==',
      'WPL_AP1.aB3dE5gH7jK9mN1p.cXJzdHV2d3h5eg==',
    ],
    [clientSecret, 'a+b/c=d%e:f,g-h_i.j', 'a+b/c=d%e:f,g-h_i.j'],
    [scopes, '["r_ads","r_ads_reporting"]', '["r_ads","r_ads_reporting"]'],
    [
      variables.adAccountId,
      'urn:li:sponsoredAccount:512345678',
      'urn:li:sponsoredAccount:512345678',
    ],
    [variables.adAccountId, 'Acme: Europe', 'Acme: Europe'],
    [variables.redirectUri, 'http://localhost:8000/', 'http://localhost:8000/'],
    [variables.redirectUri, 'localhost:8000', 'localhost:8000'],
    [variables.refreshExpiresAt, '1800525600', '1800525600'],
    [variables.refreshExpiresAt, '2099-12-31', '2099-12-31'],
    [variables.apiVersion, 'latest', 'latest'],
    [variables.rateLimit, '-1', '-1'],
  ])('of %s is read from %j', (variable, raw, value) => {
    expect(parseVariable(variable, raw)).toMatchObject({ kind: 'value', value });
  });

  it.each([undefined, '', ' ', '""', "' '", '\r\n'])('is not set by %j', (raw) => {
    expect(parseVariable(accessToken, raw)).toEqual({ kind: 'unset' });
  });

  it.each([
    [`"${token}"`, 'quotes'],
    [`${token}\r`, 'spaces'],
    [token, undefined],
  ])('that stands as %j is known to be wrapped', (raw, wrapped) => {
    expect(parseVariable(accessToken, raw)).toEqual({
      kind: 'value',
      value: token,
      ...(wrapped && { wrapped }),
    });
  });
});

describe('a reference', () => {
  it.each([
    ['encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMadg9K3dAt', 'dotenvx'],
    ['op://vault/linkedin/token', '1Password'],
    ['"op://vault/my item/token"', '1Password'],
    ['{{ op://vault/linkedin/token }}', '1Password'],
    ['ref+vault://secret/linkedin#/token', 'vals'],
    ['vault:secret/data/linkedin#token', 'HashiCorp Vault'],
    ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:linkedin-AbCdEf', 'AWS'],
    ['{{resolve:secretsmanager:linkedin:SecretString:token}}', 'AWS'],
    ['ENC[AES256_GCM,data:abc=,iv:abc=,tag:abc==,type:str]', 'SOPS'],
    ['projects/1/secrets/linkedin/versions/latest', 'Google Secret Manager'],
    ['@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/y)', 'Azure Key Vault'],
    ['!secret linkedin_token', 'a YAML reader'],
    ['$' + '{LINKEDIN_TOKEN}', 'a reader that expands variables'],
    ['$' + '{LINKEDIN_TOKEN:-none}', 'a reader that expands variables'],
    ['$LINKEDIN_TOKEN', 'a reader that expands variables'],
    ['$(cat token)', 'a reader that expands variables'],
    ['$' + '{shared.prd.LINKEDIN_TOKEN}', 'Doppler or Infisical'],
    ['doppler://linkedin/token', 'Doppler'],
    ['infisical://linkedin/token', 'Infisical'],
    ['%LINKEDIN_TOKEN%', 'a shell of Windows'],
    ['$env:LINKEDIN_TOKEN', 'a shell of Windows'],
    ['{{ linkedin.token }}', 'a template'],
    ['<%= linkedin_token %>', 'a template'],
    ['$' + '{{ secrets.LINKEDIN_TOKEN }}', 'a template'],
    ['gsm://linkedin-token', 'another program'],
    ['awssm://linkedin-token', 'another program'],
    ['keyring://linkedin', 'another program'],
    ['keyring:linkedin', 'another program'],
    ['ssm:/prod/linkedin/token', 'another program'],
    ['file:/run/secrets/linkedin', 'another program'],
    ['1password://vault/linkedin', 'another program'],
    ['__LINKEDIN_TOKEN__', 'a template'],
    ['#{LINKEDIN_TOKEN}#', 'a template'],
    ['@LINKEDIN_TOKEN@', 'a template'],
  ])('%s is one of %s, whatever it stands for', (raw, name) => {
    for (const variable of [accessToken, refreshToken, clientId, clientSecret, scopes]) {
      expect(parseVariable(variable, raw)).toMatchObject({ kind: 'reference', resolver: { name } });
    }
  });
});

it.each([
  ['encrypted:BO3k', { words: ['dotenvx', 'run', '-f', '.env', '--'] }],
  ['op://vault/linkedin/token', { words: ['op', 'run', '--env-file', '.env', '--'] }],
  ['vault:secret/linkedin#token', { words: ['vault-env'] }],
  ['ENC[AES256_GCM,data:x]', { words: ['sops', 'exec-env', '.env'], joined: true }],
  ['doppler:TOKEN', { words: ['doppler', 'run', '--'] }],
  ['infisical:TOKEN', { words: ['infisical', 'run', '--'] }],
  ['$' + '{dev.TOKEN}', { words: ['doppler', 'run', '--'] }],
  ['$TOKEN', { words: ['dotenvx', 'run', '-f', '.env', '--'] }],
  ['arn:aws:secretsmanager:eu-west-1:1:secret:x', undefined],
  ['s3://bucket/token', undefined],
])('%s is resolved by a program that starts a command so: %j', (raw, through) => {
  const parsed = parseVariable(accessToken, raw);
  const resolver =
    parsed.kind === 'reference' ? parsed.resolver : { through: () => 'no reference' };
  expect(resolver.through?.('.env')).toEqual(through);
});

describe('a placeholder', () => {
  it.each([
    '<your client id>',
    '<TOKEN>',
    '[your token]',
    'your-client-id',
    'your_client_secret_here',
    'changeme',
    'CHANGE_ME',
    'change-me',
    'replace_me',
    'xxx',
    'XXXXXXXX',
    'xxxx-xxxx',
    'TODO',
    'TODO: ask Anna',
    'tbd',
    'null',
    'undefined',
    'none',
    'N/A',
    '***',
    '...',
    'insert token here',
    'placeholder',
    'true',
    'False',
    'unset',
    'change_me',
    'xx-xx',
    'REDACTED',
    '[object Object]',
  ])('%s is none of LinkedIn’s values', (raw) => {
    for (const variable of [accessToken, clientId, clientSecret, variables.adAccountId]) {
      expect(parseVariable(variable, raw)).toEqual({ kind: 'placeholder' });
    }
  });

  it.each([
    [clientId, 'LINKEDIN_CLIENT_ID'],
    [clientId, 'client_id'],
    [clientSecret, 'client-secret'],
    [accessToken, 'access token'],
  ] as const)('of %s is its own name, too: %s', (variable, raw) => {
    expect(parseVariable(variable, raw)).toEqual({ kind: 'placeholder' });
  });
});

it.each([
  ['[r_ads]', 'value'],
  ['[r_ads something-else]', 'value'],
  ['[scopes]', 'placeholder'],
  ['[your_r_ads]', 'placeholder'],
])('the scopes %s are a %s, and a placeholder of a token', (raw, kind) => {
  expect(parseVariable(variables.scopes, raw).kind).toBe(kind);
  expect(parseVariable(accessToken, raw).kind).toBe('placeholder');
});

describe('a token that cannot be one', () => {
  it.each([
    [
      `${token}\u200b${token}`,
      'it contains a character that does not belong there: U+200B, which cannot be seen',
    ],
    [`${token}…`, 'it ends with an ellipsis: it was cut off when it was copied'],
    [`${token}...`, 'it ends with an ellipsis: it was cut off when it was copied'],
    [`Bearer ${token}`, 'the word Bearer in front does not belong there'],
    [`"Bearer ${token}"`, 'the word Bearer in front does not belong there'],
    [`${token}bearer ${token}`, 'it contains a character that does not belong there: a space'],
    [`${token}\n${token}`, 'it contains a character that does not belong there: a line break'],
    [`${token} ${token}`, 'it contains a character that does not belong there: a space'],
    [
      `${token} # mine`,
      'it contains a character that does not belong there: a space, with a comment behind it',
    ],
    [`${token}\t${token}`, 'it contains a character that does not belong there: a tab'],
    [`"${token}`, 'it contains a character that does not belong there: a quotation mark'],
    ['"', 'it contains a character that does not belong there: a quotation mark'],
    [`""${token}""`, 'it contains a character that does not belong there: a quotation mark'],
    [`${token}é`, 'it contains a character that does not belong there: U+00E9'],
    [
      `${token}\u00a0${token}`,
      'it contains a character that does not belong there: U+00A0, which cannot be seen',
    ],
    [
      `${token}\u0000`,
      'it contains a character that does not belong there: U+0000, which cannot be seen',
    ],
    [`${token}🙂`, 'it contains a character that does not belong there: U+1F642'],
    [`${token};`, 'it contains a character that does not belong there: U+003B'],
  ])('%j: %s', (raw, why) => {
    expect(parseVariable(accessToken, raw)).toEqual({ kind: 'malformed', why });
    expect(parseVariable(refreshToken, raw)).toEqual({ kind: 'malformed', why });
    expect(why).not.toContain(token.slice(0, 6));
  });
});

it.each([
  [
    clientSecret,
    'WPL_AP1.a\u200bB3dE5gH7',
    'a Client Secret has no such characters. Copy it again',
  ],
  [clientSecret, 'WPL_AP1.aB3dE…', 'it was cut off. Use the copy button beside it'],
  [clientId, '78abcdef\u200bghij12', 'a Client ID has only letters and digits. Copy it again'],
  [
    clientId,
    'WPL_AP1.aB3dE5gH7jK9mN1p',
    'that is the Primary Client Secret. The Client ID is the line above it',
  ],
  [variables.refreshExpiresAt, 'soon', 'it is not a date'],
  [variables.refreshExpiresAt, '2100-01-01', 'it is later than any token lives'],
  [variables.accessExpiresAt, '9999-12-31T23:59:59Z', 'it is later than any token lives'],
  [variables.accessExpiresAt, '5184000', 'it is not a date'],
] as const)('%s cannot be %j: %s', (variable, raw, why) => {
  expect(parseVariable(variable, raw)).toEqual({ kind: 'malformed', why });
});

it('whatever stands there, a token of the draft fits into a header', () => {
  const names = fc.constantFrom(accessToken, refreshToken, clientSecret);
  const texts = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(names, texts, fc.constantFrom('', token), (name, text, start) => {
      const draft = readCredentials({ [name]: start + text });
      for (const value of Object.values(draft)) {
        if (value instanceof Secret) expect(value.reveal()).toMatch(/^[\x21-\x7e]+$/);
      }
    }),
  );
});
