/** A failure on its way through the lock file: the same fault arrives, for the same attempt only, and nothing secret. */

import { describe, expect, it } from 'vitest';
import { type Attempt, readSharedFailure, shareFailure } from '../../src/checks/renewal-failure.ts';
import { loadCredentials } from '../../src/credentials/load.ts';
import { lockText, parseLock, type SharedFailure } from '../../src/credentials/lock-file.ts';
import { fault, type SetupError } from '../../src/faults/fault.ts';
import type { LinkedIn } from '../../src/linkedin/client.ts';
import { envText } from '../support/credentials.ts';
import { memoryFiles } from '../support/files.ts';
import { quietMachine } from '../support/machine.ts';

import { storedCredentials } from '../support/stored-credentials.ts';

const values = storedCredentials({ daysAgo: 61 });
const linkedin = { endpoints: { oauth: 'https://linkedin.test/oauth' } } as unknown as LinkedIn;

async function attemptWith(changes: Readonly<Record<string, string>> = {}): Promise<Attempt> {
  const files = memoryFiles({ '.env': envText({ ...values, ...changes }) });
  const loaded = await loadCredentials('.env', { files, env: {}, machine: quietMachine });
  return { loaded, linkedin, env: {} };
}

/** As those who wait find it. */
function throughFile(failure: SharedFailure | undefined): SharedFailure | undefined {
  const base = { pid: 1, hostname: 'here', time: new Date(0) };
  return parseLock(lockText({ ...base, failure }))?.failure;
}

async function handed(error: unknown, to?: Attempt): Promise<Error | undefined> {
  const ours = await attemptWith();
  return await readSharedFailure(throughFile(await shareFailure(error, ours)), to ?? ours);
}

const refused = fault(
  'refresh-token-rejected',
  { expired: '22 Nov 2026' },
  { linkedin: { status: 400, code: 'invalid_request', message: 'expired', requestId: 'AAY' } },
);

describe('a failure that LinkedIn or the way to it gave', () => {
  it.each<[SetupError]>([
    [refused],
    [fault('client-rejected', { clientId: '78simulator000' })],
    [fault('network-unreachable', { host: 'www.linkedin.com', why: 'nobody answered in time' })],
    [fault('linkedin-unavailable', { what: 'it answers with HTTP 503' })],
    [fault('throttled', { wait: 'In a minute' })],
    [fault('quota-exhausted', { until: 'in three hours' })],
    [fault('member-restricted', {})],
    [fault('tls-untrusted', { host: 'x', why: 'other', code: 'ODD', now: '2026-11-22T10:00:00Z' })],
  ])('%s arrives as it was', async (error) => {
    const { code, message, fix, exit, linkedin: words, requestId } = error;
    expect(await handed(error)).toMatchObject({
      code,
      message,
      fix,
      exit,
      linkedin: words,
      requestId,
    });
  });
});

describe('nobody gets', () => {
  it.each([
    ['a fault of this machine', fault('env-file-unwritable', { path: '.env', why: 'full' })],
    ['a bug', new TypeError('undefined is not a function')],
  ])('%s', async (_, error) => {
    expect(await shareFailure(error, await attemptWith())).toBeUndefined();
  });

  it.each([
    ['another secret', { LINKEDIN_CLIENT_SECRET: 'WPL_AP1.another0Secret0000.c2ltdWxhdG9y==' }],
    ['another app', { LINKEDIN_CLIENT_ID: '78simulator001' }],
    ['another refresh token', { LINKEDIN_REFRESH_TOKEN: 'AQXanotherOneOfThem' }],
  ])('what happened with %s', async (_, changes) => {
    expect(await handed(refused, await attemptWith(changes))).toBeUndefined();
  });

  it.each<[string, Partial<Attempt>]>([
    ...[
      'HTTPS_PROXY',
      'https_proxy',
      'HTTP_PROXY',
      'http_proxy',
      'NO_PROXY',
      'no_proxy',
      'NODE_EXTRA_CA_CERTS',
    ].map((name): [string, Partial<Attempt>] => [
      `with another ${name}`,
      { env: { [name]: 'other' } },
    ]),
    ['at another address', { linkedin: { endpoints: { oauth: 'https://x.test' } } as LinkedIn }],
  ])('what happened %s', async (_, change) => {
    expect(await handed(refused, { ...(await attemptWith()), ...change })).toBeUndefined();
  });

  it.each<[string, Partial<SharedFailure>]>([
    ['a code that is none', { code: 'constructor' }],
    ['a code that is not shared', { code: 'env-file-unwritable', facts: { path: 'x', why: 'y' } }],
    ['the digest of another attempt', { attempt: `salt:${'0'.repeat(64)}` }],
    ['a digest without its salt', { attempt: '0'.repeat(64) }],
    ['facts that are none', { facts: null }],
    ['facts of another shape', { code: 'client-rejected', facts: {} }],
    ['facts of facts', { facts: { expired: { a: 1 } } }],
  ])('%s', async (_, planted) => {
    const ours = await attemptWith();
    const failure = await shareFailure(refused, ours);
    if (failure === undefined) throw new Error('it is shared');
    expect(await readSharedFailure(throughFile({ ...failure, ...planted }), ours)).toBeUndefined();
  });
});

describe('the same attempt', () => {
  it('is told by another digest each time', async () => {
    const ours = await attemptWith();
    const failures = [await shareFailure(refused, ours), await shareFailure(refused, ours)];
    const [one, other] = failures.map((failure) => failure?.attempt);
    expect(one).toMatch(/^[\da-f-]{36}:[\da-f]{64}$/);
    expect(one).not.toBe(other);
  });

  it('is one with another variable that changes nothing for LinkedIn', async () => {
    const other = { ...(await attemptWith()), env: { LANG: 'de_DE.UTF-8' } };
    expect(await handed(refused, other)).toMatchObject({ code: 'refresh-token-rejected' });
  });
});

it('no failure is none', async () => {
  expect(await readSharedFailure(undefined, await attemptWith())).toBeUndefined();
});

describe('the lock file', () => {
  it('holds no secret, though a message did', async () => {
    const token = values['LINKEDIN_REFRESH_TOKEN'] ?? '';
    const error = fault('linkedin-unavailable', { what: `it says ${token}` });
    const text = JSON.stringify(await shareFailure(error, await attemptWith()));
    for (const value of Object.values(values).filter(({ length }) => length > 20)) {
      expect(text).not.toContain(value.slice(0, 12));
    }
  });

  it('brings nothing onto the screen that acts there', async () => {
    const ours = await attemptWith();
    const failure = await shareFailure(fault('linkedin-unavailable', { what: '' }), ours);
    if (failure === undefined) throw new Error('it is shared');
    const planted = { ...failure, facts: { what: '\u001b[2Jgone \u202etxt' } };
    expect((await readSharedFailure(throughFile(planted), ours))?.message).toContain('gone txt');
    const long = { ...failure, facts: { what: 'x'.repeat(600) } };
    const message = (await readSharedFailure(throughFile(long), ours))?.message ?? '';
    expect(/x+/.exec(message)?.[0].length).toBeLessThan(501);
  });
});
