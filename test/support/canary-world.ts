/** A run of the whole program that writes down everything it shows, and every secret that passes by. */

import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';
import { main } from '../../src/cli.ts';
import { openFetch } from '../../src/node-network.ts';
import { createSimulator, type Simulator } from '../../src/simulator/linkedin.ts';
import { type Scenario, type ScenarioName, scenarios } from '../../src/simulator/scenarios.ts';
import { variables } from '../../src/variables.ts';
import { Cancelled, type Clock, type Fetch, type World } from '../../src/world.ts';
import { quietMachine } from '../consent/scripted-world.ts';
import { freePort } from '../consent/visitors.ts';
import { allow, canaryOperator, type SignIn } from './canary-operator.ts';
import { secretsIn } from './leaks.ts';
import { memoryFiles } from './memory-files.ts';

export interface Canary {
  readonly world: World;
  readonly simulator: Simulator;
  readonly redirectUri: string;
  /** Writes down what is shown, and where. */
  readonly note: (place: string, text: string) => void;
  /** Everything noted so far, but for one place. */
  readonly transcript: (without?: string) => string;
  /** Every secret of the scenario and of the traffic so far. */
  readonly secrets: ReadonlySet<string>;
  readonly interrupt: () => void;
  /** Resolves when no tab is loading any more. */
  readonly tabs: () => Promise<unknown>;
}

export interface CanarySetting {
  readonly scenario: ScenarioName;
  readonly signIn?: SignIn;
  /** Whether the `.env` holds credentials at the start. */
  readonly prepared?: boolean;
  /** False where nobody can be asked. */
  readonly interactive?: boolean;
  /** Whether the program serves its own LinkedIn, on a socket. */
  readonly ownLinkedIn?: boolean;
}

/** A program that does more than this would go on for ever, and is interrupted. */
const mostSleeps = 500;
const mostRequests = 150;

export async function openCanary(setting: CanarySetting): Promise<Canary> {
  const { signIn = 'browser', prepared = false, interactive = true } = setting;
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  const scenario = withRedirect(scenarios[setting.scenario], redirectUri);
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Cancelled());
  const clock = quickClock(interrupt);
  const simulator = createSimulator({ scenario, now: clock.now, sleep: clock.sleep });
  const { note, transcript } = notebook();
  const secrets = new Set([simulator.app.clientSecret, ...scenario.app.acceptedSecrets]);
  const linkedin = setting.ownLinkedIn ? openFetch({}) : simulator.fetch;
  const fetch = tapped(linkedin, { secrets, note, interrupt });
  const { tabs, ...person } = canaryOperator({
    signIn,
    linkedin: fetch,
    simulator,
    note,
    screen: transcript,
  });
  const world: World = {
    ...person,
    terminal: {
      interactive,
      columns: 80,
      unicode: true,
      colors: false,
      resultIsShown: false,
      write: async () => {},
      paint: (_, text) => text,
      say: (text) => note('stderr', text),
      result: (text) => note('stdout', text),
      progress: (text) => note('progress', text ?? ''),
    },
    clock,
    files: memoryFiles(prepared ? { '.env': credentialsOf(simulator, scenario) } : {}),
    fetch,
    env: {},
    machine: { ...quietMachine, shown: (path) => path },
    signal: interruption.signal,
  };
  return { world, simulator, redirectUri, note, transcript, secrets, interrupt, tabs };
}

/** Through the door for the operator. Resolves with the exit code; what escapes is noted. */
export async function runMain(
  canary: Canary,
  argv: readonly string[],
): Promise<number | undefined> {
  const { world, note, simulator, tabs } = canary;
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
  }
}

/** An error as a careless host would log it. */
export function noteError({ note }: Canary, error: unknown): void {
  note('error', inspect(error, { depth: 10, showHidden: true }));
  note('error', JSON.stringify(error) ?? '');
}

/** Works at a LinkedIn that the program serves: a sign-in with everything secret in it. */
export async function workAt(origin: string, { world, simulator }: Canary): Promise<void> {
  const { fetch } = world;
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
  const back = await allow(address, fetch);
  const code = new URL(back ?? origin).searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', client_id, client_secret, code };
  const body = new URLSearchParams({ ...form, redirect_uri: redirectUri });
  const exchange = new Request(`${origin}/oauth/v2/accessToken`, { method: 'POST', body });
  // Some scenarios break the answer off.
  await fetch(exchange).catch(() => undefined);
  await fetch(new Request(`${origin}/developers/tools/oauth/token-generator`));
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

function credentialsOf({ app, issueTokens }: Simulator, { accounts }: Scenario): string {
  const { accessToken, refreshToken } = issueTokens();
  const values = {
    [variables.clientId]: app.clientId,
    [variables.clientSecret]: app.clientSecret,
    [variables.refreshToken]: refreshToken,
    [variables.accessToken]: accessToken,
    [variables.adAccountId]: accounts[0]?.id ?? 512345678,
    [variables.accessExpiresAt]: '2027-01-21T10:00:00Z',
    [variables.refreshExpiresAt]: '2027-11-22T10:00:00Z',
    [variables.scopes]: 'r_ads,r_ads_reporting',
  };
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  return set.map(([name, value]) => `${name}=${value}\n`).join('');
}
