/** Where to begin: decided by what the file holds and by what LinkedIn says of it today. */

import { accessExpiry, refreshExpiry, signInEnd, tokenChecks } from '../checks/token-checks.ts';
import type { Verified } from '../checks/verification.ts';
import { keysOf } from '../credentials/credentials.ts';
import { lacking } from '../credentials/lacking.ts';
import { expiresWithin, timeLeft } from '../credentials/token-dates.ts';
import { dateText } from '../days.ts';
import { type FaultCode, isFault, type SetupError } from '../faults/fault.ts';
import { own } from '../faults/fix.ts';
import { done, faultText, fixText, paragraph } from '../screen/layout.ts';
import { variables } from '../variables.ts';
import { confirmAccountChange } from './grant-saving.ts';
import { proveStoredKeys } from './keys-step.ts';
import type { Context, Progress } from './progress.ts';
import { allPassed, checkTable } from './proof-step.ts';
import { lookAtCredentials, withStanding } from './recheck.ts';
import type { StepId } from './step-ids.ts';
import * as wording from './wording.ts';

export type Assessment =
  | { readonly kind: 'begin'; readonly at: StepId; readonly progress: Progress }
  /** Nothing to do, or nothing that a step could mend. */
  | { readonly kind: 'ended'; readonly verified: Verified };

/** Days before the end of the refresh token at which a sign-in is due. */
const due = 30;

export async function assess(progress: Progress, context: Context): Promise<Assessment> {
  const { credentials } = progress.stored;
  const { from } = context.request;
  if (keysOf(credentials) === undefined) {
    const malformed = lacking(progress.stored, keyNames);
    return isFault(malformed, 'keys-malformed')
      ? await askKeysAgain(malformed, progress, context)
      : await assessNewcomer(progress, context);
  }
  if (credentials.accessToken === undefined && credentials.refreshToken === undefined) {
    return await assessKeys(progress, context);
  }
  const verified = await lookAtCredentials(progress, context);
  const seen = await withKeysAsked(withStanding(progress, verified), context);
  if (from !== undefined) return { kind: 'begin', at: from, progress: seen };
  const { fault } = verified;
  if (fault !== undefined) return await resume(seen, { ...verified, fault }, context);
  return await assessReady(seen, verified, context);
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
  return at(
    await prompts.choose({
      id: 'begin-at',
      message: 'Where are you?',
      choices: [
        { value: 'app', label: 'At the beginning: there is no app yet' },
        { value: 'page', label: 'The app exists; its Page is not verified' },
        { value: 'product', label: 'The Page is verified; the Advertising API is not requested' },
        { value: 'redirect', label: 'The API is requested; the redirect address is not added' },
        { value: 'keys', label: 'All that is done: I have the Client ID and the Secret' },
      ],
      preset: 'app',
    }),
  );
}

async function assessKeys(progress: Progress, context: Context): Promise<Assessment> {
  const { terminal } = context.world;
  terminal.progress('     Asking LinkedIn about the keys that are there …');
  try {
    const proven = await proveStoredKeys(progress, context);
    return { kind: 'begin', at: context.request.from ?? 'consent', progress: proven };
  } catch (error) {
    if (!isFault(error, 'client-rejected', 'keys-malformed')) throw error;
    return await askKeysAgain(error, progress, context);
  }
}

/** Where nobody can be asked, the refusal ends it. */
async function askKeysAgain(
  refusal: SetupError,
  progress: Progress,
  { world: { terminal } }: Context,
): Promise<Assessment> {
  if (!terminal.interactive) throw refusal;
  terminal.say(faultText(refusal, terminal));
  return { kind: 'begin', at: 'keys', progress };
}

const keyNames = [variables.clientId, variables.clientSecret];

// --- tokens are there ----------------------------------------------------------------------------------

/** Dead tokens may have kept the keys from being asked about. */
async function withKeysAsked(progress: Progress, context: Context): Promise<Progress> {
  const { keysProven, verified } = progress;
  if (keysProven || isFault(verified?.fault, 'client-rejected')) return progress;
  return await proveStoredKeys(progress, context);
}

/** A failed check that a step can mend; anything else is LinkedIn's or the operator's to mend first. */
const mending: Readonly<Partial<Record<FaultCode, StepId>>> = {
  'client-rejected': 'keys',
  'access-token-rejected': 'consent',
  'refresh-token-rejected': 'consent',
  'scope-missing': 'consent',
  'account-id-malformed': 'account',
  'account-not-visible': 'account',
  'credentials-incomplete': 'account',
};

type Failed = Verified & { readonly fault: SetupError };

/** What an account is missing in is told first, but nobody sees an account without a sign-in that lives. */
function firstToMend({ fault, evidence }: Failed): { fault: SetupError; at: StepId | undefined } {
  const at = mending[fault.code];
  if (at !== 'account') return { fault, at };
  const access = tokenChecks.find(({ id }) => id === 'access-token')?.judge(evidence).fault;
  const dead = access !== undefined && mending[access.code] === 'consent';
  return dead ? { fault: access, at: 'consent' } : { fault, at };
}

async function resume(progress: Progress, verified: Failed, context: Context): Promise<Assessment> {
  const { terminal } = context.world;
  const { fault, at } = firstToMend(verified);
  if (at === undefined || !(await canMend(fault, at, { progress, context }))) {
    terminal.say(checkTable(verified.checks, terminal));
    return { kind: 'ended', verified };
  }
  if (fault.code !== 'credentials-incomplete') terminal.say(paragraph(fault.message, terminal));
  const renewing = at === 'consent' && progress.stored.credentials.adAccountId !== undefined;
  if (renewing) await pauseBeforeSignIn(context.world);
  const accountGivenUp = fault.code === 'account-not-visible';
  return { kind: 'begin', at, progress: { ...progress, accountGivenUp, yearly: renewing } };
}

/** New keys come from a person only, and so does the word to give up an ad account. */
async function canMend(
  fault: SetupError,
  at: StepId,
  { progress, context }: { readonly progress: Progress; readonly context: Context },
): Promise<boolean> {
  if (at === 'keys') return context.world.terminal.interactive;
  if (fault.code !== 'account-not-visible' || context.request.adAccount !== undefined) return true;
  return await confirmAccountChange(fault, progress, context);
}

async function assessReady(
  progress: Progress,
  verified: Verified,
  { request, world }: Context,
): Promise<Assessment> {
  const { terminal } = world;
  const { credentials } = progress.stored;
  const { now } = verified.evidence;
  if (request.adAccount !== undefined && request.adAccount !== credentials.adAccountId) {
    return { kind: 'begin', at: 'account', progress };
  }
  if (isDue(verified, now)) {
    terminal.say(paragraph(`${dueText(verified, now)} Time to sign in again.`, terminal));
    await pauseBeforeSignIn(world);
    return { kind: 'begin', at: 'consent', progress: { ...progress, yearly: true } };
  }
  const granted = verified.report.accessToken?.scopes ?? [];
  if (request.extraScopes.some((scope) => !granted.includes(scope))) {
    return { kind: 'begin', at: 'consent', progress: { ...progress, yearly: true } };
  }
  terminal.say(done(allPassed(verified), terminal));
  terminal.say(paragraph(`${lifeText(verified, now)} Nothing has to be done.`, terminal));
  const renew = own('setup', { '--from': 'consent' });
  terminal.say(fixText({ say: 'To sign in again now anyway', run: renew }, terminal));
  return { kind: 'ended', verified };
}

function isDue({ evidence }: Verified, now: Date): boolean {
  const end = signInEnd(evidence);
  return end !== undefined && expiresWithin(end, due, now);
}

/** The one that ends the sign-in. */
function dueText({ evidence }: Verified, now: Date): string {
  const { refreshToken } = evidence.stored.credentials;
  const end = signInEnd(evidence);
  const name = refreshToken === undefined ? 'Access token' : 'Refresh token';
  return end === undefined ? '' : `${name}: ${timeLeft(end, now)} (until ${dateText(end)}).`;
}

/** Both countdowns with their dates. */
function lifeText({ evidence }: Verified, now: Date): string {
  const lives: readonly (readonly [string, Date | undefined])[] = [
    ['Access token', accessExpiry(evidence)],
    ['Refresh token', refreshExpiry(evidence)],
  ];
  return lives
    .flatMap(([name, end]) =>
      end === undefined ? [] : [`${name}: ${timeLeft(end, now)} (until ${dateText(end)}).`],
    )
    .join(' ');
}

async function pauseBeforeSignIn({ terminal, prompts }: Context['world']): Promise<void> {
  if (!terminal.interactive) return;
  await prompts.pause({
    id: 'sign-in-again',
    message: 'Press Enter to open LinkedIn (same app, same scopes, same account)',
  });
}
