/** Tokens pasted from LinkedIn's own token generator, in either order: LinkedIn's answers show which is which. */

import { scopesOf } from '../checks/purposes.ts';
import { withoutUndefined } from '../credentials/credentials.ts';
import { cleanPaste, tokenComplaint } from '../credentials/pasted-values.ts';
import { fault } from '../faults/fault.ts';
import { own } from '../faults/fix.ts';
import { adAccountPage } from '../linkedin/ad-accounts.ts';
import { type AppKeys, type Grant, introspect } from '../linkedin/oauth.ts';
import { indent, paragraph } from '../screen/layout.ts';
import type { Secret } from '../secret.ts';
import { variables } from '../variables.ts';
import { listed } from '../words.ts';
import { type Context, type Known, wantedPurposes } from './planner.ts';
import { openPage } from './portal-steps.ts';
import { save } from './saving.ts';

/**
 * Undefined when nothing is pasted. Throws `access-token-rejected` when neither is a valid access token of
 * this app.
 */
export async function pasteTokens(
  keys: AppKeys,
  scopes: readonly string[],
  context: Context,
): Promise<Grant | undefined> {
  const { world, linkedin } = context;
  const generator = new URL('/developers/tools/oauth/token-generator', linkedin.endpoints.apps);
  await openPage(generator.href, context);
  const howTo = `Choose your app, tick ${listed(scopes)}, Request access token, Allow. Then copy both tokens here; it does not matter which is which.`;
  world.terminal.say(paragraph(howTo, world.terminal, indent));
  const pasted = [
    await askToken('generated-token-1', 'First token', context),
    await askToken('generated-token-2', 'Second token (Enter if there is none)', context),
  ].filter((token) => token.length > 0);
  if (pasted.length === 0) return undefined;
  const checked = await Promise.all(pasted.map((token) => checkToken(token, keys, context)));
  const access = checked.find(({ opensApi }) => opensApi);
  if (access === undefined) {
    const which = pasted.length === 1 ? 'it is not' : 'neither of the two is';
    throw fault('access-token-rejected', { why: `${which} a living access token of this app` });
  }
  // A second access token, or the same one twice, mints nothing.
  const refresh = checked.find(({ introspection, opensApi }) => introspection.active && !opensApi);
  return grantOf(access, refresh, context);
}

/**
 * A token that LinkedIn gives out without an app. Only the calls that it opens show whether it is good; nothing
 * renews it, and its end is not known.
 */
export async function takeTokenAlone(known: Known, context: Context): Promise<Known> {
  const { request, world } = context;
  const wanted = wantedPurposes(known, request).filter((one) => one.tokenWithoutApp !== undefined);
  const place = wanted[0]?.tokenWithoutApp ?? '';
  const howTo = `${place} › Generate token, then copy it here. It cannot be renewed: when it ends, make another one.`;
  world.terminal.say(`\n${paragraph(howTo, world.terminal, indent)}`);
  const changes = {
    [variables.accessToken]: await askToken('direct-token', 'Access token', context),
    [variables.accessExpiresAt]: undefined,
    [variables.scopes]: scopesOf(wanted).join(','),
  };
  return await save(known, changes, context);
}

async function askToken(id: string, message: string, { world }: Context): Promise<Secret> {
  const say = `Put ${variables.accessToken} and ${variables.refreshToken} into the .env, then run`;
  const answeredBy = [{ say, run: own('setup') }];
  const reject = pastedComplaint;
  return await world.prompts.secret({ id, message, read: cleanPaste, reject, answeredBy });
}

function pastedComplaint(typed: string): string | undefined {
  const token = typed.trim();
  if (token === '') return undefined;
  if (/\s/.test(token)) return 'A token has no spaces. Copy it with its button.';
  return tokenComplaint(token) === undefined
    ? undefined
    : 'A character in it does not belong there. Copy it with its button.';
}

type CheckedToken = Awaited<ReturnType<typeof checkToken>>;

/** Whether the REST API accepts it: a refresh token is only ever introspected as active. */
async function checkToken(token: Secret, keys: AppKeys, { linkedin }: Context) {
  const [introspection, answer] = await Promise.all([
    introspect({ keys, token }, linkedin),
    adAccountPage({ size: 1 }, token, linkedin),
  ]);
  // 403 is about the product; only 401 is about the token.
  const opensApi = answer.kind === 'ok' || answer.refusal.status !== 401;
  return { token, introspection, opensApi };
}

function grantOf(
  { token, introspection }: CheckedToken,
  refresh: CheckedToken | undefined,
  { linkedin }: Context,
): Grant {
  const { expiresAt, createdAt, scopes } = introspection;
  return withoutUndefined({
    accessToken: token,
    accessExpiresAt: expiresAt,
    refreshToken: refresh?.token,
    refreshExpiresAt: refresh?.introspection.expiresAt,
    scopes,
    mintedAt: createdAt ?? linkedin.clock.now(),
  });
}
