/** The sign-in at LinkedIn: the browser's approval, or tokens pasted from LinkedIn's own generator. */

import { askConsent } from '../consent/consent.ts';
import type { SuccessFacts } from '../consent/pages.ts';
import { keysOf } from '../credentials/credentials.ts';
import { lacking } from '../credentials/lacking.ts';
import { dateText } from '../credentials/lifetime.ts';
import { fault } from '../errors.ts';
import {
  type AppKeys,
  authorizationAddress,
  exchangeCode,
  type Grant,
  introspect,
} from '../linkedin/oauth.ts';
import { minimumScopes, missingScopes, sameScopes } from '../linkedin/scopes.ts';
import { variables } from '../variables.ts';
import { decide, type Kept, keep } from './grant-saving.ts';
import { done } from './layout.ts';
import { redirectUrisOf } from './portal-steps.ts';
import { type Context, type Progress, type Step, save } from './progress.ts';
import { pasteTokens } from './token-paste.ts';
import * as wording from './wording.ts';

export const consentStep: Step = {
  id: 'consent',
  title: 'Let the app read your ads',
  known: ({ signedIn }) => (signedIn ? '' : undefined),
  take: takeConsent,
};

async function takeConsent(progress: Progress, context: Context): Promise<Progress> {
  const { terminal } = context.world;
  const keys = keysOf(progress.stored.draft);
  if (keys === undefined) {
    throw lacking(progress.stored, [variables.clientId, variables.clientSecret]);
  }
  if (progress.productRequested) {
    await askWhetherApproved(context);
    terminal.say('');
  }
  const scopes = scopesToAsk(progress, context);
  terminal.say(wording.askingFor(scopes)(terminal));
  const before = consentedBefore(progress);
  if (before !== undefined && !sameScopes(before, scopes)) {
    terminal.say(wording.changedScopes(terminal));
  }
  terminal.say('');
  const { grant, redirectUri, kept } = await signIn({ keys, scopes, progress }, context);
  const next = await decide(kept, progress, context);
  terminal.say(done(signedInText(grant, progress.yearly), terminal));
  return await rememberRedirect(next, redirectUri, context);
}

/** Only minutes after the request: asking LinkedIn would nearly always fail. */
async function askWhetherApproved({ world }: Context): Promise<void> {
  const answer = await world.prompts.choose({
    id: 'product-added',
    message: 'Is Advertising API listed under "Added products" on the Products tab?',
    choices: [
      { value: 'not-yet', label: 'Not yet' },
      { value: 'yes', label: 'Yes, ask LinkedIn now', short: 'Yes' },
    ],
    preset: 'not-yet',
  });
  if (answer === 'not-yet') throw fault('approval-pending', { waiting: true });
}

/** A renewal asks for exactly what was consented before: another set ends the member's older tokens. */
function scopesToAsk(progress: Progress, { request }: Context): readonly string[] {
  const before = consentedBefore(progress) ?? [];
  const lacking = missingScopes([...minimumScopes, ...request.extraScopes], before);
  return [...new Set([...before, ...lacking])];
}

function consentedBefore({ stored, verified }: Progress): readonly string[] | undefined {
  return verified?.report.accessToken?.scopes ?? stored.draft.scopes;
}

interface SignIn {
  readonly keys: AppKeys;
  readonly scopes: readonly string[];
  readonly progress: Progress;
}

interface SignedIn {
  readonly grant: Grant;
  readonly kept: Kept;
  /** Undefined when the tokens were pasted. */
  readonly redirectUri: string | undefined;
}

async function signIn({ keys, scopes, progress }: SignIn, context: Context): Promise<SignedIn> {
  const { request, linkedin, world } = context;
  const take = async (grant: Grant) => {
    const told = await withScopes(grant, keys, context);
    return { grant: told, kept: await keep(progress, told, context) };
  };
  const consent = await askConsent(
    {
      redirectUris: redirectUrisOf(context),
      timeoutSeconds: request.timeoutSeconds,
      openBrowser: request.openBrowser,
      clientId: keys.clientId,
      address: (redirectUri, state) =>
        authorizationAddress({ clientId: keys.clientId, redirectUri, scopes, state }, linkedin),
      settle: async (params, redirectUri, state) => {
        world.terminal.progress('     LinkedIn answered; getting the tokens …');
        const value = await take(
          await exchangeCode({ keys, params, redirectUri, state }, linkedin),
        );
        return { value, page: successFacts(value, keys, { progress, context }) };
      },
    },
    world,
  );
  if (consent.kind === 'settled') return { ...consent.value, redirectUri: consent.redirectUri };
  return { ...(await take(await pasteTokens(keys, context))), redirectUri: undefined };
}

/** Throws `scope-missing` when the consent covers too little for reading numbers. */
async function withScopes(grant: Grant, keys: AppKeys, { linkedin }: Context): Promise<Grant> {
  const granted =
    grant.scopes ?? (await introspect({ keys, token: grant.accessToken }, linkedin)).scopes;
  if (granted === undefined) return grant;
  const missing = missingScopes(minimumScopes, granted);
  if (missing.length > 0) throw fault('scope-missing', { missing, granted });
  return { ...grant, scopes: granted };
}

function successFacts(
  { grant, kept }: Omit<SignedIn, 'redirectUri'>,
  { clientId }: AppKeys,
  { progress, context }: { readonly progress: Progress; readonly context: Context },
): SuccessFacts {
  const { accessExpiresAt, refreshExpiresAt, scopes = minimumScopes } = grant;
  return {
    clientId,
    scopes,
    accessUntil: accessExpiresAt,
    ...(refreshExpiresAt === undefined ? {} : { refreshUntil: refreshExpiresAt }),
    next: nextText(kept, context.request.adAccount ?? progress.stored.draft.adAccountId),
  };
}

function nextText({ doubt }: Kept, adAccountId: string | undefined): string {
  if (doubt !== undefined)
    return 'Go back to your terminal: it has a question about the ad account.';
  return adAccountId === undefined
    ? 'Go back to your terminal to choose the ad account.'
    : 'Go back to your terminal, where the checks are running.';
}

function signedInText({ accessExpiresAt, refreshExpiresAt }: Grant, yearly: boolean): string {
  if (refreshExpiresAt === undefined) return `Signed in until ${dateText(accessExpiresAt)}.`;
  const until = dateText(refreshExpiresAt);
  if (yearly) return `Signed in. Next time: before ${until}.`;
  return `Signed in. Access token until ${dateText(accessExpiresAt)}, refresh token until ${until}.`;
}

/** So that next year's sign-in comes back to the same place without being told again. */
async function rememberRedirect(
  progress: Progress,
  redirectUri: string | undefined,
  context: Context,
): Promise<Progress> {
  const { request } = context;
  const given = request.redirectUri !== undefined && request.redirectUri === redirectUri;
  if (!given || progress.stored.values[variables.redirectUri] === redirectUri) return progress;
  return await save(progress, { [variables.redirectUri]: redirectUri }, context);
}
