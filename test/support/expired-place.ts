/** A folder with an `.env` whose access token has expired, and a LinkedIn of its own, for processes of the built program. */

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { onTestFinished } from 'vitest';
import { serveSimulator } from '../../src/simulator/serve.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { readToken } from '../../src/simulator/tokens.ts';
import { envText } from './credentials.ts';
import type { Outcome } from './piped-program.ts';
import { storedCredentials } from './stored-credentials.ts';

/** Signed in 61 days ago and not used since; and what other people keep in the same file. */
export const expired = [
  '# kept by hand',
  'export OTHER="one two" # a remark\r',
  envText(storedCredentials({ daysAgo: 61 })),
  "MULTILINE='first",
  "LINKEDIN_ACCESS_TOKEN=not this one'",
  'LAST=without a line break',
].join('\n');

export interface Place {
  readonly simulator: Simulator;
  /** Working folder and environment of its processes. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  text(): Promise<string>;
  /** All files in the folder. */
  names(): Promise<readonly string[]>;
}

/** LinkedIn's answer to a request, which may be kept back or replaced. */
type Answering = (answer: () => Promise<Response>, request: Request) => Promise<Response>;

export async function openPlace(answering: Answering = (answer) => answer()): Promise<Place> {
  const cwd = await mkdtemp(join(tmpdir(), 'pectus-upkeep-'));
  const path = join(cwd, '.env');
  await writeFile(path, expired, { mode: 0o600 });
  const simulator = createSimulator({ now: () => new Date() });
  const { origin, close } = await serveSimulator({
    fetch: async (request) => await answering(() => simulator.fetch(request), request),
  });
  onTestFinished(async () => {
    await close();
    await rm(cwd, { recursive: true });
  });
  const env = {
    PATH: process.env['PATH'] ?? '',
    PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
  };
  const names = async () => (await readdir(cwd)).toSorted();
  return { simulator, cwd, env, names, text: () => readFile(path, 'utf8') };
}

/** The text with the old access token and its date put back: the old text, if nothing else has changed. */
export function withOldAccess(text: string): string {
  const [now, before] = [parse(text), parse(expired)];
  return ['LINKEDIN_ACCESS_TOKEN', 'LINKEDIN_ACCESS_TOKEN_EXPIRES_AT'].reduce(
    (all, name) => all.replace(`${name}=${now[name]}`, () => `${name}=${before[name]}`),
    text,
  );
}

/** How many days are left to an access token that a refresh brought; undefined for anything else. */
export function daysLeft(accessToken: string | undefined): number | undefined {
  const token = readToken(accessToken ?? '');
  if (token?.kind !== 'access' || !token.refreshed) return undefined;
  return Math.round((token.expiresAt * 1_000 - Date.now()) / 86_400_000);
}

/** What it said besides that it waits, which depends on how busy the machine is. */
export function withoutWaiting({ stderr, ...outcome }: Outcome): Outcome {
  return {
    ...outcome,
    stderr: stderr.replace(/^ {2}Waiting for process[\s\S]*?minutes (\.\.\.|…)\n/m, ''),
  };
}
