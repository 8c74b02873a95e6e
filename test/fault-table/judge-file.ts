/** What became of the `.env`, and whether LinkedIn or the person gave what is new in it. */

import { parse } from 'dotenv';
import type { Place } from './place.ts';
import type { Snapshot } from './snapshot.ts';

export interface FileVerdict {
  /** For the table: `unchanged`, `renewed`, `signed in`, `cleared`, … */
  readonly word: string;
  readonly complaints: readonly string[];
}

const dates = ['LINKEDIN_ACCESS_TOKEN_EXPIRES_AT', 'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT'];
const tokens = ['LINKEDIN_ACCESS_TOKEN', 'LINKEDIN_REFRESH_TOKEN'];

export function judgeFile(before: Snapshot, after: Snapshot, place: Place): FileVerdict {
  if (JSON.stringify(before) === JSON.stringify(after)) {
    return { word: before.kind === 'none' ? 'none' : 'unchanged', complaints: [] };
  }
  if (before.kind !== after.kind && before.kind !== 'none') {
    return {
      word: 'replaced',
      complaints: [`the .env was a ${before.kind} and is a ${after.kind}`],
    };
  }
  const [old, now] = [textOf(before), textOf(after)];
  const complaints = [
    ...judgeMode(before, after),
    ...(foreignLines(old) === foreignLines(now)
      ? []
      : ['lines that are not ours changed in the .env']),
    ...judgeValues(parse(old), parse(now), place),
  ];
  return { word: wordFor(parse(old), parse(now)), complaints };
}

const textOf = ({ text = '' }: Snapshot) => Buffer.from(text, 'latin1').toString('utf8');

function judgeMode(before: Snapshot, after: Snapshot): string[] {
  const complaints: string[] = [];
  if ((after.mode & 0o007) !== 0)
    complaints.push(`others may read the .env (${after.mode.toString(8)})`);
  if (before.kind === 'none') return complaints;
  if ((after.mode & 0o770) !== (before.mode & 0o770)) {
    complaints.push(`the mode went from ${before.mode.toString(8)} to ${after.mode.toString(8)}`);
  }
  if (after.owner !== before.owner) {
    complaints.push(`the owner went from ${before.owner} to ${after.owner}`);
  }
  return complaints;
}

/** Every line that no LINKEDIN_ variable stands on, with its line end; a last line end may be added. */
export function foreignLines(text: string): string {
  const lines = text
    .split(/\r\n?|\n/)
    .filter((line) => !/^\ufeff?\s*(export\s+)?LINKEDIN_/.test(line));
  return lines.join('\n').trimEnd();
}

type Values = Readonly<Record<string, string>>;

function judgeValues(before: Values, after: Values, place: Place): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    if (old === now) return [];
    if (!name.startsWith('LINKEDIN_')) return [`the foreign ${name} changed`];
    if (now === undefined) return judgeLoss(name, place);
    return isGiven(name, now, place) ? [] : [`${name} holds what nobody gave`];
  });
}

/** Only `revoke` takes something out. */
function judgeLoss(name: string, { command }: Place): string[] {
  return command.calls.includes('revoke') ? [] : [`${name} was taken out of the .env`];
}

function isGiven(
  name: string,
  value: string,
  { allowed, linkedin, known, linkedInClock }: Place,
): boolean {
  if (known.has(value)) return true;
  if (tokens.includes(name)) return linkedin.given.has(value);
  if (dates.includes(name))
    return isPlausibleDate(value, linkedInClock) || allowed.has('odd-dates');
  if (name === 'LINKEDIN_SCOPES') return /^[a-z_]+(,[a-z_]+)*$/.test(value);
  if (name === 'LINKEDIN_AD_ACCOUNT_ID') return value === '512345678';
  if (name === 'LINKEDIN_MEMBER_URN') return value.startsWith('urn:li:person:');
  return false;
}

/** A year is the longest that LinkedIn gives. */
function isPlausibleDate(value: string, linkedInClock: number): boolean {
  const time = Date.parse(value) - linkedInClock * 86_400_000;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) return false;
  return time > Date.now() - 86_400_000 && time < Date.now() + 370 * 86_400_000;
}

function wordFor(before: Values, after: Values): string {
  const [access = '', refresh = ''] = tokens;
  const lost = tokens.filter((name) => before[name] !== undefined && after[name] === undefined);
  if (lost.length > 0) return lost.length === 2 ? 'cleared' : 'half cleared';
  if (before[access] === undefined && after[access] !== undefined) return 'signed in';
  if (before[refresh] !== after[refresh]) return 'signed in anew';
  return before[access] === after[access] ? 'other values' : 'renewed';
}
