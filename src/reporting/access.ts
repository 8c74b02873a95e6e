/** The access token of a long report: renewed when LinkedIn stops taking it, once for all calls under way. */

import { lacking } from '../credentials/lacking.ts';
import type { Stored } from '../credentials/stored.ts';
import { fault } from '../errors.ts';
import type { Answer } from '../linkedin/api.ts';
import type { LinkedIn } from '../linkedin/linkedin.ts';
import { mayBePropagation, type Refusal, tokenRefusalReason } from '../linkedin/refusals.ts';
import type { Secret } from '../secret.ts';
import { patience } from '../upkeep/patience.ts';
import { type RenewalWorld, renewAccess } from '../upkeep/renewal.ts';
import { variables } from '../variables.ts';
import type { World } from '../world.ts';

export interface Holder {
  readonly stored: Stored;
  /** When this process minted the access token, if it did. */
  readonly mintedAt?: Date | undefined;
  readonly linkedin: LinkedIn;
}

export type AccessWorld = RenewalWorld & Pick<World, 'terminal'>;

/** Asks with the token of the moment. Throws `access-token-rejected`, or what stopped the renewal. */
export type Ask = <T>(
  call: (token: Secret, linkedin: LinkedIn) => Promise<Answer<T>>,
) => Promise<Answer<T>>;

type Refused = Extract<Answer<never>, { kind: 'refused' }>;

interface Access {
  readonly stored: Stored;
  readonly token: Secret;
  readonly patient: ReturnType<typeof patience>;
}

export function openAccess({ stored, mintedAt, linkedin }: Holder, world: AccessWorld): Ask {
  let access = Promise.resolve(accessWith(stored, mintedAt, world));

  async function renewed({ stored: old }: Access): Promise<Access> {
    const { stored: read, accessToken, grant } = await renewAccess(old, linkedin, world);
    return { stored: read, token: accessToken, patient: patience(grant?.mintedAt, world) };
  }

  /** Whoever is refused first renews; the others wait for the same token. What fails may be tried again. */
  function renew(used: Promise<Access>): void {
    const renewal = used.then(renewed);
    access = renewal;
    renewal.catch(() => {
      access = used;
    });
  }

  return async (call) => {
    const askWith = async ({ token, patient }: Access) =>
      await patient(() => call(token, linkedin), isTooYoung);
    const used = access;
    const first = await askWith(await used);
    if (!isRejected(first)) return first;
    if (access === used) renew(used);
    const second = await askWith(await access);
    if (isRejected(second)) throw rejection(second.refusal);
    return second;
  };
}

function accessWith(stored: Stored, mintedAt: Date | undefined, world: AccessWorld): Access {
  const { accessToken } = stored.draft;
  if (accessToken === undefined) {
    throw lacking(stored, [variables.accessToken]);
  }
  return { stored, token: accessToken, patient: patience(mintedAt, world) };
}

function isRejected(answer: Answer<unknown>): answer is Refused {
  return answer.kind === 'refused' && answer.refusal.status === 401;
}

function isTooYoung(answer: Answer<unknown>): boolean {
  return isRejected(answer) && mayBePropagation(answer.refusal);
}

function rejection(refusal: Refusal): Error {
  const { requestId } = refusal;
  return fault('access-token-rejected', { why: tokenRefusalReason(refusal) }, { requestId });
}
