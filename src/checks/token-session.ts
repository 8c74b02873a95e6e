/** The access token of a long report: renewed when LinkedIn stops taking it, once for all calls under way. */

import { lacking } from '../credentials/lacking.ts';
import type { LoadedCredentials } from '../credentials/load.ts';
import { isFault } from '../faults/fault.ts';
import type { RestAnswer } from '../linkedin/ad-accounts.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { mayBePropagation } from '../linkedin/refusals.ts';
import type { Secret } from '../secret.ts';
import { variables } from '../variables.ts';
import type { World } from '../world.ts';
import { retryWhilePropagating, tokenRefused } from './propagation.ts';
import { type RenewalWorld, renewAccess } from './renewal.ts';

export interface Holder {
  readonly stored: LoadedCredentials;
  /** When this process minted the access token, if it did. */
  readonly mintedAt?: Date | undefined;
  readonly linkedin: LinkedIn;
}

export type AccessWorld = RenewalWorld & Pick<World, 'terminal'>;

/** Asks with the token of the moment. Throws `access-token-rejected`, or what stopped the renewal. */
export type Ask = <T>(
  call: (token: Secret, linkedin: LinkedIn) => Promise<RestAnswer<T>>,
) => Promise<RestAnswer<T>>;

type Refused = Extract<RestAnswer<never>, { kind: 'refused' }>;

interface Access {
  readonly stored: LoadedCredentials;
  readonly token: Secret;
  readonly mintedAt: Date | undefined;
}

export function openAccess({ stored, mintedAt, linkedin }: Holder, world: AccessWorld): Ask {
  let access = Promise.resolve(accessWith(stored, mintedAt));

  async function renewed({ stored: old }: Access): Promise<Access> {
    const { stored: read, accessToken, grant } = await renewAccess(old, linkedin, world);
    return { stored: read, token: accessToken, mintedAt: grant?.mintedAt };
  }

  /** Whoever is refused first renews; the others wait for the same token. What fails may be tried again. */
  function renew(used: Promise<Access>): void {
    const renewal = used.then(renewed);
    access = renewal;
    renewal.catch(() => {
      access = used;
    });
  }

  async function rejectionOf(
    { refusal }: Refused,
    { stored: { credentials }, token, mintedAt: at }: Access,
  ) {
    return await tokenRefused(refusal, { credentials, token, mintedAt: at }, linkedin);
  }

  return async (call) => {
    const askWith = async ({ token, mintedAt: at }: Access) =>
      await retryWhilePropagating(at, linkedin, world)(() => call(token, linkedin), isTooYoung);
    const used = access;
    const first = await askWith(await used);
    if (!isRejected(first)) return first;
    const error = await rejectionOf(first, await used);
    if (!isFault(error, 'access-token-rejected')) throw error;
    if (access === used) renew(used);
    const next = await access;
    const second = await askWith(next);
    if (isRejected(second)) throw await rejectionOf(second, next);
    return second;
  };
}

function accessWith(stored: LoadedCredentials, mintedAt: Date | undefined): Access {
  const { accessToken } = stored.credentials;
  if (accessToken === undefined) {
    throw lacking(stored, [variables.accessToken]);
  }
  return { stored, token: accessToken, mintedAt };
}

function isRejected(answer: RestAnswer<unknown>): answer is Refused {
  return answer.kind === 'refused' && answer.refusal.status === 401;
}

function isTooYoung(answer: RestAnswer<unknown>): boolean {
  return isRejected(answer) && mayBePropagation(answer.refusal);
}
