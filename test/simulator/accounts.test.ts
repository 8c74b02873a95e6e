/** adAccounts and adAccountUsers, against what LinkedIn documents and what was seen live. */

import { describe, expect, it } from 'vitest';
import { adAccountsPage, adAccountUsersPage } from '../../src/linkedin/wire.ts';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { createClient, europe, type Reply } from './simulator-client.ts';

const namesOf = ({ body }: Reply) => adAccountsPage.parse(body).elements.map(({ name }) => name);

const refusal = (inputError: object) => ({
  status: 400,
  body: {
    errorDetailType: 'com.linkedin.common.error.BadRequest',
    message: 'Invalid param. Please see errorDetails for more information.',
    errorDetails: { inputErrors: [inputError] },
    status: 400,
  },
});

const paramInvalid = (fieldPath: string) =>
  refusal({
    description: 'Invalid value for param; wrong type or other syntax error',
    input: { inputPath: { fieldPath } },
    code: 'PARAM_INVALID',
  });

describe('one account', () => {
  it('is told of in full', async () => {
    expect(await createClient().rest('/adAccounts/501112223')).toEqual({
      status: 200,
      body: {
        test: false,
        notifiedOnCreativeRejection: true,
        notifiedOnNewFeaturesEnabled: false,
        notifiedOnEndOfCampaign: true,
        servingStatuses: ['BILLING_HOLD'],
        type: 'BUSINESS',
        version: { versionTag: '10' },
        reference: 'urn:li:organization:2414183',
        notifiedOnCreativeApproval: true,
        changeAuditStamps: {
          created: { actor: 'urn:li:person:XXXX', time: 1449768717000 },
          lastModified: { actor: 'urn:li:unknown:0', time: 1477941718075 },
        },
        name: 'Acme (old)',
        currency: 'USD',
        id: 501112223,
        notifiedOnCampaignOptimization: true,
        status: 'ACTIVE',
      },
    });
  });

  it.each(['999999999', '0'])('%s is not found', async (id) => {
    expect(await createClient().rest(`/adAccounts/${id}`)).toEqual({
      status: 404,
      body: { status: 404, code: 'NOT_FOUND', message: 'Not Found' },
    });
  });

  it.each([
    'LI',
    'urn%3Ali%3AsponsoredAccount%3A1',
    '512345678.0',
  ])('%s is not a number', async (key) => {
    expect(await createClient().rest(`/adAccounts/${key}`)).toEqual({
      status: 400,
      body: { status: 400, message: `Key value '${key}' must be of type 'java.lang.Long'` },
    });
  });
});

describe('the search for accounts', () => {
  it.each([
    ['nothing', '', ['Acme Europe', 'Acme US', 'Acme (old)']],
    ['a status', '&search=(status:(values:List(DRAFT)))', []],
    ['an id', `&search=(id:(values:List(${europe})))`, ['Acme Europe']],
    [
      'two names',
      '&search=(name:(values:List(Acme%20US,Acme%20Europe)))',
      ['Acme Europe', 'Acme US'],
    ],
    ['a name with brackets', '&search=(name:(values:List(Acme%20%28old%29)))', ['Acme (old)']],
    ['an id and a status', `&search=(id:(values:List(${europe})),status:(values:List(DRAFT)))`, []],
    ['test accounts', '&search=(test:true)', []],
    [
      'start and count, which it puts up with',
      '&start=0&count=1',
      ['Acme Europe', 'Acme US', 'Acme (old)'],
    ],
  ])('by %s', async (_, search, names) => {
    expect(namesOf(await createClient().rest(`/adAccounts?q=search${search}`))).toEqual(names);
  });

  it('finds nothing, silently, for a value that was encoded twice', async () => {
    const path = `/adAccounts?q=search&search=(id:(values:List(${encodeURIComponent(europe)})))`;
    expect(await createClient().rest(path)).toEqual({
      status: 200,
      body: { elements: [], metadata: {} },
    });
  });

  it.each([
    ['brackets encoded', 'search=%28status%3A%28values%3AList%28ACTIVE%29%29%29'],
    ['colons of a URN raw', 'search=(id:(values:List(urn:li:sponsoredAccount:1)))'],
    ['a plus for a space', 'search=(name:(values:List(Acme+US)))'],
    ['an unknown criterion', 'search=(colour:(values:List(RED)))'],
    ['no list', 'search=(status:ACTIVE)'],
    ['test as a list', 'search=(test:(values:List(true)))'],
  ])('refuses %s', async (_, search) => {
    expect(await createClient().rest(`/adAccounts?q=search&${search}`)).toEqual(
      paramInvalid('search'),
    );
  });

  it('refuses parameters that it does not know, arrays of Rest.li 1.0 among them', async () => {
    expect(
      await createClient().rest('/adAccounts?q=search&search.status.values[0]=ACTIVE'),
    ).toEqual(
      refusal({
        input: { inputPath: { fieldPath: 'search.status.values[0]' } },
        code: 'QUERY_PARAM_NOT_ALLOWED',
      }),
    );
  });

  it('refuses a bare | with the words of Java', async () => {
    const { status, body } = await createClient().rest('/adAccounts?q=search&search=(name:a|b)');
    expect(status).toBe(400);
    expect(body).toMatchObject({ message: expect.stringContaining('java.net.URISyntaxException') });
  });
});

describe('cursor pages', () => {
  it('lead through all accounts, a hundred at a time, each once', async () => {
    const { rest } = createClient(scenarios['many-accounts']);
    const sizes: number[] = [];
    const seen = new Set<number>();
    let next = '';
    do {
      const reply = await rest(`/adAccounts?q=search${next}`);
      const page = adAccountsPage.parse(reply.body);
      sizes.push(page.elements.length);
      for (const { id } of page.elements) seen.add(Number(id));
      const token = page.metadata?.nextPageToken;
      expect(token ?? 'DgF'.padEnd(43, 'x')).toMatch(/^DgF[\w-]{40}$/);
      next = token === undefined ? '' : `&pageToken=${token}`;
    } while (next !== '');
    expect([sizes, seen.size]).toEqual([Array(12).fill(100), 1200]);
  });

  it('are a thousand long at most', async () => {
    const { rest } = createClient(scenarios['many-accounts']);
    const most = namesOf(await rest('/adAccounts?q=search&pageSize=1000'));
    expect(most).toHaveLength(1000);
    expect(await rest('/adAccounts?q=search&pageSize=1001')).toEqual({
      status: 400,
      body: { status: 400, message: 'Request would return too many entities. ' },
    });
  });

  it.each([
    'pageSize=0',
    'pageSize=ten',
    'pageSize=010',
    'pageToken=DgFmadeup',
  ])('cannot be asked for by %s', async (parameter) => {
    const [name = ''] = parameter.split('=');
    const reply = await createClient().rest(`/adAccounts?q=search&${parameter}`);
    expect(reply).toEqual(paramInvalid(name));
  });
});

describe('the member’s roles', () => {
  const member = scenarios.ready.member.urn;
  const rolesOf = ({ body }: Reply) =>
    adAccountUsersPage.parse(body).elements.map(({ account, role }) => [account, role]);

  it('are told of for every account', async () => {
    const reply = await createClient().rest('/adAccountUsers?q=authenticatedUser');
    expect(reply.body).toMatchObject({ paging: { start: 0, count: 10, links: [], total: 3 } });
    expect(rolesOf(reply)).toEqual([
      ['urn:li:sponsoredAccount:512345678', 'ACCOUNT_MANAGER'],
      ['urn:li:sponsoredAccount:509876543', 'VIEWER'],
      ['urn:li:sponsoredAccount:501112223', 'VIEWER'],
    ]);
  });

  it('come ten at a time unless more are asked for', async () => {
    const { rest } = createClient(scenarios['many-accounts']);
    const short = await rest('/adAccountUsers?q=authenticatedUser');
    const rest1000 = await rest('/adAccountUsers?q=authenticatedUser&start=1000&count=500');
    expect(short.body).toMatchObject({ paging: { start: 0, count: 10, total: 1200 } });
    expect([rolesOf(short).length, rolesOf(rest1000).length]).toEqual([10, 200]);
  });

  it.each([
    ['their own', '512345678', member, 200, { role: 'ACCOUNT_MANAGER', user: member }],
    ['one on a deleted account', '507770001', member, 200, { role: 'VIEWER', user: member }],
    ['one on an unknown account', '999999999', member, 404, { code: 'NOT_FOUND' }],
    ["another person's", '512345678', 'urn:li:person:other', 404, { code: 'NOT_FOUND' }],
  ])('may be asked for one by one: %s', async (_, account, user, status, body) => {
    const { rest } = createClient(scenarios['ghost-accounts']);
    const urns = [`urn:li:sponsoredAccount:${account}`, user].map(encodeURIComponent);
    const reply = await rest(`/adAccountUsers/(account:${urns[0]},user:${urns[1]})`);
    expect(reply).toMatchObject({ status, body });
  });

  it.each([
    ['no key of two parts', '512345678', 404],
    ['a URN of something else', '(account:urn%3Ali%3AsponsoredCampaign%3A1,user:x)', 400],
  ])('are refused for %s', async (_, key, status) => {
    expect(await createClient().rest(`/adAccountUsers/${key}`)).toMatchObject({ status });
  });

  it('are listed for deleted accounts too, which are not found', async () => {
    const { rest } = createClient(scenarios['ghost-accounts']);
    const roles = rolesOf(await rest('/adAccountUsers?q=authenticatedUser'));
    const search = await rest('/adAccounts?q=search');
    const direct = await rest('/adAccounts/507770001');
    expect([roles.length, namesOf(search).length, direct.status]).toEqual([5, 3, 404]);
  });

  it('of one account are those of all its people', async () => {
    const reply = await createClient().rest(`/adAccountUsers?q=accounts&accounts=${europe}`);
    expect(rolesOf(reply)).toEqual([
      ['urn:li:sponsoredAccount:512345678', 'ACCOUNT_BILLING_ADMIN'],
      ['urn:li:sponsoredAccount:512345678', 'ACCOUNT_MANAGER'],
    ]);
  });

  it('of an account without a role are none', async () => {
    const reply = await createClient(scenarios['no-role']).rest(
      `/adAccountUsers?q=accounts&accounts=${europe}`,
    );
    expect([reply.status, rolesOf(reply)]).toEqual([200, []]);
  });

  it('refuse a malformed URN with its text', async () => {
    const path = '/adAccountUsers?q=accounts&accounts=urn%3Ali%3AsponsoredAccount%3AX';
    expect(await createClient().rest(path)).toEqual({
      status: 400,
      body: {
        status: 400,
        message:
          "Array parameter 'accounts' value 'urn:li:sponsoredAccount:X' is invalid. Reason: Deserializing output 'urn:li:sponsoredAccount:X' failed",
      },
    });
  });
});

it('a finder that does not exist is no virtual resource', async () => {
  expect(await createClient().rest('/adAccounts?q=criteria')).toEqual({
    status: 404,
    body: { status: 404, code: 'RESOURCE_NOT_FOUND', message: 'No virtual resource found' },
  });
});
