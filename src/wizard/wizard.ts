/** The conversation: begins where the file leaves off, saves after each step, goes back where LinkedIn refuses. */

import { loadStored } from '../credentials/stored.ts';
import { type FaultCode, SetupError } from '../errors.ts';
import type { Verified } from '../upkeep/verification.ts';
import { assess } from './assessment.ts';
import { givesUpAccount } from './grant-saving.ts';
import { done, faultText } from './layout.ts';
import type { Context, Progress, Step } from './progress.ts';
import { readyText } from './proof-step.ts';
import { offerReminder } from './reminder-offer.ts';
import type { StepId } from './step-ids.ts';
import { steps } from './steps.ts';

/** Throws the fault that ended it; everything up to there is saved. */
export async function runSetup(context: Context): Promise<Verified> {
  const { request, world } = context;
  world.terminal.say('');
  const stored = await loadStored(request.envFile, world);
  const start: Progress = {
    stored,
    keysProven: false,
    walkedPortal: false,
    working: false,
    signedIn: false,
    accountGivenUp: false,
    yearly: false,
  };
  const assessment = await assess(start, context);
  if (assessment.kind === 'nothing-to-do') return assessment.verified;
  const { verified, yearly } = await walk(assessment.at, assessment.progress, context);
  if (verified === undefined) throw new Error('the last step is the proof');
  if (!yearly) {
    world.terminal.say(`\n${readyText(verified, world.terminal)}`);
    await offerReminder(verified, context);
  }
  return verified;
}

/** From one step to the end. A step in `owed` is taken although its values are known. */
async function walk(from: StepId, start: Progress, context: Context): Promise<Progress> {
  const owed = new Set<StepId>([from]);
  let progress = start;
  let at = steps.findIndex(({ id }) => id === from);
  for (let step = steps[at]; step !== undefined; step = steps[at]) {
    const outcome = await attempt(step, { progress, owed }, context);
    if ('progress' in outcome) {
      progress = outcome.progress;
      at += 1;
    } else {
      owed.add(outcome.back);
      at = steps.findIndex(({ id }) => id === outcome.back);
    }
  }
  return progress;
}

interface Stand {
  readonly progress: Progress;
  readonly owed: Set<StepId>;
}

async function attempt(
  step: Step,
  { progress, owed }: Stand,
  context: Context,
): Promise<{ readonly progress: Progress } | { readonly back: StepId }> {
  const reason = owed.has(step.id) ? undefined : step.known(progress, context);
  if (reason !== undefined) {
    if (reason !== '') context.world.terminal.say(done(reason, context.world.terminal));
    return { progress };
  }
  try {
    sayHeading(step, progress, context);
    const next = await step.take(progress, context);
    owed.delete(step.id);
    return { progress: next };
  } catch (error) {
    owed.add(step.id);
    const back = await wayBack(error, step.id, { progress, context });
    if (back === undefined) throw error;
    return { back };
  }
}

function sayHeading({ id, title }: Step, { yearly }: Progress, { world }: Context): void {
  // A renewal is one keypress and one click, not a numbered walk.
  if (yearly && (id === 'consent' || id === 'proof')) return;
  const number = `${steps.findIndex((step) => step.id === id) + 1}/${steps.length}`;
  world.terminal.say(`\n${world.terminal.paint('step', number)}  ${title}`);
}

/** Where a step's refusal is mended. */
const detours: Readonly<Partial<Record<FaultCode, StepId>>> = {
  'redirect-unregistered': 'redirect',
  'client-rejected': 'keys',
  'access-token-rejected': 'consent',
  'account-not-visible': 'account',
};

async function wayBack(
  error: unknown,
  failed: StepId,
  { progress, context }: { readonly progress: Progress; readonly context: Context },
): Promise<StepId | undefined> {
  const { terminal } = context.world;
  if (!(error instanceof SetupError) || !terminal.interactive) return undefined;
  const back = detours[error.code];
  if (back === undefined) return undefined;
  if (back === 'account') {
    // The list of the step itself has nothing else to offer.
    if (failed === 'account') return undefined;
    return (await givesUpAccount(error, progress, context)) ? back : undefined;
  }
  terminal.say(faultText(error, terminal));
  return back;
}
