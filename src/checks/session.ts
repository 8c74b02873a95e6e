/** A command's session with LinkedIn: the credentials, loaded once, and an access token that works. */

import { assertTokens, lacking } from '../credentials/lacking.ts';
import { findCredentials, type LoadedCredentials, loadCredentials } from '../credentials/load.ts';
import { isClockSuspect, isFresh } from '../credentials/token-dates.ts';
import { isFault, SetupError } from '../faults/fault.ts';
import type { RestAnswer } from '../linkedin/ad-accounts.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import type { Secret } from '../secret.ts';
import { variables } from '../variables.ts';
import type { World } from '../world.ts';
import type { Renewal, RenewalOptions, RenewalWorld } from './renewal.ts';

export type SessionWorld = RenewalWorld & Pick<World, 'exchange'>;

export interface SessionOptions {
  /** One line per request on stderr. */
  readonly debug?: boolean;
  /** Where it is open already. */
  readonly linkedin?: LinkedIn;
  /** When this process minted the access token, if it did. */
  readonly mintedAt?: Date | undefined;
  /** False for credentials that are not in the file yet: nothing may be written on their behalf. */
  readonly mayRenew?: boolean;
}

/** Nothing that speaks HTTP is loaded before LinkedIn has to be asked. */
export interface Session {
  /** As the host reads them; after a renewal, with what it brought. */
  readonly loaded: LoadedCredentials;
  /** The last one of this session. */
  readonly renewal: Renewal | undefined;
  /** Opened when it is first needed. Throws `setting-malformed`. */
  linkedin(): Promise<LinkedIn>;
  accessToken(): Promise<FreshToken>;
  renew(options?: RenewalOptions): Promise<Renewal>;
  readonly call: Ask;
  /**
   * Attempts something with an access token. One that has expired is renewed first, and one that LinkedIn
   * rejects is renewed once, for all callers together, before a second attempt. Throws what stopped the renewal.
   */
  use<T>(attempt: (access: Access) => Promise<T>, isRejected: (outcome: T) => boolean): Promise<T>;
  /** Reads the file again, for checks of what the host will read. */
  reload(): Promise<void>;
}

/**
 * One call of the REST API, made as `use` does it and repeated while a new token propagates. Throws
 * `access-token-rejected`, `access-token-pending`, or what stopped the renewal.
 */
export type Ask = <T>(
  ask: (token: Secret, linkedin: LinkedIn) => Promise<RestAnswer<T>>,
) => Promise<RestAnswer<T>>;

export interface FreshToken {
  readonly accessToken: Secret;
  /** Undefined when the file does not say and nothing could be minted. */
  readonly expiresAt?: Date | undefined;
  /** Why the file does not hold it; undefined when it does. */
  readonly unsaved?: string | undefined;
  /** LinkedIn's clock, where it was asked. */
  readonly serverTime?: Date | undefined;
}

/** The access token that calls are made with. */
export interface Access {
  readonly token: Secret;
  readonly mintedAt: Date | undefined;
  readonly isRenewed: boolean;
  hasWorked: boolean;
}

/** Throws `env-file-missing` and `env-file-unreadable`. */
export async function openSession(
  options: SessionOptions & { readonly envFile: string },
  world: SessionWorld,
): Promise<Session> {
  return createSession(await loadCredentials(options.envFile, world), options, world);
}

export function createSession(
  loaded: LoadedCredentials,
  options: SessionOptions,
  world: SessionWorld,
): Session {
  const state: State = { loaded, options, world };
  return {
    get loaded() {
      return state.loaded;
    },
    get renewal() {
      return state.renewal;
    },
    linkedin: () => linkedInOf(state),
    accessToken: () => freshToken(state),
    renew: (renewalOptions) => renew(state, renewalOptions),
    call: (ask) => call(state, ask),
    use: (attempt, isRejected) => use(state, attempt, isRejected),
    async reload() {
      state.loaded = await findCredentials(loaded.path, world);
    },
  };
}

interface State {
  readonly options: SessionOptions;
  readonly world: SessionWorld;
  loaded: LoadedCredentials;
  renewal?: Renewal;
  client?: Promise<LinkedIn>;
  access?: Promise<Access> | undefined;
}

function linkedInOf(state: State): Promise<LinkedIn> {
  state.client ??= connect(state);
  return state.client;
}

/** With the version and the rate that the environment or the file names. */
async function connect({ loaded: { values }, options, world }: State): Promise<LinkedIn> {
  if (options.linkedin !== undefined) return options.linkedin;
  const { createLinkedIn } = await import('../linkedin/client.ts');
  return createLinkedIn(world, {
    apiVersion: values[variables.apiVersion],
    rateLimit: values[variables.rateLimit],
    ...(options.debug && { note: (line) => world.terminal.say(`debug: ${line}`) }),
  });
}

async function renew(state: State, options?: RenewalOptions): Promise<Renewal> {
  const { renewAccess } = await import('./renewal.ts');
  const renewal = await renewAccess(state.loaded, await linkedInOf(state), state.world, options);
  state.renewal = renewal;
  state.loaded = renewal.loaded;
  return renewal;
}

// --- a token to hand on --------------------------------------------------------------------------------

/** One that works for the next hour. Throws `credentials-incomplete`, or what stopped the renewal. */
async function freshToken(state: State): Promise<FreshToken> {
  const { loaded, world } = state;
  assertTokens(loaded);
  const { credentials } = loaded;
  const { accessToken } = credentials;
  // Once LinkedIn has been asked, its clock counts.
  const now = ((await state.client)?.clock ?? world.clock).now();
  const expiresAt = expiryOf(loaded);
  // Where this machine's clock cannot be right about the date, LinkedIn has to be asked.
  const isDoubtful = expiresAt !== undefined && isClockSuspect(credentials, now);
  // Without a date and without a refresh token there is nothing better to be had.
  const isGood =
    expiresAt === undefined ? credentials.refreshToken === undefined : isFresh(expiresAt, now);
  if (accessToken !== undefined && isGood && !isDoubtful) return { accessToken, expiresAt };
  const renewal = await renew(state, { unlessActive: isDoubtful });
  if (renewal.unsaved !== undefined && loaded.file === undefined) {
    (await import('./renewal.ts')).sayUnsaved(renewal.unsaved, world);
  }
  const { clock, clockAhead } = await linkedInOf(state);
  return { ...renewal, serverTime: clockAhead() === undefined ? undefined : clock.now() };
}

/** The date in the file says nothing of a token that the environment puts before the file's. */
function expiryOf({ credentials, shadowed, origins }: LoadedCredentials): Date | undefined {
  const isOther = shadowed.includes(variables.accessToken);
  return isOther && origins[variables.accessExpiresAt] === 'file'
    ? undefined
    : credentials.accessExpiresAt;
}

// --- a token to call with ------------------------------------------------------------------------------

async function use<T>(
  state: State,
  attempt: (access: Access) => Promise<T>,
  isRejected: (outcome: T) => boolean,
): Promise<T> {
  const attemptWith = async (access: Access) => {
    const outcome = await attempt(access);
    access.hasWorked ||= !isRejected(outcome);
    return outcome;
  };
  const used = state.access ?? setAccess(state, firstAccess(state));
  const access = await used;
  const outcome = await attemptWith(access);
  // A renewed token that never worked is not worth another renewal.
  const isLast = !isRenewable(state) || (access.isRenewed && !access.hasWorked);
  if (!isRejected(outcome) || isLast) return outcome;
  // Whoever is rejected first renews.
  const isFirst = state.access === used;
  const next = isFirst ? setAccess(state, renewedAccess(state), used) : (state.access ?? used);
  return await attemptWith(await next);
}

async function call<T>(
  state: State,
  ask: (token: Secret, linkedin: LinkedIn) => Promise<RestAnswer<T>>,
): Promise<RestAnswer<T>> {
  const outcome = await use(
    state,
    (access) => callWith(access, ask, state),
    (one) => isFault(one, 'access-token-rejected'),
  );
  if (outcome instanceof SetupError) throw outcome;
  return outcome;
}

/** The answer, or what it says of the access token. */
async function callWith<T>(
  { token, mintedAt }: Access,
  ask: (token: Secret, linkedin: LinkedIn) => Promise<RestAnswer<T>>,
  state: State,
): Promise<RestAnswer<T> | SetupError> {
  const linkedin = await linkedInOf(state);
  const { mayBePropagation } = await import('../linkedin/rest-errors.ts');
  const { retryWhilePropagating, tokenRefused } = await import('./token-state.ts');
  const retried = {
    mintedAt,
    ask: () => ask(token, linkedin),
    mayBePropagation: (answer: RestAnswer<T>) =>
      answer.kind === 'refused' && mayBePropagation(answer.refusal),
  };
  const answer = await retryWhilePropagating(retried, linkedin, state.world);
  if (answer.kind === 'ok' || answer.refusal.status !== 401) return answer;
  const { credentials } = state.loaded;
  return await tokenRefused(answer.refusal, { credentials, token, mintedAt }, linkedin);
}

async function firstAccess(state: State): Promise<Access> {
  const { loaded, options } = state;
  const { credentials } = loaded;
  assertTokens(loaded);
  if (isRenewable(state)) {
    const { isExpiredAtLinkedIn } = await import('./token-state.ts');
    const isExpired = await isExpiredAtLinkedIn(credentials, await linkedInOf(state));
    if (isExpired) return await renewedAccess(state);
  }
  const { accessToken: token } = credentials;
  if (token === undefined) throw lacking(loaded, [variables.accessToken]);
  return { token, mintedAt: options.mintedAt, isRenewed: false, hasWorked: false };
}

/** Every call waits for it. Where it fails, the one before stays, and the next call may try again. */
function setAccess(state: State, access: Promise<Access>, before?: Promise<Access>) {
  state.access = access;
  access.catch(() => {
    state.access = before;
  });
  return access;
}

async function renewedAccess(state: State): Promise<Access> {
  const { accessToken: token, grant } = await renew(state);
  return { token, mintedAt: grant?.mintedAt, isRenewed: true, hasWorked: false };
}

function isRenewable({ loaded, options }: State): boolean {
  return options.mayRenew !== false && loaded.credentials.refreshToken !== undefined;
}
