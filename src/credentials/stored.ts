/** The credentials as the host will see them: the file, and over it the process environment. */

import { type Values, type VariableName, variableNames } from '../variables.ts';
import type { World } from '../world.ts';
import { type Draft, readDraft } from './credentials.ts';
import type { EnvChanges } from './env-file.ts';
import { type EnvText, readEnvFile } from './env-store.ts';

export interface Stored {
  readonly path: string;
  /** The path as it is shown. */
  readonly shown: string;
  /** Undefined when there is no such file. */
  readonly file: EnvText | undefined;
  readonly values: Values;
  /** Set in the environment to another value than in the file; the environment wins, as with dotenv. */
  readonly shadowed: readonly VariableName[];
  readonly draft: Draft;
}

/** Throws `env-file-unreadable`; a missing file is an ordinary answer. */
export async function loadStored(
  path: string,
  world: Pick<World, 'files' | 'env' | 'machine'>,
): Promise<Stored> {
  const file = await readEnvFile(path, variableNames, world);
  const inFile = pick(file?.values ?? {});
  const inEnvironment = pick(world.env);
  const values: Values = { ...inFile, ...inEnvironment };
  const shadowed = variableNames.filter(
    (name) => inFile[name] !== undefined && inFile[name] !== values[name],
  );
  return {
    path,
    shown: world.machine.shown(path),
    file,
    values,
    shadowed,
    draft: readDraft(values),
  };
}

/** The same with changes that are not in the file yet. */
export function withChanges(stored: Stored, changes: EnvChanges): Stored {
  const values: Record<string, string | undefined> = { ...stored.values };
  for (const [name, value] of Object.entries(changes)) {
    values[name] = typeof value === 'object' ? value.reveal() : value;
  }
  return { ...stored, values: pick(values), draft: readDraft(pick(values)) };
}

/** Whether anything of ours is set anywhere. */
export function isEmpty({ file, values }: Stored): boolean {
  return file === undefined && Object.keys(values).length === 0;
}

/** Our variables only; an empty one counts as not set. */
function pick(source: Readonly<Record<string, string | undefined>>): Values {
  const found = variableNames.flatMap((name) => {
    const value = source[name];
    return value === undefined || value === '' ? [] : [[name, value]];
  });
  return Object.fromEntries(found) as Values;
}
