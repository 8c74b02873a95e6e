/** Everything outside the program: a folder of its own, a LinkedIn that follows a scenario, and a person with a script. */

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { main, type StartOptions } from '../../src/cli/main.ts';
import { defaultRedirectUris } from '../../src/consent/redirect.ts';
import { bareInvocation, commandLine } from '../../src/faults/command-line.ts';
import { openFiles } from '../../src/node/files.ts';
import { withSpaces } from '../../src/screen/text-lines.ts';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import {
  createSimulator,
  type LoggedRequest,
  type Simulator,
} from '../../src/simulator/simulator.ts';
import { Cancelled, type Env, type Files, type GitStatus, type Terminal } from '../../src/world.ts';
import { freePort } from '../consent/visitors.ts';
import { type BrowserKind, isConsent, openTestBrowser, type Page } from './browser.ts';
import { openTestClock } from './clock.ts';
import { type Described, describe } from './credentials.ts';
import { exchangeBy, type Fetch } from './exchange.ts';
import { quietMachine } from './machine.ts';
import { type Answers, type Asked, seatPerson } from './operator.ts';
import { quietTerminal } from './terminal.ts';

export interface WorldOptions {
  readonly scenario?: Scenario;
  /** Both clocks, at the start. */
  readonly now?: string;
  /** How far LinkedIn's clock is ahead of this machine's, in milliseconds. */
  readonly ahead?: number;
  /** What is in the folder; the modes are 0600. */
  readonly files?: Readonly<Record<string, string>>;
  /** Instead of the disk. */
  readonly disk?: Files;
  readonly git?: GitStatus;
  readonly portHolder?: string;
}

/** One run of the program. */
export interface Script {
  readonly answers?: Answers;
  readonly env?: Env;
  readonly browser?: BrowserKind;
  /** Somebody reads stderr: does this, then opens the address that stands alone on a line. */
  readonly onlooker?: () => void;
  readonly interactive?: boolean;
  readonly columns?: number;
  /** Instead of LinkedIn. */
  readonly fetch?: Fetch;
}

export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stderr as one line, for sentences that the width of the screen broke. */
  readonly told: string;
  /** Ids, in order. */
  readonly asked: readonly string[];
  readonly questions: readonly Asked[];
  readonly complaints: readonly string[];
  readonly opened: readonly URL[];
  /** Where the browser ended. */
  readonly pages: readonly Page[];
  readonly requests: readonly LoggedRequest[];
}

export interface TestWorld {
  readonly folder: string;
  readonly redirectUri: string;
  readonly linkedin: Fetch;
  run(argv: readonly string[], script?: Script): Promise<Run>;
  /** Ctrl-C, from outside a question. */
  interrupt(): void;
  /** From now on LinkedIn is another one; its tokens stay what they are. */
  play(scenario: Scenario): void;
  /** Changes what LinkedIn is now. */
  change(change: (scenario: Scenario) => Scenario): void;
  simulator(): Simulator;
  now(): Date;
  passDays(days: number): void;
  /** The bytes of the `.env` as text; undefined when there is none. */
  text(name?: string): Promise<string | undefined>;
  /** What the `.env` says, tokens by what they are; undefined when there is none. */
  env(): Promise<Described | undefined>;
  put(text: string, name?: string): Promise<void>;
  /** All files in the folder. */
  names(): Promise<readonly string[]>;
}

export const birthday = '2026-11-22T10:00:00Z';
const day = 86_400_000;

export async function openTestWorld(options: WorldOptions = {}): Promise<TestWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'pectus-world-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const interruption = new AbortController();
  const clock = openTestClock(options.now ?? birthday, interruption.signal);
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  const files = options.disk ?? filesIn(folder);
  const stage = openStage(options, redirectUri, clock);
  const linkedin: Fetch = async (request) => {
    const response = await stage.simulator().fetch(request);
    // Ctrl-C ends a request that is under way.
    request.signal.throwIfAborted();
    return response;
  };

  const put = async (text: string, name = '.env') => {
    if (options.disk === undefined) await writeFile(join(folder, name), text, { mode: 0o600 });
    else await options.disk.replace(name, () => Buffer.from(text));
  };
  const text = async (name = '.env') => {
    const content = await files.read(name);
    return content && Buffer.from(content).toString();
  };
  for (const [name, content] of Object.entries(options.files ?? {})) await put(content, name);

  async function run(argv: readonly string[], script: Script = {}): Promise<Run> {
    const before = stage.requests().length;
    const browser = openTestBrowser(script.browser ?? 'allows', { linkedin, clock });
    const screen = openScreen(script, (line) => {
      if (script.onlooker === undefined || !/^https:\S+$/.test(line)) return;
      if (!isConsent(new URL(line))) return;
      script.onlooker();
      browser.signIn(new URL(line), 'allow');
    });
    const registered = argv[0] === 'setup' ? { LINKEDIN_REDIRECT_URI: redirectUri } : {};
    let person: ReturnType<typeof seatPerson> | undefined;
    const exitCode = await main(
      argv,
      (start) => {
        const terminal = screen.terminal(start);
        person = seatPerson({
          answers: script.answers ?? {},
          terminal,
          clock,
          looked: browser.looked,
        });
        return {
          terminal,
          prompts: person.prompts,
          browser: browser.browser,
          clock,
          files,
          exchange: exchangeBy(script.fetch ?? linkedin),
          env: { ...registered, ...script.env },
          machine: machineIn(folder, options),
          signal: interruption.signal,
        };
      },
      screen.output,
    );
    const pages = await browser.lastPages();
    browser.assertUntouched();
    person?.assertNothingLeft();
    const { stdout, stderr } = screen.texts();
    const questions = person?.asked ?? [];
    return {
      exitCode,
      stdout,
      stderr,
      told: stderr.replace(/\s+/g, ' '),
      asked: questions.map(({ id }) => id),
      questions,
      complaints: person?.complaints ?? [],
      opened: browser.opened,
      pages,
      requests: stage.requests().slice(before),
    };
  }

  return {
    folder,
    redirectUri,
    linkedin,
    run,
    interrupt: () => interruption.abort(new Cancelled()),
    play: stage.play,
    change: stage.change,
    simulator: stage.simulator,
    now: clock.now,
    passDays: (days) => clock.pass(days * day),
    text,
    env: async () => describe(await text()),
    put,
    names: async () => (await readdir(folder)).sort(),
  };
}

// --- LinkedIn ----------------------------------------------------------------------------------------

function openStage(
  { scenario: first = scenarios.ready, ahead = 0 }: WorldOptions,
  redirectUri: string,
  clock: ReturnType<typeof openTestClock>,
) {
  const played: Simulator[] = [];
  let current = first;
  const play = (scenario: Scenario) => {
    current = scenario;
    played.push(
      createSimulator({
        scenario: registeredAt(redirectUri, scenario),
        now: () => new Date(clock.now().getTime() + ahead),
        sleep: (milliseconds) =>
          milliseconds === 0 ? Promise.resolve() : clock.sleep(milliseconds),
      }),
    );
  };
  play(first);
  return {
    play,
    change: (change: (scenario: Scenario) => Scenario) => play(change(current)),
    simulator: () => {
      const last = played.at(-1);
      if (last === undefined) throw new Error('LinkedIn is played from the start');
      return last;
    },
    requests: () => played.flatMap(({ log }) => log),
  };
}

/** The app lists our free port where it would list the usual one. */
function registeredAt(redirectUri: string, { app, ...rest }: Scenario): Scenario {
  const [usual] = defaultRedirectUris;
  const redirectUris = app.redirectUris.map((uri) => (uri === usual ? redirectUri : uri));
  return { ...rest, app: { ...app, redirectUris } };
}

// --- terminal, machine, files ------------------------------------------------------------------------

function openScreen({ interactive = true, columns = 80 }: Script, onLine: (line: string) => void) {
  let stdout = '';
  let stderr = '';
  const out = (text: string) => {
    stdout += text;
  };
  const err = (text: string) => {
    stderr += text;
  };
  return {
    output: { out, err, columns },
    texts: () => ({ stdout, stderr }),
    terminal: ({ neverAsk, argv, file }: StartOptions): Terminal => ({
      ...quietTerminal,
      interactive: interactive && !neverAsk,
      columns,
      result: (text) => out(`${text}\n`),
      show: (text) => out(`${text}\n`),
      write: async (text) => out(text),
      command: (run) => commandLine(run, { ...bareInvocation, argv, file }),
      say(text) {
        err(`${withSpaces(text)}\n`);
        for (const line of text.split('\n')) onLine(line);
      },
    }),
  };
}

function machineIn(folder: string, { git = 'ignored', portHolder }: WorldOptions) {
  return {
    ...quietMachine,
    pid: process.pid,
    hostname: 'test',
    alive: (pid: number) => pid === process.pid,
    git: async () => git,
    portHolder: async () => portHolder,
    shown: (path: string) => relative(folder, resolve(folder, path)),
  };
}

/** The working folder of the program, without moving the whole process there. */
function filesIn(folder: string): Files {
  const disk = openFiles();
  const at = (path: string) => resolve(folder, path);
  return {
    read: (path) => disk.read(at(path)),
    inspect: (path) => disk.inspect(at(path)),
    entry: (path) => disk.entry(at(path)),
    startHeartbeat: (path) => disk.startHeartbeat(at(path)),
    realPath: (path) => disk.realPath(at(path)),
    readAtRest: (path) => disk.readAtRest(at(path)),
    assertWritable: (path) => disk.assertWritable(at(path)),
    collect: (path, as) => disk.collect(at(path), as),
    replace: (path, contentOf) => disk.replace(at(path), contentOf),
    draft: async (path, draftOptions) => {
      const draft = await disk.draft(at(path), draftOptions);
      return { ...draft, finish: (name, as) => draft.finish(at(name), as) };
    },
    create: (path, text) => disk.create(at(path), text),
    remove: (path) => disk.remove(at(path)),
    restrict: (path, mode) => disk.restrict(at(path), mode),
  };
}
