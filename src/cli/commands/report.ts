/** `report`: daily spend, impressions, clicks and leads per campaign, exact and complete, or said to be not. */

import { Session } from '../../checks/session.ts';
import { assertTokens } from '../../credentials/lacking.ts';
import { loadCredentials, withAccount } from '../../credentials/load.ts';
import { readAccountId } from '../../credentials/pasted-values.ts';
import { clockWarning } from '../../credentials/token-dates.ts';
import { daysBetween } from '../../days.ts';
import { Exit, type ExitCode, isFault, platformCode } from '../../faults/fault.ts';
import { joinGaps, subtractSpans } from '../../report/fetch/gaps.ts';
import { pullReport } from '../../report/fetch/pull.ts';
import { aboutTexts, rangeText } from '../../report/formats/wording.ts';
import type {
  Gap,
  PulledReport,
  ReportFormat,
  ReportHead,
  ReportProgress,
  ReportRequest,
  ReportWriter,
} from '../../report/report.ts';
import { readReportOptions } from '../../report/request/options.ts';
import { fixText, indent, narrow, paragraph } from '../../screen/layout.ts';
import { counted } from '../../words.ts';
import { ReaderStalled, type Terminal, type World } from '../../world.ts';
import { formatOf, isBare, type ReportOptions, requestedReport } from './report-command.ts';
import { endingOf, printOutcome, type ReportOutcome } from './report-outcome.ts';
import { openReportOutput, type ReportOutput } from './report-output.ts';

export { flags } from './report-command.ts';

/** The exit code of what keeps the report from being complete, or 0. */
export async function run(given: ReportOptions, world: World): Promise<ExitCode> {
  world.machine.capYoungGeneration();
  const options = { ...given, output: given.output === '-' ? undefined : given.output };
  const { adAccount } = options;
  const id = adAccount === undefined ? undefined : readAccountId(adAccount);
  const loaded = withAccount(await loadCredentials(options.envFile, world), id);
  assertTokens(loaded);
  const request = readReportOptions(requestedReport(options), loaded, world.clock.now());
  const place = await openReportOutput(options, world);
  const sessionUntil = (signal: AbortSignal) => new Session(loaded, options, { ...world, signal });
  try {
    const onProgress = openProgress(request, world);
    const pulled = await pullReport(request, { sessionUntil, onProgress }, world);
    const warning = clockWarning(world.clock.now(), pulled.serverTime);
    if (warning !== undefined) world.terminal.say(fixText(warning, world.terminal));
    const outcome = await streamReport(pulled, { options, place, world });
    await printOutcome(outcome, options, world);
    return endingOf(outcome).exitCode;
  } catch (error) {
    await place.discard();
    // Whoever read it has seen enough (`… | head`).
    if (platformCode(error) === 'EPIPE') return Exit.ok;
    throw error;
  }
}

interface ReportSink {
  readonly options: ReportOptions;
  readonly place: ReportOutput;
  readonly world: World;
}

/** Throws when nothing came at all, with the reason. */
async function streamReport(pulled: PulledReport, way: ReportSink): Promise<ReportOutcome> {
  const { place, world } = way;
  const format = formatOf(way.options);
  const { request } = pulled.head;
  // The other formats have it in their head.
  if (isBare(format)) {
    const text = `${rangeText(request)}. ${aboutTexts(pulled.head).join(' ')}`;
    world.terminal.say(paragraph(text, world.terminal));
  }
  // What was said took the place of the line that moves.
  showRequesting(request, world.terminal);
  const writer = await writerOf(format, pulled.head, world.terminal);
  const written = await writeBatches(pulled, writer, way);
  const gaps = written.isStopped ? withUnsettled(pulled, written.wasRead) : pulled.gaps;
  const { namesFault, campaignsFault, whyEmpty } = pulled;
  const reason = gaps[0]?.fault ?? campaignsFault;
  if (written.rows === 0 && reason !== undefined) throw reason;
  if (whyEmpty !== undefined && isBare(format)) {
    world.terminal.say(paragraph(whyEmpty, world.terminal));
  }
  if (written.rows === 0) await place.write(writer.opening);
  const outcome = { request, ...written, gaps, namesFault, campaignsFault };
  if (written.wasRead) await place.write(writer.end({ ...endingOf(outcome), gaps, whyEmpty }));
  return { ...outcome, name: await place.finish(gaps.length === 0) };
}

/** Characters that are written at once. */
const pieceLength = 65_536;

/** Ctrl-C in the middle is no reason to throw away what came; then the reader of stdout may not have read it all. */
async function writeBatches(
  { batches }: PulledReport,
  writer: ReportWriter,
  { place, world: { signal } }: ReportSink,
) {
  let rows = 0;
  let text = '';
  try {
    for await (const batch of batches) {
      if (batch.length === 0) continue;
      // Not before there is something to begin with: a refusal leaves stdout empty.
      if (rows === 0) text = writer.opening;
      rows += batch.length;
      text += writer.rows(batch);
      if (text.length < pieceLength) continue;
      const piece = text;
      text = '';
      if (!(await wasRead(place.write(piece)))) return { rows, isStopped: true, wasRead: false };
    }
  } catch (error) {
    if (rows === 0 || !signal.aborted || isFault(error, 'output-unwritable')) throw error;
  }
  return { rows, wasRead: await wasRead(place.write(text)), isStopped: signal.aborted };
}

/** Only who was interrupted stops waiting for a reader. */
async function wasRead(writing: Promise<void>): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if (error instanceof ReaderStalled) return false;
    throw error;
  }
}

/** Nobody knows which of the rows were read, if not all of them were. */
function withUnsettled({ head, gaps, missing }: PulledReport, wasRead: boolean): readonly Gap[] {
  const { from, to } = head.request;
  if (!wasRead) return [{ from, to, fault: undefined }];
  const unsettled = subtractSpans(gaps, missing());
  return joinGaps([...gaps, ...unsettled.map((span) => ({ ...span, fault: undefined }))]);
}

/** Loaded when it is needed: most reports have one format. */
async function writerOf(format: ReportFormat, head: ReportHead, terminal: Terminal) {
  if (format === 'table')
    return (await import('../../report/formats/table.ts')).tableWriter(head, terminal);
  if (format === 'html') return (await import('../../report/formats/html.ts')).htmlWriter(head);
  return (await import('../../report/formats/delimited.ts')).delimitedWriters[format](head);
}

const barWidth = 20;

/** Before the first answer, which takes seconds. */
function showRequesting({ from, to }: ReportRequest, terminal: Terminal): void {
  const days = counted(daysBetween(from, to), 'day');
  terminal.progress(`${indent}Asking LinkedIn for ${days} …`);
}

function openProgress(request: ReportRequest, { terminal, clock }: World) {
  const start = clock.now().getTime();
  showRequesting(request, terminal);
  return (progress: ReportProgress) => {
    const seconds = (clock.now().getTime() - start) / 1_000;
    const { columns } = terminal;
    const done = Math.round((progress.days / progress.allDays) * barWidth);
    // Where there is little room the numbers have the line for themselves.
    const bar = columns < narrow ? '' : `${'█'.repeat(done).padEnd(barWidth, '·')} `;
    terminal.progress(indent + bar + fitting(partsOf(progress, seconds), columns - bar.length));
  };
}

/** The last ones are the first to go where there is no room. */
function partsOf({ rows, calls, days, allDays }: ReportProgress, seconds: number) {
  const rate = Math.round(rows / Math.max(1, seconds));
  const left = Math.ceil((seconds / days) * (allDays - days));
  return [
    counted(rows, 'row'),
    counted(calls, 'call'),
    ...(rate === 0 ? [] : [`${counted(rate, 'row')}/s`]),
    ...(days === 0 ? [] : [`${left.toLocaleString('en')} s left`]),
  ];
}

/** One column stays free: a full line would move the next one. */
function fitting(parts: readonly string[], columns: number): string {
  const room = columns - indent.length - 1;
  const fits = (count: number) => parts.slice(0, count).join(', ').length <= room;
  const count = parts.map((_, index) => parts.length - index).find(fits) ?? 0;
  return parts.slice(0, count).join(', ');
}
