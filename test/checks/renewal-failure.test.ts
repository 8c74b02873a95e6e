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

  it.each([
    ['through another proxy', { env: { HTTPS_PROXY: 'http://proxy.test' } }],
    ['at another address', { linkedin: { endpoints: { oauth: 'https://x.test' } } as LinkedIn }],
  ])('what happened %s', async (_, change) => {
    expect(await handed(refused, { ...(await attemptWith()), ...change })).toBeUndefined();
  });

  it.each<[string, Partial<SharedFailure>]>([
    ['a code that is none', { code: 'constructor' }],
    ['a code that is not shared', { code: 'env-file-unwritable', facts: { path: 'x', why: 'y' } }],
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
  });
});
