/**
 * Untrusted text made safe for a screen or a page: nothing in it moves the cursor, sets colors, hides words or
 * reverses them. Untrusted is what comes from LinkedIn, files, the environment and other programs.
 */

/** ECMA-48 in its 7-bit and its 8-bit forms: CSI; the strings DCS, SOS, OSC, PM, APC up to their end; the rest. */
const controlSequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose.
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[P\]X^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;

/**
 * Controls but for line breaks and tabs, direction marks and whatever else has no shape of its own (zero
 * width, tags, fillers), halves of surrogate pairs. The two marks that choose between text and emoji stay.
 */
const unsafe =
  /(?![\n\t]|\ufe0e|\ufe0f)[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/gu;

/** Marks above and below one letter; scripts need up to six. More would run over other lines. */
const overlong = /(\p{M}{6})\p{M}+/gu;

/** Lines stay lines. */
export function sanitized(text: string): string {
  if (isPlain(text)) return text;
  return text
    .replace(controlSequences, '')
    .replace(/\r\n/g, '\n')
    .replace(/[\r\v\f\u2028\u2029]/g, ' ')
    .replace(unsafe, (character) => (/\p{Cs}/u.test(character) ? '\ufffd' : ''))
    .replace(overlong, '$1');
}

/** The same text to somebody who reads JSON or looks closely: what is unsafe stands as `\u202e`. */
export function spelledOut(text: string): string {
  if (isPlain(text)) return text;
  return text
    .replace(/\r\n/g, '\n')
    .replace(unsafe, spelled)
    .replace(overlong, (marks, kept: string) => kept + spelled(marks.slice(kept.length)));
}

function spelled(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** Nearly every text is, and then costs one look. */
function isPlain(text: string): boolean {
  return /^[\n\t -~]*$/.test(text);
}

/** One line without escape sequences, control characters or direction marks, at most `limit` long. */
export function plainText(text: string, limit = 200): string {
  const clean = sanitized(text).replace(/\s+/g, ' ').trim();
  const characters = [...clean];
  return characters.length <= limit ? clean : `${characters.slice(0, limit - 1).join('')}…`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML, within an attribute too. */
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
