/** Every foreseen failure as one type: a permanent code, its words, its fix and its exit code. */

import { accountFaults } from './account.ts';
import { actionFaults } from './action.ts';
import type { Entry, ExitCode, FaultText } from './entry.ts';
import type { Fix } from './fix.ts';
import { laterFaults } from './later.ts';
import { signInFaults } from './sign-in.ts';
import { usageFaults } from './usage.ts';

export { Exit, type ExitCode } from './entry.ts';
export type { Fix, Run } from './fix.ts';

/**
 * What went wrong, in a word that never changes: people search for it, scripts match on it. The README says
 * of each what it means, its exit code and the first thing to do.
 */
export type FaultCode =
  // Exit 2, `usage`.
  | 'account-id-malformed'
  | 'redirect-uri-malformed'
  | 'keys-malformed'
  | 'value-unresolved'
  | 'setting-malformed'
  | 'input-needed'
  | 'env-value-unwritable'
  | 'env-file-unreadable'
  | 'date-malformed'
  | 'metric-unknown'
  | 'option-malformed'
  | 'reach-too-long'
  | 'campaign-unknown'
  | 'request-refused'
  | 'recording-unreadable'
  | 'output-unwritable'
  | 'env-file-unwritable'
  | 'env-lock-unusable'
  // Exit 3, `actionNeeded`.
  | 'approval-pending'
  | 'scope-missing'
  | 'client-rejected'
  | 'redirect-unregistered'
  | 'app-disabled'
  | 'account-not-mapped'
  | 'account-not-visible'
  | 'account-role-missing'
  | 'page-role-missing'
  | 'reporting-denied'
  | 'access-denied'
  | 'revocation-refused'
  | 'api-version-ended'
  | 'member-restricted'
  | 'port-taken'
  | 'listening-refused'
  // Exit 4, `signInAgain`.
  | 'env-file-missing'
  | 'credentials-incomplete'
  | 'value-malformed'
  | 'consent-declined'
  | 'consent-timeout'
  | 'code-rejected'
  | 'access-token-rejected'
  | 'refresh-token-rejected'
  | 'refresh-token-absent'
  // Exit 5, `tryLater`.
  | 'env-file-busy'
  | 'network-unreachable'
  | 'tls-untrusted'
  | 'linkedin-unavailable'
  | 'resources-exhausted'
  | 'access-token-pending'
  | 'throttled'
  | 'quota-exhausted';

const catalogue = {
  ...usageFaults,
  ...accountFaults,
  ...actionFaults,
  ...signInFaults,
  ...laterFaults,
} as const satisfies Readonly<Record<FaultCode, Entry<never>>>;

type Facts<C extends FaultCode> = Parameters<(typeof catalogue)[C]['describe']>[0];

export const faultCodes = Object.keys(catalogue) as readonly FaultCode[];

/**
 * What LinkedIn itself answered, in its own words; nothing in it comes from a portal or a proxy.
 * Source: learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling.
 */
export interface LinkedInAnswer {
  /** HTTP status; undefined where the answer came with the browser, in the redirect. */
  readonly status?: number | undefined;
  /** `code` of a REST error or `error` of an OAuth one: `ACCESS_DENIED`, `invalid_request` and the like. */
  readonly code?: string | undefined;
  /** LinkedIn's sentence: one line that a terminal can show, of 300 characters at most. */
  readonly message?: string | undefined;
  /** The header `x-li-uuid` of its answer, which LinkedIn's support asks for. */
  readonly requestId?: string | undefined;
}

export interface FaultOrigin {
  readonly cause?: unknown;
  readonly linkedin?: LinkedInAnswer | undefined;
  /** How long LinkedIn asks to wait, in milliseconds. */
  readonly retryAfter?: number | undefined;
}

/**
 * A foreseen failure, and the only class of error that is thrown on purpose: anything else is a bug. Callers branch
 * on `code`; there is no hierarchy. `message` says in one or two sentences what happened and why, and holds no secret.
 */
export class SetupError extends Error {
  /** What went wrong; permanent. */
  readonly code: FaultCode;
  /** The exit code of a command that fails with it: whether to mend the call, tell a person, or try later. */
  readonly exit: ExitCode;
  /** What to do, in order. */
  readonly fix: readonly Fix[];
  /** The address of a page to read; undefined where there is nothing to read about it. */
  readonly docs: string | undefined;
  /** LinkedIn's own words; undefined where the fault does not come from an answer of LinkedIn's. */
  readonly linkedin: LinkedInAnswer | undefined;
  /** The same as `linkedin.requestId`. */
  readonly requestId: string | undefined;
  /** How long LinkedIn asks to wait (`Retry-After`), in milliseconds; undefined where it does not say. */
  readonly retryAfter: number | undefined;
  /**
   * What the words were made of: enough for another process to say the same.
   * @internal
   */
  readonly facts: unknown;

  /** @internal */
  constructor(
    code: FaultCode,
    text: Pick<SetupError, 'message' | 'fix'>,
    origin: FaultOrigin,
    facts?: unknown,
  ) {
    super(text.message, { cause: origin.cause });
    this.name = 'SetupError';
    this.code = code;
    this.exit = catalogue[code].exit;
    this.fix = text.fix;
    this.docs = catalogue[code].docs;
    this.linkedin = origin.linkedin;
    this.requestId = origin.linkedin?.requestId;
    this.retryAfter = origin.retryAfter;
    this.facts = facts;
  }
}

/** `throw fault('redirect-unregistered', { redirectUri })`: the facts are checked per code. */
export function fault<C extends FaultCode>(code: C, facts: Facts<C>, origin: FaultOrigin = {}) {
  const describe = catalogue[code].describe as (facts: Facts<C>) => FaultText;
  const [message, ...fix] = describe(facts);
  return new SetupError(code, { message, fix }, origin, facts);
}

/**
 * Whether the error is a foreseen failure with one of these codes.
 *
 * @example
 * ```ts
 * import { freshAccess, isFault } from 'pectus-linkedin';
 *
 * const token = await freshAccess().catch((error: unknown) => {
 *   if (isFault(error, 'refresh-token-rejected', 'env-file-missing')) return undefined; // ask for `setup`
 *   throw error;
 * });
 * console.log(token === undefined ? 'sign in again' : 'signed in');
 * ```
 */
export function isFault<C extends FaultCode>(
  error: unknown,
  ...codes: readonly C[]
): error is SetupError & { readonly code: C } {
  return error instanceof SetupError && (codes as readonly string[]).includes(error.code);
}

/** The foreseen failure that it ends with; undefined where it ends well. */
export function faultIn(work: () => unknown): SetupError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof SetupError) return error;
    throw error;
  }
}

/** The error code of the operating system or of Node (`EACCES`, `HPE_…`), wherever it is nested. */
export function platformCode(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at instanceof AggregateError && at.errors.length > 0) return platformCode(at.errors[0]);
  }
  return undefined;
}
