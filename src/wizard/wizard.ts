/** The conversation: begins where the file leaves off, saves after each step, goes back where LinkedIn refuses. */

import type { Verified } from '../checks/verification.ts';
import { withEnvLock } from '../credentials/env-file.ts';
import type { LoadedCredentials } from '../credentials/load.ts';
import { type FaultCode, SetupError } from '../faults/fault.ts';
import { done, paragraph } from '../screen/layout.ts';
import { assess } from './assessment.ts';
import { confirmAccountChange } from './grant-saving.ts';
import type { Context, Progress, Step } from './progress.ts';
import { readyText } from './proof-step.ts';
import type { StepId } from './step-ids.ts';
import { steps } from './steps.ts';

/**
 * Throws the fault that ended it before the proof; a proof that failed is in the result. Everything up to
 * there is saved.
 */
export async function runSetup(stored: LoadedCredentials, context: Context): Promise<Verified> {
  const { request, world } = context;
  await assertWritable(request.envFile, world);
  world.terminal.say('');
  const start: Progress = {
    stored,
    keysProven: false,
    productRequested: false,
    working: false,
    signedIn: false,
    accountGivenUp: false,
    yearly: false,
  };
  const assessment = await assess(start, context);
  if (assessment.kind === 'ended') return assessment.verified;
  const { verified, yearly } = await walk(assessment.at, assessment.progress, context);
  if (verified === undefined) throw new Error('the last step is the proof');
  if (!yearly && verified.fault === undefined) {
    world.terminal.say(`\n${readyText(verified, context)}`);
  }
  return verified;
}

/** Nothing is asked that could not be kept. Throws `env-file-unwritable`. */
async function assertWritable(envFile: string, world: Context['world']): Promise<void> {
  await withEnvLock(envFile, world, async () => {});
}

/** From one step to the end. A step in `owed` is taken although its values are known. */
async function walk(from: StepId, start: Progress, context: Context): Promise<Progress> {
  const owed = new Set<StepId>([from]);
  let progress = start;
  let at = steps.findIndex(({ id }) => id === from);
  if (!start.yearly) for (const step of steps.slice(0, at)) sayKnown(step, start, context);
  let detoursLeft = mostDetours;
  for (let step = steps[at]; step !== undefined; step = steps[at]) {
    const outcome = await attempt(step, { progress, owed, detoursLeft }, context);
    if ('progress' in outcome) {
      progress = outcome.progress;
      at += 1;
    } else {
      // Where the way leads back from the consent, the question before it has been answered.
      progress = { ...progress, productRequested: false };
      owed.add(outcome.back);
      detoursLeft -= 1;
      at = steps.findIndex(({ id }) => id === outcome.back);
    }
  }
  return progress;
}

/** A refusal that comes back as often as this is not mended by going round once more. */
const mostDetours = 3;

interface Stand {
  readonly progress: Progress;
  readonly owed: Set<StepId>;
  readonly detoursLeft: number;
}

async function attempt(
  step: Step,
  { progress, owed, detoursLeft }: Stand,
  context: Context,
): Promise<{ readonly progress: Progress } | { readonly back: StepId }> {
  if (!owed.has(step.id) && sayKnown(step, progress, context)) return { progress };
  try {
    sayHeading(step, progress, context);
    const next = await step.take(progress, context);
    const { fault } = next.verified ?? {};
    const back =
      step.id === 'proof' ? await wayBack(fault, step.id, { progress, context }) : undefined;
    if (back !== undefined) return { back };
    owed.delete(step.id);
    return { progress: next };
  } catch (error) {
    owed.add(step.id);
    const back = detoursLeft > 0 ? await wayBack(error, step.id, { progress, context }) : undefined;
    if (back === undefined) throw error;
    return { back };
  }
}

/** One line that says why there is nothing to do; false when there is. */
function sayKnown(step: Step, progress: Progress, context: Context): boolean {
  const { terminal } = context.world;
  const reason = step.known(progress, context);
  if (reason !== undefined && reason !== '') terminal.say(done(reason, terminal));
  return reason !== undefined;
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
  // The keys were asked for again and again already.
  if (back === undefined || (back === 'keys' && failed === 'keys')) return undefined;
  if (back === 'account') {
    // The step itself has nothing else to offer, and the consent has asked already.
    if (failed !== 'proof') return undefined;
    return (await confirmAccountChange(error, progress, context)) ? back : undefined;
  }
  // A sign-in of this run that LinkedIn refuses again would go round for ever.
  if (back === 'consent' && progress.mintedAt !== undefined) return undefined;
  // What there is to do follows by itself, so only the reason is told.
  terminal.say(`\n${paragraph(`${error.message} (${error.code})`, terminal)}`);
  return back;
}
