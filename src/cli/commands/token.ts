/** `token`: an access token that works for the next hour, alone on stdout. */

import { openSession } from '../../checks/session.ts';
import type { LoadedCredentials } from '../../credentials/load.ts';
import { clockWarning, expiresWithin, timeLeft } from '../../credentials/token-dates.ts';
import { isoSeconds } from '../../days.ts';
import { Exit, type ExitCode, type Fix } from '../../faults/fault.ts';
import { own } from '../../faults/fix.ts';
import { variables } from '../../variables.ts';
import type { World } from '../../world.ts';
import type { CommonOptions } from '../flags.ts';
import { printJson } from '../json-answer.ts';

export { commonFlags as flags } from '../flags.ts';

export async function run(options: CommonOptions, world: World): Promise<ExitCode> {
  const { terminal, clock } = world;
  const session = await openSession(options, world);
  const { accessToken, expiresAt, serverTime } = await session.accessToken();
  // By a clock that is off, a good token would be over.
  const now = serverTime ?? clock.now();
  const isLast = expiresAt !== undefined && expiresWithin(expiresAt, 1 / 24, now);
  const left = isLast ? timeLeft(expiresAt, now) : '';
  const say = `It expires with the refresh token: ${left}. Sign in again`;
  const warnings: readonly Fix[] = [
    terminal.resultIsShown && {
      say: 'This is a secret on your screen. Pipe it where it is needed.',
    },
    isLast && { say, run: own('setup') },
    shadowWarning(session.loaded),
    clockWarning(clock.now(), serverTime),
  ].filter((warning) => warning !== undefined && warning !== false);
  if (warnings.length > 0) {
    const { fixText } = await import('../../screen/layout.ts');
    for (const warning of warnings) terminal.say(fixText(warning, terminal));
  }
  const token = accessToken.reveal();
  const until = expiresAt && { expiresAt: isoSeconds(expiresAt) };
  if (options.json) {
    printJson({ outcome: 'ok', exitCode: Exit.ok, accessToken: token, ...until }, terminal);
  } else terminal.result(token);
  return Exit.ok;
}

/** The child of a shell that has it set would not see the token that is printed here. */
function shadowWarning({ shadowed, emptied, displayPath }: LoadedCredentials): Fix | undefined {
  const name = variables.accessToken;
  const isShadowed = shadowed.includes(name);
  if (!isShadowed && !emptied.includes(name)) return undefined;
  const say = isShadowed
    ? `The environment sets a different ${name} than ${displayPath}. Remove it`
    : `The environment sets ${name} to nothing that can be used; this token is not from there. Remove it`;
  return { say, run: { unset: [name] } };
}
