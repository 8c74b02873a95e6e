/** One verdict on the credentials: the object that `--json` prints and that the host's "Test connection" gets. */

import { daysLeft, endsWithin, isoSeconds } from '../credentials/lifetime.ts';
import type { Stored } from '../credentials/stored.ts';
import { Exit, type ExitCode, type FaultCode, type SetupError } from '../errors.ts';
import { type FixReport, fixReports } from '../fix-text.ts';
import type { LinkedIn } from '../linkedin/linkedin.ts';
import type { World } from '../world.ts';
import { accountOf, roleOf } from './account-checks.ts';
import { judgeAll } from './checks.ts';
import { type Evidence, gatherEvidence, type InquiryWorld } from './evidence.ts';
import { accessExpiry, grantedScopes, refreshExpiry } from './token-checks.ts';
import type { Check } from './verdict.ts';

/** Unknown parts are left out, never null, never invented. */
export interface Verification {
  /** `ready`, or the code of the first failed check. */
  readonly outcome: 'ready' | FaultCode;
  readonly exitCode: ExitCode;
  readonly envFile: string;
  readonly checks: readonly CheckReport[];
  readonly account?: AccountReport;
  readonly accessToken?: TokenReport & { readonly scopes?: readonly string[] };
  readonly refreshToken?: TokenReport;
  readonly apiVersion: VersionReport;
}

export interface CheckReport extends Omit<Check, 'chart' | 'fault' | 'fix'> {
  readonly fix?: readonly FixReport[];
}

export interface AccountReport {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly status: string;
  readonly type: string;
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
  readonly stored: Stored;
  /** Exit 6 when anything dies within so many days. */
  readonly within?: number | undefined;
  /** When this process minted the access token, if it did. */
  readonly mintedAt?: Date | undefined;
}

/** The report, and what only the screen shows. */
export interface Verified {
  readonly report: Verification;
  readonly checks: readonly Check[];
  /** Of the first failed check. */
  readonly fault: SetupError | undefined;
  readonly evidence: Evidence;
}

/** Throws only for a file that cannot be used, and Ctrl-C; everything else is a verdict. */
export async function verifyCredentials(
  request: VerifyRequest,
  linkedin: LinkedIn,
  world: InquiryWorld,
): Promise<Verified> {
  const { stored, mintedAt } = request;
  const evidence = await gatherEvidence({ stored, mintedAt }, linkedin, world);
  const checks = judgeAll(evidence);
  const failed = checks.find((check) => check.verdict === 'fail');
  const exitCode = failed?.fault?.exit ?? expiring(evidence, request.within);
  return {
    report: reportOf({ outcome: failed?.code ?? 'ready', exitCode, checks, evidence }, world),
    checks,
    fault: failed?.fault,
    evidence,
  };
}

function expiring(evidence: Evidence, within: number | undefined): ExitCode {
  if (within === undefined) return Exit.ok;
  const { endsAt } = evidence.version;
  const ends = [
    // The access token renews itself as long as there is a refresh token.
    evidence.stored.draft.refreshToken === undefined ? accessExpiry(evidence) : undefined,
    refreshExpiry(evidence),
    endsAt === undefined ? undefined : new Date(endsAt),
  ];
  const dying = ends.some((end) => end !== undefined && endsWithin(end, within, evidence.now));
  return dying ? Exit.expiring : Exit.ok;
}

interface Judged {
  readonly outcome: 'ready' | FaultCode;
  readonly exitCode: ExitCode;
  readonly checks: readonly Check[];
  readonly evidence: Evidence;
}

function reportOf(
  { outcome, exitCode, checks, evidence }: Judged,
  { terminal }: Pick<World, 'terminal'>,
): Verification {
  const { stored, version } = evidence;
  const account = accountReport(evidence);
  const { accessToken, refreshToken } = stored.draft;
  const scopes = grantedScopes(evidence);
  return {
    outcome,
    exitCode,
    envFile: stored.shown,
    checks: checks.map(({ chart: _, fault: __, fix, ...report }) => ({
      ...report,
      ...(fix && { fix: fixReports(fix, terminal) }),
    })),
    ...(account && { account }),
    ...(accessToken && {
      accessToken: { ...life(accessExpiry(evidence), evidence.now), ...(scopes && { scopes }) },
    }),
    ...(refreshToken && { refreshToken: life(refreshExpiry(evidence), evidence.now) }),
    apiVersion: version,
  };
}

function accountReport(evidence: Evidence): AccountReport | undefined {
  const account = accountOf(evidence);
  if (account === undefined) return undefined;
  const { id, name, currency, status, type } = account;
  const role = roleOf(evidence);
  return { id, name, currency, status, type, ...(role && { role }) };
}

function life(until: Date | undefined, now: Date): TokenReport {
  return until === undefined
    ? {}
    : { expiresAt: isoSeconds(until), daysLeft: daysLeft(until, now) };
}
