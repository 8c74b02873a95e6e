/** A person who signs in: opens LinkedIn's page in a browser, and tells the terminal what it says. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '../../src/secret.ts';
import type { World } from '../../src/world.ts';
import { type Page, visit } from './browser.ts';
import { exchangeBy } from './exchange.ts';
import { quietMachine } from './machine.ts';
import { quietTerminal } from './terminal.ts';

export interface Operator {
  readonly world: Pick<
    World,
    'terminal' | 'prompts' | 'browser' | 'clock' | 'machine' | 'exchange' | 'env' | 'signal'
  >;
  /** Where the sign-in ended in the browser. */
  readonly lastPage: Promise<Page>;
}

export function openOperator(): Operator {
  let show: (page: Promise<Page>) => void = () => {};
  const lastPage = new Promise<Page>((resolve) => {
    show = resolve;
  });
  const world: Operator['world'] = {
    terminal: { ...quietTerminal, interactive: true },
    browser: {
      available: true,
      async open(url) {
        show(visit(url));
        return true;
      },
    },
    prompts: {
      textWhileWaiting: ({ signal }) => Promise.race([refusalSeen(lastPage), aborted(signal)]),
      choose: async ({ choices }) => {
        const { text } = await lastPage;
        const words = text.includes('redirect_uri') ? /redirect_uri/ : /client_id/i;
        const choice = choices.find(({ label }) => words.test(label));
        if (choice === undefined) throw new Error(`nothing to choose for the page: ${text}`);
        return choice.value;
      },
      text: unexpected,
      secret: unexpected,
      confirm: unexpected,
      pause: unexpected,
    },
    clock: {
      now: () => new Date(),
      sleep: (milliseconds, signal) =>
        sleep(milliseconds, undefined, { ...(signal && { signal }) }),
    },
    machine: { ...quietMachine, isRunning: () => false, gitStatus: unexpected },
    exchange: exchangeBy(fetch),
    env: {},
    signal: new AbortController().signal,
  };
  return { world, lastPage };
}

/** A page that is not ours: the server refused the request itself and sends nobody back. */
async function refusalSeen(lastPage: Promise<Page>): Promise<Secret | undefined> {
  const { status } = await lastPage;
  return status >= 400 ? new Secret('r') : new Promise(() => {});
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
}

async function unexpected(): Promise<never> {
  throw new Error('nobody asks for this in a sign-in');
}
