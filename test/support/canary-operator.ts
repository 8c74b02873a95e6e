/** The canary's operator: answers every question, presses Allow, pastes what is wanted, and gives up in the end. */

import { once } from 'node:events';
import type { Prompts, Question, TextQuestion, WaitQuestion } from '../../src/questions.ts';
import { Secret } from '../../src/secret.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { type Browser, Cancelled } from '../../src/world.ts';
import { followStartPage, redirectOf, visit } from './browser.ts';
import type { TestClock } from './clock.ts';
import type { Fetch } from './exchange.ts';

/** How the operator signs in. */
export type SignIn = 'browser' | 'paste' | 'tokens';

export interface OperatorOptions {
  readonly signIn: SignIn;
  readonly linkedin: Fetch;
  readonly simulator: Pick<Simulator, 'app' | 'issueTokens'>;
  readonly note: (place: string, text: string) => void;
  /** What the terminal has shown so far. */
  readonly screen: () => string;
  readonly clock: Pick<TestClock, 'freezeUntil'>;
}

export interface CanaryOperator {
  readonly prompts: Prompts;
  readonly browser: Browser;
  /** Resolves when no tab is loading any more. */
  readonly tabs: () => Promise<unknown>;
}

/** So often a question is answered before the operator presses Ctrl-C. */
const mostAnswers = 3;

const choices: Readonly<Record<string, string>> = {
  'product-added': 'yes',
  'linkedin-page': 'redirect-unregistered',
};

export function canaryOperator(options: OperatorOptions): CanaryOperator {
  const tabs: Promise<unknown>[] = [];
  const refusal = new AbortController();
  const read = reader(options);
  const open = async (page: URL) => {
    const url = await followStartPage(page);
    // The listener holds its page until the sign-in is settled, so nobody may wait for it here.
    if (!url.pathname.endsWith('/authorization')) return true;
    const tab = browse(url, options, () => refusal.abort()).catch(() => undefined);
    options.clock.freezeUntil(tab);
    tabs.push(tab);
    return true;
  };
  const prompts: Prompts = {
    async text(question) {
      read(question, question.preset, ...complaints(question, options));
      return question.id === 'client-id' ? options.simulator.app.clientId : (question.preset ?? '');
    },
    async secret(question) {
      read(question, ...complaints(question, options));
      return secretFor(question.id, options);
    },
    async confirm(question) {
      read(question);
      return question.id === 'held-account' || question.preset;
    },
    async choose(question) {
      read(question, ...question.choices.map(({ label }) => label));
      const wanted = choices[question.id] ?? question.preset;
      const choice = question.choices.find(({ value }) => value === wanted) ?? question.choices[0];
      if (choice === undefined) throw new Error(`nothing to choose for ${question.id}`);
      return choice.value;
    },
    async pause(question) {
      read(question, ...(question.copy ?? []));
    },
    async textWhileWaiting(question) {
      read({ id: question.id, message: question.message() });
      if (options.signIn === 'tokens') return new Secret('t');
      if (options.signIn === 'paste') return await pasted(question, options);
      const either = AbortSignal.any([refusal.signal, question.signal]);
      if (!either.aborted) await once(either, 'abort');
      return question.signal.aborted ? undefined : new Secret('r');
    },
  };
  const browser = { available: options.signIn === 'browser', open };
  return { prompts, browser, tabs: () => Promise.all(tabs) };
}

/** Notes what a question shows; a question that comes again and again ends the run. */
function reader({ note }: OperatorOptions) {
  const asked: string[] = [];
  return ({ id, message, answeredBy = [] }: Question, ...more: (string | undefined)[]) => {
    note('question', [message, ...answeredBy, ...more].join('\n'));
    asked.push(id);
    if (asked.filter((one) => one === id).length > mostAnswers) throw new Cancelled();
  };
}

/** What is said of slips in which a secret lands where it does not belong. */
function complaints({ reject }: TextQuestion, { simulator }: OperatorOptions): readonly string[] {
  const { clientId, clientSecret } = simulator.app;
  const slips = ['', clientSecret, clientId, `${clientSecret} x`, `"${clientSecret}"`];
  return slips.map((slip) => reject?.(slip) ?? '');
}

/** Tokens are pasted the wrong way round, as people do. */
function secretFor(id: string, { simulator }: OperatorOptions): Secret {
  if (!id.startsWith('generated-token')) return new Secret(simulator.app.clientSecret);
  const { accessToken, refreshToken = '' } = simulator.issueTokens();
  return new Secret(id === 'generated-token-1' ? refreshToken || accessToken : accessToken);
}

/** In a tab: stray visits first, then the redirect itself. */
async function browse(
  address: URL,
  { linkedin, note }: OperatorOptions,
  refused: () => void,
): Promise<void> {
  const back = await redirectOf(address, 'allow', linkedin);
  if (back === undefined) return refused();
  for (const target of [new URL('/favicon.ico', back), new URL(`${back.href}&code=AQTtwice`)]) {
    note('stray page', (await visit(target)).text);
  }
  note('page', (await visit(back)).text);
}

/** Several wrong lines first, for what is said of them. */
async function pasted(question: WaitQuestion, options: OperatorOptions): Promise<Secret> {
  const printed = options
    .screen()
    .match(/https?:\S+\/authorization\?\S+/g)
    ?.at(-1);
  const back = printed && (await redirectOf(new URL(printed), 'allow', options.linkedin))?.href;
  if (!back) return new Secret('r');
  const wrong = [
    printed,
    back.slice(0, -20),
    `${back}&code=AQTtwice`,
    back.replace('state=', 'state=x'),
  ];
  for (const line of wrong) options.note('complaint', question.reject(line) ?? '');
  return new Secret(back);
}
