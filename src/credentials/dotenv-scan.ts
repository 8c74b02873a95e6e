/** Where the assignments of a `.env` stand, found in one pass over its bytes, as dotenv 18 finds them. */

/** A file with one character per byte (latin1), so that it can be cut anywhere and put together unharmed. */
export type Raw = string;

/** One assignment. All positions count bytes. */
export interface Assignment {
  readonly key: string;
  /** Where its first line begins. */
  readonly lineStart: number;
  /** The value with its quotes; nothing, right behind the sign, when its line holds no value. */
  readonly valueStart: number;
  readonly valueEnd: number;
  /** Where the line after it begins. */
  readonly lineEnd: number;
  /** What must stand around a bare value, so that neither sign nor comment swallows it. */
  readonly before: '' | ' ';
  readonly after: '' | ' ';
}

/**
 * What dotenv's pattern (LINE) matches from left to right. The pattern itself takes quadratic time for
 * blank lines and open quotes. It runs over the whole file and not over lines: a quoted value may hold line
 * breaks, and what looks like an assignment in it is none.
 */
export function assignmentsOf(raw: Raw): readonly Assignment[] {
  const found: Assignment[] = [];
  let at = 0;
  while (at < raw.length) {
    const keyPart = keyAt(raw, skipSpace(raw, at));
    if (typeof keyPart === 'number') {
      at = nextLine(raw, keyPart);
      continue;
    }
    const value = valueAt(raw, keyPart.valueFrom);
    found.push(assignmentOf(raw, keyPart, value));
    at = restEnd(raw, value.to);
    if (!startsLine(raw, at)) at = nextLine(raw, at);
  }
  return found;
}

interface KeyPart {
  readonly start: number;
  readonly end: number;
  /** Behind the `=` or `:`. */
  readonly signEnd: number;
  /** Where the pattern begins to look for the value. */
  readonly valueFrom: number;
}

/** `KEY=`, `KEY: ` or `export KEY=`; where it stopped reading, when there is none. */
function keyAt(raw: Raw, at: number): KeyPart | number {
  if (raw.startsWith('export', at) && spaceAt(raw, at + 6) > 0) {
    const exported = signedKey(raw, skipSpace(raw, at + 6));
    if (exported !== undefined) return exported;
  }
  return signedKey(raw, at) ?? at;
}

function signedKey(raw: Raw, start: number): KeyPart | undefined {
  let end = start;
  while (isWord(raw.charCodeAt(end))) end += 1;
  if (end === start) return undefined;
  if (raw[end] === ':') {
    const space = spaceAt(raw, end + 1);
    return space === 0 ? undefined : { start, end, signEnd: end + 1, valueFrom: end + 1 + space };
  }
  const sign = skipSpace(raw, end);
  if (raw[sign] !== '=') return undefined;
  return { start, end, signEnd: sign + 1, valueFrom: sign + 1 };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Quoted, perhaps on a later line, else up to a comment or the end of the line. */
function valueAt(raw: Raw, from: number): Span {
  const first = skipSpace(raw, from);
  const close = closingQuote(raw, first);
  if (close !== undefined) return { from: first, to: close + 1 };
  let to = from;
  while (to < raw.length && raw[to] !== '#' && !isLineFeed(raw[to])) to += 1;
  return { from, to };
}

/**
 * A quote behind a backslash closes only where no other does. What closes is followed by nothing but space
 * and a comment on its line.
 */
function closingQuote(raw: Raw, open: number): number | undefined {
  const quote = raw[open];
  if (quote !== '"' && quote !== "'" && quote !== '`') return undefined;
  let last: number | undefined;
  for (let at = raw.indexOf(quote, open + 1); at !== -1; at = raw.indexOf(quote, at + 1)) {
    if (endsLine(raw, at + 1)) last = at;
    if (raw[at - 1] !== '\\') break;
  }
  return last;
}

function assignmentOf(raw: Raw, { start, end, signEnd }: KeyPart, value: Span): Assignment {
  const [from, to] = trimmed(raw, value);
  // A value that begins on a later line stays where it is: that line may be meant for itself.
  const here = from < to && lineEndAt(raw, signEnd) >= from;
  const valueStart = here ? from : signEnd;
  const valueEnd = here ? to : signEnd;
  return {
    key: raw.slice(start, end),
    lineStart: lineStartAt(raw, start),
    valueStart,
    valueEnd,
    lineEnd: nextLineAt(raw, valueEnd),
    before: !here && raw[signEnd - 1] === ':' ? ' ' : '',
    after: raw[valueEnd] === '#' ? ' ' : '',
  };
}

// --- space and lines ---------------------------------------------------------------------------------

function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 46 ||
    code === 45
  );
}

/** UTF-8 of the white space that JavaScript knows beyond ASCII; the byte order mark is among it. */
const wideSpaces: ReadonlySet<string> = new Set(
  [...'\u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF', ...spread(0x2000, 0x200a)].map((space) =>
    Buffer.from(space).toString('latin1'),
  ),
);
const wideBreaks: readonly string[] = ['\xE2\x80\xA8', '\xE2\x80\xA9'];

function spread(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index));
}

/** How many bytes the white space at the position has; 0 for none. CR LF is one, as dotenv makes it one. */
function spaceAt(raw: Raw, at: number): number {
  const code = raw.charCodeAt(at);
  if (code === 13) return raw[at + 1] === '\n' ? 2 : 1;
  if (code === 32 || (code >= 9 && code <= 12)) return 1;
  if (code === 0xc2) return wideSpaces.has(raw.slice(at, at + 2)) ? 2 : 0;
  if (code >= 0xe1 && code <= 0xef) return wideSpaces.has(raw.slice(at, at + 3)) ? 3 : 0;
  return 0;
}

function skipSpace(raw: Raw, at: number): number {
  let end = at;
  for (let size = spaceAt(raw, end); size > 0; size = spaceAt(raw, end)) end += size;
  return end;
}

function trimmed(raw: Raw, { from, to }: Span): readonly [from: number, to: number] {
  const start = Math.min(skipSpace(raw, from), to);
  let end = to;
  for (;;) {
    const size = [3, 2, 1].find((size) => end - size >= start && spaceAt(raw, end - size) === size);
    if (size === undefined) return [start, end];
    end -= size;
  }
}

function isLineFeed(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}

/** What ends a line for the pattern: more than what ends one in a file. */
function isBreak(raw: Raw, at: number): boolean {
  return isLineFeed(raw[at]) || (raw[at] === '\xE2' && wideBreaks.includes(raw.slice(at, at + 3)));
}

function startsLine(raw: Raw, at: number): boolean {
  if (at === 0 || isLineFeed(raw[at - 1])) return true;
  return wideBreaks.includes(raw.slice(Math.max(0, at - 3), at));
}

/** Where the next line of the pattern begins. */
function nextLine(raw: Raw, from: number): number {
  let at = from;
  while (at < raw.length && !isBreak(raw, at)) at += 1;
  return at + spaceAt(raw, at);
}

/** Only space, then a comment, a line's end or the file's. */
function endsLine(raw: Raw, from: number): boolean {
  let at = from;
  while (!isBreak(raw, at) && spaceAt(raw, at) > 0) at += spaceAt(raw, at);
  return at >= raw.length || raw[at] === '#' || isBreak(raw, at);
}

/** Behind a value the pattern takes blank lines and one comment with it. */
function restEnd(raw: Raw, from: number): number {
  let at = from;
  let lastBreak = from;
  for (let size = spaceAt(raw, at); size > 0; size = spaceAt(raw, at)) {
    if (isBreak(raw, at)) lastBreak = at;
    at += size;
  }
  if (at >= raw.length) return raw.length;
  if (raw[at] !== '#') return lastBreak;
  while (at < raw.length && !isBreak(raw, at)) at += 1;
  return at;
}

/** A byte order mark belongs to the file, not to its first line. */
function lineStartAt(raw: Raw, position: number): number {
  let start = position;
  while (start > 0 && !isLineFeed(raw[start - 1])) start -= 1;
  return raw.startsWith('\xEF\xBB\xBF', start) ? start + 3 : start;
}

function lineEndAt(raw: Raw, position: number): number {
  let end = position;
  while (end < raw.length && !isLineFeed(raw[end])) end += 1;
  return end;
}

function nextLineAt(raw: Raw, position: number): number {
  const end = lineEndAt(raw, position);
  return end + spaceAt(raw, end);
}
