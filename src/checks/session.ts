/** A command's session with LinkedIn: the credentials, loaded once, and an access token that works. */

import { assertTokens, lacking } from '../credentials/lacking.ts';
import {
  findCredentials,
  type LoadedCredentials,
  loadCredentials,
  withAccount,
} from '../credentials/load.ts';
import { isClockSuspect, isFresh } from '../credentials/token-dates.ts';
import { isFault, SetupError } from '../faults/fault.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import type { RestAnswer } from '../linkedin/rest.ts';
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

/**
 * One call of the REST API, made as `use` does it and repeated while a new token propagates; it takes the
 * scope, `r_ads` where none is named. Throws `access-token-rejected`, `access-token-pending`, `scope-missing`
 * where LinkedIn refuses the call and did not grant the scope, or what stopped the renewal.
 */
export type Ask = <T>(ask: Question<T>, scope?: string) => Promise<RestAnswer<T>>;

type Question<T> = (token: Secret, linkedin: LinkedIn) => Promise<RestAnswer<T>>;

export interface FreshToken {
  readonly accessToken: Secret;
  /** Undefined when the file does not say and nothing could be minted. */
  readonly expiresAt?: Date | undefined;
  /** Why the file does not hold it; undefined when it does. */
  readonly unsaved?: string | undefined;
  /** LinkedIn's clock, where it was asked. */
  readonly serverTime?: Date | undefined;
}

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
  return new Session(await loadCredentials(options.envFile, world), options, world);
}

/** Nothing that speaks HTTP is loaded before LinkedIn has to be asked. */
export class Session {
  /** As the host reads them; after a renewal, with what it brought. */
  loaded: LoadedCredentials;
  #adAccount: string | undefined;
  renewal: Renewal | undefined;
  readonly #options: SessionOptions;
  readonly #world: SessionWorld;
  #client: Promise<LinkedIn> | undefined;
  #access: Promise<Access> | undefined;

  constructor(loaded: LoadedCredentials, options: SessionOptions, world: SessionWorld) {
    this.loaded = loaded;
    this.#options = options;
    this.#world = world;
  }

  /** Opened when it is first needed. Throws `setting-malformed`. */
  linkedin(): Promise<LinkedIn> {
    this.#client ??= connect(this.loaded, this.#options, this.#world);
    return this.#client;
  }

  /** Reads the file again, for checks of what the host will read. */
  async reload(): Promise<void> {
    this.#setLoaded(await findCredentials(this.loaded.path, this.#world));
  }

  /** From now on it is about this ad account (digits), whatever file and environment say. */
  chooseAccount(id: string): void {
    this.#adAccount = id;
    this.#setLoaded(this.loaded);
  }

  #setLoaded(loaded: LoadedCredentials): void {
    this.loaded = withAccount(loaded, this.#adAccount);
  }

  async renew(options?: RenewalOptions): Promise<Renewal> {
    const { renewAccess } = await import('./renewal.ts');
    this.renewal = await renewAccess(this.loaded, () => this.linkedin(), this.#world, options);
    this.#setLoaded(this.renewal.loaded);
    return this.renewal;
  }

  /** One that works for the next hour. Throws `credentials-incomplete`, or what stopped the renewal. */
  async accessToken(): Promise<FreshToken> {
    const { loaded } = this;
    assertTokens(loaded);
    const { accessToken, refreshToken } = loaded.credentials;
    // Once LinkedIn has been asked, its clock counts.
    const now = ((await this.#client)?.clock ?? this.#world.clock).now();
    const expiresAt = expiryOf(loaded);
    // Where this machine's clock cannot be right about the date, LinkedIn has to be asked.
    const isDoubtful = expiresAt !== undefined && isClockSuspect(loaded.credentials, now);
    // Without a date and without a refresh token there is nothing better to be had.
    const isGood = expiresAt === undefined ? refreshToken === undefined : isFresh(expiresAt, now);
    if (accessToken !== undefined && isGood && !isDoubtful) return { accessToken, expiresAt };
    const renewal = await this.renew({ unlessActive: isDoubtful });
    if (renewal.unsaved !== undefined && loaded.file === undefined) {
      (await import('./renewal.ts')).sayUnsaved(renewal.unsaved, this.#world);
    }
    const asked = await this.#client;
    return {
      ...renewal,
      serverTime: asked?.clockAhead() === undefined ? undefined : asked.clock.now(),
    };
  }

  /**
   * Attempts something with an access token. One that has expired is renewed first, and one that LinkedIn
   * rejects is renewed once, for all callers together, before a second attempt. Throws what stopped the renewal.
   */
  async use<T>(
    attempt: (access: Access) => Promise<T>,
    isRejected: (outcome: T) => boolean,
  ): Promise<T> {
    const attemptWith = async (access: Access) => {
      const outcome = await attempt(access);
      access.hasWorked ||= !isRejected(outcome);
      return outcome;
    };
    const used = this.#access ?? this.#setAccess(this.#firstAccess());
    const access = await used;
    const outcome = await attemptWith(access);
    // A renewed token that never worked is not worth another renewal.
    const isLast = !this.#isRenewable() || (access.isRenewed && !access.hasWorked);
    if (!isRejected(outcome) || isLast) return outcome;
    // Whoever is rejected first renews.
    const isFirst = this.#access === used;
    const next = isFirst ? this.#setAccess(this.#renewedAccess(), used) : (this.#access ?? used);
    return await attemptWith(await next);
  }

  readonly call: Ask = async (ask, scope = 'r_ads') => {
    const outcome = await this.use(
      (access) => this.#callWith(access, ask, scope),
      (one) => isFault(one, 'access-token-rejected'),
    );
    if (outcome instanceof SetupError) throw outcome;
    return outcome;
  };

  async #callWith<T>(
    access: Access,
    ask: Question<T>,
    scope: string,
  ): Promise<RestAnswer<T> | SetupError> {
    const { token, mintedAt } = access;
    const linkedin = await this.linkedin();
    const { mayBePropagation } = await import('../linkedin/rest-errors.ts');
    const { missingScope, retryWhilePropagating, tokenRefused } = await import('./token-state.ts');
    const retried = {
      mintedAt,
      ask: () => ask(token, linkedin),
      mayBePropagation: (answer: RestAnswer<T>) =>
        answer.kind === 'refused' && mayBePropagation(answer.refusal),
    };
    const answer = await retryWhilePropagating(retried, linkedin, this.#world);
    if (answer.kind === 'ok') return answer;
    const { refusal } = answer;
    const { credentials } = this.loaded;
    if (refusal.status === 401) return await tokenRefused(refusal, access, credentials, linkedin);
    if (refusal.status !== 403) return answer;
    return (await missingScope(scope, { refusal, token, credentials }, linkedin)) ?? answer;
  }

  async #firstAccess(): Promise<Access> {
    const { loaded } = this;
    assertTokens(loaded);
    if (this.#isRenewable()) {
      const { isExpiredAtLinkedIn } = await import('./token-state.ts');
      const isExpired = await isExpiredAtLinkedIn(loaded.credentials, await this.linkedin());
      if (isExpired) return await this.#renewedAccess();
    }
    const { accessToken: token } = loaded.credentials;
    if (token === undefined) throw lacking(loaded, [variables.accessToken]);
    return { token, mintedAt: this.#options.mintedAt, isRenewed: false, hasWorked: false };
  }

  /** Every call waits for it. Where it fails, the one before stays, and the next call may try again. */
  #setAccess(access: Promise<Access>, before?: Promise<Access>): Promise<Access> {
    this.#access = access;
    access.catch(() => {
      this.#access = before;
    });
    return access;
  }

  async #renewedAccess(): Promise<Access> {
    const { accessToken: token, grant } = await this.renew();
    return { token, mintedAt: grant?.mintedAt, isRenewed: true, hasWorked: false };
  }

  #isRenewable(): boolean {
    return this.#options.mayRenew !== false && this.loaded.credentials.refreshToken !== undefined;
  }
}

/** With the version and the rate that the environment or the file names. */
async function connect(
  { values }: LoadedCredentials,
  { linkedin, debug }: SessionOptions,
  world: SessionWorld,
): Promise<LinkedIn> {
  if (linkedin !== undefined) return linkedin;
  const { createLinkedIn } = await import('../linkedin/client.ts');
  return createLinkedIn(world, {
    apiVersion: values[variables.apiVersion],
    rateLimit: values[variables.rateLimit],
    ...(debug && { note: (line) => world.terminal.say(`debug: ${line}`) }),
  });
}

/** The date in the file says nothing of a token that the environment puts before the file's. */
function expiryOf({ credentials, shadowed, origins }: LoadedCredentials): Date | undefined {
  const isOther = shadowed.includes(variables.accessToken);
  return isOther && origins[variables.accessExpiresAt] === 'file'
    ? undefined
    : credentials.accessExpiresAt;
}
