/** Roles: the addresses that are asked for, in which order, and what is read from the answers. */

import { describe, expect, it } from 'vitest';
import { everyRole, findRole, rolePage } from '../../src/linkedin/account-roles.ts';
import type { LinkedIn } from '../../src/linkedin/client.ts';
import { Secret } from '../../src/secret.ts';
import type { HttpResponse } from '../../src/world.ts';
import { answeringLinkedIn, json } from '../support/answering-linkedin.ts';

const token = new Secret('AQXtheTokenItself');
const base = 'https://api.linkedin.com/rest/';
const urn = 'urn:li:sponsoredAccount:';

/** LinkedIn answers with this body, whatever it is asked. */
const answering = (body: unknown, status = 200) => answeringLinkedIn(() => json(body, status));

/** The addresses that were asked for, below the base of the API. */
const addresses = ({ requests }: Pick<ReturnType<typeof answering>, 'requests'>) =>
  requests.map(({ url }) => url.replace(base, ''));

describe('a page of roles', () => {
  const users = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ account: `${urn}${at + 1}`, role: 'VIEWER' }));

  it.each([
    [0, 'adAccountUsers?q=authenticatedUser&start=0&count=500'],
    [500, 'adAccountUsers?q=authenticatedUser&start=500&count=500'],
  ])('from %j is asked for as %s', async (next, address) => {
    const asked = answering({ elements: [] });
    await rolePage(next, token, asked.linkedin);
    expect(addresses(asked)).toEqual([address]);
  });

  it.each<[string, number, object | undefined, number | undefined]>([
    ['a full page', 500, undefined, 500],
    ['a page that is not full', 499, undefined, undefined],
    ['a full page of a smaller size', 2, { count: 2 }, 2],
    ['a page that is not full, of a smaller size', 1, { count: 2 }, undefined],
    ['a page of a list that has more', 2, { total: 3 }, 2],
    ['a page at the end of the list', 2, { total: 2 }, undefined],
    ['a full page at the end of the list', 2, { count: 2, total: 2 }, undefined],
    ['a page without anything, although there is more', 0, { total: 3 }, undefined],
  ])('that is %s: %i of %j, goes on at %j', async (_, count, paging, next) => {
    const { linkedin } = answering({ elements: users(count), ...(paging && { paging }) });
    const answer = await rolePage(0, token, linkedin);
    expect(answer).toMatchObject({ kind: 'ok', value: { next } });
  });

  it('counts on from where it starts', async () => {
    const { linkedin } = answering({ elements: users(2), paging: { total: 7 } });
    expect(await rolePage(4, token, linkedin)).toMatchObject({ value: { next: 6 } });
    expect(await rolePage(5, token, linkedin)).toMatchObject({ value: { next: undefined } });
  });

  it('names accounts by their digits, and a role that is not said as empty', async () => {
    const elements = [{ account: `${urn}1`, role: 'VIEWER' }, { account: 2 }];
    const long = { account: 3, role: 'x'.repeat(50) };
    const { linkedin } = answering({ elements: [...elements, long] });
    expect(await rolePage(0, token, linkedin)).toMatchObject({
      value: {
        items: [
          { accountId: '1', role: 'VIEWER' },
          { accountId: '2', role: '' },
          { accountId: '3', role: `${'x'.repeat(39)}…` },
        ],
      },
    });
  });
});

// --- a list of several pages -------------------------------------------------------------------------

const member = 'urn:li:person:K1RwyVNukt';

interface Listing {
  /** Accounts 1 to this number. */
  readonly accounts: number;
  /** LinkedIn serves no more in a page. */
  readonly mostInPage?: number;
  readonly saysTotal?: boolean;
  readonly saysMember?: boolean;
  /** What it answers to the key of a role; undefined for the role itself. */
  readonly byKey?: HttpResponse;
  /** From this start on, pages are refused. */
  readonly refusedFrom?: number;
}

/** Answers pages and keys, each when everything that was asked before has been answered. */
function listing({
  accounts,
  mostInPage = 500,
  saysTotal = true,
  saysMember = true,
  ...odd
}: Listing) {
  const waves: string[][] = [[]];
  const row = (at: number) => ({
    account: `${urn}${at + 1}`,
    role: 'VIEWER',
    ...(saysMember && { user: member }),
  });
  const { linkedin } = answeringLinkedIn(({ url }) => {
    const address = decodeURIComponent(url.replace(base, ''));
    waves.at(-1)?.push(address.replace('adAccountUsers', '').replace('?q=authenticatedUser&', ''));
    const [, id] = /sponsoredAccount:(\d+)/.exec(address) ?? [];
    if (id !== undefined) return odd.byKey ?? json(row(Number(id) - 1));
    const number = (name: string) => Number(new RegExp(`${name}=(\\d+)`).exec(address)?.[1]);
    const start = number('start');
    if (start >= (odd.refusedFrom ?? Number.POSITIVE_INFINITY)) return json({ status: 403 }, 403);
    const count = Math.min(mostInPage, number('count'));
    const length = Math.max(0, Math.min(count, accounts - start));
    const elements = Array.from({ length }, (_, at) => row(start + at));
    return json({ elements, paging: { start, count, ...(saysTotal && { total: accounts }) } });
  });
  const ask = async <T>(
    question: (token: Secret, linkedin: LinkedIn) => Promise<T>,
  ): Promise<T> => {
    // Whoever asks at the same time is in the same wave.
    await new Promise(setImmediate);
    try {
      return await question(token, linkedin);
    } finally {
      await new Promise(setImmediate);
      if (waves.at(-1)?.length !== 0) waves.push([]);
    }
  };
  return { ask, waves: () => waves.filter((wave) => wave.length > 0) };
}

const starts = (...all: readonly number[]) => all.map((start) => `start=${start}&count=500`);
const key = (account: number) => `/(account:${urn}${account},user:${member})`;

describe('the role on one account', () => {
  it.each<[string, Listing, number, readonly (readonly string[])[]]>([
    ['on the first page', { accounts: 1_200 }, 500, [starts(0)]],
    ['on a later page, by its key', { accounts: 10_000 }, 10_000, [starts(0), [key(10_000)]]],
    [
      'on a later page of a member without a name',
      { accounts: 1_200, saysMember: false },
      1_200,
      [starts(0), starts(500, 1_000)],
    ],
    [
      'by a key that nobody knows',
      { accounts: 1_200, byKey: json({ status: 404 }, 404) },
      1_200,
      [starts(0), [key(1_200)], starts(500, 1_000)],
    ],
    [
      'by a key that is malformed',
      { accounts: 1_200, byKey: json({ status: 400, message: 'Key value' }, 400) },
      700,
      [starts(0), [key(700)], starts(500, 1_000)],
    ],
    [
      'by a key that may not be asked for',
      { accounts: 600, byKey: json({ status: 403 }, 403) },
      600,
      [starts(0), [key(600)], starts(500)],
    ],
    [
      'by a key with an answer about another person',
      {
        accounts: 600,
        byKey: json({ account: `${urn}600`, role: 'VIEWER', user: 'urn:li:person:other' }),
      },
      600,
      [starts(0), [key(600)], starts(500)],
    ],
    [
      'in pages without a total, one after the other',
      { accounts: 1_200, saysTotal: false, byKey: json({ status: 404 }, 404) },
      1_200,
      [starts(0), [key(1_200)], starts(500), starts(1_000)],
    ],
  ])('%s', async (_, list, account, waves) => {
    const asked = listing(list);
    const value = { accountId: String(account), role: 'VIEWER' };
    expect(await findRole(String(account), asked.ask)).toMatchObject({ kind: 'ok', value });
    expect(asked.waves()).toEqual(waves);
  });

  it('is none where neither the key nor any page has it', async () => {
    const { ask, waves } = listing({ accounts: 1_200, byKey: json({ status: 404 }, 404) });
    expect(await findRole('5000', ask)).toEqual({ kind: 'ok', value: undefined });
    expect(waves()).toEqual([starts(0), [key(5_000)], starts(500, 1_000)]);
  });

  it('is refused where the key is because of the token, or a page is', async () => {
    const dead = listing({ accounts: 600, byKey: json({ status: 401 }, 401) });
    expect(await findRole('600', dead.ask)).toMatchObject({ refusal: { status: 401 } });
    const refused = listing({ accounts: 1_200, saysMember: false, refusedFrom: 500 });
    expect(await findRole('1200', refused.ask)).toMatchObject({ refusal: { status: 403 } });
  });
});

describe('all roles', () => {
  it.each<[string, Listing, readonly (readonly string[])[]]>([
    ['a page of them', { accounts: 500 }, [starts(0)]],
    [
      'pages, four at a time once it is known how many there are',
      { accounts: 3_200 },
      [starts(0), starts(500, 1_000, 1_500, 2_000), starts(2_500, 3_000)],
    ],
    [
      'pages without a total, one after the other',
      { accounts: 1_200, saysTotal: false },
      [starts(0), starts(500), starts(1_000)],
    ],
    [
      'pages that are smaller than asked for',
      { accounts: 250, mostInPage: 100 },
      [starts(0), starts(100, 200)],
    ],
  ])('%s', async (_, list, waves) => {
    const asked = listing(list);
    const answer = await everyRole(asked.ask);
    const ids = answer.kind === 'ok' ? answer.value.map(({ accountId }) => accountId) : [];
    expect(new Set(ids).size).toBe(list.accounts);
    expect(ids).toHaveLength(list.accounts);
    expect(asked.waves()).toEqual(waves);
  });

  it('are whole where a later page is shorter than the first', async () => {
    const total = 8;
    const sizes: Readonly<Record<number, number>> = { 0: 4, 4: 1, 5: 3 };
    const { linkedin, requests } = answeringLinkedIn(({ url }) => {
      const start = Number(/start=(\d+)/.exec(url)?.[1]);
      const length = sizes[start] ?? 0;
      const elements = Array.from({ length }, (_, at) => ({ account: start + at + 1 }));
      return json({ elements, paging: { total } });
    });
    const answer = await everyRole((question) => question(token, linkedin));
    expect(answer.kind === 'ok' && answer.value.map(({ accountId }) => accountId)).toEqual(
      Array.from({ length: total }, (_, at) => String(at + 1)),
    );
    expect(requests).toHaveLength(3);
  });

  it('are refused when a page is', async () => {
    const { ask } = listing({ accounts: 3_200, refusedFrom: 1_000 });
    expect(await everyRole(ask)).toMatchObject({ kind: 'refused', refusal: { status: 403 } });
  });

  it('are read to the end, however many LinkedIn says there are', async () => {
    const { linkedin, requests } = answeringLinkedIn(({ url }) => {
      const elements = url.includes('start=0&') ? [{ account: 1 }] : [];
      return json({ elements, paging: { total: 1e9 } });
    });
    expect(await everyRole((question) => question(token, linkedin))).toMatchObject({ kind: 'ok' });
    expect(requests.length).toBeLessThan(300);
  });
});
