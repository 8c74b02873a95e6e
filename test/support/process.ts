/** The test world as a process sees it: a folder, a served LinkedIn, a free redirect port, a browser that notes addresses. */

import { parse } from 'dotenv';
import { onTestFinished } from 'vitest';
import type { Scenario } from '../../src/simulator/scenarios.ts';
import { serveSimulator } from '../../src/simulator/serve.ts';
import { freePort } from '../consent/visitors.ts';
import { type AddressNotes, noteAddresses } from './address-notes.ts';
import { envText } from './credentials.ts';
import { openFolder, type Storage } from './files.ts';
import { createTestLinkedIn, type Intercept, type TestLinkedIn } from './linkedin.ts';
import { bin, type Outcome, type Running, startNode, startPiped } from './piped-program.ts';
import { openScreen, type Screen } from './pty.ts';

export interface ProcessOptions {
  readonly scenario?: Scenario;
  readonly intercept?: Intercept;
  /** The `.env` that is there before: its text, or its variables. */
  readonly env?: string | Readonly<Record<string, string>>;
  /** LinkedIn's clock, where it is not the machine's. */
  readonly now?: () => Date;
}

export interface ProcessWorld
  extends Omit<Storage, 'files'>,
    Omit<TestLinkedIn, 'fetch'>,
    Omit<AddressNotes, 'environment'> {
  /** Where LinkedIn is served. */
  readonly origin: string;
  /** The port that LinkedIn sends people back to. */
  readonly port: number;
  /** `setup`, sent back to that port. */
  readonly setup: readonly string[];
  /** What the program is given unless a test says otherwise. */
  readonly environment: Readonly<Record<string, string>>;
  /** In a terminal of its own. */
  screen(args: readonly string[], options?: ScreenSetting): Screen;
  /** With pipes and nobody to ask. */
  start(args: readonly string[], options?: PipeSetting): Running;
  /** The same, to the end. */
  run(args: readonly string[], options?: PipeSetting): Promise<Outcome>;
  /** A host product in the place of the program: the text of a module. */
  startHost(module: string): Running;
  /** What the `.env` says. */
  values(): Promise<Readonly<Record<string, string>>>;
}

interface Setting {
  /** On top of the world's environment; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

interface ScreenSetting extends Setting {
  readonly columns?: number;
  readonly rows?: number;
}

interface PipeSetting extends Setting {
  readonly input?: string;
}

export async function openProcessWorld(options: ProcessOptions = {}): Promise<ProcessWorld> {
  const { env, now = () => new Date(), ...answers } = options;
  const { files: _, ...storage } = await openFolder();
  const { folder } = storage;
  if (env !== undefined) await storage.put(typeof env === 'string' ? env : envText(env));
  const port = await freePort();
  const redirectUri = `http://localhost:${port}/callback`;
  const { fetch, ...linkedin } = createTestLinkedIn({ ...answers, redirectUri, now });
  const { origin, close } = await serveSimulator({ fetch });
  onTestFinished(close);
  const { environment: forBrowser, ...browser } = await noteAddresses();
  const environment = {
    ...forBrowser,
    HOME: folder,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
  };
  const start: ProcessWorld['start'] = (args, { environment: changes, ...input } = {}) =>
    startPiped(args, { cwd: folder, env: changed(environment, changes), ...input });
  return {
    ...storage,
    ...linkedin,
    ...browser,
    origin,
    port,
    setup: ['setup', '--redirect-uri', redirectUri],
    environment,
    screen: (args, { environment: changes, ...size } = {}) => {
      const env = changed(environment, changes);
      return openScreen(process.execPath, [bin, ...args], { cwd: folder, env, ...size });
    },
    start,
    run: (args, setting) => start(args, setting).ended,
    startHost: (module) => startNode(module, { cwd: folder, env: environment }),
    values: async () => parse((await storage.text()) ?? ''),
  };
}

function changed(
  environment: Readonly<Record<string, string>>,
  changes: Setting['environment'] = {},
): Record<string, string> {
  const all = Object.entries({ ...environment, ...changes });
  return Object.fromEntries(
    all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
