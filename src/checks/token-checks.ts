/** The checks of the two tokens and of what the consent covers. */

import { isTokenAlone, lacking } from '../credentials/lacking.ts';
import {
  clockDifference,
  expiresWithin,
  isPast,
  setClockFix,
  timeLeft,
} from '../credentials/token-dates.ts';
import { dateText } from '../days.ts';
import { signInAgain } from '../faults/entry.ts';
import { Exit, fault, type SetupError } from '../faults/fault.ts';
import {
  answerOf,
  mayBePropagation,
  type Refusal,
  tokenRefusalReason,
} from '../linkedin/rest-errors.ts';
import { missingScopes, productsOf } from '../linkedin/scopes.ts';
import { variables } from '../variables.ts';
import { type Evidence, foundValue, okValue, refusals, restResults } from './evidence.ts';
import { wantedScopes } from './purposes.ts';
import { isPropagating } from './token-state.ts';
import { type CheckOutcome, callText, fail, failedCall, faultOf, pass, warn } from './verdict.ts';

/** Only a call that it opens proves an access token: a refresh token introspects as active, too. */
export function checkAccessToken(evidence: Evidence): CheckOutcome {
  const { renewal, rest, now, clockAhead } = evidence;
  if (areSwapped(evidence)) return fail(swappedFault(), 'it is the refresh token');
  if (renewal?.kind === 'failed') return fail(renewal.fault, renewalText(renewal.fault));
  const refused = rest && refusals(rest).find(({ status }) => status === 401);
  if (refused !== undefined) return refusedOutcome(refused, evidence);
  const everyFault = restResults(evidence).every((result) => result?.kind !== 'found');
  const failed = everyFault ? failedCall(restResults(evidence)) : undefined;
  if (failed !== undefined) return failed;
  const until = accessExpiry(evidence);
  const left = until === undefined ? '' : `, ${timeLeft(until, now)}`;
  const renewed = renewal === undefined ? '' : renewedText(renewal.value.unsaved, evidence);
  if (isOfAnotherApp(evidence)) {
    return warn(`it works, and is not one of this app's: these keys cannot renew it`, signInAgain);
  }
  const skew = clockDifference(new Date(now.getTime() + (clockAhead ?? 0)), now);
  if (skew === undefined) return pass(`active${left}${renewed}`);
  return warn(`active${left}${renewed}; ${skew}`, setClockFix);
}

function renewalText(error: SetupError): string {
  return error.exit === Exit.tryLater
    ? `it is due to be renewed, and ${callText(error)}`
    : 'expired, and renewal failed';
}

function refusedOutcome(refusal: Refusal, { loaded, mintedAt, now }: Evidence): CheckOutcome {
  const linkedin = answerOf(refusal);
  if (mayBePropagation(refusal) && isPropagating(mintedAt, now)) {
    const pending = fault('access-token-pending', {}, { linkedin });
    return fail(pending, 'new; not all of LinkedIn knows it yet');
  }
  const why = tokenRefusalReason(refusal);
  const renewable = loaded.credentials.refreshToken !== undefined;
  const error = fault('access-token-rejected', { why, renewable }, { linkedin });
  return fail(error, `LinkedIn refuses it: ${why}`);
}

/** Both introspect as active; but the one that opens nothing lives longer than the one that mints nothing. */
function areSwapped({ access, refresh, rest, loaded }: Evidence): boolean {
  const [longer, shorter] = [foundValue(access), foundValue(refresh)];
  if (!longer?.active || !shorter?.active || rest === undefined) return false;
  if (loaded.credentials.accessToken?.equals(loaded.credentials.refreshToken)) return false;
  if (longer.expiresAt === undefined || shorter.expiresAt === undefined) return false;
  const isRejected = refusals(rest).some(({ status }) => status === 401);
  return isRejected && longer.expiresAt > shorter.expiresAt;
}

function swappedFault(): SetupError {
  const why = `it is a refresh token: ${variables.accessToken} and ${variables.refreshToken} stand in each other's place`;
  return fault('access-token-rejected', { why, swapped: true });
}

/** LinkedIn says nothing but "inactive" of a token that another app was given. */
function isOfAnotherApp({ access, rest }: Evidence): boolean {
  const { active, status } = foundValue(access) ?? { active: true };
  return (
    !active &&
    status === undefined &&
    restResults({ rest }).some((one) => okValue(one) !== undefined)
  );
}

function renewedText(unsaved: string | undefined, { loaded }: Evidence): string {
  if (unsaved === undefined) return `; renewed and saved to ${loaded.displayPath}`;
  const noFile = `there is no file that would hold ${variables.accessToken} and its date`;
  return `; renewed, and not saved: ${loaded.file === undefined ? noFile : unsaved}`;
}

/** Introspection is authoritative; the date in the file is our own reckoning. */
export function accessExpiry({ access, loaded }: Evidence): Date | undefined {
  return foundValue(access)?.expiresAt ?? loaded.credentials.accessExpiresAt;
}

export function refreshExpiry({ refresh, loaded }: Evidence): Date | undefined {
  return foundValue(refresh)?.expiresAt ?? loaded.credentials.refreshExpiresAt;
}

/** When somebody has to sign in again: with the refresh token's end, or without one with the access token's. */
export function signInEnd(evidence: Evidence): Date | undefined {
  return evidence.loaded.credentials.refreshToken === undefined
    ? accessExpiry(evidence)
    : refreshExpiry(evidence);
}

/** What LinkedIn says was consented, else what the file remembers. */
export function grantedScopes({ access, loaded }: Evidence): readonly string[] | undefined {
  return foundValue(access)?.scopes ?? loaded.credentials.scopes;
}

export function checkScopes(evidence: Evidence): CheckOutcome {
  const granted = grantedScopes(evidence);
  if (granted === undefined) return pass('LinkedIn does not say; the calls below tell');
  const missing = missingScopes(wantedScopes(evidence), granted);
  if (missing.length === 0) return pass(granted.join(', '));
  const error = fault('scope-missing', { missing, granted, products: productsOf(missing) });
  return fail(
    error,
    `${granted.join(', ') || 'none'} only; ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
  );
}

const notice = 30;

export function checkRefreshToken(evidence: Evidence): CheckOutcome {
  const { loaded, refresh, renewal, now } = evidence;
  const until = refreshExpiry(evidence);
  if (areSwapped(evidence)) return fail(swappedFault(), 'it is the access token');
  const rejected = faultOf([renewal], 'refresh-token-rejected');
  if (rejected !== undefined) return fail(rejected, 'LinkedIn refuses it');
  const flaw = loaded.unusable.find(({ variable }) => variable === variables.refreshToken);
  if (flaw !== undefined && flaw.kind !== 'placeholder') {
    return fail(lacking(loaded, [variables.refreshToken]), 'what stands there cannot be used');
  }
  if (isTokenAlone(loaded)) return { verdict: 'skip', detail: 'none: the access token came alone' };
  if (loaded.credentials.refreshToken === undefined) {
    const absent = fault('refresh-token-absent', {});
    const text = 'none was granted: sign in again every 60 days';
    return { ...warn(text, ...absent.fix), code: absent.code };
  }
  if (until !== undefined && isPast(until, now)) {
    const expired = fault('refresh-token-rejected', { expired: dateText(until) });
    return fail(expired, timeLeft(until, now));
  }
  if (loaded.credentials.refreshToken.equals(loaded.credentials.accessToken)) {
    return warn('it is the access token once more, which renews nothing', signInAgain);
  }
  const told = foundValue(refresh);
  if (told?.status === 'revoked' || told?.status === 'expired') {
    return fail(fault('refresh-token-rejected', {}), `LinkedIn calls it ${told.status}`);
  }
  if (told?.active === false) return warn('LinkedIn does not know it', signInAgain);
  if (until === undefined) return pass('active');
  const words = `${timeLeft(until, now)}, until ${dateText(until)}`;
  return expiresWithin(until, notice, now) ? warn(words, signInAgain) : pass(words);
}
