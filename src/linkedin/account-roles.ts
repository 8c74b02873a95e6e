/**
 * The roles of the member who signed in, on ad accounts that may be deleted: all of them, or the one on an account.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-account-users.
 */

import { isFault } from '../faults/fault.ts';
import { plainText } from '../screen/sanitize.ts';
import type { Secret } from '../secret.ts';
import type { LinkedIn } from './client.ts';
import { mapAnswer, type RestAnswer, restGet } from './rest.ts';
import { idOf, record } from './restli.ts';
import { type AdAccountUserReply, adAccountUser, adAccountUsersPage } from './wire.ts';

export interface RoleOnAccount {
  readonly accountId: string;
  /** VIEWER, CREATIVE_MANAGER, CAMPAIGN_MANAGER, ACCOUNT_MANAGER, ACCOUNT_BILLING_ADMIN; empty where LinkedIn does not say. */
  readonly role: string;
  /** The one who signed in, as `urn:li:person:abc`; left out where LinkedIn does not say. */
  readonly member?: string;
}

/** The least first. */
export const roles: readonly string[] = [
  'VIEWER',
  'CREATIVE_MANAGER',
  'CAMPAIGN_MANAGER',
  'ACCOUNT_MANAGER',
  'ACCOUNT_BILLING_ADMIN',
];

/** Asks with an access token that works now. */
export type AskLinkedIn = <T>(
  question: (token: Secret, linkedin: LinkedIn) => Promise<RestAnswer<T>>,
) => Promise<RestAnswer<T>>;

const memberUrn = /^urn:li:person:[\w-]{1,80}$/;

function readRole({ account, role, user }: AdAccountUserReply): RoleOnAccount {
  return {
    accountId: idOf(String(account)),
    role: plainText(role ?? '', 40),
    ...(user !== undefined && memberUrn.test(user) && { member: user }),
  };
}

// --- pages -----------------------------------------------------------------------------------------

export interface RolePage {
  readonly items: readonly RoleOnAccount[];
  /** Where the next page starts; undefined on the last one. */
  readonly next: number | undefined;
  /** How many roles there are, where LinkedIn says it. */
  readonly total: number | undefined;
}

const usersPerPage = 500;

/** From the role of this number on, counted from 0. */
export async function rolePage(
  start: number,
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<RolePage>> {
  const path = `adAccountUsers?q=authenticatedUser&start=${start}&count=${usersPerPage}`;
  return mapAnswer(
    await restGet(path, adAccountUsersPage, token, linkedin),
    ({ elements, paging }) => {
      const end = start + elements.length;
      // LinkedIn may serve smaller pages than asked for; `total` is not promised.
      const isFull = elements.length >= (paging?.count ?? usersPerPage);
      const isMore = paging?.total === undefined ? isFull : end < paging.total;
      return {
        items: elements.map(readRole),
        next: isMore && elements.length > 0 ? end : undefined,
        total: paging?.total,
      };
    },
  );
}

const pageFrom = (start: number, ask: AskLinkedIn) =>
  ask((token, linkedin) => rolePage(start, token, linkedin));

/** In any order, and one that stands on two pages twice. */
export async function everyRole(ask: AskLinkedIn): Promise<RestAnswer<readonly RoleOnAccount[]>> {
  const first = await pageFrom(0, ask);
  if (first.kind === 'refused') return first;
  const all = [...first.value.items];
  const rest = await turnPagesAfter(first.value, ask, (items) => {
    all.push(...items);
    return 'more';
  });
  return mapAnswer(rest, () => all);
}

const pagesAtATime = 4;
/** However many LinkedIn says there are: what is beyond follows one page after the other. */
const mostPages = 200;

/** Where the pages after the first start, as far as the first one tells. */
function startsAfter({ items, next, total = 0 }: RolePage): readonly number[] {
  if (next === undefined) return [];
  const count = Math.min(mostPages, Math.ceil((total - next) / items.length));
  return Array.from({ length: Math.max(1, count) }, (_, page) => next + page * items.length);
}

/** Side by side, until `take` has enough or one is refused; resolves with what ended it. */
async function turnPagesAfter(
  first: RolePage,
  ask: AskLinkedIn,
  take: (items: readonly RoleOnAccount[]) => 'enough' | 'more',
): Promise<RestAnswer<undefined>> {
  const starts = startsAfter(first);
  let outcome: RestAnswer<undefined> = { kind: 'ok', value: undefined };
  // A loop that is left ends the generator, and so the loops of the others.
  const queue = (function* () {
    yield* starts.entries();
  })();
  const takeTurns = async () => {
    for (const [index, start] of queue) {
      const until = starts[index + 1] ?? Number.POSITIVE_INFINITY;
      // A page that is shorter than the first leaves a rest before the start of the next.
      for (let at: number | undefined = start; at !== undefined && at < until; ) {
        const answer: RestAnswer<RolePage> = await pageFrom(at, ask);
        if (answer.kind === 'refused') outcome = answer;
        if (answer.kind === 'refused' || take(answer.value.items) === 'enough') return;
        at = answer.value.next;
      }
    }
  };
  await Promise.all(Array.from({ length: pagesAtATime }, takeTurns));
  return outcome;
}

// --- one account -----------------------------------------------------------------------------------

/**
 * The member's role on the account, or undefined. Most members have one page of roles; it also names the member of
 * one with more, whose role on the account has a key of its own.
 */
export async function findRole(
  accountId: string,
  ask: AskLinkedIn,
): Promise<RestAnswer<RoleOnAccount | undefined>> {
  const find = (items: readonly RoleOnAccount[]) =>
    items.find((item) => item.accountId === accountId);
  const first = await pageFrom(0, ask);
  if (first.kind === 'refused') return first;
  let role = find(first.value.items);
  if (role !== undefined || first.value.next === undefined) return { kind: 'ok', value: role };
  const { member } = first.value.items.find((item) => item.member !== undefined) ?? {};
  const own = member === undefined ? undefined : await roleByKey(accountId, member, ask);
  if (own !== undefined) return own;
  const rest = await turnPagesAfter(first.value, ask, (items) => {
    role ??= find(items);
    return role === undefined ? 'more' : 'enough';
  });
  // One lane may be refused after another has found it.
  return role === undefined ? mapAnswer(rest, () => role) : { kind: 'ok', value: role };
}

/** Undefined where LinkedIn does not tell it by its key, for whatever reason: then the pages do. */
async function roleByKey(accountId: string, member: string, ask: AskLinkedIn) {
  const key = record({ account: `urn:li:sponsoredAccount:${accountId}`, user: member });
  try {
    const answer = await ask((token, linkedin) =>
      restGet(`adAccountUsers/${key}`, adAccountUser, token, linkedin),
    );
    // A dead token is no answer to this question.
    if (answer.kind === 'refused') return answer.refusal.status === 401 ? answer : undefined;
    const value = readRole(answer.value);
    const isIt = value.accountId === accountId && value.member === member;
    return isIt ? ({ kind: 'ok', value } as const) : undefined;
  } catch (error) {
    if (isFault(error, 'request-refused', 'linkedin-unavailable')) return undefined;
    throw error;
  }
}
