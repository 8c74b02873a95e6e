/** What every command is given besides its own flags. */

import { loadStored, type Stored } from '../credentials/stored.ts';
import { type LinkedIn, openLinkedIn } from '../linkedin/linkedin.ts';
import { variables } from '../variables.ts';
import type { World } from '../world.ts';

export interface CommonOptions {
  readonly envFile: string;
  /** One JSON object on stdout instead of words. */
  readonly json: boolean;
  /** One line per request on stderr. */
  readonly debug: boolean;
}

/** LinkedIn, with the version and the pace that the environment or the file names. */
export async function linkedInFor(options: CommonOptions, world: World): Promise<LinkedIn> {
  return linkedInWith(await loadStored(options.envFile, world), options, world);
}

/** The same where the file was read already. */
export function linkedInWith(
  { values }: Stored,
  { debug }: Pick<CommonOptions, 'debug'>,
  world: World,
): LinkedIn {
  return openLinkedIn(world, {
    apiVersion: values[variables.apiVersion],
    rateLimit: values[variables.rateLimit],
    note: debug ? (line) => world.terminal.say(`debug: ${line}`) : () => {},
  });
}
