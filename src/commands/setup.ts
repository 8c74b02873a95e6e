/** `setup`: from nothing to proven credentials, and once a year again. */

import { readRedirectUri } from '../consent/redirect.ts';
import { readAccountId } from '../credentials/credentials.ts';
import { assertResolved, placeOf } from '../credentials/lacking.ts';
import { loadStored, type Stored } from '../credentials/stored.ts';
import type { ExitCode } from '../errors.ts';
import { variables } from '../variables.ts';
import type { SetupRequest } from '../wizard/progress.ts';
import type { StepId } from '../wizard/step-ids.ts';
import { runSetup } from '../wizard/wizard.ts';
import type { World } from '../world.ts';
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
  const stored = await loadStored(options.envFile, world);
  const request = readRequest(options, stored, world);
  const linkedin = linkedInWith(stored, options, world);
  world.terminal.say('pectus-linkedin setup');
  const { report, fault } = await runSetup(stored, { request, linkedin, world });
  if (options.json) world.terminal.result(JSON.stringify(report, undefined, 2));
  else if (fault !== undefined) throw fault;
  return report.exitCode;
}

/** Bad values end here, before a question is asked. */
function readRequest(options: SetupOptions, stored: Stored, world: World): SetupRequest {
  assertResolved(stored);
  const { values } = stored;
  const redirectUri = options.redirectUri ?? values[variables.redirectUri];
  if (redirectUri !== undefined) readRedirectUri(redirectUri, sourceOf(options, stored));
  const adAccount = options.adAccount ?? (world.env[variables.adAccountId] || undefined);
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

function sourceOf({ redirectUri }: SetupOptions, stored: Stored): string {
  if (redirectUri !== undefined) return '--redirect-uri';
  const origin = stored.origins[variables.redirectUri] ?? 'file';
  return `${variables.redirectUri} in ${placeOf({ origin }, stored)}`;
}
