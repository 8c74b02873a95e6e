/** `simulate`: LinkedIn in a box as a server, for rehearsals by hand and for a host's own tests. */

import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { blockedPorts } from '../../consent/redirect.ts';
import { readersText } from '../../credentials/env-file.ts';
import { writeOutput } from '../../credentials/output-file.ts';
import { Exit, fault, platformCode } from '../../faults/fault.ts';
import { again } from '../../faults/fix.ts';
import { done, paragraph } from '../../screen/layout.ts';
import { isRegistrable } from '../../simulator/portal.ts';
import { type Scenario, scenarioNames } from '../../simulator/scenario.ts';
import { ready, scenarios } from '../../simulator/scenarios.ts';
import { type SimulatorServer, serveSimulator } from '../../simulator/serve.ts';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import { type SwitchName, switches, withSwitch } from '../../simulator/switches.ts';
import { variables } from '../../variables.ts';
import { Cancelled, type World } from '../../world.ts';
import { choiceRefusal, commonFlags, type OptionsOf, offering, wholeNumber } from '../flags.ts';
import { printJson } from '../json-answer.ts';
import { replayedRecording } from './replayed-recording.ts';
import { simulatedSignIn } from './simulated-sign-in.ts';

const answers = Object.entries(switches).flatMap(([name, { values }]) =>
  values.map((value) => `${name}=${value}`),
);

export const flags = (command: Command) => offering(ownFlags(command), { switch: answers });

const ownFlags = (command: Command) =>
  commonFlags(command)
    .addOption(
      new Option('--scenario <name>', 'which LinkedIn').choices(scenarioNames).default('ready'),
    )
    .option('--port <number>', 'the port to listen on; 0 is any free one', servedPort, 0)
    .option('--redirect-uri <uri>', 'one more address that the app lists; repeatable', addRedirect)
    .option('--switch <name=value>', 'what LinkedIn might do otherwise; repeatable', addSwitch)
    .option('--api-version <yyyymm>', 'one more version that is active; repeatable', addVersion)
    .addOption(
      new Option('--replay <file>', 'a recording of verify instead of a scenario').conflicts([
        ...['scenario', 'redirectUri', 'switch', 'apiVersion'],
      ]),
    )
    .option('--env-out <path>', 'write the variables to a file, too, readable by you alone')
    .option('--force', 'replace the file that is there', false);

type SimulateOptions = OptionsOf<typeof flags>;

/** 0 leaves the choice to the system. People look at what is served with a browser. */
function servedPort(text: string): number {
  const port = wholeNumber(0, 65_535)(text);
  if (port === 0 || !blockedPorts.has(port)) return port;
  throw new InvalidArgumentError('Browsers refuse to open that port.');
}

function addRedirect(uri: string, before: readonly string[] = []): readonly string[] {
  if (isRegistrable(uri)) return [...before, uri];
  throw new InvalidArgumentError('It must be a whole address, without a #fragment.');
}

interface Choice {
  readonly name: SwitchName;
  readonly value: string;
}

function addSwitch(text: string, before: readonly Choice[] = []): readonly Choice[] {
  const [, given = '', value = ''] = /^([^=]*)=?(.*)$/.exec(text) ?? [];
  const name = (Object.keys(switches) as SwitchName[]).find((one) => one === given);
  if (name === undefined) throw choiceRefusal(given, Object.keys(switches));
  if (withSwitch(ready, name, value) !== undefined) return [...before, { name, value }];
  const values = switches[name].values.map((one) => `"${one}"`).join(', ');
  throw new InvalidArgumentError(`${name} is one of these: ${values}.`);
}

function addVersion(text: string, before: readonly string[] = []): readonly string[] {
  if (/^20\d\d(0[1-9]|1[0-2])$/.test(text)) return [...before, text];
  throw new InvalidArgumentError('It must be a year and a month, as in 202609.');
}

/** What is served. */
interface Played {
  readonly fetch: Simulator['fetch'];
  readonly title: string;
  /** Of a sign-in there. */
  readonly variables: Variables;
  readonly redirectUris?: readonly string[];
}

/** Serves until Ctrl-C: throws `Cancelled`. */
export async function run(options: SimulateOptions, world: World): Promise<never> {
  const { signal } = world;
  const { replay } = options;
  const played =
    replay === undefined ? simulated(options, world) : await replayedRecording(replay, world);
  const server = await serve(played, options.port, world);
  try {
    const env = { ...addressesOf(server), ...played.variables };
    const written = await writeVariables(env, options, world);
    tell({ played, origin: server.origin, env, written }, options, world);
    await untilAborted(signal);
  } finally {
    await server.close();
  }
  throw new Cancelled(signal.reason);
}

function simulated(options: SimulateOptions, world: World): Played {
  const { clock } = world;
  const scenario = scenarioOf(options);
  const simulator = createSimulator({ scenario, now: clock.now, sleep: clock.sleep });
  return {
    fetch: logging(simulator, options, world),
    title: `${options.scenario}: ${scenario.title}`,
    variables: simulatedSignIn(scenario, scenario.signedInDaysAgo ?? 1, world),
    redirectUris: scenario.app.redirectUris,
  };
}

function scenarioOf(options: SimulateOptions): Scenario {
  let scenario = scenarios[options.scenario];
  for (const { name, value } of options.switch ?? []) {
    scenario = withSwitch(scenario, name, value) ?? scenario;
  }
  const { app, apiVersions } = scenario;
  const active = (options.apiVersion ?? []).map((version) => [version, '9999-12-31'] as const);
  return {
    ...scenario,
    app: { ...app, redirectUris: [...app.redirectUris, ...(options.redirectUri ?? [])] },
    apiVersions: { ...apiVersions, ...Object.fromEntries(active) },
  };
}

/** With `--debug`, a line for each call. */
function logging(simulator: Simulator, { debug }: SimulateOptions, { terminal }: World) {
  if (!debug) return simulator.fetch;
  return async (request: Request) => {
    const answer = await simulator.fetch(request);
    const { method, path, query, status } = simulator.log.at(-1) ?? {};
    terminal.say(`debug: ${method} ${path}${query ? `?${query}` : ''} → ${status}`);
    return answer;
  };
}

type Variables = Readonly<Record<string, string>>;

async function writeVariables(env: Variables, options: SimulateOptions, world: World) {
  const { envOut, envFile, force } = options;
  if (envOut === undefined) return undefined;
  const run = again({ '--env-out': 'simulated.env', '--force': false });
  const another = { say: 'Name another file', run };
  const place = {
    path: envOut,
    envFile,
    force,
    isPrivate: true,
    madeUpApp: env[variables.clientId] ?? '',
  };
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
  const shown = await writeOutput({ ...place, another }, lines.join(''), world);
  return { shown, readers: readersText(await world.files.readers(envOut)) };
}

interface Served {
  readonly played: Played;
  readonly origin: string;
  readonly env: Variables;
  readonly written: Awaited<ReturnType<typeof writeVariables>>;
}

/** Keys and tokens, too: they are made up, and whoever tries a program needs them. */
function tell({ played, origin, env, written }: Served, options: SimulateOptions, world: World) {
  const { terminal } = world;
  const { title, redirectUris } = played;
  if (options.json) {
    const file = written && { path: written.shown };
    printJson({ outcome: 'ok', exitCode: Exit.ok, origin, redirectUris, env, ...file }, terminal);
    return;
  }
  terminal.say(`LinkedIn is simulated at ${origin} (${title})`);
  const use =
    'Give these to your program as its environment. Keys and tokens are made up and open nothing at LinkedIn; the first two send every command of this tool there:';
  terminal.say(paragraph(use, terminal, ''));
  for (const [name, value] of Object.entries(env)) {
    terminal.result(terminal.command({ set: { [name]: value } }).text);
  }
  if (written !== undefined) terminal.say(done(`${written.shown} (${written.readers})`, terminal));
  if (redirectUris !== undefined) terminal.say(`What there is: ${origin}/`);
  terminal.say('Press Ctrl-C to stop.');
}

/** The variables that send every command there. */
export function addressesOf({ origin }: SimulatorServer) {
  return {
    PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
  };
}

export async function serve(
  simulator: Pick<Simulator, 'fetch'>,
  port: number,
  { machine }: Pick<World, 'machine'>,
): Promise<SimulatorServer> {
  try {
    return await serveSimulator(simulator, { port });
  } catch (error) {
    const code = platformCode(error) ?? 'unknown';
    if (code !== 'EADDRINUSE') {
      const facts = { port: String(port), code, serving: true };
      throw fault('listening-refused', facts, { cause: error });
    }
    const holder = await machine.portListener(port);
    const facts = { ports: [port], serving: true, ...(holder && { holder }) };
    throw fault('port-taken', facts, { cause: error });
  }
}

export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
