/** Everything outside the program: files, a LinkedIn that follows a scenario, a clock, a terminal, an operator with a script. */

import { main, type StartOptions } from '../../src/cli/main.ts';
import { bareInvocation, commandLine } from '../../src/faults/command-line.ts';
import type { Scenario } from '../../src/simulator/scenarios.ts';
import type { LoggedRequest } from '../../src/simulator/simulator.ts';
import {
  Cancelled,
  type Env,
  type Files,
  type Machine,
  type Terminal,
  type World,
} from '../../src/world.ts';
import { freePort } from '../consent/visitors.ts';
import {
  type BrowserKind,
  isConsent,
  openTestBrowser,
  type Page,
  type TestBrowser,
} from './browser.ts';
import { createTestClock, startTime, type TestClock } from './clock.ts';
import { type Described, describe } from './credentials.ts';
import { exchangeBy, type Fetch } from './exchange.ts';
import { type MemoryFiles, openFolder, openMemory, type Storage } from './files.ts';
import { createTestLinkedIn, type Intercept, type TestLinkedIn } from './linkedin.ts';
import { createTestMachine, type MachineOptions } from './machine.ts';
import { type Answers, type Asked, type Operator, scriptedOperator } from './operator.ts';
import { createTestTerminal, type TestTerminal } from './terminal.ts';

export interface WorldOptions extends MachineOptions {
  /** Where the files are. */
  readonly setting?: 'memory' | 'disk';
  readonly scenario?: Scenario;
  readonly intercept?: Intercept;
  /** Of both clocks. */
  readonly startTime?: string;
  /** How far LinkedIn's clock is ahead of this machine's, in milliseconds. */
  readonly ahead?: number;
  /** What is in the folder; the modes are 0600. */
  readonly files?: Readonly<Record<string, string>>;
}

/** One run of the program. */
export interface Script {
  readonly answers?: Answers;
  readonly env?: Env;
  readonly browser?: BrowserKind;
  /** Somebody reads stderr: does this, then opens the address that stands alone on a line. */
  readonly onAddressShown?: () => void;
  readonly interactive?: boolean;
  readonly columns?: number;
  /** Instead of LinkedIn. */
  readonly fetch?: Fetch;
  readonly terminal?: Partial<Terminal>;
  readonly machine?: Partial<Machine>;
  /** Instead of those of the world. */
  readonly files?: Files;
}

export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stderr as one line, for sentences that the width of the screen broke. */
  readonly stderrAsOneLine: string;
  /** Ids, in order. */
  readonly asked: readonly string[];
  readonly questions: readonly Asked[];
  readonly complaints: readonly string[];
  readonly opened: readonly URL[];
  /** Where the browser ended. */
  readonly pages: readonly Page[];
  readonly requests: readonly LoggedRequest[];
}

export interface TestWorld
  extends Storage,
    Pick<TestLinkedIn, 'simulator' | 'setScenario' | 'changeScenario' | 'requests'> {
  readonly redirectUri: string;
  readonly linkedin: Fetch;
  readonly clock: TestClock;
  run(argv: readonly string[], script?: Script): Promise<Run>;
  /** For a function of the program, called without `main`. */
  parts(script?: Script): World;
  /** Ctrl-C, from outside a question. */
  interrupt(): void;
  now(): Date;
  passDays(days: number): void;
  /** What was shown since the start, by a run that has not ended, too. */
  stdout(): string;
  stderr(): string;
  /** Every transient line, in order. */
  progress(): readonly string[];
  /** What the `.env` says, tokens by what they are; undefined when there is none. */
  env(): Promise<Described | undefined>;
}

export interface MemoryWorld extends TestWorld {
  readonly files: MemoryFiles;
}

const day = 86_400_000;

export function openTestWorld(
  options: WorldOptions & { readonly setting: 'memory' },
): Promise<MemoryWorld>;
export function openTestWorld(options?: WorldOptions): Promise<TestWorld>;
export async function openTestWorld(options: WorldOptions = {}): Promise<TestWorld> {
  const { setting = 'disk', scenario, intercept, ahead = 0 } = options;
  const interruption = new AbortController();
  const clock = createTestClock(options.startTime ?? startTime, interruption.signal);
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  const storage = setting === 'memory' ? openMemory(clock.now) : await openFolder();
  for (const [name, text] of Object.entries(options.files ?? {})) await storage.put(text, name);
  const linkedin = createTestLinkedIn({
    ...(scenario && { scenario }),
    ...(intercept && { intercept }),
    redirectUri,
    now: () => new Date(clock.now().getTime() + ahead),
    sleep: (milliseconds) => (milliseconds === 0 ? Promise.resolve() : clock.sleep(milliseconds)),
  });
  const around = { options, clock, linkedin, storage, redirectUri, signal: interruption.signal };
  const runs: ProgramRun[] = [];
  const open = (script: Script = {}) => {
    const run = createRun(script, around);
    runs.push(run);
    return run;
  };
  return {
    ...storage,
    ...linkedin,
    linkedin: linkedin.fetch,
    redirectUri,
    clock,
    run: async (argv, script) => await runMain(argv, open(script), linkedin),
    parts: (script) => open(script).start({ neverAsk: false, argv: [], file: undefined }),
    interrupt: () => interruption.abort(new Cancelled()),
    now: clock.now,
    passDays: (days) => clock.pass(days * day),
    stdout: () => runs.map(({ screen }) => screen.stdout()).join(''),
    stderr: () => runs.map(({ screen }) => screen.stderr()).join(''),
    progress: () => runs.flatMap(({ screen }) => screen.progress()),
    env: async () => describe(await storage.text()),
  };
}

// --- one run -----------------------------------------------------------------------------------------

interface Around {
  readonly options: WorldOptions;
  readonly clock: TestClock;
  readonly linkedin: TestLinkedIn;
  readonly storage: Storage;
  readonly redirectUri: string;
  readonly signal: AbortSignal;
}

interface ProgramRun {
  readonly columns: number;
  readonly screen: TestTerminal;
  readonly browser: TestBrowser;
  /** Who was asked; nobody before the program has started. */
  readonly operators: readonly Operator[];
  start(options: StartOptions): World;
}

function createRun(script: Script, around: Around): ProgramRun {
  const { clock, linkedin, storage } = around;
  const { columns = 80 } = script;
  const place = { linkedin: linkedin.fetch, clock };
  const browser = openTestBrowser(script.browser ?? 'allows', place);
  const screen = createTestTerminal((line) => {
    if (script.onAddressShown === undefined || !/^https:\S+$/.test(line)) return;
    if (!isConsent(new URL(line))) return;
    script.onAddressShown();
    browser.signIn(new URL(line), 'allow');
  });
  const operators: Operator[] = [];
  const start = (options: StartOptions): World => {
    const terminal = terminalOf(screen, script, options);
    const { answers = {} } = script;
    const operator = scriptedOperator({ answers, terminal, clock, pageShown: browser.pageShown });
    operators.push(operator);
    const isSetup = options.argv[0] === 'setup';
    return {
      terminal,
      prompts: operator.prompts,
      browser: browser.browser,
      clock,
      files: script.files ?? storage.files,
      exchange: exchangeBy(script.fetch ?? linkedin.fetch),
      env: { ...(isSetup && { LINKEDIN_REDIRECT_URI: around.redirectUri }), ...script.env },
      machine: { ...createTestMachine(storage.folder, around.options), ...script.machine },
      signal: around.signal,
    };
  };
  return { columns, screen, browser, operators, start };
}

function terminalOf(
  screen: TestTerminal,
  { interactive = true, columns = 80, terminal: changes }: Script,
  { neverAsk, argv, file }: StartOptions,
): Terminal {
  const terminal: Terminal = {
    ...screen.terminal,
    interactive,
    columns,
    command: (run, called = { argv, file }) => commandLine(run, { ...bareInvocation, ...called }),
    ...changes,
  };
  return { ...terminal, interactive: terminal.interactive && !neverAsk };
}

async function runMain(
  argv: readonly string[],
  { columns, screen, browser, operators, start }: ProgramRun,
  linkedin: TestLinkedIn,
): Promise<Run> {
  const before = linkedin.requests().length;
  const exitCode = await main(argv, start, { ...screen.output, columns });
  const pages = await browser.lastPages();
  browser.assertUntouched();
  for (const operator of operators) operator.assertNothingLeft();
  const questions = operators.flatMap(({ asked }) => asked);
  return {
    exitCode,
    stdout: screen.stdout(),
    stderr: screen.stderr(),
    stderrAsOneLine: screen.stderr().replace(/\s+/g, ' '),
    asked: questions.map(({ id }) => id),
    questions,
    complaints: operators.flatMap(({ complaints }) => complaints),
    opened: browser.opened,
    pages,
    requests: linkedin.requests().slice(before),
  };
}
