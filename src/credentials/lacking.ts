/** Why a command cannot go on with what is set: the one place that says it. */

import { fault, type SetupError } from '../faults/fault.ts';
import { opensAdAccounts } from '../linkedin/scopes.ts';
import { contractNames, type VariableName, variables } from '../variables.ts';
import type { LoadedCredentials, Unusable } from './load.ts';
import { parseVariable } from './variable-values.ts';

export const tokenVariables: readonly VariableName[] = [
  variables.refreshToken,
  variables.accessToken,
];

/**
 * `value-unresolved`, `keys-malformed` or `value-malformed` where one of the needed variables holds what
 * cannot be used; else `credentials-incomplete` with those that are not set.
 */
export function lacking(loaded: LoadedCredentials, needed: readonly VariableName[]): SetupError {
  const { values, displayPath } = loaded;
  const flawed = loaded.unusable.filter(({ variable }) => needed.includes(variable));
  // All of them come from the same program, so all are named at once.
  const unresolved = flawed.some(({ kind }) => kind === 'reference') && unresolvedFault(loaded);
  if (unresolved) return unresolved;
  const malformed = flawed.find(({ kind }) => kind === 'malformed');
  if (malformed?.kind === 'malformed') return malformedFault(malformed, loaded);
  const missing = needed.filter((name) => values[name] === undefined);
  const placeholders = flawed.map(({ variable }) => variable);
  const misspelt = loaded.misspelt.filter(({ variable }) => needed.includes(variable));
  return fault('credentials-incomplete', { missing, placeholders, misspelt, path: displayPath });
}

/**
 * What is not set and must be: either token will do, and the refresh token mints the other one. A token that
 * came without an app needs no keys, and scopes that show no ad accounts need none.
 */
export function missingVariables(loaded: LoadedCredentials): readonly VariableName[] {
  const { accessToken, refreshToken, scopes } = loaded.credentials;
  const needless: VariableName[] = [];
  if (accessToken !== undefined || refreshToken !== undefined) {
    needless.push(variables.accessToken, variables.refreshToken);
  }
  if (isTokenAlone(loaded)) needless.push(variables.clientId, variables.clientSecret);
  if (scopes !== undefined && !opensAdAccounts(scopes)) needless.push(variables.adAccountId);
  return contractNames.filter(
    (name) => loaded.values[name] === undefined && !needless.includes(name),
  );
}

/** An access token without an app's keys, as Campaign Manager gives it out: nothing can renew it. */
export function isTokenAlone({ credentials, unusable }: LoadedCredentials): boolean {
  const others: readonly VariableName[] = [
    variables.clientId,
    variables.clientSecret,
    variables.refreshToken,
  ];
  const { accessToken, refreshToken, clientId, clientSecret } = credentials;
  return (
    accessToken !== undefined &&
    [refreshToken, clientId, clientSecret].every((value) => value === undefined) &&
    !unusable.some(({ variable, kind }) => others.includes(variable) && kind !== 'placeholder')
  );
}

/** Throws what `lacking` says when there is neither token. */
export function assertTokens(loaded: LoadedCredentials): void {
  const { credentials } = loaded;
  if (credentials.accessToken !== undefined || credentials.refreshToken !== undefined) return;
  throw lacking(loaded, missingVariables(loaded));
}

/** Throws `value-unresolved` where anything of ours stands for a value that another program is to fetch. */
export function assertResolved(loaded: LoadedCredentials): void {
  const unresolved = unresolvedFault(loaded);
  if (unresolved !== undefined) throw unresolved;
}

/**
 * Those of the variables that are references in the file, whatever the environment says: written over, the
 * way to the values would be lost, and with the next start they would be the old ones again.
 */
export function referencesInFile(
  { file }: LoadedCredentials,
  names: readonly VariableName[],
): readonly VariableName[] {
  return names.filter((name) => parseVariable(name, file?.values[name]).kind === 'reference');
}

function unresolvedFault(loaded: LoadedCredentials): SetupError | undefined {
  const references = loaded.unusable.filter((one) => one.kind === 'reference');
  const [first] = references;
  if (first === undefined) return undefined;
  return fault('value-unresolved', {
    variables: references.map(({ variable }) => variable),
    place: placeOf(first, loaded),
    resolver: first.resolver.name,
    ...(first.resolver.through && { through: first.resolver.through(loaded.displayPath) }),
  });
}

function malformedFault(flaw: Extract<Unusable, { kind: 'malformed' }>, loaded: LoadedCredentials) {
  const { variable, why } = flaw;
  const isKey = variable === variables.clientId || variable === variables.clientSecret;
  if (isKey) return fault('keys-malformed', { variable, why });
  const date = variable === variables.accessExpiresAt || variable === variables.refreshExpiresAt;
  return fault('value-malformed', { variable, place: placeOf(flaw, loaded), why, date });
}

/** ".env", or "the environment". */
export function placeOf({ origin }: Pick<Unusable, 'origin'>, loaded: LoadedCredentials): string {
  return origin === 'file' ? loaded.displayPath : 'the environment';
}
