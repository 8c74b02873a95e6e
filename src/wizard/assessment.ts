/** Where to begin: decided by what the file holds and by what LinkedIn says of it today. */

import { keysOf } from '../credentials/credentials.ts';
import { dateText, endsWithin, timeLeft } from '../credentials/lifetime.ts';
import { type FaultCode, isFault, type SetupError } from '../errors.ts';
import { signInEnd } from '../upkeep/token-checks.ts';
import type { Check } from '../upkeep/verdict.ts';
import { type Verified, verifyCredentials } from '../upkeep/verification.ts';
import { proveStoredKeys } from './keys-step.ts';
import { done, faultText, paragraph } from './layout.ts';
import type { Context, Progress } from './progress.ts';
import { accountName, checkTable } from './proof-step.ts';
import type { StepId } from './step-ids.ts';
import * as wording from './wording.ts';

export type Assessment =
  | { readonly kind: 'begin'; readonly at: StepId; readonly progress: Progress }
  | { readonly kind: 'nothing-to-do'; readonly verified: Verified };

/** Days before the end of the refresh token at which a sign-in is due. */
const due = 30;

export async function assess(progress: Progress, context: Context): Promise<Assessment> {
  const { draft } = progress.stored;
  const { from } = context.request;
  if (keysOf(draft) === undefined) return await assessNewcomer(progress, context);
  if (draft.accessToken === undefined && draft.refreshToken === undefined) {
    return await assessKeys(progress, context);
  }
  const verified = await lookAtCredentials(context);
  const seen = await seenThrough(progress, verified, context);
  if (from !== undefined) return { kind: 'begin', at: from, progress: seen };
  const { fault, checks } = verified;
  if (fault !== undefined) return await resume(seen, { fault, checks }, context);
  return await assessReady(seen, verified, context);
}

async function lookAtCredentials({ request, linkedin, world }: Context) {
  world.terminal.progress('     Looking at the credentials that are there …');
  return await verifyCredentials({ envFile: request.envFile }, linkedin, world);
}

// --- nothing, or only the keys -------------------------------------------------------------------------

async function assessNewcomer(
  progress: Progress,
  { request, world }: Context,
): Promise<Assessment> {
  const { terminal, prompts } = world;
  const at = (step: StepId): Assessment => ({ kind: 'begin', at: step, progress });
  if (request.from !== undefined) return at(request.from);
  // What only a person can do in the portal is passed over where nobody can be asked.
  if (!terminal.interactive) return at('keys');
  terminal.say(`${wording.welcome(terminal)}\n`);
  const exists = await prompts.confirm({
    id: 'has-app',
    message: 'Do you already have a LinkedIn developer app for this?',
    preset: false,
  });
  if (!exists) return at('app');
  return at(
    await prompts.choose({
      id: 'begin-at',
      message: 'What is still to do?',
      choices: [
        { value: 'page', label: 'Prove that the app belongs to your Page' },
        { value: 'product', label: 'Ask for the Advertising API' },
        { value: 'redirect', label: 'Tell LinkedIn where to send you back' },
        { value: 'keys', label: "Nothing: copy the app's keys" },
      ],
      preset: 'page',
    }),
  );
}

async function assessKeys(progress: Progress, context: Context): Promise<Assessment> {
  const { terminal } = context.world;
  try {
    const proven = await proveStoredKeys(progress, context);
    return { kind: 'begin', at: context.request.from ?? 'consent', progress: proven };
  } catch (error) {
    if (!terminal.interactive || !isFault(error, 'client-rejected', 'keys-malformed')) throw error;
    terminal.say(faultText(error, terminal));
    return { kind: 'begin', at: 'keys', progress };
  }
}

// --- tokens are there ----------------------------------------------------------------------------------

/** What the checks have shown about keys and tokens, so that nothing known is asked for. */
async function seenThrough(
  progress: Progress,
  verified: Verified,
  context: Context,
): Promise<Progress> {
  const passed = (id: string) =>
    verified.checks.some((check) => check.id === id && ['pass', 'warn'].includes(check.verdict));
  const { access, refresh, stored } = verified.evidence;
  const introspected = [access, refresh].some((finding) => finding?.kind === 'found');
  const seen: Progress = {
    ...progress,
    stored,
    verified,
    keysProven: introspected,
    signedIn: passed('access-token'),
    working: verified.fault === undefined,
  };
  // Dead tokens may have kept the keys from being asked about.
  const unknown = !introspected && !isFault(verified.fault, 'client-rejected');
  return unknown && keysOf(stored.draft) !== undefined
    ? await proveStoredKeys(seen, context)
    : seen;
}

/** A failed check that a step can mend; anything else is LinkedIn's or the operator's to mend first. */
const mending: Readonly<Partial<Record<FaultCode, StepId>>> = {
  'client-rejected': 'keys',
  'access-token-rejected': 'consent',
  'refresh-token-rejected': 'consent',
  'scope-missing': 'consent',
  'account-id-malformed': 'account',
  'credentials-incomplete': 'account',
};

interface Failed {
  readonly fault: SetupError;
  readonly checks: readonly Check[];
}

async function resume(
  progress: Progress,
  { fault, checks }: Failed,
  { world }: Context,
): Promise<Assessment> {
  const { terminal } = world;
  const at = mending[fault.code];
  if (at === undefined) {
    terminal.say(checkTable(checks, terminal));
    throw fault;
  }
  if (fault.code !== 'credentials-incomplete') terminal.say(paragraph(fault.message, terminal));
  const renewing = at === 'consent' && progress.stored.draft.adAccountId !== undefined;
  if (renewing) await pauseBeforeSignIn(world);
  return { kind: 'begin', at, progress: { ...progress, yearly: renewing } };
}

async function assessReady(
  progress: Progress,
  verified: Verified,
  { request, world }: Context,
): Promise<Assessment> {
  const { terminal, prompts } = world;
  const { draft } = progress.stored;
  if (request.adAccount !== undefined && request.adAccount !== draft.adAccountId) {
    return { kind: 'begin', at: 'account', progress };
  }
  const end = signInEnd(verified.evidence);
  const now = world.clock.now();
  const name = draft.refreshToken === undefined ? 'Access token' : 'Refresh token';
  const life =
    end === undefined ? 'no date known' : `${timeLeft(end, now)} (until ${dateText(end)})`;
  const granted = verified.report.accessToken?.scopes ?? [];
  const asksMore = request.extraScopes.some((scope) => !granted.includes(scope));
  if (end !== undefined && endsWithin(end, due, now)) {
    terminal.say(paragraph(`${name}: ${life}. Time to sign in again.`, terminal));
    await pauseBeforeSignIn(world);
    return { kind: 'begin', at: 'consent', progress: { ...progress, yearly: true } };
  }
  terminal.say(done(`All nine checks passed for ${accountName(verified)}.`, terminal));
  terminal.say(paragraph(`${name}: ${life}. Nothing has to be done.`, terminal));
  const renew =
    asksMore ||
    (terminal.interactive &&
      (await prompts.confirm({
        id: 'renew-now',
        message: 'Sign in again now all the same?',
        preset: false,
      })));
  if (!renew) return { kind: 'nothing-to-do', verified };
  return { kind: 'begin', at: 'consent', progress: { ...progress, yearly: true } };
}

async function pauseBeforeSignIn({ terminal, prompts }: Context['world']): Promise<void> {
  if (!terminal.interactive) return;
  await prompts.pause({
    id: 'sign-in-again',
    message: 'Press Enter to open LinkedIn (same app, same scopes, same account)',
  });
}
