/** `setup --rehearse`: the real wizard, listener, exchange, file and checks, with LinkedIn played by the simulator. */

import { writeEnvFile } from '../../credentials/env-file-update.ts';
import { findCredentials } from '../../credentials/load.ts';
import { isSameFile } from '../../credentials/output-file.ts';
import { dateText, millisecondsPerDay } from '../../days.ts';
import { type ExitCode, fault } from '../../faults/fault.ts';
import { own } from '../../faults/fix.ts';
import { fixText, paragraph } from '../../screen/layout.ts';
import { type Scenario, type ScenarioName, scenarios } from '../../simulator/scenarios.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { withoutOurVariables } from '../../variables.ts';
import { ErrorWithFollowUp, type FileStats, type World } from '../../world.ts';
import { withScriptedOperator } from './rehearsal-operator.ts';
import { addressesOf, serve } from './simulate.ts';
import { simulatedSignIn } from './simulated-sign-in.ts';

export interface RehearsalOptions {
  readonly scenario: ScenarioName;
  readonly envFile: string;
  readonly redirectUri?: string | undefined;
  /** False with `--no-browser`. */
  readonly browser: boolean;
}

/** Writes beside the named file, never into it. Throws what `setup` throws. */
export async function rehearse(
  options: RehearsalOptions,
  world: World,
  setup: (envFile: string, world: World) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { terminal, clock } = world;
  const envFile = `${options.envFile}.rehearsal`;
  await assertSeparate(envFile, options.envFile, world);
  const { now, sleep } = clock;
  const scenario = withRedirect(options);
  const simulator = createSimulator({ scenario, now, sleep });
  const server = await serve(simulator, 0, world);
  try {
    // Without the real credentials of the environment, and with the simulator in LinkedIn's place.
    const env = { ...withoutOurVariables(world.env), ...addressesOf(server) };
    const simulated = { ...world, env };
    // Without a person or without a browser nobody could press Allow; `--no-browser` says that somebody will.
    const isScripted = options.browser && !(terminal.interactive && world.browser.available);
    sayIntroduction(server.origin, isScripted, world);
    await startOver(envFile, simulated);
    await writeEarlier(scenario, envFile, world);
    const played = isScripted ? withScriptedOperator(simulated, simulator.app) : simulated;
    terminal.say('');
    const before = await world.files.stat(envFile);
    const close = async () => terminal.say(`\n${await closingText(envFile, before, world)}`);
    const exitCode = await setup(envFile, played).catch((error: unknown) => {
      throw new ErrorWithFollowUp(error, close);
    });
    await close();
    return exitCode;
  } finally {
    await server.close();
  }
}

/** Through a link the rehearsal's invented tokens would take the place of the real ones. */
async function assertSeparate(envFile: string, real: string, world: World): Promise<void> {
  const { files, machine } = world;
  // What cannot be looked at becomes a fault when it is read.
  const paths = [envFile, real].map((path) => files.realPath(path).catch(() => path));
  const [ours = '', theirs = ''] = await Promise.all(paths);
  if (!(await isSameFile(ours, theirs, files).catch(() => false))) return;
  const why = `it is a link to ${machine.displayPath(real)}, which holds the credentials`;
  throw fault('env-file-unwritable', { path: machine.displayPath(envFile), why });
}

async function closingText(
  envFile: string,
  before: FileStats | undefined,
  { files, machine, terminal }: World,
): Promise<string> {
  const after = await files.stat(envFile);
  const isSame =
    after?.identity === before?.identity &&
    after?.modifiedAt.getTime() === before?.modifiedAt.getTime();
  const isWritten = after !== undefined && !isSame;
  const written = isWritten ? ` What it wrote is in ${machine.displayPath(envFile)}.` : '';
  const text = `That was a rehearsal: nothing left this machine.${written}`;
  const real = { say: 'The real one', run: own('setup', { '--rehearse': undefined }) };
  return `${paragraph(text, terminal)}\n${fixText(real, terminal)}`;
}

/** What the operator is asked to register in the portal is registered here from the start. */
function withRedirect({ scenario: name, redirectUri }: RehearsalOptions) {
  const scenario = scenarios[name];
  if (redirectUri === undefined || name === 'redirect-unregistered') return scenario;
  const redirectUris = [...scenario.app.redirectUris, redirectUri];
  return { ...scenario, app: { ...scenario.app, redirectUris } };
}

function sayIntroduction(origin: string, isScripted: boolean, { terminal }: World): void {
  const who = isScripted
    ? `There is no ${terminal.interactive ? 'browser' : 'terminal'} here, so the rehearsal plays your part, too, and presses Allow: what it answers stands behind each question.`
    : `Answer as you would; every page that opens is a stand-in. The portal, with the app's keys, is at ${origin}/developers/apps.`;
  const text = `Rehearsal: this program plays LinkedIn at ${origin}. ${who}`;
  terminal.say(paragraph(text, terminal, '  '));
}

/** A rehearsal that was interrupted goes on; one that was completed begins again. */
async function startOver(envFile: string, world: World): Promise<void> {
  const { credentials } = await findCredentials(envFile, world);
  if (credentials.adAccountId !== undefined) await world.files.remove(envFile);
}

/** The file as an earlier sign-in left it, where the scenario tells of one. */
async function writeEarlier(scenario: Scenario, envFile: string, world: World): Promise<void> {
  const { signedInDaysAgo: days } = scenario;
  if (days === undefined) return;
  const { clock, machine, terminal } = world;
  const signedIn = new Date(clock.now().getTime() - days * millisecondsPerDay);
  await writeEnvFile(envFile, simulatedSignIn(scenario, days, world), world);
  const file = machine.displayPath(envFile);
  terminal.say(paragraph(`${file} holds a sign-in of ${dateText(signedIn)}.`, terminal, '  '));
}
