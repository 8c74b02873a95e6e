/** What people paste, cleaned and checked: keys, tokens and account ids. A complaint never repeats a secret. */

import { fault } from '../faults/fault.ts';
import type { AppKeys } from '../linkedin/oauth.ts';
import { idOf } from '../linkedin/restli.ts';
import { plainText } from '../screen/sanitize.ts';
import { hasKeyCharacters, Secret } from '../secret.ts';
import { variables } from '../variables.ts';

/** Spaces outside ASCII, and invisible characters. */
const wideSpaces = /[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g;
const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Full-width forms (U+FF01 to U+FF5E) are ASCII, 0xFEE0 further on. */
const fullWidth = /[\uff01-\uff5e]/g;

const quotes: readonly string[] = ['""', "''", '``', '<>', '“”', '„“', '„”', '‘’', '«»'];

/** A pasted value without what copying adds to it. For ASCII values, not for names of people and companies. */
export function cleanPaste(text: string): string {
  let value = text
    .replace(invisible, '')
    .replace(wideSpaces, ' ')
    .replace(fullWidth, (form) => String.fromCharCode(form.charCodeAt(0) - 0xfee0))
    .trim();
  while (value.length > 1 && quotes.includes(`${value[0]}${value.at(-1)}`)) {
    value = value.slice(1, -1).trim();
  }
  return value;
}

// --- keys and tokens: which characters they may have -------------------------------------------------

/** Current secrets begin with `WPL_AP`; the 16-character ones of older apps cannot be told from an id. */
export function looksLikeSecret(text: string): boolean {
  return /^WPL_AP/.test(text.trim());
}

const truncated = /…$|\.{3}$/;

export function tokenComplaint(token: string): string | undefined {
  if (/^bearer\s/i.test(token)) return 'the word Bearer in front does not belong there';
  if (truncated.test(token)) return 'it ends with an ellipsis: it was cut off when it was copied';
  if (hasKeyCharacters(token)) return undefined;
  return `it contains a character that does not belong there: ${foreignCharacter(token)}`;
}

function foreignCharacter(text: string): string {
  const [foreign = ''] = [...text].filter((character) => !hasKeyCharacters(character));
  if (/[\r\n\u0085\u2028\u2029]/.test(foreign)) return 'a line break';
  if (foreign === '\t') return 'a tab';
  if (foreign === ' ') return /\s#/.test(text) ? 'a space, with a comment behind it' : 'a space';
  if (/["'`“”„‘’«»]/.test(foreign)) return 'a quotation mark';
  const code = (foreign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const visible = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(foreign);
  return visible ? `U+${code}` : `U+${code}, which cannot be seen`;
}

export function idCharacterComplaint(id: string): string | undefined {
  if (looksLikeSecret(id))
    return 'that is the Primary Client Secret. The Client ID is the line above it';
  if (/\s/.test(id)) return 'a Client ID has no spaces. Copy it again, without the text around it';
  return hasKeyCharacters(id)
    ? undefined
    : 'a Client ID has only letters and digits. Copy it again';
}

export function secretCharacterComplaint(secret: string): string | undefined {
  if (/\s/.test(secret)) return 'a Client Secret has no spaces or line breaks. Copy it again';
  if (/^[•*·●]+$/.test(secret))
    return 'those are the dots on the screen. Use the copy button beside them';
  if (truncated.test(secret)) return 'it was cut off. Use the copy button beside it';
  if (!hasKeyCharacters(secret)) return 'a Client Secret has no such characters. Copy it again';
  return undefined;
}

/** Why a text cannot be the Client ID, or undefined. Shape: 14 lower-case letters and digits, as seen. */
export function clientIdComplaint(text: string): string | undefined {
  const id = text.trim();
  if (id === '') return 'paste the Client ID: the first line under Application credentials';
  const complaint = idCharacterComplaint(id);
  if (complaint !== undefined) return complaint;
  if (!/^[\w-]+$/.test(id)) return 'a Client ID has only letters and digits. Copy it again';
  if (id.length < 8 || id.length > 32) return 'a Client ID has about 14 characters. Copy it again';
  return undefined;
}

export function clientSecretComplaint(text: string, clientId?: string): string | undefined {
  const secret = text.trim();
  if (secret === '') return 'paste the Primary Client Secret: the eye beside it shows it';
  if (secret === clientId) return 'that is the Client ID again. The secret is the line below it';
  const complaint = secretCharacterComplaint(secret);
  if (complaint !== undefined) return complaint;
  if (secret.length < 8) return 'that is too short for a Client Secret. Copy the whole of it';
  return undefined;
}

/** The first of the two keys that cannot be right, and why; the text of neither. */
export function malformedKey({ clientId, clientSecret }: AppKeys) {
  const ofId = clientIdComplaint(clientId);
  if (ofId !== undefined) return { variable: variables.clientId, why: ofId };
  const why = clientSecretComplaint(clientSecret.reveal(), clientId);
  return why === undefined ? undefined : { variable: variables.clientSecret, why };
}

/** The two keys exchanged, where what was given as the secret could be an id. */
export function swappedKeys({ clientId, clientSecret }: AppKeys): AppKeys | undefined {
  const text = clientSecret.reveal();
  if (!/^[a-z0-9]{12,16}$/.test(text)) return undefined;
  return { clientId: text, clientSecret: new Secret(clientId) };
}

// --- the app's two keys in one paste -----------------------------------------------------------------

interface KeyTexts {
  readonly id: string;
  readonly secret: string | undefined;
  /** Each followed its name. */
  readonly named?: true;
}

/** `NAME=value`, `name: value`, or the two values with blanks between. */
function keyTexts(pasted: string): KeyTexts {
  const text = cleanPaste(pasted);
  const id = namedValue(text, 'id');
  const secret = namedValue(text, 'secret');
  if (id !== undefined || secret !== undefined) return { id: id ?? '', secret, named: true };
  const [first = '', second, ...more] = text.split(/\s+/).map(cleanPaste);
  if (second === undefined || more.length > 0) return { id: text, secret: undefined };
  return looksLikeSecret(first) ? { id: second, secret: first } : { id: first, secret: second };
}

function namedValue(text: string, name: 'id' | 'secret'): string | undefined {
  const value = new RegExp(`client[ _-]*${name}["']?\\s*[:=]\\s*([^\\s,;]+)`, 'i').exec(text)?.[1];
  return value === undefined ? undefined : cleanPaste(value);
}

/** The secret when it was pasted along with the Client ID. */
export function readPastedKeys(pasted: string): Partial<AppKeys> & Pick<AppKeys, 'clientId'> {
  const { id, secret } = keyTexts(pasted);
  return { clientId: id, ...(secret !== undefined && { clientSecret: new Secret(secret) }) };
}

/** Why the Client ID, or what was pasted along with it, cannot be right; undefined when it can. */
export function pastedKeysComplaint(pasted: string): string | undefined {
  const { id, secret } = keyTexts(pasted);
  const complaint = clientIdComplaint(id);
  if (complaint !== undefined || secret === undefined) return complaint;
  return clientSecretComplaint(secret, id);
}

/** The secret, also out of a paste of both keys. */
export function readPastedSecret(pasted: string, clientId: string): string {
  const { id, secret, named } = keyTexts(pasted);
  // Two words without names are the two keys only when the first is the id: a secret may be broken in two.
  return secret !== undefined && (named || id === clientId) ? secret : cleanPaste(pasted);
}

/** The paste as it is echoed: the first word, unless it holds a secret; the others masked. */
export function maskPastedKeys(pasted: string, mask: string): string {
  const words = pasted.split(/(\s)/);
  return words
    .map((word, index) => {
      const hidden = index > 0 || /secret|WPL_/i.test(word);
      return hidden && /\S/.test(word) ? mask.repeat(12) : word;
    })
    .join('');
}

// --- the ad account ----------------------------------------------------------------------------------

/**
 * The digits of a Campaign Manager address, a URN or a number. Throws `account-id-malformed`.
 * Source of the address form: linkedin.com/campaignmanager/accounts/{id}.
 */
export function readAccountId(given: string): string {
  const text = cleanPaste(given);
  const address = /linkedin\.com\/campaignmanager\/accounts\/(\d+)/i.exec(text)?.[1];
  const urn = /^urn:li:sponsoredAccount:\d+$/i.test(text) ? idOf(text) : undefined;
  const id = address ?? urn ?? digitsOf(text);
  if (/^[1-9]\d{0,15}$/.test(id)) return id;
  throw fault('account-id-malformed', { given: plainText(text, 80), why: accountComplaint(text) });
}

/** Blanks may stand anywhere; dots, commas and the like only between thousands. Other texts keep what is no digit. */
function digitsOf(text: string): string {
  const number = text.replace(/^#\s*/, '');
  if (/^[\d\s]+$/.test(number)) return number.replace(/\s/g, '');
  const grouped = /^\d{1,3}(?:([.,'’_-])\d{3})(?:\1\d{3})*$/.test(number);
  return number.replace(grouped ? /\D/g : /\.0+$/, '');
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
