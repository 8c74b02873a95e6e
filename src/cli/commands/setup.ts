/** `setup`: from nothing to proven credentials, and once a year again. */

import { readRedirectUri } from '../../consent/redirect.ts';
import { assertResolved, placeOf, referencesInFile } from '../../credentials/lacking.ts';
import { type LoadedCredentials, loadCredentials } from '../../credentials/load.ts';
import { readAccountId } from '../../credentials/pasted-values.ts';
import { type ExitCode, fault } from '../../faults/fault.ts';
import { variables } from '../../variables.ts';
import type { SetupRequest } from '../../wizard/progress.ts';
import type { StepId } from '../../wizard/step-ids.ts';
import { runSetup } from '../../wizard/wizard.ts';
import type { World } from '../../world.ts';
import { type CommonOptions, linkedInWith } from './options.ts';

export interface SetupOptions extends CommonOptions {
  /** False with `--no-browser`. */
  readonly browser: boolean;
  readonly redirectUri?: string;
  readonly adAccount?: string;
  readonly scope: readonly string[];
  /** Seconds to wait for the consent. */
  readonly timeout: number;
  readonly from?: StepId;
}

/** Throws the fault that ended it; everything up to there is saved. */
export async function setup(options: SetupOptions, world: World): Promise<ExitCode> {
  const stored = await loadCredentials(options.envFile, world);
  const request = readRequest(options, stored);
  const linkedin = linkedInWith(stored, options, world);
  world.terminal.say('pectus-linkedin setup');
  const { report, fault: failure } = await runSetup(stored, { request, linkedin, world });
  if (options.json) world.terminal.result(JSON.stringify(report, undefined, 2));
  else if (failure !== undefined) throw failure;
  return report.exitCode;
}

/** Bad values end here, before a question is asked. */
function readRequest(options: SetupOptions, stored: LoadedCredentials): SetupRequest {
  assertResolved(stored);
  assertReplaceable(stored);
  const { values } = stored;
  const redirectUri = options.redirectUri ?? values[variables.redirectUri];
  if (redirectUri !== undefined) readRedirectUri(redirectUri, sourceOf(options, stored));
  const inEnvironment = stored.origins[variables.adAccountId] === 'environment';
  const adAccount =
    options.adAccount ?? (inEnvironment ? values[variables.adAccountId] : undefined);
  return {
    envFile: options.envFile,
    redirectUri,
    openBrowser: options.browser,
    timeoutSeconds: options.timeout,
    extraScopes: options.scope,
    adAccount: adAccount === undefined ? undefined : readAccountId(adAccount),
    from: options.from,
  };
}

/** What a sign-in yields must not take the place of references: they lead to where it is kept. */
function assertReplaceable(stored: LoadedCredentials): void {
  const [reference] = referencesInFile(stored, [variables.accessToken, variables.refreshToken]);
  if (reference === undefined) return;
  const why = `${reference} is a reference there, which a sign-in would replace; name another file with --file, and put the new tokens where the reference leads`;
  throw fault('env-file-unwritable', { path: stored.displayPath, why });
}

function sourceOf({ redirectUri }: SetupOptions, stored: LoadedCredentials): string {
  if (redirectUri !== undefined) return '--redirect-uri';
  const origin = stored.origins[variables.redirectUri] ?? 'file';
  return `${variables.redirectUri} in ${placeOf({ origin }, stored)}`;
}
