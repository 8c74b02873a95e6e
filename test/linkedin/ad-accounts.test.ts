/** Ad accounts and campaigns: the addresses that are asked for, and what is read from the answers. */

import { describe, expect, it } from 'vitest';
import {
  adAccountPage,
  campaignGroupPage,
  campaignPage,
  findAdAccount,
} from '../../src/linkedin/ad-accounts.ts';
import { Secret } from '../../src/secret.ts';
import { answeringLinkedIn, json } from '../support/answering-linkedin.ts';

const token = new Secret('AQXtheTokenItself');
const base = 'https://api.linkedin.com/rest/';
const urn = 'urn:li:sponsoredAccount:';

/** LinkedIn answers with this body, whatever it is asked. */
const answering = (body: unknown, status = 200) => answeringLinkedIn(() => json(body, status));

/** The addresses that were asked for, below the base of the API. */
const addresses = ({ requests }: ReturnType<typeof answering>) =>
  requests.map(({ url }) => url.replace(base, ''));

const full = {
  id: 512345678,
  name: 'Acme Europe',
  currency: 'EUR',
  status: 'ACTIVE',
  type: 'BUSINESS',
  servingStatuses: ['RUNNABLE'],
  test: false,
};
const account = {
  id: '512345678',
  name: 'Acme Europe',
  exactName: 'Acme Europe',
  currency: 'EUR',
  status: 'ACTIVE',
  type: 'BUSINESS',
  holds: [],
  test: false,
};

describe('an ad account', () => {
  it.each<[string, object, object]>([
    ['all that LinkedIn says', full, account],
    ['an id as URN', { ...full, id: `${urn}512345678` }, account],
    [
      'holds beside RUNNABLE',
      { ...full, servingStatuses: ['BILLING_HOLD', 'RUNNABLE', 'STOPPED\u001b'] },
      { ...account, holds: ['BILLING_HOLD', 'STOPPED'] },
    ],
    ['the mark of a test account', { ...full, test: true }, { ...account, test: true }],
    [
      'a name of several lines',
      { ...full, name: 'Acme\nEurope' },
      { ...account, name: 'Acme Europe', exactName: 'Acme\nEurope' },
    ],
    [
      'an empty name',
      { ...full, name: '' },
      { ...account, name: '512345678', exactName: '512345678' },
    ],
    [
      'its id alone',
      { id: 512345678 },
      {
        ...account,
        name: '512345678',
        exactName: '512345678',
        currency: '',
        status: '',
        type: '',
      },
    ],
  ])('is read with %s', async (_, body, value) => {
    const { linkedin } = answering(body);
    expect(await findAdAccount('512345678', token, linkedin)).toEqual({ kind: 'ok', value });
  });

  it.each([
    ['name', 80, 'name'],
    ['currency', 8, 'currency'],
    ['status', 40, 'status'],
    ['type', 40, 'type'],
  ] as const)('has a %s of %i characters at most', async (field, length, shown) => {
    const { linkedin } = answering({ ...full, [field]: 'x'.repeat(100) });
    const answer = await findAdAccount('512345678', token, linkedin);
    expect(answer).toMatchObject({ value: { [shown]: `${'x'.repeat(length - 1)}…` } });
  });

  it('is asked for by its id, with the token, the version and the protocol', async () => {
    const asked = answering(full);
    await findAdAccount('512345678?x', token, asked.linkedin);
    expect(asked.requests).toMatchObject([
      {
        method: 'GET',
        url: `${base}adAccounts/512345678%3Fx`,
        headers: {
          Authorization: 'Bearer AQXtheTokenItself',
          'LinkedIn-Version': asked.linkedin.version,
          'X-Restli-Protocol-Version': '2.0.0',
        },
      },
    ]);
  });

  it('that is unknown is refused, and one without an id is told', async () => {
    const missing = answering({ status: 404, message: 'Not found' }, 404);
    expect(await findAdAccount('1', token, missing.linkedin)).toMatchObject({
      kind: 'refused',
      refusal: { status: 404, message: 'Not found' },
    });
    const odd = answering({ name: 'Acme' });
    await expect(findAdAccount('1', token, odd.linkedin)).rejects.toMatchObject({
      message: 'LinkedIn is not answering as it should: its adAccounts answer lacks id.',
    });
  });
});

describe('a page of ad accounts', () => {
  it.each([
    [{ size: 100 }, 'adAccounts?q=search&pageSize=100'],
    [{ size: 1, cursor: 'DgGer,x' }, 'adAccounts?q=search&pageSize=1&pageToken=DgGer%2Cx'],
  ])('%j is asked for as %s', async (at, address) => {
    const asked = answering({ elements: [] });
    await adAccountPage(at, token, asked.linkedin);
    expect(addresses(asked)).toEqual([address]);
  });

  it.each<[object, string | undefined]>([
    [{ metadata: { nextPageToken: 'DgGer' } }, 'DgGer'],
    [{ metadata: { nextPageToken: '' } }, undefined],
    [{ metadata: {} }, undefined],
    [{ metadata: null }, undefined],
    [{}, undefined],
  ])('with %j leads on to %j', async (rest, next) => {
    const { linkedin } = answering({ elements: [full, { id: 7 }], ...rest });
    expect(await adAccountPage({ size: 2 }, token, linkedin)).toMatchObject({
      kind: 'ok',
      value: { items: [account, { id: '7', name: '7' }], next },
    });
  });
});

it('a page of which no ad account can be read is told with the place of what it lacks', async () => {
  const { linkedin } = answering({ elements: [{ name: 'Acme' }] });
  await expect(adAccountPage({ size: 1 }, token, linkedin)).rejects.toMatchObject({
    message: 'LinkedIn is not answering as it should: its adAccounts answer lacks elements.0.id.',
  });
});

describe('a page of campaigns', () => {
  it.each([
    ['adCampaigns', campaignPage, undefined, ''],
    ['adCampaigns', campaignPage, 'DgGer,x', '&pageToken=DgGer%2Cx'],
    ['adCampaignGroups', campaignGroupPage, undefined, ''],
  ])('of %s is asked for as one that may be long, %#', async (resource, ask, cursor, rest) => {
    const asked = answering({ elements: [] });
    const answer = await ask({ accountId: '5/1', cursor }, token, asked.linkedin);
    expect(answer).toEqual({ kind: 'ok', value: { items: [], next: undefined } });
    const url = `${base}adAccounts/5%2F1/${resource}?q=search&pageSize=1000${rest}`;
    expect(asked.requests).toMatchObject([{ method: 'GET', url, mayBeLong: true }]);
  });

  it.each<[object, object]>([
    [
      { id: 1, name: 'Spring', status: 'ACTIVE', campaignGroup: 'urn:li:sponsoredCampaignGroup:9' },
      { id: '1', name: 'Spring', status: 'ACTIVE', groupId: '9' },
    ],
    [
      { id: 'urn:li:sponsoredCampaign:1', name: 'a\nb', status: `PAUSED${'x'.repeat(50)}` },
      { id: '1', name: 'a\nb', status: `PAUSED${'x'.repeat(33)}…`, groupId: undefined },
    ],
    [
      { id: '1', name: '', status: '' },
      { id: '1', name: undefined, status: undefined, groupId: undefined },
    ],
    [{ id: 1 }, { id: '1', name: undefined, status: undefined, groupId: undefined }],
  ])('has %j as %j', async (element, item) => {
    const { linkedin } = answering({ elements: [element] });
    const answer = await campaignPage({ accountId: '5', cursor: undefined }, token, linkedin);
    expect(answer).toEqual({ kind: 'ok', value: { items: [item], next: undefined } });
  });

  it('leads on, and leaves out what cannot be read', async () => {
    const metadata = { nextPageToken: 'DgGer' };
    const { linkedin } = answering({ elements: [{ name: 'x' }, { id: 2 }, null], metadata });
    const at = { accountId: '5', cursor: undefined };
    expect(await campaignGroupPage(at, token, linkedin)).toMatchObject({
      value: { items: [{ id: '2' }], next: 'DgGer' },
    });
    const empty = answering({ elements: [], metadata: { nextPageToken: '' } });
    expect(await campaignPage(at, token, empty.linkedin)).toMatchObject({
      value: { items: [], next: undefined },
    });
  });

  it('of which nothing can be read is told, with what the last of them lacks', async () => {
    const { linkedin } = answering({ elements: [4, { name: 'x' }] });
    const asked = campaignPage({ accountId: '5', cursor: undefined }, token, linkedin);
    await expect(asked).rejects.toMatchObject({
      message: 'LinkedIn is not answering as it should: its adCampaigns answer lacks id.',
    });
  });

  it('of which the last is no object is told', async () => {
    const { linkedin } = answering({ elements: [4] });
    const asked = campaignPage({ accountId: '5', cursor: undefined }, token, linkedin);
    await expect(asked).rejects.toMatchObject({
      message: 'LinkedIn is not answering as it should: its adCampaigns answer lacks its body.',
    });
  });

  it('may be refused', async () => {
    const { linkedin } = answering({ status: 403, code: 'ACCESS_DENIED', message: 'no' }, 403);
    const answer = await campaignPage({ accountId: '5', cursor: undefined }, token, linkedin);
    expect(answer).toMatchObject({ kind: 'refused', refusal: { code: 'ACCESS_DENIED' } });
  });
});
