/** A look at the credentials that are there, so that nothing known is asked for and nothing working is replaced. */

import { type Verified, verifyCredentials } from '../checks/verification.ts';
import type { Context, Progress } from './progress.ts';

export async function lookAtCredentials(
  { stored }: Progress,
  { linkedin, world }: Context,
): Promise<Verified> {
  world.terminal.progress('     Looking at the credentials that are there …');
  return await verifyCredentials({ stored }, linkedin, world);
}

export function withStanding(progress: Progress, verified: Verified): Progress {
  const { access, refresh, stored } = verified.evidence;
  const signedIn = verified.checks.some(
    ({ id, verdict }) => id === 'access-token' && (verdict === 'pass' || verdict === 'warn'),
  );
  return {
    ...progress,
    stored,
    verified,
    // An introspection that was answered was answered to a good pair of keys.
    keysProven: [access, refresh].some((finding) => finding?.kind === 'found'),
    signedIn,
    working: verified.fault === undefined,
  };
}
