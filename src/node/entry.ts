/**
 * The first file of the program. Version and help are told without the rest of it; the rest is compiled from the code
 * cache that the build made for this very Node.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { version } from '../version.ts';
import { helpWidth, isTerminal, streamOf, write } from './standard-streams.ts';

export function enter(folder: string): void {
  const text = toldAtOnce(process.argv.slice(2), folder);
  if (text === undefined) (load('./run.cjs', folder) as typeof import('./run.ts')).run();
  else write(1, text, onWritten);
}

function toldAtOnce(words: readonly string[], folder: string): string | undefined {
  if (words[0] === '--version' || words[0] === '-V') return `${version}\n`;
  const topic = helpTopic(words);
  if (topic === undefined || !/^[a-z-]+$/.test(topic)) return undefined;
  if (isTerminal(1) && streamOf(1).columns < helpWidth) return undefined;
  return textOf(join(folder, 'help', `${topic}.txt`))?.toString();
}

/** `pectus-linkedin --help`, `pectus-linkedin verify --help`, `pectus-linkedin help verify`. */
function helpTopic([first = '', second, ...others]: readonly string[]): string | undefined {
  const isHelp = (word: string | undefined) => word === '--help' || word === '-h';
  if (others.length > 0) return undefined;
  if (isHelp(first) && second === undefined) return 'pectus-linkedin';
  if (first === 'help') return second ?? 'pectus-linkedin';
  return isHelp(second) ? first : undefined;
}

/** A reader that went away is no failure. */
function onWritten(error?: Error | null): void {
  if (!error) return;
  const isGone = (error as NodeJS.ErrnoException).code === 'EPIPE';
  process.exitCode = isGone ? 0 : 2;
}

// --- the program -----------------------------------------------------------------------------------

interface Chunk {
  readonly exports: unknown;
}

const chunks = new Map<string, Chunk>();
const scripts = new Map<string, Script>();

/**
 * One of the bundle's files, and what it requires. V8 takes a code cache only from the same version, for the same
 * flags; without one, or with another, it compiles the text.
 */
export function load(name: string, folder: string): unknown {
  const known = chunks.get(name);
  if (known !== undefined) return known.exports;
  const filename = join(folder, name);
  // The build leaves nothing in it but ASCII.
  const text = readFileSync(filename, 'latin1');
  const cachedData = textOf(cacheOf(filename));
  const options = { filename, ...(cachedData && { cachedData }) };
  const script = new Script(`(function(exports,require,module,__filename){${text}\n})`, options);
  const chunk = { exports: {} };
  chunks.set(name, chunk);
  scripts.set(filename, script);
  const require = (id: string) =>
    id.startsWith('./') ? load(id, folder) : process.getBuiltinModule(id);
  script.runInThisContext()(chunk.exports, require, chunk, filename);
  return chunk.exports;
}

/** The caches that belong to what has been loaded and run by now, by the path of their file. */
export function codeCaches(): ReadonlyMap<string, Buffer> {
  const made = [...scripts].map(
    ([path, script]) => [cacheOf(path), script.createCachedData()] as const,
  );
  return new Map(made);
}

function cacheOf(path: string): string {
  return `${path}-${process.version}-${process.arch}.cache`;
}

function textOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
