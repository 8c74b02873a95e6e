/** `report`: daily spend, impressions, clicks and leads per campaign, exact and complete, or said to be not. */

import { createSession } from '../../checks/session.ts';
import { assertTokens } from '../../credentials/lacking.ts';
import { loadCredentials } from '../../credentials/load.ts';
import { clockWarning } from '../../credentials/token-dates.ts';
import { Exit, type ExitCode, isFault, platformCode } from '../../faults/fault.ts';
import { joinGaps, subtractSpans } from '../../report/fetch/gaps.ts';
import { pullReport } from '../../report/fetch/pull.ts';
import { selectionText, shortTimeText } from '../../report/formats/heading.ts';
import { leadText, rangeText } from '../../report/formats/wording.ts';
import type { ReportFormat, ReportWriter } from '../../report/formats/writer.ts';
import type { Gap, PulledReport, ReportHead } from '../../report/report.ts';
import { readReportOptions } from '../../report/request/options.ts';
import { fixText, paragraph } from '../../screen/layout.ts';
import { ReaderStalled, type Terminal, type World } from '../../world.ts';
import { askingOf, formatOf, isBare, type ReportOptions } from './report-command.ts';
import { exitOf, type ReportOutcome, sayEnding } from './report-ending.ts';
import { openReportOutput, type ReportOutput } from './report-place.ts';
import { openProgress, sayAsking } from './report-progress.ts';

export { flags } from './report-command.ts';

/** The exit code of what keeps the report from being complete, or 0. */
export async function run(given: ReportOptions, world: World): Promise<ExitCode> {
  const options = { ...given, output: given.output === '-' ? undefined : given.output };
  const loaded = await loadCredentials(options.envFile, world);
  assertTokens(loaded);
  const request = readReportOptions(askingOf(options), loaded, world.clock.now());
  const place = await openReportOutput(options, world);
  const sessionUntil = (signal: AbortSignal) =>
    createSession(loaded, options, { ...world, signal });
  try {
    world.machine.capYoungGeneration();
    const onProgress = openProgress(request, world);
    const pulled = await pullReport(request, { sessionUntil, onProgress }, world);
    const warning = clockWarning(world.clock.now(), pulled.serverTime);
    if (warning !== undefined) world.terminal.say(fixText(warning, world.terminal));
    const ending = await streamReport(pulled, { options, place, world });
    await sayEnding(ending, options, world);
    return exitOf(ending);
  } catch (error) {
    await place.discard();
    // Whoever read it has seen enough (`… | head`).
    if (platformCode(error) === 'EPIPE') return Exit.ok;
    throw error;
  }
}

interface Way {
  readonly options: ReportOptions;
  readonly place: ReportOutput;
  readonly world: World;
}

/** Throws when nothing came at all, with the reason. */
async function streamReport(pulled: PulledReport, way: Way): Promise<ReportOutcome> {
  const { place, world } = way;
  const format = formatOf(way.options);
  const { request } = pulled.head;
  sayWhatItIs(pulled.head, format, world.terminal);
  // What was said took the place of the line that moves.
  sayAsking(request, world.terminal);
  const writer = await writerOf(format, world.terminal);
  const poured = await writeBatches(pulled, writer, way);
  const gaps = poured.isStopped ? withUnsettled(pulled, poured.isTaken) : pulled.gaps;
  const { namesFault, campaignsFault, whyEmpty } = pulled;
  const reason = gaps[0]?.fault ?? campaignsFault;
  if (poured.rows === 0 && reason !== undefined) throw reason;
  if (whyEmpty !== undefined && isBare(format)) {
    world.terminal.say(paragraph(whyEmpty, world.terminal));
  }
  if (poured.rows === 0) await place.write(writer.begin(pulled.head));
  if (poured.isTaken) await place.write(writer.end(gaps, whyEmpty));
  const name = await place.finish(gaps.length === 0);
  return { request, ...poured, gaps, name, namesFault, campaignsFault };
}

interface Poured {
  readonly rows: number;
  readonly isStopped: boolean;
  /** False where somebody stopped it, and the reader of stdout did not read all that there was. */
  readonly isTaken: boolean;
}

/** Characters that are written at once. */
const pieceLength = 65_536;

/** Ctrl-C in the middle is no reason to throw away what came. */
async function writeBatches(
  { head, batches }: PulledReport,
  writer: ReportWriter,
  { place, world: { signal } }: Way,
): Promise<Poured> {
  let rows = 0;
  let text = '';
  try {
    for await (const batch of batches) {
      if (batch.length === 0) continue;
      // Not before there is something to begin with: a refusal leaves stdout empty.
      if (rows === 0) text = writer.begin(head);
      rows += batch.length;
      text += writer.rows(batch);
      if (text.length < pieceLength) continue;
      const piece = text;
      text = '';
      if (!(await isTaken(place.write(piece)))) return { rows, isStopped: true, isTaken: false };
    }
  } catch (error) {
    if (rows === 0 || !signal.aborted || isFault(error, 'output-unwritable')) throw error;
  }
  return { rows, isTaken: await isTaken(place.write(text)), isStopped: signal.aborted };
}

/** Only who was interrupted stops waiting for a reader. */
async function isTaken(writing: Promise<void>): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if (error instanceof ReaderStalled) return false;
    throw error;
  }
}

/** Nobody knows which of the rows were read, if not all of them were. */
function withUnsettled({ head, gaps, missing }: PulledReport, isTaken: boolean): readonly Gap[] {
  const { from, to } = head.request;
  if (!isTaken) return [{ from, to, fault: undefined }];
  const unsettled = subtractSpans(gaps, missing());
  return joinGaps([...gaps, ...unsettled.map((span) => ({ ...span, fault: undefined }))]);
}

// --- formats -----------------------------------------------------------------------------------------

/** Loaded when it is needed: most reports have one format. */
async function writerOf(format: ReportFormat, terminal: Terminal): Promise<ReportWriter> {
  if (format === 'table')
    return (await import('../../report/formats/table.ts')).tableWriter(terminal);
  if (format === 'html') return (await import('../../report/formats/html.ts')).htmlWriter();
  return (await import('../../report/formats/delimited.ts')).delimitedWriter(format);
}

/** The other formats have it in their head. */
function sayWhatItIs(head: ReportHead, format: ReportFormat, terminal: Terminal): void {
  if (!isBare(format)) return;
  const { request } = head;
  const about = [selectionText(request), leadText(request), shortTimeText(head)];
  const sentences = about.filter((sentence) => sentence !== undefined);
  terminal.say(paragraph(`${rangeText(request)}. ${sentences.join(' ')}`, terminal));
}
