/** `refresh`: mints an access token now, and saves both tokens with both dates as LinkedIn returned them. */

import type { Renewal } from '../../checks/renewal.ts';
import { openSession } from '../../checks/session.ts';
import type { LoadedCredentials } from '../../credentials/load.ts';
import { clockWarning } from '../../credentials/token-dates.ts';
import { dateText, isoSeconds } from '../../days.ts';
import { Exit, type ExitCode, fault } from '../../faults/fault.ts';
import { again, own } from '../../faults/fix.ts';
import { done, fixText } from '../../screen/layout.ts';
import type { World } from '../../world.ts';
import { type CommonOptions, defaultFile } from '../flags.ts';
import { printJson } from '../json-answer.ts';

export { commonFlags as flags } from '../flags.ts';

/** A failure leaves the file as it was, byte for byte. */
export async function run(options: CommonOptions, world: World): Promise<ExitCode> {
  const { terminal } = world;
  const session = await openSession(options, world);
  assertPlace(options, session.loaded);
  terminal.progress('     Asking LinkedIn …');
  const renewal = await session.renew({ mustSave: true });
  if (options.json) printJson(reportOf(renewal), terminal);
  else terminal.say(done(renewedText(renewal), terminal));
  const warning = clockWarning(world.clock.now(), renewal.grant?.mintedAt);
  if (warning !== undefined) terminal.say(fixText(warning, terminal));
  return Exit.ok;
}

/** In a folder where nobody has named a file, none is left behind with secrets in it. */
function assertPlace({ envFile }: CommonOptions, { file, displayPath }: LoadedCredentials): void {
  if (file !== undefined || envFile !== defaultFile) return;
  throw fault('input-needed', {
    refusal: `There is no ${displayPath} to save a new token in: the credentials come from the environment.`,
    answeredBy: [
      { say: 'Name the file to be created', run: again({ '--file': 'linkedin.env' }) },
      { say: 'Or print a token that works, without saving it', run: own('token') },
    ],
  });
}

function renewedText({ loaded, grant, expiresAt }: Renewal): string {
  const { refreshExpiresAt } = loaded.credentials;
  const who = grant === undefined ? 'Another process has just renewed it' : 'Access token renewed';
  const until = expiresAt === undefined ? '' : `, until ${dateText(expiresAt)}`;
  const signIn =
    refreshExpiresAt === undefined ? '' : ` Sign in again before ${dateText(refreshExpiresAt)}.`;
  return `${who}${until}. Saved to ${loaded.displayPath}.${signIn}`;
}

function reportOf({ loaded, grant, expiresAt }: Renewal) {
  const { refreshExpiresAt } = loaded.credentials;
  return {
    outcome: 'ok',
    exitCode: Exit.ok,
    envFile: loaded.displayPath,
    renewed: grant !== undefined,
    saved: true,
    ...(expiresAt && { accessToken: { expiresAt: isoSeconds(expiresAt) } }),
    ...(refreshExpiresAt && { refreshToken: { expiresAt: isoSeconds(refreshExpiresAt) } }),
  };
}
