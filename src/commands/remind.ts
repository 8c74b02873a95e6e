/** `remind`: a calendar file for the day on which somebody has to sign in again. */

import { accountIdOf } from '../credentials/credentials.ts';
import { fileTrouble } from '../credentials/file-trouble.ts';
import { lacking } from '../credentials/lacking.ts';
import { isEmpty, loadStored, type Stored } from '../credentials/stored.ts';
import { Exit, type ExitCode, fault } from '../errors.ts';
import { reminderBeside, writeReminder } from '../upkeep/reminder-file.ts';
import { variables } from '../variables.ts';
import type { World } from '../world.ts';
import type { CommonOptions } from './options.ts';

export interface RemindOptions extends CommonOptions {
  readonly output?: string;
}

/** Offline. Prints the path. */
export async function remind(options: RemindOptions, world: World): Promise<ExitCode> {
  const { terminal, machine, clock } = world;
  const stored = await loadStored(options.envFile, world);
  if (isEmpty(stored)) throw fault('env-file-missing', { path: stored.shown });
  const path = options.output ?? reminderBeside(options.envFile);
  const before = signInEnd(stored);
  const adAccountId = accountIdOf(stored.draft);
  try {
    await writeReminder(path, { before, now: clock.now(), adAccountId }, world);
  } catch (error) {
    const why = fileTrouble(error);
    if (why === undefined) throw error;
    throw fault('output-unwritable', { path: machine.shown(path), why }, { cause: error });
  }
  const shown = machine.shown(path);
  terminal.result(options.json ? JSON.stringify({ path: shown, before }) : shown);
  return Exit.ok;
}

/** Throws `credentials-incomplete` when the file knows no date. */
function signInEnd(stored: Stored): Date {
  const { refreshToken, refreshExpiresAt, accessExpiresAt } = stored.draft;
  const end = refreshToken === undefined ? accessExpiresAt : refreshExpiresAt;
  if (end === undefined) {
    const name =
      refreshToken === undefined ? variables.accessExpiresAt : variables.refreshExpiresAt;
    throw lacking(stored, [name]);
  }
  return end;
}
