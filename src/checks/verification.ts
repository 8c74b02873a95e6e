/** One verdict on the credentials: the object that `--json` prints and that the host's "Test connection" gets. */

import { daysLeft } from '../credentials/lifetime.ts';
import type { LoadedCredentials } from '../credentials/load.ts';
import { isoSeconds } from '../days.ts';
import { Exit, type ExitCode, type FaultCode, type SetupError } from '../faults/fault.ts';
import type { LinkedIn } from '../linkedin/client.ts';
import { type FaultReport, type FixReport, faultReport, fixReports } from '../screen/fix-text.ts';
import type { World } from '../world.ts';
import { accountOf, roleOf } from './account-checks.ts';
import { runChecks } from './checks.ts';
import { type Expiry, type ExpiryReport, expiriesWithin, expiryReport } from './endings.ts';
import { type Evidence, type EvidenceWorld, gatherEvidence } from './evidence.ts';
import { accessExpiry, grantedScopes, refreshExpiry, signInEnd } from './token-checks.ts';
import type { CheckResult } from './verdict.ts';

/** Unknown parts are left out, never null, never invented. */
export interface Verification {
  /** `ready`, or the code of the first failed check. */
  readonly outcome: 'ready' | FaultCode;
  readonly exitCode: ExitCode;
  readonly envFile: string;
  readonly checks: readonly CheckReport[];
  /** The fault of the first failed check. */
  readonly error?: FaultReport;
  readonly account?: AccountReport;
  readonly accessToken?: TokenReport & { readonly scopes?: readonly string[] };
  readonly refreshToken?: TokenReport;
  readonly apiVersion: VersionReport;
  /** What ends within the days that were asked about; left out when nothing does. */
  readonly ending?: readonly ExpiryReport[];
}

export interface CheckReport extends Omit<CheckResult, 'chart' | 'fault' | 'fix'> {
  readonly fix?: readonly FixReport[];
}

export interface AccountReport {
  readonly id: string;
  readonly name: string;
  readonly currency?: string;
  readonly status?: string;
  readonly type?: string;
  readonly role?: string;
}

export interface TokenReport {
  /** ISO 8601, UTC. */
  readonly expiresAt?: string;
  readonly daysLeft?: number;
}

export interface VersionReport {
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly endsAt?: string;
  readonly daysLeft?: number;
}

export interface VerifyRequest {
  readonly stored: LoadedCredentials;
  /** Exit 6 when anything dies within so many days. */
  readonly within?: number | undefined;
  /** When this process minted the access token, if it did. */
  readonly mintedAt?: Date | undefined;
}

/** The report, and what only the screen shows. */
export interface Verified {
  readonly report: Verification;
  readonly checks: readonly CheckResult[];
  /** Within the days that were asked about. */
  readonly endings: readonly Expiry[];
  /** Of the first failed check. */
  readonly fault: SetupError | undefined;
  readonly evidence: Evidence;
}

/** Throws only for a file that cannot be used, and Ctrl-C; everything else is a verdict. */
export async function verifyCredentials(
  request: VerifyRequest,
  linkedin: LinkedIn,
  world: EvidenceWorld,
): Promise<Verified> {
  const { stored, mintedAt } = request;
  const evidence = await gatherEvidence({ stored, mintedAt }, linkedin, world);
  const checks = runChecks(evidence);
  const failed = checks.find((check) => check.verdict === 'fail')?.fault;
  const endings = endingsOf(evidence, request.within);
  const exitCode = failed?.exit ?? (endings.length > 0 ? Exit.expiring : Exit.ok);
  const outcome = failed?.code ?? 'ready';
  return {
    report: reportOf({ outcome, exitCode, checks, failed, endings, evidence }, world),
    checks,
    endings,
    fault: failed,
    evidence,
  };
}

function endingsOf(evidence: Evidence, within: number | undefined): readonly Expiry[] {
  if (within === undefined) return [];
  const { stored, version, now } = evidence;
  return expiriesWithin({ stored, signIn: signInEnd(evidence), version, now }, within);
}

interface CheckedCredentials {
  readonly outcome: 'ready' | FaultCode;
  readonly exitCode: ExitCode;
  readonly checks: readonly CheckResult[];
  readonly endings: readonly Expiry[];
  readonly failed: SetupError | undefined;
  readonly evidence: Evidence;
}

function reportOf(
  { outcome, exitCode, checks, failed, endings, evidence }: CheckedCredentials,
  { terminal }: Pick<World, 'terminal'>,
): Verification {
  const { stored, version } = evidence;
  const account = accountReport(evidence);
  const { accessToken, refreshToken } = stored.credentials;
  const scopes = grantedScopes(evidence);
  return {
    outcome,
    exitCode,
    envFile: stored.displayPath,
    checks: checks.map(({ chart: _, fault: __, fix, ...report }) => ({
      ...report,
      ...(fix && { fix: fixReports(fix, terminal) }),
    })),
    ...(failed && { error: faultReport(failed, terminal) }),
    ...(account && { account }),
    ...(accessToken && {
      accessToken: { ...life(accessExpiry(evidence), evidence.now), ...(scopes && { scopes }) },
    }),
    ...(refreshToken && { refreshToken: life(refreshExpiry(evidence), evidence.now) }),
    apiVersion: version,
    ...(endings.length > 0 && {
      ending: endings.map((one) => expiryReport(one, evidence.now)),
    }),
  };
}

function accountReport(evidence: Evidence): AccountReport | undefined {
  const account = accountOf(evidence);
  if (account === undefined) return undefined;
  const { id, name, currency, status, type } = account;
  const role = roleOf(evidence);
  return {
    id,
    name,
    ...(currency && { currency }),
    ...(status && { status }),
    ...(type && { type }),
    ...(role && { role }),
  };
}

function life(until: Date | undefined, now: Date): TokenReport {
  return until === undefined
    ? {}
    : { expiresAt: isoSeconds(until), daysLeft: daysLeft(until, now) };
}
