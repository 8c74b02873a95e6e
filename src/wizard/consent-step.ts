/** The sign-in at LinkedIn: the browser's approval, or tokens pasted from LinkedIn's own generator. */

import { askConsent } from '../consent/consent.ts';
import type { SuccessFacts } from '../consent/pages.ts';
import { keysOf } from '../credentials/credentials.ts';
import { lacking } from '../credentials/lacking.ts';
import { dateText } from '../days.ts';
import { fault, isFault, SetupError } from '../faults/fault.ts';
import {
  type AppKeys,
  authorizationAddress,
  exchangeCode,
  type Grant,
  introspectIfPossible,
} from '../linkedin/oauth.ts';
import {
  minimumScopes,
  missingScopes,
  productOf,
  refusedExtras,
  sameScopes,
  scopesNamed,
} from '../linkedin/scopes.ts';
import { done, paragraph } from '../screen/layout.ts';
import type { Secret } from '../secret.ts';
import { variables } from '../variables.ts';
import { type Kept, resolveConflict, saveIfValid } from './grant-saving.ts';
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
  const keys = keysOf(progress.stored.credentials);
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
  const { grant, redirectUri, kept } = await signInWith(scopes, { keys, progress }, context);
  const next = await resolveConflict(kept, progress, context);
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
  return stored.credentials.scopes ?? verified?.report.accessToken?.scopes;
}

/** One scope that the app lacks fails the whole consent: goes on without it after a yes. */
async function signInWith(
  scopes: readonly string[],
  { keys, progress }: Omit<SignIn, 'scopes'>,
  context: Context,
): Promise<SignedIn> {
  try {
    return await signIn({ keys, scopes, progress }, context);
  } catch (error) {
    const refused = extrasRefusedIn(error, scopes);
    if (refused.length === 0 || !context.world.terminal.interactive) throw error;
    if (!(await goesOnWithout(error as SetupError, refused, context))) throw error;
    const rest = scopes.filter((scope) => !refused.includes(scope));
    context.world.terminal.say(`${wording.askingFor(rest)(context.world.terminal)}\n`);
    return await signInWith(rest, { keys, progress }, context);
  }
}

/** Empty where the refusal is about something else, or about what the numbers need. */
function extrasRefusedIn(error: unknown, asked: readonly string[]): readonly string[] {
  if (!isFault(error, 'approval-pending') || error.linkedin === undefined) return [];
  const named = scopesNamed(error.linkedin.message ?? '', asked);
  return refusedExtras(named, asked).filter((scope) => asked.includes(scope));
}

async function goesOnWithout(
  error: SetupError,
  refused: readonly string[],
  { world }: Context,
): Promise<boolean> {
  world.terminal.say(`\n${paragraph(error.message, world.terminal)}\n`);
  return await world.prompts.confirm({
    id: 'without-scopes',
    message: `Sign in without ${refused.join(', ')}?`,
    preset: true,
  });
}

/** Says where refused scopes come from: nobody gave them in this run. */
function withOrigin(error: unknown, { scopes, progress }: SignIn, { request }: Context): unknown {
  const refused = extrasRefusedIn(error, scopes);
  const { displayPath, credentials } = progress.stored;
  const isRemembered = (scope: string) =>
    credentials.scopes?.includes(scope) === true && !request.extraScopes.includes(scope);
  if (!(error instanceof SetupError) || !refused.some(isRemembered)) return error;
  const named = scopesNamed(error.linkedin?.message ?? '', scopes);
  const facts = {
    extras: refused.map((scope) => ({ scope, product: productOf(scope) })),
    isCertain: named.length > 0,
    remembered: { variable: variables.scopes, path: displayPath },
    instead: scopes.filter((scope) => !refused.includes(scope)),
  };
  return fault('approval-pending', facts, error);
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

async function signIn(asked: SignIn, context: Context): Promise<SignedIn> {
  const { keys, scopes, progress } = asked;
  const { request, linkedin, world } = context;
  const take = async (grant: Grant) => {
    const whole = await completed(grant, keys, context);
    return { grant: whole, kept: await saveIfValid(progress, whole, context) };
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
        const redirected = { keys, params, redirectUri, state, scopes };
        const grant = await exchangeCode(redirected, linkedin).catch((error: unknown) => {
          throw withOrigin(error, asked, context);
        });
        const value = await take(grant);
        return { value, page: successFacts(value, keys, { progress, context }) };
      },
      pasteTokens: async () => {
        const grant = await pasteTokens(keys, context);
        return grant && (await take(grant));
      },
    },
    world,
  );
  const redirectUri = consent.kind === 'settled' ? consent.redirectUri : undefined;
  return { ...consent.value, redirectUri };
}

/**
 * With what the token reply left out, as far as LinkedIn tells when it is asked: the code is spent, so that
 * nothing of it may be lost. Throws `scope-missing` when the consent covers too little for reading numbers.
 */
async function completed(grant: Grant, keys: AppKeys, { linkedin }: Context): Promise<Grant> {
  const { accessToken, accessExpiresAt, refreshToken, refreshExpiresAt } = grant;
  const ask = async (token: Secret) => await introspectIfPossible({ keys, token }, linkedin);
  const isWhole = accessExpiresAt !== undefined && grant.scopes !== undefined;
  const access = isWhole ? undefined : await ask(accessToken);
  const isDated = refreshToken === undefined || refreshExpiresAt !== undefined;
  const refresh = isDated ? undefined : await ask(refreshToken);
  const whole = {
    ...(access?.expiresAt && { accessExpiresAt: access.expiresAt }),
    ...(refresh?.expiresAt && { refreshExpiresAt: refresh.expiresAt }),
    ...(access?.scopes && { scopes: access.scopes }),
    ...grant,
  };
  if (whole.scopes === undefined) return whole;
  const missing = missingScopes(minimumScopes, whole.scopes);
  if (missing.length > 0) throw fault('scope-missing', { missing, granted: whole.scopes });
  return whole;
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
    next: nextText(kept, context.request.adAccount ?? progress.stored.credentials.adAccountId),
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
  const access = accessExpiresAt && dateText(accessExpiresAt);
  const refresh = refreshExpiresAt && dateText(refreshExpiresAt);
  if (refresh === undefined)
    return access === undefined ? 'Signed in.' : `Signed in until ${access}.`;
  if (yearly) return `Signed in. Next time: before ${refresh}.`;
  const first = access === undefined ? 'Refresh' : `Access token until ${access}, refresh`;
  return `Signed in. ${first} token until ${refresh}.`;
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
