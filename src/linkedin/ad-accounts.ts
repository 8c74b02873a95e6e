/**
 * The versioned REST API: ad accounts, the member's roles on them, and their campaigns and groups of campaigns.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-campaigns,
 * create-and-manage-campaign-groups.
 */

import type { ZodType } from 'zod';
import { plainText } from '../screen/sanitize.ts';
import type { Secret } from '../secret.ts';
import type { LinkedIn } from './client.ts';
import { parseLeniently } from './lenient.ts';
import { shapeFault } from './reply-checks.ts';
import {
  type AskPage,
  mapAnswer,
  type Page,
  type RestAnswer,
  readAnswer,
  restCall,
  restGet,
  turnPages,
} from './rest.ts';
import { encodeValue, idOf } from './restli.ts';
import {
  type AdAccountReply,
  type AdCampaignReply,
  adAccount,
  adAccountsPage,
  adAccountUsersPage,
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

export interface RoleOnAccount {
  readonly accountId: string;
  /** VIEWER, CREATIVE_MANAGER, CAMPAIGN_MANAGER, ACCOUNT_MANAGER, ACCOUNT_BILLING_ADMIN; empty where LinkedIn does not say. */
  readonly role: string;
  /** The one who signed in, as `urn:li:person:abc`; left out where LinkedIn does not say. */
  readonly member?: string;
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

/** Cursor pages; LinkedIn allows 1,000 accounts a page. */
export async function adAccountPage(
  at: { readonly cursor?: string; readonly size: number },
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<Page<AdAccount>>> {
  const cursor = at.cursor === undefined ? '' : `&pageToken=${encodeValue(at.cursor)}`;
  const path = `adAccounts?q=search&pageSize=${at.size}${cursor}`;
  return mapAnswer(await restGet(path, adAccountsPage, token, linkedin), (page) => ({
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

// --- roles -----------------------------------------------------------------------------------------

/** The least first. */
export const roles: readonly string[] = [
  'VIEWER',
  'CREATIVE_MANAGER',
  'CAMPAIGN_MANAGER',
  'ACCOUNT_MANAGER',
  'ACCOUNT_BILLING_ADMIN',
];

const usersPerPage = 500;

const memberUrn = /^urn:li:person:[\w-]{1,80}$/;

/**
 * The signed-in member's roles, by start and count: `next` is a start. May name accounts that are
 * deleted: list accounts with `adAccountPage`, take only the roles from here.
 */
export async function rolePage(
  next: string | undefined,
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<Page<RoleOnAccount>>> {
  const start = Number(next ?? 0);
  const path = `adAccountUsers?q=authenticatedUser&start=${start}&count=${usersPerPage}`;
  return mapAnswer(await restGet(path, adAccountUsersPage, token, linkedin), (page) => {
    const end = start + page.elements.length;
    // LinkedIn may serve smaller pages than asked for; `total` is not promised.
    const full = page.elements.length >= (page.paging?.count ?? usersPerPage);
    const more = page.paging?.total === undefined ? full : end < page.paging.total;
    return {
      items: page.elements.map(({ account, role, user }) => ({
        accountId: idOf(String(account)),
        role: plainText(role ?? '', 40),
        ...(user !== undefined && memberUrn.test(user) && { member: user }),
      })),
      next: more && page.elements.length > 0 ? String(end) : undefined,
    };
  });
}

/** The member's role on the account, or undefined; most members have one page of roles. */
export async function findRole(
  accountId: string,
  askPage: AskPage<RoleOnAccount>,
): Promise<RestAnswer<RoleOnAccount | undefined>> {
  let role: RoleOnAccount | undefined;
  const answer = await turnPages(askPage, (items) => {
    role = items.find((item) => item.accountId === accountId);
    return role === undefined ? 'more' : 'enough';
  });
  return mapAnswer(answer, () => role);
}

// --- campaigns and their groups ------------------------------------------------------------------------

/** What LinkedIn does not say is undefined. */
export type AdCampaign = ReturnType<typeof readCampaign>;

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
