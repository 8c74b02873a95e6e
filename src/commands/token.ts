/** `token`: an access token that works for the next hour, alone on stdout. */

import { clockRemark, endsWithin, timeLeft } from '../credentials/lifetime.ts';
import { Exit, type ExitCode } from '../errors.ts';
import { own } from '../faults/fix.ts';
import { freshAccess } from '../upkeep/fresh-access.ts';
import { variables } from '../variables.ts';
import type { World } from '../world.ts';
import type { CommonOptions } from './options.ts';

export async function token(options: CommonOptions, world: World): Promise<ExitCode> {
  const { terminal, clock } = world;
  const open = async () => {
    const { linkedInFor } = await import('./options.ts');
    return await linkedInFor(options, world);
  };
  const { accessToken, expiresAt, saved, stored, serverTime } = await freshAccess(
    options.envFile,
    open,
    world,
  );
  const now = clock.now();
  const remarks = [
    terminal.resultIsShown
      ? 'This is a secret on your screen. Pipe it where it is needed.'
      : undefined,
    saved === false ? `Renewed, and not saved: there is no ${stored.shown}.` : undefined,
    expiresAt !== undefined && endsWithin(expiresAt, 1 / 24, now)
      ? `It expires with the refresh token: ${timeLeft(expiresAt, now)}. Run: ${terminal.command(own('setup')).text}`
      : undefined,
    stored.shadowed.includes(variables.accessToken)
      ? `The environment sets another ${variables.accessToken} than ${stored.shown}. Run: ${terminal.command({ unset: [variables.accessToken] }).text}`
      : undefined,
    clockRemark(now, serverTime),
  ];
  for (const remark of remarks) if (remark !== undefined) terminal.say(`  ${remark}`);
  terminal.result(accessToken.reveal());
  return Exit.ok;
}
