/** What is said when a report is over: how much there is, what is missing, and how to get it. */

import { extname } from 'node:path';
import { Exit, isFault, SetupError } from '../../faults/fault.ts';
import { again, type Command } from '../../faults/fix.ts';
import { untilMidnightText } from '../../linkedin/rate-limit.ts';
import { spansOf } from '../../report/fetch/gaps.ts';
import { missingDaysText, reasonsOf } from '../../report/formats/wording.ts';
import type { PulledReport, ReportRequest } from '../../report/report.ts';
import { faultText, paragraph, verbatim } from '../../screen/layout.ts';
import { plainText } from '../../screen/sanitize.ts';
import { counted } from '../../words.ts';
import type { Terminal, World } from '../../world.ts';
import type { JsonAnswer } from '../json-answer.ts';
import { formatOf, isBare, type ReportOptions } from './report-command.ts';

export interface ReportOutcome
  extends Pick<PulledReport, 'gaps' | 'namesFault' | 'campaignsFault'> {
  readonly request: ReportRequest;
  readonly rows: number;
  readonly isStopped: boolean;
  /** False where the reader of stdout did not take all of the rows. */
  readonly wasRead: boolean;
  readonly name: string | undefined;
}

type OutcomeWorld = Pick<World, 'terminal' | 'clock' | 'files'>;

export async function printOutcome(
  outcome: ReportOutcome,
  options: ReportOptions,
  world: OutcomeWorld,
): Promise<void> {
  const { terminal } = world;
  const format = formatOf(options);
  if (outcome.isStopped) terminal.say('\nStopped.');
  if (outcome.name !== undefined || isBare(format)) terminal.say(`  ${countOf(outcome)}`);
  for (const line of problemLines(outcome, options, terminal)) terminal.say(line);
  if (outcome.gaps.length === 0) return;
  const commands = await commandsForRest(outcome, options, world);
  terminal.say(paragraph(`${introduction(outcome, options, world)}:`, terminal));
  for (const command of commands) {
    terminal.say(verbatim(terminal.command(command).text, terminal));
  }
}

function problemLines(outcome: ReportOutcome, options: ReportOptions, terminal: Terminal) {
  const { gaps, wasRead, name, namesFault, campaignsFault } = outcome;
  // What was written would be in the way of the same report with its names.
  const inTheWay = name !== undefined && gaps.length === 0;
  const distinct = new Map<string, SetupError>();
  for (const fault of [faultToAct(outcome), namesFault, campaignsFault]) {
    if (fault !== undefined) distinct.set(fault.code, inTheWay ? withForce(fault) : fault);
  }
  // The table has said it where it was read.
  const isKnown =
    gaps.length === 0 || !wasRead || (name === undefined && formatOf(options) === 'table');
  return [
    ...(isKnown ? [] : [paragraph(missingLine(outcome, options), terminal)]),
    ...(namesFault === undefined ? [] : ['  Names, statuses or groups are missing.']),
    ...[...distinct.values()].map((fault) => `${faultText(fault, terminal)}\n`),
  ];
}

/** What somebody has to act on counts before what passes by itself. */
export function endingOf(outcome: Omit<ReportOutcome, 'name'>): JsonAnswer {
  if (outcome.isStopped) return { outcome: 'cancelled', exitCode: Exit.cancelled };
  const { gaps, campaignsFault, namesFault } = outcome;
  const fault = faultToAct(outcome) ?? gaps[0]?.fault ?? campaignsFault ?? namesFault;
  return { outcome: fault?.code ?? 'ok', exitCode: fault?.exit ?? Exit.ok };
}

function faultToAct({ gaps }: Pick<ReportOutcome, 'gaps'>): SetupError | undefined {
  return gaps.find(({ fault }) => fault !== undefined && fault.exit !== Exit.tryLater)?.fault;
}

/** "Written: ads.csv, 61,281 rows, complete." */
function countOf({ name, rows, gaps, isStopped, wasRead }: ReportOutcome): string {
  const count = counted(rows, 'row');
  if (!wasRead) return `${count}, not all of which were read.`;
  const whole = gaps.length === 0 && !isStopped ? ', complete' : '';
  return `${name === undefined ? '' : `Written: ${plainText(name)}, `}${count}${whole}.`;
}

/** Without the reasons of faults that are printed in full beside it. */
function missingLine({ request, gaps }: ReportOutcome, options: ReportOptions): string {
  const totals = !isBare(formatOf(options));
  const passing = gaps.filter(({ fault }) => fault?.exit === Exit.tryLater);
  return [missingDaysText(gaps, { request, totals }), ...reasonsOf(passing)].join(' ');
}

function introduction(outcome: ReportOutcome, options: ReportOptions, { clock }: OutcomeWorld) {
  const run =
    spansOf(outcome.gaps).length === 1
      ? 'run'
      : `run each of these${isBare(formatOf(options)) ? ', and append the rows' : ''}`;
  if (outcome.gaps.some(({ fault }) => isFault(fault, 'quota-exhausted'))) {
    return `After midnight UTC, ${untilMidnightText(clock.now())}, ${run}`;
  }
  if (!outcome.wasRead) return `For all of them, ${run}`;
  return faultToAct(outcome) === undefined ? `For the rest, ${run}` : `Then, for the rest, ${run}`;
}

/** Of days that came nothing is asked again: their rows would be there twice. */
async function commandsForRest(
  { gaps }: ReportOutcome,
  options: ReportOptions,
  { files }: OutcomeWorld,
): Promise<readonly Command[]> {
  const spans = spansOf(gaps);
  const names = await freshNames(options.output, spans.length, files);
  return spans.map(({ from, to }, index) =>
    again({ '--from': from, '--to': to, '--output': names[index], '--force': false }),
  );
}

/** ads.rest.csv, ads.rest2.csv, …, as far as they are free. */
async function freshNames(output: string | undefined, count: number, files: World['files']) {
  const names: string[] = [];
  if (output === undefined) return names;
  const end = extname(output);
  const start = output.slice(0, output.length - end.length);
  for (let number = 1; names.length < count; number += 1) {
    const name = `${start}.rest${number === 1 ? '' : number}${end}`;
    // A file that cannot be inspected fails later, when it is written.
    const there = await files.stat(name).catch(() => undefined);
    if (there === undefined) names.push(name);
  }
  return names;
}

/** The same report again takes the place of what was written. */
function withForce(error: SetupError): SetupError {
  const { code, message } = error;
  const fix = error.fix.map((one) => {
    const { run } = one;
    if (run === undefined || !('flags' in run)) return one;
    if ((run.command ?? 'report') !== 'report') return one;
    return { ...one, run: { ...run, flags: { ...run.flags, '--force': true } } };
  });
  return new SetupError(code, { message, fix }, error, error.facts);
}
