/** adCampaigns and adCampaignGroups, against what LinkedIn documents and what was seen live. */

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createClient, type Reply } from './simulator-client.ts';

const idsOf = ({ body }: Reply) =>
  z
    .object({ elements: z.array(z.object({ id: z.number() })) })
    .parse(body)
    .elements.map(({ id }) => id);

describe('campaigns and their groups', () => {
  const campaigns = '/adAccounts/512345678/adCampaigns';
  const groups = '/adAccounts/512345678/adCampaignGroups';

  it('a campaign is told of in full', async () => {
    const { rest } = createClient();
    const [id] = idsOf(await rest(`${campaigns}?q=search`));
    const [groupId] = idsOf(await rest(`${groups}?q=search`));
    expect(await rest(`${campaigns}/${id}`)).toMatchObject({
      status: 200,
      body: {
        account: 'urn:li:sponsoredAccount:512345678',
        campaignGroup: `urn:li:sponsoredCampaignGroup:${groupId}`,
        dailyBudget: { amount: '100.00', currencyCode: 'EUR' },
        id,
        name: 'Spring promo',
        objectiveType: 'LEAD_GENERATION',
        status: 'ACTIVE',
        type: 'SPONSORED_UPDATES',
      },
    });
    expect(await rest(`${groups}/${groupId}`)).toMatchObject({ body: { name: 'Leads' } });
  });

  it('are found by bare q=search, by criteria, in either order', async () => {
    const { rest } = createClient();
    const all = idsOf(await rest(`${campaigns}?q=search`));
    const paused = idsOf(await rest(`${campaigns}?q=search&search=(status:(values:List(PAUSED)))`));
    const [first] = idsOf(await rest(`${groups}?q=search`));
    const group = `urn%3Ali%3AsponsoredCampaignGroup%3A${first}`;
    const ofGroup = idsOf(
      await rest(`${campaigns}?q=search&search=(campaignGroup:(values:List(${group})))`),
    );
    const backwards = idsOf(await rest(`${campaigns}?q=search&sortOrder=DESCENDING`));
    expect(all).toHaveLength(5);
    expect(paused).toEqual(all.slice(4));
    expect(ofGroup).toEqual([all[0], all[2], all[4]]);
    expect(backwards).toEqual([...all].reverse());
  });

  it('come in pages', async () => {
    const reply = await createClient().rest(`${campaigns}?q=search&pageSize=2`);
    expect(idsOf(reply)).toHaveLength(2);
    expect(reply.body).toMatchObject({ metadata: { nextPageToken: expect.any(String) } });
  });

  it.each([
    ['/adAccounts/999999999/adCampaigns?q=search', 404],
    ['/adAccounts/512345678/adCampaigns/1', 404],
    ['/adAccounts/512345678/adCampaignGroups/1', 404],
    ['/adAccounts/512345678/adCampaigns/x', 400],
    ['/adAccounts/512345678/adCampaigns?q=search&pageSize=1001', 400],
    ['/adAccounts/512345678/adCampaigns?q=search&sortOrder=UP', 400],
    ['/adAccounts/512345678/adCampaigns?q=criteria', 404],
    ['/adAccounts/512345678/adCreatives?q=criteria', 404],
  ])('%s is answered with %i', async (path, status) => {
    expect((await createClient().rest(path)).status).toBe(status);
  });
});
