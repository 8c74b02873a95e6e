/** Text as it stands in HTML, within an attribute too. */

import { sanitized } from './sanitize.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escaped(text: string): string {
  return sanitized(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

const characters: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(entities).map(([character, entity]) => [entity, character])),
  '&#x27;': "'",
  '&apos;': "'",
};

/** LinkedIn HTML-escapes the text of an `error_description` before it URL-encodes it. */
export function unescapeHtml(text: string): string {
  return text.replace(
    /&(?:quot|#39|#x27|apos|lt|gt|amp);/g,
    (entity) => characters[entity] ?? entity,
  );
}
