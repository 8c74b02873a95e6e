/** The versioned REST API: ad accounts, and the member's roles on them. */

import type { ZodType } from 'zod';
import { plainText } from '../screen/sanitize.ts';
import type { Secret } from '../secret.ts';
import type { LinkedIn } from './client.ts';
import { type AskPage, type Page, turnPages } from './paging.ts';
import { mapAnswer, type RestAnswer, readAnswer, restCall } from './rest.ts';
import { encodeValue, idOf } from './restli.ts';
import { type AdAccountReply, adAccount, adAccountsPage, adAccountUsersPage } from './wire.ts';

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
}

// --- ad accounts -----------------------------------------------------------------------------------

/** 404 stands for an unknown id and for one that the member cannot see. */
export async function findAdAccount(
  accountId: string,
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<AdAccount>> {
  const path = `adAccounts/${encodeValue(accountId)}`;
  return mapAnswer(await get(path, adAccount, token, linkedin), readAccount);
}

/** Cursor pages; LinkedIn allows 1,000 accounts a page. */
export async function adAccountPage(
  at: { readonly cursor?: string; readonly size: number },
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<Page<AdAccount>>> {
  const cursor = at.cursor === undefined ? '' : `&pageToken=${encodeValue(at.cursor)}`;
  const path = `adAccounts?q=search&pageSize=${at.size}${cursor}`;
  return mapAnswer(await get(path, adAccountsPage, token, linkedin), (page) => ({
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

const usersPerPage = 500;

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
  return mapAnswer(await get(path, adAccountUsersPage, token, linkedin), (page) => {
    const end = start + page.elements.length;
    // LinkedIn may serve smaller pages than asked for; `total` is not promised.
    const full = page.elements.length >= (page.paging?.count ?? usersPerPage);
    const more = page.paging?.total === undefined ? full : end < page.paging.total;
    return {
      items: page.elements.map(({ account, role }) => ({
        accountId: idOf(String(account)),
        role: plainText(role ?? '', 40),
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

// --- one call --------------------------------------------------------------------------------------

async function get<T>(
  address: string,
  shape: ZodType<T>,
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<T>> {
  const reply = await linkedin.send(restCall(address, token, linkedin));
  return readAnswer(reply, address, shape, linkedin);
}
