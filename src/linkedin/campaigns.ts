/**
 * The campaigns of an ad account and their groups: names and standing, a page at a time.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-campaigns,
 * create-and-manage-campaign-groups.
 */

import type { ZodType } from 'zod';
import { plainText } from '../screen/sanitize.ts';
import type { Secret } from '../secret.ts';
import type { LinkedIn } from './client.ts';
import { parseLeniently } from './lenient.ts';
import type { Page } from './paging.ts';
import { shapeFault } from './reply-checks.ts';
import { mapAnswer, type RestAnswer, readAnswer, restCall } from './rest.ts';
import { encodeValue, idOf } from './restli.ts';
import {
  type AdCampaignReply,
  adCampaign,
  adCampaignGroup,
  cursorPage,
  missingFields,
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

export const campaignPage = pageOf('adCampaigns', adCampaign);
export const campaignGroupPage = pageOf('adCampaignGroups', adCampaignGroup);

function pageOf(resource: string, shape: ZodType<AdCampaignReply>): CampaignPage {
  return async ({ accountId, cursor }, token, linkedin) => {
    const at = cursor === undefined ? '' : `&pageToken=${encodeValue(cursor)}`;
    const list = `adAccounts/${encodeValue(accountId)}/${resource}`;
    const address = `${list}?q=search&pageSize=${largestPage}${at}`;
    // A page of a thousand has half a megabyte.
    const reply = await linkedin.send({ ...restCall(address, token, linkedin), mayBeLong: true });
    return mapAnswer(readAnswer(reply, address, cursorPage, linkedin), ({ elements, metadata }) => {
      const parsed = elements.map((element) => parseLeniently(shape, element));
      const items = parsed.flatMap(({ data }) => (data === undefined ? [] : [readCampaign(data)]));
      // An element that cannot be read costs the others nothing.
      const missing = missingFields(parsed.at(-1)?.error);
      if (items.length === 0 && parsed.length > 0) throw shapeFault(resource, missing, reply);
      return { items, next: metadata?.nextPageToken || undefined };
    });
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
