/** The credentials as the host will see them: the file, and over it the process environment. */

import { fault } from '../faults/fault.ts';
import { type Values, type VariableName, variableNames, variables } from '../variables.ts';
import type { World } from '../world.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import type { EnvChanges } from './dotenv-text.ts';
import { type EnvFile, readEnvFile } from './env-file.ts';
import {
  type ParsedValue,
  parseVariable,
  type UnusableValue,
  type ValueSource,
  type Wrapper,
} from './variable-values.ts';

export interface LoadedCredentials {
  readonly path: string;
  readonly displayPath: string;
  readonly file: EnvFile | undefined;
  /** What can be used, without what stands round it. */
  readonly values: Values;
  readonly origins: Readonly<Partial<Record<VariableName, ValueSource>>>;
  /** What is set and cannot be used: nothing of it is in `values` or `credentials`. */
  readonly unusable: readonly Unusable[];
  /** Values that the host reads with quotes or spaces round them; here they are taken off. */
  readonly wrapped: readonly Wrapped[];
  /** Set in the environment to another value than in the file; the environment wins, as with dotenv. */
  readonly shadowed: readonly VariableName[];
  /** Set in the environment to what cannot be used: the host reads that, and this program the file. */
  readonly emptied: readonly VariableName[];
  /** Names that differ from ours in case or signs only, of variables that are not set. */
  readonly misspelt: readonly Misspelt[];
  readonly credentials: Credentials;
}

export interface Misspelt {
  readonly name: string;
  readonly variable: VariableName;
}

export type Unusable = UnusableValue & {
  readonly variable: VariableName;
  readonly origin: ValueSource;
};

export interface Wrapped {
  readonly variable: VariableName;
  readonly origin: ValueSource;
  readonly by: Wrapper;
}

type LoadWorld = Pick<World, 'files' | 'env' | 'machine'>;

/** Throws `env-file-missing` where nothing of ours is set anywhere, and `env-file-unreadable`. */
export async function loadCredentials(path: string, world: LoadWorld): Promise<LoadedCredentials> {
  const loaded = await findCredentials(path, world);
  if (isEmpty(loaded)) throw fault('env-file-missing', { path: loaded.displayPath });
  return loaded;
}

/** Throws `env-file-unreadable`; that nothing is set is an ordinary answer. */
export async function findCredentials(path: string, world: LoadWorld): Promise<LoadedCredentials> {
  return credentialsIn(await readEnvFile(path, variableNames, world), path, world);
}

/** The same of a file that was read already; undefined stands for a missing one. */
export function credentialsIn(
  file: EnvFile | undefined,
  path: string,
  world: Omit<LoadWorld, 'files'>,
): LoadedCredentials {
  const found = variableNames.map((variable): Variable => {
    const [ours, theirs] = [file?.values[variable], world.env[variable]];
    const inFile = { ...parseVariable(variable, ours), variable, origin: 'file' } as const;
    const parsed = parseVariable(variable, theirs);
    const inEnvironment = { ...parsed, variable, origin: 'environment' } as const;
    return { inFile, inEnvironment, isInEnvironment: theirs !== undefined };
  });
  const chosen = found.map(chosenOf);
  const usable = chosen.filter((one) => one.kind === 'value');
  const values = Object.fromEntries(usable.map(({ variable, value }) => [variable, value]));
  const shadowed = (by: 'other' | 'unusable') =>
    found.filter((one) => shadowOf(one) === by).map(({ inFile }) => inFile.variable);
  return {
    path,
    displayPath: world.machine.displayPath(path),
    file: file && { ...file, duplicates: file.duplicates.filter(isOurs) },
    values,
    origins: Object.fromEntries(usable.map(({ variable, origin }) => [variable, origin])),
    unusable: chosen.filter(({ kind }) => kind !== 'value' && kind !== 'unset') as Unusable[],
    wrapped: usable.flatMap(({ variable, origin, wrapped: by }) =>
      by ? [{ variable, origin, by }] : [],
    ),
    shadowed: shadowed('other'),
    emptied: shadowed('unusable'),
    misspelt: misspeltIn({ ...world.env, ...file?.values }).filter(({ variable }) =>
      chosen.some((one) => one.variable === variable && one.kind === 'unset'),
    ),
    credentials: readCredentials(values),
  };
}

const isOurs = (name: string) => variableNames.some((ours) => ours === name);

function misspeltIn(texts: Readonly<Record<string, string | undefined>>): readonly Misspelt[] {
  return Object.keys(texts).flatMap((name) => {
    const isMeant = (ours: string) => ours !== name && lettersOf(ours) === lettersOf(name);
    if (texts[name] === '') return [];
    return variableNames.filter(isMeant).map((variable) => ({ name, variable }));
  });
}

const lettersOf = (name: string) => name.toUpperCase().replace(/[^A-Z]/g, '');

type Found = ParsedValue & { readonly variable: VariableName; readonly origin: ValueSource };

interface Variable {
  readonly inFile: Found;
  readonly inEnvironment: Found;
  readonly isInEnvironment: boolean;
}

/** The environment's value counts, and the file's where the environment has none that can be used. */
function chosenOf({ inFile, inEnvironment }: Variable): Found {
  const all = [inEnvironment, inFile];
  const usable = all.find(({ kind }) => kind === 'value');
  return usable ?? all.find(({ kind }) => kind !== 'unset') ?? inFile;
}

/** A reference in the file is meant to be overruled: its program puts the value into the environment. */
function shadowOf({ inFile, inEnvironment, isInEnvironment }: Variable) {
  if (!isInEnvironment || inFile.kind !== 'value') return undefined;
  if (inEnvironment.kind !== 'value') return 'unusable';
  return inEnvironment.value === inFile.value ? undefined : 'other';
}

/** The same with changes that are not in the file yet. */
export function withChanges(loaded: LoadedCredentials, changes: EnvChanges): LoadedCredentials {
  const values: Record<string, string | undefined> = { ...loaded.values };
  for (const [name, value] of Object.entries(changes)) {
    values[name] = typeof value === 'object' ? value.reveal() : value;
  }
  const set = Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
  ) as Values;
  const unusable = loaded.unusable.filter(({ variable }) => set[variable] === undefined);
  return { ...loaded, values: set, unusable, credentials: readCredentials(set) };
}

/** The same for another ad account than theirs, where one is given. */
export function withAccount(loaded: LoadedCredentials, id: string | undefined): LoadedCredentials {
  return id === undefined ? loaded : withChanges(loaded, { [variables.adAccountId]: id });
}

/** When somebody has to sign in again: with the refresh token's end, or without one with the access token's. */
export function signInEndOf(credentials: Credentials): Date | undefined {
  return credentials.refreshToken === undefined
    ? credentials.accessExpiresAt
    : credentials.refreshExpiresAt;
}

export function isEmpty({ file, values, unusable }: LoadedCredentials): boolean {
  return file === undefined && Object.keys(values).length === 0 && unusable.length === 0;
}
