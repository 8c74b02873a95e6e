/** `verify` of several ad accounts with one sign-in: its checks once, and a row for each account. */

import { accountOf, namedAccount, roleOf } from '../../checks/account-checks.ts';
import type { Evidence } from '../../checks/evidence.ts';
import {
  type AccountsToCheck,
  everyAccount,
  gatherForAccounts,
} from '../../checks/many-accounts.ts';
import { Session } from '../../checks/session.ts';
import { concernsIn, concernText } from '../../checks/verdict.ts';
import { isAboutAccount, judge, type Verified } from '../../checks/verification.ts';
import { accountIdOf } from '../../credentials/credentials.ts';
import { loadCredentials } from '../../credentials/load.ts';
import { Exit, type ExitCode, type SetupError } from '../../faults/fault.ts';
import { checkTable } from '../../screen/layout.ts';
import { verdictRows } from '../../screen/verdict-rows.ts';
import { constantText, counted } from '../../words.ts';
import type { Terminal, World } from '../../world.ts';
import { printJson } from '../json-answer.ts';
import { failureOf, problemsOf, worstOf } from '../many-files.ts';

export interface AccountsOptions {
  readonly envFile: string;
  readonly within?: number | undefined;
  readonly json: boolean;
  readonly debug: boolean;
}

/** Throws what is wrong with the sign-in, after its checks: nothing is known of any account then. */
export async function verifyAccounts(
  which: 'all' | AccountsToCheck,
  options: AccountsOptions,
  world: World,
): Promise<ExitCode> {
  const { terminal } = world;
  const session = new Session(await loadCredentials(options.envFile, world), options, world);
  terminal.progress('     Asking LinkedIn …');
  const accounts = which === 'all' ? await everyAccount(session, terminal) : which;
  const found = await gatherForAccounts(session, accounts, world);
  terminal.progress(undefined);
  const signIn = judge(found[0], world, options.within);
  const failure = signIn.checks.find((one) => one.verdict === 'fail' && !isAboutAccount(one.id));
  const verified = failure === undefined ? found.map((evidence) => judge(evidence, world)) : [];
  const report = reportOf(signIn, verified, failure?.fault);
  if (options.json) printJson(report, terminal);
  else {
    terminal.show(checkTable(signInChecks(signIn), terminal));
    if (failure?.fault !== undefined) throw failure.fault;
    for (const line of textOf(signIn, verified, terminal)) terminal.show(line);
  }
  return report.exitCode;
}

const signInChecks = ({ checks }: Pick<Verified, 'checks'>) =>
  checks.filter(({ id }) => !isAboutAccount(id));

function reportOf(signIn: Verified, verified: readonly Verified[], failure?: SetupError) {
  const { account: _, error, checks, ...report } = signIn.report;
  const own = { outcome: failure?.code ?? 'ready', exitCode: failure?.exit ?? expiryExit(signIn) };
  return {
    ...report,
    ...worstOf([own, ...verified.map((one) => one.report)]),
    checks: checks.filter(({ id }) => !isAboutAccount(id)),
    ...(failure && { error }),
    accounts: verified.map(accountReport),
  };
}

function expiryExit({ expiries }: Verified): ExitCode {
  return expiries.length > 0 ? Exit.expiring : Exit.ok;
}

function accountReport({ report, evidence }: Verified) {
  const { outcome, exitCode, account, checks, error } = report;
  return {
    outcome,
    exitCode,
    ...(account ?? { id: accountIdOf(evidence.loaded.credentials) }),
    checks: checks.filter(({ id }) => isAboutAccount(id)),
    ...(error && { error }),
  };
}

function textOf(signIn: Verified, verified: readonly Verified[], terminal: Terminal) {
  const { expiries } = signIn;
  const rows = verified.map((one) => ({ ...rowOf(one), terminal }));
  const soon = expiries.map(({ words, fix }) => ({ name: 'The sign-in', words, fix, terminal }));
  const ready = verified.filter(({ report }) => report.exitCode === Exit.ok).length;
  return [
    '',
    ...verdictRows(rows, terminal),
    ...problemsOf([...soon, ...rows], terminal),
    `\n  ${ready} of ${counted(rows.length, 'ad account')} ${ready === 1 ? 'is' : 'are'} ready.`,
  ];
}

function rowOf({ checks, evidence, fault }: Verified) {
  const account = accountOf(evidence);
  const id = accountIdOf(evidence.loaded.credentials) ?? '';
  const role = roleOf(evidence);
  const concerns = concernsIn(
    checks.filter((one) => one.verdict === 'fail' || isAboutAccount(one.id)),
  );
  const remarks = concerns.map(concernText);
  const proofs = fault === undefined ? proofsOf(checks, evidence) : [];
  return {
    name: account === undefined ? id : namedAccount(account),
    verdict: concerns.length === 0 ? ('pass' as const) : ('warn' as const),
    cells: [account?.name ?? '', id, role === undefined ? '' : constantText(role)],
    words: [...proofs, ...remarks].join('; '),
    message: remarks.length === 0 ? undefined : `${remarks.join('; ')}.`,
    fix: concerns.flatMap(({ fix = [] }) => fix),
    ...(fault && failureOf(fault)),
  };
}

/** What came of the calls that the credentials are for. */
function proofsOf(checks: Verified['checks'], { purposes }: Evidence): readonly string[] {
  const ids = purposes.map(({ check }) => check.id);
  const proofs = checks.filter(
    ({ id, verdict }) => ids.includes(id) && isAboutAccount(id) && verdict === 'pass',
  );
  return proofs.map(({ detail }) => detail);
}
