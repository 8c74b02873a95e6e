/** What the campaigns and groups of an account are called, and how they stand. */

import type { Ask } from '../../checks/session.ts';
import { SetupError } from '../../faults/fault.ts';
import {
  type AdAccount,
  type AdCampaign,
  type CampaignPage,
  campaignGroupPage,
  campaignPage,
} from '../../linkedin/ad-accounts.ts';
import { turnPages } from '../../linkedin/rest.ts';
import { accessDenied } from '../../linkedin/rest-errors.ts';
import type { ReportRequest, ReportRow } from '../report.ts';

/** The columns of a row that say what it is about. */
export type Named = Pick<ReportRow, 'name' | 'status' | 'group'>;
export type Naming = (id: string) => Named;

export type Names = Awaited<ReturnType<typeof readNames>>;

/** Reads no more than is needed. Throws Ctrl-C; what LinkedIn refuses is a fault among the names. */
export async function readNames(by: ReportRequest['by'], account: AdAccount, ask: Ask) {
  const every = (page: CampaignPage) => everyCampaign(page, account.id, ask);
  const [groups, campaigns] = await Promise.all([
    by === 'campaign-group' || by === 'campaign' ? every(campaignGroupPage) : unasked,
    by === 'campaign' ? every(campaignPage) : unasked,
  ]);
  const own = { name: account.exactName, status: account.status, group: undefined };
  const named = by === 'campaign-group' ? groups.found : campaigns.found;
  return {
    naming: by === 'account' ? () => own : namingBy(named, groups.found),
    /** The ids of all campaigns that LinkedIn lists; undefined where it was not asked, or did not tell all. */
    campaigns: idsOf(campaigns),
    /** Why some names did not come: the rows do without. */
    fault: campaigns.fault ?? groups.fault,
  };
}

/** Of every campaign that LinkedIn lists, which leaves out what was removed; undefined where not all came. */
export async function listedCampaigns(accountId: string, ask: Ask) {
  return idsOf(await everyCampaign(campaignPage, accountId, ask));
}

function idsOf(listing: Listing): ReadonlySet<string> | undefined {
  const isWhole = listing !== unasked && listing.fault === undefined;
  return isWhole ? new Set(listing.found.keys()) : undefined;
}

type Found = ReadonlyMap<string, AdCampaign>;

const nameless: Named = { name: undefined, status: undefined, group: undefined };

/** Made once for all rows of a campaign. */
function namingBy(all: Found, groups: Found): Naming {
  const named = new Map<string, Named>();
  for (const { id, name, status, groupId } of all.values()) {
    const group =
      groupId === undefined ? undefined : { id: groupId, name: groups.get(groupId)?.name };
    named.set(id, { name, status, group });
  }
  return (id) => named.get(id) ?? nameless;
}

// --- lists -------------------------------------------------------------------------------------------

/** What came of a list, and why the rest of it did not. */
interface Listing {
  readonly found: Found;
  readonly fault: SetupError | undefined;
}

const unasked: Listing = { found: new Map(), fault: undefined };

async function everyCampaign(page: CampaignPage, accountId: string, ask: Ask): Promise<Listing> {
  const found = new Map<string, AdCampaign>();
  try {
    const answer = await turnPages(
      (cursor) => ask((token, linkedin) => page({ accountId, cursor }, token, linkedin)),
      (items) => {
        for (const item of items) found.set(item.id, item);
        return 'more';
      },
    );
    if (answer.kind === 'ok') return { found, fault: undefined };
    const kind = page === campaignGroupPage ? 'campaign groups' : 'campaigns';
    throw accessDenied(answer.refusal, `the names of the ${kind}`);
  } catch (error) {
    if (error instanceof SetupError) return { found, fault: error };
    throw error;
  }
}
