/** All ad accounts that the member sees, with the member's role on each. */

import { isOver } from '../credentials/lifetime.ts';
import type { Stored } from '../credentials/stored.ts';
import { fault, isFault } from '../errors.ts';
import {
  type AdAccount,
  type Answer,
  adAccountPage,
  type RoleOnAccount,
  rolePage,
} from '../linkedin/api.ts';
import type { LinkedIn } from '../linkedin/linkedin.ts';
import { everyItem } from '../linkedin/paging.ts';
import { mayBePropagation, type Refusal, tokenRefusalReason } from '../linkedin/refusals.ts';
import type { Secret } from '../secret.ts';
import type { World } from '../world.ts';
import { patience } from './patience.ts';
import { type RenewalWorld, renewAccess } from './renewal.ts';

export interface Directory {
  readonly accounts: readonly AdAccount[];
  /** By account id. May know of accounts that are deleted; `accounts` does not. */
  readonly roles: ReadonlyMap<string, string>;
}

export interface Reader {
  readonly stored: Stored;
  /** When this process minted the access token, if it did. */
  readonly mintedAt?: Date | undefined;
}

const largestPage = 1_000;

export type DirectoryWorld = RenewalWorld & Pick<World, 'terminal'>;

/**
 * Renews a dead access token first, and one that LinkedIn refuses although its date is good; `stored` is
 * then as it was read back. Throws `access-token-rejected`, what stopped the renewal, `approval-pending`,
 * or a network fault.
 */
export async function directoryFor(
  { stored, mintedAt }: Reader,
  linkedin: LinkedIn,
  world: DirectoryWorld,
): Promise<{ readonly directory: Directory; readonly stored: Stored }> {
  const { accessToken, refreshToken, accessExpiresAt } = stored.draft;
  const over = accessExpiresAt !== undefined && isOver(accessExpiresAt, world.clock.now());
  if (accessToken !== undefined && !(over && refreshToken !== undefined)) {
    try {
      return { directory: await readDirectory(accessToken, mintedAt, { linkedin, world }), stored };
    } catch (error) {
      if (refreshToken === undefined || !isFault(error, 'access-token-rejected')) throw error;
    }
  }
  const renewal = await renewAccess(stored, linkedin, world);
  const { stored: renewed, accessToken: token, grant } = renewal;
  const directory = await readDirectory(token, grant?.mintedAt, { linkedin, world });
  return { directory, stored: renewed };
}

interface Side {
  readonly linkedin: LinkedIn;
  readonly world: DirectoryWorld;
}

async function readDirectory(
  token: Secret,
  mintedAt: Date | undefined,
  { linkedin, world }: Side,
): Promise<Directory> {
  const patient = patience(mintedAt, world);
  const [accounts, roles] = await Promise.all([
    patient(() => everyAccount(token, linkedin, world), isTooYoung),
    patient(() => everyRole(token, linkedin), isTooYoung),
  ]);
  world.terminal.progress(undefined);
  if (accounts.kind === 'refused') throw refusedFault(accounts.refusal);
  if (roles.kind === 'refused') throw refusedFault(roles.refusal);
  const byAccount = roles.value.map(({ accountId, role }) => [accountId, role] as const);
  return { accounts: accounts.value, roles: new Map(byAccount) };
}

async function everyAccount(
  token: Secret,
  linkedin: LinkedIn,
  { terminal }: Pick<World, 'terminal'>,
): Promise<Answer<readonly AdAccount[]>> {
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
): Promise<Answer<readonly RoleOnAccount[]>> {
  return await everyItem((next) => rolePage(next, token, linkedin));
}

function isTooYoung(answer: Answer<unknown>): boolean {
  return answer.kind === 'refused' && mayBePropagation(answer.refusal);
}

function refusedFault(refusal: Refusal): Error {
  const origin = { requestId: refusal.requestId };
  if (refusal.status !== 401) return fault('approval-pending', {}, origin);
  return fault('access-token-rejected', { why: tokenRefusalReason(refusal) }, origin);
}
