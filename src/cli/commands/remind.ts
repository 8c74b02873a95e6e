/** `remind`: a calendar file for the day on which somebody has to sign in again. */

import type { Command } from '@commander-js/extra-typings';
import { accountIdOf } from '../../credentials/credentials.ts';
import { lacking } from '../../credentials/lacking.ts';
import { loadCredentials, signInEndOf } from '../../credentials/load.ts';
import { reminderText, writeReminder } from '../../credentials/reminder.ts';
import { isoSeconds } from '../../days.ts';
import { Exit, type ExitCode } from '../../faults/fault.ts';
import { own } from '../../faults/fix.ts';
import { variables } from '../../variables.ts';
import type { World } from '../../world.ts';
import { commonFlags, type OptionsOf } from '../flags.ts';
import { printJson } from '../json-answer.ts';

export const flags = (command: Command) =>
  commonFlags(command)
    .option('--output <path>', 'the file (default: linkedin-renewal.ics beside the .env)')
    .option('--force', 'replace the file that is there', false);

/** Offline. Prints the path. Throws `credentials-incomplete` when the file knows no date. */
export async function run(options: OptionsOf<typeof flags>, world: World): Promise<ExitCode> {
  const { terminal, clock } = world;
  const loaded = await loadCredentials(options.envFile, world);
  const { credentials } = loaded;
  const before = signInEndOf(credentials);
  if (before === undefined) {
    const { refreshExpiresAt, accessExpiresAt } = variables;
    throw lacking(loaded, [credentials.refreshToken ? refreshExpiresAt : accessExpiresAt]);
  }
  const reminder = {
    before,
    now: clock.now(),
    command: terminal.command(own('setup')).text,
    adAccountId: accountIdOf(credentials),
  };
  if (options.output === '-') {
    await terminal.write(await reminderText(reminder));
    return Exit.ok;
  }
  const shown = await writeReminder(options, reminder, world);
  if (options.json) {
    const answer = { outcome: 'ok', exitCode: Exit.ok, path: shown, before: isoSeconds(before) };
    printJson(answer, terminal);
  } else terminal.result(shown);
  return Exit.ok;
}
