/** Which characters a key or a token may have; what is said of the others never repeats the value. */

import { hasKeyCharacters } from '../secret.ts';

/** Current secrets begin with `WPL_AP`; the 16-character ones of older apps cannot be told from an id. */
export function looksLikeSecret(text: string): boolean {
  return /^WPL_AP/.test(text.trim());
}

/** Why a text cannot be a token as it stands, or undefined. */
export function tokenComplaint(token: string): string | undefined {
  if (/^bearer\s/i.test(token)) return 'the word Bearer in front does not belong there';
  if (/…$|\.{3}$/.test(token)) return 'it ends with an ellipsis: it was cut off when it was copied';
  if (hasKeyCharacters(token)) return undefined;
  return `a character in it does not belong there: ${foreignCharacter(token)}`;
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

/** Why a text has the wrong characters for a Client ID, or undefined. */
export function idComplaint(id: string): string | undefined {
  if (looksLikeSecret(id))
    return 'That is the Primary Client Secret. The Client ID is the line above it.';
  if (/\s/.test(id))
    return 'A Client ID has no blanks. Copy it again, without what stands around it.';
  return hasKeyCharacters(id)
    ? undefined
    : 'A Client ID has only letters and digits. Copy it again.';
}

/** Why a text has the wrong characters for a Primary Client Secret, or undefined. */
export function secretComplaint(secret: string): string | undefined {
  if (/\s/.test(secret)) return 'A Client Secret has no blanks or line breaks. Copy it again.';
  if (/^[•*·●]+$/.test(secret))
    return 'Those are the dots on the screen. Use the copy button beside them.';
  if (/…$|\.{3}$/.test(secret)) return 'It was cut off. Use the copy button beside it.';
  if (!hasKeyCharacters(secret)) return 'A Client Secret has no such characters. Copy it again.';
  return undefined;
}
