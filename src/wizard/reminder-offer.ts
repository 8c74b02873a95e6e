/** The offer at the end: a calendar entry for the yearly sign-in. */

import { accountIdOf } from '../credentials/credentials.ts';
import { isFault } from '../errors.ts';
import { writeReminder } from '../upkeep/reminder-file.ts';
import { signInEnd } from '../upkeep/token-checks.ts';
import type { Verified } from '../upkeep/verification.ts';
import { done } from './layout.ts';
import type { Context } from './progress.ts';

/** A reminder that cannot be written is said, and takes nothing from what is ready. */
export async function offerReminder({ evidence }: Verified, { request, world }: Context) {
  const { terminal, prompts, clock } = world;
  const before = signInEnd(evidence);
  if (!terminal.interactive || before === undefined) return;
  const wanted = await prompts.confirm({
    id: 'write-reminder',
    message: 'Write a reminder you can open with your calendar?',
    preset: true,
  });
  if (!wanted) return;
  const adAccountId = accountIdOf(evidence.stored.draft);
  const place = { envFile: request.envFile, force: false };
  try {
    const shown = await writeReminder(place, { before, now: clock.now(), adAccountId }, world);
    terminal.say(done(shown, terminal));
  } catch (error) {
    if (!isFault(error, 'output-unwritable')) throw error;
    terminal.say(`     ${error.message}`);
  }
}
