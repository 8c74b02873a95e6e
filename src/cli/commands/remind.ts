/** `remind`: a calendar file for the day on which somebody has to sign in again. */

import { accountIdOf } from '../../credentials/credentials.ts';
import { lacking } from '../../credentials/lacking.ts';
import { isEmpty, type LoadedCredentials, loadCredentials } from '../../credentials/load.ts';
import { reminderText, writeReminder } from '../../credentials/reminder.ts';
import { Exit, type ExitCode, fault } from '../../faults/fault.ts';
import { own } from '../../faults/fix.ts';
import { variables } from '../../variables.ts';
import type { World } from '../../world.ts';
import type { CommonOptions } from './options.ts';

export interface RemindOptions extends CommonOptions {
  /** Stdout when it is `-`. */
  readonly output?: string;
  /** Replaces the output that is there. */
  readonly force: boolean;
}

/** Offline. Prints the path. */
export async function remind(options: RemindOptions, world: World): Promise<ExitCode> {
  const { terminal, clock } = world;
  const stored = await loadCredentials(options.envFile, world);
  if (isEmpty(stored)) throw fault('env-file-missing', { path: stored.displayPath });
  const { envFile, output, force } = options;
  const before = signInEnd(stored);
  const reminder = {
    before,
    now: clock.now(),
    command: terminal.command(own('setup')).text,
    adAccountId: accountIdOf(stored.credentials),
  };
  if (output === '-') {
    await terminal.write(await reminderText(reminder));
    return Exit.ok;
  }
  const shown = await writeReminder({ envFile, output, force }, reminder, world);
  terminal.result(options.json ? JSON.stringify({ path: shown, before }) : shown);
  return Exit.ok;
}

/** Throws `credentials-incomplete` when the file knows no date. */
function signInEnd(stored: LoadedCredentials): Date {
  const { refreshToken, refreshExpiresAt, accessExpiresAt } = stored.credentials;
  const end = refreshToken === undefined ? accessExpiresAt : refreshExpiresAt;
  if (end === undefined) {
    const name =
      refreshToken === undefined ? variables.accessExpiresAt : variables.refreshExpiresAt;
    throw lacking(stored, [name]);
  }
  return end;
}
