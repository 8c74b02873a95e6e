/** The canary's operator: answers every question, presses Allow, pastes what is wanted, and gives up in the end. */

import { once } from 'node:events';
import { Secret } from '../../src/secret.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import {
  type Browser,
  Cancelled,
  type Prompts,
  type Question,
  type TextQuestion,
  type WaitQuestion,
} from '../../src/world.ts';
import { followStartPage, visit } from './browser.ts';
import type { Fetch } from './exchange.ts';

/** How the operator signs in. */
export type SignIn = 'browser' | 'paste' | 'tokens';

export interface Desk {
  readonly signIn: SignIn;
  readonly linkedin: Fetch;
  readonly simulator: Pick<Simulator, 'app' | 'issueTokens'>;
  readonly note: (place: string, text: string) => void;
  /** What the terminal has shown so far. */
  readonly screen: () => string;
}

export interface CanaryOperator {
  readonly prompts: Prompts;
  readonly browser: Browser;
  /** Resolves when no tab is loading any more. */
  readonly tabs: () => Promise<unknown>;
}

/** So often a question is answered before the operator presses Ctrl-C. */
const patience = 3;

const choices: Readonly<Record<string, string>> = {
  'product-added': 'yes',
  'linkedin-page': 'redirect-unregistered',
};

export function canaryOperator(desk: Desk): CanaryOperator {
  const tabs: Promise<unknown>[] = [];
  const refusal = new AbortController();
  const read = reader(desk);
  const open = async (page: URL) => {
    const url = await followStartPage(page);
    const walk = () => browse(url, desk, () => refusal.abort());
    // The listener holds its page until the sign-in is settled, so nobody may wait for it here.
    if (url.pathname.endsWith('/authorization')) tabs.push(walk().catch(() => undefined));
    return true;
  };
  const prompts: Prompts = {
    async text(question) {
      read(question, question.preset, ...complaints(question, desk));
      return question.id === 'client-id' ? desk.simulator.app.clientId : (question.preset ?? '');
    },
    async secret(question) {
      read(question, ...complaints(question, desk));
      return secretFor(question.id, desk);
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
    async meanwhile(question) {
      read({ id: question.id, message: question.message() });
      if (desk.signIn === 'tokens') return new Secret('t');
      if (desk.signIn === 'paste') return await pasted(question, desk);
      const either = AbortSignal.any([refusal.signal, question.signal]);
      if (!either.aborted) await once(either, 'abort');
      return question.signal.aborted ? undefined : new Secret('r');
    },
  };
  const browser = { available: desk.signIn === 'browser', open };
  return { prompts, browser, tabs: () => Promise.all(tabs) };
}

/** Notes what a question shows; a question that comes again and again ends the run. */
function reader({ note }: Desk) {
  const asked: string[] = [];
  return ({ id, message, answeredBy = [] }: Question, ...more: (string | undefined)[]) => {
    note('question', [message, ...answeredBy, ...more].join('\n'));
    asked.push(id);
    if (asked.filter((one) => one === id).length > patience) throw new Cancelled();
  };
}

/** What is said of slips in which a secret lands where it does not belong. */
function complaints({ reject }: TextQuestion, { simulator }: Desk): readonly string[] {
  const { clientId, clientSecret } = simulator.app;
  const slips = ['', clientSecret, clientId, `${clientSecret} x`, `"${clientSecret}"`];
  return slips.map((slip) => reject?.(slip) ?? '');
}

/** Tokens are pasted the wrong way round, as people do. */
function secretFor(id: string, { simulator }: Desk): Secret {
  if (!id.startsWith('generated-token')) return new Secret(simulator.app.clientSecret);
  const { accessToken, refreshToken = '' } = simulator.issueTokens();
  return new Secret(id === 'generated-token-1' ? refreshToken || accessToken : accessToken);
}

/** The consent page, Allow pressed; undefined when LinkedIn sends nobody back. */
export async function allow(address: URL, linkedin: Fetch): Promise<string | undefined> {
  const page = await linkedin(new Request(address));
  const body = new URLSearchParams({ decision: 'allow' });
  const answer =
    page.status === 200 ? await linkedin(new Request(address, { method: 'POST', body })) : page;
  return answer.headers.get('location') ?? undefined;
}

/** In a tab: stray visits first, then the redirect itself. */
async function browse(address: URL, { linkedin, note }: Desk, refused: () => void): Promise<void> {
  const back = await allow(address, linkedin);
  if (back === undefined) return refused();
  for (const target of [new URL('/favicon.ico', back), new URL(`${back}&code=AQTtwice`)]) {
    note('stray page', (await visit(target)).text);
  }
  note('page', (await visit(new URL(back))).text);
}

/** Several wrong lines first, for what is said of them. */
async function pasted(question: WaitQuestion, desk: Desk): Promise<Secret> {
  const printed = desk
    .screen()
    .match(/https?:\S+\/authorization\?\S+/g)
    ?.at(-1);
  const back = printed && (await allow(new URL(printed), desk.linkedin));
  if (!back) return new Secret('r');
  const wrong = [
    printed,
    back.slice(0, -20),
    `${back}&code=AQTtwice`,
    back.replace('state=', 'state=x'),
  ];
  for (const line of wrong) desk.note('complaint', question.reject(line) ?? '');
  return new Secret(back);
}
