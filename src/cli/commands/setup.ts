/** `setup`: from nothing to proven credentials, and once a year again. */

import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { purposeNames, purposes } from '../../checks/purposes.ts';
import { Session } from '../../checks/session.ts';
import { readRedirectUri } from '../../consent/redirect.ts';
import { assertResolved, placeOf, referencesInFile } from '../../credentials/lacking.ts';
import { findCredentials, type LoadedCredentials } from '../../credentials/load.ts';
import { readAccountId } from '../../credentials/pasted-values.ts';
import { type ExitCode, fault } from '../../faults/fault.ts';
import { parseScopes, products } from '../../linkedin/scopes.ts';
import { scenarioNames } from '../../simulator/scenario.ts';
import { variables } from '../../variables.ts';
import { type SetupRequest, stepIds } from '../../wizard/planner.ts';
import { runSetup } from '../../wizard/wizard.ts';
import { listed } from '../../words.ts';
import type { World } from '../../world.ts';
import { choiceRefusal, commonFlags, type OptionsOf, offering, wholeNumber } from '../flags.ts';
import { printJson } from '../json-answer.ts';

export const flags = (command: Command) =>
  offering(ownFlags(command), { for: purposeNames, scope: [...products.keys()] });

const ownFlags = (command: Command) =>
  commonFlags(command)
    .optionsGroup('What to set up:')
    .option(
      '--for <purpose>',
      `what the credentials are for: ${listed(purposeNames, 'or')} (repeatable)`,
      purposesNamed,
      [],
    )
    .option('--scope <name>', 'ask for this scope, too (repeatable)', scopeNames, [])
    .option('--ad-account <id>', 'the ad account: number, Campaign Manager address or URN')
    .option(
      '--redirect-uri <uri>',
      'where LinkedIn sends you back to (must be registered in the app)',
    )
    .optionsGroup('How:')
    .option('--no-browser', 'print the consent address instead of opening it')
    .option('--timeout <seconds>', 'how long to wait for the consent', wholeNumber(1, 86_400), 300)
    .addOption(new Option('--from <step>', 'begin at this step').choices(stepIds))
    .addOption(
      new Option(
        '--rehearse [scenario]',
        'against a simulated LinkedIn, of which simulate --help lists the kinds; writes .env.rehearsal',
      )
        .choices(scenarioNames)
        .preset('ready'),
    );

type SetupOptions = OptionsOf<typeof flags>;

/** May be given more than once, and several at once with commas. */
function purposesNamed(text: string, before: readonly string[]): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !purposeNames.includes(name));
  if (unknown !== undefined) throw choiceRefusal(unknown, purposeNames);
  return [...before, ...names];
}

/** May be given more than once, and several at once as LinkedIn writes them. */
function scopeNames(text: string, before: readonly string[]): readonly string[] {
  if (!/^\s*[a-z][\w.:/-]*(?:[\s,]+[a-z][\w.:/-]*)*\s*$/i.test(text)) {
    throw new InvalidArgumentError('It must be the name of a scope, such as rw_ads.');
  }
  return [...new Set([...before, ...parseScopes(text)])];
}

export async function run(options: SetupOptions, world: World): Promise<ExitCode> {
  const { rehearse: scenario } = options;
  if (scenario === undefined) return await setup(options, world);
  const { rehearse } = await import('./rehearsal.ts');
  const setupThere = (envFile: string, there: World) => setup({ ...options, envFile }, there);
  return await rehearse({ ...options, scenario }, world, setupThere);
}

async function setup(options: SetupOptions, world: World): Promise<ExitCode> {
  const loaded = await findCredentials(options.envFile, world);
  const request = readRequest(options, loaded);
  const linkedin = await new Session(loaded, options, world).linkedin();
  world.terminal.say('pectus-linkedin setup');
  const { report, fault: failure } = await runSetup(loaded, { request, linkedin, world });
  if (options.json) printJson(report, world.terminal);
  else if (failure !== undefined) throw failure;
  return report.exitCode;
}

function readRequest(options: SetupOptions, loaded: LoadedCredentials): SetupRequest {
  assertResolved(loaded);
  assertReplaceable(loaded);
  const { values, origins } = loaded;
  const redirectUri = options.redirectUri ?? values[variables.redirectUri];
  if (redirectUri !== undefined) readRedirectUri(redirectUri, sourceOf(options, loaded));
  const name = variables.adAccountId;
  const inEnvironment = origins[name] === 'environment' ? values[name] : undefined;
  const adAccount = options.adAccount ?? inEnvironment;
  return {
    envFile: options.envFile,
    redirectUri,
    openBrowser: options.browser,
    timeoutSeconds: options.timeout,
    purposes: purposes.filter(({ name }) => options.for.includes(name)),
    extraScopes: options.scope,
    adAccount: adAccount === undefined ? undefined : readAccountId(adAccount),
    from: options.from,
  };
}

/** What a sign-in yields must not take the place of references: they lead to where it is kept. */
function assertReplaceable(loaded: LoadedCredentials): void {
  const [reference] = referencesInFile(loaded, [variables.accessToken, variables.refreshToken]);
  if (reference === undefined) return;
  const why = `${reference} is a reference there, which a sign-in would replace; name another file with --file, and put the new tokens where the reference leads`;
  throw fault('env-file-unwritable', { path: loaded.displayPath, why });
}

function sourceOf({ redirectUri }: SetupOptions, loaded: LoadedCredentials): string {
  if (redirectUri !== undefined) return '--redirect-uri';
  const origin = loaded.origins[variables.redirectUri] ?? 'file';
  return `${variables.redirectUri} in ${placeOf({ origin }, loaded)}`;
}
