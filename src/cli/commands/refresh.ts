/** `refresh`: mints an access token now, and saves both tokens with both dates as LinkedIn returned them. */

import type { Renewal } from '../../checks/renewal.ts';
import { openSession } from '../../checks/session.ts';
import { clockWarning } from '../../credentials/token-dates.ts';
import { dateText, isoSeconds } from '../../days.ts';
import { Exit, type ExitCode } from '../../faults/fault.ts';
import { done, fixText } from '../../screen/layout.ts';
import type { World } from '../../world.ts';
import type { CommonOptions } from '../flags.ts';
import { printJson } from '../json-answer.ts';

export { commonFlags as flags } from '../flags.ts';

/** A failure leaves the file as it was, byte for byte. */
export async function run(options: CommonOptions, world: World): Promise<ExitCode> {
  const { terminal } = world;
  const session = await openSession(options, world);
  terminal.progress('     Asking LinkedIn …');
  const renewal = await session.renew({ mustSave: true });
  if (options.json) printJson(reportOf(renewal), terminal);
  else terminal.say(done(renewedText(renewal), terminal));
  const warning = clockWarning(world.clock.now(), renewal.grant?.mintedAt);
  if (warning !== undefined) terminal.say(fixText(warning, terminal));
  return Exit.ok;
}

function renewedText({ loaded, grant, unsaved }: Renewal): string {
  const { accessExpiresAt, refreshExpiresAt } = loaded.credentials;
  const who = grant === undefined ? 'Another process has just renewed it' : 'Access token renewed';
  const until = accessExpiresAt === undefined ? '' : `, until ${dateText(accessExpiresAt)}`;
  const signIn =
    refreshExpiresAt === undefined ? '' : ` Sign in again before ${dateText(refreshExpiresAt)}.`;
  // Where the environment holds the credentials, nothing can be written there.
  const saved =
    unsaved === undefined
      ? `Saved to ${loaded.displayPath}.`
      : `Not saved: ${unsaved}; it would hold both tokens and both dates.`;
  return `${who}${until}. ${saved}${signIn}`;
}

function reportOf({ loaded, grant, unsaved }: Renewal) {
  const { accessExpiresAt, refreshExpiresAt } = loaded.credentials;
  return {
    outcome: 'ok',
    exitCode: Exit.ok,
    envFile: loaded.displayPath,
    renewed: grant !== undefined,
    saved: unsaved === undefined,
    ...(accessExpiresAt && { accessToken: { expiresAt: isoSeconds(accessExpiresAt) } }),
    ...(refreshExpiresAt && { refreshToken: { expiresAt: isoSeconds(refreshExpiresAt) } }),
  };
}
