/** The app's two keys as people paste them: one by one, or both at once. */

import { Secret } from '../secret.ts';
import { clientIdComplaint, clientSecretComplaint, looksLikeSecret } from './credentials.ts';
import { tidied } from './tidied.ts';

interface KeyTexts {
  readonly id: string;
  readonly secret: string | undefined;
  /** Each stood behind its name. */
  readonly named?: true;
}

/** `NAME=value`, `name: value`, or the two values with blanks between. */
function keyTexts(pasted: string): KeyTexts {
  const text = tidied(pasted);
  const id = namedValue(text, 'id');
  const secret = namedValue(text, 'secret');
  if (id !== undefined || secret !== undefined) return { id: id ?? '', secret, named: true };
  const [first = '', second, ...more] = text.split(/\s+/).map(tidied);
  if (second === undefined || more.length > 0) return { id: text, secret: undefined };
  return looksLikeSecret(first) ? { id: second, secret: first } : { id: first, secret: second };
}

function namedValue(text: string, name: 'id' | 'secret'): string | undefined {
  const value = new RegExp(`client[ _-]*${name}["']?\\s*[:=]\\s*([^\\s,;]+)`, 'i').exec(text)?.[1];
  return value === undefined ? undefined : tidied(value);
}

export interface PastedKeys {
  readonly clientId: string;
  /** When it was pasted along with the Client ID. */
  readonly clientSecret?: Secret;
}

export function readPastedKeys(pasted: string): PastedKeys {
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
  // A secret that was broken in two is no pair.
  return secret !== undefined && (named || id === clientId) ? secret : tidied(pasted);
}

/** What may be seen of a paste into the Client ID: the first word, unless it holds a secret. */
export function shownOfKeys(pasted: string, mask: string): string {
  const words = pasted.split(/(\s+)/);
  return words
    .map((word, index) => {
      const hidden = index > 0 || /secret|WPL_/i.test(word);
      return hidden && /\S/.test(word) ? mask.repeat(12) : word;
    })
    .join('');
}
