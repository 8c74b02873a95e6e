/** The built program in a folder of its own: a served LinkedIn, a free redirect port, and a browser that only notes addresses. */

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/linkedin.ts';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { serveSimulator } from '../../src/simulator/serve.ts';
import { freePort } from '../consent/visitors.ts';
import { envText } from './credentials.ts';
import { openScreen, type Screen } from './pty.ts';

const root = join(import.meta.dirname, '../..');
export const bin = join(root, 'bin/pectus-linkedin.js');

/** For `beforeAll`: `npm test` has built already, a single file run by hand perhaps not. */
export async function buildOnce(): Promise<void> {
  if (existsSync(join(root, 'dist/cli.js'))) return;
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build.mjs')]);
}

export interface StageOptions {
  readonly scenario?: Scenario;
  /** Requests to this path are never answered. */
  readonly silentAt?: string;
  /** The `.env` that is there before. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Stage {
  readonly folder: string;
  readonly simulator: Simulator;
  /** Resolves when a request to the silent path has arrived. */
  readonly unanswered: Promise<void>;
  /** Where the simulator is served. */
  readonly origin: string;
  readonly port: number;
  /** `setup`, sent back to the free port. */
  readonly setup: readonly string[];
  /** What the program is given unless a test says otherwise. */
  readonly environment: Readonly<Record<string, string>>;
  /** In a terminal of its own. */
  screen(args: readonly string[], options?: ScreenSetting): Screen;
  /** With pipes and nobody to ask. */
  run(args: readonly string[], options?: RunSetting): Promise<Outcome>;
  /** Resolves with the newest address that the program opened in the browser and that holds the text. */
  opened(part: string): Promise<URL>;
  /** All addresses opened so far. */
  visits(): Promise<readonly string[]>;
  /** The text of a file in the folder; undefined when there is none. */
  file(name?: string): Promise<string | undefined>;
}

export interface ScreenSetting {
  readonly columns?: number;
  readonly rows?: number;
  /** On top of the stage's environment; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface RunSetting extends Pick<ScreenSetting, 'environment'> {
  readonly input?: string;
}

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { scenario = scenarios.ready, silentAt, env } = options;
  const folder = await mkdtemp(join(tmpdir(), 'pectus-journey-'));
  const port = await freePort();
  const redirectUri = `http://localhost:${port}/callback`;
  const app = withRedirect(scenario, redirectUri);
  const simulator = createSimulator({ scenario: { ...scenario, app }, now: () => new Date() });
  const silence = silentPath(simulator, silentAt);
  const server = await serveSimulator(silence);
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });
  if (env !== undefined) await writeFile(join(folder, '.env'), envText(env), { mode: 0o600 });
  const browser = await noteAddresses(folder);
  const environment = {
    ...browser.environment,
    HOME: folder,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    PECTUS_LINKEDIN_OAUTH_URL: `${server.origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${server.origin}/rest`,
  };
  return {
    folder,
    simulator,
    unanswered: silence.unanswered,
    origin: server.origin,
    port,
    setup: ['setup', '--redirect-uri', redirectUri],
    environment,
    screen: (args, { environment: changes, ...size } = {}) =>
      openScreen(process.execPath, [bin, ...args], {
        cwd: folder,
        env: changed(environment, changes),
        ...size,
      }),
    run: (args, { environment: changes, input } = {}) =>
      run(args, { folder, env: changed(environment, changes), input }),
    opened: browser.opened,
    visits: browser.visits,
    file: (name = '.env') => readFile(join(folder, name), 'utf8').catch(() => undefined),
  };
}

/** What is registered in the portal is the one address that the program will name. */
function withRedirect({ app }: Scenario, redirectUri: string): Scenario['app'] {
  const refused = app.redirectUris.every((address) => address.startsWith('https:'));
  return refused ? app : { ...app, redirectUris: [redirectUri] };
}

function silentPath({ fetch }: Simulator, silentAt: string | undefined) {
  const never = new Promise<never>(() => {});
  let arrive: () => void = () => {};
  const unanswered = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  return {
    unanswered,
    fetch(request: Request) {
      if (new URL(request.url).pathname !== silentAt) return fetch(request);
      arrive();
      return never;
    },
  };
}

function changed(
  environment: Readonly<Record<string, string>>,
  changes: ScreenSetting['environment'] = {},
): Record<string, string> {
  const all = Object.entries({ ...environment, ...changes });
  return Object.fromEntries(
    all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Linux starts what BROWSER names, once no installed browser can be found; macOS looks for `open`. */
async function noteAddresses(folder: string) {
  const desk = join(folder, 'desk');
  await mkdir(desk);
  const program = join(desk, 'open');
  const notes = join(desk, 'visits');
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${notes}'\n`);
  await chmod(program, 0o755);
  const visits = async () => {
    const noted = await readFile(notes, 'utf8').catch(() => '');
    return noted.split('\n').filter((address) => address !== '');
  };
  const opened = async (part: string) => {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const address = (await visits()).findLast((one) => one.includes(part));
      if (address !== undefined) return new URL(address);
      if (Date.now() > deadline) throw new Error(`no address with ${part} was opened`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const environment = {
    PATH: `${desk}${delimiter}${process.env['PATH'] ?? '/usr/bin:/bin'}`,
    DISPLAY: ':9',
    BROWSER: program,
    XDG_DATA_DIRS: desk,
    XDG_CONFIG_DIRS: desk,
  };
  return { environment, visits, opened };
}

interface Running {
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly input: string | undefined;
}

async function run(args: readonly string[], { folder, env, input }: Running): Promise<Outcome> {
  const child = spawn(process.execPath, [bin, ...args], { cwd: folder, env });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  return { exitCode, stdout, stderr };
}
