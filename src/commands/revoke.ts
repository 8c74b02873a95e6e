/** `revoke`: ends both tokens at LinkedIn and takes them out of the file; the app and the account stay. */

import { type Draft, keysOf } from '../credentials/credentials.ts';
import { withEnvLock } from '../credentials/env-store.ts';
import { isEmpty, loadStored, type Stored } from '../credentials/stored.ts';
import { Exit, type ExitCode, fault, isFault, SetupError } from '../errors.ts';
import { again } from '../faults/fix.ts';
import type { LinkedIn } from '../linkedin/linkedin.ts';
import { type AppKeys, revoke as revokeToken } from '../linkedin/oauth.ts';
import { variables } from '../variables.ts';
import { done, paragraph } from '../wizard/layout.ts';
import type { Terminal, World } from '../world.ts';
import { type CommonOptions, linkedInWith } from './options.ts';

export interface RevokeOptions extends CommonOptions {
  /** No question. */
  readonly yes: boolean;
}

const cleared = [
  variables.accessToken,
  variables.refreshToken,
  variables.accessExpiresAt,
  variables.refreshExpiresAt,
  variables.scopes,
];

/** LinkedIn does not document revocation: a refusal is told, and the file is cleared all the same. */
export async function revoke(options: RevokeOptions, world: World): Promise<ExitCode> {
  const { terminal } = world;
  const stored = await loadStored(options.envFile, world);
  if (isEmpty(stored)) throw fault('env-file-missing', { path: stored.shown });
  if (!options.yes && !(await confirmed(world))) return Exit.ok;
  const linkedin = linkedInWith(stored, options, world);
  const outcomes = await revokeAndClear(stored, linkedin, world);
  if (options.json) terminal.result(JSON.stringify(reportOf(outcomes), undefined, 2));
  else for (const line of textOf(outcomes, stored, terminal)) terminal.say(line);
  return Exit.ok;
}

/** Under the lock, which refuses first: tokens must not be ended that the file would go on to hold. */
async function revokeAndClear(
  stored: Stored,
  linkedin: LinkedIn,
  world: World,
): Promise<readonly Outcome[]> {
  const keys = keysOf(stored.draft);
  const revokeAll = async () =>
    keys === undefined ? [] : await revokeBoth(stored.draft, keys, linkedin);
  if (stored.file === undefined) return await revokeAll();
  return await withEnvLock(stored.path, world, async (file) => {
    const outcomes = await revokeAll();
    await file.write(Object.fromEntries(cleared.map((name) => [name, undefined])));
    return outcomes;
  });
}

function reportOf(outcomes: readonly Outcome[]) {
  const failures = outcomes.flatMap(({ token, refusal }) =>
    refusal === undefined ? [] : [{ token, message: refusal }],
  );
  const revoked = outcomes.length > 0 && failures.length === 0;
  return { exitCode: Exit.ok, revoked, failures };
}

function textOf(
  outcomes: readonly Outcome[],
  { file, shown }: Stored,
  terminal: Terminal,
): readonly string[] {
  const both = outcomes.length === 2 && outcomes.every(({ refusal }) => refusal === undefined);
  const told = both
    ? [done('LinkedIn has revoked both tokens.', terminal)]
    : outcomes.map(({ token, refusal }) =>
        refusal === undefined
          ? done(`LinkedIn has revoked the ${token}.`, terminal)
          : paragraph(`LinkedIn did not revoke the ${token}: ${refusal}`, terminal),
      );
  const unasked = 'LinkedIn was not asked: there is no token, or no pair of keys to ask with.';
  return [
    ...(told.length === 0 ? [paragraph(unasked, terminal)] : told),
    ...(file === undefined
      ? []
      : [done(`Taken out of ${shown}; the app's keys and the ad account stay.`, terminal)]),
    paragraph(
      'The person who signed in sees on LinkedIn what is left, under Settings › Permitted services, and can remove it there.',
      terminal,
    ),
  ];
}

async function confirmed({ prompts }: World): Promise<boolean> {
  return await prompts.confirm({
    id: 'revoke',
    message: 'End both tokens? Whatever uses them stops at once.',
    preset: false,
    answeredBy: [{ say: 'Say yes on the command line', run: again({ '--yes': true }) }],
  });
}

interface Outcome {
  readonly token: 'refresh token' | 'access token';
  /** Why LinkedIn did not; undefined when it did. */
  readonly refusal: string | undefined;
}

/** Each for itself: one that is dead already must not keep the other alive. */
async function revokeBoth(
  { accessToken, refreshToken }: Draft,
  keys: AppKeys,
  linkedin: LinkedIn,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  if (refreshToken !== undefined) {
    const refusal = await refusalOf(revokeToken({ keys, token: refreshToken }, linkedin));
    outcomes.push({ token: 'refresh token', refusal });
  }
  if (accessToken !== undefined) {
    const refusal = await refusalOf(revokeToken({ keys, token: accessToken }, linkedin));
    outcomes.push({ token: 'access token', refusal });
  }
  return outcomes;
}

const unasked = ['network-unreachable', 'tls-untrusted', 'throttled', 'quota-exhausted'] as const;

async function refusalOf(revocation: Promise<void>): Promise<string | undefined> {
  try {
    await revocation;
    return undefined;
  } catch (error) {
    // Only LinkedIn's own word counts: tokens that it was never asked about stay where they are.
    if (!(error instanceof SetupError) || isFault(error, ...unasked)) throw error;
    return error.message;
  }
}
