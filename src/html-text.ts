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
