/** What a step is, what it is given, and what it hands on. */

import type { Verified } from '../checks/verification.ts';
import type { EnvChanges } from '../credentials/dotenv-text.ts';
import { writeEnvFile } from '../credentials/env-file.ts';
import { type LoadedCredentials, loadCredentials } from '../credentials/load.ts';
import { isFault } from '../faults/fault.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { faultText } from '../screen/layout.ts';
import type { World } from '../world.ts';
import type { StepId } from './step-ids.ts';

/** What the operator asked for; already validated. */
export interface SetupRequest {
  readonly envFile: string;
  /** `--redirect-uri`, or LINKEDIN_REDIRECT_URI. */
  readonly redirectUri?: string | undefined;
  readonly openBrowser: boolean;
  readonly timeoutSeconds: number;
  /** On top of the minimum. */
  readonly extraScopes: readonly string[];
  /** Digits. */
  readonly adAccount?: string | undefined;
  readonly from?: StepId | undefined;
}

/** Never changed in place: each step returns the next one. */
export interface Progress {
  readonly stored: LoadedCredentials;
  /** LinkedIn accepted the keys in this run. */
  readonly keysProven: boolean;
  /** The request for the product is minutes old, and LinkedIn has not been asked about it yet. */
  readonly productRequested: boolean;
  /** The tokens in the file passed their checks in this run: a failed consent must leave them. */
  readonly working: boolean;
  /** The access token is known to work, or is minutes old. */
  readonly signedIn: boolean;
  /** The person who signed in cannot see the ad account in the file, and wants another one. */
  readonly accountGivenUp: boolean;
  /** Only the sign-in is due: everything is shown short and nothing else is asked. */
  readonly yearly: boolean;
  /** When this run's consent minted its access token. */
  readonly mintedAt?: Date;
  /** The result of the last look at the credentials. */
  readonly verified?: Verified;
}

export interface Context {
  readonly request: SetupRequest;
  readonly linkedin: LinkedIn;
  readonly world: World;
}

export interface Step {
  readonly id: StepId;
  readonly title: string;
  /** Why there is nothing to do, or undefined. An empty text skips silently. */
  readonly known: (progress: Progress, context: Context) => string | undefined;
  readonly take: (progress: Progress, context: Context) => Promise<Progress>;
}

/** Saves and reads back, so that every later step sees what the host will see. */
export async function save(
  progress: Progress,
  changes: EnvChanges,
  { request, world }: Context,
): Promise<Progress> {
  await writeOrAskAgain(request.envFile, changes, world);
  return { ...progress, stored: await loadCredentials(request.envFile, world) };
}

/** How often somebody is asked to make room for what a full disk, say, does not take. */
const mostTries = 10;

/** What was typed, or minted for a consent, is not thrown away because the disk refused it. */
async function writeOrAskAgain(path: string, changes: EnvChanges, world: World): Promise<void> {
  for (let left = mostTries; ; left -= 1) {
    try {
      await writeEnvFile(path, changes, world);
      return;
    } catch (error) {
      const isTransient = isFault(error, 'env-file-unwritable', 'env-file-busy');
      if (!isTransient || !world.terminal.interactive || left === 1) throw error;
      world.terminal.say(faultText(error, world.terminal));
      await world.prompts.pause({
        id: 'save-again',
        message: 'Nothing is lost yet. Press Enter to save it once the file can be written',
      });
    }
  }
}
