/** The `.env` on the disk, read as the host reads it. */

import { fault, platformCode } from '../faults/fault.ts';
import { again } from '../faults/fix.ts';
import type { Readers, World } from '../world.ts';
import { duplicateKeys, parseEnv } from './dotenv-text.ts';
import { describeFileError } from './file-errors.ts';
import { foreignEncoding, wrongEncoding } from './text-encoding.ts';

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
  const encoding = foreignEncoding(content);
  if (encoding !== undefined) throw wrongEncoding(machine.displayPath(path), encoding);
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
