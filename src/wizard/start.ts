/** Where a run begins: checks the credentials that are there, and tells the operator what follows from that. */

import type { Evidence, Purpose } from '../checks/evidence.ts';
import { productsIn } from '../checks/purposes.ts';
import { accessExpiry, refreshExpiry, signInEnd } from '../checks/token-checks.ts';
import type { Verified } from '../checks/verification.ts';
import { keysOf } from '../credentials/credentials.ts';
import { isTokenAlone, lacking } from '../credentials/lacking.ts';
import type { LoadedCredentials } from '../credentials/load.ts';
import { timeLeft } from '../credentials/token-dates.ts';
import { dateText } from '../days.ts';
import { fromConsent } from '../faults/entry.ts';
import { isFault } from '../faults/fault.ts';
import { checkTable, done, faultText, fixText, paragraph } from '../screen/layout.ts';
import { variables } from '../variables.ts';
import { listed } from '../words.ts';
import type { Terminal, World } from '../world.ts';
import { verifyStoredKeys } from './keys-step.ts';
import { type Context, type Known, planStart, type StepToFix, wantedPurposes } from './planner.ts';
import { allPassed, checkTokens } from './proof-step.ts';
import { confirmAccountChange } from './saving.ts';
import { takeTokenAlone } from './token-paste.ts';

/** Throws `client-rejected` and `keys-malformed` where nobody can be asked for other keys. */
export async function begin(loaded: LoadedCredentials, context: Context): Promise<Known> {
  const seen = await look({ loaded, start: 'done', isRenewal: false, attempts: [] }, context);
  const plan = planStart(seen, context.request, context.world.terminal.interactive);
  const start = await announce(plan, seen, context);
  if (start === 'token') {
    return { ...(await takeTokenAlone(seen, context)), start: 'account', isRenewal: false };
  }
  const isDue = plan.kind === 'sign-in-due' || plan.kind === 'scopes-to-add';
  return { ...seen, start, isRenewal: plan.kind === 'fix' ? plan.isRenewal : isDue };
}

/** Checks what is there first, so that nothing known is asked for and nothing that works is replaced. */
async function look(known: Known, context: Context): Promise<Known> {
  const { credentials } = known.loaded;
  if (isTokenAlone(known.loaded)) return await checkTokens(known, context);
  if (keysOf(credentials) === undefined) {
    const lack = lacking(known.loaded, [variables.clientId, variables.clientSecret]);
    return isFault(lack, 'keys-malformed') ? { ...known, keys: lack } : known;
  }
  const hasTokens = (credentials.accessToken ?? credentials.refreshToken) !== undefined;
  const seen = hasTokens ? await checkTokens(known, context) : known;
  // With expired tokens the checks may not have got as far as the keys.
  if (seen.keys === 'accepted' || isFault(seen.verified?.fault, 'client-rejected')) return seen;
  if (!hasTokens) {
    context.world.terminal.progress('     Asking LinkedIn about the keys that are there …');
  }
  try {
    return await verifyStoredKeys(seen, context);
  } catch (error) {
    if (!isFault(error, 'client-rejected', 'keys-malformed')) throw error;
    return { ...seen, keys: error };
  }
}

/** Says why, and asks what only the operator knows. */
async function announce(plan: ReturnType<typeof planStart>, seen: Known, context: Context) {
  const { terminal } = context.world;
  switch (plan.kind) {
    case 'unknown':
      return await askWhere(wantedPurposes(seen, context.request), context.world);
    case 'step':
      return plan.step;
    case 'keys-unusable':
      if (!terminal.interactive) throw plan.fault;
      terminal.say(faultText(plan.fault, terminal));
      return 'keys';
    case 'fix':
      return await announceFix(plan, seen, context);
    case 'sign-in-due':
      terminal.say(paragraph(`${signInText(plan.evidence)} Time to sign in again.`, terminal));
      await pauseBeforeSignIn(context.world);
      return 'consent';
    case 'scopes-to-add':
      return 'consent';
    case 'unfixable':
      terminal.say(checkTable(plan.checks, terminal));
      return 'done';
    case 'ready':
      sayReady(plan.verified, terminal);
      return 'done';
  }
}

const welcome = `LinkedIn gives ad data only to an app that it has reviewed. Setting one up takes about ten minutes of yours, then from a day to three weeks of LinkedIn's. You can stop at any point; run setup again and it goes on from there.

At hand?`;
const atHand: readonly string[] = [
  'a LinkedIn login that can open Campaign Manager',
  "somebody who is super admin of your company's LinkedIn Page",
  'a square logo, 100 px or more',
  'the address of your privacy policy',
  'a business e-mail address (LinkedIn turns free ones down)',
];

async function askWhere(wanted: readonly Purpose[], { terminal, prompts }: World) {
  const products = productsIn(wanted);
  const product = listed(products);
  const [shorter] = wanted.flatMap(({ tokenWithoutApp }) => tokenWithoutApp ?? []);
  const is = products.length === 1 ? 'is' : 'are';
  terminal.say(paragraph(welcome, terminal));
  for (const item of atHand) {
    // Wrapped lines align under the text.
    terminal.say(paragraph(item, terminal, '      ').replace(/^ {6}/, '    · '));
  }
  terminal.say('');
  return await prompts.choose({
    id: 'begin-at',
    message: 'Where are you?',
    choices: [
      { value: 'app', label: 'At the beginning: there is no app yet' },
      { value: 'page', label: 'The app exists; its Page is not verified' },
      { value: 'product', label: `The Page is verified; the ${product} ${is} not requested` },
      { value: 'redirect', label: 'The API is requested; the redirect address is not added' },
      { value: 'keys', label: 'All that is done: I have the Client ID and the Secret' },
      ...(shorter === undefined
        ? []
        : [{ value: 'token' as const, label: `Without an app: a token from ${shorter}` }]),
    ],
    preset: 'app',
  });
}

async function announceFix(
  { fault, step, checks, isRenewal }: StepToFix,
  seen: Known,
  context: Context,
): Promise<Known['start']> {
  const { request, world } = context;
  const givesUpAccount = fault.code === 'account-not-visible' && request.adAccount === undefined;
  if (givesUpAccount && !(await confirmAccountChange(seen, context))) {
    world.terminal.say(checkTable(checks, world.terminal));
    return 'done';
  }
  // An account that was never chosen is not a failure.
  if (fault.code !== 'credentials-incomplete') {
    world.terminal.say(paragraph(fault.message, world.terminal));
  }
  if (isRenewal) await pauseBeforeSignIn(world);
  return step;
}

function sayReady(verified: Verified, terminal: Terminal): void {
  const { evidence } = verified;
  const access = countdown('Access token', accessExpiry(evidence), evidence.now);
  const refresh = countdown('Refresh token', refreshExpiry(evidence), evidence.now);
  const text = `${`${access} ${refresh}`.trim()} Nothing has to be done.`;
  terminal.say(done(allPassed(verified), terminal));
  terminal.say(paragraph(text, terminal));
  terminal.say(fixText({ say: 'To sign in again now anyway', run: fromConsent }, terminal));
}

/** What is left of the token whose end ends the sign-in. */
function signInText(evidence: Evidence): string {
  const { refreshToken } = evidence.loaded.credentials;
  const name = refreshToken === undefined ? 'Access token' : 'Refresh token';
  return countdown(name, signInEnd(evidence), evidence.now);
}

function countdown(name: string, end: Date | undefined, now: Date): string {
  return end === undefined ? '' : `${name}: ${timeLeft(end, now)} (until ${dateText(end)}).`;
}

async function pauseBeforeSignIn({ terminal, prompts }: World): Promise<void> {
  if (!terminal.interactive) return;
  await prompts.pause({
    id: 'sign-in-again',
    message: 'Press Enter to open LinkedIn (same app, same scopes, same account)',
  });
}
