/** The `.env` on the disk, read as the host reads it. */

import { fault, platformCode } from '../faults/fault.ts';
import { again } from '../faults/fix.ts';
import type { Readers, World } from '../world.ts';
import { duplicateKeys, parseEnv } from './dotenv-text.ts';
import { describeFileError } from './file-errors.ts';

export type EnvFile = ReturnType<typeof parseContent>;

type ReadWorld = Pick<World, 'files' | 'machine'>;

/** Undefined when there is no such file. Throws `env-file-unreadable`. */
export async function readEnvFile(
  path: string,
  keys: readonly string[],
  world: ReadWorld,
): Promise<EnvFile | undefined> {
  const stored = await readContent(path, world);
  return stored && parseContent(path, stored, keys);
}

export interface EnvContent {
  readonly content: Uint8Array;
  /** Permission bits, undefined where the system has none. */
  readonly mode: number | undefined;
}

/** Undefined when there is no such file. Throws `env-file-unreadable`. */
export async function readContent(
  path: string,
  { files, machine }: ReadWorld,
): Promise<EnvContent | undefined> {
  const refuse = unreadable(path, machine);
  const content = await files.readStable(path).catch(refuse);
  if (content === undefined) return undefined;
  if (isUtf16(content)) {
    const why = 'it is UTF-16 text, which dotenv does not read';
    const say = 'Save it as UTF-8 (in Notepad: Save as, then Encoding), then';
    const facts = { path: machine.displayPath(path), why, fix: [{ say, run: again() }] };
    throw fault('env-file-unreadable', facts);
  }
  return { content, mode: (await files.stat(path).catch(refuse))?.mode };
}

/** Its `duplicates` are those of the keys, or of all, that are assigned more than once. */
export function parseContent(
  path: string,
  { content, mode }: EnvContent,
  keys?: readonly string[],
) {
  const values = parseEnv(content);
  return { path, values, duplicates: duplicateKeys(content, keys ?? Object.keys(values)), mode };
}

/** What `>` of Windows PowerShell 5 writes, with or without its mark: every other byte is zero. */
function isUtf16(content: Uint8Array): boolean {
  const [first, second] = content;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const start = content.subarray(0, 4_096);
  return [0, 1].some((parity) => {
    const half = start.filter((_, index) => index % 2 === parity);
    const zeros = half.filter((byte) => byte === 0).length;
    return start.length >= 4 && zeros > half.length * 0.7;
  });
}

function unreadable(path: string, machine: World['machine']): (error: unknown) => never {
  return (error) => {
    const why = describeFileError(error);
    const say = 'Unlock the program that fills it, such as 1Password, then';
    const fix = platformCode(error) === 'PIPE_SILENT' ? { fix: [{ say, run: again() }] } : {};
    const facts = { path: machine.displayPath(path), why, ...fix };
    throw fault('env-file-unreadable', facts, { cause: error });
  };
}

/** Only what was looked at is claimed. */
export function readersText(readers: Readers | undefined): string {
  return readers === undefined ? 'access as in its folder' : `readable by ${readers}`;
}
