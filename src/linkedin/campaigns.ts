/**
 * The campaigns of an ad account and their groups: names and standing, a page at a time.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-campaigns,
 * create-and-manage-campaign-groups.
 */

import type { ZodType } from 'zod';
import { plainText } from '../screen/sanitize.ts';
import type { Secret } from '../secret.ts';
import type { LinkedIn } from './client.ts';
import { openElements } from './elements.ts';
import { parseLeniently } from './lenient.ts';
import type { Page } from './paging.ts';
import { readRefusal } from './refusals.ts';
import { shapeFault } from './reply-checks.ts';
import { type RestAnswer, readEnding, restCall } from './rest.ts';
import { encodeValue, idOf } from './restli.ts';
import type { Reply } from './transport.ts';
import {
  type AdCampaignReply,
  adCampaign,
  adCampaignGroup,
  missingFields,
  pageMetadata,
} from './wire.ts';

export interface AdCampaign {
  /** Digits. */
  readonly id: string;
  /** To the letter: nothing in it is safe for a terminal. Undefined where LinkedIn does not say. */
  readonly name: string | undefined;
  /** ACTIVE, PAUSED, ARCHIVED, COMPLETED, CANCELED, DRAFT, PENDING_DELETION, REMOVED. */
  readonly status: string | undefined;
  /** Undefined for groups themselves. */
  readonly groupId: string | undefined;
}

/** More in one page is refused: "Request would return too many entities." */
const largestPage = 1_000;

/** Bare `q=search` finds all of them, although the documents call criteria required. */
export type CampaignPage = (
  at: { readonly accountId: string; readonly cursor: string | undefined },
  token: Secret,
  linkedin: LinkedIn,
) => Promise<RestAnswer<Page<AdCampaign>>>;

export const campaignPage: CampaignPage = (at, token, linkedin) =>
  page('adCampaigns', adCampaign, { ...at, token, linkedin });

export const campaignGroupPage: CampaignPage = (at, token, linkedin) =>
  page('adCampaignGroups', adCampaignGroup, { ...at, token, linkedin });

interface PageCall {
  readonly accountId: string;
  readonly cursor: string | undefined;
  readonly token: Secret;
  readonly linkedin: LinkedIn;
}

async function page(
  resource: string,
  shape: ZodType<AdCampaignReply>,
  { accountId, cursor, token, linkedin }: PageCall,
): Promise<RestAnswer<Page<AdCampaign>>> {
  const at = cursor === undefined ? '' : `&pageToken=${encodeValue(cursor)}`;
  const question = {
    path: `adAccounts/${encodeValue(accountId)}/${resource}`,
    query: `q=search&pageSize=${largestPage}${at}`,
  };
  const reader = openReader(shape);
  const call = restCall(question, token, linkedin);
  const reply = await linkedin.send({ ...call, intake: reader });
  const refusal = readRefusal(reply, linkedin.version, linkedin.clock.now());
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const { items, lacking, around } = reader.end(resource, reply);
  const metadata = parseLeniently(pageMetadata, around);
  // An element that cannot be read costs the others nothing.
  if (items.length === 0 && lacking.length > 0) throw shapeFault(resource, lacking, reply);
  const next = metadata.data?.metadata?.nextPageToken || undefined;
  return { kind: 'ok', value: { items, next } };
}

/** Campaigns one by one, as they arrive: a page of a thousand has half a megabyte. */
function openReader(shape: ZodType<AdCampaignReply>) {
  let items: AdCampaign[] = [];
  let lacking: readonly string[] = [];
  const elements = openElements({
    scan: () => -1,
    take(element) {
      const parsed = parseLeniently(shape, element);
      if (parsed.success) items.push(readCampaign(parsed.data));
      else lacking = missingFields(parsed.error);
    },
  });
  return {
    begin() {
      items = [];
      lacking = [];
      return elements.begin();
    },
    isWhole: elements.isWhole,
    end(resource: string, reply: Reply) {
      const around = readEnding(elements.end(), resource, reply);
      return { items, lacking, around };
    },
  };
}

function readCampaign({ id, name, status, campaignGroup }: AdCampaignReply): AdCampaign {
  return {
    id: idOf(String(id)),
    name: name || undefined,
    status: plainText(status ?? '', 40) || undefined,
    groupId: campaignGroup === undefined ? undefined : idOf(campaignGroup),
  };
}
