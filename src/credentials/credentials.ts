/** What is kept: the five values of the contract and their upkeep, as one record; and the shapes of what people paste. */

import { isoSeconds } from '../days.ts';
import { fault } from '../faults/fault.ts';
import type { AppKeys, Grant } from '../linkedin/oauth.ts';
import { idOf } from '../linkedin/restli.ts';
import { parseScopes } from '../linkedin/scopes.ts';
import { plainText } from '../screen/sanitize.ts';
import { Secret } from '../secret.ts';
import { type Values, type VariableName, variables } from '../variables.ts';
import { idComplaint, secretComplaint } from './characters.ts';
import type { EnvChanges } from './dotenv-text.ts';
import { readDate } from './lifetime.ts';
import { readValue } from './readings.ts';
import { tidied } from './tidied.ts';

export { looksLikeSecret } from './characters.ts';

/** What file and environment hold, as far as it can be used; what is missing or malformed is left out. */
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
  /** `LINKEDIN_AD_ACCOUNT_ID`, as it is written there: digits, a URN, or an address of Campaign Manager. */
  readonly adAccountId?: string;
}

/** Only values that can be used: what is malformed, a reference or a placeholder is left out. */
export function readCredentials(values: Values): Credentials {
  const text = (name: VariableName) => {
    const reading = readValue(name, values[name]);
    return reading.kind === 'value' ? reading.value : undefined;
  };
  // What is shown may have been written by a stranger.
  const shown = (name: VariableName) => plainText(text(name) ?? '', 500) || undefined;
  const secret = (name: VariableName) => {
    const value = text(name);
    return value === undefined ? undefined : new Secret(value);
  };
  const scopes = shown(variables.scopes);
  return defined({
    clientId: shown(variables.clientId),
    clientSecret: secret(variables.clientSecret),
    accessToken: secret(variables.accessToken),
    accessExpiresAt: readDate(text(variables.accessExpiresAt)),
    refreshToken: secret(variables.refreshToken),
    refreshExpiresAt: readDate(text(variables.refreshExpiresAt)),
    scopes: scopes === undefined ? undefined : scopesOf(scopes),
    adAccountId: shown(variables.adAccountId),
  });
}

/** Without a single scope it is not known what was consented. */
function scopesOf(text: string): readonly string[] | undefined {
  const scopes = parseScopes(text);
  return scopes.length === 0 ? undefined : scopes;
}

/** Drops the keys that hold undefined, as exact optional properties want it. */
export function defined<T extends object>(
  record: T,
): { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
} {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  ) as never;
}

export function keysOf({ clientId, clientSecret }: Credentials): AppKeys | undefined {
  if (clientId === undefined || clientSecret === undefined) return undefined;
  return { clientId, clientSecret };
}

// --- into the file -----------------------------------------------------------------------------------

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

export function accountChanges(adAccountId: string): EnvChanges {
  return { [variables.adAccountId]: adAccountId };
}

// --- the shapes of what people paste -----------------------------------------------------------------

/**
 * The digits of a Campaign Manager address, a URN or a number. Throws `account-id-malformed`.
 * Source of the address form: linkedin.com/campaignmanager/accounts/{id}.
 */
export function readAccountId(given: string): string {
  const text = tidied(given);
  const address = /linkedin\.com\/campaignmanager\/accounts\/(\d+)/i.exec(text)?.[1];
  const urn = /^urn:li:sponsoredAccount:\d+$/i.test(text) ? idOf(text) : undefined;
  const id = address ?? urn ?? digitsOf(text);
  if (id !== undefined && /^[1-9]\d{0,15}$/.test(id)) return id;
  throw fault('account-id-malformed', { given: plainText(text, 80), why: accountComplaint(text) });
}

/** Blanks may stand anywhere; dots, commas and the like only where they part thousands. */
function digitsOf(text: string): string | undefined {
  const number = text.replace(/^#\s*/, '');
  if (/^[\d\s]+$/.test(number)) return number.replace(/\s/g, '');
  const parted = /^\d{1,3}(?:([.,'’_-])\d{3})(?:\1\d{3})*$/.test(number);
  return parted ? number.replace(/\D/g, '') : /^(\d+)\.0+$/.exec(number)?.[1];
}

/** The account of a credentials in digits; undefined when it has none, or none that can be read. */
export function accountIdOf({ adAccountId }: Credentials): string | undefined {
  if (adAccountId === undefined) return undefined;
  try {
    return readAccountId(adAccountId);
  } catch {
    return undefined;
  }
}

function accountComplaint(text: string): string {
  if (text === '') return 'it is empty';
  if (/^urn:/i.test(text)) return 'it is the URN of something else than an ad account';
  if (/campaignmanager/i.test(text)) return 'this Campaign Manager address names no account';
  if (/^https?:/i.test(text)) return 'it is not an address of Campaign Manager';
  if (/^act_\d+$/i.test(text)) return "it is Meta's form of an ad account, not LinkedIn's";
  if (/^0\d/.test(text)) return 'it begins with a zero';
  return /\d/.test(text)
    ? 'it is not a plain number'
    : 'it looks like a name, and LinkedIn wants the number';
}

/** Why a text cannot be the Client ID, or undefined. Shape: 14 lower-case letters and digits, as seen. */
export function clientIdComplaint(text: string): string | undefined {
  const id = text.trim();
  if (id === '') return 'Paste the Client ID: the first line under Application credentials.';
  const complaint = idComplaint(id);
  if (complaint !== undefined) return complaint;
  if (!/^[\w-]+$/.test(id)) return 'A Client ID has only letters and digits. Copy it again.';
  if (id.length < 8 || id.length > 32) return 'A Client ID has about 14 characters. Copy it again.';
  return undefined;
}

/** Why a text cannot be the Primary Client Secret, or undefined. Never repeats the text. */
export function clientSecretComplaint(text: string, clientId?: string): string | undefined {
  const secret = text.trim();
  if (secret === '') return 'Paste the Primary Client Secret: the eye beside it shows it.';
  if (secret === clientId) return 'That is the Client ID again. The secret is the line below it.';
  const complaint = secretComplaint(secret);
  if (complaint !== undefined) return complaint;
  if (secret.length < 8) return 'That is too short for a Client Secret. Copy the whole of it.';
  return undefined;
}

/** The first of the two keys that cannot be right, and why; the text of neither. */
export function malformedKey(
  keys: AppKeys,
): { readonly variable: VariableName; readonly why: string } | undefined {
  const { clientId, clientSecret } = keys;
  const complaints: readonly (readonly [VariableName, string | undefined])[] = [
    [variables.clientId, clientIdComplaint(clientId)],
    [variables.clientSecret, clientSecretComplaint(clientSecret.reveal(), clientId)],
  ];
  const [variable, complaint] = complaints.find(([, words]) => words !== undefined) ?? [];
  if (variable === undefined || complaint === undefined) return undefined;
  const why = complaint.charAt(0).toLowerCase() + complaint.slice(1).replace(/\.$/, '');
  return { variable, why };
}

/** The pair the other way round, when what was given as the secret could be shown as an id. */
export function swappedPair({ clientId, clientSecret }: AppKeys): AppKeys | undefined {
  const text = clientSecret.reveal();
  if (!/^[a-z0-9]{12,16}$/.test(text)) return undefined;
  return { clientId: text, clientSecret: new Secret(clientId) };
}

/** For the screen: "78ab…12". A Client ID is no secret, but it need not be shown whole either. */
export function shortened(clientId: string): string {
  return clientId.length <= 8 ? clientId : `${clientId.slice(0, 4)}…${clientId.slice(-2)}`;
}
