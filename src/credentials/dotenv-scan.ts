/** Where the assignments of a `.env` stand, found in one pass over its bytes, as dotenv 18 finds them. */

/** A file with one character per byte (latin1), so that it can be cut anywhere and put together unharmed. */
export type Raw = string;

/** One assignment. All positions count bytes. */
export interface Assignment {
  readonly key: string;
  readonly lineStart: number;
  /** The value with its quotes; nothing, right behind the sign, when its line holds no value. */
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly lineEnd: number;
  /** What must stand around a bare value, so that neither sign nor comment swallows it. */
  readonly before: '' | ' ';
  readonly after: '' | ' ';
}

// dotenv's pattern (LINE) takes quadratic time for blank lines and open quotes, so it is applied in parts. It
// runs over the whole file and not over lines: a quoted value may hold line breaks, and what looks like an
// assignment in it is none.
const keyPattern = /(\s*(?:export\s+)?)([\w.-]+)(?:\s*=|:(?:\v\n|\s))/y;
const openQuote = /\s*(["'`])/y;
const bareValue = /[^#\n]*/y;
/** To the next line: a comment, also one behind a value, or what is no assignment. */
const otherLine = /\s*.*\s?/y;

export function assignmentsOf(raw: Raw): readonly Assignment[] {
  const text = skeletonOf(raw);
  const found: Assignment[] = [];
  let at = 0;
  while (at < text.length) {
    const match = matchAt(keyPattern, text, at);
    if (match === undefined) {
      at = endOf(otherLine, text, at);
      continue;
    }
    const [matched, beforeKey = '', key = ''] = match;
    const { from, to } = valueAt(text, at + matched.length);
    const signEnd = at + matched.trimEnd().length;
    // A value that begins on a later line stays where it is: that line may be meant for itself.
    const isOnLine = from < to && !text.slice(signEnd, from).includes('\n');
    const valueStart = isOnLine ? from : signEnd;
    const valueEnd = isOnLine ? to : signEnd;
    const lineStart = text.slice(0, at + beforeKey.length).lastIndexOf('\n') + 1;
    const nextBreak = text.indexOf('\n', valueEnd);
    found.push({
      key,
      // A byte order mark belongs to the file, not to its first line.
      lineStart: raw.startsWith('\xEF\xBB\xBF', lineStart) ? lineStart + 3 : lineStart,
      valueStart,
      valueEnd,
      lineEnd: nextBreak === -1 ? text.length : nextBreak + 1,
      before: !isOnLine && text[signEnd - 1] === ':' ? ' ' : '',
      after: raw[valueEnd] === '#' ? ' ' : '',
    });
    at = to;
  }
  return found;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function endOf(pattern: RegExp, text: string, at: number): number {
  return at + (matchAt(pattern, text, at)?.[0].length ?? 0);
}

/**
 * The file as dotenv's pattern sees it, with one character per byte: white space beyond ASCII as spaces, CR LF
 * as \v\n, every other line end as \n (U+2028 and U+2029 end a line for a comment only), and no other
 * character beyond ASCII.
 */
function skeletonOf(raw: Raw): string {
  return raw
    .replaceAll('\v', ' ')
    .replaceAll('\r\n', '\v\n')
    .replaceAll('\r', '\n')
    .replace(/\xE2\x80[\xA8\xA9]/g, '\u2028  ')
    .replace(/\xC2\xA0/g, '  ')
    .replace(/\xE1\x9A\x80|\xE2\x80[\x80-\x8A\xAF]|\xE2\x81\x9F|\xE3\x80\x80|\xEF\xBB\xBF/g, '   ')
    .replace(/[\x80-\xFF]/g, '\x80');
}

/** Quoted, perhaps on a later line, else up to a comment or the end of the line; without space around it. */
function valueAt(text: string, at: number) {
  const quote = matchAt(openQuote, text, at);
  const open = at + (quote?.[0].length ?? 0) - 1;
  const close = quote && closingQuote(text, open, quote[1] ?? '');
  if (close !== undefined) return { from: open, to: close + 1 };
  const end = endOf(bareValue, text, at);
  const value = text.slice(at, end);
  return { from: end - value.trimStart().length, to: at + value.trimEnd().length };
}

const endsLine = /[^\S\n\u2028]*(?:#|$)/my;

/**
 * A quote behind a backslash closes only where no other does. What closes is followed by nothing but space
 * and a comment on its line.
 */
function closingQuote(text: string, open: number, quote: string): number | undefined {
  let last: number | undefined;
  for (let at = text.indexOf(quote, open + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    if (matchAt(endsLine, text, at + 1) !== undefined) last = at;
    if (text[at - 1] !== '\\') break;
  }
  return last;
}
