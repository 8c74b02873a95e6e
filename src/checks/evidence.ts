/** What LinkedIn and the machine say about the credentials, asked all at once; the checks draw the conclusions. */

import { accountIdOf, keysOf } from '../credentials/credentials.ts';
import type { LoadedCredentials } from '../credentials/load.ts';
import { maxAccessTokenLifetime } from '../credentials/token-dates.ts';
import { isFault, SetupError } from '../faults/fault.ts';
import {
  type AdAccount,
  adAccountPage,
  findAdAccount,
  findRole,
  type RoleOnAccount,
  rolePage,
} from '../linkedin/ad-accounts.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { type Days, type DayTotals, dailyTotals } from '../linkedin/daily-totals.ts';
import { type Introspection, introspect } from '../linkedin/oauth.ts';
import type { Page, RestAnswer } from '../linkedin/rest.ts';
import { mayBePropagation, type Refusal } from '../linkedin/rest-errors.ts';
import { type VersionLife, versionLife } from '../linkedin/versions.ts';
import type { Secret } from '../secret.ts';
import type { GitStatus } from '../world.ts';
import type { Renewal } from './renewal.ts';
import type { Access, Session, SessionWorld } from './session.ts';
import { isPropagating, retryWhilePropagating } from './token-state.ts';

/** What a question yielded: a value, or the fault that stood in the way. */
export type Result<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'failed'; readonly fault: SetupError };

export interface Evidence extends Answers {
  readonly loaded: LoadedCredentials;
  readonly git: GitStatus;
  /** By LinkedIn's clock, as soon as it was heard. */
  readonly now: Date;
  /** By how many milliseconds this machine's clock is ahead of LinkedIn's; undefined where it was not heard. */
  readonly clockAhead?: number | undefined;
  readonly version: VersionLife;
  /** Undefined when the access token did not have to be renewed. */
  readonly renewal?: Result<Renewal>;
}

interface Answers {
  readonly access?: Result<Introspection> | undefined;
  readonly refresh?: Result<Introspection> | undefined;
  readonly rest?: RestResults | undefined;
  /** When the access token that was asked with was minted, where that is known. */
  readonly mintedAt?: Date | undefined;
}

export interface RestResults {
  /** The first accounts that the member sees: says what is visible when the right one is not. */
  readonly visible: Result<RestAnswer<Page<AdAccount>>>;
  readonly account?: Result<RestAnswer<AdAccount>>;
  readonly role?: Result<RestAnswer<RoleOnAccount | undefined>>;
  readonly totals?: Result<RestAnswer<readonly DayTotals[]>>;
}

/** Never throws for what LinkedIn says; only for Ctrl-C and for a file that cannot be read or written. */
export async function gatherEvidence(session: Session, world: SessionWorld): Promise<Evidence> {
  const { file, path } = session.loaded;
  const git = file === undefined ? 'no-repository' : await world.machine.gitStatus(path);
  const linkedin = await session.linkedin();
  const answers = await askWithRenewal(session, linkedin, world);
  const now = linkedin.clock.now();
  const version = versionLife(linkedin.version, now);
  const { loaded } = session;
  return { loaded, git, ...answers, now, version, clockAhead: linkedin.clockAhead() };
}

async function askWithRenewal(
  session: Session,
  linkedin: LinkedIn,
  world: SessionWorld,
): Promise<Answers & Pick<Evidence, 'renewal'>> {
  const { credentials } = session.loaded;
  const token = credentials.accessToken ?? credentials.refreshToken;
  if (token === undefined || keysOf(credentials) === undefined) return {};
  let answers: Answers = {};
  const attempt = async ({ mintedAt }: Access) => {
    // The checks are about what the host will read.
    const { renewal } = session;
    if (renewal?.grant !== undefined && renewal.unsaved === undefined) await session.reload();
    answers = await ask(session.loaded, mintedAt, linkedin, world);
    return answers;
  };
  const used = await resultOf(session.use(attempt, (one) => isRejected(one, linkedin)));
  if (used.kind === 'failed') return { ...answers, renewal: used };
  const { renewal } = session;
  return { ...answers, ...(renewal && { renewal: { kind: 'found', value: renewal } }) };
}

/** Everything that does not depend on another answer goes out together. */
async function ask(
  { credentials }: LoadedCredentials,
  known: Date | undefined,
  linkedin: LinkedIn,
  world: SessionWorld,
): Promise<Answers> {
  const { accessToken, refreshToken } = credentials;
  const keys = keysOf(credentials);
  const look = async (token: Secret | undefined) =>
    token && keys && (await resultOf(introspect({ keys, token }, linkedin)));
  let days = lastSevenDays(linkedin.clock.now());
  const accountId = accountIdOf(credentials);
  const askRest = async () =>
    accessToken && (await askAboutAccount(accountId, days, accessToken, linkedin));
  const questions = [look(accessToken), look(refreshToken), askRest()] as const;
  const [access, refresh, first] = await Promise.all(questions);
  const mintedAt = mintingTime(access, known);
  const retried = { mintedAt, ask: askRest, mayBePropagation: mayPropagate, first };
  let rest = first && (await retryWhilePropagating(retried, linkedin, world));
  const daysOfLinkedIn = lastSevenDays(linkedin.clock.now());
  if (rest?.totals !== undefined && daysOfLinkedIn.last.getTime() !== days.last.getTime()) {
    // This machine's clock is days off: what it calls the last days may lie in the future.
    days = daysOfLinkedIn;
    rest = await askRest();
  }
  return { access, refresh, rest, mintedAt };
}

/** When LinkedIn minted the access token, unless it calls it inactive; refresh tokens live longer. */
function mintingTime(access: Result<Introspection> | undefined, mintedAt: Date | undefined) {
  const { active, createdAt, expiresAt } = foundValue(access) ?? { active: true };
  if (!active) return undefined;
  const lifetime = createdAt && expiresAt ? expiresAt.getTime() - createdAt.getTime() : 0;
  return mintedAt ?? (lifetime > maxAccessTokenLifetime ? undefined : createdAt);
}

async function askAboutAccount(
  accountId: string | undefined,
  days: Days,
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestResults> {
  const visible = resultOf(adAccountPage({ size: 100 }, token, linkedin));
  if (accountId === undefined) return { visible: await visible };
  const [seen, account, role, totals] = await Promise.all([
    visible,
    resultOf(findAdAccount(accountId, token, linkedin)),
    resultOf(findRole(accountId, (next) => rolePage(next, token, linkedin))),
    resultOf(dailyTotals(accountId, days, token, linkedin)),
  ]);
  return { visible: seen, account, role, totals };
}

/** The seven whole UTC days before today: what Campaign Manager calls the last 7 days. */
export function lastSevenDays(now: Date): Days {
  const back = (days: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - days));
  return { first: back(7), last: back(1) };
}

function mayPropagate(rest: RestResults | undefined): boolean {
  return rest !== undefined && refusals(rest).some(mayBePropagation);
}

/** Where a new token is not known everywhere yet, another one would not be either. */
function isRejected({ rest, mintedAt }: Answers, { clock }: LinkedIn): boolean {
  if (rest === undefined) return false;
  const isNew = isPropagating(mintedAt, clock.now());
  return refusals(rest).some((one) => one.status === 401 && !(isNew && mayBePropagation(one)));
}

export function restResults({ rest }: Answers) {
  return [rest?.visible, rest?.account, rest?.role, rest?.totals];
}

/** One of LinkedIn's data centres may know a token that another one does not. */
export function refusals(rest: RestResults): readonly Refusal[] {
  return restResults({ rest })
    .map(refusalOf)
    .filter((refusal) => refusal !== undefined);
}

type RestResult<T> = Result<RestAnswer<T>> | undefined;

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

/** Faults become results; Ctrl-C and the unforeseen are thrown. */
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
