/** The program at a desk where every part of its world can be put in by hand and watched while it runs; files are in memory. */

import { main } from '../../src/cli/main.ts';
import { bareInvocation, commandLine } from '../../src/faults/command-line.ts';
import { withSpaces } from '../../src/screen/text-lines.ts';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { Cancelled, type Env, type Machine, type Prompts, type Terminal } from '../../src/world.ts';
import { freePort } from '../consent/visitors.ts';
import { openTestClock } from './clock.ts';
import { exchangeBy, type Fetch } from './exchange.ts';
import { type MemoryFiles, memoryFiles } from './files.ts';
import { quietMachine } from './machine.ts';
import { type Answers, seatPerson } from './operator.ts';
import { quietTerminal } from './terminal.ts';

import { birthday } from './world.ts';

export interface DeskOptions {
  readonly scenario?: Scenario;
  readonly files?: Readonly<Record<string, string>>;
}

export interface DeskScript {
  readonly answers?: Answers;
  readonly env?: Env;
  readonly terminal?: Partial<Terminal>;
  readonly machine?: Partial<Machine>;
  /** Instead of LinkedIn. */
  readonly fetch?: Fetch;
}

export interface DeskRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the program said about answers that it did not take. */
  readonly complaints: readonly string[];
}

export interface Desk {
  readonly redirectUri: string;
  readonly files: MemoryFiles;
  readonly linkedin: Fetch;
  simulator(): Simulator;
  now(): Date;
  pass(milliseconds: number): void;
  /** On the screen since the start: talk, and questions with what they suggest. */
  stderr(): string;
  stdout(): string;
  /** Every transient line, in order. */
  progress(): readonly string[];
  /** Ctrl-C, from outside a question. */
  interrupt(): void;
  /** No browser does anything by itself. */
  run(argv: readonly string[], script?: DeskScript): Promise<DeskRun>;
}

export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const interruption = new AbortController();
  const clock = openTestClock(birthday, interruption.signal);
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  const { app, ...scenario } = options.scenario ?? scenarios.ready;
  const simulator = createSimulator({
    scenario: { ...scenario, app: { ...app, redirectUris: [redirectUri] } },
    now: clock.now,
  });
  const files = memoryFiles(options.files, clock.now);
  const shown = { stdout: '', stderr: '', progress: [] as string[] };

  async function run(argv: readonly string[], script: DeskScript = {}): Promise<DeskRun> {
    const before = { ...shown };
    const terminal = { ...screen(shown), ...script.terminal };
    const registered = argv[0] === 'setup' ? { LINKEDIN_REDIRECT_URI: redirectUri } : {};
    let person: ReturnType<typeof seatPerson> | undefined;
    const exitCode = await main(
      argv,
      ({ neverAsk, argv: typed, file }) => {
        const asking = { interactive: terminal.interactive && !neverAsk };
        person = seatPerson({
          answers: script.answers ?? {},
          terminal: asking,
          clock,
          looked: async () => {},
        });
        return {
          terminal: {
            ...terminal,
            ...asking,
            command: (run) => commandLine(run, { ...bareInvocation, argv: typed, file }),
          },
          prompts: seen(person.prompts, terminal),
          browser: { available: true, open: async () => true },
          clock,
          files,
          exchange: exchangeBy(script.fetch ?? simulator.fetch),
          env: { ...registered, ...script.env },
          machine: { ...quietMachine, ...script.machine },
          signal: interruption.signal,
        };
      },
      { out: terminal.result, err: terminal.say, columns: terminal.columns },
    );
    person?.assertNothingLeft();
    return {
      exitCode,
      stdout: shown.stdout.slice(before.stdout.length),
      stderr: shown.stderr.slice(before.stderr.length),
      complaints: person?.complaints ?? [],
    };
  }

  return {
    redirectUri,
    files,
    linkedin: simulator.fetch,
    simulator: () => simulator,
    now: clock.now,
    pass: clock.pass,
    stderr: () => shown.stderr,
    stdout: () => shown.stdout,
    progress: () => shown.progress,
    interrupt: () => interruption.abort(new Cancelled()),
    run,
  };
}

function screen(shown: { stdout: string; stderr: string; readonly progress: string[] }): Terminal {
  return {
    ...quietTerminal,
    interactive: true,
    say(text) {
      shown.stderr += `${withSpaces(text)}\n`;
    },
    result(text) {
      shown.stdout += `${text}\n`;
    },
    show(text) {
      shown.stdout += `${text}\n`;
    },
    async write(text) {
      shown.stdout += text;
    },
    progress(text) {
      if (text !== undefined) shown.progress.push(text);
    },
  };
}

/** A question that is typed into shows what Enter would take. */
function seen(prompts: Prompts, { say }: Pick<Terminal, 'say'>): Prompts {
  return {
    ...prompts,
    async text(question) {
      say(`? ${question.message} (${question.preset ?? ''})`);
      return await prompts.text(question);
    },
  };
}
