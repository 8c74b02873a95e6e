/** What the host's door does, loaded when one of its functions is called. */

import { resolve } from 'node:path';
import { openSession, Session } from './checks/session.ts';
import type { Verification } from './checks/verification.ts';
import type { Credentials } from './credentials/credentials.ts';
import { assertResolved, assertTokens } from './credentials/lacking.ts';
import { findCredentials, loadCredentials } from './credentials/load.ts';
import { bareInvocation, commandLine } from './faults/command-line.ts';
import { createMachineSide } from './node/machine.ts';
import type { PulledReport } from './report/report.ts';
import type { RequestedReport } from './report/request/options.ts';
import type { Secret } from './secret.ts';
import { type Values, variables } from './variables.ts';
import type { Terminal } from './world.ts';

/** What all four functions take. */
export interface HostOptions {
  /** The file's path; `.env` in the working directory when left out. */
  readonly envFile?: string;
  /** Ends waiting; the promise then rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** What the report is about; without any of it the last 30 days, per campaign and day. */
export interface ReportOptions extends HostOptions, RequestedReport {}

/** What `freshAccess` gives. */
export interface FreshToken {
  /** For the header `Authorization: Bearer …`. */
  readonly accessToken: Secret;
  /** When LinkedIn stops accepting it; left out when neither file nor answer says. */
  readonly expiresAt?: Date;
}

export async function load(options: HostOptions = {}): Promise<Credentials> {
  const { envFile = '.env' } = options;
  const loaded = await loadCredentials(envFile, createMachineSide());
  assertResolved(loaded);
  return loaded.credentials;
}

export async function verify(options: HostOptions = {}): Promise<Verification> {
  const { envFile = '.env' } = options;
  const world = createWorld('verify', options);
  const session = new Session(await findCredentials(envFile, world), {}, world);
  const { verifyCredentials } = await import('./checks/verification.ts');
  const { report } = await verifyCredentials(session, world);
  return report;
}

export async function report(options: ReportOptions = {}): Promise<PulledReport> {
  const { envFile = '.env', signal: _, ...asking } = options;
  const world = createWorld('report', options);
  const loaded = await loadCredentials(envFile, world);
  assertTokens(loaded);
  const { readReportOptions } = await import('./report/request/options.ts');
  const request = readReportOptions(asking, loaded, world.clock.now());
  const sessionUntil = (end: AbortSignal) => new Session(loaded, {}, { ...world, signal: end });
  const { pullReport } = await import('./report/fetch/pull.ts');
  return await pullReport(request, { sessionUntil }, world);
}

/** Callers of one process share a renewal that has begun. */
const renewals = new Map<string, Promise<FreshToken>>();
/** Sessions whose last renewal could not be saved, with what was loaded before: only this process knows the token. */
const unsaved = new Map<string, { readonly session: Session; readonly values: Values }>();

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
