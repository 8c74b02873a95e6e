/** What the campaigns and groups of an account are called, and how they stand. */

import { fault } from '../errors.ts';
import type { AdAccount } from '../linkedin/api.ts';
import {
  type AdCampaign,
  type CampaignPage,
  campaignGroupPage,
  campaignPage,
} from '../linkedin/campaigns.ts';
import type { Ask } from './access.ts';
import type { ReportRequest, ReportRow } from './report.ts';

/** The columns of a row that say what it is about. */
export type Named = Pick<ReportRow, 'name' | 'status' | 'group'>;
export type Naming = (id: string) => Named;

/** Reads no more than the rows need. Throws `approval-pending`, or a network fault. */
export async function readNames(
  { by }: Pick<ReportRequest, 'by'>,
  account: AdAccount,
  ask: Ask,
): Promise<Naming> {
  const every = (page: CampaignPage) => everyCampaign(page, account.id, ask);
  switch (by) {
    case 'account':
      return () => ({ name: account.name, status: account.status, group: undefined });
    case 'campaign-group': {
      return namingBy(await every(campaignGroupPage));
    }
    case 'campaign': {
      const [groups, campaigns] = await Promise.all([
        every(campaignGroupPage),
        every(campaignPage),
      ]);
      return namingBy(campaigns, groups);
    }
    case 'creative':
      return () => nameless;
  }
}

const nameless: Named = { name: undefined, status: undefined, group: undefined };

/** Made once for all rows of a campaign. */
function namingBy(
  all: ReadonlyMap<string, AdCampaign>,
  groups?: ReadonlyMap<string, AdCampaign>,
): Naming {
  const named = new Map<string, Named>();
  for (const { id, name, status, groupId } of all.values()) {
    const group =
      groupId === undefined ? undefined : { id: groupId, name: groups?.get(groupId)?.name };
    named.set(id, { name, status, group });
  }
  return (id) => named.get(id) ?? nameless;
}

async function everyCampaign(
  page: CampaignPage,
  accountId: string,
  ask: Ask,
): Promise<ReadonlyMap<string, AdCampaign>> {
  const found = new Map<string, AdCampaign>();
  for (let cursor: string | undefined; ; ) {
    const at = { accountId, cursor };
    const answer = await ask((token, linkedin) => page(at, token, linkedin));
    if (answer.kind === 'refused') {
      throw fault('approval-pending', {}, { requestId: answer.refusal.requestId });
    }
    for (const item of answer.value.items) found.set(item.id, item);
    cursor = answer.value.next;
    if (cursor === undefined) return found;
  }
}
