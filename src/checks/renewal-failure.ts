/** A renewal's failure, as those who waited for it get it: the same fault, without asking LinkedIn once more. */

import * as z from 'zod';
import type { LoadedCredentials } from '../credentials/load.ts';
import type { SharedFailure } from '../credentials/lock-file.ts';
import { type FaultCode, fault, isFault } from '../faults/fault.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { plainText } from '../screen/sanitize.ts';
import { withoutSecrets } from '../secret.ts';
import { variables } from '../variables.ts';
import type { World } from '../world.ts';

/** What LinkedIn or the way to it said; a fault of the machine or of one process is its own. */
const shared = [
  'client-rejected',
  'refresh-token-rejected',
  'member-restricted',
  'network-unreachable',
  'tls-untrusted',
  'linkedin-unavailable',
  'throttled',
  'quota-exhausted',
] as const satisfies readonly FaultCode[];

/** What a renewal depends on: with another value of any, another process may fare better. */
export interface Attempt {
  readonly loaded: LoadedCredentials;
  readonly linkedin: LinkedIn;
  readonly env: World['env'];
}

export async function shareFailure(
  error: unknown,
  attempt: Attempt,
): Promise<SharedFailure | undefined> {
  if (!isFault(error, ...shared)) return undefined;
  const { code, facts, linkedin } = error;
  // No secret belongs into a message; the lock file is a last place to make sure.
  const clean = JSON.parse(withoutSecrets(JSON.stringify({ facts, linkedin })));
  return { attempt: await digestOf(attempt, crypto.randomUUID()), code, ...clean };
}

/** Undefined for the failure of another attempt, and for what cannot have been written by `shareFailure`. */
export async function readSharedFailure(
  failure: SharedFailure | undefined,
  attempt: Attempt,
): Promise<Error | undefined> {
  const code = shared.find((known) => known === failure?.code);
  const facts = flatFacts.safeParse(failure?.facts).data;
  if (failure === undefined || code === undefined || facts === undefined) return undefined;
  const [salt = ''] = failure.attempt.split(':');
  if (failure.attempt !== (await digestOf(attempt, salt))) return undefined;
  try {
    return fault(code, facts as never, { linkedin: flatFacts.safeParse(failure.linkedin).data });
  } catch {
    return undefined;
  }
}

const routeVariables = [
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'NO_PROXY',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
];

/** "salt:digest". The salt keeps the digest from being compared with one that was made elsewhere. */
async function digestOf({ loaded, linkedin, env }: Attempt, salt: string): Promise<string> {
  const { values } = loaded;
  const parts = [
    salt,
    linkedin.endpoints.oauth,
    ...routeVariables.map((name) => env[name]),
    values[variables.clientId],
    values[variables.clientSecret],
    values[variables.refreshToken],
  ];
  const text = JSON.stringify(parts.map((part) => part ?? ''));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `${salt}:${Buffer.from(digest).toString('hex')}`;
}

const plain = z.string().transform((text) => plainText(text, 500));

/** The lock file stands in a folder where others may write. */
const flatFacts = z.record(z.string(), z.union([plain, z.number(), z.boolean(), z.array(plain)]));
