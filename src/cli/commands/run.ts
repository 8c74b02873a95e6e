/** `run -- <command>`: the command with fresh credentials in its environment; nothing of ours on its stdout. */

import type { Command } from '@commander-js/extra-typings';
import { openSession } from '../../checks/session.ts';
import { fileErrorText } from '../../credentials/file-errors.ts';
import { isoSeconds } from '../../days.ts';
import { fault, platformCode } from '../../faults/fault.ts';
import { own } from '../../faults/fix.ts';
import { type Values, variableNames, variables } from '../../variables.ts';
import type { Env, World } from '../../world.ts';
import { fileFlags, type OptionsOf } from '../flags.ts';

export const flags = (command: Command) =>
  fileFlags(command).argument('[command...]').passThroughOptions();

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
  const exit = await world.machine.run(program, args, environmentOf(world.env, values));
  if (exit.kind === 'missing') {
    world.terminal.say(`  ${program}: command not found`);
    return 127;
  }
  if (exit.kind === 'not-executable') {
    const { error } = exit;
    const why = platformCode(error) === 'EACCES' ? 'permission denied' : fileErrorText(error);
    if (why === undefined) throw error;
    world.terminal.say(`  ${program}: ${why}`);
    return 126;
  }
  return exit.kind === 'signal' ? 128 + exit.number : exit.code;
}

/** Inherited values of ours are cleared first: half an old set would be worse than none. */
function environmentOf(inherited: Env, values: Values): Env {
  const ours: readonly string[] = variableNames;
  const rest = Object.entries(inherited).filter(([name]) => !ours.includes(name));
  return { ...Object.fromEntries(rest), ...values };
}
