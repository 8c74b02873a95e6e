/** Creatives, several entities in one call, and the next page of a list, against what LinkedIn documents. */

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createClient, type Reply } from './simulator-client.ts';

const account = '/adAccounts/512345678';
const creatives = `${account}/creatives`;
const idsOf = ({ body }: Reply) =>
  z
    .object({ elements: z.array(z.object({ id: z.string() })) })
    .parse(body)
    .elements.map(({ id }) => id);

describe('creatives', () => {
  it('are told of in full, by their URN', async () => {
    const { rest } = createClient();
    const [id = ''] = idsOf(await rest(`${creatives}?q=criteria`));
    const reply = await rest(`${creatives}/${encodeURIComponent(id)}`);
    expect(reply).toMatchObject({
      status: 200,
      body: {
        id,
        account: 'urn:li:sponsoredAccount:512345678',
        campaign: expect.stringMatching(/^urn:li:sponsoredCampaign:\d+$/),
        content: { reference: expect.stringMatching(/^urn:li:share:\d+$/) },
        intendedStatus: 'ACTIVE',
        isServing: true,
        review: { status: 'APPROVED' },
      },
    });
  });

  it('are found by their criteria, in either order', async () => {
    const { rest } = createClient();
    const all = idsOf(await rest(`${creatives}?q=criteria`));
    const [first = ''] = all;
    const one = `List(${encodeURIComponent(first)})`;
    const { body } = await rest(`${creatives}/${encodeURIComponent(first)}`);
    const { campaign, content } = body as { campaign: string; content: { reference: string } };
    const by = async (criteria: string) => idsOf(await rest(`${creatives}?q=criteria&${criteria}`));
    expect(all).toHaveLength(10);
    expect(await by(`creatives=${one}`)).toEqual([first]);
    expect(await by(`contentReferences=List(${encodeURIComponent(content.reference)})`)).toEqual([
      first,
    ]);
    expect(await by(`campaigns=List(${encodeURIComponent(campaign)})`)).toEqual(all.slice(0, 2));
    expect(await by('intendedStatuses=List(PAUSED)')).toEqual(all.slice(8));
    expect(await by('isTestAccount=true')).toEqual([]);
    expect(await by('sortOrder=DESCENDING')).toEqual(all.toReversed());
  });

  it.each([
    [`${creatives}?q=search`, 404],
    [`${creatives}?q=criteria&pageSize=100`, 200],
    [`${creatives}?q=criteria&pageSize=101`, 400],
    [`${creatives}/1`, 400],
    [`${creatives}/urn%3Ali%3AsponsoredCreative%3A1`, 404],
  ])('%s is answered with %i', async (path, status) => {
    expect((await createClient().rest(path)).status).toBe(status);
  });
});

describe('several at once', () => {
  it.each([
    ['/adAccounts', '512345678'],
    [`${account}/adCampaigns`, '628390000'],
    [`${account}/adCampaignGroups`, '600091356'],
    [creatives, 'urn:li:sponsoredCreative:1256780000'],
  ])('of %s: what is there, and what is not', async (path, id) => {
    const { rest } = createClient();
    const unknown = id.replace(/\d+$/, '1');
    const ids = `List(${encodeURIComponent(id)},${encodeURIComponent(unknown)})`;
    expect(await rest(`${path}?ids=${ids}&fields=id`)).toEqual({
      status: 200,
      body: {
        results: { [id]: { id: /^\d+$/.test(id) ? Number(id) : id } },
        statuses: { [id]: 200 },
        errors: { [unknown]: { status: 404, code: 'NOT_FOUND', message: 'Not Found' } },
      },
    });
  });

  it('are all refused for one key that cannot be one', async () => {
    const { status, body } = await createClient().rest('/adAccounts?ids=List(512345678,LI)');
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining("'LI'")]);
  });

  it('need the scope of one', async () => {
    const { simulator, rest } = createClient();
    const { accessToken: token } = simulator.issueTokens(['r_ads_reporting']);
    expect(await rest('/adAccounts?ids=List(512345678)', { token })).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('adAccounts.BATCH_GET.20260901') },
    });
  });
});

it('a counted page that is not the last one names the next', async () => {
  const { rest } = createClient();
  const page = z.object({
    elements: z.array(z.unknown()),
    paging: z.object({ links: z.array(z.object({ rel: z.string(), href: z.string() })) }),
  });
  const path = '/adAccountUsers?q=authenticatedUser&fields=role&count=2';
  const first = page.parse((await rest(path)).body);
  const [next] = first.paging.links;
  expect(next).toMatchObject({ rel: 'next', href: expect.stringContaining('start=2&count=2') });
  const second = page.parse((await rest(next?.href.replace('/rest', '') ?? '')).body);
  expect([first.elements.length, second.elements.length, second.paging.links]).toEqual([2, 1, []]);
});
