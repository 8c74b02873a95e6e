/** The sign-in at LinkedIn: the browser's approval, or tokens pasted from LinkedIn's own generator. */

import type { Purpose } from '../checks/evidence.ts';
import { productsIn, scopesOf } from '../checks/purposes.ts';
import { askConsent } from '../consent/consent.ts';
import type { SuccessFacts } from '../consent/pages.ts';
import { keysOf, withoutUndefined } from '../credentials/credentials.ts';
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
  missingScopes,
  opensAdAccounts,
  products,
  productsOf,
  refusedExtras,
  sameScopes,
  scopesNamed,
  scopeWords,
} from '../linkedin/scopes.ts';
import { done, indent, paragraph } from '../screen/layout.ts';
import type { Secret } from '../secret.ts';
import { variables } from '../variables.ts';
import type { Terminal } from '../world.ts';
import {
  type Context,
  isProductJustRequested,
  type Known,
  scopesBefore,
  wantedPurposes,
} from './planner.ts';
import { redirectUrisOf } from './portal-steps.ts';
import { assertApproved } from './review-questions.ts';
import { resolveConflict, type SavedGrant, save, saveIfValid } from './saving.ts';
import { pasteTokens } from './token-paste.ts';

export async function takeConsent(known: Known, context: Context): Promise<Known> {
  const { terminal } = context.world;
  const { loaded } = known;
  const wanted = wantedPurposes(known, context.request);
  const keys = keysOf(loaded.credentials);
  if (keys === undefined) throw lacking(loaded, [variables.clientId, variables.clientSecret]);
  if (isProductJustRequested(known)) {
    await assertApproved(known, productsIn(wanted), context.world);
    terminal.say('');
  }
  const before = scopesBefore(known);
  const scopes = scopesToAsk(before ?? [], wanted, context);
  terminal.say(askingFor(scopes, terminal));
  if (before !== undefined && !sameScopes(before, scopes)) {
    terminal.say(paragraph(changedScopes, terminal, indent));
  }
  terminal.say('');
  const { redirectUri, ...saved } = await signInWithout(
    { keys, scopes, needed: scopesOf(wanted), known },
    context,
  );
  const next = await resolveConflict(saved, context);
  terminal.say(done(signedInText(saved.grant, known.isRenewal), terminal));
  return await rememberRedirect(next, redirectUri, context);
}

/**
 * A renewal asks for exactly what was consented before: another set ends the member's older tokens. Purposes
 * that the operator names take the place of that: their app may be allowed no more.
 */
function scopesToAsk(
  before: readonly string[],
  wanted: readonly Purpose[],
  { request }: Context,
): readonly string[] {
  const kept = request.purposes.length > 0 ? [] : before;
  const missing = missingScopes([...scopesOf(wanted), ...request.extraScopes], kept);
  return [...new Set([...kept, ...missing])];
}

/** One scope that the app lacks fails the whole consent: goes on without it after a yes. */
async function signInWithout(asked: SignIn, context: Context): Promise<SignedIn> {
  const { world } = context;
  try {
    return await signIn(asked, context);
  } catch (error) {
    const refused = extrasRefusedIn(error, asked);
    if (refused.length === 0 || !world.terminal.interactive) throw error;
    world.terminal.say(`\n${paragraph((error as SetupError).message, world.terminal)}\n`);
    const goesOn = await world.prompts.confirm({
      id: 'without-scopes',
      message: `Sign in without ${refused.join(', ')}?`,
      preset: true,
    });
    if (!goesOn) throw error;
    const scopes = asked.scopes.filter((scope) => !refused.includes(scope));
    world.terminal.say(`${askingFor(scopes, world.terminal)}\n`);
    return await signInWithout({ ...asked, scopes }, context);
  }
}

/** Empty where the refusal is about something else, or about what is needed. */
function extrasRefusedIn(error: unknown, { scopes: asked, needed }: SignIn): readonly string[] {
  if (!isFault(error, 'approval-pending') || error.linkedin === undefined) return [];
  const named = scopesNamed(error.linkedin.message ?? '', asked);
  return refusedExtras(named, { asked, needed }).filter((scope) => asked.includes(scope));
}

/** An app that has brought tokens is approved: what it is refused now, it lacks the product for. */
function withoutProduct(error: unknown, { needed, known }: SignIn): unknown {
  const granted = scopesBefore(known);
  if (granted === undefined || !isFault(error, 'approval-pending') || !error.linkedin) return error;
  const missing = missingScopes(needed, granted);
  if (missing.length === 0) return error;
  return fault('scope-missing', { missing, granted, products: productsOf(missing) }, error);
}

/** Says where refused scopes come from: nobody gave them in this run. */
function withOrigin(error: unknown, signIn: SignIn, { request }: Context): unknown {
  const { scopes, known } = signIn;
  const refused = extrasRefusedIn(error, signIn);
  const { displayPath, credentials } = known.loaded;
  const isRemembered = (scope: string) =>
    credentials.scopes?.includes(scope) === true && !request.extraScopes.includes(scope);
  if (!(error instanceof SetupError) || !refused.some(isRemembered)) return error;
  const named = scopesNamed(error.linkedin?.message ?? '', scopes);
  const facts = {
    extras: refused.map((scope) => ({ scope, product: products.get(scope) })),
    isCertain: named.length > 0,
    remembered: { variable: variables.scopes, path: displayPath },
    instead: scopes.filter((scope) => !refused.includes(scope)),
  };
  return fault('approval-pending', facts, error);
}

interface SignIn {
  readonly keys: AppKeys;
  readonly scopes: readonly string[];
  /** Those of the scopes without which it is of no use. */
  readonly needed: readonly string[];
  readonly known: Known;
}

interface SignedIn extends SavedGrant {
  readonly redirectUri: string | undefined;
}

async function signIn(asked: SignIn, context: Context): Promise<SignedIn> {
  const { keys, scopes, needed, known } = asked;
  const { request, linkedin, world } = context;
  const keep = async (grant: Grant) =>
    await saveIfValid(known, await completed(grant, asked, context), context);
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
        const redirected = { keys, params, redirectUri, state, scopes: { asked: scopes, needed } };
        const grant = await exchangeCode(redirected, linkedin).catch((error: unknown) => {
          throw withOrigin(withoutProduct(error, asked), asked, context);
        });
        const value = await keep(grant);
        return { value, page: successFacts(value, asked, context) };
      },
      pasteTokens: async () => {
        const grant = await pasteTokens(keys, scopes, context);
        return grant && (await keep(grant));
      },
    },
    world,
  );
  const redirectUri = consent.kind === 'settled' ? consent.redirectUri : undefined;
  return { ...consent.value, redirectUri };
}

/**
 * Completes the grant by introspection where the token reply left something out: the code is used up, so a
 * gap must not cost the sign-in. Throws `scope-missing` when the consent covers less than was asked for.
 */
async function completed(
  grant: Grant,
  { keys, scopes }: SignIn,
  { linkedin }: Context,
): Promise<Grant> {
  const { accessToken, accessExpiresAt, refreshToken, refreshExpiresAt } = grant;
  const ask = async (token: Secret) => await introspectIfPossible({ keys, token }, linkedin);
  const isWhole = accessExpiresAt !== undefined && grant.scopes !== undefined;
  const access = isWhole ? undefined : await ask(accessToken);
  const isDated = refreshToken === undefined || refreshExpiresAt !== undefined;
  const refresh = isDated ? undefined : await ask(refreshToken);
  const whole = {
    ...withoutUndefined({
      accessExpiresAt: access?.expiresAt,
      refreshExpiresAt: refresh?.expiresAt,
      scopes: access?.scopes,
    }),
    ...grant,
  };
  if (whole.scopes === undefined) return whole;
  const missing = missingScopes(scopes, whole.scopes);
  if (missing.length === 0) return whole;
  const facts = { missing, granted: whole.scopes, products: productsOf(missing) };
  throw fault('scope-missing', facts);
}

/** So that next year's sign-in uses the same address without the flag. */
async function rememberRedirect(known: Known, redirectUri: string | undefined, context: Context) {
  const isGiven = redirectUri !== undefined && redirectUri === context.request.redirectUri;
  if (!isGiven || known.loaded.values[variables.redirectUri] === redirectUri) return known;
  return await save(known, { [variables.redirectUri]: redirectUri }, context);
}

function askingFor(scopes: readonly string[], terminal: Terminal): string {
  const words = scopes.map((scope) => {
    const does = scopeWords[scope];
    return does === undefined ? scope : `${scope} (${does})`;
  });
  const who = opensAdAccounts(scopes) ? 'whose ad account it is' : 'who administers the Page';
  const text = `Sign in as the person ${who}, and press Allow.\nAsking for: ${words.join(' · ')}`;
  return paragraph(text, terminal, indent);
}

const changedScopes =
  'LinkedIn ends the tokens that this app gave you before, wherever they are used, because you ask for another set of scopes this time.';

function successFacts(
  { grant, known, conflict }: SavedGrant,
  { keys: { clientId }, scopes }: SignIn,
  { request }: Context,
): SuccessFacts {
  const isChosen = (request.adAccount ?? known.loaded.credentials.adAccountId) !== undefined;
  const next = isChosen ? ', where the checks are running' : ' to choose the ad account';
  const question = ': it has a question';
  return {
    clientId,
    scopes: grant.scopes ?? scopes,
    accessUntil: grant.accessExpiresAt,
    refreshUntil: grant.refreshExpiresAt,
    next: `Go back to your terminal${conflict === undefined ? next : question}.`,
  };
}

function signedInText({ accessExpiresAt, refreshExpiresAt }: Grant, isRenewal: boolean): string {
  const access = accessExpiresAt && dateText(accessExpiresAt);
  const refresh = refreshExpiresAt && dateText(refreshExpiresAt);
  if (refresh === undefined) return access ? `Signed in until ${access}.` : 'Signed in.';
  if (isRenewal) return `Signed in. Next time: before ${refresh}.`;
  const first = access === undefined ? 'Refresh' : `Access token until ${access}, refresh`;
  return `Signed in. ${first} token until ${refresh}.`;
}
