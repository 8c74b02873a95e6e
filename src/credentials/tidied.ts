/** A value without what copying adds to it. */

/** Blanks that are none in ASCII, and characters that nobody sees. */
const otherBlanks = /[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g;
const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Full-width forms (U+FF01 to U+FF5E) are ASCII, 0xFEE0 further on. */
const fullWidth = /[\uff01-\uff5e]/g;

const quotes: readonly string[] = ['""', "''", '``', '<>', '“”', '„“', '„”', '‘’', '«»'];

/** Of a value that has only ASCII: not for names of people and companies. */
export function tidied(text: string): string {
  let value = text
    .replace(invisible, '')
    .replace(otherBlanks, ' ')
    .replace(fullWidth, (form) => String.fromCharCode(form.charCodeAt(0) - 0xfee0))
    .trim();
  while (value.length > 1 && quotes.includes(`${value[0]}${value.at(-1)}`)) {
    value = value.slice(1, -1).trim();
  }
  return value;
}
