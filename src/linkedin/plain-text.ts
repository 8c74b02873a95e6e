/** Text that strangers wrote (LinkedIn's messages, account names), made safe for a terminal. */

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
  const clean = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose.
    .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)?/g, '')
    .replace(/[\s\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .trim();
  const characters = [...clean];
  return characters.length <= limit ? clean : `${characters.slice(0, limit - 1).join('')}…`;
}
