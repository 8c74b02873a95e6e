/** `fields=…`: which fields come back, in every call. */

import { describe, expect, it } from 'vitest';
import { parseProjection, project } from '../../src/simulator/projection.ts';
import { createClient, europe } from './simulator-client.ts';

const account = '/adAccounts/512345678';

describe('every call takes a projection', () => {
  const small = { id: 512345678, name: 'Acme Europe' };

  it.each([
    [`${account}?fields=id,name`, small],
    // PostHog's client encodes the commas.
    [`${account}?fields=id%2Cname`, small],
    [
      `/adAccounts?q=search&search=(id:(values:List(${europe})))&fields=id,name`,
      { elements: [small], metadata: {} },
    ],
    [
      `/adAccounts?ids=List(512345678)&fields=name`,
      { results: { '512345678': { name: 'Acme Europe' } } },
    ],
    [
      `${account}?fields=changeAuditStamps:(created:(time))`,
      {
        changeAuditStamps: { created: { time: 1449768717000 } },
      },
    ],
    [
      `/adAccountUsers?q=accounts&accounts=${europe}&fields=role`,
      {
        elements: [{ role: 'ACCOUNT_BILLING_ADMIN' }, { role: 'ACCOUNT_MANAGER' }],
      },
    ],
    [
      `/conversions?q=account&account=${europe}&fields=enabled`,
      {
        elements: [{ enabled: true }, { enabled: true }],
      },
    ],
  ])('%s', async (path, expected) => {
    const { status, body } = await createClient().rest(path);
    expect([status, body]).toEqual([200, expect.objectContaining(expected)]);
  });

  it.each([
    'adCampaigns?q=search',
    'adCampaignGroups?q=search',
    'creatives?q=criteria',
  ])('%s', async (list) => {
    const { body } = await createClient().rest(`${account}/${list}&fields=account`);
    const { elements } = body as { elements: readonly unknown[] };
    expect(new Set(elements.map((one) => JSON.stringify(one)))).toEqual(
      new Set(['{"account":"urn:li:sponsoredAccount:512345678"}']),
    );
  });

  it('names that nobody knows are left out', async () => {
    const { body } = await createClient().rest(`${account}?fields=id,totalBudget,constructor`);
    expect(body).toEqual({ id: 512345678 });
  });

  it.each([
    'id,',
    ',id',
    'id:name',
    'id:(name',
    'List(id)',
    '(id)',
    '%zz',
    '',
  ])('%j is none', async (fields) => {
    const { status, body } = await createClient().rest(`${account}?fields=${fields}`);
    expect([status, body]).toEqual([
      400,
      expect.objectContaining({
        errorDetails: {
          inputErrors: [expect.objectContaining({ input: { inputPath: { fieldPath: 'fields' } } })],
        },
      }),
    ]);
  });
});

it('reaches into lists by a star, and is read without a burden for the stack', () => {
  const value = { list: [{ one: 1, two: 2 }], text: 'as it is' };
  const fields = parseProjection('list:($*:(one)),text:(nothing)');
  expect(project(value, fields)).toEqual({ list: [{ one: 1 }], text: 'as it is' });
  expect(parseProjection('a:('.repeat(50_000))).toBeUndefined();
});
