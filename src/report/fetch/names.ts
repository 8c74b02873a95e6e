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
import { type AskPage, turnPages } from '../../linkedin/rest.ts';
import { accessDenied } from '../../linkedin/rest-errors.ts';
import type { ReportRequest, ReportRow } from '../report.ts';

/** The columns of a row that say what it is about. */
export type Named = Pick<ReportRow, 'name' | 'status' | 'group'>;
export type Naming = (id: string) => Named;

export type Names = Awaited<ReturnType<typeof namesFrom>>;

export type ReadingNames = ReturnType<typeof startNames>;

/** Reads no more than is needed. `names` throws Ctrl-C; what LinkedIn refuses is a fault among the names. */
export function startNames(
  { by, accountId }: Pick<ReportRequest, 'by' | 'accountId'>,
  account: Promise<AdAccount>,
  ask: Ask,
) {
  const groups =
    by === 'creative' || by === 'account' ? unasked : startList(campaignGroupPage, accountId, ask);
  const campaigns = by === 'campaign' ? startList(campaignPage, accountId, ask) : unasked;
  const names = namesFrom(by, account, [groups.listing, campaigns.listing]);
  // Whether they came is looked at when there are rows to name.
  names.catch(() => undefined);
  return {
    names,
    /** How many there are of what the rows are about; undefined where more than one page would tell. */
    listed: by === 'campaign-group' ? groups.size : campaigns.size,
  };
}

async function namesFrom(
  by: ReportRequest['by'],
  account: Promise<AdAccount>,
  lists: readonly [groups: Promise<Listing>, campaigns: Promise<Listing>],
) {
  const [groups, campaigns] = await Promise.all(lists);
  const { exactName: name, status } = await account;
  const named = by === 'campaign-group' ? groups.found : campaigns.found;
  return {
    naming:
      by === 'account' ? () => ({ name, status, group: undefined }) : namingBy(named, groups.found),
    /** The ids of all campaigns that LinkedIn lists; undefined where it was not asked, or did not tell all. */
    campaigns: idsOf(campaigns),
    /** Why some names did not come: the rows do without. */
    fault: campaigns.fault ?? groups.fault,
  };
}

/** Of every campaign that LinkedIn lists, which leaves out what was removed; undefined where not all came. */
export async function listedCampaigns(accountId: string, ask: Ask) {
  return idsOf(await startList(campaignPage, accountId, ask).listing);
}

function idsOf(listing: Listing): ReadonlySet<string> | undefined {
  const isWhole = listing !== unlisted && listing.fault === undefined;
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

const unlisted: Listing = { found: new Map(), fault: undefined };
const unasked = { listing: Promise.resolve(unlisted), size: Promise.resolve(undefined) };

function startList(page: CampaignPage, accountId: string, ask: Ask) {
  const pageAt = (cursor: string | undefined) =>
    ask((token, linkedin) => page({ accountId, cursor }, token, linkedin));
  const first = pageAt(undefined);
  const size = first.then(
    (answer) =>
      answer.kind === 'ok' && answer.value.next === undefined
        ? answer.value.items.length
        : undefined,
    () => undefined,
  );
  const askPage: AskPage<AdCampaign> = (cursor) => (cursor === undefined ? first : pageAt(cursor));
  return { listing: everyCampaign(page, askPage), size };
}

async function everyCampaign(page: CampaignPage, askPage: AskPage<AdCampaign>): Promise<Listing> {
  const found = new Map<string, AdCampaign>();
  try {
    const answer = await turnPages(askPage, (items) => {
      for (const item of items) found.set(item.id, item);
      return 'more';
    });
    if (answer.kind === 'ok') return { found, fault: undefined };
    const kind = page === campaignGroupPage ? 'campaign groups' : 'campaigns';
    throw accessDenied(answer.refusal, `the names of the ${kind}`);
  } catch (error) {
    if (error instanceof SetupError) return { found, fault: error };
    throw error;
  }
}
