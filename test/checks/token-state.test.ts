/** What LinkedIn says of an access token that it refuses, or whose date cannot be believed. */

import { describe, expect, it } from 'vitest';
import { openSession } from '../../src/checks/session.ts';
import {
  expiryAtLinkedIn,
  isExpiredAtLinkedIn,
  isPropagating,
  type RetriedCall,
  retryWhilePropagating,
  tokenRefused,
} from '../../src/checks/token-state.ts';
import type { Credentials } from '../../src/credentials/credentials.ts';
import { findCredentials } from '../../src/credentials/load.ts';
import type { Refusal } from '../../src/linkedin/rest-errors.ts';
import { Secret } from '../../src/secret.ts';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { envText, minted } from '../support/credentials.ts';
import type { Intercept } from '../support/linkedin.ts';
import { openTestWorld } from '../support/world.ts';

interface Situation {
  readonly daysAgo?: number;
  readonly scenario?: Scenario;
  readonly intercept?: Intercept;
}

async function signedIn({ daysAgo = 0, ...options }: Situation = {}) {
  const world = await openTestWorld({ ...options, setting: 'memory' });
  await world.put(envText(minted(world)));
  world.passDays(daysAgo);
  const parts = world.parts();
  const session = await openSession({ envFile: '.env' }, parts);
  const { credentials } = await findCredentials('.env', parts);
  return { world, parts, credentials, linkedin: await session.linkedin() };
}

const at = (seconds: number) => new Date(Date.parse('2026-11-22T10:00:00Z') + seconds * 1000);
const unreachable: Intercept = () =>
  Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }));
const away: Intercept = () => new Response('', { status: 503 });

const refusal: Refusal = {
  status: 401,
  serviceErrorCode: 65601,
  code: 'REVOKED_ACCESS_TOKEN',
  message: 'The token used in the request has been revoked by the user',
  requestId: 'AAYq5qVd',
};

describe('asking again while a token becomes known', () => {
  async function asking(answers: readonly string[], changes: Partial<RetriedCall<string>> = {}) {
    const { world, parts, linkedin } = await signedIn();
    const left = [...answers];
    let asked = 0;
    const progress: (string | undefined)[] = [];
    const terminal = { ...parts.terminal, progress: (line?: string) => void progress.push(line) };
    const ask = async () => {
      asked += 1;
      return left.shift() ?? 'refused';
    };
    const call = { mintedAt: at(0), ask, mayBePropagation: (one: string) => one === 'refused' };
    const answer = await retryWhilePropagating({ ...call, ...changes }, linkedin, {
      ...parts,
      terminal,
    });
    const seconds = (world.now().getTime() - at(0).getTime()) / 1000;
    return { answer, asked, seconds, progress };
  }

  it('ends with the first other answer', async () => {
    expect(await asking(['refused', 'refused', 'fine'])).toEqual({
      answer: 'fine',
      asked: 3,
      seconds: 6,
      progress: [
        '     LinkedIn is still making the new token known … 45 s at most',
        '     LinkedIn is still making the new token known … 42 s at most',
        undefined,
      ],
    });
  });

  it('ends after 45 seconds', async () => {
    const { answer, asked, seconds, progress } = await asking([]);
    expect([answer, asked, seconds]).toEqual(['refused', 16, 45]);
    expect(progress.at(-2)).toBe('     LinkedIn is still making the new token known … 3 s at most');
  });

  it('begins with an answer that is there already', async () => {
    const { answer, asked } = await asking(['fine'], { first: 'refused' });
    expect([answer, asked]).toEqual(['fine', 1]);
  });

  it.each<[string, Date | undefined, number]>([
    ['a minute old', at(-60), 2],
    ['older than a minute', at(-61), 1],
    ['of unknown age', undefined, 1],
  ])('a token %s', async (_, mintedAt, times) => {
    expect((await asking(['refused', 'fine'], { mintedAt })).asked).toBe(times);
  });
});

it.each<[Date | undefined, boolean]>([
  [at(-600), true],
  [at(-601), false],
  [undefined, false],
])('a token minted at %s is propagating: %s', (mintedAt, expected) => {
  expect(isPropagating(mintedAt, at(0))).toBe(expected);
});

describe('a token that is refused', () => {
  async function refused(
    situation: Situation,
    { mintedAt = at(0), ...changes }: Partial<Refusal> & { readonly mintedAt?: Date } = {},
    without: Partial<Credentials> = {},
  ) {
    const { credentials, linkedin } = await signedIn(situation);
    const token = credentials.accessToken ?? new Secret('');
    const used = { ...credentials, ...without };
    return tokenRefused({ ...refusal, ...changes }, { token, mintedAt }, used, linkedin);
  }

  it.each<[string, Situation]>([
    ['LinkedIn calls it active', {}],
    ['LinkedIn does not answer', { intercept: away }],
    ['LinkedIn cannot be reached', { intercept: unreachable }],
  ])('is pending while it is new and %s', async (_, situation) => {
    expect(await refused(situation)).toMatchObject({
      code: 'access-token-pending',
      requestId: 'AAYq5qVd',
    });
  });

  const rejected = {
    code: 'access-token-rejected',
    message: 'LinkedIn refuses the access token: it was revoked.',
    requestId: 'AAYq5qVd',
  };

  it('is rejected where LinkedIn calls it inactive', async () => {
    const scenario = scenarios['access-token-revoked'];
    expect(await refused({ scenario })).toMatchObject(rejected);
  });

  it('is rejected when it is not new', async () => {
    expect(await refused({}, { mintedAt: at(-601) })).toMatchObject(rejected);
  });

  it('is rejected where it has expired', async () => {
    const expired = { code: 'EXPIRED_ACCESS_TOKEN', serviceErrorCode: 65602 };
    expect(await refused({}, expired)).toMatchObject({
      code: 'access-token-rejected',
      message: 'LinkedIn refuses the access token: it has expired.',
    });
  });

  it('is rejected where LinkedIn cannot be asked for want of keys', async () => {
    const without = { clientId: undefined } as unknown as Partial<Credentials>;
    expect(await refused({}, {}, without)).toMatchObject(rejected);
  });

  it('is no reason to hide a bug', async () => {
    const intercept = () => Promise.reject(new TypeError('undefined is not a function'));
    await expect(refused({ intercept })).rejects.toThrow('undefined is not a function');
  });
});

describe('the end of a token', () => {
  const end = new Date('2027-01-21T09:59:59Z');

  it.each<[string, Situation, Date | undefined]>([
    ['an active one', {}, end],
    ['an active one that lives for a second more', { daysAgo: 59.99997 }, end],
    ['one that has expired', { daysAgo: 60 }, undefined],
    ['one that is revoked', { scenario: scenarios['access-token-revoked'] }, undefined],
    ['one that LinkedIn does not answer for', { intercept: away }, undefined],
  ])('is told by LinkedIn for %s', async (_, situation, expected) => {
    const { credentials, linkedin } = await signedIn(situation);
    expect(await expiryAtLinkedIn(credentials, linkedin)).toEqual(expected);
  });

  const introspected =
    (body: object): Intercept =>
    ({ url }) =>
      url.endsWith('/introspectToken') ? Response.json(body) : undefined;

  it('is the one in the file where LinkedIn tells none', async () => {
    const { credentials, linkedin } = await signedIn({ intercept: introspected({ active: true }) });
    expect(await expiryAtLinkedIn(credentials, linkedin)).toEqual(end);
    const { accessExpiresAt: _, ...undated } = credentials;
    expect(await expiryAtLinkedIn(undated, linkedin)).toBeUndefined();
  });

  it.each(['accessToken', 'clientId'] as const)('is not asked for without %s', async (name) => {
    const { credentials, linkedin, world } = await signedIn();
    const { [name]: _, ...without } = credentials;
    expect(await expiryAtLinkedIn(without, linkedin)).toBeUndefined();
    expect(world.requests()).toEqual([]);
  });

  it('throws what keeps LinkedIn from being asked', async () => {
    const { credentials, linkedin } = await signedIn({ intercept: unreachable });
    await expect(expiryAtLinkedIn(credentials, linkedin)).rejects.toMatchObject({
      code: 'network-unreachable',
    });
  });

  it('throws a bug', async () => {
    const intercept = () => Promise.reject(new TypeError('undefined is not a function'));
    const { credentials, linkedin } = await signedIn({ intercept });
    await expect(expiryAtLinkedIn(credentials, linkedin)).rejects.toThrow('not a function');
  });

  it.each<[string, Situation, Partial<Record<keyof Credentials, undefined>>, boolean, number]>([
    ['one that lives is not over', {}, {}, false, 0],
    ['one that is over', { daysAgo: 61 }, {}, true, 0],
    ['one without a date is not over', { daysAgo: 61 }, { accessExpiresAt: undefined }, false, 0],
    ['none is over', {}, { accessToken: undefined }, true, 0],
    [
      'one that nothing renews is asked about',
      { daysAgo: 61 },
      { refreshToken: undefined },
      true,
      1,
    ],
    ['one with a date that no token lives to is asked about', { daysAgo: -30 }, {}, false, 1],
  ])('%s', async (_, situation, without, expected, asked) => {
    const { credentials, linkedin, world } = await signedIn(situation);
    const given = { ...credentials, ...without } as Credentials;
    expect(await isExpiredAtLinkedIn(given, linkedin)).toBe(expected);
    expect(world.requests()).toHaveLength(asked);
  });
});
