/** The door for the host product: the same credentials and the same checks, without a terminal. */

import type { Verification } from './checks/verification.ts';
import type { Credentials } from './credentials/credentials.ts';
import type { FreshToken, HostOptions, ReportOptions } from './host.ts';
import type { PulledReport } from './report/report.ts';

export type { ExpiryReport, TokenReport } from './checks/expiries.ts';
export type { CheckId } from './checks/verdict.ts';
export type {
  AccessTokenReport,
  AccountReport,
  CheckReport,
  Verification,
  VersionReport,
} from './checks/verification.ts';
export type { Credentials } from './credentials/credentials.ts';
export type { Day, Span } from './days.ts';
export {
  Exit,
  type ExitCode,
  type FaultCode,
  type Fix,
  isFault,
  type LinkedInAnswer,
  type Run,
  SetupError,
} from './faults/fault.ts';
export type { Command, Flags, PageToOpen, Through } from './faults/fix.ts';
export type { FreshToken, HostOptions, ReportOptions } from './host.ts';
export type { Micros } from './linkedin/money.ts';
export type {
  CampaignGroup,
  Gap,
  Granularity,
  LeadDefinition,
  PulledReport,
  ReportAccount,
  ReportHead,
  ReportRequest,
  ReportRow,
  Subject,
} from './report/report.ts';
export type { RequestedReport } from './report/request/options.ts';
export type { FaultReport, FixReport, ProgramToRun } from './screen/fix-text.ts';
export type { Verdict } from './screen/layout.ts';
export { Secret } from './secret.ts';

/**
 * Reads file and environment as every command does, without a request: what cannot be used is left out. A variable of
 * the environment wins over the file.
 *
 * @throws `SetupError`: `env-file-missing` where neither has a value, `env-file-unreadable`, and `value-unresolved` for
 * a secret manager's reference.
 *
 * @example
 * ```ts
 * import { load } from 'pectus-linkedin';
 *
 * const { adAccountId, refreshExpiresAt } = await load({ envFile: '.env' });
 * console.log(`ad account ${adAccountId}, sign in again on ${refreshExpiresAt?.toISOString() ?? 'an unknown day'}`);
 * ```
 */
export async function load(options: HostOptions = {}): Promise<Credentials> {
  const host = await import('./host.ts');
  return await host.load(options);
}

/**
 * The object of `verify --json`, for a "Test connection" of the host's own. Renews and saves an expired access token, as
 * `verify` does. Verdicts are values: a check that fails does not throw.
 *
 * @throws `SetupError` for a file or a setting that cannot be used: `env-file-unreadable`, `env-lock-unusable`,
 * `env-file-busy`, `setting-malformed`; and the reason of an aborted signal.
 *
 * @example
 * ```ts
 * import { verify } from 'pectus-linkedin';
 *
 * const { outcome, checks, account, error } = await verify();
 * if (outcome === 'ready') console.log(`reads ${account?.name}`);
 * else console.log(error?.message, error?.fix.map(({ say }) => say));
 * console.log(checks.map(({ id, verdict }) => `${id}: ${verdict}`));
 * ```
 */
export async function verify(options: HostOptions = {}): Promise<Verification> {
  const host = await import('./host.ts');
  return await host.verify(options);
}

/**
 * Daily spend, impressions, clicks and leads, exact, and in batches as they arrive. What did not come is in `gaps`,
 * complete once `batches` has ended: a missing day is never an empty day, and an account that may not be read is a gap,
 * not an account at rest. `missing()` says at any moment which days to ask for again.
 *
 * @throws `SetupError` before the first batch: for what was asked `option-malformed`, `date-malformed`,
 * `metric-unknown`, `reach-too-long` and `account-id-malformed`; those of `freshAccess`; and what LinkedIn refuses about
 * the account, such as `account-not-visible`. The reason of an aborted signal.
 *
 * @example
 * ```ts
 * import { report } from 'pectus-linkedin';
 *
 * const { head, batches, gaps } = await report({ from: '7d', by: 'campaign' });
 * let micros = 0n;
 * for await (const rows of batches) for (const { spend } of rows) micros += spend;
 * console.log(`${head.account.name}: ${Number(micros) / 1e6} ${head.account.currency}`);
 * for (const { from, to, fault } of gaps) console.log(`${from} to ${to} did not come: ${fault?.message}`);
 * ```
 */
export async function report(options: ReportOptions = {}): Promise<PulledReport> {
  const host = await import('./host.ts');
  return await host.report(options);
}

/**
 * An access token that works for the next hour, renewed and saved when due; without a request when it is not. Safe for
 * many callers and for many processes: one of them renews, the others get its result or its failure.
 *
 * @throws `SetupError`: `env-file-missing`, `env-file-unreadable`, `env-lock-unusable`, `env-file-busy`,
 * `value-unresolved`, `value-malformed`, `credentials-incomplete`, `client-rejected`, `refresh-token-rejected`,
 * `access-token-rejected`, or why LinkedIn could not be asked (exit 5: `network-unreachable`, `tls-untrusted`,
 * `linkedin-unavailable`, `throttled`); and the reason of an aborted signal.
 *
 * @example
 * ```ts
 * import { freshAccess } from 'pectus-linkedin';
 *
 * const { accessToken, expiresAt } = await freshAccess({ signal: AbortSignal.timeout(60_000) });
 * const headers = { Authorization: `Bearer ${accessToken.reveal()}` };
 * console.log(Object.keys(headers), expiresAt?.getUTCFullYear());
 * ```
 */
export async function freshAccess(options: HostOptions = {}): Promise<FreshToken> {
  const host = await import('./host.ts');
  return await host.freshAccess(options);
}
