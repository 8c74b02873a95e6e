/** All ad accounts that the member sees, with the member's role on each. */

import { fault } from '../errors.ts';
import {
  type AdAccount,
  type Answer,
  adAccountPage,
  type Page,
  type RoleOnAccount,
  rolePage,
} from '../linkedin/api.ts';
import type { LinkedIn } from '../linkedin/linkedin.ts';
import { mayBePropagation, type Refusal, tokenRefusalReason } from '../linkedin/refusals.ts';
import type { Secret } from '../secret.ts';
import type { World } from '../world.ts';
import { patience } from './patience.ts';

export interface Directory {
  readonly accounts: readonly AdAccount[];
  /** By account id. May know of accounts that are deleted; `accounts` does not. */
  readonly roles: ReadonlyMap<string, string>;
}

export interface Reader {
  readonly token: Secret;
  /** When this process minted it, if it did. */
  readonly mintedAt?: Date | undefined;
}

const largestPage = 1_000;

/** Throws `access-token-rejected`, `approval-pending`, or a network fault. */
export async function readDirectory(
  reader: Reader,
  linkedin: LinkedIn,
  world: Pick<World, 'clock' | 'signal' | 'terminal'>,
): Promise<Directory> {
  const patient = patience(reader.mintedAt, world);
  const [accounts, roles] = await Promise.all([
    patient(() => everyAccount(reader.token, linkedin, world), isTooYoung),
    patient(() => everyRole(reader.token, linkedin), isTooYoung),
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
  return await everyPage(async (cursor, count) => {
    if (count > 0) terminal.progress(`     ${count} ad accounts so far …`);
    const at = cursor === undefined ? {} : { cursor };
    return await adAccountPage({ ...at, size: largestPage }, token, linkedin);
  });
}

async function everyRole(
  token: Secret,
  linkedin: LinkedIn,
): Promise<Answer<readonly RoleOnAccount[]>> {
  return await everyPage((start) => rolePage(Number(start ?? 0), token, linkedin));
}

async function everyPage<T>(
  ask: (next: string | undefined, count: number) => Promise<Answer<Page<T>>>,
): Promise<Answer<readonly T[]>> {
  const items: T[] = [];
  for (let next: string | undefined; ; ) {
    const answer = await ask(next, items.length);
    if (answer.kind === 'refused') return answer;
    items.push(...answer.value.items);
    next = answer.value.next;
    if (next === undefined) return { ...answer, value: items };
  }
}

function isTooYoung(answer: Answer<unknown>): boolean {
  return answer.kind === 'refused' && mayBePropagation(answer.refusal);
}

function refusedFault(refusal: Refusal): Error {
  const origin = { requestId: refusal.requestId };
  if (refusal.status !== 401) return fault('approval-pending', {}, origin);
  return fault('access-token-rejected', { why: tokenRefusalReason(refusal) }, origin);
}
