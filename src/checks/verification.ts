/** One verdict on the credentials: the object that `--json` prints and that the host's "Test connection" gets. */

import { Exit, type ExitCode, type FaultCode, type SetupError } from '../faults/fault.ts';
import { type FaultReport, type FixReport, faultReport, fixReports } from '../screen/fix-text.ts';
import type { Verdict } from '../screen/layout.ts';
import type { World } from '../world.ts';
import { accountOf, checkAccount, checkRole, roleOf } from './account-checks.ts';
import type { Check, Evidence } from './evidence.ts';
import {
  type Expiry,
  type ExpiryReport,
  expiriesWithin,
  expiryReport,
  type TokenReport,
  tokenReport,
} from './expiries.ts';
import { gatherEvidence } from './gather.ts';
import { checkCredentials, checkFile, checkVersion } from './machine-checks.ts';
import { needsAdAccount, purposes } from './purposes.ts';
import type { Session, SessionWorld } from './session.ts';
import {
  accessExpiry,
  checkAccessToken,
  checkRefreshToken,
  checkScopes,
  grantedScopes,
  refreshExpiry,
  signInEnd,
} from './token-checks.ts';
import type { CheckId, CheckResult } from './verdict.ts';

/** The verdict on the credentials. Parts that are not known are left out, never null, never invented. */
export interface Verification {
  /** `ready`, or the code of the first failed check. */
  readonly outcome: 'ready' | FaultCode;
  /** What `verify` ends with: that of the first failed check, else `expiring` or `ok`. */
  readonly exitCode: ExitCode;
  /** The file's path, as it is shown to people. */
  readonly envFile: string;
  /** Every check, in the order in which they build on one another. */
  readonly checks: readonly CheckReport[];
  /** The fault of the first failed check. */
  readonly error?: FaultReport;
  /** The ad account, where LinkedIn showed it. */
  readonly account?: AccountReport;
  /** The access token, where there is one. */
  readonly accessToken?: AccessTokenReport;
  /** The refresh token, where there is one; its end is the day of the next sign-in. */
  readonly refreshToken?: TokenReport;
  /** The version of LinkedIn's API that is asked for. */
  readonly apiVersion: VersionReport;
  /** What ends within the days that were asked about; left out when nothing does. */
  readonly ending?: readonly ExpiryReport[];
}

/** One question about the credentials, and its answer. */
export interface CheckReport {
  /** Which check; permanent. */
  readonly id: CheckId;
  /** Its name for people: "Consented scopes". */
  readonly title: string;
  /** Its answer. */
  readonly verdict: Verdict;
  /** What was found, in a few words. */
  readonly detail: string;
  /** Why it failed. */
  readonly code?: FaultCode;
  /** The address of a page to read. */
  readonly docs?: string | undefined;
  /** What to do about a failure or a warning. */
  readonly fix?: readonly FixReport[];
}

/**
 * The ad account in LinkedIn's words (`adAccounts`); what LinkedIn does not say is left out.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-accounts.
 */
export interface AccountReport {
  /** Digits. */
  readonly id: string;
  /** One line that a terminal can show; the id where LinkedIn gives no name. */
  readonly name: string;
  /** ISO 4217, as in `EUR`. */
  readonly currency?: string;
  /** `ACTIVE`, `CANCELED`, `DRAFT`, `PENDING_DELETION` or `REMOVED`. */
  readonly status?: string;
  /** `BUSINESS` or `ENTERPRISE`. */
  readonly type?: string;
  /** Of the person who signed in (`adAccountUsers`): `VIEWER`, `CREATIVE_MANAGER`, `CAMPAIGN_MANAGER`, … */
  readonly role?: string;
}

/** How long the access token lives, and what it may read. */
export interface AccessTokenReport extends TokenReport {
  /** Granted scopes, as LinkedIn's introspection names them. */
  readonly scopes?: readonly string[];
}

/**
 * A monthly version of LinkedIn's API, and its end as LinkedIn's page has it.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/migrations.
 */
export interface VersionReport {
  /** `YYYYMM`. */
  readonly version: string;
  /** The first day on which LinkedIn refuses it: `YYYY-MM-DD`. */
  readonly endsAt?: string;
  /** Whole days until then. */
  readonly daysLeft?: number;
}

/** The report, and what only the screen shows. */
export interface Verified {
  readonly report: Verification;
  readonly checks: readonly CheckResult[];
  readonly expiries: readonly Expiry[];
  readonly fault: SetupError | undefined;
  readonly evidence: Evidence;
}

const reading: readonly CheckId[] = ['credentials', 'access-token'];

/** In the order in which they are shown and in which the first failure is the outcome. */
const allChecks: readonly Check[] = [
  { id: 'env-file', title: 'Environment file', requires: [], run: checkFile },
  { id: 'credentials', title: 'Credentials', requires: ['env-file'], run: checkCredentials },
  { id: 'api-version', title: 'API version', requires: [], run: checkVersion },
  {
    id: 'access-token',
    title: 'Access token',
    requires: ['credentials', 'api-version'],
    run: checkAccessToken,
  },
  { id: 'scopes', title: 'Consented scopes', requires: reading, run: checkScopes },
  {
    id: 'refresh-token',
    title: 'Refresh token',
    requires: ['credentials'],
    run: checkRefreshToken,
  },
  { id: 'ad-account', title: 'Ad account', requires: reading, run: checkAccount },
  { id: 'account-role', title: 'Your role', requires: [...reading, 'ad-account'], run: checkRole },
];

const accountChecks: readonly CheckId[] = ['ad-account', 'account-role'];

/** Whether it is one that another ad account may fail, with the same sign-in. */
export function isAboutAccount(id: CheckId): boolean {
  const proofs = purposes.filter(needsAdAccount).map(({ check }) => check.id);
  return [...accountChecks, ...proofs].includes(id);
}

export function runChecks(evidence: Evidence): readonly CheckResult[] {
  const done: CheckResult[] = [];
  const isAboutAds = evidence.purposes.some(needsAdAccount);
  const checks = allChecks.filter(({ id }) => isAboutAds || !accountChecks.includes(id));
  const proofs = evidence.purposes.map(({ check }) => check);
  for (const { id, title, requires, run } of [...checks, ...proofs]) {
    const failed = done.find(
      (one) => requires.includes(one.id) && (one.verdict === 'fail' || one.verdict === 'skip'),
    );
    const detail = `not asked: needs "${failed?.title}" first`;
    done.push({ id, title, ...(failed ? { verdict: 'skip', detail } : run(evidence)) });
  }
  return done;
}

/**
 * With the expiries within so many days, where those are asked about. Throws only for a file that cannot be
 * used, and Ctrl-C; everything else is a verdict.
 */
export async function verifyCredentials(
  session: Session,
  world: SessionWorld,
  within?: number,
): Promise<Verified> {
  return judge(await gatherEvidence(session, world), world, within);
}

/** The verdict on what was found; nothing more is asked. */
export function judge(
  evidence: Evidence,
  world: Pick<World, 'terminal'>,
  within?: number,
): Verified {
  const checks = runChecks(evidence);
  const failed = checks.find((check) => check.verdict === 'fail')?.fault;
  const facts = { ...evidence, signIn: signInEnd(evidence) };
  const expiries = within === undefined ? [] : expiriesWithin(facts, within);
  const outcome = { checks, expiries, fault: failed, evidence };
  return { ...outcome, report: reportOf(outcome, world) };
}

function reportOf(
  { checks, expiries, fault, evidence }: Omit<Verified, 'report'>,
  { terminal }: Pick<World, 'terminal'>,
): Verification {
  const { loaded, version, now } = evidence;
  const account = accountReport(evidence);
  const { accessToken, refreshToken } = loaded.credentials;
  const scopes = grantedScopes(evidence);
  return {
    outcome: fault?.code ?? 'ready',
    exitCode: fault?.exit ?? (expiries.length > 0 ? Exit.expiring : Exit.ok),
    envFile: loaded.displayPath,
    checks: checks.map(({ chart: _, fault: __, fix, ...report }) => ({
      ...report,
      ...(fix && { fix: fixReports(fix, terminal) }),
    })),
    ...(fault && { error: faultReport(fault, terminal) }),
    ...(account && { account }),
    ...(accessToken && {
      accessToken: { ...tokenReport(accessExpiry(evidence), now), ...(scopes && { scopes }) },
    }),
    ...(refreshToken && { refreshToken: tokenReport(refreshExpiry(evidence), now) }),
    apiVersion: version,
    ...(expiries.length > 0 && { ending: expiries.map((one) => expiryReport(one, now)) }),
  };
}

function accountReport(evidence: Evidence): AccountReport | undefined {
  const account = accountOf(evidence);
  if (account === undefined) return undefined;
  const { id, name, currency, status, type } = account;
  const known = Object.entries({ currency, status, type, role: roleOf(evidence) ?? '' });
  return { id, name, ...Object.fromEntries(known.filter(([, value]) => value !== '')) };
}
