/** A world in which somebody has signed in, as the `.env` says. */

import { envText, type Grant, minted } from './credentials.ts';
import { openTestWorld, type TestWorld, type WorldOptions } from './world.ts';

export interface SignedIn extends WorldOptions, Grant {
  /** How long ago that was. */
  readonly daysAgo?: number;
}

export async function openSignedIn(signedIn: SignedIn = {}): Promise<TestWorld> {
  const world = await openTestWorld(signedIn);
  await world.put(envText(minted(world, signedIn)));
  world.passDays(signedIn.daysAgo ?? 0);
  return world;
}
