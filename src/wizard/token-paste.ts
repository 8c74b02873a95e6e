/** Tokens from LinkedIn's own token generator, told apart by what LinkedIn does with them: people swap them. */

import { cleanPaste, tokenComplaint } from '../credentials/pasted-values.ts';
import { fault } from '../faults/fault.ts';
import { own } from '../faults/fix.ts';
import { adAccountPage } from '../linkedin/ad-accounts.ts';
import { type AppKeys, type Grant, type Introspection, introspect } from '../linkedin/oauth.ts';
import type { Secret } from '../secret.ts';
import { variables } from '../variables.ts';
import type { Context } from './planner.ts';
import { openPage } from './portal-steps.ts';
import * as wording from './wording.ts';

interface Looked {
  readonly token: Secret;
  readonly told: Introspection;
  /** The REST API opened to it; a refresh token is only ever introspected as active. */
  readonly opens: boolean;
}

/**
 * Undefined when nothing is pasted. Throws `access-token-rejected` when neither is a living access token of
 * this app.
 */
export async function pasteTokens(keys: AppKeys, context: Context): Promise<Grant | undefined> {
  const { world, linkedin } = context;
  const generator = new URL('/developers/tools/oauth/token-generator', linkedin.endpoints.apps);
  await openPage(generator.href, context);
  world.terminal.say(wording.tokenGenerator(world.terminal));
  const pasted = [
    await askToken('generated-token-1', 'First token', context),
    await askToken('generated-token-2', 'Second token (Enter if there is none)', context),
  ].filter((token) => token.length > 0);
  if (pasted.length === 0) return undefined;
  const looked = await Promise.all(pasted.map((token) => look(token, keys, context)));
  const access = looked.find(({ opens }) => opens);
  if (access === undefined) {
    throw fault('access-token-rejected', {
      why:
        pasted.length === 1
          ? 'it is not a living access token of this app'
          : 'neither of the two is a living access token of this app',
    });
  }
  // A second access token, or the same one twice, mints nothing.
  const refresh = looked.find(({ told, opens }) => told.active && !opens);
  return grantOf(access, refresh, context);
}

async function askToken(id: string, message: string, { world }: Context): Promise<Secret> {
  return await world.prompts.secret({
    id,
    message,
    read: cleanPaste,
    reject: pastedComplaint,
    answeredBy: [
      {
        say: `Put ${variables.accessToken} and ${variables.refreshToken} into the .env, then run`,
        run: own('setup'),
      },
    ],
  });
}

function pastedComplaint(typed: string): string | undefined {
  const token = typed.trim();
  if (token === '') return undefined;
  if (/\s/.test(token)) return 'A token has no spaces. Copy it with its button.';
  return tokenComplaint(token) === undefined
    ? undefined
    : 'A character in it does not belong there. Copy it with its button.';
}

async function look(token: Secret, keys: AppKeys, { linkedin }: Context): Promise<Looked> {
  const [told, answer] = await Promise.all([
    introspect({ keys, token }, linkedin),
    adAccountPage({ size: 1 }, token, linkedin),
  ]);
  // 403 is about the product; only 401 is about the token.
  const opens = answer.kind === 'ok' || answer.refusal.status !== 401;
  return { token, told, opens };
}

function grantOf(access: Looked, refresh: Looked | undefined, { linkedin }: Context): Grant {
  const { expiresAt, createdAt, scopes } = access.told;
  return {
    accessToken: access.token,
    ...(expiresAt && { accessExpiresAt: expiresAt }),
    ...(refresh && { refreshToken: refresh.token }),
    ...(refresh?.told.expiresAt && { refreshExpiresAt: refresh.told.expiresAt }),
    ...(scopes && { scopes }),
    mintedAt: createdAt ?? linkedin.clock.now(),
  };
}
