/** The checks on what the file now says, with the account's own last seven days. */

import { accountOf } from '../checks/account-checks.ts';
import { Session } from '../checks/session.ts';
import { accessExpiry, refreshExpiry, signInEnd } from '../checks/token-checks.ts';
import { type Verified, verifyCredentials } from '../checks/verification.ts';
import { dateText } from '../days.ts';
import { type Flags, own } from '../faults/fix.ts';
import { checkTable, done, fixText, paragraph } from '../screen/layout.ts';
import type { Context, Known, Step } from './planner.ts';

export const proofStep: Step = { title: 'Proof', run: prove };

async function prove(known: Known, { linkedin, world }: Context): Promise<Known> {
  const { loaded, mintedAt, isRenewal } = known;
  const verified = await verifyCredentials(
    new Session(loaded, { linkedin, mintedAt }, world),
    world,
  );
  const text =
    isRenewal && verified.fault === undefined
      ? done(allPassed(verified), world.terminal)
      : checkTable(verified.checks, world.terminal);
  world.terminal.say(text);
  return { ...known, verified };
}

/** Runs the same checks on the tokens that are there; their introspection shows whether the keys are good. */
export async function checkTokens(known: Known, { linkedin, world }: Context): Promise<Known> {
  world.terminal.progress('     Looking at the credentials that are there …');
  const verified = await verifyCredentials(new Session(known.loaded, { linkedin }, world), world);
  const { access, refresh, loaded } = verified.evidence;
  // LinkedIn answers an introspection only where the keys are good.
  const isAnswered = access?.kind === 'found' || refresh?.kind === 'found';
  return { ...known, loaded, verified, ...(isAnswered && { keys: 'accepted' }) };
}

export function allPassed(verified: Verified): string {
  return `All checks passed for ${accountName(verified)}.`;
}

function accountName({ evidence }: Verified): string {
  const account = accountOf(evidence);
  return account === undefined ? 'the ad account' : `${account.name} (${account.id})`;
}

/** The last screen: what can be read, what was written, and when the next sign-in is due. */
export function readyText(verified: Verified, { request, world }: Context): string {
  const { terminal } = world;
  const { evidence } = verified;
  const name = accountOf(evidence)?.name ?? 'the ad account';
  const refresh = refreshExpiry(evidence);
  const access = accessExpiry(evidence);
  const until = signInEnd(evidence);
  const written = `Written: ${evidence.loaded.displayPath}.${datesText(access, refresh)}`;
  const lines = [`Ready. Pectus can read ${name}.`, written].map((line) =>
    paragraph(line, terminal),
  );
  if (until === undefined) return lines.join('\n');
  const say = `Sign in again before ${dateText(until)}. This makes a calendar entry for it`;
  return [...lines, fixText({ say, run: own('remind', fileFlag(request.envFile)) }, terminal)].join(
    '\n',
  );
}

/** Of a rehearsal it is not the file that the command line names. */
function fileFlag(envFile: string): Flags {
  return envFile === '.env' ? {} : { '--file': envFile };
}

function datesText(access: Date | undefined, refresh: Date | undefined): string {
  const parts = [
    access && `access token until ${dateText(access)}, renewed by itself`,
    refresh && `refresh token until ${dateText(refresh)}`,
  ].filter((part) => part !== undefined);
  if (refresh === undefined && access !== undefined) {
    return ` Access token until ${dateText(access)}.`;
  }
  return parts.length === 0 ? '' : ` In it: ${parts.join('; ')}.`;
}
