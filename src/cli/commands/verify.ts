/** `verify`: one verdict, and if it is not ready, the one thing to do next. */

import type { Command } from '@commander-js/extra-typings';
import { Session } from '../../checks/session.ts';
import { verifyCredentials } from '../../checks/verification.ts';
import { findCredentials } from '../../credentials/load.ts';
import type { ExitCode } from '../../faults/fault.ts';
import { checkTable, fixText, paragraph } from '../../screen/layout.ts';
import { sentence } from '../../words.ts';
import type { World } from '../../world.ts';
import { commonFlags, type OptionsOf, withinFlag } from '../flags.ts';
import { printJson } from '../json-answer.ts';

export const flags = (command: Command) => commonFlags(command).addOption(withinFlag());

/** Throws the fault of the first failed check, after the table. */
export async function run(options: OptionsOf<typeof flags>, world: World): Promise<ExitCode> {
  const { terminal } = world;
  const { envFile, within } = options;
  const session = new Session(await findCredentials(envFile, world), options, world);
  terminal.progress('     Asking LinkedIn …');
  const verified = await verifyCredentials(session, world, within);
  const { report, fault } = verified;
  if (options.json) {
    printJson(report, terminal);
    return report.exitCode;
  }
  terminal.show(checkTable(verified.checks, terminal));
  if (fault !== undefined) throw fault;
  const expiryLines = verified.expiries.flatMap(({ words, fix }) => [
    paragraph(sentence(words), terminal),
    ...fix.map((one) => fixText(one, terminal, '    ')),
  ]);
  if (expiryLines.length > 0) {
    terminal.show(`\n${expiryLines.join('\n')}`);
    terminal.show(`\n  Ready, but not for another ${within} days.`);
  } else terminal.show('\n  Ready.');
  return report.exitCode;
}
