/** The credentials as one record: the five values of the contract with the host, their dates and scopes. */

import { isoSeconds, parseDate } from '../days.ts';
import type { AppKeys, Grant } from '../linkedin/oauth.ts';
import { parseScopes } from '../linkedin/scopes.ts';
import { plainText } from '../screen/sanitize.ts';
import { Secret } from '../secret.ts';
import { type Values, type VariableName, variables } from '../variables.ts';
import type { EnvChanges } from './dotenv-text.ts';
import { readAccountId } from './pasted-values.ts';
import { parseVariable } from './variable-values.ts';

/**
 * What file and environment hold, as far as it can be used; what is missing or malformed is left out.
 * Source of the lifetimes: learn.microsoft.com/linkedin/shared/authentication/programmatic-refresh-tokens.
 */
export interface Credentials {
  /** `LINKEDIN_CLIENT_ID`: the app's Client ID. */
  readonly clientId?: string;
  /** `LINKEDIN_CLIENT_SECRET`: the app's Primary Client Secret. */
  readonly clientSecret?: Secret;
  /** `LINKEDIN_ACCESS_TOKEN`: opens the API for 60 days from its issue. */
  readonly accessToken?: Secret;
  /** `LINKEDIN_ACCESS_TOKEN_EXPIRES_AT`. */
  readonly accessExpiresAt?: Date;
  /** `LINKEDIN_REFRESH_TOKEN`: mints access tokens for 365 days from consent; refreshing does not extend it. */
  readonly refreshToken?: Secret;
  /** `LINKEDIN_REFRESH_TOKEN_EXPIRES_AT`: when a person has to sign in again. */
  readonly refreshExpiresAt?: Date;
  /** `LINKEDIN_SCOPES`: what was consented. A renewal asks for the same set: another one ends the older tokens. */
  readonly scopes?: readonly string[];
  /** `LINKEDIN_MEMBER_URN`: who consented, as `urn:li:person:abc`. */
  readonly memberUrn?: string;
  /** `LINKEDIN_AD_ACCOUNT_ID`, as it is written there: digits, a URN, or an address of Campaign Manager. */
  readonly adAccountId?: string;
}

/** Only values that can be used: what is malformed, a reference or a placeholder is left out. */
export function readCredentials(values: Values): Credentials {
  const text = (name: VariableName) => {
    const reading = parseVariable(name, values[name]);
    return reading.kind === 'value' ? reading.value : undefined;
  };
  // What is shown may have been written by anybody.
  const shown = (name: VariableName) => plainText(text(name) ?? '', 500) || undefined;
  const secret = (name: VariableName) => {
    const value = text(name);
    return value === undefined ? undefined : new Secret(value);
  };
  const scopes = parseScopes(shown(variables.scopes) ?? '');
  return withoutUndefined({
    clientId: shown(variables.clientId),
    clientSecret: secret(variables.clientSecret),
    accessToken: secret(variables.accessToken),
    accessExpiresAt: parseDate(text(variables.accessExpiresAt)),
    refreshToken: secret(variables.refreshToken),
    refreshExpiresAt: parseDate(text(variables.refreshExpiresAt)),
    // Without a single scope it is not known what was consented.
    scopes: scopes.length === 0 ? undefined : scopes,
    memberUrn: shown(variables.memberUrn),
    adAccountId: shown(variables.adAccountId),
  });
}

/** Drops the keys that hold undefined, as exact optional properties want it. */
export function withoutUndefined<T extends object>(
  record: T,
): { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
} {
  const known = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as never;
}

export function keysOf({ clientId, clientSecret }: Credentials): AppKeys | undefined {
  if (clientId === undefined || clientSecret === undefined) return undefined;
  return { clientId, clientSecret };
}

export function keyChanges({ clientId, clientSecret }: AppKeys): EnvChanges {
  return { [variables.clientId]: clientId, [variables.clientSecret]: clientSecret };
}

/** Both tokens and both dates. A missing scope leaves what was consented before. */
export function grantChanges(grant: Grant): EnvChanges {
  const date = (at: Date | undefined) => (at === undefined ? undefined : isoSeconds(at));
  const { accessToken, refreshToken, scopes } = grant;
  return {
    [variables.refreshToken]: refreshToken,
    [variables.accessToken]: accessToken,
    [variables.accessExpiresAt]: date(grant.accessExpiresAt),
    [variables.refreshExpiresAt]: date(grant.refreshExpiresAt),
    ...(scopes === undefined ? {} : { [variables.scopes]: scopes.join(',') }),
  };
}

/** The credentials' account in digits; undefined when they have none, or none that can be read. */
export function accountIdOf({ adAccountId = '' }: Credentials): string | undefined {
  try {
    return readAccountId(adAccountId);
  } catch {
    return undefined;
  }
}

/** For the screen: "78ab…12". A Client ID is no secret, but it need not be shown whole either. */
export function shortClientId(clientId: string): string {
  return clientId.length <= 8 ? clientId : `${clientId.slice(0, 4)}…${clientId.slice(-2)}`;
}
