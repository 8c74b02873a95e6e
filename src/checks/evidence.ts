/** What LinkedIn and the machine say about the credentials, gathered in one wave; nothing is judged here. */

import { accountIdOf, keysOf } from '../credentials/credentials.ts';
import type { LoadedCredentials } from '../credentials/load.ts';
import { maxAccessTokenLifetime } from '../credentials/token-dates.ts';
import { isFault, SetupError } from '../faults/fault.ts';
import {
  type AdAccount,
  adAccountPage,
  findAdAccount,
  findRole,
  type RestAnswer,
  type RoleOnAccount,
  rolePage,
} from '../linkedin/ad-accounts.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { type Days, type DayTotals, dailyTotals } from '../linkedin/daily-totals.ts';
import { type AppKeys, type Introspection, introspect } from '../linkedin/oauth.ts';
import type { Page } from '../linkedin/paging.ts';
import { mayBePropagation, type Refusal } from '../linkedin/refusals.ts';
import { type VersionLife, versionLife } from '../linkedin/versions.ts';
import type { Secret } from '../secret.ts';
import type { GitStatus, World } from '../world.ts';
import { isPropagating, retryWhilePropagating } from './propagation.ts';
import { type Renewal, type RenewalWorld, renewAccess } from './renewal.ts';
import { isOverAtLinkedIn } from './server-time.ts';

/** What a question yielded: a value, or the fault that stood in the way. */
export type Result<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'failed'; readonly fault: SetupError };

export interface Evidence {
  readonly stored: LoadedCredentials;
  readonly git: GitStatus;
  /** By LinkedIn's clock, as soon as it was heard. */
  readonly now: Date;
  /** By how many milliseconds this machine's clock is ahead of LinkedIn's; undefined where it was not heard. */
  readonly clockAhead?: number | undefined;
  readonly version: VersionLife;
  /** Undefined when the access token did not have to be renewed. */
  readonly renewal?: Result<Renewal>;
  readonly access?: Result<Introspection>;
  readonly refresh?: Result<Introspection>;
  readonly rest?: RestResults;
  /** When the access token that was asked with was minted, where that is known. */
  readonly mintedAt?: Date | undefined;
}

/** One answer per question that an access token can ask. */
export interface RestResults {
  /** The first accounts that the member sees: says what is visible when the right one is not. */
  readonly visible: Result<RestAnswer<Page<AdAccount>>>;
  readonly account?: Result<RestAnswer<AdAccount>>;
  readonly role?: Result<RestAnswer<RoleOnAccount | undefined>>;
  readonly totals?: Result<RestAnswer<readonly DayTotals[]>>;
}

export interface EvidenceRequest {
  readonly stored: LoadedCredentials;
  /** When the access token was minted, if this process did it. */
  readonly mintedAt?: Date | undefined;
  /** False for credentials that are not in the file yet: nothing may be written on their behalf. */
  readonly mayRenew?: boolean;
}

export type EvidenceWorld = RenewalWorld & Pick<World, 'terminal'>;

/** Never throws for what LinkedIn says; only for Ctrl-C and for a file that cannot be read or written. */
export async function gatherEvidence(
  inquiry: EvidenceRequest,
  linkedin: LinkedIn,
  world: EvidenceWorld,
): Promise<Evidence> {
  const { stored } = inquiry;
  const git = stored.file === undefined ? 'no-repository' : await world.machine.git(stored.path);
  const gathered = await askLinkedIn({ ...inquiry, git }, linkedin, world);
  const now = linkedin.clock.now();
  const version = versionLife(linkedin.version, now);
  return { ...gathered, now, version, clockAhead: linkedin.clockAhead() };
}

type Gathered = Omit<Evidence, 'now' | 'version' | 'clockAhead'>;

async function askLinkedIn(
  { stored, git, mintedAt, mayRenew = true }: EvidenceRequest & Pick<Evidence, 'git'>,
  linkedin: LinkedIn,
  world: EvidenceWorld,
): Promise<Gathered> {
  const base = { stored, git };
  const keys = keysOf(stored.credentials);
  if (keys === undefined) return base;
  const mayMint = mayRenew && stored.credentials.refreshToken !== undefined;
  if (mayMint) {
    const over = await resultOf(isOverAtLinkedIn(stored.credentials, linkedin));
    if (over.kind === 'failed') return { ...base, renewal: over };
    if (over.value) return await askAfterRenewal(base, linkedin, world);
  }
  const asked = await ask({ stored, keys, mintedAt }, linkedin, world);
  if (mayMint && isDead(asked, linkedin))
    return await askAfterRenewal({ ...base, ...asked }, linkedin, world);
  return { ...base, ...asked };
}

async function askAfterRenewal(
  before: Gathered,
  linkedin: LinkedIn,
  world: EvidenceWorld,
): Promise<Gathered> {
  const renewal = await resultOf(renewAccess(before.stored, linkedin, world));
  if (renewal.kind === 'failed') return { ...before, renewal };
  const { stored, grant } = renewal.value;
  const keys = keysOf(stored.credentials);
  if (keys === undefined) return { ...before, stored, renewal };
  const asked = await ask({ stored, keys, mintedAt: grant?.mintedAt }, linkedin, world);
  return { ...before, stored, renewal, ...asked };
}

// --- the wave ------------------------------------------------------------------------------------------

type Asked = Pick<Evidence, 'access' | 'refresh' | 'rest' | 'mintedAt'>;

/** Everything that does not depend on another answer goes out together. */
async function ask(
  { stored, keys, mintedAt }: EvidenceRequest & { readonly keys: AppKeys },
  linkedin: LinkedIn,
  world: EvidenceWorld,
): Promise<Asked> {
  const { accessToken, refreshToken } = stored.credentials;
  const look = async (token: Secret | undefined) =>
    token === undefined ? undefined : await resultOf(introspect({ keys, token }, linkedin));
  let days = lastSevenDays(linkedin.clock.now());
  const askRest = async () => {
    if (accessToken === undefined) return undefined;
    return await askAboutAccount({ stored, token: accessToken, days }, linkedin);
  };
  const [access, refresh, first] = await Promise.all([
    look(accessToken),
    look(refreshToken),
    askRest(),
  ]);
  const born = mintingOf(access, mintedAt);
  const again = retryWhilePropagating(born, linkedin, world);
  let rest = first && isTooYoung(first) ? await again(askRest, isTooYoung, first) : first;
  const daysOfLinkedIn = lastSevenDays(linkedin.clock.now());
  if (rest?.totals !== undefined && daysOfLinkedIn.last.getTime() !== days.last.getTime()) {
    // This machine's clock is days off: what it calls the last days may lie in the future.
    days = daysOfLinkedIn;
    rest = await askRest();
  }
  return {
    ...(access && { access }),
    ...(refresh && { refresh }),
    ...(rest && { rest }),
    mintedAt: born,
  };
}

/** When LinkedIn minted the access token, unless it holds it for a dead one; refresh tokens live longer. */
function mintingOf(
  access: Result<Introspection> | undefined,
  mintedAt: Date | undefined,
): Date | undefined {
  if (access?.kind !== 'found') return mintedAt;
  const { active, createdAt, expiresAt } = access.value;
  if (!active) return undefined;
  const isLong =
    createdAt !== undefined &&
    expiresAt !== undefined &&
    expiresAt.getTime() - createdAt.getTime() > maxAccessTokenLifetime;
  return mintedAt ?? (isLong ? undefined : createdAt);
}

interface AccountRequest {
  readonly stored: LoadedCredentials;
  readonly token: Secret;
  readonly days: Days;
}

async function askAboutAccount(
  { stored, token, days }: AccountRequest,
  linkedin: LinkedIn,
): Promise<RestResults> {
  const visible = resultOf(adAccountPage({ size: 100 }, token, linkedin));
  const id = accountIdOf(stored.credentials);
  if (id === undefined) return { visible: await visible };
  const [seen, account, role, totals] = await Promise.all([
    visible,
    resultOf(findAdAccount(id, token, linkedin)),
    resultOf(findRole(id, (next) => rolePage(next, token, linkedin))),
    resultOf(dailyTotals(id, days, token, linkedin)),
  ]);
  return { visible: seen, account, role, totals };
}

/** The seven whole UTC days before today: what Campaign Manager calls the last 7 days. */
export function lastSevenDays(now: Date): Days {
  const back = (days: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - days));
  return { first: back(7), last: back(1) };
}

// --- tokens too young, tokens too old ----------------------------------------------------------------

function isTooYoung(rest: RestResults | undefined): boolean {
  return rest !== undefined && refusals(rest).some(mayBePropagation);
}

/** One that LinkedIn does not know everywhere yet is none: another would be as young. */
function isDead({ rest, mintedAt }: Asked, { clock }: LinkedIn): boolean {
  const isYoung = isPropagating(mintedAt, clock.now());
  return (
    rest !== undefined &&
    refusals(rest).some(
      (refusal) => refusal.status === 401 && !(isYoung && mayBePropagation(refusal)),
    )
  );
}

/** All of them: one of LinkedIn's data centres may know a token that another one does not. */
export function refusals(rest: RestResults): readonly Refusal[] {
  return [rest.visible, rest.account, rest.role, rest.totals].flatMap((finding) =>
    finding?.kind === 'found' && finding.value.kind === 'refused' ? [finding.value.refusal] : [],
  );
}

/** Faults become findings; Ctrl-C and the unforeseen go on upwards. */
async function resultOf<T>(question: Promise<T>): Promise<Result<T>> {
  try {
    return { kind: 'found', value: await question };
  } catch (error) {
    if (error instanceof SetupError && !isLocal(error)) return { kind: 'failed', fault: error };
    throw error;
  }
}

function isLocal(error: SetupError): boolean {
  return isFault(
    error,
    'env-file-unreadable',
    'env-file-unwritable',
    'env-value-unwritable',
    'env-file-busy',
    'env-lock-unusable',
  );
}
