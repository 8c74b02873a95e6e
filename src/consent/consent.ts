/** Sends the operator to LinkedIn, waits for the one answer, and lets the browser know how it ended. */

import { randomBytes } from 'node:crypto';
import { fault, SetupError } from '../faults/fault.ts';
import { Secret } from '../secret.ts';
import { Cancelled, type World } from '../world.ts';
import { invite } from './invitation.ts';
import { type Listener, openListener } from './listener.ts';
import { endedPage, faultPage, type SuccessFacts, successPage } from './pages.ts';
import { type ConsentAnswer, waitForAnswer } from './waiting.ts';

export interface ConsentRequest<T> {
  /** Tried in order, until one's port is free. */
  readonly redirectUris: readonly string[];
  readonly timeoutSeconds: number;
  readonly openBrowser: boolean;
  readonly clientId: string;
  /** LinkedIn's consent page for this sign-in. */
  readonly address: (redirectUri: string, state: Secret) => URL;
  /** Exchanges the code and judges the scopes. Its faults are shown in the browser, then thrown. */
  readonly settle: (
    params: URLSearchParams,
    redirectUri: string,
    state: Secret,
  ) => Promise<{ readonly value: T; readonly page: SuccessFacts }>;
  /** Tokens from LinkedIn's own token generator instead; undefined when the operator comes back without. */
  readonly pasteTokens: () => Promise<T | undefined>;
}

export type Consent<T> =
  | { readonly kind: 'settled'; readonly value: T; readonly redirectUri: string }
  | { readonly kind: 'tokens'; readonly value: T };

export async function askConsent<T>(
  request: ConsentRequest<T>,
  world: Pick<World, 'terminal' | 'prompts' | 'browser' | 'clock' | 'machine' | 'signal'>,
): Promise<Consent<T>> {
  if (world.signal.aborted) throw new Cancelled(world.signal.reason);
  const state = new Secret(randomBytes(32).toString('base64url'));
  const listener = await openListener(request.redirectUris, state, world);
  const { refusal, redirectUri } = listener;
  if (refusal !== undefined && !world.terminal.interactive) {
    throw fault('listening-refused', { port: new URL(redirectUri).port, code: refusal });
  }
  try {
    const opened = sendToLinkedIn({ request, state, listener }, world);
    const { clientId, timeoutSeconds, pasteTokens } = request;
    const answer = await waitForAnswer(
      { clientId, timeoutSeconds, state, listener, opened, pasteTokens },
      world,
    );
    if ('pasted' in answer) return { kind: 'tokens', value: answer.pasted };
    const value = await settle(answer, { request, state, listener }, world.terminal);
    return { kind: 'settled', value, redirectUri: listener.redirectUri };
  } finally {
    await listener.close();
  }
}

interface SignIn<T> {
  readonly request: ConsentRequest<T>;
  readonly state: Secret;
  readonly listener: Listener;
}

/** Resolves to false when a browser should have started and did not. */
function sendToLinkedIn<T>(
  { request, state, listener }: SignIn<T>,
  { terminal, browser, machine }: Pick<World, 'terminal' | 'browser' | 'machine'>,
): Promise<boolean> {
  const { redirectUri } = listener;
  const { openBrowser, timeoutSeconds } = request;
  const address = request.address(redirectUri, state);
  const tunnel = machine.tunnel?.(Number(new URL(redirectUri).port));
  const possible = browser.available ? 'starting' : 'missing';
  const standing = openBrowser ? possible : 'unwanted';
  const { refusal } = listener;
  invite({ address, browser: standing, tunnel, timeoutSeconds, refusal }, terminal);
  if (standing !== 'starting') return Promise.resolve(true);
  // Where nobody listens, nobody can use the state either.
  return browser.open(listener.refusal === undefined ? listener.startPage(address) : address);
}

/** The tab is answered only now, so that what it shows is true. */
async function settle<T>(
  answer: ConsentAnswer,
  { request, state, listener }: SignIn<T>,
  terminal: World['terminal'],
): Promise<T> {
  try {
    const { value, page } = await request.settle(answer.params, listener.redirectUri, state);
    await answer.reply(successPage(page));
    return value;
  } catch (error) {
    await answer.reply(error instanceof SetupError ? faultPage(error, terminal) : endedPage());
    throw error;
  }
}
