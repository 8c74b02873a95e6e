/** A host product that calls the library in this process: somebody has signed in in its folder, and LinkedIn is served. */

import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { variableNames } from '../../src/variables.ts';
import type { Intercept } from './linkedin.ts';
import { openProcessWorld, type ProcessWorld } from './process.ts';
import { type EarlierSignIn, storedCredentials } from './stored-credentials.ts';

export interface Host extends ProcessWorld {
  readonly envFile: string;
}

export async function openHost(signIn: EarlierSignIn = {}, intercept?: Intercept): Promise<Host> {
  // A clock that stands still: what it says twice is the same to the second.
  const now = new Date();
  const env = storedCredentials(signIn);
  const world = await openProcessWorld({ env, now: () => now, ...(intercept && { intercept }) });
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const name of variableNames) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(world.environment)) {
    if (name.startsWith('PECTUS_')) vi.stubEnv(name, value);
  }
  return { ...world, envFile: join(world.folder, '.env') };
}

export function grants({ requests }: Pick<Host, 'requests'>): readonly (string | undefined)[] {
  return requests().map(({ grantType }) => grantType);
}
