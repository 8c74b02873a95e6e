/** Where a journey of the built program is played: a folder, a served LinkedIn, a free redirect port, a browser. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { freePort } from '../consent/visitors.ts';
import { type AddressNotes, noteAddresses } from './address-notes.ts';
import { envText } from './credentials.ts';
import { bin, type Outcome, type Running, startPiped } from './piped-program.ts';
import { openScreen, type Screen } from './pty.ts';
import { type ServedLinkedIn, serveLinkedIn } from './served-linkedin.ts';

export interface StageOptions {
  readonly scenario?: Scenario;
  /** Requests to this path are never answered. */
  readonly silentAt?: string;
  /** The `.env` that is there before. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Stage extends ServedLinkedIn, Omit<AddressNotes, 'environment'> {
  readonly folder: string;
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
  /** The text of a file in the folder; undefined when there is none. */
  file(name?: string): Promise<string | undefined>;
}

interface Setting {
  /** On top of the stage's environment; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

interface ScreenSetting extends Setting {
  readonly columns?: number;
  readonly rows?: number;
}

interface PipeSetting extends Setting {
  readonly input?: string;
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { scenario = scenarios.ready, silentAt, env } = options;
  const folder = await mkdtemp(join(tmpdir(), 'pectus-journey-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  if (env !== undefined) await writeFile(join(folder, '.env'), envText(env), { mode: 0o600 });
  const port = await freePort();
  const redirectUri = `http://localhost:${port}/callback`;
  const linkedin = await serveLinkedIn(withRedirect(scenario, redirectUri), silentAt);
  const browser = await noteAddresses(join(folder, 'browser'));
  const environment = {
    ...browser.environment,
    HOME: folder,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    PECTUS_LINKEDIN_OAUTH_URL: `${linkedin.origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${linkedin.origin}/rest`,
  };
  const start: Stage['start'] = (args, { environment: changes, ...input } = {}) =>
    startPiped(args, { cwd: folder, env: changed(environment, changes), ...input });
  return {
    ...linkedin,
    ...browser,
    folder,
    port,
    setup: ['setup', '--redirect-uri', redirectUri],
    environment,
    screen: (args, { environment: changes, ...size } = {}) => {
      const env = changed(environment, changes);
      return openScreen(process.execPath, [bin, ...args], { cwd: folder, env, ...size });
    },
    start,
    run: (args, setting) => start(args, setting).ended,
    file: (name = '.env') => readFile(join(folder, name), 'utf8').catch(() => undefined),
  };
}

/** What the person registers in the portal is the one address that the program will name. */
function withRedirect(scenario: Scenario, redirectUri: string): Scenario {
  const { app } = scenario;
  const registered = app.redirectUris.some((address) => address.startsWith('http://localhost'));
  return registered ? { ...scenario, app: { ...app, redirectUris: [redirectUri] } } : scenario;
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
