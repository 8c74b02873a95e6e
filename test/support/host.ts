/** A host product with a signed-in `.env` of its own, in this process, and a served LinkedIn. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { onTestFinished, vi } from 'vitest';
import { serveSimulator } from '../../src/simulator/serve.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { variableNames } from '../../src/variables.ts';
import { envText } from './credentials.ts';
import { type EarlierSignIn, storedCredentials } from './stored-credentials.ts';

export interface Host {
  readonly simulator: Simulator;
  readonly folder: string;
  readonly envFile: string;
  /** Where LinkedIn is, for processes. */
  readonly env: Readonly<Record<string, string>>;
  values(): Promise<Readonly<Record<string, string>>>;
}

/** A host in whose folder somebody has signed in, and a LinkedIn that can be made to take its time. */
export async function openHost(
  signIn: EarlierSignIn = {},
  pause = Promise.resolve(),
): Promise<Host> {
  const folder = await mkdtemp(join(tmpdir(), 'pectus-host-'));
  const envFile = join(folder, '.env');
  await writeFile(envFile, envText(storedCredentials(signIn)), { mode: 0o600 });
  // A clock that stands still: what it says twice is the same to the second.
  const now = new Date();
  const simulator = createSimulator({ now: () => now });
  const { origin, close } = await serveSimulator({
    async fetch(request) {
      await pause;
      return await simulator.fetch(request);
    },
  });
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await close();
    await rm(folder, { recursive: true });
  });
  const env = {
    PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
  };
  for (const name of variableNames) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return { simulator, folder, envFile, env, values: async () => parse(await readFile(envFile)) };
}

export function grants({ simulator }: Host): readonly (string | undefined)[] {
  return simulator.log.map(({ grantType }) => grantType);
}
