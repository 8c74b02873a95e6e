/** A terminal, a person, a browser and a clock that do what a test says, when it says so. */

import { shell } from '../../src/faults/fix.ts';
import { Secret } from '../../src/secret.ts';
import { Cancelled, type World } from '../../src/world.ts';
import { followStartPage } from '../support/browser.ts';
import { createManualClock, startTime } from '../support/clock.ts';
import { quietMachine } from '../support/machine.ts';
import { quietTerminal } from '../support/terminal.ts';

export type ConsentWorld = Pick<
  World,
  'terminal' | 'prompts' | 'browser' | 'clock' | 'machine' | 'signal'
>;

export interface Script {
  readonly interactive?: boolean;
  readonly browser?: 'starts' | 'fails' | 'missing';
  readonly tunnel?: readonly [program: string, ...args: string[]];
  /** Answers to "What does LinkedIn's page say?", in order; one more question fails the test. */
  readonly pageSays?: readonly string[];
  /** What happens while that question stands. */
  readonly whileAsked?: () => Promise<void>;
}

export interface TestConsentWorld {
  readonly world: ConsentWorld;
  readonly said: readonly string[];
  readonly complaints: readonly string[];
  readonly asked: readonly (readonly string[])[];
  /** What the questions are besides their choices, the line that waits included. */
  readonly questions: readonly object[];
  readonly opened: readonly URL[];
  /** The line that counts down, as it stands. */
  liveLine(): string | undefined;
  /** Types a line, as soon as somebody listens. */
  type(line: string): Promise<void>;
  /** Ctrl-C at the question that is open. */
  pressCtrlC(): Promise<void>;
  pass(seconds: number): Promise<void>;
  interrupt(): void;
}

interface Listening {
  readonly question: Parameters<World['prompts']['textWhileWaiting']>[0];
  readonly resolve: (typed: Secret | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** Lets everything that can go on without sockets go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

export function createConsentWorld(script: Script = {}): TestConsentWorld {
  const said: string[] = [];
  const complaints: string[] = [];
  const asked: (readonly string[])[] = [];
  const questions: object[] = [];
  const opened: URL[] = [];
  const pageSays = [...(script.pageSays ?? [])];
  const interruption = new AbortController();
  const clock = createManualClock(startTime);
  let progress: string | undefined;
  let listening: Listening | undefined;

  function askable(): void {
    if (script.interactive === false) throw new Error('nobody can be asked');
  }

  async function listener(): Promise<Listening> {
    while (listening === undefined) await settled();
    return listening;
  }

  const unexpected = () => Promise.reject(new Error('nobody expects this question'));
  const world: ConsentWorld = {
    terminal: {
      ...quietTerminal,
      interactive: script.interactive ?? true,
      say: (text) => void said.push(text),
      result: () => {
        throw new Error('a sign-in has no result for scripts');
      },
      progress: (text) => {
        progress = text;
      },
    },
    prompts: {
      text: unexpected,
      secret: unexpected,
      confirm: unexpected,
      pause: unexpected,
      async choose({ choices, ...question }) {
        askable();
        questions.push(question);
        asked.push(choices.map(({ label }) => label));
        await script.whileAsked?.();
        const answer = pageSays.shift();
        const choice = choices.find(({ value }) => value === answer);
        if (choice === undefined) throw new Error(`no such choice: ${answer}`);
        return choice.value;
      },
      async textWhileWaiting(question) {
        askable();
        questions.push({ id: question.id, keys: question.keys });
        return await new Promise((resolve, reject) => {
          listening = { question, resolve, reject };
          question.signal.addEventListener('abort', () => {
            listening = undefined;
            resolve(undefined);
          });
        });
      },
    },
    browser: {
      available: script.browser !== 'missing',
      async open(url) {
        if (script.browser === 'fails') return false;
        opened.push(await followStartPage(url));
        return true;
      },
    },
    clock,
    machine: {
      ...quietMachine,
      ...(script.tunnel === undefined
        ? {}
        : { sshTunnel: () => shell(...(script.tunnel ?? [''])) }),
    },
    signal: interruption.signal,
  };

  return {
    world,
    said,
    complaints,
    asked,
    questions,
    opened,
    liveLine: () => listening?.question.message() ?? progress,
    async type(line) {
      const { question, resolve } = await listener();
      const complaint = question.reject(line);
      if (complaint === undefined) resolve(new Secret(line));
      else complaints.push(complaint);
      await settled();
    },
    async pressCtrlC() {
      (await listener()).reject(new Cancelled());
    },
    async pass(seconds) {
      while (clock.sleeping() === 0) await settled();
      clock.pass(seconds * 1000);
      await settled();
    },
    interrupt: () => interruption.abort(new Error('interrupted')),
  };
}
