/** What a person does at each stop of a first run, key by key. */

import { scenarios } from '../../src/simulator/scenarios.ts';
import { decide } from './browser.ts';
import type { ProcessWorld } from './process.ts';
import type { Screen } from './pty.ts';

export interface Journey {
  readonly world: ProcessWorld;
  readonly screen: Screen;
}

interface Stop {
  readonly id: string;
  /** On the screen as soon as the question can be answered. */
  readonly shown: RegExp;
  readonly answer: (journey: Journey) => void | Promise<void>;
}

const { clientId, clientSecret } = scenarios.ready.app;

const enter = ({ screen }: Journey) => screen.press('enter');

const typed =
  (text: string) =>
  ({ screen }: Journey) => {
    screen.type(text);
    screen.press('enter');
  };

const second = ({ screen }: Journey) => {
  screen.press('down');
  screen.press('enter');
};

export const stops = [
  { id: 'begin-at', shown: across('Where are you?'), answer: enter },
  { id: 'app-created', shown: across('when the app exists'), answer: enter },
  { id: 'page-sent', shown: across('when it is sent'), answer: enter },
  { id: 'products-tab', shown: across('What does the Products tab say'), answer: enter },
  { id: 'company', shown: across("company's name"), answer: typed('Acme') },
  { id: 'product-requested', shown: across('when the request is sent'), answer: enter },
  { id: 'redirect-registered', shown: across('when it is listed'), answer: enter },
  { id: 'client-id', shown: across('? Client ID'), answer: typed(clientId) },
  { id: 'client-secret', shown: across('? Primary Client Secret'), answer: typed(clientSecret) },
  { id: 'product-added', shown: across('Yes, ask LinkedIn now'), answer: second },
  { id: 'consent', shown: across('Waiting for LinkedIn'), answer: pressAllow },
  { id: 'ad-account', shown: across('Another one'), answer: second },
] as const satisfies readonly Stop[];

export type StopId = (typeof stops)[number]['id'];

interface Stretch {
  /** Answered first; the first stop of all when left out. */
  readonly from?: StopId;
  /** Not answered any more; without it the walk goes to the end. */
  readonly to?: StopId;
}

/** Answers one stop after the other, and resolves when the last one can be answered. */
export async function walk(journey: Journey, { from, to }: Stretch = {}): Promise<void> {
  const first = stops.findIndex(({ id }) => id === from);
  for (const { id, shown, answer } of stops.slice(Math.max(0, first))) {
    await journey.screen.waitFor(shown);
    if (id === to) return;
    await answer(journey);
  }
}

export async function pressAllow({ world }: Journey): Promise<void> {
  await decide(await world.opened('/oauth/v2/authorization'), 'allow');
}

/** The words, wherever a narrow terminal breaks them. */
export function across(words: string): RegExp {
  const characters = [...words].map((one) => one.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(characters.map((one) => (one === ' ' ? '\\s+' : one)).join('\\n?\\s*?'));
}

/** The questions that were put, each with its answer. */
export function questionsOn(screen: Screen): readonly string[] {
  return screen
    .text()
    .split('\n')
    .filter((row) => /^[✓?] /.test(row))
    .map((row) => row.slice(2));
}
