/** `revoke`: revokes both tokens at LinkedIn and removes them from the file; the app and the account stay. */

import type { Command } from '@commander-js/extra-typings';
import { openSession } from '../../checks/session.ts';
import { keysOf } from '../../credentials/credentials.ts';
import { withEnvLock } from '../../credentials/env-file-update.ts';
import { lacking } from '../../credentials/lacking.ts';
import type { LoadedCredentials } from '../../credentials/load.ts';
import { Exit, type ExitCode, fault, SetupError } from '../../faults/fault.ts';
import { again } from '../../faults/fix.ts';
import type { LinkedIn } from '../../linkedin/client.ts';
import { type AppKeys, revoke } from '../../linkedin/oauth.ts';
import { faultReport } from '../../screen/fix-text.ts';
import { done, fixText, paragraph } from '../../screen/layout.ts';
import type { Secret } from '../../secret.ts';
import { type VariableName, variables } from '../../variables.ts';
import type { Terminal, World } from '../../world.ts';
import { commonFlags, type OptionsOf } from '../flags.ts';
import { printJson } from '../json-answer.ts';

export const flags = (command: Command) =>
  commonFlags(command).option('--yes', 'without a question', false);

const question = {
  id: 'revoke',
  message: 'Revoke both tokens? Whatever uses them stops working at once.',
  preset: false,
  answeredBy: [{ say: 'Confirm it on the command line', run: again({ '--yes': true }) }],
};

/** LinkedIn does not document revocation: a token that it refuses to revoke is reported, and still removed. */
export async function run(options: OptionsOf<typeof flags>, world: World): Promise<ExitCode> {
  const { terminal } = world;
  const session = await openSession(options, world);
  const { loaded } = session;
  if (!options.yes && !(await world.prompts.confirm(question))) {
    if (options.json) printJson(reportOf([], undefined, terminal), terminal);
    return Exit.ok;
  }
  const outcomes = await revokeAndClear(loaded, await session.linkedin(), world);
  // What keeps a token valid comes before what LinkedIn refuses.
  const kept = outcomes.find(({ kind }) => kind === 'kept')?.error;
  const error = kept ?? refusalOf(outcomes, loaded);
  if (options.json) {
    printJson(reportOf(outcomes, error, terminal), terminal);
    return error?.exit ?? Exit.ok;
  }
  for (const line of textOf(outcomes, loaded, terminal)) terminal.say(line);
  if (error !== undefined) throw error;
  return Exit.ok;
}

type TokenName = 'refresh token' | 'access token';

interface Revocation {
  readonly token: TokenName;
  /** `refused` by LinkedIn itself; `kept` where it gave no answer of its own: the token stays valid. */
  readonly kind: 'revoked' | 'refused' | 'kept';
  readonly error?: SetupError;
}

type Revocations = readonly Revocation[];

/** Which variables go with a token; the scopes go when neither is left. */
const variablesOf: Readonly<Record<TokenName, readonly [VariableName, VariableName]>> = {
  'refresh token': [variables.refreshToken, variables.refreshExpiresAt],
  'access token': [variables.accessToken, variables.accessExpiresAt],
};

/** Under the lock, which fails first: no token may be revoked that the file would still hold. */
async function revokeAndClear(loaded: LoadedCredentials, linkedin: LinkedIn, world: World) {
  if (loaded.file === undefined) return await revokeAll(loaded, linkedin);
  return await withEnvLock(loaded.path, world, async (file) => {
    await file.read();
    const outcomes = await revokeAll(loaded, linkedin);
    const ended = endedIn(outcomes, loaded);
    if (ended.length > 0) {
      await file.write(Object.fromEntries(ended.map((name) => [name, undefined])));
    }
    return outcomes;
  });
}

/** A token from the environment that overrides the file's is not the one in the file. */
function endedIn(outcomes: Revocations, { shadowed }: LoadedCredentials) {
  const ended = outcomes.filter(
    ({ kind, token }) => kind !== 'kept' && !shadowed.includes(variablesOf[token][0]),
  );
  if (ended.length === 0) return [];
  const names = ended.flatMap(({ token }) => variablesOf[token]);
  return ended.length === outcomes.length ? [...names, variables.scopes] : names;
}

/** Throws `credentials-incomplete` where there are tokens and no keys to ask with. */
async function revokeAll(loaded: LoadedCredentials, linkedin: LinkedIn): Promise<Revocations> {
  const { credentials, values, displayPath } = loaded;
  const tokens = [
    ['refresh token', credentials.refreshToken],
    ['access token', credentials.accessToken],
  ] as const;
  const keys = keysOf(credentials);
  const outcomes: Revocation[] = [];
  for (const [name, token] of tokens) {
    if (token === undefined) continue;
    if (keys === undefined) {
      const both = [variables.clientId, variables.clientSecret];
      const missing = both.filter((variable) => values[variable] === undefined);
      throw fault('credentials-incomplete', { missing, path: displayPath });
    }
    const silent = outcomes.find(({ kind }) => kind === 'kept');
    // Where LinkedIn did not answer, asking about the other token would only take as long again.
    outcomes.push(
      silent ? { ...silent, token: name } : await revokeOne(name, { keys, token }, linkedin),
    );
  }
  return [...outcomes, ...unsendable(loaded)];
}

/** LinkedIn is not asked about values that no request can carry. */
function unsendable(loaded: LoadedCredentials): Revocations {
  const names = Object.keys(variablesOf) as readonly TokenName[];
  return names
    .filter((token) => loaded.unusable.some(({ variable }) => variable === variablesOf[token][0]))
    .map((token) => ({ token, kind: 'kept', error: lacking(loaded, [variablesOf[token][0]]) }));
}

async function revokeOne(
  token: TokenName,
  one: { readonly keys: AppKeys; readonly token: Secret },
  linkedin: LinkedIn,
): Promise<Revocation> {
  try {
    await revoke(one, linkedin);
    return { token, kind: 'revoked' };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return { token, kind: isRefusal(error) ? 'refused' : 'kept', error };
  }
}

/** LinkedIn's own refusal, with a body that says so: not 408, not 429, not somebody else's page. */
function isRefusal({ linkedin }: SetupError): boolean {
  const { status = 0, code, message } = linkedin ?? {};
  const isFinal = status < 500 && status !== 408 && status !== 429;
  return isFinal && (code ?? message) !== undefined;
}

/** About what was removed from the file, and may still be valid at LinkedIn. */
function refusalOf(outcomes: Revocations, { file, displayPath }: LoadedCredentials) {
  const tokens = tokensThatAre('refused', outcomes).map((token) => `the ${token}`);
  if (tokens.length === 0) return undefined;
  const path = file === undefined ? undefined : displayPath;
  const origin = outcomes.find(({ kind }) => kind === 'refused')?.error;
  return fault('revocation-refused', { tokens, path }, origin);
}

function tokensThatAre(kind: Revocation['kind'], outcomes: Revocations) {
  return outcomes.filter((one) => one.kind === kind).map(({ token }) => token);
}

function reportOf(outcomes: Revocations, error: SetupError | undefined, terminal: Terminal) {
  const failures = outcomes.flatMap(({ token, error: failure }) =>
    failure === undefined ? [] : [{ token, message: failure.message }],
  );
  return {
    outcome: error?.code ?? 'ok',
    exitCode: error?.exit ?? Exit.ok,
    revoked: outcomes.length > 0 && failures.length === 0,
    tokens: outcomes.map(({ token, kind }) => ({ token, outcome: kind })),
    failures,
    ...(error && { error: faultReport(error, terminal) }),
  };
}

function textOf(outcomes: Revocations, loaded: LoadedCredentials, terminal: Terminal) {
  const { file, displayPath } = loaded;
  if (outcomes.length === 0) return [paragraph('There is no token to revoke.', terminal)];
  const revoked = tokensThatAre('revoked', outcomes);
  const kept = tokensThatAre('kept', outcomes);
  const ended = revoked.length === 2 ? 'both tokens' : `the ${revoked[0]}`;
  const [which, stays] =
    kept.length === 2 ? ['Neither token is', 'both stay'] : [`The ${kept[0]} is not`, 'it stays'];
  const where = file === undefined ? '' : `, and ${stays} in ${displayPath}`;
  const isCleared = file !== undefined && kept.length < outcomes.length;
  // Where a token was kept, the command ends with another fault.
  const refusal = kept.length > 0 ? refusalOf(outcomes, loaded) : undefined;
  return [
    revoked.length > 0 && done(`LinkedIn has revoked ${ended}.`, terminal),
    kept.length > 0 && paragraph(`${which} revoked${where}.`, terminal),
    isCleared &&
      done(`Removed from ${displayPath}; the app's keys and the ad account stay.`, terminal),
    refusal && paragraph(refusal.message, terminal),
    ...(refusal?.fix ?? []).map((fix) => fixText(fix, terminal)),
  ].filter((line) => typeof line === 'string');
}
