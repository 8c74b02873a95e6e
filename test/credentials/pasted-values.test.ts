/** What people paste: keys, tokens and account ids, cleaned, told apart and checked. */

import { describe, expect, it } from 'vitest';
import {
  cleanPaste,
  clientIdComplaint,
  clientSecretComplaint,
  looksLikeSecret,
  malformedKey,
  maskPastedKeys,
  pastedKeysComplaint,
  readAccountId,
  readPastedKeys,
  readPastedSecret,
  swappedKeys,
} from '../../src/credentials/pasted-values.ts';
import { Exit } from '../../src/faults/fault.ts';
import { Secret } from '../../src/secret.ts';

const clientId = '78abcdefghij12';
const secretText = 'WPL_AP1.aB3dE5gH7jK9mN1p.cXJzdHV2d3h5eg==';

describe('a paste', () => {
  it.each([
    [' 78ab\n', '78ab'],
    ['\u200b78\u00adab\ufeff', '78ab'],
    ['78\u00a0ab', '78 ab'],
    ['７８ａｂ', '78ab'],
    ['"78ab"', '78ab'],
    ["“ '78ab' ”", '78ab'],
    ['<78ab>', '78ab'],
    ['""', ''],
    ['"', '"'],
    ['"78ab', '"78ab'],
  ])('%j is cleaned to %j', (pasted, clean) => {
    expect(cleanPaste(pasted)).toBe(clean);
  });
});

describe('a paste of both keys', () => {
  const older = 'aB3dE5gH7jK9mN1p';

  it.each([
    [`${clientId} ${secretText}`, secretText],
    [`${secretText}\n${clientId}`, secretText],
    [`${clientId}\t${older}`, older],
    [`${clientId} \n ${older}`, older],
    [`Client ID: ${clientId}\nPrimary Client Secret: ${secretText}`, secretText],
    [`{ "client_id": "${clientId}", "client_secret": "${secretText}" }`, secretText],
    [`LINKEDIN_CLIENT_ID=${clientId}; LINKEDIN_CLIENT_SECRET=${older}`, older],
  ])('%j is read as both, in either prompt', (pasted, secret) => {
    const keys = readPastedKeys(pasted);
    expect([keys.clientId, keys.clientSecret?.reveal()]).toEqual([clientId, secret]);
    expect(pastedKeysComplaint(pasted)).toBeUndefined();
    expect(readPastedSecret(pasted, clientId)).toBe(secret);
  });

  it('is one key when there is one, or more than two words', () => {
    expect(readPastedKeys(` ${clientId} `)).toEqual({ clientId });
    expect(readPastedKeys('78ab cdef ghij')).toEqual({ clientId: '78ab cdef ghij' });
    expect(readPastedKeys(`client_id=${clientId}`)).toEqual({ clientId });
    expect(readPastedKeys(secretText)).toEqual({ clientId: secretText });
    expect(readPastedSecret(`client_id=${clientId}`, clientId)).toBe(`client_id=${clientId}`);
    expect(pastedKeysComplaint(clientId)).toBeUndefined();
  });

  it('names what is wrong with the id first, then with the secret', () => {
    expect(pastedKeysComplaint(`78ab ${secretText}`)).toMatch(/about 14 characters/);
    expect(pastedKeysComplaint(`${clientId} ${clientId}`)).toMatch(/the Client ID again/);
    expect(pastedKeysComplaint(`client_secret=${secretText}`)).toMatch(/^paste the Client ID/);
  });

  it('is not taken for two keys where a secret was broken in two', () => {
    expect(readPastedSecret('WPL_AP1.aB3dE5gH 7jK9mN1p', clientId)).toBe(
      'WPL_AP1.aB3dE5gH 7jK9mN1p',
    );
    expect(readPastedSecret(`client_secret=${older}`, clientId)).toBe(older);
    expect(readPastedSecret(` ${older} `, clientId)).toBe(older);
  });

  it.each([
    [clientId, clientId],
    [`${clientId} ${older}`, `${clientId} ${'*'.repeat(12)}`],
    [secretText, '*'.repeat(12)],
    [`client_secret=${older}`, '*'.repeat(12)],
    [`${clientId}\n`, `${clientId}\n`],
    [`${clientId} \n ${older}`, `${clientId} \n ${'*'.repeat(12)}`],
  ])('%j is echoed as %j', (typed, echoed) => {
    expect(maskPastedKeys(typed, '*')).toBe(echoed);
  });
});

describe('an ad account', () => {
  it.each([
    '512345678',
    ' 512345678\n',
    '"512345678"',
    '#512345678',
    '512 345 678',
    '512\u2009345\u202f678',
    '512.345.678',
    '512,345,678',
    "512'345'678",
    '512345678.0',
    '512345678.00',
    '# 512345678',
    '５１２３４５６７８',
    '\u200b512345678\ufeff',
    "'512345678'",
    '“512345678”',
    'urn:li:sponsoredAccount:512345678',
    'URN:LI:sponsoredaccount:512345678',
    'https://www.linkedin.com/campaignmanager/accounts/512345678',
    'https://www.linkedin.com/campaignmanager/accounts/512345678/campaigns?x=1',
    '<https://www.linkedin.com/campaignmanager/accounts/512345678>',
    'linkedin.com/campaignmanager/accounts/512345678',
  ])('is read from %j', (given) => {
    expect(readAccountId(given)).toBe('512345678');
  });

  it.each([
    ['7', '7'],
    ['12.345', '12345'],
    ['1,512,345,678', '1512345678'],
    ['1234567890123456', '1234567890123456'],
  ])('has as many digits as stand in %j', (given, id) => {
    expect(readAccountId(given)).toBe(id);
  });

  it.each([
    ['', 'it is empty'],
    ['Acme Europe', 'it looks like a name, and LinkedIn wants the number'],
    ['Acme 2', 'it is not a plain number'],
    ['512345678x', 'it is not a plain number'],
    ['0512345678', 'it begins with a zero'],
    ['act_512345678', "it is Meta's form of an ad account, not LinkedIn's"],
    ['512345678.5', 'it is not a plain number'],
    ['512345678.05', 'it is not a plain number'],
    ['512.345678', 'it is not a plain number'],
    ['512#345678', 'it is not a plain number'],
    ['fact_512345678', 'it is not a plain number'],
    ['act_512345678x', 'it is not a plain number'],
    ['my urn:li:sponsoredAccount:512345678', 'it is not a plain number'],
    ['my https://example.com/512345678', 'it is not a plain number'],
    ['http://example.com/512345678', 'it is not an address of Campaign Manager'],
    ['512.345,678', 'it is not a plain number'],
    ['512345678,509876543', 'it is not a plain number'],
    ['0', 'it is not a plain number'],
    ['-5', 'it is not a plain number'],
    ['5.12e8', 'it is not a plain number'],
    ['12345678901234567', 'it is not a plain number'],
    ['urn:li:sponsoredCampaign:1', 'it is the URN of something else than an ad account'],
    ['urn:li:sponsoredAccount:512345678:9', 'it is the URN of something else than an ad account'],
    [
      'https://www.linkedin.com/campaignmanager/accounts',
      'this Campaign Manager address names no account',
    ],
    ['https://www.linkedin.com/company/512345678', 'it is not an address of Campaign Manager'],
  ])('is not read from %j: %s', (given, why) => {
    expect(() => readAccountId(given)).toThrow(
      expect.objectContaining({
        code: 'account-id-malformed',
        exit: Exit.usage,
        message: `"${given}" is not an ad account id: ${why}.`,
      }),
    );
  });

  it('that is far too long is not repeated whole', () => {
    expect(() => readAccountId('x'.repeat(5_000))).toThrow(/^"x{79}…" is not an ad account id/);
  });
});

describe('a Client ID', () => {
  it.each([
    clientId,
    ` ${clientId} `,
    '86A1b2C3d4E5f6',
    '7'.repeat(8),
    '7'.repeat(32),
  ])('can be %j', (text) => {
    expect(clientIdComplaint(text)).toBeUndefined();
  });

  it.each([
    ['', /^paste the Client ID/],
    [secretText, /^that is the Primary Client Secret/],
    ['78abc defghij12', /no spaces/],
    ['Client ID: 78abcdefghij12', /no spaces/],
    ['78abcdefghij1ä', /only letters and digits/],
    ['.8abcdefghij12', /^a Client ID has only letters and digits\. Copy it again$/],
    ['78abcdefghij1.', /only letters and digits/],
    ['7'.repeat(7), /about 14 characters/],
    ['7'.repeat(33), /about 14 characters/],
  ])('cannot be %j', (text, complaint) => {
    expect(clientIdComplaint(text)).toMatch(complaint);
  });
});

describe('a Primary Client Secret', () => {
  it.each([
    secretText,
    ` ${secretText}\n`,
    'aB3dE5gH7jK9mN1p',
    'a+b/c=d%e:f,g-h_i.j',
    'aB3dE5gH',
  ])('can be %j', (text) => {
    expect(clientSecretComplaint(text, clientId)).toBeUndefined();
  });

  it.each([
    ['', /^paste the Primary Client Secret/],
    [clientId, /^that is the Client ID again/],
    ['WPL_AP1 x', /no spaces/],
    ['••••••••••••', /^those are the dots/],
    ['•aB3dE5gH', /no such characters/],
    ['aB3dE5gH•', /no such characters/],
    ['aB3dE5gH"', /no such characters/],
    ['aB3$E5gH7', /no such characters/],
    ['aB3dE5g', /too short/],
  ])('cannot be %j', (text, complaint) => {
    expect(clientSecretComplaint(text, clientId)).toMatch(complaint);
  });

  it.each([
    'aB3dE5 gH7jK9mN1p',
    '"aB3dE5gH7jK9mN1p"',
    'aB3dE5gH7jK9mN1pé',
  ])('is not repeated in what is said of %j', (text) => {
    expect(clientSecretComplaint(text, clientId)).not.toContain('aB3dE5');
  });
});

describe('a pair of keys', () => {
  it.each([
    [clientId, secretText, undefined],
    [
      'no',
      secretText,
      { variable: 'LINKEDIN_CLIENT_ID', why: 'a Client ID has about 14 characters. Copy it again' },
    ],
    [
      clientId,
      'x y',
      {
        variable: 'LINKEDIN_CLIENT_SECRET',
        why: 'a Client Secret has no spaces or line breaks. Copy it again',
      },
    ],
    [
      'no',
      'x y',
      { variable: 'LINKEDIN_CLIENT_ID', why: 'a Client ID has about 14 characters. Copy it again' },
    ],
  ])('of %j and %j names the first that cannot', (id, secret, complaint) => {
    expect(malformedKey({ clientId: id, clientSecret: new Secret(secret) })).toEqual(complaint);
  });

  it('can be turned round when the secret looks like an id', () => {
    const swapped = swappedKeys({
      clientId: 'aB3dE5gH7jK9mN1p',
      clientSecret: new Secret(clientId),
    });
    expect([swapped?.clientId, swapped?.clientSecret.reveal()]).toEqual([
      clientId,
      'aB3dE5gH7jK9mN1p',
    ]);
  });

  it.each([
    secretText,
    'aB3dE5gH7jK9mN1p',
    '78abc',
    'X78abcdefghij12',
    '78abcdefghij12X',
    '',
  ])('is not turned round with %j, which must not be shown as an id', (text) => {
    expect(swappedKeys({ clientId, clientSecret: new Secret(text) })).toBeUndefined();
  });

  it('is told apart by the beginning of newer secrets', () => {
    const texts = [secretText, ' WPL_AP0.x', clientId, 'aB3dE5gH7jK9mN1p', 'aB3WPL_AP1.x'];
    expect(texts.map(looksLikeSecret)).toEqual([true, true, false, false, false]);
  });
});
