/** The offer at the end: a calendar entry for the yearly sign-in. */

import { accountIdOf } from '../credentials/credentials.ts';
import { fileTrouble } from '../credentials/file-trouble.ts';
import { reminderBeside, writeReminder } from '../upkeep/reminder-file.ts';
import { signInEnd } from '../upkeep/token-checks.ts';
import type { Verified } from '../upkeep/verification.ts';
import { done } from './layout.ts';
import type { Context } from './progress.ts';

/** A reminder that cannot be written is said, and takes nothing from what is ready. */
export async function offerReminder({ evidence }: Verified, { request, world }: Context) {
  const { terminal, prompts, machine, clock } = world;
  const before = signInEnd(evidence);
  if (!terminal.interactive || before === undefined) return;
  const wanted = await prompts.confirm({
    id: 'write-reminder',
    message: 'Write a reminder you can open with your calendar?',
    preset: true,
  });
  if (!wanted) return;
  const path = reminderBeside(request.envFile);
  const adAccountId = accountIdOf(evidence.stored.draft);
  try {
    await writeReminder(path, { before, now: clock.now(), adAccountId }, world);
    terminal.say(done(machine.shown(path), terminal));
  } catch (error) {
    const why = fileTrouble(error);
    if (why === undefined) throw error;
    terminal.say(`     ${machine.shown(path)} could not be written: ${why}.`);
  }
}
