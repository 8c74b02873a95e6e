/** Reads and changes the content of a `.env`: bytes in, bytes out, and every byte that is not ours is kept. */

import { parse } from 'dotenv';
import { fault } from '../faults/fault.ts';
import { Secret } from '../secret.ts';
import { type Assignment, assignmentsOf, type Raw } from './dotenv-scan.ts';

/** `undefined` removes every line of the key. */
export type EnvChanges = Readonly<Record<string, string | Secret | undefined>>;

type Values = Readonly<Record<string, string | undefined>>;

/** Exactly the values that the host's dotenv finds. */
export function parseEnv(content: Uint8Array): Readonly<Record<string, string>> {
  return parseRaw(rawOf(content));
}

/** Which of the keys are assigned more than once; dotenv believes the last assignment. */
export function duplicateKeys(content: Uint8Array, keys: readonly string[]): readonly string[] {
  const times = new Map<string, number>();
  for (const { key } of assignmentsOf(rawOf(content))) times.set(key, (times.get(key) ?? 0) + 1);
  return keys.filter((key) => (times.get(key) ?? 0) > 1);
}

export function mergeEnv(content: Uint8Array, changes: EnvChanges): Uint8Array {
  const raw = rawOf(content);
  const before: Values = parseRaw(raw);
  const wanted = Object.entries(changes)
    .map(([key, value]) => [key, value instanceof Secret ? value.reveal() : value] as const)
    .filter(([key, value]) => before[key] !== value);
  for (const [key, value] of wanted) {
    const why = value === undefined ? undefined : unwritableValue(value);
    if (why !== undefined) throw fault('env-value-unwritable', { key, why });
  }

  // Removed lines may be the last of the file, so the place of new ones is looked for afterwards.
  const kept = applyEdits(raw, wanted, removalsOf);
  const merged = applyEdits(kept, wanted, settingsOf);
  assertRoundTrip(merged, before, Object.fromEntries(wanted));
  return Buffer.from(merged, 'latin1');
}

type Change = readonly [key: string, value: string | undefined];

/** What stands between the two positions is replaced by the text. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** A line of its own: it follows whatever else ends at its position. */
  readonly isLine?: boolean;
}

type EditsOf = (change: Change, assignments: readonly Assignment[], raw: Raw) => readonly Edit[];

/** In the order of their positions; a value at the very end of the file comes before new lines. */
function applyEdits(raw: Raw, changes: readonly Change[], editsOf: EditsOf): Raw {
  const assignments = assignmentsOf(raw);
  const edits = changes.flatMap((change) => editsOf(change, assignments, raw));
  let text = '';
  let done = 0;
  const isLine = (edit: Edit) => Number(edit.isLine ?? false);
  edits.sort((one, other) => one.from - other.from || isLine(one) - isLine(other));
  for (const edit of edits) {
    text += raw.slice(done, Math.max(done, edit.from)) + edit.text;
    done = Math.max(done, edit.to);
  }
  return text + raw.slice(done);
}

const removalsOf: EditsOf = ([key, value], assignments) => {
  const own = assignments.filter((assignment) => value === undefined && assignment.key === key);
  return own.map(({ lineStart, lineEnd }) => ({ from: lineStart, to: lineEnd, text: '' }));
};

const settingsOf: EditsOf = ([key, value], assignments, raw) => {
  if (value === undefined) return [];
  const last = assignments.findLast((assignment) => assignment.key === key);
  if (last === undefined) return [newLine(`${key}=${value}`, assignments, raw)];
  const { valueStart, valueEnd, before, after } = last;
  return [{ from: valueStart, to: valueEnd, text: `${before}${value}${after}` }];
};

const byteOrderMark = '\xEF\xBB\xBF';

/** Under the last variable of the same family (LINKEDIN_…), else at the end. */
function newLine(line: string, assignments: readonly Assignment[], raw: Raw): Edit {
  const family = line.replace(/[_=].*/s, '_');
  const related = assignments.findLast(({ key }) => key.startsWith(family));
  const at = related?.lineEnd ?? raw.length;
  const lineBreak = lineBreakAbove(raw, at);
  // A file without a last line break stays one.
  const isOpen = /[^\r\n]$/.test(raw.slice(0, at)) && raw !== byteOrderMark;
  return { from: at, to: at, text: isOpen ? lineBreak + line : line + lineBreak, isLine: true };
}

function lineBreakAbove(raw: Raw, at: number): string {
  const above = raw.slice(0, at);
  const last = Math.max(above.lastIndexOf('\n'), above.lastIndexOf('\r'));
  if (raw[last] === '\r') return '\r';
  return raw[last - 1] === '\r' ? '\r\n' : '\n';
}

/**
 * Why a value has no bare form that dotenv, Node, Python, systemd, shells and Docker read alike; undefined
 * when it has one. Says it without a single character of the value.
 */
export function unwritableValue(value: string): string | undefined {
  if (/^[\w.+/=%:,-]+$/.test(value)) return undefined;
  if (value === '') return 'it is empty';
  if (/\s/.test(value)) return 'it contains a space or a line break';
  if (/["'`]/.test(value)) return 'it contains a quotation mark';
  return 'it contains a character that .env readers read differently';
}

/** The last word is dotenv's: a stray quote above our line can make it part of another value. */
function assertRoundTrip(merged: Raw, before: Values, wanted: Values): void {
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

function parseRaw(raw: Raw): Readonly<Record<string, string>> {
  // Its pattern takes quadratic time for blank lines and open quotes; its scanner reads the same.
  return parse(Buffer.from(raw, 'latin1'), { fast: true });
}

function rawOf(content: Uint8Array): Raw {
  return Buffer.from(content).toString('latin1');
}
