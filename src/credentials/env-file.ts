/** Reads and changes the content of an `.env`: bytes in, bytes out, every byte that is not ours kept. */

import { parse } from 'dotenv';
import { fault } from '../errors.ts';
import { Secret } from '../secret.ts';

/** `undefined` removes every line of the key. */
export type EnvChanges = Readonly<Record<string, string | Secret | undefined>>;

type Values = Readonly<Record<string, string | undefined>>;

/** A file with one character per byte (latin1), so that it can be cut anywhere and put together unharmed. */
type Raw = string;

/** One assignment as dotenv finds it. All positions count bytes. */
interface Assignment {
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

/** Exactly the values that the host's dotenv finds. */
export function parseEnv(content: Uint8Array): Readonly<Record<string, string>> {
  return parseRaw(rawOf(content));
}

/** Which of the keys are assigned more than once; dotenv believes the last assignment. */
export function duplicateKeys(content: Uint8Array, keys: readonly string[]): readonly string[] {
  const assigned = assignmentsOf(rawOf(content)).map(({ key }) => key);
  return keys.filter((key) => assigned.indexOf(key) !== assigned.lastIndexOf(key));
}

export function mergeEnv(content: Uint8Array, changes: EnvChanges): Uint8Array {
  const raw = rawOf(content);
  const before: Values = parseRaw(raw);
  const wanted = Object.entries(changes)
    .map(([key, value]) => [key, value instanceof Secret ? value.reveal() : value] as const)
    .filter(([key, value]) => before[key] !== value);
  for (const [key, value] of wanted) refuseUnwritable(key, value);

  const merged = wanted.reduce((text, [key, value]) => withKey(text, key, value), raw);
  prove(merged, before, Object.fromEntries(wanted));
  return Buffer.from(merged, 'latin1');
}

function withKey(raw: Raw, key: string, value: string | undefined): Raw {
  const last = assignmentsOf(raw).findLast((assignment) => assignment.key === key);
  if (value === undefined) {
    return last ? withKey(cut(raw, last.lineStart, last.lineEnd), key, value) : raw;
  }
  if (last === undefined) return withNewLine(raw, key, value);
  return cut(raw, last.valueStart, last.valueEnd, `${last.before}${value}${last.after}`);
}

const byteOrderMark = /^\xEF\xBB\xBF/;

/** Under the last variable of the same family (LINKEDIN_…), else at the end. */
function withNewLine(raw: Raw, key: string, value: string): Raw {
  const family = key.replace(/_.*/, '_');
  const relative = assignmentsOf(raw).findLast((assignment) => assignment.key.startsWith(family));
  const at = relative?.lineEnd ?? raw.length;
  const above = raw.slice(0, at).replace(byteOrderMark, '');
  const lineBreak = above.match(/\r\n?|\n/g)?.at(-1) ?? '\n';
  const line = `${key}=${value}`;
  // A file without a last line break stays one.
  return cut(raw, at, at, /[^\r\n]$/.test(above) ? lineBreak + line : line + lineBreak);
}

/** Bare words only: dotenv, Node, Python, systemd, shells and Docker read these alike. */
function refuseUnwritable(key: string, value: string | undefined): void {
  const why = value === undefined ? undefined : unwritableValue(value);
  if (why !== undefined) throw fault('env-value-unwritable', { key, why });
}

/**
 * Why a value has no bare form that dotenv, Node, Python, systemd, shells and Docker read alike; undefined
 * when it has one. Says it without a single character of the value.
 */
export function unwritableValue(value: string): string | undefined {
  if (/^[\w.+/=%:,-]+$/.test(value)) return undefined;
  if (value === '') return 'it is empty';
  if (/\s/.test(value)) return 'it holds a blank or a line break';
  if (/["'`]/.test(value)) return 'it holds a quotation mark';
  return 'it holds a character that readers of .env files disagree about';
}

/** The last word is dotenv's: a stray quote above our line can make it part of another value. */
function prove(merged: Raw, before: Values, wanted: Values): void {
  const expected: Values = { ...before, ...wanted };
  const found: Values = parseRaw(merged);
  const misread = Object.keys({ ...expected, ...found }).find(
    (key) => found[key] !== expected[key],
  );
  if (misread === undefined) return;
  const key = Object.hasOwn(wanted, misread) ? misread : (Object.keys(wanted)[0] ?? misread);
  const why = `dotenv would then misread ${misread}, because of quotes or colons in the lines around it`;
  throw fault('env-value-unwritable', { key, why });
}

/**
 * The pattern of dotenv 18 (lib/main.js, LINE) with names for its parts. It runs over the whole file
 * and not over lines: a quoted value may hold line breaks, and what looks like an assignment in it is none.
 */
const assignment =
  /^(?<lead>\s*(?:export\s+)?)(?<key>[\w.-]+)(?<sign>\s*=\s*?|:\s+?)(?<value>\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm;

function assignmentsOf(raw: Raw): readonly Assignment[] {
  const { text, offsets } = asDotenvReads(raw);
  const byteAt = (position: number) => offsets[position] ?? raw.length;
  return [...text.matchAll(assignment)].map((match) => {
    const { lead = '', key = '', sign = '', value = '' } = match.groups ?? {};
    const keyStart = match.index + lead.length;
    const signStart = keyStart + key.length;
    const signEnd = signStart + sign.trimEnd().length;
    const found = signStart + sign.length + value.length - value.trimStart().length;
    // A value that begins on a later line stays where it is: that line may be meant for itself.
    const here = value.trim() !== '' && !text.slice(signEnd, found).includes('\n');
    const start = here ? found : signEnd;
    const end = here ? found + value.trim().length : signEnd;
    return {
      key,
      lineStart: byteAt(startOfLine(text, keyStart)),
      valueStart: byteAt(start),
      valueEnd: byteAt(end),
      lineEnd: byteAt(endOfLine(text, end)),
      before: !here && text[signEnd - 1] === ':' ? ' ' : '',
      after: text[end] === '#' ? ' ' : '',
    };
  });
}

/** A byte order mark belongs to the file, not to its first line. */
function startOfLine(text: string, position: number): number {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  return text[start] === '\uFEFF' ? start + 1 : start;
}

function endOfLine(text: string, position: number): number {
  const lineBreak = text.indexOf('\n', position);
  return lineBreak === -1 ? text.length : lineBreak + 1;
}

/** The characters that dotenv sees (UTF-8, each line end one \n), and the byte at which each begins. */
function asDotenvReads(raw: Raw): { readonly text: string; readonly offsets: readonly number[] } {
  const characters = raw.matchAll(
    /\r\n?|[\xC2-\xDF][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}|[\xF0-\xF4][\x80-\xBF]{3}|./gs,
  );
  const offsets: number[] = [];
  let text = '';
  for (const { 0: bytes, index } of characters) {
    offsets.push(index);
    // One unit is enough: the pattern only asks for white space, and none of it needs two.
    text += bytes.startsWith('\r') ? '\n' : Buffer.from(bytes, 'latin1').toString().charAt(0);
  }
  return { text, offsets };
}

function parseRaw(raw: Raw): Readonly<Record<string, string>> {
  return parse(Buffer.from(raw, 'latin1'));
}

function rawOf(content: Uint8Array): Raw {
  return Buffer.from(content).toString('latin1');
}

function cut(raw: Raw, start: number, end: number, instead = ''): Raw {
  return raw.slice(0, start) + instead + raw.slice(end);
}
