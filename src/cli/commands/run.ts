/** `run -- <command>`: the command with fresh credentials in its environment; nothing of ours on its stdout. */

import type { Command } from '@commander-js/extra-typings';
import { openSession } from '../../checks/session.ts';
import { fileErrorText } from '../../credentials/file-errors.ts';
import { lacking } from '../../credentials/lacking.ts';
import { isoSeconds } from '../../days.ts';
import { fault, platformCode } from '../../faults/fault.ts';
import { own } from '../../faults/fix.ts';
import { type Values, variables, withoutOurVariables } from '../../variables.ts';
import type { World } from '../../world.ts';
import { aliasedValues, aliasFlag } from '../aliases.ts';
import { fileFlags, type OptionsOf } from '../flags.ts';

export const flags = (command: Command) =>
  aliasFlag(fileFlags(command)).argument('[command...]').passThroughOptions();

/** Windows has no code of its own for a file that is no program. */
const notStarted: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  UNKNOWN: 'the system cannot run it',
};

/** The command's own exit status: 127 when it is not found, 126 when it may not be run, 128 + n when signal n ended it. */
export async function run(
  options: OptionsOf<typeof flags>,
  world: World,
  [program, ...args]: readonly string[],
): Promise<number> {
  // An empty one is a variable of a script that is not set.
  if (program === undefined || program === '') {
    throw fault('input-needed', {
      refusal: 'There is no command to run.',
      answeredBy: [{ say: 'Put it after two dashes', run: own('run', { '--help': true }) }],
    });
  }
  const session = await openSession(options, world);
  const { accessToken, expiresAt } = await session.accessToken();
  const values: Values = {
    ...session.loaded.values,
    [variables.accessToken]: accessToken.reveal(),
    ...(expiresAt && { [variables.accessExpiresAt]: isoSeconds(expiresAt) }),
  };
  const { as: aliases = [] } = options;
  const missing = aliases.map(({ variable }) => variable).filter((one) => !values[one]);
  if (missing.length > 0) throw lacking(session.loaded, missing);
  const exit = await world.machine.run(program, args, {
    ...withoutOurVariables(world.env),
    ...values,
    ...aliasedValues(aliases, values),
  });
  if (exit.kind === 'missing') {
    world.terminal.say(`  ${program}: command not found`);
    return 127;
  }
  if (exit.kind === 'not-executable') {
    const { error } = exit;
    const why = notStarted[platformCode(error) ?? ''] ?? fileErrorText(error);
    if (why === undefined) throw error;
    world.terminal.say(`  ${program}: ${why}`);
    return 126;
  }
  return exit.kind === 'signal' ? 128 + exit.number : exit.code;
}
