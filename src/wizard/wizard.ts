/** Runs the steps that the planner names, one after the other, and goes back where LinkedIn refuses. */

import { productsIn } from '../checks/purposes.ts';
import type { Verified } from '../checks/verification.ts';
import { shortClientId } from '../credentials/credentials.ts';
import { withEnvLock } from '../credentials/env-file-update.ts';
import type { LoadedCredentials } from '../credentials/load.ts';
import { SetupError } from '../faults/fault.ts';
import { done, paragraph } from '../screen/layout.ts';
import { listed } from '../words.ts';
import { takeAccount } from './account-step.ts';
import { takeConsent } from './consent-step.ts';
import { offerToIgnore } from './ignore-step.ts';
import { takeKeys } from './keys-step.ts';
import {
  type Context,
  type Known,
  nextStep,
  recoveryStep,
  type StepId,
  stepIds,
  wantedPurposes,
} from './planner.ts';
import { createApp, registerRedirect, requestProduct, verifyPage } from './portal-steps.ts';
import { prove, readyText, staleCopies } from './proof-step.ts';
import { confirmAccountChange } from './saving.ts';
import { begin } from './start.ts';

interface Step {
  /** The products of the app, where they are named in it. */
  readonly title: string | ((products: readonly string[]) => string);
  readonly run: (known: Known, context: Context) => Promise<Known>;
}

const steps: Readonly<Record<StepId, Step>> = {
  app: { title: 'Create the app', run: createApp },
  page: { title: 'Prove that the app belongs to your Page', run: verifyPage },
  product: { title: (products) => `Ask for the ${listed(products)}`, run: requestProduct },
  redirect: { title: 'Tell LinkedIn where to send you back', run: registerRedirect },
  keys: { title: "Copy the app's keys", run: takeKeys },
  consent: { title: 'Let the app read your ads', run: takeConsent },
  account: { title: 'Choose the ad account', run: takeAccount },
  proof: { title: 'Proof', run: prove },
};

/**
 * Throws the fault that ended it before the proof; a proof that failed is in the result. Everything up to
 * there is saved.
 */
export async function runSetup(loaded: LoadedCredentials, context: Context): Promise<Verified> {
  const { request, world } = context;
  // Nothing is asked that could not be kept. Throws `env-file-unwritable`.
  await withEnvLock(request.envFile, world, async () => {});
  await offerToIgnore(context);
  world.terminal.say('');
  const { verified, isRenewal, start } = await runSteps(await begin(loaded, context), context);
  if (verified === undefined) throw new Error('the last step is the proof');
  if (start !== 'done' && verified.fault === undefined) {
    const { terminal } = world;
    terminal.say(
      `\n${isRenewal ? paragraph(staleCopies, terminal) : readyText(verified, context)}`,
    );
  }
  return verified;
}

async function runSteps(start: Known, context: Context): Promise<Known> {
  let known = start;
  for (;;) {
    const step = nextStep(known, context.request);
    if (step === 'done') return known;
    sayHeading(step, known, context);
    known = await runStep(step, known, context);
  }
}

async function runStep(step: StepId, known: Known, context: Context): Promise<Known> {
  const { attempts } = known;
  try {
    const next = await steps[step].run(known, context);
    const { fault } = next.verified ?? {};
    const fixedBy = step === 'proof' ? await stepBack(fault, step, next, context) : undefined;
    return { ...next, attempts: [...attempts, { step, ...(fixedBy && { fixedBy }) }] };
  } catch (error) {
    const fixedBy = await stepBack(error, step, known, context);
    if (fixedBy === undefined) throw error;
    return { ...known, attempts: [...attempts, { step, fixedBy }] };
  }
}

/** The step that fixes the fault, where there is one and a person to take it; prints the reason. */
async function stepBack(error: unknown, failed: StepId, known: Known, context: Context) {
  const { terminal } = context.world;
  if (!(error instanceof SetupError) || !terminal.interactive) return undefined;
  const step = recoveryStep(error.code, failed, known);
  if (step === undefined) return undefined;
  if (error.code === 'account-not-visible') {
    return (await confirmAccountChange(known, context)) ? step : undefined;
  }
  // The step that follows shows what to do, so only the reason is printed.
  terminal.say(`\n${paragraph(`${error.message} (${error.code})`, terminal)}`);
  return step;
}

/** Whether the keys lie between the last step and this one, and have nothing to do. */
function passesOverKeys(next: StepId, { attempts, isRenewal, keys }: Known): boolean {
  const last = attempts.at(-1);
  if (keys !== 'accepted' || last?.fixedBy !== undefined) return false;
  if (last === undefined && isRenewal) return false;
  const keysAt = stepIds.indexOf('keys');
  const before = last === undefined ? -1 : stepIds.indexOf(last.step);
  return before < keysAt && stepIds.indexOf(next) > keysAt;
}

function sayHeading(step: StepId, known: Known, { request, world }: Context): void {
  const { isRenewal, loaded } = known;
  if (passesOverKeys(step, known)) {
    const id = shortClientId(loaded.credentials.clientId ?? '');
    const accepted = `Client ID and Secret    accepted by LinkedIn just now (${id})`;
    world.terminal.say(done(accepted, world.terminal));
  }
  // A renewal is one keypress and one click, not a numbered walk.
  if (isRenewal && (step === 'consent' || step === 'proof')) return;
  const number = `${stepIds.indexOf(step) + 1}/${stepIds.length}`;
  const { title } = steps[step];
  const text =
    typeof title === 'string' ? title : title(productsIn(wantedPurposes(known, request)));
  world.terminal.say(`\n${world.terminal.paint('step', number)}  ${text}`);
}
