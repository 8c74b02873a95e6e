/** A run of the whole program that writes down everything it shows, and every secret that passes by. */

import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';
import { main } from '../../src/cli/main.ts';
import { type Scenario, type ScenarioName, scenarios } from '../../src/simulator/scenarios.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { variables } from '../../src/variables.ts';
import {
  Cancelled,
  type Clock,
  type Env,
  type Machine,
  type Terminal,
  type World,
} from '../../src/world.ts';
import { freePort } from '../consent/visitors.ts';
import { allow, canaryOperator, type SignIn } from './canary-operator.ts';
import { exchangeBy, type Fetch } from './exchange.ts';
import { type MemoryFiles, memoryFiles } from './files.ts';
import { leaksIn, secretsIn } from './leaks.ts';
import { quietMachine } from './machine.ts';
import { quietTerminal } from './terminal.ts';

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
const mostSleeps = 500;
const mostRequests = 150;

const web: Fetch = (request) => fetch(request, { redirect: 'manual' });

export async function openCanary(setting: CanarySetting): Promise<Canary> {
  const { signIn = 'browser', interactive = true } = setting;
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Cancelled());
  const clock = quickClock(interrupt);
  const play = (name: ScenarioName) =>
    createSimulator({
      scenario: withRedirect(scenarios[name], redirectUri),
      now: clock.now,
      sleep: clock.sleep,
    });
  const simulator = play(setting.scenario);
  const { note, transcript } = notebook();
  const { acceptedSecrets } = scenarios[setting.scenario].app;
  const secrets = new Set([simulator.app.clientSecret, ...acceptedSecrets]);
  const linkedin = setting.ownLinkedIn ? web : turning(simulator.fetch, setting, play);
  const traffic = tapped(linkedin, { secrets, note, interrupt });
  const desk = { signIn, linkedin: traffic, simulator, note, screen: transcript };
  const { tabs, ...person } = canaryOperator(desk);
  const files = memoryFiles(setting.prepared ? { '.env': credentialsOf(simulator, setting) } : {});
  const handedOver: Env[] = [];
  const world: World = {
    ...person,
    terminal: notedTerminal(interactive, note),
    clock,
    files,
    exchange: exchangeBy(traffic),
    env: {},
    machine: { ...quietMachine, run: starter(handedOver, note) },
    signal: interruption.signal,
  };
  const watched = { note, transcript, secrets, files, handedOver };
  return { world, linkedin: traffic, simulator, redirectUri, ...watched, interrupt, tabs };
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
  const back = await allow(address, linkedin);
  const code = new URL(back ?? origin).searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', client_id, client_secret, code };
  const body = new URLSearchParams({ ...form, redirect_uri: redirectUri });
  const exchange = new Request(`${origin}/oauth/v2/accessToken`, { method: 'POST', body });
  // Some scenarios break the answer off.
  await linkedin(exchange).catch(() => undefined);
  await linkedin(new Request(`${origin}/developers/tools/oauth/token-generator`));
}

function notebook() {
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

function turning(
  first: Fetch,
  { turn }: CanarySetting,
  play: (name: ScenarioName) => Simulator,
): Fetch {
  if (turn === undefined) return first;
  const then = play(turn.into);
  let turned = false;
  return async (request) => {
    turned ||= turn.at.test(request.url);
    return await (turned ? then.fetch(request) : first(request));
  };
}

interface Tap {
  readonly secrets: Set<string>;
  readonly note: Canary['note'];
  readonly interrupt: () => void;
}

/** Pages that this machine serves are written down, too; LinkedIn's own show keys on purpose. */
function tapped(fetch: Fetch, { secrets, note, interrupt }: Tap): Fetch {
  let requests = 0;
  const tap = (text: string) => {
    for (const secret of secretsIn(text)) secrets.add(secret);
  };
  return async (request) => {
    requests += 1;
    if (requests > mostRequests) interrupt();
    tap(`${request.url} ${JSON.stringify([...request.headers])} ${await request.clone().text()}`);
    const response = await fetch(request);
    const body = await response.clone().text();
    tap(`${JSON.stringify([...response.headers])} ${body}`);
    if (new URL(request.url).hostname === 'localhost') note('page', body);
    return response;
  };
}

/** Sleeps are short, but long enough for sockets. */
function quickClock(interrupt: () => void): Clock {
  let now = Date.parse('2026-11-22T10:00:00Z');
  let sleeps = 0;
  return {
    now: () => new Date(now),
    async sleep(milliseconds, signal) {
      const until = now + milliseconds;
      sleeps += 1;
      if (sleeps > mostSleeps) interrupt();
      await pause(2, undefined, { ...(signal && { signal }) });
      now = Math.max(now, until);
    },
  };
}

/** What is registered in the portal is the address that this run names, unless the scenario is about that. */
function withRedirect(scenario: Scenario, redirectUri: string): Scenario {
  const { app } = scenario;
  const foreign = app.redirectUris.every((address) => address.startsWith('https:'));
  return foreign ? scenario : { ...scenario, app: { ...app, redirectUris: [redirectUri] } };
}

function credentialsOf({ app, issueTokens }: Simulator, { scenario, due }: CanarySetting): string {
  const { accounts } = scenarios[scenario];
  const { accessToken, refreshToken } = issueTokens();
  const values = {
    [variables.clientId]: app.clientId,
    [variables.clientSecret]: app.clientSecret,
    [variables.refreshToken]: refreshToken,
    [variables.accessToken]: accessToken,
    [variables.adAccountId]: accounts[0]?.id ?? 512345678,
    [variables.accessExpiresAt]: due ? '2026-11-22T10:30:00Z' : '2027-01-21T10:00:00Z',
    [variables.refreshExpiresAt]: '2027-11-22T10:00:00Z',
    [variables.scopes]: 'r_ads,r_ads_reporting',
  };
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  return set.map(([name, value]) => `${name}=${value}\n`).join('');
}
