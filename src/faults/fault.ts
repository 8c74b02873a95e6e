/** Every foreseen failure as one type: a permanent code, its words, its fix and its exit code. */

import { actionFaults } from './action.ts';
import { deniedFaults } from './denied.ts';
import type { ExitCode, FaultText } from './entry.ts';
import type { Fix } from './fix.ts';
import { laterFaults } from './later.ts';
import { reportFaults } from './report.ts';
import { signInFaults } from './sign-in.ts';
import { usageFaults } from './usage.ts';

export { Exit, type ExitCode } from './entry.ts';
export type { Fix, Run } from './fix.ts';

/** Codes are permanent: people search for them, scripts match on them. */
const catalogue = {
  ...usageFaults,
  ...reportFaults,
  ...actionFaults,
  ...deniedFaults,
  ...signInFaults,
  ...laterFaults,
} as const;

export type FaultCode = keyof typeof catalogue;
type Facts<C extends FaultCode> = Parameters<(typeof catalogue)[C]['describe']>[0];

export const faultCodes = Object.keys(catalogue) as readonly FaultCode[];

/** What LinkedIn itself answered, in its own words; nothing in it comes from a portal or a proxy. */
export interface LinkedInAnswer {
  /** HTTP; undefined where it came with the browser. */
  readonly status?: number | undefined;
  /** `ACCESS_DENIED`, `invalid_request` and the like. */
  readonly code?: string | undefined;
  /** One line that a terminal can show, of 300 characters at most. */
  readonly message?: string | undefined;
  /** Its `x-li-uuid`, for its support. */
  readonly requestId?: string | undefined;
}

export interface FaultOrigin {
  readonly cause?: unknown;
  readonly linkedin?: LinkedInAnswer | undefined;
  /** How long LinkedIn asks to wait, in milliseconds. */
  readonly retryAfter?: number | undefined;
}

/** A foreseen failure. Callers branch on `code`; there is no hierarchy. */
export class SetupError extends Error {
  readonly code: FaultCode;
  readonly exit: ExitCode;
  readonly fix: readonly Fix[];
  readonly docs: string | undefined;
  /** Undefined where the fault does not come from an answer of LinkedIn's. */
  readonly linkedin: LinkedInAnswer | undefined;
  readonly requestId: string | undefined;
  /** How long LinkedIn asks to wait, in milliseconds; undefined where it does not say. */
  readonly retryAfter: number | undefined;
  /** What the code's words were made of: enough for another process to tell the same. */
  readonly facts: unknown;

  constructor(code: FaultCode, text: FaultText, origin: FaultOrigin, facts?: unknown) {
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
export function fault<C extends FaultCode>(
  code: C,
  facts: Facts<C>,
  origin: FaultOrigin = {},
): SetupError {
  const describe = catalogue[code].describe as (facts: Facts<C>) => FaultText;
  return new SetupError(code, describe(facts), origin, facts);
}

export function isFault<C extends FaultCode>(
  error: unknown,
  ...codes: readonly C[]
): error is SetupError & { readonly code: C } {
  return error instanceof SetupError && (codes as readonly string[]).includes(error.code);
}

/** The error code of the operating system or of Node (`EACCES`, `HPE_…`), wherever it is nested. */
export function platformCode(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at instanceof AggregateError && at.errors.length > 0) return platformCode(at.errors[0]);
  }
  return undefined;
}
