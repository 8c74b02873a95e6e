/** Waits for LinkedIn's answer on every way it can come, and asks the operator when none comes. */

import { fault } from '../faults/fault.ts';
import type { Secret } from '../secret.ts';
import { Cancelled, type World } from '../world.ts';
import { browserDidNotStart, linkedInPages, waitingLine } from './invitation.ts';
import type { Arrival, Listener } from './listener.ts';
import { type RefusedPaste, readPasted } from './redirect.ts';

/** LinkedIn's answer, and the tab that brought it, if one did. */
export type ConsentAnswer = Arrival;

type WaitingWorld = Pick<World, 'terminal' | 'prompts' | 'clock' | 'signal'>;

interface Wait {
  readonly clientId: string;
  readonly timeoutSeconds: number;
  readonly state: Secret;
  readonly listener: Listener;
  /** False when a browser should have started and did not. */
  readonly opened: Promise<boolean>;
}

interface WaitOrTokens<T> extends Wait {
  readonly pasteTokens: () => Promise<T | undefined>;
}

/** What can happen next. */
type Turn =
  | { readonly kind: 'arrived'; readonly answer: ConsentAnswer }
  | { readonly kind: 'pasted'; readonly answer: ConsentAnswer }
  | { readonly kind: 'tokens-offered' }
  | { readonly kind: 'error-seen' }
  | { readonly kind: 'browser-missing' }
  | { readonly kind: 'time-up' };

export async function waitForAnswer<T>(
  wait: WaitOrTokens<T>,
  world: WaitingWorld,
): Promise<ConsentAnswer | { readonly pasted: T }> {
  const freshTime = () => world.clock.now().getTime() + wait.timeoutSeconds * 1000;
  let { opened } = wait;
  let until = freshTime();
  for (;;) {
    const turn = await nextTurn({ ...wait, opened, until }, world);
    switch (turn.kind) {
      case 'arrived':
        return turn.answer;
      case 'pasted':
        // The state is used up; a visit that carries it too must find nobody.
        await wait.listener.close();
        return turn.answer;
      case 'tokens-offered': {
        const pasted = await wait.pasteTokens();
        if (pasted !== undefined) return { pasted };
        until = freshTime();
        break;
      }
      case 'browser-missing':
        browserDidNotStart(world.terminal);
        opened = Promise.resolve(true);
        break;
      case 'error-seen':
      case 'time-up':
        await askWhatLinkedInShows(wait, turn.kind, world);
        until = freshTime();
    }
  }
}

interface Round extends Wait {
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Waits for everything at once, and leaves nothing of it behind. */
async function nextTurn(round: Round, world: WaitingWorld): Promise<Turn> {
  const over = new AbortController();
  const signal = AbortSignal.any([world.signal, over.signal]);
  const typed = typedTurn(round, world, signal);
  try {
    return await Promise.race([
      round.listener.arrival.then((answer) => ({ kind: 'arrived' as const, answer })),
      typed.then((turn) => turn ?? never),
      round.opened.then((started) => (started ? never : { kind: 'browser-missing' as const })),
      timeUp(round, world, signal),
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

const never = new Promise<never>(() => {});

/** Undefined when nobody can type, or when the answer came another way. */
async function typedTurn(
  round: Round,
  { terminal, prompts, clock }: WaitingWorld,
  signal: AbortSignal,
): Promise<Turn | undefined> {
  if (!terminal.interactive) return undefined;
  const typed = await prompts.meanwhile({
    id: 'redirected-address',
    message: () => waitingLine(standing(round, clock), terminal),
    keys: ['r', 't'],
    reject: (line) => {
      const read = readTyped(line, round);
      return read.kind === 'refused' ? read.complaint : undefined;
    },
    signal,
  });
  if (typed === undefined) return undefined;
  const read = readTyped(typed.reveal(), round);
  if (read.kind === 'refused') throw new Error('a rejected line was taken for an answer');
  return read;
}

function readTyped(line: string, { state, listener }: Round): Turn | RefusedPaste {
  if (line === 'r') return { kind: 'error-seen' };
  if (line === 't') return { kind: 'tokens-offered' };
  const pasted = readPasted(line, { redirectUri: listener.redirectUri, state });
  if (pasted.kind === 'refused') return pasted;
  const noTab = async () => {};
  return { kind: 'pasted', answer: { params: pasted.params, reply: noTab } };
}

/** In short sleeps, so that the line counts down and a machine that slept notices the end. */
async function timeUp(
  round: Round,
  { terminal, clock }: WaitingWorld,
  signal: AbortSignal,
): Promise<Turn> {
  for (;;) {
    const { milliseconds, strangers } = standing(round, clock);
    if (milliseconds <= 0) return { kind: 'time-up' };
    if (!terminal.interactive) {
      terminal.progress(waitingLine({ milliseconds, strangers }, terminal));
    }
    await clock.sleep(Math.min(milliseconds, 1000), signal);
  }
}

function standing({ until, listener }: Round, clock: WaitingWorld['clock']) {
  return { milliseconds: until - clock.now().getTime(), strangers: listener.strangers };
}

/** LinkedIn sends nobody back from an error page of its own, so the operator is asked what it says. */
async function askWhatLinkedInShows(
  { clientId, timeoutSeconds, listener }: Wait,
  reason: 'error-seen' | 'time-up',
  { terminal, prompts }: WaitingWorld,
): Promise<void> {
  const timeout = fault('consent-timeout', { seconds: timeoutSeconds });
  if (!terminal.interactive) throw timeout;
  const shown = await prompts.choose({
    id: 'linkedin-page',
    message: "What does LinkedIn's page say?",
    choices: linkedInPages.filter(({ value }) => reason === 'time-up' || value !== 'other'),
    preset: 'nothing-yet',
    escape: 'nothing-yet',
  });
  // The answer may have come while the question stood; then it counts more than any page.
  const arrived = await Promise.race([listener.arrival, undefined]);
  if (arrived !== undefined || shown === 'nothing-yet') return;
  if (shown === 'redirect-unregistered') {
    throw fault('redirect-unregistered', { redirectUri: listener.redirectUri });
  }
  if (shown === 'client-rejected') throw fault('client-rejected', { clientId });
  throw timeout;
}
