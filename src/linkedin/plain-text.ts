/** Text that strangers wrote (LinkedIn's messages, account names), as one line of words. */

import { sanitized } from '../sanitize.ts';

const entities: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&apos;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};

/** LinkedIn HTML-escapes the text of an `error_description` before it URL-encodes it. */
export function unescapeHtml(text: string): string {
  return text.replace(
    /&(?:quot|#39|#x27|apos|lt|gt|amp);/g,
    (entity) => entities[entity] ?? entity,
  );
}

/** One line without escape sequences, control characters or direction marks, at most `limit` long. */
export function plainText(text: string, limit = 200): string {
  const clean = sanitized(text).replace(/\s+/g, ' ').trim();
  const characters = [...clean];
  return characters.length <= limit ? clean : `${characters.slice(0, limit - 1).join('')}…`;
}
