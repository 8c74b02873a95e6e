/** `simulate`: LinkedIn in a box as a server, for rehearsals by hand and for a host's own tests. */

import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { blockedPorts } from '../../consent/redirect.ts';
import { Exit, fault, platformCode } from '../../faults/fault.ts';
import { paragraph } from '../../screen/layout.ts';
import { scenarioNames } from '../../simulator/scenario.ts';
import { scenarios } from '../../simulator/scenarios.ts';
import { type SimulatorServer, serveSimulator } from '../../simulator/serve.ts';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import { Cancelled, type World } from '../../world.ts';
import { commonFlags, type OptionsOf, wholeNumber } from '../flags.ts';
import { printJson } from '../json-answer.ts';

export const flags = (command: Command) =>
  commonFlags(command)
    .addOption(
      new Option('--scenario <name>', 'which LinkedIn').choices(scenarioNames).default('ready'),
    )
    .option('--port <number>', 'the port to listen on; 0 is any free one', servedPort, 0);

/** 0 leaves the choice to the system. People look at what is served with a browser. */
function servedPort(text: string): number {
  const port = wholeNumber(0, 65_535)(text);
  if (port === 0 || !blockedPorts.has(port)) return port;
  throw new InvalidArgumentError('Browsers refuse to open that port.');
}

/** Serves until Ctrl-C: throws `Cancelled`. */
export async function run(options: OptionsOf<typeof flags>, world: World): Promise<never> {
  const { terminal, clock, signal } = world;
  const scenario = scenarios[options.scenario];
  const simulator = createSimulator({ scenario, now: clock.now, sleep: clock.sleep });
  const server = await serve(simulator, options.port, world);
  const env = addressesOf(server);
  if (options.json) {
    printJson({ outcome: 'ok', exitCode: Exit.ok, origin: server.origin, env }, terminal);
  } else {
    const which = `${options.scenario}: ${scenario.title}`;
    terminal.say(`LinkedIn is simulated at ${server.origin} (${which})`);
    const use = "Set these two to send any command there; the app's keys are on the page:";
    terminal.say(paragraph(use, terminal, ''));
    for (const [name, value] of Object.entries(env)) {
      terminal.result(terminal.command({ set: { [name]: value } }).text);
    }
    terminal.say(`${server.origin}/developers/apps\nPress Ctrl-C to stop.`);
  }
  try {
    await untilAborted(signal);
  } finally {
    await server.close();
  }
  throw new Cancelled(signal.reason);
}

/** The variables that send every command there. */
export function addressesOf({ origin }: SimulatorServer) {
  return {
    PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
  };
}

export async function serve(
  simulator: Simulator,
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
