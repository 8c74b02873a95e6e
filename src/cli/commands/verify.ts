/** `verify`: one verdict, and if it is not ready, the one thing to do next. */

import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { Session } from '../../checks/session.ts';
import { signInEnd } from '../../checks/token-checks.ts';
import { concernsIn, concernText } from '../../checks/verdict.ts';
import { type Verified, verifyCredentials } from '../../checks/verification.ts';
import { accountIdOf } from '../../credentials/credentials.ts';
import { findCredentials, type LoadedCredentials, withAccount } from '../../credentials/load.ts';
import { readAccountId } from '../../credentials/pasted-values.ts';
import { isPast, timeLeft } from '../../credentials/token-dates.ts';
import type { ExitCode } from '../../faults/fault.ts';
import { checkTable, fixText, paragraph } from '../../screen/layout.ts';
import { sentence } from '../../words.ts';
import { ErrorWithFollowUp, type Terminal, type World } from '../../world.ts';
import { commonFlags, filesArgument, keptFlags, type OptionsOf, withinFlag } from '../flags.ts';
import { printJson } from '../json-answer.ts';
import { askFiles, assertCredentialsFile, type FileAnswer, failureOf } from '../many-files.ts';
import { verifyAccounts } from './verify-accounts.ts';
import type { FinishedRecording, VerifyRecording } from './verify-recording.ts';

export const flags = (command: Command) =>
  filesArgument(commonFlags(command).addOption(withinFlag()))
    .option(
      '--ad-account <id>',
      "this ad account instead of the file's (repeatable): number, Campaign Manager address or URN",
      (text: string, before: readonly string[]) => [...before, text],
      [] as readonly string[],
    )
    .addOption(
      new Option('--all-accounts', 'every ad account that the sign-in sees, a row for each')
        .default(false)
        .conflicts('adAccount'),
    )
    .option('--record <path>', "LinkedIn's answers, without anything private, to a file", filePath)
    .option('--force', 'replace the file that is there', false)
    .hook('preAction', (called) => {
      const { adAccount, allAccounts, record } = called.opts();
      const isOfSeveral = called.args.length > 1 || adAccount.length > 1 || allAccounts;
      if (record !== undefined && isOfSeveral) {
        called.error('error: --record takes one file and one ad account');
      }
      if (called.args.length < 2 || (adAccount.length === 0 && !allAccounts)) return;
      called.error('error: --ad-account and --all-accounts take one file');
    });

/** On stdout is the verdict. */
function filePath(text: string): string {
  if (text !== '-') return text;
  throw new InvalidArgumentError('It must name a file.');
}

type VerifyOptions = OptionsOf<typeof flags>;

/** Throws the fault of the first failed check, after the table. */
export async function run(
  options: VerifyOptions,
  world: World,
  files: readonly string[] = [],
): Promise<ExitCode> {
  if (files.length > 1) {
    const call = { command: 'verify', flags: keptFlags(options), ask: askOne };
    return await askFiles(files, call, options, world);
  }
  const [account, ...others] = new Set(options.adAccount.map(readAccountId));
  if (options.allAccounts) return await verifyAccounts('all', options, world);
  if (account !== undefined && others.length > 0) {
    const ids = others.map((id) => ({ id }));
    return await verifyAccounts([{ id: account }, ...ids], options, world);
  }
  const loaded = await findCredentials(options.envFile, world);
  if (options.record === undefined) return await verifyOne({ loaded, account }, options, world);
  const { openVerifyRecording } = await import('./verify-recording.ts');
  const place = { ...options, record: options.record };
  const recording = await openVerifyRecording(place, withAccount(loaded, account), world);
  const recorded = { ...world, exchange: recording.exchange };
  return await verifyOne({ loaded, account, recording }, options, recorded);
}

interface Subject {
  readonly loaded: LoadedCredentials;
  readonly account: string | undefined;
  readonly recording?: VerifyRecording;
}

async function verifyOne(
  { loaded, account, recording }: Subject,
  options: VerifyOptions,
  world: World,
): Promise<ExitCode> {
  const { terminal, signal } = world;
  const session = new Session(loaded, options, world);
  if (account !== undefined) session.chooseAccount(account);
  terminal.progress('     Asking LinkedIn …');
  let finished: FinishedRecording | undefined;
  try {
    const verified = await verifyCredentials(session, world, options.within);
    finished = await recording?.finish(verified);
    const { report } = verified;
    if (options.json) printJson({ ...report, ...finished?.answer(report) }, terminal);
    else printVerified(verified, options, terminal);
    if (!options.json) finished?.say();
    return finished?.exitCode(report.exitCode) ?? report.exitCode;
  } catch (error) {
    if (recording === undefined || signal.aborted) throw error;
    finished ??= await recording.finish();
    throw new ErrorWithFollowUp(error, async () => finished?.say());
  }
}

function printVerified(verified: Verified, { within }: VerifyOptions, terminal: Terminal): void {
  terminal.show(checkTable(verified.checks, terminal));
  if (verified.fault !== undefined) throw verified.fault;
  const expiryLines = verified.expiries.flatMap(({ words, fix }) => [
    paragraph(sentence(words), terminal),
    ...fix.map((one) => fixText(one, terminal, '    ')),
  ]);
  if (expiryLines.length > 0) {
    terminal.show(`\n${expiryLines.join('\n')}`);
    terminal.show(`\n  Ready, but not for another ${within} days.`);
  } else terminal.show('\n  Ready.');
}

async function askOne(options: VerifyOptions, world: World): Promise<FileAnswer> {
  const loaded = await findCredentials(options.envFile, world);
  assertCredentialsFile(loaded);
  const session = new Session(loaded, options, world);
  const verified = await verifyCredentials(session, world, options.within);
  const { report, checks, expiries, fault, evidence } = verified;
  // What ends within the days that were asked about is a warning of its check, too.
  const ending: readonly string[] = expiries.map(({ what }) =>
    what === 'sign-in' ? 'refresh-token' : what,
  );
  const concerns = concernsIn(
    checks.filter(({ id, verdict }) => verdict === 'fail' || !ending.includes(id)),
  );
  const remarks = concerns.map(concernText);
  const end = signInEnd(evidence);
  const left = end === undefined ? 'nobody knows when it ends' : timeLeft(end, evidence.now);
  const ends = expiries.map(({ words }) => words);
  const state = ends.length > 0 ? ends : [left];
  return {
    report,
    verdict: expiries.length + concerns.length === 0 ? 'pass' : 'warn',
    words: (fault === undefined ? [...state, ...remarks] : remarks).join('; '),
    signIn: end !== undefined && isPast(end, evidence.now) ? undefined : end,
    account: report.account?.id ?? accountIdOf(loaded.credentials),
    message: remarks.length === 0 ? undefined : `${[...ends, ...remarks].join('; ')}.`,
    fix: [...expiries, ...concerns].flatMap(({ fix = [] }) => fix),
    ...(fault && failureOf(fault)),
  };
}
