/** Asks LinkedIn and the machine about the credentials, all at once. */

import { accountIdOf, keysOf } from '../credentials/credentials.ts';
import { isTokenAlone } from '../credentials/lacking.ts';
import type { LoadedCredentials } from '../credentials/load.ts';
import { maxAccessTokenLifetime } from '../credentials/token-dates.ts';
import { isFault, SetupError } from '../faults/fault.ts';
import { findRole } from '../linkedin/account-roles.ts';
import { adAccountPage, findAdAccount } from '../linkedin/ad-accounts.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { type Days, lastSevenDays } from '../linkedin/daily-totals.ts';
import { type Introspection, introspect } from '../linkedin/oauth.ts';
import { mayBePropagation } from '../linkedin/rest-errors.ts';
import { versionLife } from '../linkedin/versions.ts';
import type { Secret } from '../secret.ts';
import {
  type Answers,
  type Evidence,
  foundValue,
  type Purpose,
  type RestResults,
  refusals,
} from './evidence.ts';
import { needsAdAccount, purposesFor } from './purposes.ts';
import type { Access, Session, SessionWorld } from './session.ts';
import { isPropagating, retryWhilePropagating } from './token-state.ts';
import type { Result } from './verdict.ts';

/** Never throws for what LinkedIn says; only for Ctrl-C and for a file that cannot be read or written. */
export async function gatherEvidence(session: Session, world: SessionWorld): Promise<Evidence> {
  const { file, path } = session.loaded;
  const [git, readers] =
    file === undefined
      ? (['no-repository', undefined] as const)
      : await Promise.all([world.machine.gitStatus(path), world.files.readers(path)]);
  const linkedin = await session.linkedin();
  const answers = await askWithRenewal(session, linkedin, world);
  const now = linkedin.clock.now();
  const version = versionLife(linkedin.version, now);
  const { loaded } = session;
  return { loaded, git, readers, ...answers, now, version, clockAhead: linkedin.clockAhead() };
}

async function askWithRenewal(
  session: Session,
  linkedin: LinkedIn,
  world: SessionWorld,
): Promise<Answers & Pick<Evidence, 'renewal'>> {
  const { credentials } = session.loaded;
  let answers: Answers = { purposes: purposesFor(credentials.scopes) };
  const token = credentials.accessToken ?? credentials.refreshToken;
  const isAskable = keysOf(credentials) !== undefined || isTokenAlone(session.loaded);
  if (token === undefined || !isAskable) return answers;
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
  const looks = [look(accessToken), look(refreshToken)] as const;
  // Where nothing remembers what the credentials are for, LinkedIn says it.
  const scopes = credentials.scopes ?? foundValue(await looks[0])?.scopes;
  const purposes = purposesFor(scopes);
  const accountId = accountIdOf(credentials);
  let days = lastSevenDays(linkedin.clock.now());
  const askAll = async () =>
    accessToken && (await askRest({ accountId, purposes, days }, accessToken, linkedin));
  const [access, refresh, first] = await Promise.all([...looks, askAll()]);
  const mintedAt = mintingTime(access, known);
  const retried = { mintedAt, ask: askAll, mayBePropagation: mayPropagate, first };
  let rest = first && (await retryWhilePropagating(retried, linkedin, world));
  const daysOfLinkedIn = lastSevenDays(linkedin.clock.now());
  if (rest?.proofs !== undefined && daysOfLinkedIn.last.getTime() !== days.last.getTime()) {
    // This machine's clock is days off: what it calls the last days may lie in the future.
    days = daysOfLinkedIn;
    rest = await askAll();
  }
  return { purposes, access, refresh, rest, mintedAt };
}

/** When LinkedIn minted the access token, unless it calls it inactive; refresh tokens live longer. */
function mintingTime(access: Result<Introspection> | undefined, mintedAt: Date | undefined) {
  const { active, createdAt, expiresAt } = foundValue(access) ?? { active: true };
  if (!active) return undefined;
  const lifetime = createdAt && expiresAt ? expiresAt.getTime() - createdAt.getTime() : 0;
  return mintedAt ?? (lifetime > maxAccessTokenLifetime ? undefined : createdAt);
}

export interface RestQuestions {
  readonly accountId: string | undefined;
  readonly purposes: readonly Purpose[];
  readonly days: Days;
}

async function askRest(
  questions: RestQuestions,
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestResults> {
  const isAboutAds = questions.purposes.some(needsAdAccount);
  const [visible, ofAccount] = await Promise.all([
    isAboutAds ? resultOf(adAccountPage({ size: 100 }, token, linkedin)) : undefined,
    askOfAccount(questions, token, linkedin),
  ]);
  return { ...(visible && { visible }), ...ofAccount };
}

/** What depends on the ad account; of the account itself and the role only what is not `known`. */
export async function askOfAccount(
  { accountId, purposes, days }: RestQuestions,
  token: Secret,
  linkedin: LinkedIn,
  known?: Pick<RestResults, 'account' | 'role'>,
): Promise<RestResults> {
  const isAboutAds = purposes.some(needsAdAccount) && accountId !== undefined;
  const [about, proofs] = await Promise.all([
    known ?? (isAboutAds ? askAboutAccount(accountId, token, linkedin) : {}),
    Promise.all(
      purposes
        .filter((purpose) => accountId !== undefined || !needsAdAccount(purpose))
        .map(async ({ check, ask }) => {
          const answer = await resultOf(ask({ accountId: accountId ?? '', days }, token, linkedin));
          return [check.id, answer] as const;
        }),
    ),
  ]);
  return {
    ...about,
    ...(proofs.length > 0 && { proofs: Object.fromEntries(proofs) }),
  };
}

async function askAboutAccount(accountId: string, token: Secret, linkedin: LinkedIn) {
  const [account, role] = await Promise.all([
    resultOf(findAdAccount(accountId, token, linkedin)),
    resultOf(findRole(accountId, (question) => question(token, linkedin))),
  ]);
  return { account, role };
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
