/** Where things end in the bytes of JSON. */

/** Bytes that have come. */
export interface Source {
  readonly bytes: Uint8Array;
  /** Of the same bytes. */
  readonly view: DataView;
  /** Behind the last one; what stands there is of an earlier time. */
  readonly end: number;
}

export const comma = 0x2c;
export const openList = 0x5b;
export const openObject = 0x7b;
const closeObject = 0x7d;
const quote = 0x22;
const backslash = 0x5c;

/** The first byte from there on that is no blank, or the end (RFC 8259, section 2). */
export function skipBlanks({ bytes, end }: Source, at: number): number {
  let next = at;
  while (next < end && isBlank(bytes[next])) next += 1;
  return next;
}

function isBlank(code: number | undefined): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Behind the object that begins there; -1 when it has not come to its end. */
export function endOfObject(source: Source, at: number): number {
  const { bytes, end } = source;
  let depth = 0;
  let next = at;
  while (next < end) {
    const code = bytes[next];
    if (code === openObject) depth += 1;
    if (code === closeObject) depth -= 1;
    next = code === quote ? endOfText(source, next) : next + 1;
    if (depth === 0 && next <= end) return next;
  }
  return -1;
}

/** Behind the closing quote of the text that begins there; beyond the end when it has not come. */
function endOfText({ bytes, end }: Source, at: number): number {
  let next = at + 1;
  while (next < end && bytes[next] !== quote) next += bytes[next] === backslash ? 2 : 1;
  return next + 1;
}
