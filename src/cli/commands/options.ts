/** LinkedIn as a command reaches it. */

import type { LoadedCredentials } from '../../credentials/load.ts';
import { type LinkedIn, openLinkedIn } from '../../linkedin/client.ts';
import { variables } from '../../variables.ts';
import type { World } from '../../world.ts';
import type { CommonOptions } from '../flags.ts';

/** LinkedIn, with the version and the pace that the environment or the file names. */
export function linkedInWith(
  { values }: LoadedCredentials,
  { debug }: Pick<CommonOptions, 'debug'>,
  world: World,
): LinkedIn {
  return openLinkedIn(world, {
    apiVersion: values[variables.apiVersion],
    rateLimit: values[variables.rateLimit],
    note: debug ? (line) => world.terminal.say(`debug: ${line}`) : () => {},
  });
}
