/** Decides what the wizard does next from what is known. Pure: it asks nobody, says nothing and writes nothing. */

import type { Evidence, Purpose } from '../checks/evidence.ts';
import { needsAdAccount, purposesFor, scopesOf } from '../checks/purposes.ts';
import { checkAccessToken, signInEnd } from '../checks/token-checks.ts';
import type { CheckResult } from '../checks/verdict.ts';
import type { Verified } from '../checks/verification.ts';
import { keysOf } from '../credentials/credentials.ts';
import type { LoadedCredentials } from '../credentials/load.ts';
import { expiresWithin } from '../credentials/token-dates.ts';
import { type FaultCode, isFault, type SetupError } from '../faults/fault.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { missingScopes } from '../linkedin/scopes.ts';
import { variables } from '../variables.ts';
import type { World } from '../world.ts';

/** The steps in their order; `--from` names one. */
export const stepIds = [
  'app',
  'page',
  'product',
  'redirect',
  'keys',
  'consent',
  'account',
  'proof',
] as const;
export type StepId = (typeof stepIds)[number];

/** What the operator asked for; already validated. */
export interface SetupRequest {
  readonly envFile: string;
  /** `--redirect-uri`, or LINKEDIN_REDIRECT_URI. */
  readonly redirectUri?: string | undefined;
  readonly openBrowser: boolean;
  readonly timeoutSeconds: number;
  /** What the credentials are to be for; empty where they are for what they were before. */
  readonly purposes: readonly Purpose[];
  /** On top of what those need. */
  readonly extraScopes: readonly string[];
  /** Digits. */
  readonly adAccount?: string | undefined;
  readonly from?: StepId | undefined;
}

/** What is known so far. Never changed in place: each step returns the next one. */
export interface Known {
  readonly loaded: LoadedCredentials;
  /** Whether LinkedIn accepts the keys that are there; undefined where it was not asked in this run. */
  readonly keys?: 'accepted' | SetupError | undefined;
  /** The last check of the tokens that are there; undefined where they are new or were not checked. */
  readonly verified?: Verified | undefined;
  readonly mintedAt?: Date;
  /** What the operator saw on the Products tab in this run; undefined where the request was sent in it. */
  readonly productsTab?: 'waiting' | 'added' | undefined;
  /** The ad account in the file, once the operator gave it up because this sign-in cannot see it. */
  readonly abandonedAccount?: string | undefined;
  /** Where this run begins: `done` where there is nothing to do, or nothing that a step could fix. */
  readonly start: StepId | 'done';
  /** Only the sign-in is due: everything is shown short and nothing else is asked. */
  readonly isRenewal: boolean;
  readonly attempts: readonly Attempt[];
}

export interface Attempt {
  readonly step: StepId;
  /** Set where the step failed: the step that fixes the cause. */
  readonly fixedBy?: StepId;
}

export interface Context {
  readonly request: SetupRequest;
  readonly linkedin: LinkedIn;
  readonly world: World;
}

export type Start =
  /** Nothing is set: only the operator knows how far they are. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'step'; readonly step: StepId }
  | { readonly kind: 'keys-unusable'; readonly fault: SetupError }
  | StepToFix
  | { readonly kind: 'sign-in-due'; readonly evidence: Evidence }
  | { readonly kind: 'scopes-to-add' }
  /** A check failed, and no step fixes that. */
  | { readonly kind: 'unfixable'; readonly checks: readonly CheckResult[] }
  | { readonly kind: 'ready'; readonly verified: Verified };

export interface StepToFix {
  readonly kind: 'fix';
  readonly step: StepId;
  readonly fault: SetupError;
  readonly checks: readonly CheckResult[];
  readonly isRenewal: boolean;
}

/** What was consented before, as far as anything remembers it. */
export function scopesBefore({ loaded, verified }: Pick<Known, 'loaded' | 'verified'>) {
  return loaded.credentials.scopes ?? verified?.report.accessToken?.scopes;
}

/** What the operator named, else what was consented before. */
export function wantedPurposes(
  known: Pick<Known, 'loaded' | 'verified'>,
  { purposes }: Pick<SetupRequest, 'purposes'>,
): readonly Purpose[] {
  return purposes.length > 0 ? purposes : purposesFor(scopesBefore(known));
}

export function planStart(
  { keys, verified, loaded }: Pick<Known, 'loaded' | 'keys' | 'verified'>,
  request: SetupRequest,
  isInteractive: boolean,
): Start {
  const { credentials } = loaded;
  if (keys !== undefined && keys !== 'accepted') return { kind: 'keys-unusable', fault: keys };
  if (request.from !== undefined) return { kind: 'step', step: request.from };
  const isTokenOver = isFault(verified?.fault, 'access-token-rejected');
  if (keysOf(credentials) === undefined && (verified === undefined || isTokenOver)) {
    // What only a person can do in the portal is passed over where nobody can be asked.
    return isInteractive ? { kind: 'unknown' } : { kind: 'step', step: 'keys' };
  }
  if (verified === undefined) return { kind: 'step', step: 'consent' };
  const { fault, evidence, report } = verified;
  if (fault !== undefined) return planFix(fault, verified, request, isInteractive);
  if (request.adAccount !== undefined && request.adAccount !== credentials.adAccountId) {
    return { kind: 'step', step: 'account' };
  }
  const end = signInEnd(evidence);
  if (end !== undefined && expiresWithin(end, dueDays, evidence.now))
    return { kind: 'sign-in-due', evidence };
  const granted = report.accessToken?.scopes ?? [];
  const wanted = [...scopesOf(request.purposes), ...request.extraScopes];
  const isWider = missingScopes(wanted, granted).length > 0;
  return isWider ? { kind: 'scopes-to-add' } : { kind: 'ready', verified };
}

/** Days before the end of the refresh token at which a sign-in is due. */
const dueDays = 30;

function planFix(
  fault: SetupError,
  verified: Verified,
  request: SetupRequest,
  isInteractive: boolean,
): Start {
  const { evidence, checks } = verified;
  const step = stepThatFixes[fault.code];
  if (step === undefined) return { kind: 'unfixable', checks };
  const isRenewal = step === 'consent' && evidence.loaded.credentials.adAccountId !== undefined;
  // Nobody sees an ad account without a sign-in that works.
  const access = step === 'account' ? checkAccessToken(evidence).fault : undefined;
  if (access !== undefined && stepThatFixes[access.code] === 'consent') {
    return planFix(access, verified, request, isInteractive);
  }
  // Only a person can enter new keys, or agree to give up an ad account.
  const givesUpAccount = fault.code === 'account-not-visible' && request.adAccount === undefined;
  const needsPerson = step === 'keys' || givesUpAccount;
  return needsPerson && !isInteractive
    ? { kind: 'unfixable', checks }
    : { kind: 'fix', step, fault, checks, isRenewal };
}

/** The step that fixes what the last one failed of, or else the next one that has something to do. */
export function nextStep(known: Known, request: SetupRequest): StepId | 'done' {
  const last = known.attempts.at(-1);
  if (last === undefined) return known.start;
  if (last.fixedBy !== undefined) return last.fixedBy;
  const rest = stepIds.slice(stepIds.indexOf(last.step) + 1);
  // A step that failed runs again, although its values may be there.
  const hasFailed = (step: StepId) =>
    known.attempts.findLast((attempt) => attempt.step === step)?.fixedBy !== undefined;
  return rest.find((step) => hasFailed(step) || !isSettled(step, known, request)) ?? 'done';
}

function isSettled(step: StepId, known: Known, request: SetupRequest): boolean {
  switch (step) {
    case 'consent':
      return isSignedIn(known);
    case 'account':
      return isAccountChosen(known, request);
    case 'proof':
      return false;
    default:
      // Keys that LinkedIn accepts mean that the app exists; what it still lacks shows at the consent.
      return known.keys === 'accepted' && !isNewApp(known, request);
  }
}

/** The keys that are there are those of another app, until this run has asked for the new one's. */
function isNewApp({ attempts }: Known, { from }: SetupRequest): boolean {
  return from === 'app' && !attempts.some(({ step }) => step === 'keys');
}

/** The access token works, or is minutes old. */
function isSignedIn({ verified, mintedAt }: Known): boolean {
  if (verified === undefined) return mintedAt !== undefined;
  const verdict = verified.checks.find(({ id }) => id === 'access-token')?.verdict;
  return verdict === 'pass' || verdict === 'warn';
}

function isAccountChosen(known: Known, request: SetupRequest) {
  const { loaded, abandonedAccount } = known;
  const { adAccount } = request;
  if (!wantedPurposes(known, request).some(needsAdAccount)) return true;
  const chosen = loaded.file?.values[variables.adAccountId];
  if (chosen === undefined || !/^\d+$/.test(chosen) || chosen === abandonedAccount) return false;
  return adAccount === undefined || adAccount === chosen;
}

/** The request for the product is minutes old, and LinkedIn was not asked since. */
export function isProductJustRequested({ attempts }: Known): boolean {
  const steps = attempts.map(({ step }) => step);
  return steps.includes('product') && !steps.includes('consent');
}

/** The step that fixes a fault; no step fixes the others. */
const stepThatFixes: Readonly<Partial<Record<FaultCode, StepId>>> = {
  'redirect-unregistered': 'redirect',
  'client-rejected': 'keys',
  'access-token-rejected': 'consent',
  'refresh-token-rejected': 'consent',
  'scope-missing': 'consent',
  'account-id-malformed': 'account',
  'account-not-visible': 'account',
  'credentials-incomplete': 'account',
};

/** A fault that returns this often is not fixed by another attempt. */
const mostRecoveries = 3;

/** The step to go back to when `failed` ended with this fault; undefined where the run ends with it. */
export function recoveryStep(code: FaultCode, failed: StepId, known: Known): StepId | undefined {
  const step = stepThatFixes[code];
  if (step === undefined || stepIds.indexOf(step) > stepIds.indexOf(failed)) return undefined;
  const recoveries = known.attempts.filter(({ fixedBy }) => fixedBy !== undefined).length;
  if (recoveries >= mostRecoveries) return undefined;
  // Each step asks again by itself, except for tokens that were pasted.
  if (step === failed && code !== 'access-token-rejected') return undefined;
  // LinkedIn refused a sign-in of this run; it would refuse another.
  if (step === 'consent' && known.mintedAt !== undefined) return undefined;
  return step;
}
