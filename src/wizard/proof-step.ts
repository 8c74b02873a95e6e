/** The checks on what the file now says, with the account's own last seven days. */

import { accountOf } from '../checks/account-checks.ts';
import { accessExpiry, refreshExpiry, signInEnd } from '../checks/token-checks.ts';
import type { CheckResult } from '../checks/verdict.ts';
import { type Verified, verifyCredentials } from '../checks/verification.ts';
import { dateText } from '../days.ts';
import { type Flags, own } from '../faults/fix.ts';
import { checkRow, done, fixText, paragraph, remarks } from '../screen/layout.ts';
import type { Terminal } from '../world.ts';
import type { Context, Progress, Step } from './progress.ts';

export const proofStep: Step = {
  id: 'proof',
  title: 'Proof',
  known: () => undefined,
  take: takeProof,
};

async function takeProof(progress: Progress, { linkedin, world }: Context): Promise<Progress> {
  const { stored, mintedAt } = progress;
  const verified = await verifyCredentials({ stored, mintedAt }, linkedin, world);
  if (verified.fault !== undefined || !progress.yearly) {
    world.terminal.say(checkTable(verified.checks, world.terminal));
  } else {
    world.terminal.say(done(allPassed(verified), world.terminal));
  }
  return { ...progress, verified };
}

export function checkTable(checks: readonly CheckResult[], terminal: Terminal): string {
  const rows = checks.map((check) => checkRow(check, terminal)).join('\n');
  const notes = remarks(checks, terminal);
  return notes === undefined ? rows : `${rows}\n\n${notes}`;
}

export function allPassed(verified: Verified): string {
  return `All checks passed for ${accountName(verified)}.`;
}

function accountName({ evidence }: Verified): string {
  const account = accountOf(evidence);
  return account === undefined ? 'the ad account' : `${account.name} (${account.id})`;
}

/** The last screen: what can be read, what was written, and when to come back. */
export function readyText(verified: Verified, { request, world }: Context): string {
  const { terminal } = world;
  const { evidence } = verified;
  const name = accountOf(evidence)?.name ?? 'the ad account';
  const refresh = refreshExpiry(evidence);
  const access = accessExpiry(evidence);
  const until = signInEnd(evidence);
  const written = `Written: ${evidence.stored.displayPath}.${datesText(access, refresh)}`;
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
