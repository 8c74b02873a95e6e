/** `revoke`: ends both tokens at LinkedIn and takes them out of the file; the app and the account stay. */

import { type Draft, keysOf } from '../credentials/credentials.ts';
import { writeEnvFile } from '../credentials/env-store.ts';
import { isEmpty, loadStored } from '../credentials/stored.ts';
import { Exit, type ExitCode, fault, SetupError } from '../errors.ts';
import type { LinkedIn } from '../linkedin/linkedin.ts';
import { type AppKeys, revoke as revokeToken } from '../linkedin/oauth.ts';
import type { Secret } from '../secret.ts';
import { variables } from '../variables.ts';
import { done, paragraph } from '../wizard/layout.ts';
import type { World } from '../world.ts';
import { type CommonOptions, linkedInFor } from './options.ts';

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
  const keys = keysOf(stored.draft);
  const failures =
    keys === undefined
      ? []
      : await revokeBoth(stored.draft, keys, await linkedInFor(options, world));
  if (stored.file !== undefined) {
    await writeEnvFile(
      options.envFile,
      Object.fromEntries(cleared.map((name) => [name, undefined])),
      world,
    );
  }
  if (options.json) {
    terminal.result(
      JSON.stringify({ exitCode: Exit.ok, revoked: failures.length === 0, failures }, undefined, 2),
    );
    return Exit.ok;
  }
  for (const failure of failures)
    terminal.say(
      paragraph(`LinkedIn did not revoke the ${failure.token}: ${failure.message}`, terminal),
    );
  if (failures.length === 0) terminal.say(done('LinkedIn has revoked both tokens.', terminal));
  if (stored.file !== undefined)
    terminal.say(
      done(`Taken out of ${stored.shown}; the app's keys and the ad account stay.`, terminal),
    );
  terminal.say(
    paragraph(
      'The person who signed in sees on LinkedIn what is left, under Settings › Permitted services, and can remove it there.',
      terminal,
    ),
  );
  return Exit.ok;
}

async function confirmed({ prompts }: World): Promise<boolean> {
  return await prompts.confirm({
    id: 'revoke',
    message: 'End both tokens? Whatever uses them stops at once.',
    preset: false,
    answeredBy: ['Run: pectus-linkedin revoke --yes'],
  });
}

interface Failure {
  readonly token: string;
  readonly message: string;
}

/** Each for itself: one that is dead already must not keep the other alive. */
async function revokeBoth(
  { accessToken, refreshToken }: Draft,
  keys: AppKeys,
  linkedin: LinkedIn,
): Promise<readonly Failure[]> {
  const tokens: readonly (readonly [string, Secret | undefined])[] = [
    ['refresh token', refreshToken],
    ['access token', accessToken],
  ];
  const failures: Failure[] = [];
  for (const [name, token] of tokens) {
    if (token === undefined) continue;
    try {
      await revokeToken({ keys, token }, linkedin);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      failures.push({ token: name, message: error.message });
    }
  }
  return failures;
}
