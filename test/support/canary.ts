/** The test world with a recorder: writes down everything that the program shows, and every secret that passes by. */

import { inspect } from 'node:util';
import { main } from '../../src/cli/main.ts';
import { type ScenarioName, scenarios } from '../../src/simulator/scenarios.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { variables } from '../../src/variables.ts';
import type { Clock, Env, Exchange, Machine, Terminal, World } from '../../src/world.ts';
import { redirectOf, web } from './browser.ts';
import { canaryOperator, type SignIn } from './canary-operator.ts';
import type { TestClock } from './clock.ts';
import { envText, minted } from './credentials.ts';
import { exchangeBy, type Fetch } from './exchange.ts';
import type { MemoryFiles } from './files.ts';
import { leaksIn, secretsIn } from './leaks.ts';
import { quietMachine } from './machine.ts';
import { quietTerminal } from './terminal.ts';
import { type MemoryWorld, openTestWorld } from './world.ts';

export interface Canary {
  readonly world: World;
  /** What is sent there and comes from there is looked through for secrets. */
  readonly linkedin: Fetch;
  readonly simulator: Simulator;
  readonly redirectUri: string;
  /** Writes down what is shown, and where. */
  readonly note: (place: string, text: string) => void;
  /** Everything noted so far, but for one place. */
  readonly transcript: (without?: string) => string;
  /** Every secret of the scenario and of the traffic so far. */
  readonly secrets: ReadonlySet<string>;
  readonly files: MemoryFiles;
  /** The environments of the commands that were started. */
  readonly handedOver: readonly Env[];
  readonly interrupt: () => void;
  /** Resolves when no tab is loading any more. */
  readonly tabs: () => Promise<unknown>;
}

export interface CanarySetting {
  readonly scenario: ScenarioName;
  readonly signIn?: SignIn;
  /** Whether the `.env` holds credentials at the start. */
  readonly prepared?: boolean;
  /** Whether the access token in it has to be renewed first. */
  readonly due?: boolean;
  /** LinkedIn becomes another one with the first request of such an address. */
  readonly turn?: { readonly at: RegExp; readonly into: ScenarioName };
  /** False where nobody can be asked. */
  readonly interactive?: boolean;
  /** Whether the program serves its own LinkedIn, on a socket. */
  readonly ownLinkedIn?: boolean;
}

/** A program that does more than this would go on for ever, and is interrupted. */
const mostSleeps = 5_000;
const mostRequests = 150;

export async function openCanary(setting: CanarySetting): Promise<Canary> {
  const { signIn = 'browser', interactive = true } = setting;
  let turn = setting.turn;
  const test: MemoryWorld = await openTestWorld({
    setting: 'memory',
    scenario: scenarios[setting.scenario],
    intercept({ url }) {
      if (turn?.at.test(url)) {
        test.setScenario(scenarios[turn.into]);
        turn = undefined;
      }
      return undefined;
    },
  });
  const { files, interrupt, redirectUri } = test;
  const simulator = test.simulator();
  if (setting.prepared) await test.put(credentialsOf(test, setting));
  const { note, transcript } = createNotes();
  const { acceptedSecrets } = scenarios[setting.scenario].app;
  const secrets = new Set([simulator.app.clientSecret, ...acceptedSecrets]);
  const linkedin = tapped(setting.ownLinkedIn ? web : test.linkedin, {
    clock: test.clock,
    secrets,
    note,
    interrupt,
  });
  const { tabs, ...operator } = canaryOperator({
    signIn,
    linkedin,
    simulator,
    note,
    screen: transcript,
    clock: test.clock,
  });
  const handedOver: Env[] = [];
  const world: World = {
    ...test.parts(),
    ...operator,
    terminal: notedTerminal(interactive, note),
    clock: limited(test.clock, interrupt),
    exchange: exchangeBy(linkedin),
    machine: { ...quietMachine, run: starter(handedOver, note) },
  };
  const watched = { note, transcript, secrets, files, handedOver };
  return { world, linkedin, simulator, redirectUri, ...watched, interrupt, tabs };
}

/** Through the door for the operator. Resolves with the exit code; what escapes is noted. */
export async function runMain(
  canary: Canary,
  argv: readonly string[],
): Promise<number | undefined> {
  const { world, note, simulator, files, tabs } = canary;
  const out = (text: string) => note('stdout', text);
  const err = (text: string) => note('stderr', text);
  try {
    return await main(argv, () => world, { out, err, columns: 80 });
  } catch (error) {
    noteError(canary, error);
    return undefined;
  } finally {
    await tabs();
    note('log', JSON.stringify(simulator.log));
    for (const path of files.paths().filter((name) => !meantForSecrets.has(name))) {
      note('file', `${path}\n${files.text(path)}`);
    }
  }
}

const meantForSecrets: ReadonlySet<string> = new Set(['.env', '.env.rehearsal']);

/**
 * The first few pieces, which are enough to find the place. The address that the operator opens is the
 * one place where a state is meant to be seen.
 */
export function leaksOf({ transcript, secrets }: Canary, handsOver = false): readonly string[] {
  const shown = transcript(handsOver ? 'stdout' : undefined);
  const text = shown.replace(/(\/authorization\?\S+&state=)[\w-]{43}$/gm, '$1');
  return leaksIn(text, secrets).slice(0, 3);
}

/** An error as a careless host would log it. */
export function noteError({ note }: Canary, error: unknown): void {
  note('error', inspect(error, { depth: 10, showHidden: true }));
  note('error', JSON.stringify(error) ?? '');
}

/** Works at a LinkedIn that the program serves: a sign-in with everything secret in it. */
export async function workAt(origin: string, { linkedin, simulator }: Canary): Promise<void> {
  const redirectUri = 'http://localhost:27365/callback';
  const address = new URL(`${origin}/oauth/v2/authorization`);
  const { clientId: client_id, clientSecret: client_secret } = simulator.app;
  const asked = {
    response_type: 'code',
    client_id,
    redirect_uri: redirectUri,
    state: 'x'.repeat(43),
  };
  address.search = `${new URLSearchParams(asked)}&scope=r_ads%20r_ads_reporting`;
  const back = await redirectOf(address, 'allow', linkedin);
  const code = back?.searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', client_id, client_secret, code };
  const body = new URLSearchParams({ ...form, redirect_uri: redirectUri });
  const exchange = new Request(`${origin}/oauth/v2/accessToken`, { method: 'POST', body });
  // Some scenarios break the answer off.
  await linkedin(exchange).catch(() => undefined);
  await linkedin(new Request(`${origin}/developers/tools/oauth/token-generator`));
}

// --- crashes as bad as they can be -----------------------------------------------------------------------

/** Quotes of a request, with every secret in it, as a library may put them into its error. */
export const quotes: Readonly<Record<string, (request: string) => Error>> = {
  whole: (request) => new Error(`could not send ${request}`),
  'cut in the middle of a secret': (request) =>
    new Error(
      `could not send ${request.replace(/(AQ[A-Z]|WPL_AP1)[^&\s]{16}[^&\s]+/g, (secret) => secret.slice(0, 30))}…`,
    ),
  'nested in its cause': (request) =>
    new Error('could not send', { cause: new TypeError(`request: ${request}`) }),
};

/** Of the requests whose text matches, none can be sent. */
export function crashing(
  exchange: Exchange,
  matching: RegExp,
  quote: (request: string) => Error,
): Exchange {
  return async (request) => {
    const { method, url, headers = {}, body = '' } = request;
    const text = `${method} ${url} ${JSON.stringify(Object.entries(headers))} ${body}`;
    if (matching.test(text)) throw quote(text);
    return await exchange(request);
  };
}

// --- the recorder ----------------------------------------------------------------------------------------

function createNotes() {
  const notes: { readonly place: string; readonly text: string }[] = [];
  return {
    note: (place: string, text: string) => void notes.push({ place, text }),
    transcript: (without?: string) =>
      notes
        .filter(({ place }) => place !== without)
        .map(({ place, text }) => `${place}: ${text}`)
        .join('\n'),
  };
}

function notedTerminal(interactive: boolean, note: Canary['note']): Terminal {
  return {
    ...quietTerminal,
    interactive,
    say: (text) => note('stderr', text),
    result: (text) => note('stdout', text),
    show: (text) => note('stdout', text),
    write: async (text) => note('stdout', text),
    progress: (text) => note('progress', text ?? ''),
  };
}

/** Command lines are for every process of the machine to read; environments are not. */
function starter(handedOver: Env[], note: Canary['note']): Machine['run'] {
  return async (program, args, env) => {
    note('command line', [program, ...args].join(' '));
    handedOver.push(env);
    return { kind: 'exit', code: 0 };
  };
}

interface Tap {
  readonly clock: Pick<TestClock, 'freezeUntil'>;
  readonly secrets: Set<string>;
  readonly note: Canary['note'];
  readonly interrupt: () => void;
}

/** Pages that this machine serves are written down, too; LinkedIn's own show keys on purpose. */
function tapped(fetch: Fetch, { clock, secrets, note, interrupt }: Tap): Fetch {
  let requests = 0;
  const tap = (text: string) => {
    for (const secret of secretsIn(text)) secrets.add(secret);
  };
  return async (request) => {
    requests += 1;
    if (requests > mostRequests) interrupt();
    tap(`${request.url} ${JSON.stringify([...request.headers])} ${await request.clone().text()}`);
    const answer = fetch(request);
    clock.freezeUntil(answer);
    const response = await answer;
    const body = await response.clone().text();
    tap(`${JSON.stringify([...response.headers])} ${body}`);
    if (new URL(request.url).hostname === 'localhost') note('page', body);
    return response;
  };
}

function limited(clock: Clock, interrupt: () => void): Clock {
  let sleeps = 0;
  return {
    now: clock.now,
    async sleep(milliseconds, signal) {
      sleeps += 1;
      if (sleeps > mostSleeps) interrupt();
      await clock.sleep(milliseconds, signal);
    },
  };
}

function credentialsOf(test: MemoryWorld, { scenario, due }: CanarySetting): string {
  const { clientId, clientSecret } = test.simulator().app;
  const account = scenarios[scenario].accounts[0]?.id ?? 512345678;
  return envText({
    ...minted(test, { account: String(account) }),
    [variables.clientId]: clientId,
    [variables.clientSecret]: clientSecret,
    ...(due && { [variables.accessExpiresAt]: '2026-11-22T10:30:00Z' }),
  });
}
