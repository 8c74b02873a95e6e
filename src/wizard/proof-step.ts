/** The checks on what the file now says, with the account's own last seven days. */

import { accountOf, namedAccount } from '../checks/account-checks.ts';
import { Session } from '../checks/session.ts';
import { accessExpiry, refreshExpiry, signInEnd } from '../checks/token-checks.ts';
import { type Verified, verifyCredentials } from '../checks/verification.ts';
import { dateText } from '../days.ts';
import { type Flags, own } from '../faults/fix.ts';
import { checkTable, done, fixText, paragraph } from '../screen/layout.ts';
import { listed } from '../words.ts';
import type { Context, Known } from './planner.ts';

export async function prove(known: Known, { linkedin, world }: Context): Promise<Known> {
  const { loaded, mintedAt, isRenewal } = known;
  const session = new Session(loaded, { linkedin, mintedAt }, world);
  const verified = await verifyCredentials(session, world);
  const isShort = isRenewal && verified.fault === undefined;
  const { terminal } = world;
  terminal.say(
    isShort ? done(allPassed(verified), terminal) : checkTable(verified.checks, terminal),
  );
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

export function allPassed({ evidence }: Verified): string {
  const account = accountOf(evidence);
  return `All checks passed for ${account === undefined ? 'the ad account' : namedAccount(account)}.`;
}

/** The last screen: what can be read, what was written, and when the next sign-in is due. */
export function readyText(verified: Verified, { request, world }: Context): string {
  const { terminal } = world;
  const { evidence } = verified;
  const name = accountOf(evidence)?.name;
  const uses = evidence.purposes.flatMap(({ use }) => use ?? []);
  const isUsable = name !== undefined && uses.length > 0;
  const ready = isUsable ? `Ready. Pectus can ${listed(uses)} ${name}.` : 'Ready.';
  const dates = datesText(accessExpiry(evidence), refreshExpiry(evidence));
  const until = signInEnd(evidence);
  const written = `Written: ${world.machine.fullPath(evidence.loaded.path)}.${dates}`;
  const text = paragraph(`${ready}\n${written}\n${inHost}`, terminal);
  if (until === undefined) return text;
  const say = `Sign in again before ${dateText(until)}. This makes a calendar entry for it`;
  // Of a rehearsal it is not the file that the command line names.
  const flags: Flags = request.envFile === '.env' ? {} : { '--file': request.envFile };
  return `${text}\n${fixText({ say, run: own('remind', flags) }, terminal)}`;
}

const inHost = 'In Pectus, open /apps/linkedin and press Test connection.';

/** After new tokens took the place of others: what was made of those does not follow by itself. */
export const staleCopies =
  'Exports that you made before, and programs that are running, still have the old tokens: export again, and restart those programs.';

function datesText(access: Date | undefined, refresh: Date | undefined): string {
  if (refresh === undefined) return access ? ` Access token until ${dateText(access)}.` : '';
  const first = access ? `access token until ${dateText(access)}, renewed by itself; ` : '';
  return ` In it: ${first}refresh token until ${dateText(refresh)}.`;
}
