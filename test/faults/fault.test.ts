/** Every fault in the words that the operator reads; the reviewed text is in fixtures/faults.txt. */

import { describe, expect, it } from 'vitest';
import {
  Exit,
  type ExitCode,
  type FaultCode,
  fault,
  isFault,
  platformCode,
} from '../../src/faults/fault.ts';
import { faultSamples } from '../support/fault-samples.ts';
import { fixLines } from '../support/fix-lines.ts';

const exits: Readonly<Record<string, readonly FaultCode[]>> = {
  [Exit.usage]: [
    'account-id-malformed',
    'redirect-uri-malformed',
    'keys-malformed',
    'value-unresolved',
    'setting-malformed',
    'input-needed',
    'env-value-unwritable',
    'env-file-unreadable',
    'env-file-unwritable',
    'env-lock-unusable',
    'recording-unreadable',
    'output-unwritable',
    'date-malformed',
    'metric-unknown',
    'option-malformed',
    'reach-too-long',
    'campaign-unknown',
    'request-refused',
  ],
  [Exit.actionNeeded]: [
    'approval-pending',
    'scope-missing',
    'client-rejected',
    'redirect-unregistered',
    'app-disabled',
    'account-not-visible',
    'account-not-mapped',
    'account-role-missing',
    'page-role-missing',
    'reporting-denied',
    'access-denied',
    'revocation-refused',
    'api-version-ended',
    'member-restricted',
    'port-taken',
    'listening-refused',
  ],
  [Exit.signInAgain]: [
    'env-file-missing',
    'credentials-incomplete',
    'value-malformed',
    'consent-declined',
    'consent-timeout',
    'code-rejected',
    'access-token-rejected',
    'refresh-token-rejected',
    'refresh-token-absent',
  ],
  [Exit.tryLater]: [
    'resources-exhausted',
    'env-file-busy',
    'network-unreachable',
    'tls-untrusted',
    'linkedin-unavailable',
    'access-token-pending',
    'throttled',
    'quota-exhausted',
  ],
};

const told = faultSamples;

it('reads as it was reviewed', async () => {
  const texts = told.map(({ code, exit, message, fix, docs }) =>
    [
      `[${code}, exit ${exit}]`,
      message,
      ...fixLines(fix).map((step, at) => `  ${at + 1}. ${step}`),
      docs,
    ].join('\n'),
  );
  await expect(`${texts.join('\n\n')}\n`).toMatchFileSnapshot('../fixtures/faults.txt');
});

it('has the exit that the contract names, and no other code', () => {
  const found = Object.fromEntries(told.map(({ code, exit }) => [code, exit]));
  const wanted = Object.entries(exits).flatMap(([exit, codes]) =>
    codes.map((code) => [code, Number(exit)]),
  );
  expect(found).toEqual(Object.fromEntries(wanted));
});

const jargon =
  /\b(OAuth|endpoint|payload|JSON|HTTP request|API call|grant type|bearer|introspect\w*|scope set|callback|URI|credentials? object|null|undefined|exception|stack|schema|parse[ds]?|invalid|failed to|unable to|error|oops|please|sorry)\b|!/i;
/** Names that LinkedIn or the operator's own tools use: an address, a variable, a page, a header. */
const names = /LINKEDIN_\w+|https?:\/\/\S+|"[^"]*"|--[\w-]+|OAuth 2\.0 settings|HTTP \d+/g;

describe.each(told.map((one, at) => [`${one.code} (${at})`, one] as const))('%s', (_, error) => {
  it('is one sentence or two, without a word that only programmers use', () => {
    const { message } = error;
    expect(message).toMatch(/[.?]$/);
    expect(message.match(/[.?](?= [A-Z]|$)/g)?.length).toBeLessThanOrEqual(2);
    expect(message.replace(names, '')).not.toMatch(jargon);
  });

  it('says what to do, and ends with a command or a click', () => {
    expect(error.fix.length).toBeGreaterThan(0);
    expect(error.fix.at(-1)?.run).toBeDefined();
    for (const { say } of error.fix) {
      expect(say.replace(names, '')).not.toMatch(/oops|please|sorry|!|pectus-linkedin|\brun: /i);
    }
  });

  it('points at one page, if at any', () => {
    expect(error.docs ?? 'https://none').toMatch(/^https:\/\/\S+$/);
  });
});

describe('a fault', () => {
  it('is told apart by its code', () => {
    const error: unknown = fault('env-file-missing', { path: '.env' });
    expect(isFault(error, 'env-file-missing')).toBe(true);
    expect(isFault(error, 'throttled', 'env-file-missing')).toBe(true);
    expect(isFault(error, 'throttled')).toBe(false);
    expect(isFault(new Error('env-file-missing'), 'env-file-missing')).toBe(false);
  });

  it('keeps where it comes from', () => {
    const cause = new Error('refused');
    const linkedin = { status: 429, requestId: 'AAYq5qVd' };
    const error = fault('throttled', { wait: 'Later' }, { cause, linkedin });
    expect(error).toMatchObject({ name: 'SetupError', cause, linkedin, requestId: 'AAYq5qVd' });
  });
});

describe('the code of the platform', () => {
  const coded = (code: unknown) => Object.assign(new Error('failed'), { code });

  it.each<[string, unknown, string | undefined]>([
    ['on the error itself', coded('EACCES'), 'EACCES'],
    [
      'on its cause',
      new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }),
      'ECONNREFUSED',
    ],
    [
      'on the first of several',
      new AggregateError([coded('ENOTFOUND'), coded('EPIPE')]),
      'ENOTFOUND',
    ],
    ['nowhere', new Error('failed', { cause: new Error('failed') }), undefined],
    ['as a number, which is another kind', coded(20), undefined],
    ['in nothing', new AggregateError([]), undefined],
    ['on what is no error', { code: 'EACCES' }, undefined],
  ])('is found %s', (_, error, code) => {
    expect(platformCode(error)).toBe(code);
  });
});

it('an exit code means one thing', () => {
  const codes: readonly ExitCode[] = Object.values(Exit);
  expect(new Set(codes).size).toBe(codes.length);
});
