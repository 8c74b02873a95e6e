/** What LinkedIn and the machine say about the credentials; the checks draw the conclusions. */

import type { LoadedCredentials } from '../credentials/load.ts';
import type { RoleOnAccount } from '../linkedin/account-roles.ts';
import type { AdAccount } from '../linkedin/ad-accounts.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import type { Days } from '../linkedin/daily-totals.ts';
import type { Introspection } from '../linkedin/oauth.ts';
import type { Page, RestAnswer } from '../linkedin/rest.ts';
import type { Refusal } from '../linkedin/rest-errors.ts';
import type { VersionLife } from '../linkedin/versions.ts';
import type { Secret } from '../secret.ts';
import type { GitStatus, Readers } from '../world.ts';
import type { Renewal } from './renewal.ts';
import type { CheckId, CheckOutcome, Result } from './verdict.ts';

export interface Check {
  readonly id: CheckId;
  readonly title: string;
  /** Checks whose failure leaves this one without an answer. */
  readonly requires: readonly CheckId[];
  readonly run: (evidence: Evidence) => CheckOutcome;
}

/** What credentials are for. */
export interface Purpose {
  /** For `--for`; permanent. */
  readonly name: string;
  /** The product of an app, as the Products tab names it. */
  readonly product: string;
  readonly scopes: readonly string[];
  /** Of the person who signs in, on the ad account; undefined where any role will do. */
  readonly leastRole?: string;
  /** What the host can then do with the ad account: "read" it; left out where it is about none. */
  readonly use?: string;
  /** For LinkedIn's form: what is done with it, in a company's words. */
  readonly useCase: (company: string) => string;
  /** Where a token comes from without an app, if LinkedIn makes such ones. */
  readonly tokenWithoutApp?: string;
  /** The call that proves it. It changes nothing at LinkedIn. */
  readonly ask: ProofCall;
  /** The check of the call's answer. */
  readonly check: Check;
  /** Whether the answer shows that the person may use the ad account, whatever LinkedIn lists of roles. */
  readonly showsAccess: (evidence: Evidence) => boolean;
}

export type ProofCall = (
  about: { readonly accountId: string; readonly days: Days },
  token: Secret,
  linkedin: LinkedIn,
) => Promise<RestAnswer<unknown>>;

export interface Evidence extends Answers {
  readonly loaded: LoadedCredentials;
  readonly git: GitStatus;
  /** Of the file; undefined where there is none, and where the system does not say. */
  readonly readers: Readers | undefined;
  /** By LinkedIn's clock, as soon as it was heard. */
  readonly now: Date;
  /** By how many milliseconds this machine's clock is ahead of LinkedIn's; undefined where it was not heard. */
  readonly clockAhead?: number | undefined;
  readonly version: VersionLife;
  /** Undefined when the access token did not have to be renewed. */
  readonly renewal?: Result<Renewal>;
}

export interface Answers {
  /** What the credentials are to be good for. */
  readonly purposes: readonly Purpose[];
  readonly access?: Result<Introspection> | undefined;
  readonly refresh?: Result<Introspection> | undefined;
  readonly rest?: RestResults | undefined;
  /** When the access token that was asked with was minted, where that is known. */
  readonly mintedAt?: Date | undefined;
}

export interface RestResults {
  /** The first accounts that the member sees: says what is visible when the right one is not. */
  readonly visible?: Result<RestAnswer<Page<AdAccount>>>;
  readonly account?: Result<RestAnswer<AdAccount>>;
  readonly role?: Result<RestAnswer<RoleOnAccount | undefined>>;
  /** Of the purposes' calls, by the checks that judge them. */
  readonly proofs?: Readonly<Partial<Record<CheckId, Result<RestAnswer<unknown>>>>>;
}

export function restResults({ rest }: Pick<Answers, 'rest'>) {
  return [rest?.visible, rest?.account, rest?.role, ...Object.values(rest?.proofs ?? {})];
}

/** One of LinkedIn's data centres may know a token that another one does not. */
export function refusals(rest: RestResults): readonly Refusal[] {
  return restResults({ rest })
    .map(refusalOf)
    .filter((refusal) => refusal !== undefined);
}

export type RestResult<T> = Result<RestAnswer<T>> | undefined;

export function refusalOf(result: RestResult<unknown>): Refusal | undefined {
  const answer = foundValue(result);
  return answer?.kind === 'refused' ? answer.refusal : undefined;
}

export function okValue<T>(result: RestResult<T>): T | undefined {
  const answer = foundValue(result);
  return answer?.kind === 'ok' ? answer.value : undefined;
}

export function foundValue<T>(result: Result<T> | undefined): T | undefined {
  return result?.kind === 'found' ? result.value : undefined;
}
