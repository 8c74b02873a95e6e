/** The door for the host product: the same credentials and the same checks, without a terminal. */

import { resolve } from 'node:path';
import { openSession, Session } from './checks/session.ts';
import type { Verification } from './checks/verification.ts';
import type { Credentials } from './credentials/credentials.ts';
import { assertResolved, assertTokens } from './credentials/lacking.ts';
import { findCredentials, loadCredentials } from './credentials/load.ts';
import { bareInvocation, commandLine } from './faults/command-line.ts';
import { createMachineSide } from './node/machine.ts';
import type { PulledReport } from './report/report.ts';
import { type RequestedReport, readReportOptions } from './report/request/options.ts';
import type { Secret } from './secret.ts';
import { type Values, variables } from './variables.ts';
import type { Terminal } from './world.ts';

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

/** What all four functions take. */
export interface HostOptions {
  /** The file's path; `.env` in the working directory when left out. */
  readonly envFile?: string;
  /** Ends waiting; the promise then rejects with its reason. */
  readonly signal?: AbortSignal;
}

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
  const { envFile = '.env' } = options;
  const loaded = await loadCredentials(envFile, createMachineSide());
  assertResolved(loaded);
  return loaded.credentials;
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
  const { envFile = '.env' } = options;
  const world = createWorld('verify', options);
  const session = new Session(await findCredentials(envFile, world), {}, world);
  const { verifyCredentials } = await import('./checks/verification.ts');
  const { report } = await verifyCredentials(session, world);
  return report;
}

/** What the report is about; without any of it the last 30 days, per campaign and day. */
export interface ReportOptions extends HostOptions, RequestedReport {}

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
  const { envFile = '.env', signal: _, ...asking } = options;
  const world = createWorld('report', options);
  const loaded = await loadCredentials(envFile, world);
  assertTokens(loaded);
  const request = readReportOptions(asking, loaded, world.clock.now());
  const sessionUntil = (end: AbortSignal) => new Session(loaded, {}, { ...world, signal: end });
  const { pullReport } = await import('./report/fetch/pull.ts');
  return await pullReport(request, { sessionUntil }, world);
}

/** What `freshAccess` gives. */
export interface FreshToken {
  /** For the header `Authorization: Bearer …`. */
  readonly accessToken: Secret;
  /** When LinkedIn stops accepting it; left out when neither file nor answer says. */
  readonly expiresAt?: Date;
}

/** Callers of one process share a renewal that has begun. */
const renewals = new Map<string, Promise<FreshToken>>();
/** Sessions whose last renewal could not be saved, with what was loaded before: only this process knows the token. */
const unsaved = new Map<string, { readonly session: Session; readonly values: Values }>();

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
  const { envFile = '.env', signal } = options;
  signal?.throwIfAborted();
  const path = resolve(envFile);
  const shared = renewals.get(path) ?? renewWhenDue(path).finally(() => renewals.delete(path));
  renewals.set(path, shared);
  return await unlessAborted(shared, signal);
}

/** A caller who leaves takes nobody along: what is shared goes on. */
async function unlessAborted<T>(shared: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return await shared;
  let leave = () => {};
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([shared, left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

async function renewWhenDue(envFile: string): Promise<FreshToken> {
  const world = createWorld('token', { envFile });
  const opened = await openSession({ envFile }, world);
  const { values } = opened.loaded;
  const last = unsaved.get(envFile);
  const decisive = [variables.clientId, variables.refreshToken, variables.accessToken];
  // Somebody may have signed in again since, or renewed where it could be saved.
  const isSame = last !== undefined && decisive.every((name) => last.values[name] === values[name]);
  const session = isSame ? last.session : opened;
  const { accessToken, expiresAt } = await session.accessToken();
  if (session.renewal?.unsaved === undefined) unsaved.delete(envFile);
  else unsaved.set(envFile, { session, values });
  return { accessToken, ...(expiresAt && { expiresAt }) };
}

function createWorld(command: string, { signal, envFile }: HostOptions) {
  return { ...createMachineSide(signal), terminal: silentTerminal(command, envFile) };
}

/** Nobody is asked or told anything; fixes name the command that does the same. */
const silentTerminal = (command: string, file: string | undefined): Terminal => ({
  interactive: false,
  columns: 80,
  unicode: false,
  colors: false,
  resultIsShown: false,
  write: async () => {},
  paint: (_, text) => text,
  command: (run) => commandLine(run, { ...bareInvocation, argv: [command], file }),
  say: () => {},
  result: () => {},
  show: () => {},
  progress: () => {},
});
