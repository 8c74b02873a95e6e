/** Sends the operator to LinkedIn, waits for the answer however it comes, and lets the browser know how it ended. */

import { randomBytes } from 'node:crypto';
import { fault, SetupError } from '../faults/fault.ts';
import { Secret } from '../secret.ts';
import { Cancelled, type World } from '../world.ts';
import { type AuthorizationResponse, type Listener, openListener } from './listener.ts';
import { endedPage, faultPage, type SuccessFacts, successPage } from './pages.ts';
import { readPasted } from './redirect.ts';
import { browserDidNotStart, linkedInPages, sayWhereToSignIn, waitingLine } from './wording.ts';

export interface ConsentRequest<T> {
  /** Tried in order, until one's port is free. */
  readonly redirectUris: readonly string[];
  readonly timeoutSeconds: number;
  readonly openBrowser: boolean;
  readonly clientId: string;
  /** LinkedIn's consent page for this sign-in. */
  readonly address: (redirectUri: string, state: Secret) => URL;
  /** Exchanges the code and checks what it brings. Its faults are shown in the browser, then thrown. */
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

type ConsentWorld = Pick<
  World,
  'terminal' | 'prompts' | 'browser' | 'clock' | 'machine' | 'signal'
>;

interface SignIn<T> {
  readonly request: ConsentRequest<T>;
  readonly state: Secret;
  readonly listener: Listener;
}

export async function askConsent<T>(
  request: ConsentRequest<T>,
  world: ConsentWorld,
): Promise<Consent<T>> {
  if (world.signal.aborted) throw new Cancelled(world.signal.reason);
  const state = new Secret(randomBytes(32).toString('base64url'));
  const listener = await openListener(request.redirectUris, state, world);
  const { redirectUri, bindError } = listener;
  if (bindError !== undefined && !world.terminal.interactive) {
    throw fault('listening-refused', { port: new URL(redirectUri).port, code: bindError });
  }
  try {
    const signIn = { request, state, listener };
    const response = await waitForResponse(signIn, sendToLinkedIn(signIn, world), world);
    if ('tokens' in response) return { kind: 'tokens', value: response.tokens };
    return { kind: 'settled', value: await settle(response, signIn, world.terminal), redirectUri };
  } finally {
    await listener.close();
  }
}

/** Resolves to false when a browser should have started and did not. */
function sendToLinkedIn<T>(
  { request, state, listener }: SignIn<T>,
  { terminal, browser, machine }: ConsentWorld,
): Promise<boolean> {
  const { redirectUri, bindError } = listener;
  const { openBrowser, timeoutSeconds } = request;
  const address = request.address(redirectUri, state);
  const forward = machine.sshTunnel?.(Number(new URL(redirectUri).port));
  const tunnel = forward && terminal.command(forward).text;
  const possible = browser.available ? 'starting' : 'missing';
  const mode = openBrowser ? possible : 'unwanted';
  const { obstacle } = browser;
  sayWhereToSignIn(
    { address, browser: mode, obstacle, tunnel, timeoutSeconds, bindError },
    terminal,
  );
  if (mode !== 'starting') return Promise.resolve(true);
  // Where nobody listens, nobody can use the state either.
  return browser.open(bindError === undefined ? listener.startPage(address) : address);
}

/** The tab is answered only now, so that what it shows is true. */
async function settle<T>(
  response: AuthorizationResponse,
  { request, state, listener }: SignIn<T>,
  terminal: World['terminal'],
): Promise<T> {
  try {
    const { value, page } = await request.settle(response.params, listener.redirectUri, state);
    await response.reply(successPage(page));
    return value;
  } catch (error) {
    await response.reply(error instanceof SetupError ? faultPage(error, terminal) : endedPage);
    throw error;
  }
}

type WaitEvent =
  | { readonly kind: 'redirected' | 'pasted'; readonly response: AuthorizationResponse }
  | { readonly kind: 'browser-failed' | 'tokens-offered' | 'error-page' | 'timed-out' };

interface Wait<T> extends SignIn<T> {
  /** False when a browser should have started and did not. */
  readonly opened: Promise<boolean>;
  /** Milliseconds since 1970. */
  readonly until: number;
}

async function waitForResponse<T>(
  signIn: SignIn<T>,
  opening: Promise<boolean>,
  world: ConsentWorld,
): Promise<AuthorizationResponse | { readonly tokens: T }> {
  const { request, listener } = signIn;
  const timeout = () => world.clock.now().getTime() + request.timeoutSeconds * 1000;
  let opened = opening;
  let until = timeout();
  for (;;) {
    const event = await nextEvent({ ...signIn, opened, until }, world);
    switch (event.kind) {
      case 'redirected':
        return event.response;
      case 'pasted':
        // The state is used up; a visit that carries it too must find nobody.
        await listener.close();
        return event.response;
      case 'browser-failed':
        browserDidNotStart(world.browser, world.terminal);
        opened = Promise.resolve(true);
        break;
      case 'tokens-offered': {
        const tokens = await request.pasteTokens();
        if (tokens !== undefined) return { tokens };
        until = timeout();
        break;
      }
      default:
        await askWhatLinkedInShows(signIn, event.kind === 'timed-out', world);
        until = timeout();
    }
  }
}

/** Waits for everything at once, and leaves nothing of it behind. */
async function nextEvent<T>(wait: Wait<T>, world: ConsentWorld): Promise<WaitEvent> {
  const over = new AbortController();
  const signal = AbortSignal.any([world.signal, over.signal]);
  const typed = typedEvent(wait, world, signal);
  const redirected = wait.listener.authorizationResponse.then(
    (response): WaitEvent => ({ kind: 'redirected', response }),
  );
  const failed = wait.opened.then((started) => started || ({ kind: 'browser-failed' } as const));
  try {
    return await Promise.race([
      redirected,
      typed.then((event) => event ?? pending),
      failed.then((event) => (event === true ? pending : event)),
      timedOut(wait, world, signal),
    ]);
  } catch (error) {
    throw world.signal.aborted ? new Cancelled(error) : error;
  } finally {
    over.abort();
    // Until the question has let go of the terminal, nobody else may write there.
    await Promise.allSettled([typed]);
    world.terminal.progress(undefined);
  }
}

const pending = new Promise<never>(() => {});

/** Undefined when nobody can type, or when the answer came another way. */
async function typedEvent<T>(
  wait: Wait<T>,
  { terminal, prompts, clock }: ConsentWorld,
  signal: AbortSignal,
): Promise<WaitEvent | undefined> {
  if (!terminal.interactive) return undefined;
  const expected = { redirectUri: wait.listener.redirectUri, state: wait.state };
  const keys: Readonly<Record<string, WaitEvent>> = {
    r: { kind: 'error-page' },
    t: { kind: 'tokens-offered' },
  };
  const typed = await prompts.textWhileWaiting({
    id: 'redirected-address',
    message: () => waitingLine(wait.until - clock.now().getTime(), wait.listener, terminal),
    keys: Object.keys(keys),
    reject: (line) => {
      const pasted = readPasted(line, expected);
      return line in keys || pasted.kind === 'accepted' ? undefined : pasted.complaint;
    },
    signal,
  });
  if (typed === undefined) return undefined;
  const line = typed.reveal();
  const pasted = readPasted(line, expected);
  if (pasted.kind === 'rejected') return keys[line];
  const noTab = async () => {};
  return { kind: 'pasted', response: { params: pasted.params, reply: noTab } };
}

/** In short sleeps, so that the line counts down and a machine that slept notices the end. */
async function timedOut<T>(
  wait: Wait<T>,
  { terminal, clock }: ConsentWorld,
  signal: AbortSignal,
): Promise<WaitEvent> {
  for (;;) {
    const left = wait.until - clock.now().getTime();
    if (left <= 0) return { kind: 'timed-out' };
    if (!terminal.interactive) terminal.progress(waitingLine(left, wait.listener, terminal));
    await clock.sleep(Math.min(left, 1000), signal);
  }
}

/** LinkedIn sends nobody back from an error page of its own, so the operator is asked what it says. */
async function askWhatLinkedInShows<T>(
  { request, listener }: SignIn<T>,
  isTimedOut: boolean,
  { terminal, prompts }: ConsentWorld,
): Promise<void> {
  const timeout = fault('consent-timeout', { seconds: request.timeoutSeconds });
  if (!terminal.interactive) throw timeout;
  const shown = await prompts.choose({
    id: 'linkedin-page',
    message: "What does LinkedIn's page say?",
    choices: linkedInPages.filter(({ value }) => isTimedOut || value !== 'other'),
    preset: 'nothing-yet',
    escape: 'nothing-yet',
  });
  // The answer may have come while the question stood; then it counts more than any page.
  const response = await Promise.race([listener.authorizationResponse, undefined]);
  if (response !== undefined || shown === 'nothing-yet') return;
  if (shown === 'redirect-unregistered') {
    throw fault('redirect-unregistered', { redirectUri: listener.redirectUri });
  }
  if (shown === 'client-rejected') {
    throw fault('client-rejected', { clientId: request.clientId });
  }
  if (shown === 'app-disabled') throw fault('app-disabled', {});
  throw timeout;
}
