/**
 * The versioned REST API: ad accounts, and their campaigns and groups of campaigns.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-campaigns,
 * create-and-manage-campaign-groups.
 */

import type { ZodType } from 'zod';
import { plainText } from '../screen/sanitize.ts';
import type { Secret } from '../secret.ts';
import type { LinkedIn } from './client.ts';
import { parseLeniently } from './lenient.ts';
import { shapeFault } from './reply-checks.ts';
import { mapAnswer, type Page, type RestAnswer, readAnswer, restCall, restGet } from './rest.ts';
import { encodeValue, idOf } from './restli.ts';
import {
  type AdAccountReply,
  type AdCampaignReply,
  adAccount,
  adAccountsPage,
  adCampaign,
  adCampaignGroup,
  cursorPage,
  missingFields,
} from './wire.ts';

export interface AdAccount {
  /** Digits. */
  readonly id: string;
  /** One line that a terminal can show; the id where there is none. */
  readonly name: string;
  /** To the letter. */
  readonly exactName: string;
  /** ISO 4217; empty where LinkedIn does not say. */
  readonly currency: string;
  /** ACTIVE, CANCELED, DRAFT, PENDING_DELETION, REMOVED; empty where LinkedIn does not say. */
  readonly status: string;
  /** BUSINESS, ENTERPRISE; empty where LinkedIn does not say. */
  readonly type: string;
  /** BILLING_HOLD and the like; reading works all the same. */
  readonly holds: readonly string[];
  /** Never serves and never has numbers. */
  readonly test: boolean;
}

// --- ad accounts -----------------------------------------------------------------------------------

/** 404 stands for an unknown id and for one that the member cannot see. */
export async function findAdAccount(
  accountId: string,
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<AdAccount>> {
  const path = `adAccounts/${encodeValue(accountId)}`;
  return mapAnswer(await restGet(path, adAccount, token, linkedin), readAccount);
}

/** More in one page is refused: "Request would return too many entities." */
export const largestPage = 1_000;

/** Cursor pages, of `largestPage` at most. */
export async function adAccountPage(
  at: { readonly cursor?: string; readonly size: number },
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<Page<AdAccount>>> {
  const cursor = at.cursor === undefined ? '' : `&pageToken=${encodeValue(at.cursor)}`;
  const path = `adAccounts?q=search&pageSize=${at.size}${cursor}`;
  // A thousand accounts may be longer than a usual answer.
  const mayBeLong = at.size === largestPage;
  const reply = await linkedin.send({ ...restCall(path, token, linkedin), mayBeLong });
  return mapAnswer(readAnswer(reply, path, adAccountsPage, linkedin), (page) => ({
    items: page.elements.map(readAccount),
    next: page.metadata?.nextPageToken || undefined,
  }));
}

function readAccount(reply: AdAccountReply): AdAccount {
  const id = idOf(String(reply.id));
  const name = reply.name || id;
  return {
    id,
    name: plainText(name, 80),
    exactName: name,
    currency: plainText(reply.currency ?? '', 8),
    status: plainText(reply.status ?? '', 40),
    type: plainText(reply.type ?? '', 40),
    holds: (reply.servingStatuses ?? [])
      .filter((status) => status !== 'RUNNABLE')
      .map((status) => plainText(status, 40)),
    test: reply.test ?? false,
  };
}

// --- campaigns and their groups ------------------------------------------------------------------------

/** What LinkedIn does not say is undefined. */
export type AdCampaign = ReturnType<typeof readCampaign>;

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

function readCampaign({ id, name, status, campaignGroup }: AdCampaignReply) {
  return {
    /** Digits. */
    id: idOf(String(id)),
    /** To the letter: nothing in it is safe for a terminal. */
    name: name || undefined,
    status: plainText(status ?? '', 40) || undefined,
    /** Undefined for groups themselves. */
    groupId: campaignGroup === undefined ? undefined : idOf(campaignGroup),
  };
}
