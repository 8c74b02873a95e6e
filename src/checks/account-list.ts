/** All ad accounts that the member sees, with the member's role on each. */

import type { LoadedCredentials } from '../credentials/load.ts';
import { isFault } from '../faults/fault.ts';
import {
  type AdAccount,
  adAccountPage,
  type RestAnswer,
  type RoleOnAccount,
  rolePage,
} from '../linkedin/ad-accounts.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { everyItem } from '../linkedin/paging.ts';
import { listRefused, mayBePropagation, type Refusal } from '../linkedin/refusals.ts';
import type { Secret } from '../secret.ts';
import type { World } from '../world.ts';
import { type RefusedToken, retryWhilePropagating, tokenRefused } from './propagation.ts';
import { type RenewalWorld, renewAccess } from './renewal.ts';
import { isOverAtLinkedIn } from './server-time.ts';

export interface AccountList {
  readonly accounts: readonly AdAccount[];
  /** By account id. May know of accounts that are deleted; `accounts` does not. */
  readonly roles: ReadonlyMap<string, string>;
}

export interface Reader {
  readonly stored: LoadedCredentials;
  /** When this process minted the access token, if it did. */
  readonly mintedAt?: Date | undefined;
}

/** LinkedIn allows twice as many, whose answer could be larger than what is kept of one (1 MB). */
const largestPage = 500;

export type AccountListWorld = RenewalWorld & Pick<World, 'terminal'>;

/**
 * Renews a dead access token first, and one that LinkedIn refuses although its date is good; `stored` is
 * then as it was read back. Throws `access-token-rejected`, `access-token-pending`, what stopped the renewal, `approval-pending`,
 * or a network fault.
 */
export async function accountListFor(
  { stored, mintedAt }: Reader,
  linkedin: LinkedIn,
  world: AccountListWorld,
): Promise<{ readonly directory: AccountList; readonly stored: LoadedCredentials }> {
  const { accessToken, refreshToken } = stored.credentials;
  const mayMint = refreshToken !== undefined;
  const over = mayMint && (await isOverAtLinkedIn(stored.credentials, linkedin));
  if (accessToken !== undefined && !over) {
    try {
      const used = { credentials: stored.credentials, token: accessToken, mintedAt };
      return { directory: await readAccountList(used, { linkedin, world }), stored };
    } catch (error) {
      if (!mayMint || !isFault(error, 'access-token-rejected')) throw error;
    }
  }
  const renewal = await renewAccess(stored, linkedin, world);
  const { stored: renewed, accessToken: token, grant } = renewal;
  const used = { credentials: renewed.credentials, token, mintedAt: grant?.mintedAt };
  const directory = await readAccountList(used, { linkedin, world });
  return { directory, stored: renewed };
}

interface Side {
  readonly linkedin: LinkedIn;
  readonly world: AccountListWorld;
}

async function readAccountList(
  used: RefusedToken,
  { linkedin, world }: Side,
): Promise<AccountList> {
  const { token, mintedAt } = used;
  const patiently = retryWhilePropagating(mintedAt, linkedin, world);
  const [accounts, roles] = await Promise.all([
    patiently(() => everyAccount(token, linkedin, world), isTooYoung),
    patiently(() => everyRole(token, linkedin), isTooYoung),
  ]);
  world.terminal.progress(undefined);
  const refused = async (refusal: Refusal, what: string) =>
    refusal.status === 401
      ? await tokenRefused(refusal, used, linkedin)
      : listRefused(refusal, what);
  if (accounts.kind === 'refused') {
    throw await refused(accounts.refusal, 'the list of ad accounts');
  }
  if (roles.kind === 'refused') throw await refused(roles.refusal, 'the list of roles');
  const byAccount = roles.value.map(({ accountId, role }) => [accountId, role] as const);
  return { accounts: accounts.value, roles: new Map(byAccount) };
}

async function everyAccount(
  token: Secret,
  linkedin: LinkedIn,
  { terminal }: Pick<World, 'terminal'>,
): Promise<RestAnswer<readonly AdAccount[]>> {
  let count = 0;
  return await everyItem(async (cursor) => {
    if (count > 0) terminal.progress(`     ${count} ad accounts so far …`);
    const at = cursor === undefined ? {} : { cursor };
    const answer = await adAccountPage({ ...at, size: largestPage }, token, linkedin);
    if (answer.kind === 'ok') count += answer.value.items.length;
    return answer;
  });
}

async function everyRole(
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<readonly RoleOnAccount[]>> {
  return await everyItem((next) => rolePage(next, token, linkedin));
}

function isTooYoung(answer: RestAnswer<unknown>): boolean {
  return answer.kind === 'refused' && mayBePropagation(answer.refusal);
}
