/** Rules for everything the program says, whatever happened. */

import { readFileSync } from 'node:fs';
import { tokensIn } from './linkedin.ts';
import type { Place } from './place.ts';
import type { Ending } from './program.ts';

/** The README's table of codes: code → exit. */
export const documented: ReadonlyMap<string, number> = new Map(
  [...readFileSync('README.md', 'utf8').matchAll(/^\| `([a-z-]+)` \| (\d) \|/gm)].map(
    ([, code = '', exit]) => [code, Number(exit)],
  ),
);

/** The fault code that was told, `ok` after exit 0, or the exit in words. */
export function outcomeOf({ exit, signal, stdout, stderr }: Ending): string {
  const told = jsonOf(stdout)?.['outcome'];
  if (typeof told === 'string') return told;
  const codes = [
    ...(stderr + stdout).matchAll(/\(([a-z]+(?:-[a-z]+)+|throttled)(?:, exit \d)?\)/g),
  ];
  const code = codes.map(([, name = '']) => name).findLast((name) => documented.has(name));
  if (code !== undefined) return code;
  if (exit === 0) return 'ok';
  return exit === undefined ? `${signal}` : `exit ${exit}`;
}

export function jsonOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

export function judgeOutput(ending: Ending, place: Place): string[] {
  return [
    ...judgeExit(ending, place),
    ...judgeSecrets(ending, place),
    ...judgeCharacters(ending, place),
    ...judgeJson(ending, place),
    ...judgeAdvice(ending, place),
  ];
}

function judgeExit(ending: Ending, { start }: Place): string[] {
  const { exit, signal, stdout, stderr } = ending;
  const complaints: string[] = [];
  if (exit === 1) complaints.push('exit 1: a bug');
  if (signal !== undefined && !ending.killed) complaints.push(`ended by ${signal}`);
  if (exit !== undefined && ![0, 1, 2, 3, 4, 5, 6, 130].includes(exit)) {
    complaints.push(`exit ${exit} is not one of the table`);
  }
  const stack = /^\s+at .+:\d+:\d+\)?$/m.test(stderr + stdout);
  if (stack && !start.args.includes('--debug')) complaints.push('a stack on the screen');
  const code = outcomeOf(ending);
  const promised = documented.get(code);
  if (promised !== undefined && exit !== undefined && exit !== promised && exit !== 130) {
    complaints.push(`${code} with exit ${exit}, documented as ${promised}`);
  }
  const silent = exit !== 0 && exit !== undefined && (stdout + stderr).trim() === '';
  if (silent) complaints.push('failed without a word');
  return complaints;
}

const piece = 12;

function judgeSecrets({ stdout, stderr }: Ending, { command, secrets, linkedin }: Place): string[] {
  const said = command.handsOver ? stderr : stdout + stderr;
  const tokens = new Set(tokensIn(said));
  const all = [...secrets, ...linkedin.given];
  const shown = all.some((secret) => tokens.has(secret) || holdsPiece(said, secret));
  return shown ? ['a secret, or a piece of one, in the output'] : [];
}

/** The beginning is the same for all of LinkedIn's tokens, and is told as their shape. */
function holdsPiece(text: string, secret: string): boolean {
  for (let at = piece; at + piece <= secret.length; at += 1) {
    if (text.includes(secret.slice(at, at + piece))) return true;
  }
  return false;
}

/** All but tab and line end, and what turns the direction of text. */
const unprintable = /(?![\t\n\r])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** What the program itself sends to a terminal: colours, the cursor, the line that moves. */
const ownSequences = new RegExp(`${'\u001b'}(?:\\[[0-9;?]*[A-Za-z]|[78])`, 'g');

function judgeCharacters({ stdout, stderr }: Ending, { start }: Place): string[] {
  const shown = start.terminal ? stdout.replace(ownSequences, '') : stderr;
  const found = unprintable.exec(shown)?.[0]?.codePointAt(0);
  if (found === undefined) return [];
  return [`a raw U+${found.toString(16).padStart(4, '0')} on the screen`];
}

function judgeJson({ stdout, exit, killed }: Ending, { start }: Place): string[] {
  if (!start.args.includes('--json') || killed) return [];
  if (start.terminal || start.streams.stdout !== undefined) return [];
  const object = jsonOf(stdout);
  if (object === undefined) return exit === 130 ? [] : ['--json, and stdout is no JSON'];
  // The accounts are a list.
  if (stdout.startsWith('[')) return [];
  if (object['exitCode'] !== exit) return [`"exitCode" is ${object['exitCode']}, the exit ${exit}`];
  return [];
}

/** Commands that are advised must work on the credentials that this run worked on. */
function judgeAdvice({ stdout, stderr }: Ending, { start }: Place): string[] {
  const said = start.terminal ? stdout : stderr;
  if (/npm (install|i) [^\n]*pectus-linkedin/.test(said)) return ['advises to install a free name'];
  const [, file] = /(?:^|\s)(?:-f|--file) (\S+)/.exec(start.args.join(' ')) ?? [];
  if (file === undefined) return [];
  const commands = said.match(
    /^ {2,}.*pectus-linkedin(?:\.js)? (?:setup|verify|refresh|revoke)\b.*/gm,
  );
  const wrong = (commands ?? []).filter((line) => !line.includes(file));
  return wrong.length > 0 ? [`advises a command without --file: ${wrong[0]}`] : [];
}
