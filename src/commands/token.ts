/** `token`: an access token that works for the next hour, alone on stdout. */

import { clockRemark, endsWithin, timeLeft } from '../credentials/lifetime.ts';
import { loadStored } from '../credentials/stored.ts';
import { Exit, type ExitCode, type Fix } from '../errors.ts';
import { own } from '../faults/fix.ts';
import { freshAccess } from '../upkeep/fresh-access.ts';
import { variables } from '../variables.ts';
import type { World } from '../world.ts';
import type { CommonOptions } from './options.ts';

export async function token(options: CommonOptions, world: World): Promise<ExitCode> {
  const { terminal, clock } = world;
  const loaded = await loadStored(options.envFile, world);
  const open = async () => {
    const { linkedInWith } = await import('./options.ts');
    return linkedInWith(loaded, options, world);
  };
  const { accessToken, expiresAt, stored, serverTime } = await freshAccess(loaded, open, world);
  const now = clock.now();
  const skew = clockRemark(now, serverTime);
  const remarks: readonly (Fix | undefined)[] = [
    terminal.resultIsShown
      ? { say: 'This is a secret on your screen. Pipe it where it is needed.' }
      : undefined,
    expiresAt !== undefined && endsWithin(expiresAt, 1 / 24, now)
      ? {
          say: `It expires with the refresh token: ${timeLeft(expiresAt, now)}. Sign in again`,
          run: own('setup'),
        }
      : undefined,
    stored.shadowed.includes(variables.accessToken)
      ? {
          say: `The environment sets another ${variables.accessToken} than ${stored.shown}. Take it out`,
          run: { unset: [variables.accessToken] },
        }
      : undefined,
    stored.emptied.includes(variables.accessToken)
      ? {
          say: `The environment sets ${variables.accessToken} to nothing that can be used; this one is not from there. Take it out`,
          run: { unset: [variables.accessToken] },
        }
      : undefined,
    skew === undefined ? undefined : { say: skew },
  ];
  const raised = remarks.filter((remark) => remark !== undefined);
  if (raised.length > 0) {
    const { fixText } = await import('../wizard/layout.ts');
    for (const remark of raised) terminal.say(fixText(remark, terminal));
  }
  terminal.result(accessToken.reveal());
  return Exit.ok;
}
