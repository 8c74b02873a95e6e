/** The list of ad accounts: read to its end, and shown in rows that fit the terminal. */

import { describe, expect, it } from 'vitest';
import {
  type AccountList,
  accountLabels,
  accountRows,
  readAccountList,
} from '../../src/checks/account-list.ts';
import { openSession } from '../../src/checks/session.ts';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { envText, minted } from '../support/credentials.ts';
import { quietTerminal } from '../support/terminal.ts';
import { openTestWorld, type WorldOptions } from '../support/world.ts';
import { acme, other } from './healthy.ts';

async function reading(options: WorldOptions) {
  const world = await openTestWorld({ ...options, setting: 'memory' });
  await world.put(envText(minted(world)));
  const parts = world.parts();
  const live: (string | undefined)[] = [];
  const terminal = { ...parts.terminal, progress: (line?: string) => void live.push(line) };
  const session = await openSession({ envFile: '.env' }, parts);
  return { live, world, list: readAccountList(session, terminal) };
}

const refusedAt = (path: string): WorldOptions => ({
  intercept: (request) =>
    new URL(request.url).pathname === path
      ? Response.json({ status: 403, serviceErrorCode: 100 }, { status: 403 })
      : undefined,
});

describe('reading the list', () => {
  it('goes on to the last page, and says how far it is', async () => {
    const { list, live, world } = await reading({ scenario: scenarios['many-accounts'] });
    const { accounts, roles } = await list;
    expect(accounts).toHaveLength(1200);
    expect(new Set(accounts.map(({ id }) => id)).size).toBe(1200);
    expect(roles.size).toBe(1200);
    expect(live).toEqual(['     1000 ad accounts so far …', undefined]);
    const pages = world.requests().filter(({ path }) => path === '/rest/adAccounts');
    expect(pages).toHaveLength(2);
  });

  it('keeps the roles of deleted accounts out of the list', async () => {
    const { list, live } = await reading({ scenario: scenarios['ghost-accounts'] });
    const { accounts, roles } = await list;
    expect(accounts.map(({ name }) => name)).toEqual(['Acme Europe', 'Acme US', 'Acme (old)']);
    expect(roles.size).toBe(5);
    expect(roles.get('512345678')).toBe('ACCOUNT_MANAGER');
    expect(roles.get('509876543')).toBe('VIEWER');
    expect(live).toEqual([undefined]);
  });

  it.each([
    '/rest/adAccounts',
    '/rest/adAccountUsers',
  ])('waits for the product where %s is refused without a reason', async (path) => {
    const { list } = await reading(refusedAt(path));
    await expect(list).rejects.toMatchObject({ code: 'approval-pending' });
  });

  it.each([
    ['/rest/adAccounts', 'the list of ad accounts'],
    ['/rest/adAccountUsers', 'the list of roles'],
  ])('says what LinkedIn refuses at %s: %s', async (path, what) => {
    const body = { status: 403, code: 'BLOCKED', message: 'Your organization is blocked' };
    const { list } = await reading({
      intercept: (request) =>
        new URL(request.url).pathname === path ? Response.json(body, { status: 403 }) : undefined,
    });
    await expect(list).rejects.toMatchObject({
      code: 'access-denied',
      message: expect.stringContaining(what),
    });
  });
});

const list: AccountList = {
  accounts: [
    acme,
    { ...other, name: 'Acme Holdings International GmbH', currency: 'USD', status: 'DRAFT' },
    { ...acme, id: '1', name: 'Acme Holdings International GmbH 2', holds: ['BILLING_HOLD'] },
    { ...acme, id: '22', name: 'Test', test: true, holds: ['BILLING_HOLD'] },
    { ...acme, id: '333', name: '𝐀'.repeat(33), currency: '', status: '' },
  ],
  member: undefined,
  roles: new Map([
    [acme.id, 'ACCOUNT_MANAGER'],
    [other.id, ''],
    ['22', 'VIEWER'],
    ['999', 'VIEWER'],
  ]),
};

describe('rows', () => {
  const wide = { ...quietTerminal, columns: 60 };
  const narrow = { ...quietTerminal, columns: 59 };

  it('say on a terminal of 60 columns what each account is, and the role on it', () => {
    const rows = [
      'Acme Europe                       512345678  EUR  active           you: account manager',
      'Acme Holdings International GmbH  509876543  USD  draft            you: some role',
      'Acme Holdings International Gmb…  1          EUR  on billing hold  you: no role',
      'Test                              22         EUR  test account     you: viewer',
      `${'𝐀'.repeat(31)}…  333                              you: no role`,
    ];
    expect(accountLabels(list, wide)).toEqual(rows);
    expect(accountRows(list, wide)).toEqual(rows);
  });

  it('of the picker have room for name and number on a narrower one', () => {
    expect(accountLabels(list, narrow)).toEqual([
      'Acme Europe                       512345678',
      'Acme Holdings International GmbH  509876543',
      'Acme Holdings International Gmb…  1',
      'Test                              22',
      `${'𝐀'.repeat(31)}…  333`,
    ]);
  });

  it('of a list have a second line on a narrower one', () => {
    expect(accountRows({ ...list, accounts: list.accounts.slice(0, 4) }, narrow)).toEqual([
      'Acme Europe                       512345678\n    EUR  active  you: account manager',
      'Acme Holdings International GmbH  509876543\n    USD  draft  you: some role',
      'Acme Holdings International Gmb…  1\n    EUR  on billing hold  you: no role',
      'Test                              22\n    EUR  test account  you: viewer',
    ]);
  });
});
